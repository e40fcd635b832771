"""`framing score` as whole processes: speed against the kernel on two threads, and peak memory.

Texts are made from the corpus; `--megabytes` says how much of them (100 without).
"""

import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from common import ROOT, Budgets, machine, seconds
from framing.fast_scoring import kernel_scorer
from framing.model_files import load_model
from speed import corpus_texts, megabytes

REPEATS = 3


def write(texts: list[str], path: Path) -> None:
    """Write texts with a number each, by suffix."""
    batch = pa.table({"id": pa.array(range(len(texts))), "text": pa.array(texts)})
    if path.suffix == ".parquet":
        pq.write_table(batch, path)
    elif path.suffix == ".csv":
        pc.write_csv(batch, path)
    else:
        with path.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"id": number, "text": text}) + "\n")


def score(source: Path, target: Path) -> float:
    """Score a file in a process of its own; return its seconds."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "framing", "score", source, "-o", target, "--force"]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def peak_megabytes(source: Path, target: Path) -> float:
    """Return the largest memory of a scoring process, measured in a child that runs only it."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-m', 'framing', 'score', *sys.argv[1:], '--force'],"
        " check=True, capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", code, str(source), "-o", str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    wanted = (
        float(sys.argv[sys.argv.index("--megabytes") + 1]) if "--megabytes" in sys.argv else 100
    )
    print(machine())
    budgets = Budgets()
    texts = corpus_texts(wanted)
    size = megabytes(texts)
    scorer = kernel_scorer(load_model(ROOT / "models/default"))
    column = pa.array(texts, pa.large_string())
    chunks = [column.slice(start, 8192) for start in range(0, len(column), 8192)]
    with ThreadPoolExecutor(2) as two:
        kernel = seconds(lambda: list(two.map(scorer.score, chunks)), REPEATS)
    print(f"kernel, two threads: {size / kernel:.1f} MB/s of {size:.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, bound in ((".parquet", 0.6), (".csv", 0.35), (".jsonl", None)):
            source, target = Path(folder) / f"in{suffix}", Path(folder) / f"out{suffix}"
            write(texts, source)
            taken = sorted(score(source, target) for _ in range(REPEATS))[REPEATS // 2]
            print(f"{suffix}: {taken:.1f} s, {size / taken:.1f} MB/s")
            if bound is not None:
                budgets.at_least(
                    f"{suffix} to {suffix} against the kernel", kernel / taken, bound, " ×"
                )
        peaks = []
        for times in (1, 10, 100):
            source = Path(folder) / f"m{times}.parquet"
            write(corpus_texts(wanted * times / 100), source)
            peaks.append(peak_megabytes(source, Path(folder) / "m.out.parquet"))
            print(f"peak memory for {wanted * times / 100:g} MB: {peaks[-1]:.0f} MB")
        budgets.at_most(
            "peak memory, 100 times the input against 1", peaks[-1] / peaks[0], 1.15, " ×"
        )
    budgets.exit()


if __name__ == "__main__":
    main()
