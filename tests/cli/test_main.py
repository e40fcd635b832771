"""What holds for every command: help, names, exit codes, tracebacks, and how soon it answers."""

import json
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from itertools import pairwise

import pytest

from framing.cli import COMMANDS

from .processes import CONTROLS, TRACEBACK, clean_environment

SUBCOMMANDS = (*((name,) for name in COMMANDS), ("corpus", "check"), ("corpus", "stats"))
HEAVY = ("sklearn", "numba", "pyarrow", "scipy")
#: What a wall time may be in multiples of `import numpy`, and how much noise is forgiven.
CLASSIFY_TIMES, HELP_TIMES, NOISE = 3.0, 1.5, 1.3


@pytest.mark.parametrize("command", [(), *SUBCOMMANDS], ids=lambda words: " ".join(words) or "-")
def test_help(command, framing):
    done = framing(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(" ".join(["Usage: framing", *command]))
    assert max(map(len, done.out.splitlines())) <= 100
    lines = [*done.out.partition("Options:")[2].strip("\n").splitlines(), ""]
    for line, after in pairwise(lines):
        if line.startswith("  -"):
            # A long name pushes its description onto the next line.
            described = len(line.split()) > 2 or after.startswith(" " * 10)
            assert described, f"not described: {line}"


def test_help_has_a_short_name(framing):
    assert framing("-h").out == framing("--help").out


def test_help_lists_every_command(framing):
    listed = framing("--help").out.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.strip().splitlines()] == [*COMMANDS]


def test_version(framing):
    done = framing("--version")
    assert (done.code, done.out) == (0, f"framing, version {version('framing')}\n")


def test_no_command_shows_the_help(framing):
    done = framing()
    assert "Usage: framing" in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["clasify", "x"], "did you mean 'classify'? allowed: classify, "),
        (["zzzzzzzz"], "allowed: classify, explain, score, "),
        (["classify", "x", "--jsn"], "--json"),
        (["score", "x", "--ouput", "y"], "--output"),
        (["train", "--label-column", "y"], "--labels-column"),
        (["corpus", "chek"], "check"),
        (["--verson"], "--version"),
    ],
)
def test_an_unknown_name_gets_a_suggestion(arguments, hint, framing):
    done = framing(*arguments)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["classify", "the heroes"]),
        (0, ["info"]),
        (0, ["score", "good.csv", "-o", "-"]),
        (1, ["score", "ragged.csv", "-o", "-"]),
        (1, ["corpus", "check", "faulty"]),
        (2, ["classify"]),
        (2, ["classify", "x", "--threshold", "2"]),
        (2, ["classify", "x", "--model", "nothing"]),
        (2, ["score", "good.csv"]),
        (2, ["score", "nothing.csv", "-o", "-"]),
        (2, ["train", "good.csv", "-o", "m"]),
        (2, ["info", "nothing"]),
        (2, ["corpus", "check", "nothing"]),
        (2, ["corpus", "stats", "faulty"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(code, arguments, framing, make, own_corpus):
    make("good.csv", "text\nhello\n")
    make("ragged.csv", "text,n\nhello,1,2,3\n")
    faulty = own_corpus.rename(own_corpus.with_name("faulty"))
    (faulty / "statements" / "b.jsonl").write_text("{\n")
    done = framing(*arguments)
    assert done.code == code
    if code == 2:
        assert done.out == ""
        assert done.err.strip()


def test_a_traceback_is_shown_on_request_only(framing):
    wanted = framing("--debug", "classify", "x", "--model", "nothing")
    assert wanted.code == 2
    assert TRACEBACK in wanted.err
    assert wanted.err.splitlines()[-1].startswith("framing: nothing: no such model")
    assert TRACEBACK not in framing("classify", "x", "--model", "nothing").err


def test_a_message_is_one_that_a_terminal_can_take(framing):
    done = framing("score", "\x1b[31m\x07.csv", "-o", "\x1b]0;x\x07.csv")
    assert done.code == 2
    assert not CONTROLS & set(done.err)


def test_wrong_use_is_repeated_harmlessly(framing):
    done = framing("classify", "x", "\x1b[2J\x9b31m")
    assert done.code == 2
    assert not CONTROLS & set(done.err)


@pytest.mark.parametrize("arguments", [["--help"], ["classify", "the heroes"]])
def test_a_full_disk_behind_standard_output(arguments, model_folder):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "framing", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=clean_environment(FRAMING_MODEL=str(model_folder)),
            check=False,
            timeout=60,
        )
    err = done.stderr.decode()
    assert done.returncode == 2
    assert "No space left on device" in err
    for wrong in (TRACEBACK, "Exception ignored", "unexpected"):
        assert wrong not in err


DAMAGES = {
    "missing": lambda path: path.unlink(),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-8]),
    "altered": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x7f"),
    "a pickle": lambda path: path.write_bytes(b"\x80\x04cbuiltins\nprint\n(Vran\ntR."),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_model_with_a_damaged_array_is_refused(how, framing, tmp_path, model_folder):
    copy = tmp_path / "model"
    copy.mkdir()
    for file in model_folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    DAMAGES[how](copy / "word_term_rows.npy")
    done = framing("classify", "x", "--model", copy)
    assert (done.code, done.out) == (2, "")
    assert "word_term_rows.npy" in done.err


def test_a_model_of_a_newer_format_is_refused(framing, make, model_folder):
    manifest = json.loads((model_folder / "manifest.json").read_bytes()) | {"format_version": 99}
    copy = make("model/manifest.json", json.dumps(manifest)).parent
    done = framing("classify", "x", "--model", copy)
    assert (done.code, done.out) == (2, "")
    assert "format version 99" in done.err


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], (*HEAVY, "numpy")),
        (["classify", "the heroes"], HEAVY),
        (["classify", "the heroes", "--json"], HEAVY),
        (["info"], HEAVY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_needed_is_not_imported(arguments, unwanted, fresh, model_folder):
    done = fresh(
        *arguments,
        options=["-X", "importtime"],
        env=clean_environment(FRAMING_MODEL=str(model_folder)),
    )
    assert done.code == 0
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.err.splitlines()}
    assert "click" in imported
    assert imported.isdisjoint(unwanted)


def test_it_starts_soon():
    """Medians of five, taken in turn so that a busy machine is busy for all of them."""
    commands = {
        "numpy": ["-c", "import numpy"],
        "help": ["-m", "framing", "--help"],
        "classify": ["-m", "framing", "classify", "Our fallen heroes will never be forgotten."],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(6):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, *command],
                check=True,
                stdout=subprocess.DEVNULL,
                env=clean_environment(),
                timeout=60,
            )
            if round_:  # the first fills the disk cache
                times[name].append(time.perf_counter() - begin)
    median = {name: statistics.median(found) for name, found in times.items()}
    assert median["help"] <= HELP_TIMES * NOISE * median["numpy"]
    assert median["classify"] <= CLASSIFY_TIMES * NOISE * median["numpy"]
