"""Codings from long and wide tables, corpora and annotation tools."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.codings import CodingColumns, Codings, read_codings
from framing.errors import CorpusError, InputError


def told(codings):
    """Return codings as a dict of unit and coder to labels."""
    return {
        (codings.units[u], codings.coders[c]): {
            label for label, there in zip(codings.labels, row, strict=True) if there
        }
        for u, c, row in zip(codings.unit, codings.coder, codings.values, strict=True)
    }


EXPECTED = {
    ("1", "a"): {"war", "peace"},
    ("1", "b"): {"war"},
    ("2", "a"): set(),
    ("2", "b"): {"peace"},
}


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_long_table(tmp_path):
    path = write(tmp_path / "a.csv", "unit,coder,labels\n1,a,war;peace\n1,b,war\n2,a,\n2,b,peace\n")
    codings, notes = read_codings([path])
    assert told(codings) == EXPECTED
    assert notes == []
    assert codings.labels == ("peace", "war")


def test_a_long_table_with_a_row_for_each_label(tmp_path):
    path = write(
        tmp_path / "a.csv", "text_id,who,code\n1,a,war\n1,a,peace\n1,b,war\n2,a,-\n2,b,peace\n"
    )
    codings, notes = read_codings([path], CodingColumns("text_id", "who", "code"))
    assert told(codings) == EXPECTED
    assert notes == ["1 rows of a unit and coder that were there already were joined"]


def test_a_wide_table(tmp_path):
    path = write(tmp_path / "a.csv", "id,ann,ben\n1,war|peace,war\n2,none,peace\n3,war,\n")
    codings, notes = read_codings([path], CodingColumns(coders=("ann", "ben")))
    found = told(codings)
    assert found[("2", "ann")] == set()
    assert ("3", "ben") not in found
    assert "1 empty cells were taken for: not coded" in notes[0]
    codings, notes = read_codings([path], CodingColumns(coders=("ann", "ben"), empty_is_none=True))
    assert told(codings)[("3", "ben")] == set()
    assert "coded without a label" in notes[0]


def test_parquet_with_lists_and_whole_numbers(tmp_path):
    table = pa.table(
        {
            "unit": [1, 1, 2, 2],
            "coder": ["a", "b", "a", "b"],
            "labels": [["war", "peace"], ["war"], [], ["peace"]],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert told(read_codings([tmp_path / "a.parquet"])[0]) == EXPECTED


def test_statements_with_coders(tmp_path):
    lines = [
        {
            "id": "1",
            "frames": ["war"],
            "coder": "x",
            "coders": {"a": ["war", "peace"], "b": ["war"]},
        },
        {"id": "2", "frames": [], "coder": "x", "coders": {"a": [], "b": ["peace"]}},
        {"id": "3", "frames": ["war"], "coder": "x"},
        {"id": "4", "frames": ["war"], "coder": "x", "coders": {"a": ["war"], "c": ["war"]}},
    ]
    folder = tmp_path / "corpus" / "statements"
    folder.mkdir(parents=True)
    write(folder / "s.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    found = told(read_codings([tmp_path / "corpus"])[0])
    assert {key: value for key, value in found.items() if key[0] in "12"} == EXPECTED
    assert found[("3", "x")] == {"war"}
    assert found[("4", "c")] == {"war"}
    assert ("4", "b") not in found


def task(number, *annotations):
    return {
        "id": number,
        "data": {"text": "No war, peace."},
        "annotations": [
            {
                "completed_by": who,
                "result": [{"type": "choices", "value": {"choices": labels}}] if labels else [],
            }
            for who, labels in annotations
        ],
    }


def test_label_studio(tmp_path):
    tasks = [
        task(1, ({"id": 3, "email": "a"}, ["war", "peace"]), ({"id": 4, "email": "b"}, ["war"])),
        task(2, ({"id": 3, "email": "a"}, []), ({"id": 4, "email": "b"}, ["peace"])),
    ]
    path = write(tmp_path / "export.json", json.dumps(tasks))
    assert told(read_codings([path])[0]) == EXPECTED


def test_doccano(tmp_path):
    for coder, labels in (("a", [["war", "peace"], []]), ("b", [["war"], ["peace"]])):
        lines = [{"id": i, "text": "No war.", "label": found} for i, found in enumerate(labels, 1)]
        write(tmp_path / f"{coder}.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    assert told(read_codings(paths, kind="doccano")[0]) == EXPECTED
    (tmp_path / "all.jsonl").write_text('{"id": 1, "text": "x", "label": ["war"]}\n')
    with pytest.raises(InputError, match="names no coder; needed are the exports by coder"):
        read_codings([tmp_path / "all.jsonl"], kind="doccano")
    with pytest.raises(InputError, match=r"coder.*name that with --format"):
        read_codings(paths)


def test_label_studio_without_coders(tmp_path):
    result = [{"type": "choices", "from_name": "f", "value": {"choices": ["war"]}}]
    task = {"id": 1, "data": {"text": "No war."}, "annotations": [{"id": 5, "result": result}]}
    path = write(tmp_path / "tasks.json", json.dumps([task]))
    with pytest.raises(InputError, match=r"labelstudio file names no coder.*'completed_by'"):
        read_codings([path])


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("unit,labels\n1,war\n", CodingColumns(), "which column holds: coder"),
        ("unit,coder,labels\n1,a,war\n", CodingColumns(unit="untt"), "did you mean 'unit'"),
        ("unit,coder,labels\n1,,war\n", CodingColumns(), r"a\.csv: row 1: no coder"),
        ("unit,coder,labels\n1,a\n", CodingColumns(), r"a\.csv: row 1: 2 cells where the header"),
        ('unit,coder,labels\n1,a,"[1, {"\n', CodingColumns(), r"row 1: 2 cells|row 1: labels"),
        ("unit,a,b\n1,,\n", CodingColumns(coders=("a", "b")), "no codings"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, columns, message):
    path = write(tmp_path / "a.csv", text)
    with pytest.raises((InputError, CorpusError), match=message):
        read_codings([path], columns)


def test_an_unknown_format_names_the_known(tmp_path):
    with pytest.raises(InputError, match="did you mean 'doccano'"):
        read_codings([tmp_path], kind="docano")


def test_ids_of_codings_are_flat():
    codings = Codings.from_rows([("1", "a", ["x"]), ("1", "a", ["y"]), ("2", "b", [])])
    assert codings.values.tolist() == [[True, True], [False, False]]
    assert codings.unit.tolist() == [0, 1]
    assert codings.coder.tolist() == [0, 1]
