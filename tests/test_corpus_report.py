"""Checking and describing a corpus folder."""

import json

import pytest

from framing.corpus import Corpus, Statement
from framing.corpus_report import check_corpus, corpus_statistics
from framing.errors import CodebookError, CorpusError

from .conftest import make_codebook
from .test_corpus import GOOD

LONG = "The fallen heroes of our army stopped the enemy at the gates of the old city."


def write(folder, *lines):
    (folder / "statements").mkdir()
    text = "".join(json.dumps(GOOD | line) + "\n" for line in lines)
    (folder / "statements" / "a.jsonl").write_text(text)
    return folder


def check(folder):
    return [str(fault) for fault in check_corpus(folder, make_codebook())]


def test_clean_corpus_has_no_faults(tmp_path):
    assert check(write(tmp_path, {"id": "1", "text": LONG}, {"id": "2", "text": "Rain."})) == []


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (LONG, "the same text as"),
        (LONG.upper(), "nearly the text of"),
        (LONG.replace("old", "new"), "nearly the text of"),
    ],
)
def test_duplicates_name_both_places(tmp_path, other, what):
    lines = ({"id": "1", "text": LONG}, {"id": "2", "text": "Rain."}, {"id": "3", "text": other})
    path = write(tmp_path, *lines)
    found = check(path)
    assert len(found) == 1
    place = path / "statements" / "a.jsonl"
    assert found[0].startswith(f"{place}:3: {what} {place}:1 (similarity ")
    assert "allowed is less than 0.5" in found[0]


def test_faults_and_duplicates_together(tmp_path):
    path = write(tmp_path, {"id": "1", "text": LONG}, {"id": "2", "text": 5}, {"text": LONG})
    assert [fault.partition(".jsonl:")[2][:2] for fault in check(path)] == ["2:", "3:"]


def test_texts_without_words_are_not_each_others_duplicates(tmp_path):
    path = write(tmp_path, {"id": "1", "text": "\U0001f600"}, {"id": "2", "text": "\U0001f4a5!"})
    assert check(path) == []


def test_folder_without_a_codebook(tmp_path):
    with pytest.raises(CodebookError, match="no such codebook"):
        list(check_corpus(tmp_path))


def test_folder_without_statements(tmp_path):
    with pytest.raises(CorpusError, match="no statements"):
        check(tmp_path)


def test_statistics():
    statements = (
        Statement("1", "one two three", ("hero", "siege"), lang="en", context="x", genre="g"),
        Statement("2", "one", ("hero",), lang="en", context="x"),
        Statement("3", "one two three four", lang="de", voice="quoted", coder="c"),
    )
    assert corpus_statistics(Corpus(make_codebook(), statements)) == {
        "statements": 3,
        "without_frame": 1,
        "with_several_frames": 1,
        "frames": {"hero": 2, "siege": 1, "victim": 0},
        "voices": {"unknown": 2, "quoted": 1},
        "genres": {"unknown": 2, "g": 1},
        "languages": {"en": 2, "de": 1},
        "coders": {"unknown": 2, "c": 1},
        "contexts": {"x": 2, "unknown": 1},
        "words": {"median": 3, "shortest": 1, "longest": 4},
    }


def test_statistics_of_nothing():
    found = corpus_statistics(Corpus(make_codebook(), ()))
    assert found["statements"] == 0
    assert found["words"] == {"median": 0, "shortest": 0, "longest": 0}
