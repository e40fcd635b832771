import datetime
import decimal
import gzip
import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.files.json_text import json_column, json_lines


def lines(*rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_types(make, read):
    got = read(
        make(
            "a.jsonl",
            lines(
                {"text": "a", "b": True, "i": 1, "f": 1, "l": ["x"], "n": None, "e": []},
                {"text": "b", "b": None, "i": -5, "f": 0.5, "l": [None, "y"], "late": [1, 2.5]},
                {"i": 2**63 - 1, "text": "2024-01-01T00:00:00Z", "l": []},
            ),
        )
    )
    assert got.schema == pa.schema(
        [
            ("text", pa.string()),
            ("b", pa.bool_()),
            ("i", pa.int64()),
            ("f", pa.float64()),
            ("l", pa.list_(pa.string())),
            ("n", pa.string()),
            ("e", pa.list_(pa.string())),
            ("late", pa.list_(pa.float64())),
        ]
    )
    assert got.rows[1]["late"] == [1.0, 2.5]
    assert got.rows[2] == {
        **dict.fromkeys(got.schema.names),
        "i": 2**63 - 1,
        "text": "2024-01-01T00:00:00Z",
        "l": [],
    }


def test_mixed_columns_hold_json(make, read):
    rows = [
        {"text": "t", "m": "x", "o": {"a": [1, None]}, "d": [[1], [2]], "x": [1, "a"], "y": True},
        {"text": "t", "m": 5, "o": {"é": "\u2028"}, "d": [], "x": None, "y": 1.5},
        {"text": "t", "m": {"k": [1]}, "y": 10**30},
    ]
    got = read(make("a.jsonl", lines(*rows)))
    assert [row["m"] for row in got.rows] == ["x", "5", '{"k":[1]}']
    for key in ("o", "d", "x", "y"):
        values = [None if row[key] is None else json.loads(row[key]) for row in got.rows]
        assert values == [row.get(key) for row in rows]


def test_numbers_beyond_64_bits_stay_exact(make, read):
    big = 123456789012345678901234567890
    got = read(
        make("a.jsonl", lines({"text": "a", "id": big, "l": [1]}, {"id": 1, "l": [-big, None]}))
    )
    assert [row["id"] for row in got.rows] == [str(big), "1"]
    assert [row["l"] for row in got.rows] == ["[1]", f"[{-big},null]"]
    floats = read(
        make("b.jsonl", lines({"text": "a", "id": 1e30}, '{"id": NaN}', {"id": 2**60 + 1}))
    )
    assert floats.schema.field("id").type == pa.float64()
    assert floats.rows[2]["id"] == float(2**60)


def test_broken_lines(make, read):
    content = lines(
        {"text": "a", "n": 1},
        '{"text": "b", "n": 2',
        "",
        "[1, 2]",
        "  ",
        '"just text"',
        "null",
        {"text": "c"},
        '{"text": "tab\there"}',
        "[" * 100_000,
    )
    got = read(make("a.jsonl", content))
    assert got.texts == ["a", None, None, None, None, "c", None, None]
    assert got.rows[1] == {"text": None, "n": None}
    assert got.errors[1].startswith("line 2: not valid JSON (Expecting ',' delimiter, column 21)")
    assert got.errors[1].endswith("""'{"text": "b", "n": 2'""")
    assert got.errors[2] == "line 4: a list, not a JSON object: '[1, 2]'"
    assert got.errors[3] == """line 6: a string, not a JSON object: '"just text"'"""
    assert got.errors[4].startswith("line 7: null, not a JSON object")
    assert "control character" in got.errors[6]
    assert got.errors[7].startswith("line 10: not valid JSON (nested too deeply): '[[[")
    assert got.errors[7].endswith("…")
    assert len(got.errors[7]) < 300


def test_texts_that_are_none(make, read):
    rows = [
        {"text": "a"},
        {"text": 5},
        {"text": ["a"]},
        {"text": None},
        {},
        {"text": {}},
        {"text": True},
    ]
    got = read(make("a.jsonl", "\n" + lines(*rows)))
    assert got.texts == ["a"] + [None] * 6
    assert got.errors == {
        1: "row 2 (line 3): 'text' is a number, not text",
        2: "row 3 (line 4): 'text' is a list, not text",
        3: "row 4: no text (null)",
        4: "row 5: no text (null)",
        5: "row 6 (line 7): 'text' is an object, not text",
        6: "row 7 (line 8): 'text' is true or false, not text",
    }
    got = read(make("b.jsonl", lines({"text": 1}, {"text": 2.5})))
    assert got.errors[1] == "row 2: 'text' is a number, not text"
    assert got.schema.field("text").type == pa.float64()


def test_what_orjson_refuses_and_json_takes(make, read):
    got = read(
        make(
            "a.jsonl",
            '{"text": "a\\ud800b\\ud83d\\ude00", "x": NaN}\n{"text": "c", "x": -Infinity}\n',
        )
    )
    assert got.texts == ["a\ufffdb😀", "c"]
    assert np.isnan(got.rows[0]["x"])
    assert got.rows[1]["x"] == -np.inf
    assert not got.errors


def test_small_things(make, read):
    content = '\ufeff{"text": "a", "text": "b"}\r\n\r\n  {"text": "c\\u0000"}  \r\n{"text":"last"}'
    assert read(make("a.jsonl", content)).texts == ["b", "c\0", "last"]


def test_invalid_utf8(make, read):
    got = read(
        make("a.jsonl", b'{"text":"a"}\n{"text":"caf\xe9","n":1}\n{"text":"\xc3\xa9"}\n\xff\n')
    )
    assert [row["text"] for row in got.rows] == ["a", "caf\ufffd", "é", None]
    assert got.rows[1]["n"] == 1
    assert got.errors[1].startswith("line 2: is not valid UTF-8: try --encoding cp1252")
    assert set(got.errors) == {1, 3}
    assert "'�'" in got.errors[3]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_encodings(make, read, encoding):
    content = json.dumps({"text": "Привет"}, ensure_ascii=False) + "\n"
    assert read(make("a.jsonl", content.encode(encoding)), encoding=encoding).texts == ["Привет"]


def test_long_lines_and_gzip(make, read):
    long = "слово " * 1_000_000
    content = lines({"text": "a"}, {"text": long}, {"text": "b"}).encode()
    assert read(make("a.jsonl", content)).texts == ["a", long, "b"]
    assert read(make("a.jsonl.gz", gzip.compress(content, 1))).texts == ["a", long, "b"]


@pytest.mark.parametrize(
    ("content", "why"),
    [("", "empty"), ("\n \n", "empty"), ("{\n[]\n", "line 1: not valid"), ("{}\n", "")],
)
def test_nothing_in_it(make, read, content, why):
    with pytest.raises(InputError, match=rf"no line is a JSON object with fields \(.*{why}"):
        read(make("a.jsonl", content))


@pytest.mark.parametrize("batch_rows", [1, 2, 7, 100_000])
def test_chunk_sizes_do_not_matter(make, read, batch_rows):
    rows = [{"text": f"t{i}"} if i % 5 else "{broken" for i in range(50)]
    got = read(make("a.jsonl", lines(*rows)), batch_rows=batch_rows)
    assert [row["text"] for row in got.rows] == [f"t{i}" if i % 5 else None for i in range(50)]
    assert set(got.errors) == set(range(0, 50, 5))
    assert got.errors[10].startswith("line 11:")


def back(column):
    return [json.loads(value) for value in json_column(column).to_pylist()]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]))), st.integers(0, 3))
