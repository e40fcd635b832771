"""Word types, openings, neighbours, and how much words and names tell of frames."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mutual_info_score

from framing.corpus import Corpus, Statement
from framing.diversity import diversity, information, nearest_neighbours
from framing.similarity import jaccard, shingles

from .conftest import TEXTS, make_codebook


def corpus_of(*statements):
    coded = (Statement(str(n), text, frames) for n, (text, frames) in enumerate(statements))
    return Corpus(make_codebook(), tuple(coded))


@given(st.lists(TEXTS, min_size=2, max_size=8))
def test_neighbours_are_those_of_the_plain_way(texts):
    similarity, nearest = nearest_neighbours(texts)
    sets = [shingles(text) for text in texts]
    for i, one in enumerate(sets):
        by_hand = [jaccard(one, other) if j != i else 0 for j, other in enumerate(sets)]
        assert similarity[i] == pytest.approx(max(by_hand))
        assert max(by_hand) == 0 or by_hand[nearest[i]] == pytest.approx(max(by_hand))


def test_more_texts_than_are_compared_at_a_time(monkeypatch):
    monkeypatch.setattr("framing.diversity.BLOCK", 3)
    texts = [f"quite another thing number {n}{n * 7}{n * n}" for n in range(8)] + ["Rain, rain!"]
    similarity, nearest = nearest_neighbours([*texts, "rain RAIN"])
    assert (similarity[8], nearest[8], nearest[9]) == (1.0, 9, 8)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_information_is_that_of_scikit_learn(rows):
    one, other = np.array(rows).T
    counts = (float((one & other).sum()), float(one.sum()), float(other.sum()))
    found = information(*map(np.array, counts), len(rows))
    assert float(found) == pytest.approx(mutual_info_score(one, other) / np.log(2), abs=1e-9)


def test_words_and_openings():
    found = diversity(corpus_of(("One two three.", ()), ("one two three four", ()), ("Five", ())))
    assert (found["words"], found["word_types"]) == (8, 5)
    assert found["openings"]["distinct"] == 2
    assert found["openings"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["openings"]["most_frequent"]["one two three"] == 2


def test_nearest_names_the_pair():
    found = diversity(corpus_of(("rain falls", ()), ("Rain falls.", ()), ("a dry day", ())))
    assert found["nearest"]["largest"] == 1.0
    assert found["nearest"]["pair"] == ["0", "1"]
    assert found["nearest"]["at_least_limit"] == 2


def test_strongest_words_speak_for_their_frame():
    framed = [(f"glory to unit {n}", ("hero",)) for n in range(8)]
    plain = [(f"timetable of unit {n}", ()) for n in range(12)]
    found = diversity(corpus_of(*framed, *plain))["strongest_words"]["hero"]
    assert {word["word"] for word in found} == {"glory", "to"}
    assert (found[0]["share_with_frame"], found[0]["share_without"]) == (1.0, 0.0)
    assert found[0]["bits"] == pytest.approx(-0.4 * np.log2(0.4) - 0.6 * np.log2(0.6), abs=1e-4)


def test_a_name_that_gives_a_frame_away_stands_first():
    framed = [("they fight in Chad today", ("hero",))] * 6
    plain = [("they swim in Peru today", ())] * 5 + [("they swim in Chad today", ())]
    found = diversity(corpus_of(*framed, *plain))["actors"]
    assert (found["names"], found["countries"], found["statements_with_a_name"]) == (2, 2, 12)
    assert {one["name"] for one in found["strongest"][:2]} == {"chad", "peru"}
    largest = found["largest_by_frame"]["hero"]
    assert largest["bits"] == pytest.approx(0.65, abs=0.01)
    assert largest["share_of_uncertainty"] == pytest.approx(largest["bits"], abs=1e-4)
    assert found["largest_by_frame"]["siege"]["bits"] == 0


def test_a_cue_with_a_capital_is_no_actor():
    text = "they hold the Martyrdom dear"  # "martyrdom" is a cue
    assert diversity(corpus_of(*[(text, ("hero",))] * 4))["actors"]["names"] == 0


def test_nothing_and_one():
    assert diversity(corpus_of())["nearest"]["largest"] is None
    found = diversity(corpus_of(("Rain", ("hero",))))
    assert (found["word_types"], found["nearest"]["pair"]) == (1, [])
