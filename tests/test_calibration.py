"""Margins to probabilities and thresholds, against scikit-learn and against trying all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from framing.calibration import (
    MIN_DECISIONS,
    PRECISIONS,
    RECALLS,
    best_f1_threshold,
    fit_sigmoid,
    operating_points,
    precision_threshold,
    recall_threshold,
    sigmoid,
    steady_f1_threshold,
)

PROBABILITY = st.integers(0, 50).map(lambda n: n / 50)


def tables(probability=PROBABILITY):
    rows = st.lists(st.tuples(probability, st.booleans()), min_size=1, max_size=40)
    return rows.map(
        lambda rows: (np.array([p for p, _ in rows]), np.array([y for _, y in rows], dtype=bool))
    )


def cuts(probabilities):
    """Return every decision that a threshold can make, from deciding on few to deciding on all."""
    return [probabilities >= p for p in sorted(set(probabilities.tolist()), reverse=True)]


def test_sigmoid_does_not_overflow():
    found = sigmoid(np.array([-1e4, -1.0, 0.0, 1.0, 1e4]))
    np.testing.assert_allclose(found, [0, 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1])


@pytest.mark.parametrize("seed", range(4))
def test_sigmoid_is_the_logistic_regression_on_platts_targets(seed):
    drawn = np.random.default_rng(seed)
    labels = drawn.random(300) < 0.2
    margins = drawn.normal(labels * 1.5 - 1, 1 + seed)
    positives, negatives = labels.sum(), (~labels).sum()
    target = np.where(labels, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    # A target between 0 and 1 is a row of each kind with a share of the weight.
    learner = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
    learner.fit(
        np.concatenate([margins, margins])[:, None],
        np.repeat([1, 0], len(labels)),
        sample_weight=np.concatenate([target, 1 - target]),
    )
    slope, offset = fit_sigmoid(margins, labels)
    assert slope == pytest.approx(learner.coef_[0, 0], rel=1e-3)
    assert offset == pytest.approx(learner.intercept_[0], rel=1e-3, abs=1e-3)


def test_perfect_separation_stays_off_zero_and_one():
    margins = np.concatenate([np.full(50, -1.0), np.full(50, 1.0)])
    slope, offset = fit_sigmoid(margins, margins > 0)
    found = sigmoid(slope * np.array([-1.0, 1.0]) + offset)
    np.testing.assert_allclose(found, [1 / 52, 51 / 52], atol=1e-3)


@pytest.mark.parametrize("margins", [np.zeros(40), np.tile([1.0, -1.0, -1.0, -1.0], 10)])
def test_margins_that_tell_nothing_give_the_prevalence(margins):
    labels = np.tile([False, True, False, False], 10)
    slope, offset = fit_sigmoid(margins, labels)
    np.testing.assert_allclose(sigmoid(slope * margins + offset), 11 / 42, atol=0.02)


def test_margins_that_go_the_wrong_way_keep_their_order():
    margins = np.linspace(-2, 2, 40)
    slope, offset = fit_sigmoid(margins, margins < -1)
    probabilities = sigmoid(slope * margins + offset)
    assert (np.diff(probabilities) > 0).all()
    np.testing.assert_allclose(probabilities, 11 / 42, atol=0.01)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_scale_of_the_margins_does_not_matter(scale):
    drawn = np.random.default_rng(0)
    labels = drawn.random(200) < 0.3
    margins = drawn.normal(labels, 1)
    slope, offset = fit_sigmoid(margins, labels)
    scaled_slope, scaled_offset = fit_sigmoid(margins * scale, labels)
    assert scaled_slope * scale == pytest.approx(slope, rel=1e-4)
    assert scaled_offset == pytest.approx(offset, rel=1e-4)


@settings(max_examples=30)
@given(tables())
def test_best_f1(table):
    probabilities, labels = table
    found = f1_score(labels, probabilities >= best_f1_threshold(*table), zero_division=0)
    best = max(f1_score(labels, decided, zero_division=0) for decided in cuts(probabilities))
    assert found == pytest.approx(best)


@settings(max_examples=50)
@given(tables(), st.sampled_from(PRECISIONS))
def test_precision(table, level):
    probabilities, labels = table
    threshold = precision_threshold(probabilities, labels, level)
    enough = [
        decided
        for decided in cuts(probabilities)
        if decided.sum() >= MIN_DECISIONS and (labels & decided).sum() / decided.sum() >= level
    ]
    if enough:
        np.testing.assert_array_equal(probabilities >= threshold, enough[-1])
    else:
        assert threshold == 1


@settings(max_examples=50)
@given(tables().filter(lambda table: table[1].any()), st.sampled_from(RECALLS))
def test_recall(table, level):
    probabilities, labels = table
    enough = [
        decided
        for decided in cuts(probabilities)
        if (labels & decided).sum() >= level * labels.sum() - 1e-9
    ]
    threshold = recall_threshold(probabilities, labels, level)
    np.testing.assert_array_equal(probabilities >= threshold, enough[0])


@settings(max_examples=50)
@given(tables())
def test_thresholds_lie_half_way_to_the_next_probability(table):
    threshold = best_f1_threshold(*table)
    above = table[0][table[0] >= threshold].min()
    below = table[0][table[0] < threshold].max(initial=0.0)
    assert threshold == pytest.approx((above + below) / 2)


@settings(max_examples=30)
@given(tables(st.integers(1, 50).map(lambda n: n / 50)))
def test_steady_threshold_lies_between_the_best_and_the_expected_one(table):
    probabilities, labels = table
    best = best_f1_threshold(probabilities, labels)

    def expected(decided):
        return 2 * probabilities[decided].sum() / (decided.sum() + probabilities.sum())

    believed = max(expected(decided) for decided in cuts(probabilities) if decided.any())
    other = steady_f1_threshold(probabilities, labels) ** 2 / best
    assert expected(probabilities >= other - 1e-12) == pytest.approx(believed)


def test_steady_threshold_moves_less_with_one_label_than_the_best():
    probabilities = np.linspace(0.01, 0.99, 50)
    labels = np.isin(np.arange(50), (30, 49))
    other = labels.copy()
    other[46] = True
    best, steady = (
        abs(function(probabilities, other) - function(probabilities, labels))
        for function in (best_f1_threshold, steady_f1_threshold)
    )
    assert 0 < steady < best


def test_neighbouring_probabilities_are_kept_apart():
    low = 0.25
    high = np.nextafter(low, 1)
    probabilities, labels = np.array([high, low, low, low]), np.array([1, 0, 0, 0], dtype=bool)
    decided = probabilities >= best_f1_threshold(probabilities, labels)
    assert decided.tolist() == [True, False, False, False]


def test_operating_points_have_a_threshold_for_each_frame():
    drawn = np.random.default_rng(0)
    probabilities, labels = drawn.random((60, 3)), drawn.random((60, 3)) < 0.3
    points = operating_points(probabilities, labels)
    names = {"f1", *(f"{m}={x:g}" for m in ("precision", "recall") for x in PRECISIONS)}
    assert set(points) == names
    for k in range(3):
        column = probabilities[:, k], labels[:, k]
        assert points["f1"][k] == steady_f1_threshold(*column)
        assert points["precision=0.9"][k] == precision_threshold(*column, 0.9)
        assert points["recall=0.95"][k] == recall_threshold(*column, 0.95)
