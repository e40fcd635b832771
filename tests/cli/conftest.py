"""A small corpus_folder, a model trained on it by the command, and processes to use them."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .processes import (
    TRACEBACK,
    Done,
    Forks,
    Run,
    clean_environment,
    fresh_process,
    write_corpus,
)


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory) -> Path:
    """Return a corpus folder; to be read only."""
    return write_corpus(tmp_path_factory.mktemp("corpus") / "small")


@pytest.fixture(scope="session")
def trained_folder(corpus_folder, tmp_path_factory) -> tuple[Path, Done]:
    """Return a model trained from the corpus by a process, and what that process said."""
    place = tmp_path_factory.mktemp("models") / "small"
    done = fresh_process("train", corpus_folder, "-o", place)
    assert done.code == 0, done.err
    return place, done


@pytest.fixture(scope="session")
def model_folder(trained_folder) -> Path:
    """Return the folder of the small model; to be read only."""
    return trained_folder[0]


@pytest.fixture(scope="session")
def forks(model_folder) -> Iterator[Forks]:
    server = Forks(model_folder)
    yield server
    server.close()


@pytest.fixture
def framing(forks, model_folder, tmp_path) -> Run:
    """Run a command in a process of its own, in the test's folder, with the small model.

    No process may ever show a traceback unless it was asked for one.
    """

    def run(*arguments: object, data: bytes = b"", timeout: float = 60, **variables: str) -> Done:
        environment = clean_environment(FRAMING_MODEL=str(model_folder)) | variables
        done = forks.run(
            timeout,
            arguments=[str(argument) for argument in arguments],
            environment=environment,
            folder=tmp_path,
            data=data,
        )
        if "--debug" not in arguments:
            assert TRACEBACK not in done.err
            assert "framing: unexpected" not in done.err
        assert "Exception ignored" not in done.err
        assert done.code in (0, 1, 2, 130)
        return done

    return run


@pytest.fixture
def fresh() -> Run:
    """Run ``python -m framing`` from its very start: see `fresh_process`."""
    return fresh_process


@pytest.fixture
def make(tmp_path) -> Callable[[str, str | bytes], Path]:
    """Write text or bytes to a file below the test's folder and return its path."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.fixture
def left(tmp_path) -> Callable[[], list[str]]:
    """Return the names of what is in the test's folder."""
    return lambda: sorted(path.name for path in tmp_path.iterdir())


@pytest.fixture
def own_corpus(tmp_path) -> Path:
    """Return a corpus folder that the test may change."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def tiny_disk(tmp_path) -> Iterator[Path]:
    """Return a folder on a disk of 128 KiB."""
    with mounted(tmp_path / "tiny", "size=128k") as place:
        yield place


@pytest.fixture
def read_only(tmp_path) -> Iterator[Path]:
    """Return a folder in which nothing can be made, not even by root."""
    with mounted(tmp_path / "fixed", "ro") as place:
        yield place


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a file system needs root and the right to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)
