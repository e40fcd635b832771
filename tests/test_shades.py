"""Contributions spread over words: nothing is lost, nothing overlaps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.evidence import Contribution, contributions
from framing.scoring import analyse
from framing.shades import FULL, N_LEVELS, by_term, shade, shade_words
from framing.text import find_words

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
    assert shade_words(find_words("!"), [], 5) == ()
    assert [s.level for s in shade("one two", [])] == [0, 0]


def test_marks_have_shades_of_their_own():
    text = "\u0130! a ring, of steel!"
    found = [
        Contribution("ring, of", 5, 13, 2.0),
        Contribution("\u0130", 0, 1, 0.25),
        Contribution("\u0130", 0, 1, 0.5),
        Contribution("!", 1, 2, -1.0),
        Contribution("!", 19, 20, -1.0),
    ]
    assert [(text[s.start : s.end], s.start, s.weight) for s in shade(text, found)] == [
        ("\u0130", 0, 0.75),
        ("!", 1, -1.0),
        ("ring", 5, 1.0),
        ("of", 11, 1.0),
        ("steel", 14, 0.0),
        ("!", 19, -1.0),
    ]


def test_a_dot_inside_of_a_word_is_of_the_word():
    # Lower-cased, the word is "ai", and the dot behind it is a mark.
    found = [Contribution("a\u0130", 0, 2, 1.0), Contribution("\u0130", 1, 2, 0.5)]
    assert [(s.start, s.end, s.weight) for s in shade("a\u0130", found)] == [(0, 2, 1.5)]


@settings(max_examples=50)
@given(text=TEXTS, k=st.integers(0, len(FRAMES) - 1))
def test_nothing_is_lost_and_nothing_overlaps(fitted_models, text, k):
    model = fitted_models["marks"].model
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
        Contribution("!", 33, 34, 0.5),
        Contribution("?", 34, 35, 0.25),
        Contribution("!", 35, 36, 0.5),
    ]
    assert [(t.text, t.count, t.weight) for t in by_term(found)] == [
        ("steel", 1, -3.0),
        ("ring of", 2, 2.0),
        ("!", 2, 1.0),
        ("?", 1, 0.25),
    ]
    assert [t.text for t in by_term(found, 1)] == ["steel"]
