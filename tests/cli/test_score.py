"""``framing score``: every input and output format, and every row exactly once, in order."""

import csv
import gzip
import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import framing as library

from .processes import CONTROLS

TEXTS = (
    "The fallen heroes of the harvest gave their lives for us.",
    "Traitors within sold the river to the enemy.",
    "The library near the border opens at nine on weekdays.",
    "Der Zug nach Köln fährt heute leider nicht.",
    'Victory in the winter, they said,\nis "certain"; \t the enemy flees in panic 🔥',
    "",
)
FRAMES = ("heroes", "traitors", "victory")
NEW = (*FRAMES, "frames", "known_words", "undecided", "error")
ROWS = [{"id": f"00{n}", "text": text} for n, text in enumerate(TEXTS)]
IN_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".pq")
PACKED = (".csv.gz", ".tsv.gz", ".jsonl.gz", ".csv.zst", ".tsv.zst", ".jsonl.zst")
OUT_SUFFIXES = (*IN_SUFFIXES, *PACKED)


def packed(data, suffix):
    if suffix.endswith(".gz"):
        return gzip.compress(data)
    if suffix.endswith(".zst"):
        return pa.Codec("zstd").compress(data, asbytes=True)
    return data


def unpacked(path):
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd").read()
    return path.read_bytes()


def encoded(rows, suffix):
    """Return rows of text as a file of this kind."""
    if suffix in (".parquet", ".pq"):
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), sink)
        return sink.getvalue()
    if suffix.startswith((".jsonl", ".ndjson")):
        return packed("".join(json.dumps(row) + "\n" for row in rows).encode(), suffix)
    out = io.StringIO(newline="")
    delimiter = "\t" if suffix.startswith(".tsv") else ","
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return packed(out.getvalue().encode(), suffix)


def decoded(path):
    """Return the rows of a scored file, cells as they would be in JSON."""
    kind = next(s for s in path.suffixes if s not in (".gz", ".zst") and s in IN_SUFFIXES)
    if kind in (".parquet", ".pq"):
        return pq.read_table(path).to_pylist()
    if kind in (".jsonl", ".ndjson"):
        return [json.loads(line) for line in unpacked(path).splitlines()]
    text = unpacked(path).decode()
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t" if kind == ".tsv" else ","))
    for row in rows:
        failed = row["error"] != ""
        for name in (*FRAMES, "known_words"):
            row[name] = None if failed else float(row[name])
        row["frames"] = None if failed else [f for f in row["frames"].split(";") if f]
        row["undecided"] = None if failed else {"true": True, "false": False}[row["undecided"]]
        row["error"] = row["error"] or None
    return rows


def texts_of(done):
    return [row["text"] for row in done.rows]


@pytest.fixture(scope="session")
def classifier(model_folder):
    return library.load(model_folder)


def check(rows, classifier, wanted=ROWS):
    """Hold scored rows against the input rows and the library."""
    assert [{key: row[key] for key in wanted[0]} for row in rows] == wanted
    for row in rows:
        assert list(row) == [*wanted[0], *NEW]
        assert row["error"] is None
        found = classifier.classify(row["text"])
        assert [row[f] for f in FRAMES] == pytest.approx(
            [score.probability for score in found.scores], abs=1e-5
        )
        assert set(row["frames"]) == set(found.frames)
        assert row["undecided"] is found.undecided
        assert row["known_words"] == pytest.approx(found.known_words, abs=1e-5)


@pytest.mark.parametrize("suffix", [*IN_SUFFIXES, *PACKED])
def test_input_formats(suffix, framing, make, classifier):
    make(f"in{suffix}", encoded(ROWS, suffix))
    done = framing("score", f"in{suffix}", "-o", "-")
    assert (done.code, done.err) == (0, "6 rows, 2 undecided (too few known words)\n")
    check(done.rows, classifier)


@pytest.mark.parametrize("suffix", OUT_SUFFIXES)
def test_output_formats(suffix, framing, make, left, classifier):
    path = make("in.jsonl", encoded(ROWS, ".jsonl"))
    done = framing("score", "in.jsonl", "-o", f"out{suffix}")
    assert (done.code, done.out) == (0, "")
    check(decoded(path.with_name(f"out{suffix}")), classifier)
    assert left() == ["in.jsonl", f"out{suffix}"]


