import io
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.errors import InputError
from framing.files import open_tables


def test_plain_text(make, read, tmp_path):
    make("docs/b.txt", "two\r\nlines\n")
    make("docs/a.txt", "\ufeffПривет")
    make("docs/empty.txt", "")
    got = read(tmp_path / "docs")
    assert got.texts == ["Привет", "two\r\nlines\n", ""]
    assert got.schema == pa.schema([("path", pa.string()), ("text", pa.string())])
    assert [Path(row["path"]).name for row in got.rows] == ["a.txt", "b.txt", "empty.txt"]


def test_lines(make, read):
    path = make("a.txt", "one\r\n\ntwo\r\r\n three")
    got = read(path, lines=True, batch_rows=3)
    assert got.rows == [
        {"path": str(path), "line": number, "text": text}
        for number, text in enumerate(["one", "", "two\r", " three"], 1)
    ]
    assert read(make("b.txt", ""), lines=True).rows == []


def test_text_that_is_not_utf8(make, read):
    path = make("a.txt", b"one\ncaf\xe9\ntwo")
    got = read(path, lines=True)
    assert [row["text"] for row in got.rows] == ["one", "caf\ufffd", "two"]
    assert got.errors == {
        1: "row 2: is not valid UTF-8: try --encoding cp1252, or what the file was written in"
    }
    assert set(read(path).errors) == {0}
    assert read(path, encoding="cp1252").texts == ["one\ncafé\ntwo"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("id,Text,title", "Text"),
        ("title,body", "body"),
        ("description,TWEET,x", "TWEET"),
        ("post,statement", "statement"),
        ("words", "words"),
    ],
)
def test_the_text_column_is_guessed(make, read, header, expected):
    path = make("a.csv", header + "\n" + ",".join("x" for _ in header.split(",")) + "\n")
    assert read(path).text_column == expected


def test_the_only_string_column(make, read):
    assert read(make("a.jsonl", '{"id": 1, "words": "x", "p": 0.5}\n')).text_column == "words"


def test_no_guess(make, read):
    path = make("a.csv", "id,words\n1,x\n")
    with pytest.raises(InputError, match=r"name it with --text-column\. The columns: id, words"):
        read(path)
    assert read(path, text_column="words").texts == ["x"]


def test_a_text_column_that_is_not_there(make, read):
    path = make("a.csv", "id,words\n1,x\n")
    with pytest.raises(InputError, match=r"'word'.*did you mean 'words'\? allowed: id, words"):
        read(path, text_column="word")


def test_several_files(make, read, tmp_path):
    first = make("a.csv", "id,text\n1,a\n2,b,c\n")
    second = make("b.jsonl", '{"text": "c", "id": 7, "tags": ["x", "y"]}\n')
    third = tmp_path / "c.parquet"
    pq.write_table(pa.table({"tags": [{"k": 1}], "text": [b"d"], "when": [None]}), third)
    got = read(first, second, third)
    assert got.schema == pa.schema(
        [("id", pa.string()), ("text", pa.string()), ("tags", pa.string()), ("when", pa.string())]
    )
    assert [tuple(row.values()) for row in got.rows] == [
        ("1", "a", None, None),
        ("2", "b", None, None),
        ("7", "c", '["x","y"]', None),
        (None, "d", '{"k":1}', None),
    ]
    assert got.texts == ["a", None, "c", "d"]
    assert got.starts == [(str(first), 1, 2), (str(second), 1, 1), (str(third), 1, 1)]


def test_a_file_without_the_text_column(make, read):
    got = read(make("a.csv", "id,text\n1,a\n"), make("b.csv", "id\n2\n"))
    assert got.texts == ["a", None]
    assert got.errors == {1: "row 1: no text (null)"}


