"""Runs all benchmarks and writes what they print to RESULTS.md; fails if one misses a budget."""

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


def main() -> int:
    """Run each script in a process of its own."""
    parts = ["# Results\n", f"Measured by `make bench` on {machine()}.\n"]
    failed = 0
    for script in SCRIPTS:
        done = subprocess.run(
            [sys.executable, HERE / script], capture_output=True, text=True, check=False
        )
        print(f"## {script}\n\n{done.stdout}{done.stderr}")
        docstring = (HERE / script).read_text(encoding="utf-8").split('"""')[1].strip()
        note = "" if done.returncode == 0 else "\nA budget was missed.\n"
        parts.append(f"## {script}\n\n{docstring}\n\n```text\n{done.stdout}```\n{note}")
        failed += done.returncode != 0
        # After each, so that a run cut off leaves what it measured.
        (HERE / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
