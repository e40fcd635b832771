"""What is in a model."""

import json
from pathlib import Path

import numpy as np
import pytest

from framing.errors import CodebookError
from framing.fitting import Recipe
from framing.inspection import actor_weights, describe, strongest_terms
from framing.lexicon import Lexicon
from framing.scoring import score_texts
from framing.training import train

from .conftest import CUES, FRAMES, make_vectors


def test_description(model):
    found = json.loads(json.dumps(describe(model, Path("some/model"))))
    assert found["path"] == "some/model"
    assert found["codebook"] == {"title": "Small", "version": "1", "language": "en"}
    assert found["words"] == len(model.word_names)
    assert found["phrases"] == len(model.phrase_names)
    assert found["ngrams"] == len(model.arrays["ngram_keys"])
    assert found["bytes"] == sum(array.nbytes for array in model.arrays.values())
    assert [frame["frame"] for frame in found["frames"]] == list(FRAMES)
    assert [frame["threshold"] for frame in found["frames"]] == model.thresholds.tolist()
    assert "precision=0.9" in found["operating_points"]
    assert found["trained"]["n_contexts"] == model.facts["n_contexts"]


@pytest.mark.parametrize("frame", FRAMES)
def test_weight_of_a_word_is_what_it_adds_to_a_text_of_nothing_else(model, frame):
    k = FRAMES.index(frame)
    terms = strongest_terms(model, frame, 40)
    words = {found["term"]: found["weight"] for found in terms if " " not in found["term"]}
    assert len(words) > 10
    margins = score_texts(model, list(words)).margins[:, k] - model.arrays["intercepts"][k]
    np.testing.assert_allclose(list(words.values()), margins, atol=2e-6)


def test_strongest_first_and_as_many_as_asked_for(model):
    terms = strongest_terms(model, "hero", 5)
    weights = [found["weight"] for found in terms]
    assert len(terms) == 10
    assert weights == sorted(weights, reverse=True)
    every = [found["weight"] for found in strongest_terms(model, "hero", 10**6)]
    assert weights == every[:5] + every[-5:]


def test_every_term_comes_once_where_more_are_asked_for_than_there_are(model):
    terms = [found["term"] for found in strongest_terms(model, "hero", 10**6)]
    coded = np.flatnonzero(model.arrays["word_term_norms"]).tolist()
    assert sorted(terms) == sorted([model.word_names[i] for i in coded] + model.phrase_names)


def test_words_known_from_word_vectors_alone_are_left_out(corpus):
    model = train(corpus, Recipe(n_folds=3), vectors=make_vectors(), jobs=1).model
    terms = {found["term"] for found in strongest_terms(model, "hero", 10**6)}
    unseen = set(make_vectors().words) - {w for s in corpus.statements for w in s.text.split()}
    assert "saviour" in unseen
    assert unseen <= set(model.word_names)
    assert not terms & unseen
    assert "heroes" in terms


def test_none_asked_for_none_given(model):
    assert strongest_terms(model, "hero", 0) == []


def test_cue_that_no_text_had_is_among_the_terms(model):
    terms = [found["term"] for found in strongest_terms(model, "hero", 10**6)]
    assert "martyrdom" in terms


def test_unknown_frame(model):
    with pytest.raises(CodebookError, match=r"no frame 'heros' .* did you mean 'hero'\?"):
        strongest_terms(model, "heros", 3)


def test_weights_of_names_stand_beside_those_of_cues(model):
    lexicon = Lexicon(CUES)
    names = ["antonville", "bravoville", "heroes", "not known to it"]
    found = actor_weights(model, names, lexicon, limit=1)
    assert found["names"] == 2
    weights = {
        frame: {one["term"]: one["weight"] for one in strongest_terms(model, frame, 10_000)}
        for frame in FRAMES
    }
    largest = {name: max((weights[frame][name] for frame in FRAMES), key=abs) for name in names[:2]}
    cues = [
        abs(weights[frame][cue])
        for cue, by in CUES.items()
        for frame in by
        if cue in weights[frame]
    ]
    assert found["median_cue"] == pytest.approx(np.median(cues), abs=2e-6)
    assert found["median_name"] == pytest.approx(np.mean(np.abs([*largest.values()])), abs=2e-6)
    (first,) = found["largest"]
    assert first["weight"] == pytest.approx(max(largest.values(), key=abs), abs=2e-6)
    assert first["name"] == max(largest, key=lambda name: abs(largest[name]))
    assert first["in_median_cues"] == pytest.approx(
        abs(first["weight"]) / found["median_cue"], abs=1e-3
    )


def test_weights_of_no_names(model):
    found = actor_weights(model, ["nowhere"], Lexicon({}))
    assert (found["names"], found["median_name"], found["largest"]) == (0, None, [])
    assert (found["median_cue"], found["above_median_cue"]) == (None, None)