@pytest.mark.parametrize("name", ["out.v2.csv", "OUT.CSV", "out.2024.tsv.gz", "out.data"])
def test_frames_are_joined_wherever_csv_is_written(name, framing, make):
    path = make("in.csv", encoded(ROWS[:1], ".csv")).with_name(name)
    options = ["--output-format", "csv"] if name == "out.data" else []
    assert framing("score", "in.csv", "-o", name, *options).code == 0
    delimiter = "\t" if ".tsv" in name else ","
    (row,) = csv.DictReader(io.StringIO(unpacked(path).decode()), delimiter=delimiter)
    assert row["frames"] == "heroes"


@pytest.mark.parametrize("name", ["out.csv.parquet", "csv.pq"])
def test_frames_are_a_list_wherever_parquet_is_written(name, framing, make):
    path = make("in.csv", encoded(ROWS[:1], ".csv")).with_name(name)
    assert framing("score", "in.csv", "-o", name).code == 0
    assert pq.read_table(path).to_pylist()[0]["frames"] == ["heroes"]


def test_types_in_parquet(framing, make):
    table = pa.table({"n": pa.array([1], pa.int16()), "text": ["heroes"], "l": [["a", None]]})
    path = make("in.parquet", b"")
    pq.write_table(table, path)
    framing("score", "in.parquet", "-o", "out.parquet")
    schema = pq.read_schema(path.with_name("out.parquet"))
    assert schema.field("n").type == pa.int16()
    assert schema.field("l").type == pa.list_(pa.string())
    assert [str(schema.field(name).type) for name in NEW] == [
        *("float", "float", "float"),
        *("list<element: string>", "float", "bool", "string"),
    ]


@pytest.mark.parametrize(
    ("options", "data", "wanted"),
    [
        ([], encoded(ROWS, ".jsonl"), list(TEXTS)),
        ([], encoded(ROWS, ".jsonl.gz"), list(TEXTS)),
        ([], encoded(ROWS, ".jsonl.zst"), list(TEXTS)),
        (["--input-format", "csv"], encoded(ROWS, ".csv"), list(TEXTS)),
        (["--input-format", "tsv"], encoded(ROWS, ".tsv.gz"), list(TEXTS)),
        (["--input-format", "parquet"], encoded(ROWS, ".parquet"), list(TEXTS)),
        ([], b"one text\nof two lines\n", ["one text\nof two lines\n"]),
        (["--lines"], b"one\n\ntwo\r\nthree", ["one", "", "two", "three"]),
    ],
)
def test_standard_input(options, data, wanted, framing):
    done = framing("score", "-", "-o", "-", *options, data=data)
    assert done.code == 0
    assert texts_of(done) == wanted


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet"])
def test_standard_output(kind, framing, make, classifier):
    make("in.csv", encoded(ROWS, ".csv"))
    done = framing("score", "in.csv", "-o", "-", "--output-format", kind)
    assert done.code == 0
    check(decoded(make(f"got.{kind}", done.output)), classifier)


def test_a_document_a_file_or_a_line(framing, make):
    make("a.txt", "first line\nsecond line\n")
    whole = framing("score", "a.txt", "-o", "-")
    assert [(row["path"], row["text"]) for row in whole.rows] == [
        ("a.txt", "first line\nsecond line\n")
    ]
    each = framing("score", "a.txt", "-o", "-", "--lines")
    assert [(row["path"], row["line"], row["text"]) for row in each.rows] == [
        ("a.txt", 1, "first line"),
        ("a.txt", 2, "second line"),
    ]


