"""Figures of merit for scores with several labels, each over many resamplings at once.

Every function takes `weights`: how often each row counts in each resampling, shape
(n_resamplings, n_rows), and returns one figure for each resampling. With one row of ones it
is the plain figure.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "average_precision",
    "bootstrap_weights",
    "brier",
    "calibration_error",
    "confusion",
    "f1",
    "matthews",
    "ratio",
    "roc_auc",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
N_BINS = 10


def bootstrap_weights(groups: NDArray[np.int64], n_resamplings: int, seed: int) -> Floats:
    """Draw whole groups with replacement; the first row is the data as they are.

    One group alone can't be drawn differently and says nothing of its spread: there are no
    further rows.

    Parameters
    ----------
    groups : ndarray of int64, shape (n_rows,)
        Number of each row's group, from 0.
    n_resamplings : int
    seed : int

    Returns
    -------
    ndarray of float64, shape (1 + n_resamplings, n_rows)
    """
    numbers, row_group = np.unique(groups, return_inverse=True)
    n_groups = len(numbers)
    n_resamplings = n_resamplings if n_groups > 1 else 0
    drawn = np.random.default_rng(seed).multinomial(
        n_groups, np.full(n_groups, 1 / n_groups), size=n_resamplings
    )
    weights: Floats = np.vstack([np.ones(len(groups)), drawn[:, row_group]])
    return weights


def ratio(top: Floats, bottom: Floats, empty: float = 0.0) -> Floats:
    """Divide; where the denominator is 0 the result is `empty`."""
    quotient: Floats = np.divide(top, bottom, out=np.full(np.shape(top), empty), where=bottom > 0)
    return quotient


def confusion(labels: Bools, decided: Bools, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Return true positives, decided and labelled rows, each of shape (n_resamplings, ...).

    `labels` and `decided` have shape (n_rows,) or (n_rows, n_frames).
    """
    return (
        weights @ (labels & decided).astype(np.float64),
        weights @ decided.astype(np.float64),
        weights @ labels.astype(np.float64),
    )


def f1(true: Floats, decided: Floats, labelled: Floats) -> Floats:
    """Return F1 from counts; 0 where nothing is labelled nor decided."""
    return ratio(2 * true, decided + labelled)


def matthews(true: Floats, decided: Floats, labelled: Floats, total: Floats) -> Floats:
    """Return Matthews' correlation from counts; 0 where it is undefined (Matthews 1975)."""
    covariance = true * total - decided * labelled
    spread = decided * (total - decided) * labelled * (total - labelled)
    return ratio(covariance, np.sqrt(np.maximum(spread, 0)))


def average_precision(labels: Bools, scores: Floats, weights: Floats) -> Floats:
    """Return the average precision; NaN where a resampling has no positives.

    The sum over distinct scores of precision times the gain in recall, as in
    ``sklearn.metrics.average_precision_score``.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    weighted = weights[:, order]
    seen = np.cumsum(weighted, axis=1)[:, last]
    hits = np.cumsum(weighted * labels[order], axis=1)[:, last]
    gain = np.diff(hits, axis=1, prepend=0.0)
    precision = ratio(hits, seen)
    return ratio((precision * gain).sum(axis=1), hits[:, -1], empty=np.nan)


def roc_auc(labels: Bools, scores: Floats, weights: Floats) -> Floats:
    """Return the area under the ROC curve; NaN where a resampling has labels of one kind only.

    The share of pairs of a positive and a negative row in which the positive one has the
    higher score, ties counting half (Hanley and McNeil 1982).
    """
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    weighted = weights[:, order]
    hits = np.cumsum(weighted * labels[order], axis=1)[:, last]
    misses = np.cumsum(weighted * ~labels[order], axis=1)[:, last]
    gained, lost = np.diff(hits, axis=1, prepend=0.0), np.diff(misses, axis=1, prepend=0.0)
    won = (gained * (misses - lost / 2)).sum(axis=1)
    return ratio(won, hits[:, -1] * misses[:, -1], empty=np.nan)


def brier(labels: Bools, probabilities: Floats, weights: Floats) -> Floats:
    """Return the mean squared error of probabilities (Brier 1950)."""
    return ratio(weights @ (probabilities - labels) ** 2, weights.sum(axis=1))


def calibration_error(labels: Bools, probabilities: Floats, weights: Floats) -> Floats:
    """Return the expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * N_BINS).astype(np.int64), N_BINS - 1)
    member = (bins[:, None] == np.arange(N_BINS)).astype(np.float64)
    gap = np.abs((weights * (probabilities - labels)) @ member).sum(axis=1)
    return ratio(gap, weights.sum(axis=1))
