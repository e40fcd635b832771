"""Contributions spread over words: nothing is lost, nothing overlaps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.evidence import Contribution, contributions
from framing.scoring import analyse
from framing.shades import FULL, N_LEVELS, by_term, shade

from .conftest import FRAMES, TEXTS


def weigh(text, *weights):
    return [
        Contribution(word, text.index(word), text.index(word) + len(word), weight)
        for word, weight in weights
    ]


def test_a_phrase_is_spread_over_its_words():
    text = "a ring of  hostile steel"
    found = weigh(text, ("ring", 2.0), ("ring of", 1.0), ("ring of  hostile", 3.0))
    assert [(text[s.start : s.end], s.weight) for s in shade(text, found)] == [
        ("ring", 3.5),
        ("of", 1.5),
        ("hostile", 1.0),
        ("steel", 0.0),
    ]


def test_levels_go_with_the_strongest_word():
    text = "one two three four five"
    words = ("one", 2.0), ("two", -2.0), ("three", 1.0), ("four", -0.3), ("five", 0.09)
    assert [s.level for s in shade(text, weigh(text, *words))] == [5, -5, 3, -1, 0]


def test_words_that_say_little_are_pale():
    text = "one two"
    assert [s.level for s in shade(text, weigh(text, ("one", FULL / 10)))] == [1, 0]


def test_nothing_to_shade():
    assert shade("", []) == shade("!?", []) == ()
    assert [s.level for s in shade("one two", [])] == [0, 0]


@settings(max_examples=50)
@given(text=TEXTS, k=st.integers(0, len(FRAMES) - 1))
def test_nothing_is_lost_and_nothing_overlaps(model, text, k):
    found = list(contributions(text, analyse(model, text), k))
    shades = shade(text, found)
    assert sum(s.weight for s in shades) == pytest.approx(sum(c.weight for c in found), abs=1e-9)
    ends = [0, *(s.end for s in shades)]
    assert all(end <= s.start < s.end for end, s in zip(ends, shades, strict=False))
    assert all(abs(s.level) <= N_LEVELS and s.level * s.weight >= 0 for s in shades)


def test_occurrences_of_a_term_are_put_together():
    found = [
        Contribution("Ring-of", 0, 7, 1.0),
        Contribution("steel", 8, 13, -3.0),
        Contribution("ring of", 20, 27, 1.0),
        Contribution("nil", 30, 33, 0.0),
    ]
    assert [(t.text, t.count, t.weight) for t in by_term(found)] == [
        ("steel", 1, -3.0),
        ("ring of", 2, 2.0),
    ]
    assert [t.text for t in by_term(found, 1)] == ["steel"]
