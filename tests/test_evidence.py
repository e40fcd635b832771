"""Evidence adds up to the margin and points into the original text."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.evidence import N_WORDS, classify, contributions, strongest
from framing.scoring import analyse, score_texts
from framing.text import find_marks, name_of, normalise_term, words

from .conftest import FRAMES, TEXTS, VARIANTS


@settings(max_examples=50)
@given(name=st.sampled_from(VARIANTS), text=TEXTS)
@example(name="cues", text="\u0130\u0130 heroes a\u0130 under the rubble")
def test_contributions_and_intercept_are_the_margin(fitted_models, name, text):
    model = fitted_models[name].model
    analysis = analyse(model, text)
    margins = score_texts(model, [text]).margins[0]
    for k in range(len(FRAMES)):
        total = sum(found.weight for found in contributions(text, analysis, k))
        assert total + model.arrays["intercepts"][k] == pytest.approx(margins[k], abs=1e-9)


@settings(max_examples=50)
@given(text=TEXTS)
@example(text="\u0130\u0130 heroes a\u0130 under the rubble")
@example(text="\u0130stanbul'da \U0001f600 brave-sons")
def test_offsets_index_the_original_text(model, text):
    analysis = analyse(model, text)
    found = list(contributions(text, analysis, 0))
    assert all(one.text == text[one.start : one.end] for one in found)
    singles = found[: len(analysis.words.starts)]
    for one, word in zip(singles, words(text), strict=True):
        # On its own a sigma has nothing before or behind it.
        alone = normalise_term(one.text).replace("\u03c2", "\u03c3")
        assert alone == word.replace("\u03c2", "\u03c3")
    n_phrases = len(analysis.phrases.starts)
    names = {name.replace("\u03c2", "\u03c3") for name in model.phrase_names}
    for one in found[len(singles) :][:n_phrases]:
        assert normalise_term(one.text).replace("\u03c2", "\u03c3") in names
    places = set(find_marks(text).original_starts.tolist())
    assert {one.start for one in found[len(singles) + n_phrases :]} <= places


def test_cue_is_found_where_it_stands(model):
    text = "\u0130\u0130! They lie  Under-the\nRUBBLE."
    phrases = {
        found.text: (found.start, found.end)
        for found in contributions(text, analyse(model, text), FRAMES.index("victim"))
        if " " in normalise_term(found.text)
    }
    assert phrases["Under-the\nRUBBLE"] == (14, 30)


@settings(max_examples=50)
@given(text=TEXTS)
def test_strongest_are_few_positive_ordered_and_each_once(model, text):
    analysis = analyse(model, text)
    for k in range(len(FRAMES)):
        found = strongest(text, analysis, k)
        weights = [one.weight for one in found]
        assert len(found) <= N_WORDS
        assert all(weight > 0 for weight in weights)
        assert weights == sorted(weights, reverse=True)
        assert len({name_of(one.text) for one in found}) == len(found)
        assert all(one.text == text[one.start : one.end] for one in found)


def test_occurrences_of_a_word_are_summed_at_the_first(model):
    text = "Heroes, heroes and HEROES"
    analysis = analyse(model, text)
    hero = FRAMES.index("hero")
    first = next(c for c in strongest(text, analysis, hero) if c.text == "Heroes")
    each = [c.weight for c in contributions(text, analysis, hero) if c.text.lower() == "heroes"]
    assert (first.start, first.end) == (0, 6)
    assert len(each) == 3
    assert first.weight == pytest.approx(sum(each))


def test_a_mark_is_named_as_it_stands(fitted_models):
    model, text = fitted_models["marks"].model, "Heroes! Heroes \u2764 A a!"
    analysis = analyse(model, text)
    for k in range(len(FRAMES)):
        each = list(contributions(text, analysis, k))
        named = {one.text: one for one in strongest(text, analysis, k, limit=99)}
        for mark, first in (("!", 6), ("\u2764", 15), ("A", 17)):
            weights = [one.weight for one in each if one.text.lower() == mark.lower()]
            assert len(weights) == text.lower().count(mark.lower())
            assert (mark in named) == (sum(weights) > 0)
            if mark in named:
                assert (named[mark].start, named[mark].end) == (first, first + 1)
                assert named[mark].weight == pytest.approx(sum(weights))


def test_limit(model):
    text = "The fallen heroes of our army, brave sons, to the last man"
    analysis = analyse(model, text)
    assert len(strongest(text, analysis, 0, limit=2)) == 2
    assert strongest(text, analysis, 0, limit=2) == strongest(text, analysis, 0, limit=9)[:2]


@settings(max_examples=50)
@given(text=TEXTS)
def test_classification_says_what_the_scores_say(model, text):
    found = classify(model, text)
    scores = score_texts(model, [text])
    probabilities = model.probabilities(scores.margins)[0]
    assert [score.frame for score in found.scores] == list(FRAMES)
    np.testing.assert_allclose([s.probability for s in found.scores], probabilities)
    np.testing.assert_allclose([s.margin for s in found.scores], scores.margins[0])
    assert [s.threshold for s in found.scores] == model.thresholds.tolist()
    assert found.text == text
    assert found.known_words == scores.known_words[0]
    assert found.undecided == (found.known_words == 0 or found.known_words < 0.5)
    expected = (probabilities >= model.thresholds) & (not found.undecided)
    assert [s.present for s in found.scores] == expected.tolist()
    ranked = sorted((s for s in found.scores if s.present), key=lambda s: -s.probability)
    assert found.frames == tuple(s.frame for s in ranked)


def test_own_thresholds(model):
    text = "Our fallen heroes and the children under the rubble"
    assert len(classify(model, text, thresholds=np.zeros(3)).frames) == 3
    assert classify(model, text, thresholds=np.full(3, 1.01)).frames == ()


@pytest.mark.parametrize("text", ["", "!", "\U0001f600", "a", "xxyyzz qqwwee heroes", "\u65e5"])
def test_hardly_known_text_is_undecided(model, text):
    found = classify(model, text, thresholds=np.zeros(3))
    assert found.undecided
    assert found.frames == ()


def test_half_known_is_enough(model):
    found = classify(model, "heroes qqwwee", thresholds=np.zeros(3))
    assert found.known_words == 0.5
    assert not found.undecided
