"""Out-of-fold margins to probabilities, thresholds and operating points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

__all__ = [
    "PRECISIONS",
    "RECALLS",
    "best_f1_threshold",
    "fit_sigmoid",
    "operating_points",
    "precision_threshold",
    "recall_threshold",
    "sigmoid",
    "steady_f1_threshold",
]

Floats = NDArray[np.float64]
PRECISIONS = RECALLS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
#: What a probability's logit rises by with each standard deviation of the margins, at the least.
LEAST_SLOPE = 1e-3
#: Fewer decisions than this say nothing of a precision.
MIN_DECISIONS = 5


@dataclass(frozen=True, slots=True)
class _Curve:
    """Precision and recall at every distinct probability, from the highest down."""

    thresholds: Floats
    true: Floats
    decided: Floats
    positives: int


def sigmoid(logits: Floats) -> Floats:
    """Return ``1 / (1 + exp(-logits))`` without overflow."""
    values: Floats = 0.5 * (1 + np.tanh(0.5 * logits))
    return values


def fit_sigmoid(margins: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Fit the probability ``sigmoid(slope * margin + offset)`` (Platt 1999).

    Labels are drawn towards the middle by Platt's prior, so that a perfect separation
    doesn't lead to probabilities of 0 and 1.

    Parameters
    ----------
    margins : ndarray of float64, shape (n,)
        Out-of-fold, so that they are as uncertain as those of new texts.
    labels : ndarray of bool, shape (n,)
        Of both kinds.

    Returns
    -------
    slope : float
        Above 0: a frame that can't be told from others gets its prevalence, all but exactly, so
        that texts keep the order of their margins.
    offset : float

    Examples
    --------
    >>> slope, offset = fit_sigmoid(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1]) > 0)
    >>> bool(slope > 0), round(float(sigmoid(np.array(offset))), 2)
    (True, 0.5)
    """
    positives = int(labels.sum())
    negatives = len(labels) - positives
    target = np.where(labels, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    middle, spread = float(margins.mean()), float(margins.std()) or 1.0
    z = (margins - middle) / spread
    start = np.array([0.0, np.log((positives + 1) / (negatives + 1))])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = parameters[0] * z + parameters[1]
        error = sigmoid(logits) - target
        value = (np.logaddexp(0, logits) - target * logits).sum()
        return float(value), np.array([(error * z).sum(), error.sum()])

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"ftol": 1e-14})
    slope, offset = (float(x) for x in found.x)
    if slope < LEAST_SLOPE:
        slope, offset = LEAST_SLOPE, float(start[1])
    return slope / spread, offset - slope * middle / spread


def best_f1_threshold(probabilities: Floats, labels: NDArray[np.bool_]) -> float:
    """Return the threshold with the highest F1.

    It lies half-way between the last text that is decided on and the next one.
    """
    curve = _curve(probabilities, labels)
    f1 = 2 * curve.true / (curve.decided + curve.positives)
    return _between(curve, int(np.argmax(f1)))


def steady_f1_threshold(probabilities: Floats, labels: NDArray[np.bool_]) -> float:
    """Return a threshold with a high F1 that hangs less on single texts than the best one.

    It is the geometric mean of the threshold that is best for the labels and of the one that
    would be best if the probabilities were right (Lewis 1995): the first is a matter of luck
    where positives are few, the second trusts the calibration alone.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n,)
        Calibrated, out-of-fold.
    labels : ndarray of bool, shape (n,)

    References
    ----------
    D. D. Lewis, Evaluating and optimizing autonomous text classification systems, SIGIR 1995.

    Examples
    --------
    >>> labels = np.array([True, True, False, False])
    >>> round(steady_f1_threshold(np.array([0.9, 0.7, 0.5, 0.1]), labels), 2)
    0.42
    """
    ranked = np.sort(probabilities)[::-1]
    expected = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    at = int(np.argmax(expected))
    following = ranked[at + 1] if at + 1 < len(ranked) else 0.0
    believed = (ranked[at] + following) / 2
    return float(np.sqrt(best_f1_threshold(probabilities, labels) * believed))


def precision_threshold(
    probabilities: Floats, labels: NDArray[np.bool_], precision: float
) -> float:
    """Return the lowest threshold at which the precision is reached; 1 where none does."""
    curve = _curve(probabilities, labels)
    reached = (curve.true / curve.decided >= precision) & (curve.decided >= MIN_DECISIONS)
    return _between(curve, int(np.flatnonzero(reached)[-1])) if reached.any() else 1.0


def recall_threshold(probabilities: Floats, labels: NDArray[np.bool_], recall: float) -> float:
    """Return the highest threshold at which the recall is reached."""
    curve = _curve(probabilities, labels)
    reached = curve.true >= recall * curve.positives - 1e-9
    return _between(curve, int(np.argmax(reached)))


def operating_points(
    probabilities: Floats, labels: NDArray[np.bool_]
) -> dict[str, tuple[float, ...]]:
    """Return thresholds by name: ``f1``, and ``precision=…`` and ``recall=…`` of several levels.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n, n_frames)
        Calibrated, out-of-fold.
    labels : ndarray of bool, shape (n, n_frames)

    Returns
    -------
    dict of str to tuple of float, length n_frames
    """
    columns = [(probabilities[:, k], labels[:, k]) for k in range(labels.shape[1])]
    points = {"f1": tuple(steady_f1_threshold(p, y) for p, y in columns)}
    for level in PRECISIONS:
        points[f"precision={level:g}"] = tuple(precision_threshold(p, y, level) for p, y in columns)
    for level in RECALLS:
        points[f"recall={level:g}"] = tuple(recall_threshold(p, y, level) for p, y in columns)
    return points


def _curve(probabilities: Floats, labels: NDArray[np.bool_]) -> _Curve:
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(labels[order].astype(np.float64))
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    decided = (last + 1).astype(np.float64)
    return _Curve(ranked[last], hits[last], decided, int(labels.sum()))


def _between(curve: _Curve, at: int) -> float:
    following = curve.thresholds[at + 1] if at + 1 < len(curve.thresholds) else 0.0
    middle = (curve.thresholds[at] + following) / 2
    # Between two neighbouring numbers there is nothing, and the middle is one of them.
    return float(middle if middle > following else curve.thresholds[at])