def test_numbers_in_one_of_several_files(make, read, tmp_path):
    pq.write_table(pa.table({"text": [1]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match=r"a\.parquet: column 'text' holds int64, not text"):
        read(make("b.jsonl", '{"text": "a"}\n'), tmp_path / "a.parquet")


def test_a_file_name_of_any_bytes(tmp_path, read):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(path).write_text("hello")
    assert read(path).rows == [{"path": str(tmp_path / "caf\ufffd.txt"), "text": "hello"}]


def test_always_null_gives_way(make, read):
    got = read(make("a.jsonl", '{"text":"a","n":null}\n'), make("b.jsonl", '{"text":"b","n":5}\n'))
    assert got.schema.field("n").type == pa.int64()
    assert [row["n"] for row in got.rows] == [None, 5]


def test_progress(make, tmp_path):
    one = make("a.csv", "text,b\n" + "hello,1\n" * 500_000)
    two = make("b.jsonl", '{"text":"x"}\n' * 1000)
    three = tmp_path / "c.parquet"
    pq.write_table(pa.table({"text": ["a"] * 100}), three)
    with open_tables([one, two, three]) as reader:
        total = sum(path.stat().st_size for path in (one, two, three))
        assert (reader.bytes_total, reader.rows_total, reader.bytes_read) == (total, None, 0)
        assert reader.files == (str(one), str(two), str(three))
        seen = [reader.bytes_read for _ in reader]
        assert seen == sorted(seen)
        assert 0 < seen[0] < total == reader.bytes_read
    with open_tables([three, three]) as reader:
        assert reader.rows_total == 100
        assert [reader.bytes_read for _ in reader] == [three.stat().st_size]


def test_once(make):
    with open_tables([make("a.csv", "text\nx\n")]) as reader:
        assert len(list(reader)) == 1
        with pytest.raises(RuntimeError, match="once"):
            iter(reader)


def test_closing_waits_for_a_thread_that_reads(make, monkeypatch):
    """As Ctrl-C leaves one behind that nobody joins."""
    entered, closed, failures = threading.Event(), threading.Event(), []

    def slow(columns, _schema):
        entered.set()
        closed.wait(0.2)  # this ends at once where `close` doesn't wait for this thread
        return columns

    def close():
        try:
            reader.close()
        except ValueError as error:
            failures.append(error)
        closed.set()

    monkeypatch.setattr("framing.files.tables.conform", slow)
    reader = open_tables([make("a.csv", "text\nx\n")])
    with ThreadPoolExecutor(2) as pool:
        chunk = pool.submit(next, iter(reader))
        entered.wait()
        pool.submit(close)
    assert chunk.result().columns.num_rows == 1
    assert not failures


@pytest.mark.parametrize("limits", [{"batch_rows": 0}, {"batch_bytes": 0}])
def test_limits(make, limits):
    with pytest.raises(InputError, match="at least 1"):
        open_tables([make("a.csv", "text\nx\n")], **limits)


@pytest.fixture
def stdin(monkeypatch):
    def stdin(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return stdin


@pytest.mark.parametrize(
    ("content", "options", "texts"),
    [
        (b'\n {"text": "a"}\n', {}, ["a"]),
        (b"plain\ntext", {}, ["plain\ntext"]),
        (b"plain\ntext", {"lines": True}, ["plain", "text"]),
        (b"{not json}\n", {"lines": True}, ["{not json}"]),
        (b"text,b\na,1\n", {"format": "csv"}, ["a"]),
        (b"b\ttext\n1\ta\n", {"format": "tsv"}, ["a"]),
        ('{"text": "é"}\n'.encode("utf-16"), {}, ["é"]),
        (b"", {}, [""]),
    ],
)
def test_standard_input(stdin, read, content, options, texts):
    stdin(content)
    got = read("-", **options)
    assert got.texts == texts
    assert got.starts[0][0] == "-"


def test_compressed_and_parquet_standard_input(stdin, read):
    import gzip

    stdin(gzip.compress(b'{"text": "a"}\n'))
    assert read("-").texts == ["a"]
    file = io.BytesIO()
    pq.write_table(pa.table({"text": ["p"]}), file)
    stdin(file.getvalue())
    assert read("-", format="parquet").texts == ["p"]


def test_standard_input_leaves_nothing(stdin, make, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spool"))
    (tmp_path / "spool").mkdir()
    stdin(b'{"text": "a"}\n')
    with open_tables(["-", make("a.csv", "text\nx\n")]) as reader:
        assert (reader.bytes_total, reader.files[0]) == (None, "-")
        assert len(list((tmp_path / "spool").iterdir())) == 1
    assert not list((tmp_path / "spool").iterdir())
    stdin(b"[]")
    with pytest.raises(InputError, match=r"^-: no line is a JSON object"):
        open_tables(["-"], format="jsonl")
    assert not list((tmp_path / "spool").iterdir())


def test_a_named_pipe(tmp_path, read):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    feeder = threading.Thread(target=pipe.write_bytes, args=(b'{"text": "a"}\n',))
    feeder.start()
    assert read(pipe).texts == ["a"]
    feeder.join()
