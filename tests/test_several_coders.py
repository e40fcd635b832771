"""Several coders' codings of one text: as rows, as columns, as an object."""

import json

import pytest

from framing.codebook import Codebook
from framing.coded import Columns, read_coded
from framing.errors import CorpusError, InputError

WIDE = "text,ann,ben,cleo\nNo war.,war,war;fear,\nCalm.,-,,fear\nPeace.,none,fear,fear\n"
CODERS = [
    {"ann": ("war",), "ben": ("war", "fear")},
    {"ann": (), "cleo": ("fear",)},
    {"ann": (), "ben": ("fear",), "cleo": ("fear",)},
]
#: Labels that more than half of the coders gave.
FRAMES = [("war",), (), ("fear",)]


@pytest.fixture
def put(tmp_path):
    def put(name, content):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return put


@pytest.fixture
def long(put):
    texts = ("No war.", "Calm.", "Peace.")
    return put(
        "long.jsonl",
        "".join(
            json.dumps({"id": n, "text": text, "labels": said, "coder": who}) + "\n"
            for n, (text, coders) in enumerate(zip(texts, CODERS, strict=True))
            for who, said in coders.items()
        ),
    )


def told(corpus):
    assert [s.frames for s in corpus.statements] == FRAMES
    return [dict(s.coders) for s in corpus.statements]


def test_a_column_for_each_coder(put):
    corpus, notes = read_coded([put("w.csv", WIDE)], Columns(coders=("ann", "ben", "cleo")))
    assert told(corpus) == CODERS
    assert notes == []


def test_a_row_for_each_coder(long):
    corpus, notes = read_coded([long], Columns(coder="coder"))
    assert told(corpus) == CODERS
    assert [s.id for s in corpus.statements] == ["0", "1", "2"]
    assert notes == [
        "3 of 3 texts have two coders or more; labels are those that more than half of them gave"
    ]


def test_an_object_of_coders(put):
    rows = [
        {"text": text, "coders": {who: list(said) for who, said in coders.items()}}
        for text, coders in zip(("No war.", "Calm.", "Peace."), CODERS, strict=True)
    ]
    path = put("n.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert told(read_coded([path], Columns())[0]) == CODERS


def test_labels_that_were_settled_on_count(put):
    path = put("w.csv", "text,labels,ann,ben\nNo war.,war,war,fear\n")
    corpus, _ = read_coded([path], Columns(coders=("ann", "ben")))
    assert corpus.statements[0].frames == ("war",)
    assert dict(corpus.statements[0].coders) == {"ann": ("war",), "ben": ("fear",)}
    assert corpus.codebook.frame_ids == ("war",)


def test_a_row_of_each_coder_keeps_its_coder_where_none_is_joined(long):
    corpus, _ = read_coded([long], Columns())
    assert len(corpus) == 7
    assert {s.coder for s in corpus.statements} == {"ann", "ben", "cleo"}


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("id,text,labels,coder\n1,a,x,\n", Columns(coder="coder"), "row 1: no coder; each row"),
        ("id,text,labels,coder\n,a,x,ann\n", Columns(coder="coder"), "row 1: no unit; each row"),
        ("n,text,labels,coder\n1,a,x,ann\n", Columns(coder="coder"), "no column 'id'"),
        (
            "id,text,labels,coder\n1,a,x,ann\n1,b,x,ben\n",
            Columns(coder="coder"),
            "1: its codings have different texts",
        ),
        (
            "id,text,labels,coder\n1,a,x,ann\n1,a,y,ann\n",
            Columns(coder="coder"),
            "1: the coder 'ann' has two rows; allowed is one",
        ),
        ("text,ann\na,x\n", Columns(coders=("ann", "bne")), "no column 'bne'"),
        ("text,ann\na,{x}\n", Columns(coders=("ann",)), "row 1: labels '{x}'; allowed are a list"),
        ("text,coders\na,x\n", Columns(), "row 1: coders must be an object of coder to list"),
    ],
)
def test_what_is_wrong_is_named(put, text, columns, message):
    with pytest.raises((CorpusError, InputError), match=message):
        read_coded([put("t.csv", text)], columns)


def test_labels_of_single_coders_are_held_to_the_codebook(put):
    path = put("w.csv", "text,labels,ann\nNo war.,war,wra\n")
    with pytest.raises(CorpusError, match=r"w\.csv:1: coder ann: label 'wra' .*'war'"):
        read_coded([path], Columns(coders=("ann",)), codebook=Codebook.from_ids(["war"]))
