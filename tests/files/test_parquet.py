import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.errors import InputError


@pytest.fixture
def parquet(tmp_path):
    def parquet(table, **options):
        path = tmp_path / "a.parquet"
        pq.write_table(table, path, **options)
        return path

    return parquet


def test_types_are_kept(parquet, read):
    table = pa.table(
        {
            "text": ["a", "b"],
            "i": pa.array([1, None], pa.int8()),
            "when": [datetime.datetime(2024, 1, 1), None],
            "tags": [["x"], []],
            "meta": [{"a": 1}, None],
            "cat": pa.array(["p", "q"]).dictionary_encode(),
        }
    )
    got = read(parquet(table))
    assert got.schema == table.schema
    assert got.rows == table.to_pylist()


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int32(), pa.string()),
        pa.dictionary(pa.int8(), pa.large_string()),
        pa.binary(),
        pa.large_binary(),
    ],
)
@pytest.mark.parametrize("batch_rows", [1, 2, 1000])
def test_text_types(parquet, read, kind, batch_rows):
    texts = ["a", "über", None, "", "a"]
    if "binary" in str(kind):
        column = pa.array([None if t is None else t.encode() for t in texts], kind)
    elif pa.types.is_dictionary(kind):
        column = pa.array(texts, kind.value_type).dictionary_encode().cast(kind)
    else:
        column = pa.array(texts, kind)
    got = read(parquet(pa.table({"text": column})), batch_rows=batch_rows)
    assert got.texts == texts
    assert got.errors == {2: "row 3: no text (null)"}


def test_fixed_size_and_null_text(parquet, read):
    assert read(parquet(pa.table({"text": pa.array([b"abc"], pa.binary(3))}))).texts == ["abc"]
    assert read(parquet(pa.table({"text": pa.nulls(2)}))).texts == [None, None]


def test_bytes_that_are_not_utf8(parquet, read):
    got = read(parquet(pa.table({"text": [b"a", b"caf\xe9", b"b"]})))
    assert got.texts == ["a", None, "b"]
    assert got.errors[1].startswith("row 2: the bytes are not valid UTF-8")


def test_strings_that_are_not_utf8(parquet, read):
    wrong = pa.array([b"a", b"caf\xe9", None, b"\xef\xbf\xbd"]).view(pa.string())
    got = read(parquet(pa.table({"text": wrong, "n": [1, 2, 3, 4]})))
    assert [row["text"] for row in got.rows] == ["a", "caf\ufffd", None, "\ufffd"]
    assert got.errors == {1: "row 2: 'text' is not valid UTF-8", 2: "row 3: no text (null)"}


def test_numbers_are_no_text(parquet, read):
    path = parquet(pa.table({"text": [1, 2], "id": ["a", "b"]}))
    with pytest.raises(InputError, match=r"column 'text' holds int64, not text.*--text-column"):
        read(path, text_column="text")
    assert read(path).text_column == "id"


@pytest.mark.parametrize("cut", [0, 3, 100, -1])
def test_cut_or_foreign(parquet, read, cut):
    path = parquet(pa.table({"text": ["hello"] * 1000}))
    path.write_bytes(path.read_bytes()[:cut] if cut else b"text\nhello\n")
    with pytest.raises(InputError, match=r"a\.parquet: not a Parquet file, or cut short"):
        read(path)


def test_damaged_inside(parquet, read):
    path = parquet(pa.table({"text": [f"hello {i}" for i in range(10_000)]}), compression="zstd")
    data = bytearray(path.read_bytes())
    data[len(data) // 4 : len(data) // 2] = b"\0" * (len(data) // 2 - len(data) // 4)
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.parquet: damaged behind row 0"):
        read(path)


def test_row_groups_and_limits(parquet, read):
    table = pa.table({"text": ["x" * (i % 50) * 100 for i in range(1000)]})
    path = parquet(table, row_group_size=300)
    for options in ({"batch_rows": 7}, {"batch_bytes": 10_000}, {}):
        got = read(path, **options)
        assert got.rows == table.to_pylist()
        firsts = [first for _, first, _ in got.starts]
        assert firsts == [1 + sum(n for _, _, n in got.starts[:i]) for i in range(len(firsts))]


def test_no_rows(parquet, read):
    assert read(parquet(pa.table({"text": pa.array([], pa.string())}))).rows == []


def test_duplicate_columns(parquet, read):
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    with pytest.raises(InputError, match="columns that are there more than once: text"):
        read(parquet(table))
