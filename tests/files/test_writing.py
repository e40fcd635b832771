import contextlib
import csv
import errno
import gzip
import io
import json
import os
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.errors import OutputError
from framing.files import open_writer

TABLE = pa.table(
    {
        "id": ["007", None],
        "text": ['say "hi",\nnow', ""],
        "p": pa.array([0.125, None], pa.float32()),
        "frames": [["a", "b"], []],
    }
)
NAMES = ["a.csv", "a.tsv", "a.jsonl", "a.ndjson.zst", "a.parquet", "a.csv.gz", "a.tsv.zst", "a.pq"]


def opened(path):
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return pa.CompressedInputStream(pa.BufferReader(data), "zstd").read()
    return data


def test_csv(write, tmp_path):
    content = opened(write(tmp_path / "a.csv", TABLE)).decode()
    assert list(csv.reader(io.StringIO(content, newline=""))) == [
        ["id", "text", "p", "frames"],
        ["007", 'say "hi",\nnow', "0.125", '["a","b"]'],
        ["", "", "", "[]"],
    ]
    assert opened(write(tmp_path / "a.csv.gz", TABLE)).decode() == content
    assert opened(write(tmp_path / "a.csv.zst", TABLE)).decode() == content
    tabs = opened(write(tmp_path / "a.tsv", TABLE)).decode()
    assert tabs.startswith('"id"\t"text"\t')


def test_the_same_table_gives_the_same_bytes(write, tmp_path):
    for name in NAMES:
        first = write(tmp_path / name, TABLE).read_bytes()
        assert write(tmp_path / name, TABLE, force=True).read_bytes() == first


def test_jsonl(write, tmp_path):
    expected = [
        {"id": "007", "text": 'say "hi",\nnow', "p": 0.125, "frames": ["a", "b"]},
        {"id": None, "text": "", "p": None, "frames": []},
    ]
    for name in ("a.jsonl", "a.ndjson", "a.jsonl.gz", "a.jsonl.zst"):
        assert [
            json.loads(row) for row in opened(write(tmp_path / name, TABLE)).splitlines()
        ] == expected


def test_parquet(write, tmp_path):
    path = write(tmp_path / "a.parquet", TABLE)
    assert pq.read_table(path).equals(TABLE)
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_parquet_row_groups(tmp_path):
    batch = pa.RecordBatch.from_pydict({"n": np.arange(8192)})
    with open_writer(tmp_path / "a.parquet", batch.schema) as writer:
        for _ in range(20):
            writer.write(batch)
    with pq.ParquetFile(tmp_path / "a.parquet") as file:
        groups = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert groups == [65536, 65536, 32768]


def test_dictionaries_that_differ(tmp_path, read):
    kind = pa.dictionary(pa.int8(), pa.string())
    schema = pa.schema([("text", kind)])
    for name in NAMES:
        with open_writer(tmp_path / name, schema) as writer:
            for value in "ab":
                column = pa.array([value]).dictionary_encode().cast(kind)
                writer.write(pa.RecordBatch.from_arrays([column], schema=schema))
        assert read(tmp_path / name).texts == ["a", "b"]


@pytest.mark.parametrize("name", NAMES)
def test_no_rows(name, tmp_path):
    path = tmp_path / name
    with open_writer(path, TABLE.schema):
        pass
    assert path.exists()
    if "parquet" in name:
        assert pq.read_table(path).equals(TABLE.slice(0, 0))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_after_an_exception(name, error, tmp_path, left):
    def fail():
        with open_writer(tmp_path / name, TABLE.schema) as writer:
            writer.write(TABLE.to_batches()[0])
            raise error

    with pytest.raises(error):
        fail()
    assert left() == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("early", [True, False])
def test_a_full_disk(name, early, tmp_path, left, write, monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            if early or self.tell() + len(data) > 50_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data)

    monkeypatch.setattr("pathlib.Path.open", lambda *_: Full())
    noise = np.random.default_rng(1).integers(0, 2**62, 20_000)
    batch = pa.RecordBatch.from_pydict({"text": [str(n) for n in noise]})
    table = pa.Table.from_batches([batch] * 5)
    with pytest.raises(OutputError, match=rf"{name}: can't be written \(No space left"):
        write(tmp_path / name, table)
    assert left() == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_device():
    batch = TABLE.to_batches()[0]
    with (
        pytest.raises(OutputError, match=r"/dev/full: can't be written \(No space"),
        open_writer("/dev/full", TABLE.schema, format="csv") as writer,
    ):
        writer.write(batch)


