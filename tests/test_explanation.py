"""Explanations: sums, offsets, choice of frames, passages."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.counterfactual import score_without
from framing.documents import read_document
from framing.errors import CodebookError, InputError
from framing.evidence import classify, contributions
from framing.explanation import explain, explain_passages
from framing.scoring import analyse

from .conftest import FRAMES, TEXTS, VARIANTS

HEROES = "Our fallen heroes of antonville gave their blood for the homeland."
PLAIN = "The library of antonville opens at nine on weekdays."


@settings(max_examples=50)
@given(name=st.sampled_from(VARIANTS), text=TEXTS)
@example(name="cues", text="\u0130\u0130 heroes a\u0130 under the rubble")
def test_it_adds_up(fitted_models, name, text):
    model = fitted_models[name].model
    for found in explain(model, text, frames=FRAMES).evidence:
        assert abs(found.difference) <= 1e-5
        assert sum(one.weight for one in found.contributions) == pytest.approx(found.total)
        shaded = found.intercept + sum(one.weight for one in found.shades)
        assert shaded == pytest.approx(found.margin, abs=1e-5)


@settings(max_examples=50)
@given(before=TEXTS, text=TEXTS, after=TEXTS)
def test_offsets_of_a_passage_index_the_whole_text(model, before, text, after):
    whole = before + text + after
    start, end = len(before), len(before + text)
    found = explain(model, whole, frames=FRAMES, start=start, end=end)
    alone = explain(model, text, frames=FRAMES)
    assert (found.text, found.start, found.end) == (whole, start, end)
    for one, other in zip(found.evidence, alone.evidence, strict=True):
        assert (one.margin, one.total) == (other.margin, other.total)
        for added, same in zip(one.contributions, other.contributions, strict=True):
            assert whole[added.start : added.end] == added.text == same.text
            assert (added.start - start, added.weight) == (same.start, same.weight)
        shades = [(s.start - start, s.end - start, s.weight, s.level) for s in one.shades]
        assert shades == [(s.start, s.end, s.weight, s.level) for s in other.shades]


@settings(max_examples=50)
@given(text=TEXTS)
def test_it_explains_what_was_classified(model, text):
    found, why = classify(model, text), explain(model, text, frames=FRAMES)
    assert (why.frames, why.undecided) == (found.frames, found.undecided)
    assert why.known_words == found.known_words
    scores = {score.frame: score for score in found.scores}
    for evidence in why.evidence:
        score = scores[evidence.frame]
        assert (evidence.margin, evidence.present) == (score.margin, score.present)
        assert (evidence.probability, evidence.threshold) == (score.probability, score.threshold)


def test_contributions_are_those_of_the_evidence(model):
    analysis = analyse(model, HEROES)
    for found in explain(model, HEROES, frames=FRAMES).evidence:
        k = FRAMES.index(found.frame)
        assert found.contributions == tuple(contributions(HEROES, analysis, k))


def test_frames_that_are_present_are_explained(model):
    assert [found.frame for found in explain(model, HEROES).evidence] == ["hero"]
    found = explain(model, HEROES, thresholds=np.zeros(3))
    assert tuple(evidence.frame for evidence in found.evidence) == found.frames
    assert len(found.frames) == 3


def test_or_the_most_probable_one(model):
    found = explain(model, PLAIN, thresholds=np.ones(3))
    every = explain(model, PLAIN, frames=FRAMES).evidence
    assert found.frames == ()
    most = max(every, key=lambda evidence: evidence.probability)
    assert [evidence.frame for evidence in found.evidence] == [most.frame]


def test_or_those_that_are_named_each_once(model):
    found = explain(model, HEROES, frames=["victim", "hero", "victim"])
    assert [evidence.frame for evidence in found.evidence] == ["hero", "victim"]
    assert explain(model, HEROES, frames=[]).evidence == ()


def test_an_unknown_frame(model):
    with pytest.raises(CodebookError, match="did you mean 'hero'"):
        explain(model, HEROES, frames=["heroe"])


def test_without(model):
    assert explain(model, HEROES).without is None
    found = explain(model, HEROES + PLAIN, without=["heroes"], end=len(HEROES)).without
    assert found == score_without(model, HEROES, ["heroes"])


def test_passages_are_those_of_the_document(model):
    text = f'"{HEROES}" said the minister. {PLAIN}\n\n{HEROES}'
    for unit in ("sentence", "paragraph", "document"):
        found = explain_passages(model, text, unit, without=["heroes"])
        document = read_document(model, text, unit)
        assert [why.passage for why in found] == list(document.passages)
        for why, passage in zip(found, document.passages, strict=True):
            assert (why.start, why.end) == (passage.start, passage.end)
            assert why.frames == passage.found.frames
            assert {evidence.frame for evidence in why.evidence} == set(why.frames)
            assert why.without is not None
    assert all(len(w.evidence) == 3 for w in explain_passages(model, text, unit, frames=FRAMES))
    assert explain_passages(model, " \n", "sentence") == []
    with pytest.raises(InputError, match="no unit 'word'"):
        explain_passages(model, text, "word")
