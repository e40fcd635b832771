"""Coders among themselves and a model beside them, against pairs counted one by one."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from framing.agreement import agreement
from framing.ceiling import human_ceiling
from framing.codebook import Codebook
from framing.codings import Codings
from framing.corpus import Corpus, Statement

FRAMES = ("fear", "hope", "war")
labels = st.sets(st.sampled_from(FRAMES)).map(lambda found: tuple(sorted(found)))
coded = st.lists(st.lists(labels, max_size=4), min_size=1, max_size=8)


def corpus_of(codings):
    statements = tuple(
        Statement(str(n), "No war.", coders={f"c{who}": said for who, said in enumerate(found)})
        for n, found in enumerate(codings)
    )
    return Corpus(Codebook.from_ids(FRAMES), statements)


def ceiling(corpus, decided, **more):
    rows = np.arange(len(corpus))
    return human_ceiling(corpus, rows, decided, rows, n_resamplings=20, **more)


def pairs_of(codings, decided, k):
    """Count what coders said against coders, and the model against coders, pair by pair."""
    counts = {"coders_f1": [0.0, 0.0], "model_f1": [0.0, 0.0]}
    for found, model in zip(codings, decided, strict=True):
        if len(found) < 2:
            continue
        said = [FRAMES[k] in labels for labels in found]
        for one, other in permutations(said, 2):
            counts["coders_f1"][0] += 2 * (one and other) / (len(said) - 1)
            counts["coders_f1"][1] += (one + other) / (len(said) - 1)
        for one in said:
            counts["model_f1"][0] += 2 * (one and model[k])
            counts["model_f1"][1] += int(one) + int(model[k])
    return {name: top / bottom if bottom else 0.0 for name, (top, bottom) in counts.items()}


@settings(max_examples=60)
@given(coded, st.integers(0, 2**32 - 1))
def test_figures_are_those_of_pairs(codings, seed):
    assume(any(len(found) > 1 and any(found) for found in codings))
    decided = np.random.default_rng(seed).random((len(codings), len(FRAMES))) < 0.5
    found = ceiling(corpus_of(codings), decided)
    for k, frame in enumerate(FRAMES):
        wanted = pairs_of(codings, decided, k)
        if frame not in found.frames:
            assert not any(frame in said for one in codings if len(one) > 1 for said in one)
            continue
        for name, value in wanted.items():
            assert found.frames[frame][name].value == pytest.approx(value)
    values = [figures["model_f1"].value for figures in found.frames.values()]
    assert found.averages["macro"]["model_f1"].value == pytest.approx(np.mean(values))


@settings(max_examples=40)
@given(coded)
def test_alpha_is_that_of_agreement(codings):
    assume(any(len(found) > 1 and any(found) for found in codings))
    rows = [
        (str(n), f"c{who}", said) for n, one in enumerate(codings) for who, said in enumerate(one)
    ]
    wanted = {
        frame.frame: frame.alpha.figure.value
        for frame in agreement(Codings.from_rows(rows), n_resamplings=1).frames
    }
    found = ceiling(corpus_of(codings), np.zeros((len(codings), 3), dtype=np.bool_))
    for frame, figures in found.frames.items():
        assert figures["alpha"].value == pytest.approx(wanted[frame], nan_ok=True)


def test_two_coders_of_all_texts_are_judged_as_scikit_learn_does():
    random = np.random.default_rng(3)
    ann, ben, model = random.random((3, 50, 3)) < 0.4
    codings = [
        [tuple(np.array(FRAMES)[said].tolist()) for said in one]
        for one in zip(ann, ben, strict=True)
    ]
    found = ceiling(corpus_of(codings), model).averages
    assert found["macro"]["coders_f1"].value == pytest.approx(f1_score(ann, ben, average="macro"))
    assert found["micro"]["coders_f1"].value == pytest.approx(f1_score(ann, ben, average="micro"))
    both = f1_score(np.vstack([ann, ben]), np.vstack([model, model]), average="micro")
    assert found["micro"]["model_f1"].value == pytest.approx(both)


def test_a_model_that_decides_as_a_third_coder_would_is_level():
    random = np.random.default_rng(0)
    truth = random.random((400, 3)) < 0.4
    ann, ben, model = (truth ^ (random.random(truth.shape) < 0.15) for _ in range(3))
    codings = [
        [tuple(np.array(FRAMES)[said].tolist()) for said in one]
        for one in zip(ann, ben, strict=True)
    ]
    rows = np.arange(400)
    gap = human_ceiling(corpus_of(codings), rows, model, rows).averages["macro"]["difference"]
    assert gap.low < 0 < gap.high
    assert gap.high - gap.low < 0.12


def test_resamplings_without_the_frame_say_nothing_of_it():
    codings = [[("war",), ("war",)]] + [[("fear",), ("fear",)]] * 9
    found = ceiling(corpus_of(codings), np.zeros((10, 3), dtype=np.bool_))
    assert found.frames["war"]["coders_f1"].to_list() == [1, 1, 1]
    assert found.frames["war"]["difference"].to_list() == [-1, -1, -1]
    assert found.averages["macro"]["coders_f1"].to_list() == [1, 1, 1]


def test_labels_that_are_no_frames_and_texts_of_one_coder_do_not_count():
    corpus = corpus_of([[("war",), ("war", "other")], [("fear",)]])
    found = ceiling(corpus, np.ones((2, 3), dtype=np.bool_))
    assert found.n_texts == 1
    assert list(found.frames) == ["war"]
    assert found.coders == ("c0", "c1")
    assert found.to_dict()["frames"]["war"]["alpha"] == [None, None, None]


@pytest.mark.parametrize("codings", [[[("war",)], []], [[(), ()]], [[("other",), ("other",)]]])
def test_nothing_to_compare(codings):
    assert ceiling(corpus_of(codings), np.zeros((len(codings), 3), dtype=np.bool_)) is None


def test_repeats_change_no_count_of_texts():
    corpus = corpus_of([[("war",), ("war",)], [("fear",), ()]])
    decided = np.array([[False, False, True], [True, False, False]] * 2)
    rows = np.array([0, 1, 0, 1])
    found = human_ceiling(corpus, rows, decided, rows, n_resamplings=5)
    once = ceiling(corpus, decided[:2])
    assert found.n_texts == 2
    assert found.averages["micro"]["model_f1"].value == once.averages["micro"]["model_f1"].value
