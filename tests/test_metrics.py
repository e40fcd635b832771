"""Figures of merit, against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from framing import metrics

SCORE = st.integers(0, 20).map(lambda n: n / 20)


@st.composite
def tables(draw):
    """Labels, scores, decisions, and weights that are whole numbers as in a bootstrap."""
    n = draw(st.integers(1, 30))

    def column(values):
        return np.array(draw(st.lists(values, min_size=n, max_size=n)))

    weights = np.vstack([np.ones(n), column(st.integers(0, 3)), column(st.integers(0, 3))])
    return column(st.booleans()), column(SCORE), column(st.booleans()), weights.astype(float)


@settings(max_examples=30)
@given(tables())
def test_precision_recall_and_f1(table):
    labels, _, decided, weights = table
    counts = metrics.confusion(labels, decided, weights)
    found = np.column_stack(
        [
            metrics.ratio(counts[0], counts[1]),
            metrics.ratio(counts[0], counts[2]),
            metrics.f1(*counts),
        ]
    )
    for row, weight in zip(found, weights, strict=True):
        if weight.sum():
            expected = theirs.precision_recall_fscore_support(
                labels, decided, average="binary", sample_weight=weight, zero_division=0
            )
            np.testing.assert_allclose(row, expected[:3])


@settings(max_examples=30)
@given(tables())
def test_average_precision(table):
    labels, scores, _, weights = table
    found = metrics.average_precision(labels, scores, weights)
    for value, weight in zip(found, weights, strict=True):
        if (weight * labels).sum():
            kept = weight > 0
            expected = theirs.average_precision_score(
                labels[kept], scores[kept], sample_weight=weight[kept]
            )
            assert value == pytest.approx(expected)
        else:
            assert np.isnan(value)


@settings(max_examples=30)
@given(tables())
def test_matthews(table):
    labels, _, decided, weights = table
    found = metrics.matthews(*metrics.confusion(labels, decided, weights), weights.sum(axis=1))
    for value, weight in zip(found, weights, strict=True):
        if (weight * labels).sum() and (weight * ~labels).sum():
            expected = theirs.matthews_corrcoef(labels, decided, sample_weight=weight)
            assert value == pytest.approx(expected, abs=1e-12)
        else:
            assert value == 0


@settings(max_examples=30)
@given(tables())
def test_roc_auc(table):
    labels, scores, _, weights = table
    found = metrics.roc_auc(labels, scores, weights)
    for value, weight in zip(found, weights, strict=True):
        if (weight * labels).sum() and (weight * ~labels).sum():
            expected = theirs.roc_auc_score(labels, scores, sample_weight=weight)
            assert value == pytest.approx(expected)
        else:
            assert np.isnan(value)


@settings(max_examples=30)
@given(tables())
def test_brier(table):
    labels, scores, _, weights = table
    found = metrics.brier(labels, scores, weights)
    for value, weight in zip(found, weights, strict=True):
        if weight.sum():
            expected = theirs.brier_score_loss(
                labels, scores, sample_weight=weight, pos_label=True, labels=[False, True]
            )
            assert value == pytest.approx(expected)


@settings(max_examples=30)
@given(tables())
def test_calibration_error(table):
    labels, scores, _, weights = table
    expected = []
    for weight in weights:
        gap = 0.0
        for low in range(10):
            inside = (np.floor(scores * 10) == low) | ((low == 9) & (scores == 1))
            total = weight[inside].sum()
            if total:
                confidence = (weight * scores)[inside].sum() / total
                accuracy = (weight * labels)[inside].sum() / total
                gap += total / weight.sum() * abs(confidence - accuracy)
        expected.append(gap)
    found = metrics.calibration_error(labels, scores, weights)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.integers(0, 9))
def test_whole_groups_are_drawn(groups, seed):
    numbers = np.array(groups)
    weights = metrics.bootstrap_weights(numbers, 20, seed)
    assert weights.shape == (21 if len(set(groups)) > 1 else 1, len(groups))
    assert weights[0].tolist() == [1] * len(groups)
    for group in set(groups):
        inside = weights[:, numbers == group]
        assert (inside == inside[:, :1]).all()
    once = [groups.index(group) for group in set(groups)]
    assert (weights[:, once].sum(axis=1) == len(set(groups))).all()


def test_resamplings_differ_and_repeat_with_their_seed():
    groups = np.arange(10)
    first = metrics.bootstrap_weights(groups, 50, 1)
    assert len(np.unique(first, axis=0)) > 40
    np.testing.assert_array_equal(first, metrics.bootstrap_weights(groups, 50, 1))
    assert not np.array_equal(first, metrics.bootstrap_weights(groups, 50, 2))


def test_ratio_of_nothing_is_what_is_asked_for():
    found = metrics.ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0]), empty=7.0)
    assert found.tolist() == [0.5, 7.0]
