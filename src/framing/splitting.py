"""Folds that keep whole groups together and frames evenly spread."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["group_folds"]


def group_folds(
    labels: NDArray[np.bool_], groups: NDArray[np.int64], n_folds: int, seed: int = 0
) -> NDArray[np.int64]:
    """Assign each row to a fold so that no group is in two folds.

    Groups are taken from the largest to the smallest, and each goes to the fold where it
    leaves the frames' shares most even: the idea of scikit-learn's ``StratifiedGroupKFold``,
    for rows that may carry several labels or none.

    Parameters
    ----------
    labels : ndarray of bool, shape (n_rows, n_frames)
    groups : ndarray of int64, shape (n_rows,)
        Number of each row's group, from 0.
    n_folds : int
        At least 2; folds stay empty where there are fewer groups.
    seed : int
        Breaks ties between groups of equal size.

    Returns
    -------
    ndarray of int64, shape (n_rows,)
        Fold of each row, from 0.

    Examples
    --------
    >>> labels = np.array([[1], [0], [1], [0]], dtype=bool)
    >>> folds = group_folds(labels, np.array([0, 0, 1, 1]), 2)
    >>> folds[0] == folds[1], folds[2] == folds[3], folds[0] == folds[2]
    (np.True_, np.True_, np.False_)
    """
    # The last column counts rows without any frame, so that these are spread too.
    counted = np.column_stack([labels, ~labels.any(axis=1)]).astype(np.float64)
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    per_group = np.zeros((n_groups, counted.shape[1]))
    np.add.at(per_group, groups, counted)
    sizes = np.bincount(groups, minlength=n_groups)
    share = per_group / np.maximum(counted.sum(axis=0), 1)
    shuffled = np.random.default_rng(seed).permutation(n_groups)
    order = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    filled = np.zeros((n_folds, counted.shape[1]))
    rows_in = np.zeros(n_folds)
    fold_of_group = np.zeros(n_groups, dtype=np.int64)
    for group in order.tolist():
        # Uneven frames after each choice, plus uneven sizes for groups without rare frames.
        spread = [_unevenness(filled, fold, share[group]) for fold in range(n_folds)]
        size = (rows_in + sizes[group]) / len(groups)
        fold = int(np.argmin(np.array(spread) + size**2))
        fold_of_group[group] = fold
        filled[fold] += share[group]
        rows_in[fold] += sizes[group]
    return fold_of_group[groups]


def _unevenness(filled: NDArray[np.float64], fold: int, added: NDArray[np.float64]) -> float:
    trial = filled.copy()
    trial[fold] += added
    return float((trial**2).sum(axis=0).mean())
