import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

N_ROWS = 6_000
N_KILLS = 20
TEXTS = (
    "Our fallen heroes will never be forgotten.",
    "The committee meets on Tuesday at nine.",
    "They are puppets of their masters overseas.",
    "Unverständliche Wörter stehen hier, sagte der Verkäufer.",
)


def command(source: Path, target: Path, *more: str) -> list[str]:
    options = ["--parts", "--part-rows", "500", "--batch-size", "100", "--jobs", "2"]
    return [
        sys.executable,
        "-m",
        "framing",
        "score",
        str(source),
        "-o",
        str(target),
        *options,
        *more,
    ]


def run(source: Path, target: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(source, target, *more), capture_output=True, text=True, check=False
    )


def parts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("part-*"))}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("resume") / "in.jsonl"
    draw = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for row in range(N_ROWS):
            text = (
                None if row % 977 == 0 else f"{draw.choice(TEXTS)} {draw.choice(TEXTS)} No {row}."
            )
            file.write(json.dumps({"row": row, "text": text}, ensure_ascii=False) + "\n")
    return path


@pytest.fixture(scope="module")
def whole(source: Path) -> dict[str, bytes]:
    """The parts of a run that nothing interrupted."""
    folder = source.parent / "whole.parquet"
    assert run(source, folder).returncode == 1  # some rows have no text
    return parts(folder)


def test_killed_at_random_moments_it_ends_with_the_same_bytes(
    source: Path, whole: dict[str, bytes]
) -> None:
    folder = source.parent / "killed.parquet"
    draw = random.Random(1)
    interrupted = 0
    while interrupted < N_KILLS:
        process = subprocess.Popen(
            command(source, folder, *(["--force"] if interrupted % 5 == 0 else [])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=draw.uniform(0.4, 1.6))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        interrupted += 1
    assert run(source, folder).returncode == 1
    assert parts(folder) == whole
    rows = pq.read_table(folder)["row"].to_pylist()
    assert rows == list(range(N_ROWS))


def test_a_finished_run_does_nothing_but_say_so(source: Path, whole: dict[str, bytes]) -> None:
    folder = source.parent / "whole.parquet"
    again = run(source, folder)
    assert again.returncode == 1
    assert f"going on after {N_ROWS:,} rows" in again.stderr
    assert parts(folder) == whole


def test_an_unfinished_line_of_the_journal_does_not_count(
    source: Path, whole: dict[str, bytes]
) -> None:
    folder = source.parent / "torn.parquet"
    run(source, folder)
    journal = folder / "_journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]) + lines[4][:17])
    assert run(source, folder).returncode == 1
    assert parts(folder) == whole


@pytest.mark.parametrize(
    ("change", "named"),
    [("input", "inputs 1"), ("option", "options"), ("model", "model")],
)
def test_what_changed_is_refused_by_name(
    source: Path, tmp_path: Path, change: str, named: str
) -> None:
    mine = tmp_path / "in.jsonl"
    mine.write_bytes(b"".join(source.read_bytes().splitlines(keepends=True)[:50]))
    folder = tmp_path / "out.jsonl"
    assert run(mine, folder).returncode == 1
    more: list[str] = []
    if change == "input":
        mine.write_bytes(mine.read_bytes() + b'{"row": -1, "text": "More."}\n')
    elif change == "option":
        more = ["--prefix", "p_"]
    else:
        from framing.model import FrameModel, default_model_path
        from framing.model_files import load_model, save_model

        model = load_model(default_model_path())
        arrays = {**model.arrays, "intercepts": model.arrays["intercepts"] + 0.5}
        changed = FrameModel(
            model.codebook,
            arrays,
            model.seed,
            model.ngram_range,
            model.min_known_words,
            model.operating_points,
        )
        save_model(changed, tmp_path / "model")
        more = ["--model", str(tmp_path / "model")]
    refused = run(mine, folder, *more)
    assert refused.returncode == 2
    assert "was begun with something else" in refused.stderr
    assert named in refused.stderr
    assert run(mine, folder, *more, "--force").returncode in (0, 1)


def test_parts_are_not_written_into_a_folder_of_something_else(
    source: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.jsonl").mkdir()
    (tmp_path / "mine.jsonl" / "letter.txt").write_text("keep me")
    refused = run(source, tmp_path / "mine.jsonl", "--force")
    assert refused.returncode == 2
    assert (tmp_path / "mine.jsonl" / "letter.txt").read_text() == "keep me"
