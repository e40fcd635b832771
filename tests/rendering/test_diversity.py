"""Tables of how varied a corpus is."""

import re

import pytest

from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.diversity import diversity
from framing.rendering.diversity import print_actor_weights, print_diversity

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")


def corpus(*texts):
    book = Codebook.from_ids(["war"])
    rows = enumerate(texts)
    return Corpus(book, tuple(Statement(f"\x1b[31m{n}", t, ("war",) * (n < 5)) for n, t in rows))


def test_everything_is_told(capsys):
    attacks = [f"troops from Chad attack at {n}" for n in range(5)]
    print_diversity(diversity(corpus(*attacks, "a quiet day", "a quiet night")))
    shown = capsys.readouterr().out
    assert "word types: " in shown
    assert "openings of three words: 3 distinct, 42.9% of the statements" in shown
    assert "5 of at least 0.5" in shown
    assert re.search(r"war +at 100%, attack 100%, chad 100%", shown)
    assert re.search(r"chad +war +5 +100\.0% +0\.0%", shown)
    assert not UNSEEN.search(shown)


def test_no_statements(capsys):
    print_diversity(diversity(corpus()))
    assert "word types: 0 of 0 words" in capsys.readouterr().out


def test_weights_of_names(capsys):
    one = {"name": "chad", "frame": "war", "weight": -1.5, "in_median_cues": 0.5}
    found = {"names": 4, "median_cue": 3.0, "median_name": 1.0, "above_median_cue": 0}
    print_actor_weights(found | {"largest": [one]})
    shown = capsys.readouterr().out
    assert "4 names of actors in the model: median weight 1.00, of cues 3.00; 0 names" in shown
    assert re.search(r"-1\.50 +0\.50 +chad +war", shown)


def test_no_names(capsys):
    print_actor_weights({"names": 0, "median_cue": None, "largest": []})
    assert "knows no names of actors" in capsys.readouterr().out