def test_folders_and_patterns(framing, make):
    make("data/b.csv", "text\nb\n")
    make("data/a/deep.jsonl", '{"text": "deep"}\n')
    make("data/.hidden.csv", "text\nhidden\n")
    make("data/notes.md", "not read")
    make("c1.csv", "text\nc1\n")
    make("c2.csv", "text\nc2\n")
    assert texts_of(framing("score", "data", "-o", "-")) == ["deep", "b"]
    assert texts_of(framing("score", "c?.csv", "-o", "-")) == ["c1", "c2"]
    assert texts_of(framing("score", "**/*.jsonl", "-o", "-")) == ["deep"]
    done = framing("score", "c2.csv", "data", "c*.csv", "-o", "-")
    assert texts_of(done) == ["c2", "deep", "b", "c1"]
    assert done.err.startswith("4 rows")


def test_columns_of_several_files_are_united(framing, make):
    make("a.csv", "id,text\n1,one\n")
    make("b.jsonl", '{"text": "two", "date": "today"}\n')
    rows = framing("score", "a.csv", "b.jsonl", "-o", "-").rows
    assert [(row["id"], row["text"], row["date"]) for row in rows] == [
        ("1", "one", None),
        (None, "two", "today"),
    ]


@pytest.mark.parametrize(
    ("header", "options", "column"),
    [
        ("id,Body,title", [], "Body"),
        ("id,title,statement", [], "statement"),
        ("words", [], "words"),
        ("id,text,note", ["--text-column", "note"], "note"),
    ],
)
def test_the_text_column(header, options, column, framing, make):
    names = header.split(",")
    cells = [TEXTS[0] if name == column else "rain" for name in names]
    make("in.csv", encoded([dict(zip(names, cells, strict=True))], ".csv"))
    (row,) = framing("score", "in.csv", "-o", "-", *options).rows
    assert row["frames"] == ["heroes"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Café – “heroes”"),
        ("cp1251", "Герои отдали жизнь"),
        ("utf-16", "Герои and heroes 🔥"),
        ("shift_jis", "英雄"),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_encodings(encoding, text, suffix, framing, make):
    form = {".csv": "text\n{}\n", ".jsonl": '{{"text": "{}"}}\n', ".txt": "{}"}[suffix]
    make(f"in{suffix}", form.format(text).encode(encoding))
    done = framing("score", f"in{suffix}", "-o", "-", "--encoding", encoding)
    assert done.code == 0
    assert texts_of(done) == [text]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".txt"])
def test_a_byte_order_mark_is_enough(encoding, suffix, framing, make):
    form = {".csv": "text\n{}\n", ".jsonl": '{{"text": "{}"}}\n', ".txt": "{}"}[suffix]
    make(f"in{suffix}", form.format("Köln").encode(encoding))
    done = framing("score", f"in{suffix}", "-o", "-")
    assert done.code == 0
    assert texts_of(done) == ["Köln"]
    assert "text" in done.rows[0]


def test_a_prefix_for_the_new_columns(framing, make):
    make("in.csv", "text,frames\nheroes,mine\n")
    refused = framing("score", "in.csv", "-o", "-")
    assert (refused.code, refused.out) == (2, "")
    assert "'frames' already" in refused.err
    (row,) = framing("score", "in.csv", "-o", "-", "--prefix", "x_").rows
    assert list(row) == ["text", "frames", *(f"x_{name}" for name in NEW)]


def test_thresholds(framing, make, model_folder):
    make("in.csv", encoded(ROWS[:1], ".csv"))
    for options, wanted in (
        (["--threshold", "0"], [*FRAMES]),
        (["--threshold", "1"], []),
        (["--operating-point", "f1"], ["heroes"]),
    ):
        (row,) = framing("score", "in.csv", "-o", "-", *options).rows
        assert row["frames"] == wanted


def test_formulas_are_neutralised_on_request(framing, make):
    path = make("in.csv", "text\n=1+1\n")
    framing("score", "in.csv", "-o", "safe.csv", "--safe-cells")
    framing("score", "in.csv", "-o", "raw.csv")
    assert '"\'=1+1"' in path.with_name("safe.csv").read_text()
    assert '"=1+1"' in path.with_name("raw.csv").read_text()


