"""Codebooks: the one that ships, a user's own, and what is said of faults."""

from pathlib import Path

import pytest

from framing.codebook import Codebook
from framing.errors import CodebookError

CORPUS = Path(__file__).parents[1] / "corpus"
FULL = """
title = "Mine"
version = "2"
language = "de"
[[frames]]
id = "krieg"
name = "Krieg"
definition = " Es ist Krieg. "
code_when = "a"
do_not_code_when = "b"
family = "f"
colour = "#aABB09"
examples = ["Krieg!", "Wieder Krieg"]
[[frames]]
id = "frieden_jetzt"
[[voices]]
id = "asserted"
definition = "They say it."
"""


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "codebook.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_all_fields(write):
    book = Codebook.load(write(FULL))
    first, second = book.frames
    assert book.frame_ids == ("krieg", "frieden_jetzt")
    assert book.voice_ids == ("asserted",)
    assert (book.title, book.version, book.language) == ("Mine", "2", "de")
    assert (first.name, first.definition, first.colour) == ("Krieg", "Es ist Krieg.", "#aABB09")
    assert first.examples == ("Krieg!", "Wieder Krieg")
    assert second.name == "Frieden jetzt"
    assert second.colour != first.colour


def test_folder_byte_order_mark_and_lexicon(write, tmp_path):
    write(b"\xef\xbb\xbflexicon = 'cues'\n[[frames]]\nid = 'war'\n")
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "war.tsv").write_text("to arms\t3\n")
    assert Codebook.load(tmp_path).lexicon.of_frame("war") == {"to arms": 3}


def test_plain_data_and_back(write):
    book = Codebook.load(write(FULL))
    assert Codebook.from_dict(book.to_dict()) == book


@pytest.mark.parametrize("name", ["a", "A-b_c.1", "cost of living: rent, bread", "\u6226\u4e89"])
def test_ids_of_a_users_own_data(write, name):
    assert Codebook.load(write(f"[[frames]]\nid = '{name}'")).frame_ids == (name,)


def test_shipped_codebook():
    book = Codebook.load(CORPUS)
    assert len(book.frames) == 14
    for frame in book.frames:
        assert frame.definition
        assert frame.code_when
        assert frame.do_not_code_when
        assert len(frame.examples) >= 3
        assert len(book.lexicon.of_frame(frame.id)) >= 300
    assert len({frame.colour for frame in book.frames}) == 14


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "no frames; write at least one"),
        ("frames = 1", "frames must be a list of tables"),
        ("frames = [1]", "frames must be a list of tables"),
        ("[[frames]]\nname = 'x'", "a frame has the id None"),
        ("[[frames]]\nid = 5", "a frame has the id 5"),
        ("[[frames]]\nid = ''", "a frame has the id ''; allowed is text without"),
        ("[[frames]]\nid = 'a;b'", "a frame has the id 'a;b'; allowed is text without"),
        ("[[frames]]\nid = 'a|b'", "a frame has the id 'a|b'"),
        ("[[frames]]\nid = ' a'", "a frame has the id ' a'"),
        ("[[frames]]\nid = 'a '", "a frame has the id 'a '"),
        ('[[frames]]\nid = "a\\nb"', "a frame has the id 'a\\nb'"),
        ('[[frames]]\nid = "a\\u001bb"', "a frame has the id 'a\\x1bb'"),
        ("[[frames]]\nid = 'a'\n[[frames]]\nid = 'a'", "the frame 'a' is there twice"),
        ("[[frames]]\nid = 'a'\ncolor = 'x'", "unknown field 'color'; did you mean 'colour'?"),
        ("[[frames]]\nid = 'a'\ncolour = 'red'", "colour 'red'; allowed is #rrggbb"),
        ("[[frames]]\nid = 'a'\nname = 5", "name must be text, not int"),
        ("[[frames]]\nid = 'a'\nexamples = 'x'", "examples must be a list of texts"),
        ("[[frames]]\nid = 'a'\nexamples = [1]", "examples must be a list of texts"),
        ("titel = 'x'\n[[frames]]\nid = 'a'", "unknown entry 'titel'; did you mean 'title'?"),
        ("version = 1.0\n[[frames]]\nid = 'a'", "version must be text, not float"),
        ("version = 2020-01-01\n[[frames]]\nid = 'a'", "version must be text, not date"),
        ("lexicon = 1\n[[frames]]\nid = 'a'", "lexicon must be the name of a folder, not int"),
        ("[[frames]]\nid = 'a'\n[[voices]]\nid = 'v'\n[[voices]]\nid = 'v'", "voice 'v' is there"),
        ("[[frames]\nid = 'a'", "not valid TOML"),
        (b"title = '\xff'", "can't be read"),
    ],
)
def test_faults(write, content, what):
    path = write(content)
    with pytest.raises(CodebookError) as caught:
        Codebook.load(path)
    assert str(path) in str(caught.value)
    assert what in str(caught.value)


def test_no_such_file(tmp_path):
    with pytest.raises(CodebookError, match="no such codebook"):
        Codebook.load(tmp_path / "none.toml")


def test_fault_of_the_lexicon(write, tmp_path):
    write("[[frames]]\nid = 'war'\n")
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "war.tsv").write_text("to arms\t7\n")
    with pytest.raises(CodebookError, match=r"war\.tsv:1: weight '7'"):
        Codebook.load(tmp_path)


def test_unknown_frame_gets_a_suggestion(codebook):
    with pytest.raises(CodebookError, match=r"no frame 'heroo' .* did you mean 'hero'\?"):
        codebook.frame("heroo")


def test_subset_keeps_the_order_that_is_asked_for(codebook):
    part = codebook.subset(["victim", "hero"])
    assert part.frame_ids == ("victim", "hero")
    assert part.frame("hero") == codebook.frame("hero")
    assert part.title == codebook.title


def test_ids_alone():
    book = Codebook.from_ids(["old_war", "peace"])
    assert [frame.name for frame in book.frames] == ["Old war", "Peace"]
    assert book.frames[0].colour != book.frames[1].colour
