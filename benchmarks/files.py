"""`framing score` as whole processes: speed against the kernel on two threads, and peak memory.

Texts are made from the corpus; `--megabytes` says how much of them (500 without).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from common import ROOT, Budgets, machine, side_by_side, table
from framing.batch import Columns, score_chunks, score_schema
from framing.fast_scoring import kernel_scorer
from framing.files import open_tables, open_writer
from framing.model_files import load_model
from speed import corpus_texts, megabytes

REPEATS = 5


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


def score(source: Path, target: Path) -> None:
    """Score a file in a process of its own."""
    command = [sys.executable, "-m", "framing", "score", source, "-o", target, "--force"]
    subprocess.run(command, check=True, capture_output=True)


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


def shares(source: Path, target: Path) -> str:
    """Return how the time of one thread parts into reading, scoring and writing."""
    model = load_model(ROOT / "models/default")
    kernel_scorer(model)
    clock = [time.perf_counter()]
    with open_tables([source]) as reader:
        schema = score_schema(model, reader.schema, Columns(joined=source.suffix == ".csv"))
        chunks = list(reader)
        clock.append(time.perf_counter())
        columns = Columns(joined=source.suffix == ".csv")
        scored = list(score_chunks(model, chunks, columns, jobs=1))
        clock.append(time.perf_counter())
        with open_writer(target, schema, force=True) as writer:
            for part in scored:
                writer.write(part.batch)
    clock.append(time.perf_counter())
    parts = [after - before for before, after in pairwise(clock)]
    names = ("reading", "scoring", "writing")
    return ", ".join(f"{n} {p / sum(parts):.0%}" for n, p in zip(names, parts, strict=True))


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=500)
    wanted = parser.parse_args().megabytes
    print(machine())
    budgets = Budgets()
    scorer = kernel_scorer(load_model(ROOT / "models/default"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peaks = []
        for times in (1, 10, 100):
            source = folder / f"texts{times}.parquet"
            texts = corpus_texts(wanted * times / 100)
            write(texts, source)
            peaks.append(peak_megabytes(source, folder / "out.parquet"))
            print(f"peak memory for {wanted * times / 100:g} MB: {peaks[-1]:.0f} MB", flush=True)
        size = megabytes(texts)
        column = pa.array(texts, pa.large_string())
        chunks = [column.slice(start, 8192) for start in range(0, len(column), 8192)]
        sample = texts[: len(texts) // 10]
        targets = {".parquet": 0.6, ".csv": 0.35, ".jsonl": None}
        files = {suffix: (folder / f"in{suffix}", folder / f"out{suffix}") for suffix in targets}
        for source, target in files.values():
            write(sample, source)
            print(f"{source.suffix}, one thread: {shares(source, target)}")
            write(texts, source)
        with ThreadPoolExecutor(2) as two:
            ways = {"kernel": lambda: list(two.map(scorer.score, chunks))} | {
                suffix: lambda pair=pair: score(*pair) for suffix, pair in files.items()
            }
            found = side_by_side(ways, REPEATS)
        rows = [
            [name, f"{taken:.1f}", f"{size / taken:.1f}", f"{found['kernel'] / taken:.2f} ×"]
            for name, taken in found.items()
        ]
        print(table([f"{size:.0f} MB", "seconds", "MB/s", "of the kernel, two threads"], rows))
        for suffix, bound in targets.items():
            if bound is not None:
                what = f"{suffix} to {suffix} against the kernel"
                budgets.at_least(what, found["kernel"] / found[suffix], bound, " ×")
        budgets.at_most("peak memory, 100 times the input against 1", peaks[-1] / peaks[0], 1.15)
    budgets.exit()


if __name__ == "__main__":
    main()
