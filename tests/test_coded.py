"""Coded texts of a table to a corpus."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.codebook import Codebook
from framing.coded import Columns, read_coded
from framing.errors import CodebookError, CorpusError, FramingError, InputError

BOOK = Codebook.from_ids(["peace", "war"])


@pytest.fixture
def make(tmp_path):
    def make(name, content):
        path = tmp_path / name
        if isinstance(content, pa.Table):
            pq.write_table(content, path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.fixture
def frames(make):
    """Return the frames of each row of a table with these label cells."""

    def frames(cells, *, kind="jsonl", **options):
        if kind == "parquet":
            content = pa.table({"text": [f"text {n}" for n in range(len(cells))], "labels": cells})
        else:
            rows = ({"text": f"text {n}", "labels": cell} for n, cell in enumerate(cells))
            content = "\n".join(map(json.dumps, rows)) + "\n"
        corpus, notes = read_coded([make(f"t.{kind}", content)], Columns(), **options)
        assert notes == []
        return [statement.frames for statement in corpus.statements]

    return frames


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("war", ("war",)),
        ("war;peace", ("war", "peace")),
        (" war | peace ", ("war", "peace")),
        ("war;;peace;", ("war", "peace")),
        ("war;war", ("war",)),
        ('["war", "peace"]', ("war", "peace")),
        (' ["war"]', ("war",)),
        ("[]", ()),
        ("", ()),
        (" ", ()),
        (";", ()),
        (None, ()),
        ([], ()),
        (["war", "peace"], ("war", "peace")),
        (["peace", "war", "peace"], ("peace", "war")),
    ],
    ids=repr,
)
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_ways_to_write_labels(cell, wanted, kind, frames):
    assert frames([cell], kind=kind, codebook=BOOK) == [wanted]


def test_numbers_are_labels(frames):
    assert frames([3, 1, 3]) == [("3",), ("1",), ("3",)]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('["war"', "look like a list but aren't one of texts"),
        ("[war]", "look like a list but aren't one of texts"),
        ({"war": 1}, "allowed are a list, or text separated by ; or |"),
        (["war", 7], "look like a list but aren't one of texts"),
        (1.5, "allowed are a list"),
    ],
    ids=repr,
)
def test_cells_that_are_no_labels_are_told_with_their_row(cell, words, frames):
    with pytest.raises(CorpusError) as caught:
        frames([cell])
    assert "t.jsonl: row 1: labels " in str(caught.value)
    assert words in str(caught.value)


def test_lists_as_pandas_and_numpy_print_them(frames):
    cells = ["[]", "['war', 'peace']", "['peace' 'war']"]
    assert frames(cells) == [(), ("war", "peace"), ("peace", "war")]


def test_faulty_cells_are_told_also_where_all_others_are_empty(frames):
    with pytest.raises(CorpusError, match=r"row 2: labels .* look like a list but aren't one of"):
        frames(["[]", "[war, peace]"])


LABELS = st.lists(st.sampled_from(["war", "peace", "us", "them"]), unique=True)


@settings(
    deadline=None,
    database=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(LABELS, min_size=1, max_size=8).filter(any))
def test_every_form_gives_the_same_corpus(rows, make):
    names = sorted({label for row in rows for label in row})
    texts = [f"text {n}" for n in range(len(rows))]
    flags = [",".join([t, *(str(int(n in row)) for n in names)]) for t, row in zip(texts, rows)]  # noqa: B905
    flat = make("flags.csv", "\n".join([",".join(["text", *names]), *flags]))
    tables = {
        make("a.jsonl", "".join(json.dumps({"text": t, "labels": r}) + "\n"
             for t, r in zip(texts, rows, strict=True))): Columns(),
        make("a.csv", "text,labels\n" + "".join(f"{t},{';'.join(r)}\n"
             for t, r in zip(texts, rows, strict=True))): Columns(),
        make("a.tsv", "text\tlabels\n" + "".join(f"{t}\t{'|'.join(r)}\n"
             for t, r in zip(texts, rows, strict=True))): Columns(),
        make("a.parquet", pa.table({"text": texts, "labels": rows})): Columns(),
        flat: Columns(label_columns=tuple(names)),
    }  # fmt: skip
    wanted = [(text, set(row)) for text, row in zip(texts, rows, strict=True)]
    for path, columns in tables.items():
        corpus, notes = read_coded([path], columns)
        assert [(s.text, set(s.frames)) for s in corpus.statements] == wanted, path.name
        assert corpus.codebook.frame_ids == tuple(names)
        assert notes == []


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        *((value, True) for value in ("1", "1.0", "TRUE", " yes ")),
        *((value, False) for value in ("0", "0.0", "False", "no", "")),
    ],
)
def test_flags(value, wanted, make):
    path = make("t.csv", f"text,war,peace\nx,{value},1\n")
    corpus, _ = read_coded([path], Columns(label_columns=("peace", "war")))
    assert corpus.statements[0].frames == (("peace", "war") if wanted else ("peace",))
    assert corpus.codebook.frame_ids == ("peace", "war")


@pytest.mark.parametrize(
    ("kind", "on", "off"),
    [(pa.bool_(), True, False), (pa.int8(), 1, 0), (pa.float64(), 1.0, None)],
    ids=str,
)
def test_typed_flags(kind, on, off, make):
    path = make("t.parquet", pa.table({"text": ["a b", "c d"], "war": pa.array([on, off], kind)}))
    corpus, _ = read_coded([path], Columns(label_columns=("war",)))
    assert [statement.frames for statement in corpus.statements] == [("war",), ()]


def test_a_flag_that_is_none_is_told_with_its_row(make):
    path = make("t.csv", "text,war\na,1\nb,2\n")
    with pytest.raises(CorpusError, match=r"t\.csv: row 2: war is '2'; allowed are 0 and 1"):
        read_coded([path], Columns(label_columns=("war",)))


def test_texts_names_and_groups(make):
    path = make("t.csv", "body,codes,outlet\nfirst,war,A\nsecond,peace,\nthird,war,A\n")
    corpus, _ = read_coded([path], Columns("body", "codes", group="outlet"))
    assert corpus.texts == ["first", "second", "third"]
    assert [s.id for s in corpus.statements] == [f"{path}:{n}" for n in (1, 2, 3)]
    assert [s.context for s in corpus.statements] == ["A", "", "A"]
    assert corpus.groups().tolist() == [0, 1, 0]


def test_groups_of_any_type(make):
    table = pa.table({"text": ["a", "b", "c"], "labels": ["x"] * 3, "year": [2001, None, 2001]})
    corpus, _ = read_coded([make("t.parquet", table)], Columns(group="year"))
    assert [s.context for s in corpus.statements] == ["2001", "", "2001"]


@pytest.mark.parametrize("name", ["frames", "labels", "codes", "label", "frame", "code"])
def test_usual_names_of_the_labels(name, make):
    corpus, _ = read_coded([make("t.csv", f"text,x,{name}\na,b,war\n")], Columns())
    assert corpus.statements[0].frames == ("war",)


def test_a_codebook_keeps_its_order_and_its_frames(frames, make):
    path = make("t.csv", "text,labels\na,war\n")
    corpus, _ = read_coded([path], Columns(), codebook=BOOK)
    assert corpus.codebook is BOOK


def test_unknown_labels_are_told_with_their_rows(make):
    rows = "".join(f"text {n},wor\n" for n in range(13))
    path = make("t.csv", "text,labels\nfine,war\n" + rows)
    with pytest.raises(CorpusError) as caught:
        read_coded([path], Columns(), codebook=BOOK)
    lines = str(caught.value).splitlines()
    assert lines[0] == (
        f"{path}:2: label 'wor' is not in the codebook; did you mean 'war'? allowed: peace, war"
    )
    assert (len(lines), lines[-1]) == (11, "(and 3 more)")


def test_a_column_of_flags_that_is_no_frame_of_the_codebook(make):
    path = make("t.csv", "text,war,peece\na,1,0\nb,0,0\n")
    with pytest.raises(FramingError, match="peece"):
        read_coded([path], Columns(label_columns=("war", "peece")), codebook=BOOK)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (Columns(text="txet"), "did you mean 'text'"),
        (Columns(labels="lables"), "no column 'lables'; did you mean 'labels'"),
        (Columns(group="autlet"), "no column 'autlet'; did you mean 'outlet'"),
        (Columns(label_columns=("war",)), "no column 'war'; allowed: text, labels, outlet"),
        (Columns(labels="labels", label_columns=("outlet",)), "not both"),
    ],
    ids=repr,
)
def test_columns_that_are_not_there(columns, words, make):
    with pytest.raises(InputError, match=words):
        read_coded([make("t.csv", "text,labels,outlet\na,war,B\n")], columns)


def test_labels_that_can_not_be_guessed(make):
    with pytest.raises(InputError, match=r"There are text, kind; name it with --labels-column"):
        read_coded([make("t.csv", "text,kind\na,war\n")], Columns())


def test_nothing_to_learn_from(make):
    with pytest.raises(CorpusError, match="no row has a label"):
        read_coded([make("a.csv", "text,labels\nx y,\n")], Columns())
    for content in ("text,labels\n", 'text,labels\n"",war\n'):
        with pytest.raises(CorpusError, match=r"b\.csv: no row with a text"):
            read_coded([make("b.csv", content)], Columns())


def test_rows_without_text_are_left_out_and_named(make):
    rows = ['{"text": "a", "labels": "war"}', '{"text": " ", "labels": "war"}', "{broken"]
    rows += ['{"text": null, "labels": "war"}', '{"text": 5, "labels": "war"}']
    path = make("t.jsonl", "\n".join(rows))
    corpus, notes = read_coded([path], Columns())
    assert len(corpus) == 1
    assert len(notes) == 4
    for number, (note, words) in enumerate(
        zip(notes, ("empty text", "not valid JSON", "no text", "a number"), strict=True), 2
    ):
        assert note.startswith(f"{path}: left out: ")
        assert words in note
        assert f"row {number}" in note or f"line {number}" in note


def test_several_files_in_order(make):
    first = make("a.csv", "text,labels\none,war\n")
    second = make("b.jsonl", '{"text": "two", "labels": ["peace"]}\n')
    corpus, _ = read_coded([first, second], Columns())
    assert [(s.text, s.frames) for s in corpus.statements] == [
        ("one", ("war",)),
        ("two", ("peace",)),
    ]


def test_an_encoding(make):
    path = make("t.csv", "text,labels\nKöln,wär\n".encode("cp1252"))
    corpus, _ = read_coded([path], Columns(), encoding="cp1252")
    assert corpus.statements[0].text == "Köln"


@pytest.mark.parametrize("label", ["war crimes", "a,b", "-", "x/y", "Überfall", "\x1b[31m", "\n"])
def test_a_codebook_made_of_labels_is_one_that_can_be_read_again(label, make):
    """A model keeps it in its manifest."""
    path = make("t.jsonl", json.dumps({"text": "a", "labels": [label]}))
    try:
        corpus, _ = read_coded([path], Columns())
    except (CorpusError, CodebookError) as error:
        assert "t.jsonl" in str(error)  # noqa: PT017
    else:
        again = Codebook.from_dict(corpus.codebook.to_dict())
        assert again.frame_ids == corpus.codebook.frame_ids


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"nothing\.csv: no such file"):
        read_coded([tmp_path / "nothing.csv"], Columns())
