"""``framing score`` and what goes wrong: a clear message, nothing lost, nothing left behind."""

import gzip
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

GOOD = "text,n\nThe fallen heroes of the harvest,1\n"


@pytest.fixture
def score(framing, left):
    """Score to out.jsonl; hold that a file appears only if rows came out."""

    def score(*arguments, **options):
        done = framing("score", *arguments, "-o", "out.jsonl", **options)
        assert ("out.jsonl" in left()) is (done.code in (0, 1))
        assert not [name for name in left() if name.endswith(".tmp")]
        return done

    return score


def rows_of(path):
    return [json.loads(line) for line in path.with_name("out.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize(
    ("name", "content", "arguments", "words"),
    [
        ("a.csv", "", [], ["a.csv: the file is empty", "header"]),
        ("a.tsv", "", [], ["a.tsv: the file is empty"]),
        ("a.jsonl", "", [], ["a.jsonl", "the file is empty"]),
        ("a.jsonl", "\n\n", [], ["a.jsonl", "no line is a JSON object"]),
        ("a.jsonl", "7\n[]\n", [], ["a.jsonl", "no line is a JSON object"]),
        ("a.parquet", "", [], ["a.parquet", "not a Parquet file"]),
        ("a.parquet", "text,n\n", [], ["a.parquet", "not a Parquet file"]),
        ("a.csv.gz", "text\nplain\n", [], ["a.csv.gz", "gzip data are cut short or damaged"]),
        ("a.csv.zst", "text\nplain\n", [], ["a.csv.zst", "zstd data are cut short or damaged"]),
        ("a.csv", GOOD, ["--text-column", "txet"], ["no column 'txet'", "did you mean 'text'?"]),
        ("a.csv", "x,y\n1,2\n", [], ["can't tell which column", "--text-column", "x, y"]),
        ("a.csv", "text,text\n1,2\n", [], ["more than once: text"]),
        ("a.csv", '"text\n1,2\n', [], ["a quote in the header is opened and never closed"]),
        ("a.csv", b"te\xfft\nx\n", [], ["the header", "--encoding cp1252"]),
        ("a.xlsx", GOOD, [], ["a.xlsx: can't tell the format", ".csv"]),
        ("a.csv", GOOD, ["--encoding", "utf-99"], ["unknown encoding 'utf-99'", "cp1252"]),
        ("a.csv", GOOD, ["--input-format", "exel"], ["unknown format 'exel'", "csv"]),
        ("a.csv", GOOD, ["--output-format", "xml"], ["unknown output format 'xml'", "csv"]),
        ("a.csv", GOOD, ["--batch-size", "0"], ["batch", "at least 1"]),
        ("a.csv", GOOD, ["--threshold", "nan"], ["--threshold"]),
        ("a.csv", GOOD, ["--model", "a.csv"], ["a.csv"]),
        ("a.csv", GOOD, ["nothing.csv"], ["nothing.csv: no such file or folder"]),
        ("a.csv", GOOD, ["*.tsv"], ["*.tsv: no file matches"]),
        ("empty/.keep", "", ["empty"], ["empty: this folder has no file to read"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_refused(name, content, arguments, words, score, make):
    make(name, content)
    inputs = [] if name.startswith("empty") else [name]
    done = score(*inputs, *arguments)
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in done.err
    assert len(done.err) < 1000


@pytest.mark.parametrize(
    ("arguments", "name"),
    [(["score", "a.xlsx", "-o", "-"], "a.xlsx"), (["score", "a.csv", "-o", "b.xlsx"], "a.csv")],
)
def test_an_option_that_is_recommended_exists(arguments, name, framing, make):
    make(name, GOOD)
    done = framing(*arguments)
    assert done.code == 2
    offered = set(re.findall(r"--[a-z-]+", framing("score", "--help").out))
    recommended = set(re.findall(r"--[a-z-]+", done.err))
    assert recommended
    assert recommended <= offered


@pytest.mark.parametrize(
    ("name", "content", "failed", "texts"),
    [
        pytest.param(
            "a.csv",
            "text,n\ngood one,1\nlong,2,3\nshort\nlast one,4\n",
            {1: "3 cells where the header has 2", 2: "1 cells where the header has 2"},
            ["good one", "long", "short", "last one"],
            id="ragged rows",
        ),
        pytest.param(
            "a.csv", 'text,n\n"two\nlines",1\nx y,2\n', {}, ["two\nlines", "x y"], id="newline"
        ),
        pytest.param(
            "a.csv",
            'text,n\nfine,1\n"open,2\nlost,3\n',
            {1: "a quote is opened and never closed"},
            None,
            id="open quote",
        ),
        pytest.param("a.csv", b"text,n\na\0b,1\nlast,2\n", {}, ["a\0b", "last"], id="NUL bytes"),
        pytest.param(
            "a.csv",
            b"text,n\nfine,1\ncaf\xe9,2\nlast,3\n",
            {1: "is not valid UTF-8"},
            ["fine", "caf\ufffd", "last"],
            id="invalid UTF-8",
        ),
        pytest.param(
            "a.jsonl",
            b'{"text": "fine"}\n{"text": "caf\xe9"}\n{"text": "last"}\n',
            {1: "is not valid UTF-8"},
            ["fine", "caf\ufffd", "last"],
            id="invalid UTF-8 in JSON",
        ),
        pytest.param("a.txt", b"caf\xe9", {0: "is not valid UTF-8"}, ["caf\ufffd"], id="text file"),
        pytest.param(
            "a.jsonl",
            '{"text": "fine"}\n{"text": "cut\n{"text": 7}\n{"text": "last"}\n',
            {1: "line 2: not valid JSON", 2: "'text' is a number, not text"},
            None,
            id="broken line, number for a text",
        ),
        pytest.param(
            "a.csv",
            f"text,n\n{'🔥💔' * 50},1\na,2\n{'x' * 100_000},3\n",
            {},
            ["🔥💔" * 50, "a", "x" * 100_000],
            id="emoji, one letter, no space",
        ),
    ],
)
def test_scored_as_far_as_possible(name, content, failed, texts, score, make):
    path = make(name, content)
    done = score(name)
    rows = rows_of(path)
    assert done.code == bool(failed)
    assert {n: row["error"] for n, row in enumerate(rows) if row["error"]}.keys() == failed.keys()
    for n, message in failed.items():
        assert message in rows[n]["error"]
        assert message in done.err
    if texts is not None:
        assert [row["text"] for row in rows] == texts
    summary = done.err.splitlines()[-1]
    assert summary.startswith(f"{len(rows)} rows")
    assert (f"{len(failed)} not scored" in summary) is bool(failed)


def test_a_cell_of_ten_megabytes(score, make):
    cell = "the fallen heroes of the harvest " * 320_000
    path = make("a.csv", f"n,text\n1,before\n2,{cell}\n3,after\n")
    assert score("a.csv").code == 0
    rows = rows_of(path)
    assert [(row["n"], len(row["text"])) for row in rows] == [("1", 6), ("2", len(cell)), ("3", 5)]
    assert rows[1]["frames"] == ["heroes"]


def test_five_megabytes_without_a_space(score, make):
    path = make("a.txt", "heroes" * 840_000)
    done = score("a.txt")
    assert done.code == 0
    (row,) = rows_of(path)
    assert row["undecided"] is True
    assert row["frames"] == []


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_parquet_file_cut_short(keep, score, make):
    path = make("a.parquet", b"")
    pq.write_table(pa.table({"text": ["the heroes"] * 5000}), path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    done = score("a.parquet")
    assert (done.code, done.out) == (2, "")
    assert "a.parquet: not a Parquet file, or cut short" in done.err


def test_a_parquet_file_damaged_in_the_middle(score, make):
    path = make("a.parquet", b"")
    pq.write_table(pa.table({"text": [f"the heroes {n}" for n in range(5000)]}), path)
    data = bytearray(path.read_bytes())
    data[100:2000] = b"\xff" * 1900
    path.write_bytes(data)
    done = score("a.parquet")
    assert done.code == 2
    assert "a.parquet: damaged" in done.err


def test_a_parquet_column_that_is_no_text(score, make):
    pq.write_table(pa.table({"text": [1, 2]}), make("a.parquet", b""))
    done = score("a.parquet", "--text-column", "text")
    assert done.code == 2
    assert "column 'text' holds int64, not text" in done.err


def test_gzip_data_cut_short(score, make):
    data = gzip.compress(("text\n" + "heroes and more\n" * 200_000).encode())
    make("a.csv.gz", data[: len(data) // 2])
    done = score("a.csv.gz")
    assert done.code == 2
    assert "a.csv.gz: the gzip data are cut short or damaged" in done.err


def test_what_is_there_stays_without_force(framing, make):
    make("in.csv", GOOD)
    out = make("out.csv", "precious")
    done = framing("score", "in.csv", "-o", "out.csv")
    assert (done.code, out.read_text()) == (2, "precious")
    assert "exists already; --force" in done.err
    assert framing("score", "in.csv", "-o", "out.csv", "--force").code == 0
    assert out.read_text().startswith('"text","n","heroes"')


def test_what_is_there_stays_when_forced_scoring_fails(framing, make):
    make("in.jsonl", "\n")
    out = make("out.csv", "precious")
    assert framing("score", "in.jsonl", "-o", "out.csv", "--force").code == 2
    assert out.read_text() == "precious"


@pytest.mark.parametrize("name", ["in.csv", "./in.csv", "link.csv", "below/../in.csv"])
def test_an_input_is_never_overwritten(name, framing, make):
    path = make("in.csv", GOOD)
    path.with_name("link.csv").symlink_to(path)
    path.with_name("below").mkdir()
    done = framing("score", "in.csv", "-o", name, "--force")
    assert (done.code, path.read_text()) == (2, GOOD)
    assert "this is an input file too" in done.err


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("nowhere/out.csv", ["there is no folder nowhere"]),
        ("below.csv", ["this is a folder"]),
        ("out", ["can't tell the output format", ".parquet"]),
        ("out.txt", ["can't tell the output format"]),
        ("out.parquet.gz", ["can't tell the output format"]),
    ],
)
def test_places_that_can_not_be_written(output, words, framing, make, left):
    make("in.csv", GOOD).with_name("below.csv").mkdir()
    done = framing("score", "in.csv", "-o", output)
    assert (done.code, left()) == (2, ["below.csv", "in.csv"])
    for word in words:
        assert word in done.err


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "csv.gz"])
def test_a_full_disk(suffix, framing, make, tiny_disk):
    make("in.csv", "text,noise\n" + "".join(f"heroes,{hash(n) ** 9}\n" for n in range(20_000)))
    done = framing("score", "in.csv", "-o", f"tiny/out.{suffix}")
    assert done.code == 2
    assert f"tiny/out.{suffix}: can't be written (No space left on device)" in done.err
    assert list(tiny_disk.iterdir()) == []


def test_a_full_disk_keeps_what_was_there(framing, make, tiny_disk):
    make("in.csv", "text,noise\n" + "".join(f"heroes,{hash(n) ** 9}\n" for n in range(20_000)))
    make("tiny/out.csv", "precious")
    assert framing("score", "in.csv", "-o", "tiny/out.csv", "--force").code == 2
    assert [path.read_text() for path in tiny_disk.iterdir()] == ["precious"]


def test_a_device_without_room(framing, make):
    make("in.csv", GOOD)
    done = framing("score", "in.csv", "-o", "/dev/full", "--output-format", "csv")
    assert done.code == 2
    assert "/dev/full: can't be written (No space left on device)" in done.err


def test_a_read_only_folder(framing, make, read_only):
    make("in.csv", GOOD)
    done = framing("score", "in.csv", "-o", "fixed/out.csv")
    assert done.code == 2
    assert "fixed/out.csv: can't be written (Read-only file system)" in done.err
