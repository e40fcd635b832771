"""Cold start: whole processes against `python -c "import numpy"`, by turns."""

from common import Budgets, machine, python, side_by_side

TEXT = "The fallen heroes of our army stopped the terrorist gangs at the gates of the city."


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    found = side_by_side(
        {
            "python": python("-c", "pass"),
            "import numpy": python("-c", "import numpy"),
            "framing --help": python("-m", "framing", "--help"),
            "framing classify": python("-m", "framing", "classify", TEXT),
        },
        repeats=11,
    )
    print(machine())
    for name, value in found.items():
        print(f"{name}: {value * 1000:.0f} ms")
    budgets = Budgets()
    base = found["import numpy"]
    for command, bound in (("framing --help", 1.5), ("framing classify", 3)):
        budgets.at_most(f"{command} against import numpy", found[command] / base, bound, " ×")
    budgets.exit()


if __name__ == "__main__":
    main()