def test_escaping(texts, skip):
    assert back(pa.array(texts, pa.string()).slice(skip)) == texts[skip:]


@given(st.lists(st.floats(width=32)), st.lists(st.floats()))
def test_floats(small, large):
    for values, kind in ((small, np.float32), (large, np.float64)):
        got = back(pa.array(np.array(values, kind)))
        expected = [x if np.isfinite(x) else None for x in values]
        assert [None if x is None else float(kind(x)) for x in got] == expected
        assert all(isinstance(x, float) for x in got if x is not None and abs(x) < 1e9)


def test_floats_are_short_and_keep_null():
    column = json_column(pa.array([0.1, 1, None, 1e-7, 1e20], pa.float32()))
    assert column.to_pylist() == ["0.1", "1.0", "null", "1e-7", "1e+20"]
    assert json_column(pa.array([0.5, None], pa.float16())).to_pylist() == ["0.5", "null"]


@given(
    st.lists(st.none() | st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])))),
    st.integers(0, 3),
)
def test_lists(values, skip):
    for kind in (pa.list_(pa.string()), pa.large_list(pa.string())):
        assert back(pa.array(values, kind).slice(skip)) == values[skip:]


def test_other_types():
    when = datetime.datetime(2024, 1, 2, 3, 4, 5)
    assert back(pa.array([True, None])) == [True, None]
    assert back(pa.array([2**64 - 1], pa.uint64())) == [2**64 - 1]
    assert back(pa.array([when, None])) == ["2024-01-02 03:04:05.000000", None]
    assert back(pa.array([decimal.Decimal("1.20")])) == ["1.20"]
    assert back(pa.array([{"a": 1, "b": [when]}, None])) == [
        {"a": 1, "b": [when.isoformat()]},
        None,
    ]
    assert back(pa.array(["a", None, "a"]).dictionary_encode()) == ["a", None, "a"]
    assert back(pa.array([b"a\xff", None])) == ["a\ufffd", None]
    assert back(pa.array(["a"], pa.string_view())) == ["a"]
    assert back(pa.array([None, None])) == [None, None]
    assert back(pa.array([[[1], None]])) == [[[1], None]]


def test_no_rows_and_no_columns():
    assert (
        json_lines(pa.RecordBatch.from_pydict({"a": pa.array([], pa.string())})).to_pybytes() == b""
    )


def test_objects_come_back_as_objects(make, read, write, tmp_path):
    rows = [{"text": "a", "meta": {"k": [1, {"z": None}]}}, {"text": "b", "meta": None}]
    source = make("a.jsonl", lines(*rows))
    got = read(source)
    assert got.rows[0]["meta"] == '{"k":[1,{"z":null}]}'
    table = pa.Table.from_pylist(got.rows, got.schema)
    assert [
        json.loads(line) for line in write(tmp_path / "b.jsonl", table).read_bytes().splitlines()
    ] == rows
