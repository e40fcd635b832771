"""What is common to all formats: units, merging, cells, and the catalogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import CorpusError, InputError, OutputError
from framing.formats import FORMATS, Record, Span, read_format, write_format, write_records
from framing.formats.cells import CellError, labels_in, pairs_in
from framing.formats.ids import with_codes, with_ids
from framing.formats.records import offset_in_document
from framing.formats.units import merge_coders, spans_by_document, split

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from("abc")))


@given(st.text(alphabet="ab .\n", max_size=40), spans, st.sampled_from(["paragraph", "sentence"]))
def test_parts_keep_all_that_was_marked(text, places, unit):
    marked = tuple(
        Span(start, min(start + length, len(text)), label)
        for start, length, label in places
        if start < len(text)
    )
    labels = tuple({span.label for span in marked})
    parts = split([Record("d", "d", text, labels, marked)], unit)
    for part in parts:
        base = offset_in_document(part)
        assert text[base : base + len(part.text)] == part.text
        for span in part.spans:
            assert 0 <= span.start < span.end <= len(part.text)

    def signs(found, label):
        return {
            i
            for span in found
            if span.label == label
            for i in range(span.start, span.end)
            if not text[i].isspace()
        }

    again = spans_by_document([part for part in parts if part.spans]).get("d", [])
    for label in "abc":
        assert signs(again, label) == signs(marked, label)


def test_labels_of_whole_texts_cant_be_split():
    record = Record("d", "d", "No war. Peace.", ("war", "fear"), (Span(3, 6, "war"),))
    with pytest.raises(InputError, match="'fear' is coded of the whole text"):
        split([record], "sentence")
    with pytest.raises(InputError, match="did you mean 'sentence'"):
        split([record], "sentense")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table", "id,text,labels\n1,No war,war\n1,Calm,\n"),
        ("doccano", '{"id":1,"text":"No war","label":[]}\n{"id":1,"text":"Calm","label":[]}\n'),
        ("semeval2023-3", "12\t1\tNo war\n12\t1\tCalm\n"),
    ],
)
def test_an_id_of_two_texts(put, fails, name, content):
    suffix = {"table": "csv", "doccano": "jsonl"}.get(name, "template")
    assert "two different texts have this id" in fails(name, [put(f"a.{suffix}", content)])


def test_rows_without_ids_of_several_files_are_told_apart(put, tmp_path):
    paths = [put(f"{name}.csv", f"text,labels\n{name},war\n") for name in "ab"]
    records, _ = read_format("table", paths)
    assert [(record.id, record.text) for record in records] == [("a.csv:1", "a"), ("b.csv:1", "b")]
    write_format("labelstudio", paths, tmp_path / "out.json")
    again, _ = read_format("labelstudio", [tmp_path / "out.json"])
    assert [record.text for record in again] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "labels", "expected"),
    [
        ("semeval2023-2", ("Political", "Morality"), "7\tPolitical,Morality\n"),
        ("semeval2025-2", ("Other", "CC: x: y"), "7\tOther;CC: x\tOther;CC: x: y\n"),
        ("unlp2025", ("fud", "cliche"), "7,0,0,1,0,0,0,0,0,0,1\n"),
    ],
)
def test_a_submission_has_one_line_for_an_article(put, tmp_path, name, labels, expected):
    rows = "".join(f"7:{at}-{at + 1},7,x,{label}\n" for at, label in enumerate(labels))
    write_format(name, [put("p.csv", f"id,document,text,labels\n{rows}")], tmp_path / "out")
    assert (tmp_path / "out").read_text().endswith(expected)
    assert (tmp_path / "out").read_text().count("7\t" if "sem" in name else "\n7,") == 1


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("semeval2023-2", "Political", "7"),
        ("semeval2023-3", "Doubt", "7:1"),
        ("semeval2025-2", "Other", "7"),
        ("unlp2025", "fud", "7"),
    ],
)
def test_a_submission_has_one_coding_of_a_text(put, tmp_path, name, label, unit):
    table = f"id,document,coder,text,labels\n{unit},7,ann,x,{label}\n{unit},7,ben,x,\n"
    with pytest.raises(CorpusError, match=f"{unit}: there are 2 codings of this text"):
        write_format(name, [put("t.csv", table)], tmp_path / "out")


def test_merging_coders():
    given_labels = [("a", "b"), ("a",), ("a", "c")]
    codings = [Record("1", "1", "x", found, coder=str(i)) for i, found in enumerate(given_labels)]
    assert merge_coders(codings, "any")[0].labels == ("a", "b", "c")
    assert merge_coders(codings, "majority")[0].labels == ("a",)
    assert merge_coders(codings[:2], "majority")[0].labels == ("a",)
    assert merge_coders(codings, "all")[0].coder == ""
    assert merge_coders(codings, "each") == codings
    with pytest.raises(InputError, match="different texts"):
        merge_coders([codings[0], Record("1", "1", "y")], "any")
    with pytest.raises(InputError, match="did you mean 'majority'"):
        merge_coders(codings, "mayority")


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999))))
def test_pairs_as_numpy_and_python_print_them(pairs):
    import numpy as np

    assert pairs_in(str(pairs)) == pairs
    assert pairs_in([list(pair) for pair in pairs]) == pairs
    assert pairs_in(str([np.array(pair) for pair in pairs])) == pairs


@given(st.lists(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), unique=True))
def test_labels_as_they_are_printed(names):
    import json

    import numpy as np

    assert labels_in(json.dumps(names)) == names
    assert labels_in(str(names)) == names
    assert labels_in(" ; ".join(names)) == names
    if names:
        assert labels_in(str(np.array(names, dtype=object))) == names


@pytest.mark.parametrize("cell", ["[1, 2", "['a' b]", {"a": 1}, True])
def test_labels_that_cant_be_read(cell):
    with pytest.raises(CellError):
        labels_in(cell)


def test_unknown_formats_name_the_known(tmp_path):
    with pytest.raises(InputError, match="did you mean 'doccano'"):
        read_format("docano", [tmp_path])
    with pytest.raises(InputError, match="unknown format 'brat'"):
        write_format("brat", [tmp_path], tmp_path / "x")
    assert "brat" in FORMATS


def test_nothing_named():
    with pytest.raises(InputError, match="or only --articles"):
        read_format("semeval2020", [])
    with pytest.raises(InputError, match="name at least one file"):
        read_format("gvfc", [])


def test_missing_files(tmp_path):
    for name in ("gvfc", "doccano", "brat", "labelstudio", "table"):
        with pytest.raises(InputError, match="no such file"):
            read_format(name, [tmp_path / "no.jsonl"])


def test_nothing_is_overwritten_by_accident(tmp_path):
    out = tmp_path / "o.jsonl"
    record = Record("1", "1", "lone \ud800 surrogate", ("war",))
    write_records(out, [record])
    with pytest.raises(OutputError, match="exists already"):
        write_records(out, [record])
    with pytest.raises(InputError, match="this is an input file too"):
        write_format("doccano", [out], out, force=True)


def test_labels_become_ids_and_codes_again():
    from framing.formats.codes import FRAMES, PERSUASION_TECHNIQUES, PROPAGANDA_TECHNIQUES

    for codes in (PROPAGANDA_TECHNIQUES, PERSUASION_TECHNIQUES, FRAMES):
        spans = tuple(Span(0, 1, code) for code in codes)
        records = [Record("1", "1", "x", codes, spans)]
        named = with_ids(records)
        assert all("," not in label for label in named[0].labels)
        assert with_codes(named, codes) == records
    with pytest.raises(InputError, match="as 'a,b' would too"):
        with_ids([Record("1", "1", "x", ("a,b", "a b"))])
    with pytest.raises(InputError, match="would have the id ''"):
        with_ids([Record("1", "1", "x", ("война",))])
