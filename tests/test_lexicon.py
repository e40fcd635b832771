"""Cues: what a folder of them may hold, and what is said of faults."""

import numpy as np
import pytest

from framing.errors import CodebookError
from framing.lexicon import Lexicon, load_lexicon

IDS = ("hero", "siege")


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / f"{name}.tsv").write_bytes(data)
        return tmp_path

    return write


def test_load(folder):
    found = load_lexicon(
        folder(
            hero="# comment\n\nHeroes\t3\nbrave  Sons\t2\r\nto the-last\t1\n",
            siege="\ufeffheroes\t 1 \n",
        ),
        IDS,
    )
    assert found.cues == {
        "heroes": {"hero": 3, "siege": 1},
        "brave sons": {"hero": 2},
        "to the last": {"hero": 1},
    }
    assert len(found) == 4
    assert found.of_frame("siege") == {"heroes": 1}


def test_no_folder_is_no_lexicon(tmp_path):
    assert len(load_lexicon(tmp_path / "none", IDS)) == 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("heroes\t4", "hero.tsv:2: weight '4'; allowed"),
        ("heroes", "hero.tsv:2: weight ''; allowed"),
        ("heroes 3", "hero.tsv:2: weight ''"),
        ("heroes\t3\t2", "hero.tsv:2: weight '3\\t2'"),
        ("heroes\t1.0", "hero.tsv:2: weight '1.0'"),
        ("one two three four\t1", "hero.tsv:2: the cue 'one two three four' has 4 words"),
        ("!\t1", "hero.tsv:2: the cue '!' has 0 words"),
        ("First\t2", "hero.tsv:2: the cue 'first' stands there twice; keep one"),
    ],
)
def test_faults_name_file_and_line(folder, line, what):
    with pytest.raises(CodebookError) as caught:
        load_lexicon(folder(hero=f"first\t1\n{line}\n"), IDS)
    assert what in str(caught.value)


def test_file_of_no_frame(folder):
    with pytest.raises(
        CodebookError, match="no frame 'heros' in the codebook; did you mean 'hero'"
    ):
        load_lexicon(folder(heros="first\t1\n"), IDS)


def test_file_that_is_not_utf8(folder):
    with pytest.raises(CodebookError, match=r"hero\.tsv: can't be read as UTF-8"):
        load_lexicon(folder(hero=b"h\xe9ros\t1\n"), IDS)


def test_ten_faults_are_shown_and_the_rest_counted(folder):
    with pytest.raises(CodebookError) as caught:
        load_lexicon(folder(hero="bad\t9\n" * 13), IDS)
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "(and 3 more)"


def test_matrix_is_sorted_and_has_the_wanted_frames_only():
    lexicon = Lexicon({"zeal": {"hero": 1}, "ally": {"hero": 2, "siege": 3}, "wall": {"siege": 1}})
    cues, weights = lexicon.matrix(["hero"])
    assert cues == ["ally", "zeal"]
    np.testing.assert_array_equal(weights, np.array([[2], [1]], np.float32))
    assert lexicon.matrix(["siege", "hero"])[1].tolist() == [[3, 2], [1, 0], [0, 1]]


def test_matrix_of_nothing():
    cues, weights = Lexicon().matrix(IDS)
    assert (cues, weights.shape) == ([], (0, 2))
