"""Leaving in the middle: Ctrl-C and a reader who has seen enough."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from .processes import TRACEBACK, clean_environment

N_ROWS = 300_000


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    """Return a file that takes many times as long to be scored as a test waits for it to begin."""
    path = tmp_path_factory.mktemp("large") / "in.csv"
    path.write_text("text,n\n" + "the fallen heroes of the harvest,1\n" * N_ROWS)
    return path


def begun(folder, *, empty=False):
    """Whether there is a file that isn't complete yet, with rows in it unless it may be empty."""
    return any(empty or path.stat().st_size for path in folder.glob(".out.*.tmp"))


def slowly(path, output):
    return ["score", str(path), "-o", output, "--batch-size", "2", "--jobs", "2"]


@pytest.mark.parametrize(
    ("name", "there"),
    [("out.csv", False), ("out.csv", True), ("out.jsonl.gz", False), ("out.parquet", False)],
)
def test_control_c(name, there, forks, large, model_folder, tmp_path):
    if there:
        (tmp_path / name).write_text("precious")
    request = {
        "arguments": [*slowly(large, name), "--force"],
        "environment": clean_environment(FRAMING_MODEL=str(model_folder)),
        "folder": tmp_path,
    }
    with forks.start(**request) as running:
        while not begun(tmp_path, empty=not name.endswith(".csv")):
            assert not running.wait(0.02), "it ended before it could be interrupted"
        os.kill(running.pid, signal.SIGINT)
        done = running.finish(30)
    assert done.code == 130
    assert done.err.strip() == "framing: interrupted; nothing half-written was left behind"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == (
        {name: "precious"} if there else {}
    )


def test_control_c_in_a_process_of_its_own(large, model_folder, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "framing", *slowly(large, "out.csv")],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=clean_environment(FRAMING_MODEL=str(model_folder)),
    )
    with process:
        while not begun(tmp_path):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
            assert process.poll() is None, "it ended before it could be interrupted"
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=30)
    assert process.returncode == 130
    assert messages.decode().strip() == (
        "framing: interrupted; nothing half-written was left behind"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_seen_enough(large, model_folder, tmp_path):
    """As `| head -c 4` does it."""
    arguments = ["score", large, "-o", "-"]
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "framing", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=clean_environment(FRAMING_MODEL=str(model_folder)),
    )
    with process:
        assert process.stdout.read(4)
        process.stdout.close()
        messages = process.stderr.read().decode()
        process.wait(30)
    assert process.returncode == 0
    assert messages == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["classify", "the heroes", "--json"],
        ["info"],
        ["corpus", "check", "corpus"],
    ],
    ids=" ".join,
)
def test_nobody_reads(arguments, model_folder, own_corpus):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "framing", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=own_corpus.parent,
        env=clean_environment(FRAMING_MODEL=str(model_folder)),
        check=False,
        timeout=60,
    )
    os.close(write)
    err = done.stderr.decode()
    assert done.returncode == 0
    for wrong in (TRACEBACK, "Exception ignored", "unexpected", "Broken"):
        assert wrong not in err
