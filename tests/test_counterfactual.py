"""Words taken out of a text, and the scores of what is left."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.counterfactual import score_without, take_out
from framing.errors import InputError
from framing.scoring import score_texts
from framing.text import marks, words

from .conftest import FRAMES, TEXTS

TEXT = "Our fallen heroes, our HEROES of antonville: the ring of steel"


@pytest.mark.parametrize(
    ("terms", "left", "removed"),
    [
        (["heroes"], "Our fallen , our  of antonville: the ring of steel", {"heroes": 2}),
        (["Ring, of"], "Our fallen heroes, our HEROES of antonville: the   steel", {"ring of": 1}),
        (["gold"], TEXT, {"gold": 0}),
        (
            ["heroes of", "of"],
            "Our fallen heroes, our   antonville: the ring  steel",
            {"heroes of": 1, "of": 2},
        ),
        ([], TEXT, {}),
    ],
)
def test_what_is_left(terms, left, removed):
    assert take_out(TEXT, terms) == (left, removed)


def test_occurrences_that_overlap():
    assert take_out("ha he ha he ha", ["ha he ha"]) == ("    ", {"ha he ha": 2})


@pytest.mark.parametrize(
    ("text", "terms", "left", "removed"),
    [
        ("Heroes! A hero?!", ["!", "heroes"], " A hero?", {"!": 2, "heroes": 1}),
        ("A a, \u00e9 \u00c9", ["a", " \u00c9 "], " ,  ", {"a": 2, "\u00e9": 2}),
        ("t-72 ring--fence - x", ["-"], "t 72 ring fence  x", {"-": 4}),
        ("-x!y-", ["-", "!"], "x y", {"-": 2, "!": 1}),
        ("\u0130! a\u0130b", ["\u0307"], "! a b", {"\u0307": 2}),
        ("\u2764\ufe0f", ["\ufe0f", "#"], "\u2764", {"\ufe0f": 1, "#": 0}),
    ],
)
def test_marks_taken_out(text, terms, left, removed):
    assert take_out(text, terms) == (left, removed)


@settings(max_examples=100)
@given(text=TEXTS, data=st.data())
def test_the_words_stay_where_marks_go(text, data):
    there = [mark for mark in marks(text) if mark not in "\u03c3\u03c2i\u0307"]
    gone = data.draw(st.sets(st.sampled_from(there))) if there else set()
    left, removed = take_out(text, sorted(gone))
    assert removed == {mark: there.count(mark) for mark in gone}
    assert [w.replace("\u03c2", "\u03c3") for w in words(left)] == [
        w.replace("\u03c2", "\u03c3") for w in words(text)
    ]
    assert [m.replace("\u03c2", "\u03c3") for m in marks(left)] == [
        m.replace("\u03c2", "\u03c3") for m in marks(text) if m not in gone
    ]


@pytest.mark.parametrize("term", ["", " ", "!?", "\u0130", "\ud800"])
def test_a_term_without_a_word(term):
    with pytest.raises(InputError, match="two or more letters"):
        take_out(TEXT, [term])


@settings(max_examples=50)
@given(text=TEXTS, data=st.data())
def test_the_rest_of_the_words_stay(text, data):
    there = words(text)
    gone = data.draw(st.sets(st.sampled_from(there))) if there else set()
    # A sigma is written by what stands around it.
    gone = {word for word in gone if not {"\u03c3", "\u03c2"} & set(word)}
    left, removed = take_out(text, sorted(gone))
    plain = [word.replace("\u03c2", "\u03c3") for word in there if word not in gone]
    assert [word.replace("\u03c2", "\u03c3") for word in words(left)] == plain
    assert removed == {word: there.count(word) for word in gone}


def test_scores_are_those_of_what_is_left(model):
    found = score_without(model, TEXT, ["heroes"])
    scores = score_texts(model, [TEXT, found.text])
    probabilities = model.probabilities(scores.margins)
    assert [change.frame for change in found.changes] == list(FRAMES)
    for k, change in enumerate(found.changes):
        assert (change.margin, change.margin_without) == tuple(scores.margins[:, k])
        assert (change.probability, change.probability_without) == tuple(probabilities[:, k])
    hero = found.changes[FRAMES.index("hero")]
    assert hero.probability_without < hero.probability
    assert found.known_words == scores.known_words[1]


def test_nothing_left_can_not_be_decided_on(model):
    found = score_without(model, "heroes", ["heroes"])
    assert (found.text, found.undecided, found.known_words) == ("", True, 0.0)
    assert not any(change.present_without for change in found.changes)
    margins = [change.margin_without for change in found.changes]
    assert margins == model.arrays["intercepts"].tolist()


def test_other_thresholds(model):
    found = score_without(model, TEXT, ["heroes"], thresholds=model.thresholds * 0)
    assert all(change.present and change.present_without for change in found.changes)