@pytest.mark.parametrize(("jobs", "batch"), [(1, 1), (5, 1), (2, 7), (3, 100), (-1, 8192)])
def test_order_is_kept(jobs, batch, framing, make):
    rows = [
        {"n": n, "text": None if n % 11 == 5 else TEXTS[n % 5] * (1 + 40 * (n % 13 == 0))}
        for n in range(200)
    ]
    make("in.jsonl", encoded(rows, ".jsonl"))
    done = framing("score", "in.jsonl", "-o", "-", "--jobs", jobs, "--batch-size", batch)
    assert done.code == 1
    assert [{"n": row["n"], "text": row["text"]} for row in done.rows] == rows
    assert [row["n"] for row in done.rows if row["error"]] == list(range(5, 200, 11))


def test_threads_and_batches_do_not_change_a_figure(framing, make):
    make("in.jsonl", encoded(ROWS * 20, ".jsonl"))
    once = framing("score", "in.jsonl", "-o", "-", "--jobs", 1)
    assert framing("score", "in.jsonl", "-o", "-", "--jobs", 3, "--batch-size", 9) == once


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(
    deadline=None,
    database=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(
        st.fixed_dictionaries({"id": st.integers(-9, 9), "text": CELLS | st.none(), "x y": CELLS}),
        min_size=1,
        max_size=12,
    ),
    batch=st.integers(1, 5),
    suffix=st.sampled_from([".jsonl", ".parquet"]),
)
def test_any_table_comes_out_whole(rows, batch, suffix, framing, make):
    path = make("in.jsonl", encoded(rows, ".jsonl")).with_name(f"out{suffix}")
    done = framing("score", "in.jsonl", "-o", path, "--force", "--batch-size", batch)
    assert done.code == any(row["text"] is None for row in rows)
    got = decoded(path)
    assert [{key: row[key] for key in rows[0]} for row in got] == rows
    for row in got:
        assert (row["error"] is None) is (row["text"] is not None)
        assert all((row[name] is None) is (row["text"] is None) for name in NEW[:-1])


def test_rows_that_fail_are_counted_named_and_in_their_place(framing, make):
    lines = ['{"text": "a b"}', "{broken", '{"text": null}', '{"text": 7}', '{"n": 1}', "[]", "3"]
    make("in.jsonl", "\n".join([*lines, '{"text": "the heroes"}']) + "\n")
    done = framing("score", "in.jsonl", "-o", "-")
    assert done.code == 1
    assert [bool(row["error"]) for row in done.rows] == [False, *[True] * 6, False]
    for row in done.rows[1:7]:
        assert [row[name] for name in NEW[:-1]] == [None] * 6
    *named, summary = done.err.splitlines()
    assert (
        summary == "8 rows, 1 undecided (too few known words), 6 not scored (see the column error)"
    )
    assert [line.split(":")[1].split()[1] for line in named] == ["2", "3", "4", "5", "6"]
    assert all(line.startswith("in.jsonl: ") for line in named)


def test_progress_is_not_shown_in_a_pipe(framing, make):
    make("in.jsonl", encoded(ROWS * 50, ".jsonl"))
    assert framing("score", "in.jsonl", "-o", "o.csv").err.splitlines() == [
        "300 rows, 100 undecided (too few known words)"
    ]


@pytest.mark.parametrize("content", ["text\nheroes\n", "text,n\nheroes,1,2\n"])
def test_file_names_can_not_steer_a_terminal(content, framing, make):
    make("\x1b[31m.csv", content)
    done = framing("score", "\x1b[31m.csv", "-o", "out.csv")
    assert done.code in (0, 1)
    assert not CONTROLS & set(done.err)


def test_text_can_not_steer_a_terminal_through_messages(framing, make):
    make("in.csv", "text\nx,\x1b[2J\x9b31m\x07\n")
    done = framing("score", "in.csv", "-o", "out.csv")
    assert done.code == 1
    assert not CONTROLS & set(done.err)


def test_the_default_model_scores_too(framing, make):
    make("in.csv", encoded(ROWS, ".csv"))
    rows = framing("score", "in.csv", "-o", "-", FRAMING_MODEL="").rows
    ids = library.load().frame_ids
    assert np.isfinite([[row[frame] for frame in ids] for row in rows]).all()
