"""Reading a corpus: what a line may hold, and what is said of faults."""

import json

import numpy as np
import pytest

from framing.corpus import Corpus, Fault, Statement, load_corpus, read_statements
from framing.errors import CorpusError

from .conftest import make_codebook

GOOD = {
    "id": "s1",
    "text": "Our heroes fell.",
    "frames": ["hero"],
    "lang": "en",
    "voice": "asserted",
    "speaker": "",
    "target": "",
    "context": "war",
    "genre": "headline",
    "coder": "x",
}


@pytest.fixture
def folder(tmp_path):
    def write(*lines, name="a.jsonl"):
        (tmp_path / "statements").mkdir(exist_ok=True)
        raw = [
            line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
            for line in lines
        ]
        (tmp_path / "statements" / name).write_bytes(b"\n".join(raw) + b"\n")
        return tmp_path

    return write


def faults_of(path):
    found = read_statements(path, make_codebook())
    return [str(fault) for _, fault in found if isinstance(fault, Fault)]


def test_all_fields(folder):
    line = GOOD | {"coders": {"a": ["hero"], "b": []}, "speaker": "me", "target": "them"}
    statement = load_corpus(folder(line), make_codebook()).statements[0]
    expected = Statement(
        "s1",
        "Our heroes fell.",
        ("hero",),
        "en",
        "asserted",
        "me",
        "them",
        "war",
        "headline",
        "x",
        {"a": ("hero",), "b": ()},
    )
    assert statement == expected


def test_files_in_order_of_name_and_lines_may_be_blank(folder):
    folder(GOOD | {"id": "second"}, name="b.jsonl")
    path = folder(b"", GOOD | {"id": "first"}, b"  \r", name="a.jsonl")
    places = [place for place, _ in read_statements(path, make_codebook())]
    assert [place[1] for place in places] == [2, 1]
    assert [s.id for s in load_corpus(path, make_codebook()).statements] == ["first", "second"]


def test_windows_line_ends_and_every_script(folder):
    text = "H\u00e9ros \u65e5\u672c \u0645 \U0001f600 \u2028 line"
    path = folder(json.dumps(GOOD | {"text": text}, ensure_ascii=False).encode() + b"\r")
    assert load_corpus(path, make_codebook()).texts == [text]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"{", "not valid JSON: "),
        (b"{} {}", "not valid JSON: Extra data at character 4"),
        (b'{"a": "\xff"}', "not valid UTF-8 at byte 8 of the line"),
        (b"[" * 100_000, "not usable JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not usable JSON"),
        (b"[1]", "list instead of an object"),
        (b"null", "NoneType instead of an object"),
        ({k: v for k, v in GOOD.items() if k != "text"}, "no field 'text'"),
        ({k: v for k, v in GOOD.items() if k != "frames"}, "no field 'frames'"),
        (GOOD | {"txet": "x"}, "unknown field 'txet'; did you mean 'text'?"),
        (GOOD | {"text": 5}, "text is int; allowed is text"),
        (GOOD | {"speaker": None}, "speaker is NoneType; allowed is text"),
        (GOOD | {"text": " \n"}, "text is empty"),
        (GOOD | {"context": ""}, "context is empty"),
        (GOOD | {"frames": "hero"}, "frames is no list of texts"),
        (GOOD | {"frames": [1]}, "frames is no list of texts"),
        (GOOD | {"frames": None}, "frames is no list of texts"),
        (GOOD | {"frames": ["heroo"]}, "frames: unknown frame 'heroo'; did you mean 'hero'?"),
        (GOOD | {"frames": ["hero", "hero"]}, "frames: 'hero' is there twice"),
        (GOOD | {"coders": []}, "coders must be an object"),
        (GOOD | {"coders": {"a": ["x"]}}, "coders: a: unknown frame 'x'"),
    ],
)
def test_faults_name_file_and_line(folder, line, what):
    path = folder(GOOD, line)
    found = faults_of(path)
    assert any(f"{path}/statements/a.jsonl:2: {what}" in fault for fault in found)


def test_all_faults_of_a_line_are_named(folder):
    line = GOOD | {"text": 1, "frames": ["x", "y"], "color": ""}
    assert len(faults_of(folder(line))) == 4


def test_unknown_voice(folder):
    from framing.codebook import Codebook, Voice

    book = Codebook(make_codebook().frames, (Voice("asserted"), Voice("quoted")))
    found = [str(f) for _, f in read_statements(folder(GOOD | {"voice": "quotd"}), book)]
    assert len(found) == 1
    assert "unknown voice 'quotd'; did you mean 'quoted'?" in found[0]


def test_same_id_twice_names_both_places(folder):
    path = folder(GOOD, name="b.jsonl")
    folder(GOOD, name="a.jsonl")
    assert faults_of(path) == [
        f"{path}/statements/b.jsonl:1: the id 's1' is taken by {path}/statements/a.jsonl:1; "
        "ids must differ"
    ]


def test_loading_names_ten_faults_and_counts_all(folder):
    path = folder(*[GOOD | {"id": str(i), "text": i} for i in range(12)])
    with pytest.raises(CorpusError) as caught:
        load_corpus(path, make_codebook())
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[-1].startswith("12 faults; `framing corpus check`")


def test_no_statements(tmp_path):
    with pytest.raises(CorpusError, match=r"expected .*/statements/\*\.jsonl"):
        load_corpus(tmp_path, make_codebook())


def test_labels_and_groups():
    statements = (
        Statement("1", "a", ("siege",), context="x"),
        Statement("2", "b", ("victim", "hero")),
        Statement("3", "c", context="x"),
        Statement("4", "d"),
    )
    corpus = Corpus(make_codebook(), statements)
    assert corpus.labels().astype(int).tolist() == [[0, 1, 0], [1, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert corpus.groups().tolist() == [0, 1, 0, 2]


def test_selected_rows(corpus):
    mask = np.zeros(len(corpus), dtype=bool)
    mask[[5, 2]] = True
    assert corpus.select([5, 2]).statements == (corpus.statements[5], corpus.statements[2])
    assert corpus.select(mask).statements == (corpus.statements[2], corpus.statements[5])


def test_no_rows_selected(corpus):
    assert len(corpus.select([])) == 0


def test_shipped_corpus_has_no_faults():
    from .test_codebook import CORPUS

    assert len(load_corpus(CORPUS)) > 0
