"""Runs benchmarks and writes what they print to RESULTS.md; fails if one misses a budget.

Arguments are names of scripts; what the others printed before is kept. Without any, all are run.
"""

import re
import subprocess
import sys
from pathlib import Path

from common import machine

SCRIPTS = (
    "start.py",
    "speed.py",
    "files.py",
    "features.py",
    "training_time.py",
    "real_text.py",
    "public.py",
)
HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
HEAD = "# Results\n\nMeasured by `make bench`; each part names the machine it ran on.\n"


def main(names: list[str]) -> int:
    """Run each script in a process of its own."""
    unknown = sorted(set(names) - set(SCRIPTS))
    if unknown:
        print(f"no benchmark {unknown[0]}; there are {', '.join(SCRIPTS)}", file=sys.stderr)
        return 2
    parts = read()
    failed = 0
    for script in names or SCRIPTS:
        done = subprocess.run(
            [sys.executable, HERE / script], capture_output=True, text=True, check=False
        )
        print(f"## {script}\n\n{done.stdout}{done.stderr}", flush=True)
        docstring = (HERE / script).read_text(encoding="utf-8").split('"""')[1].strip()
        note = "" if done.returncode == 0 else "A budget was missed.\n"
        printed = f"```text\n{machine()}\n{without_machine(done.stdout)}```"
        parts[script] = f"## {script}\n\n{docstring}\n\n{printed}\n\n{note}"
        failed += done.returncode != 0
        # After each, so that a run cut off leaves what it measured.
        kept = [parts[name].strip() for name in SCRIPTS if name in parts]
        RESULTS.write_text("\n\n".join([HEAD.strip(), *kept]) + "\n", encoding="utf-8")
    return 1 if failed else 0


def read() -> dict[str, str]:
    """Return the parts of RESULTS.md by script."""
    if not RESULTS.exists():
        return {}
    parts = re.split(r"^(?=## \w+\.py$)", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part.split()[1]: part for part in parts[1:]}


def without_machine(printed: str) -> str:
    """Return what a script printed without the line of the machine."""
    return printed.removeprefix(f"{machine()}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