def test_existing_files(write, tmp_path):
    path = write(tmp_path / "a.csv", TABLE)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="exists already; --force overwrites it"):
        open_writer(path, TABLE.schema)
    assert path.read_bytes() == before
    assert write(path, TABLE.slice(1), force=True).read_bytes() != before


def test_input_and_output_are_one(make, tmp_path):
    path = make("a.csv", "text\nx\n")
    (tmp_path / "link.csv").symlink_to(path)
    for output in (path, tmp_path / "link.csv", tmp_path / "." / "a.csv"):
        with pytest.raises(OutputError, match="this is an input file too"):
            open_writer(output, TABLE.schema, force=True, inputs=["-", str(path)])


def test_places_that_cannot_be(tmp_path):
    for path, why in (
        (tmp_path / "no" / "a.csv", "there is no folder"),
        (tmp_path / "a.xlsx", r"can't tell the output format.*\.csv.*--output-format"),
        (tmp_path / "a.txt", "can't tell the output format"),
        (tmp_path / "a.parquet.gz", "can't tell the output format"),
    ):
        with pytest.raises(OutputError, match=why):
            open_writer(path, TABLE.schema)
    with pytest.raises(OutputError, match="unknown output format 'txt'"):
        open_writer(tmp_path / "a.txt", TABLE.schema, format="txt")
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        open_writer(tmp_path / "d.csv", TABLE.schema)


def test_format_overrides_the_suffix(write, tmp_path):
    path = write(tmp_path / "a.out.gz", TABLE, format="jsonl")
    assert json.loads(opened(path).splitlines()[0])["id"] == "007"
    assert pq.read_table(write(tmp_path / "b.csv", TABLE, format="parquet")).equals(TABLE)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_safe_cells(name, write, tmp_path):
    texts = ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "a=1", "", "'", None, "é", " =1"]
    table = pa.table({"text": texts, "=n": pa.array(range(-6, 6)), "l": [["=x"]] * 12})
    content = opened(write(tmp_path / name, table, safe_cells=True)).decode()
    delimiter = "\t" if name.endswith("tsv") else ","
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    assert rows[0] == ["text", "'=n", "l"]
    assert [row[0] for row in rows[1:]] == [
        *["'" + text for text in texts[:6]],
        *[text or "" for text in texts[6:]],
    ]
    assert [row[1] for row in rows[1:]] == [str(n) for n in range(-6, 6)]
    plain = opened(write(tmp_path / f"plain-{name}", table)).decode()
    assert "'=" not in plain


def test_csv_takes_any_type(write, tmp_path):
    table = pa.table(
        {
            "s": [{"a": [1]}],
            "b": [b"a\xff"],
            "v": pa.array(["x"], pa.string_view()),
            "n": pa.nulls(1),
            "large": pa.array(["=y"], pa.large_string()),
        }
    )
    content = opened(write(tmp_path / "a.csv", table, safe_cells=True)).decode()
    assert list(csv.reader([content.splitlines()[1]])) == [['{"a":[1]}', "a\ufffd", "x", "", "'=y"]]


class Broken(io.BytesIO):
    def write(self, data):
        raise BrokenPipeError(errno.EPIPE, "closed")


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", None])
def test_standard_output(kind, write, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    with open_writer("-", TABLE.schema, format=kind) as writer:
        writer.write(TABLE.to_batches()[0])
    data = out.buffer.getvalue()
    if kind == "parquet":
        assert pq.read_table(pa.BufferReader(data)).equals(TABLE)
    else:
        assert data.startswith(b'"id"' if kind in ("csv", "tsv") else b'{"id":"007"')
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Broken()))
    with pytest.raises(BrokenPipeError):
        write("-", TABLE, format=kind)
    monkeypatch.undo()
    with contextlib.suppress(Exception):
        out.close()


def test_misuse(tmp_path):
    writer = open_writer(tmp_path / "a.csv", TABLE.schema)
    batch = TABLE.to_batches()[0]
    with pytest.raises(RuntimeError, match="with block"):
        writer.write(batch)
    with writer, pytest.raises(ValueError, match="the batch has the columns"):
        writer.write(batch.select(["id"]))
    with pytest.raises(RuntimeError, match="once"), writer:
        pass
