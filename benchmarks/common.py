"""What the benchmarks share: where data are, how things are timed, and budgets that fail."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("FRAMING_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data"


class Budgets:
    """Measured values beside what is demanded; the process fails if one is missed."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, bool]] = []

    def at_least(self, what: str, value: float, bound: float, unit: str = "") -> None:
        """Demand a value of at least the bound."""
        self.rows.append((what, f"{value:.3g}{unit}", f"≥ {bound:g}{unit}", value >= bound))

    def at_most(self, what: str, value: float, bound: float, unit: str = "") -> None:
        """Demand a value of at most the bound."""
        self.rows.append((what, f"{value:.3g}{unit}", f"≤ {bound:g}{unit}", value <= bound))

    def print(self) -> None:
        """Print what was measured beside the budgets."""
        rows = [[*row[:3], "met" if row[3] else "MISSED"] for row in self.rows]
        print(table(["what", "measured", "budget", ""], rows))

    def exit(self) -> None:
        """Print all and exit, non-zero where a budget is missed."""
        self.print()
        sys.exit(0 if all(row[3] for row in self.rows) else 1)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def seconds(function: Callable[[], object], repeats: int = 5) -> float:
    """Return the median wall time of several calls."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def side_by_side(functions: dict[str, Callable[[], object]], repeats: int = 5) -> dict[str, float]:
    """Time several functions by turns, so that a busy moment of the machine hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def run(*command: str) -> None:
    """Run a command quietly; raise if it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def python(*arguments: str) -> Callable[[], None]:
    """Return a function that runs this Python with arguments."""
    return lambda: run(sys.executable, *arguments)


def read_jsonl(path: Path) -> list[dict]:
    """Read a JSON Lines file, also a gzipped one."""
    import gzip

    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def need(path: Path) -> bool:
    """Tell whether a measuring file is there, and say so if it is not."""
    if path.exists():
        return True
    print(f"skipped: {path.name} is not there (set FRAMING_SHARED to the folder that has data/)")
    return False


def machine() -> str:
    """Describe the machine in a line."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        names = [x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")]
        cpu = names[0] if names else cpu
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
