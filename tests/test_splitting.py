"""Folds keep groups whole and frames spread."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.splitting import group_folds


@st.composite
def tables(draw):
    n_groups = draw(st.integers(1, 15))
    groups = draw(st.lists(st.integers(0, n_groups - 1), min_size=1, max_size=60))
    labels = draw(
        st.lists(
            st.lists(st.booleans(), min_size=2, max_size=2),
            min_size=len(groups),
            max_size=len(groups),
        )
    )
    return np.array(labels, dtype=bool), np.array(groups, dtype=np.int64)


@settings(max_examples=50)
@given(tables(), st.integers(2, 6), st.integers(0, 3))
def test_no_group_is_in_two_folds(table, n_folds, seed):
    labels, groups = table
    folds = group_folds(labels, groups, n_folds, seed)
    assert folds.shape == groups.shape
    assert set(folds.tolist()) <= set(range(n_folds))
    for group in set(groups.tolist()):
        assert len(set(folds[groups == group].tolist())) == 1


@settings(max_examples=50)
@given(tables(), st.integers(2, 6))
def test_no_fold_is_empty_where_there_are_groups_enough(table, n_folds):
    labels, groups = table
    folds = group_folds(labels, groups, n_folds)
    assert len(set(folds.tolist())) == min(n_folds, len(set(groups.tolist())))


@settings(max_examples=50)
@given(tables(), st.integers(0, 5))
def test_same_seed_same_folds(table, seed):
    np.testing.assert_array_equal(group_folds(*table, 3, seed), group_folds(*table, 3, seed))


def test_seed_matters_among_equals():
    labels, groups = np.ones((20, 1), dtype=bool), np.arange(20)
    found = {tuple(group_folds(labels, groups, 2, seed).tolist()) for seed in range(5)}
    assert len(found) > 1


def unevenness(labels, folds):
    share = np.array([labels[folds == fold].sum(0) for fold in range(5)]) / labels.sum(0)
    return np.abs(share - 0.2).max()


@pytest.mark.parametrize("seed", range(5))
def test_frames_are_spread_better_than_by_chance(seed):
    drawn = np.random.default_rng(seed)
    groups = np.repeat(np.arange(40), 10)
    # Each group leans to a frame of its own, so that careless folds are lopsided.
    labels = drawn.random((400, 4)) < np.where(np.arange(4) == (groups % 4)[:, None], 0.5, 0.05)
    folds = group_folds(labels, groups, 5)
    chance = [unevenness(labels, drawn.permutation(np.arange(40) % 5)[groups]) for _ in range(50)]
    assert unevenness(labels, folds) < 0.6 * np.mean(chance)
    assert np.bincount(folds).tolist() == [80] * 5


def test_no_rows():
    assert len(group_folds(np.zeros((0, 2), bool), np.zeros(0, np.int64), 3)) == 0
