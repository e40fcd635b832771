"""Evaluations: averages against scikit-learn's, intervals, and plain data."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from framing.evaluation import Evaluation, evaluate

NAMES = ("hero", "siege", "victim")


@st.composite
def tables(draw):
    n = draw(st.integers(1, 15))

    def matrix(values):
        rows = st.lists(st.lists(values, min_size=3, max_size=3), min_size=n, max_size=n)
        return np.array(draw(rows))

    groups = np.array(draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))
    return matrix(st.booleans()), matrix(st.floats(0, 1)), matrix(st.booleans()), groups


def found(table, **options) -> Evaluation:
    labels, probabilities, decided, groups = table
    return evaluate(NAMES, labels, probabilities, decided, groups, n_resamplings=20, **options)


def values(evaluation):
    return {name: figure.value for name, figure in evaluation.averages.items()}


@settings(max_examples=25)
@given(tables())
def test_averages(table):
    labels, probabilities, decided, _ = table
    got = values(found(table))
    for average in ("micro", "macro", "weighted"):
        expected = theirs.precision_recall_fscore_support(
            labels, decided, average=average, zero_division=0
        )
        names = [f"{average}_{name}" for name in ("precision", "recall", "f1")]
        np.testing.assert_allclose([got[name] for name in names], expected[:3])
    assert got["exact_match"] == pytest.approx(theirs.accuracy_score(labels, decided))
    # A text without frames of which none was decided counts as right.
    samples = theirs.f1_score(labels, decided, average="samples", zero_division=1)
    assert got["samples_f1"] == pytest.approx(samples)
    defined = [k for k in range(3) if labels[:, k].any()]
    if defined:
        expected = theirs.average_precision_score(labels[:, defined], probabilities[:, defined])
        assert got["mean_average_precision"] == pytest.approx(expected)
    else:
        assert np.isnan(got["mean_average_precision"])


@settings(max_examples=25)
@given(tables())
def test_samples_precision_and_recall(table):
    labels, _, decided, _ = table

    def share(of, both):
        return both.sum() / of.sum() if of.any() else 0.0

    rows = list(zip(labels, decided, strict=True))
    right = [not (y.any() or d.any()) for y, d in rows]
    got = values(found(table))
    expected = np.mean([r or share(d, y & d) for r, (y, d) in zip(right, rows, strict=True)])
    assert got["samples_precision"] == pytest.approx(expected)
    expected = np.mean([r or share(y, y & d) for r, (y, d) in zip(right, rows, strict=True)])
    assert got["samples_recall"] == pytest.approx(expected)


@settings(max_examples=25)
@given(tables())
def test_figures_of_each_frame(table):
    labels, probabilities, decided, groups = table
    evaluation = found(table)
    assert (evaluation.n_rows, evaluation.n_groups) == (len(labels), len(set(groups.tolist())))
    for k, name in enumerate(NAMES):
        figures = evaluation.frames[name]
        assert evaluation.support[name] == labels[:, k].sum()
        f1 = theirs.f1_score(labels[:, k], decided[:, k], zero_division=0)
        assert figures["f1"].value == pytest.approx(f1)
        brier = np.mean((labels[:, k] - probabilities[:, k]) ** 2)
        assert figures["brier"].value == pytest.approx(brier)


@settings(max_examples=20)
@given(tables())
def test_intervals_are_ordered_and_repeat(table):
    first, second = found(table, seed=3), found(table, seed=3)
    assert first.to_dict() == second.to_dict()
    for figure in first.averages.values():
        assert np.isnan(figure.low) or figure.low <= figure.high


def test_one_group_says_nothing_of_its_spread():
    drawn = np.random.default_rng(0)
    labels, decided = drawn.random((2, 30, 3)) < 0.4
    evaluation = found((labels, drawn.random((30, 3)), decided, np.zeros(30, np.int64)))
    for figure in evaluation.averages.values():
        assert figure.to_list()[1:] == [None, None]


def test_interval_holds_what_is_true():
    # 400 groups of one row each: the binomial's interval is known.
    drawn = np.random.default_rng(1)
    labels = np.ones((400, 1), dtype=bool)
    decided = drawn.random((400, 1)) < 0.5
    evaluation = evaluate(["a"], labels, decided.astype(float), decided, np.arange(400))
    recall = evaluation.frames["a"]["recall"]
    half = 1.96 * np.sqrt(recall.value * (1 - recall.value) / 400)
    assert recall.low == pytest.approx(recall.value - half, abs=0.012)
    assert recall.high == pytest.approx(recall.value + half, abs=0.012)


def test_plain_data_is_json_with_null_for_what_is_undefined():
    labels = np.zeros((4, 3), dtype=bool)
    evaluation = found((labels, np.full((4, 3), 0.25), labels, np.arange(4)))
    plain = json.loads(json.dumps(evaluation.to_dict(), allow_nan=False))
    assert plain["averages"]["mean_average_precision"] == [None, None, None]
    assert plain["frames"]["hero"]["support"] == 0
    assert plain["frames"]["hero"]["brier"] == [0.0625, 0.0625, 0.0625]
