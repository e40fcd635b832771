"""Any texts, written in any format and read back, are the same texts."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import read_everything

SAMPLES = [
    "",
    '"',
    '""',
    ",",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "😀",
    "שלום",
    "مرحبا",
    "\u2028",
    "'",
    "null",
    "é",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(st.sampled_from(SAMPLES)).map(
    "".join
)
ROWS = st.lists(st.tuples(TEXTS, TEXTS), max_size=20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("roundtrip")


def written(folder, name, table):
    from framing.files import open_writer

    with open_writer(folder / name, table.schema, force=True) as writer:
        for batch in table.to_batches(max_chunksize=3):
            writer.write(batch)
    return folder / name


@pytest.mark.parametrize(
    "name", ["a.csv", "a.tsv", "a.jsonl", "a.parquet", "a.csv.gz", "a.jsonl.zst"]
)
@settings(max_examples=30, deadline=None)
@given(rows=ROWS, batch_rows=st.sampled_from([1, 2, 7, 8192]))
def test_texts(folder, name, rows, batch_rows):
    if "json" in name and not rows:
        return  # nothing to find columns in
    table = pa.table(
        {"text": [row[0] for row in rows], 'other, "column"': [row[1] for row in rows]},
        schema=pa.schema([("text", pa.string()), ('other, "column"', pa.string())]),
    )
    got = read_everything(written(folder, name, table), batch_rows=batch_rows)
    assert got.rows == table.to_pylist()
    assert got.texts == table["text"].to_pylist()
    assert not got.errors


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.parquet"])
@settings(max_examples=20, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_one_column(folder, name, texts):
    got = read_everything(written(folder, name, pa.table({"text": texts})))
    assert got.texts == texts


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"text": TEXTS},
            optional={
                "n": st.none() | st.integers(),
                "f": st.none() | st.floats(allow_nan=False, allow_infinity=False),
                "b": st.booleans(),
                "l": st.lists(st.none() | TEXTS),
                "m": st.recursive(
                    st.none() | st.booleans() | st.integers(-(2**53), 2**53),
                    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
                ),
            },
        ),
        min_size=1,
        max_size=10,
    )
)
def test_json_values(folder, rows):
    import json

    source = folder / "values.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    first = read_everything(source)
    assert first.texts == [row["text"] for row in rows]
    table = pa.Table.from_pylist(first.rows, first.schema)
    lines = written(folder, "again.jsonl", table).read_bytes().split(b"\n")[:-1]
    again = [json.loads(line) for line in lines]
    for row, line in zip(rows, again, strict=True):
        for key, value in row.items():
            # A whole number beyond 64 bits makes its column text.
            got = line[key]
            assert got == value or got == str(value) or json.loads(str(got)) == value
