"""Labels, decisions and probabilities to confusions, curves and the worth of "can't tell"."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing import metrics

__all__ = ["abstention", "confusions", "curves", "rounded"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Points of a precision-recall curve.
N_POINTS = 60


def confusions(labels: Bools, decided: Bools) -> Floats:
    """Count which frame was taken for which, for texts that may carry several.

    A frame that was found counts on the diagonal. One that was missed is shared out evenly
    among the frames that were decided wrongly in the same text, or goes to the last column
    ("none") where there are none; frames decided wrongly in a text that misses none are
    counted in the last row (after Heydarian et al. 2022).

    Parameters
    ----------
    labels, decided : ndarray of bool, shape (n_rows, n_frames)

    Returns
    -------
    ndarray of float64, shape (n_frames + 1, n_frames + 1)
        Rows are what the coders said and sum to how often each frame was labelled.

    References
    ----------
    M. Heydarian, T. E. Doyle, R. Samavi, MLCM: multi-label confusion matrix, IEEE Access 2022.
    """
    found = (labels & decided).astype(np.float64)
    missed = (labels & ~decided).astype(np.float64)
    wrong = (decided & ~labels).astype(np.float64)
    n_wrong, n_missed = wrong.sum(axis=1), missed.sum(axis=1)
    n_frames = labels.shape[1]
    counts = np.zeros((n_frames + 1, n_frames + 1))
    counts[:n_frames, :n_frames] = missed.T @ (wrong / np.maximum(n_wrong, 1)[:, None])
    counts[:n_frames, :n_frames] += np.diag(found.sum(axis=0))
    counts[:n_frames, -1] = missed[n_wrong == 0].sum(axis=0)
    counts[-1, :n_frames] = wrong[n_missed == 0].sum(axis=0)
    counts[-1, -1] = float(((n_wrong == 0) & ~labels.any(axis=1)).sum())
    return counts


def abstention(labels: Bools, reached: Bools, undecided: Bools) -> dict[str, float | None]:
    """Return how many texts were decided on, and whether it was right to leave the others.

    Parameters
    ----------
    labels, reached : ndarray of bool, shape (n_rows, n_frames)
        What the coders said, and which probabilities reach their thresholds.
    undecided : ndarray of bool, shape (n_rows,)
        "Can't tell".

    Returns
    -------
    dict of str to float or None
        ``coverage``, and figures of the texts that were ``answered`` and of those that were not,
        had they been; None where there are none.
    """
    answered = ~undecided
    figures: dict[str, float | None] = {"coverage": round(float(answered.mean()), 6)}
    for name, rows in (("answered", answered), ("unanswered", ~answered)):
        y, said = labels[rows], reached[rows]
        one = np.ones((1, len(y)))
        true, decided, labelled = (s.sum(axis=1) for s in metrics.confusion(y, said, one))
        some = bool(rows.any())
        figures[f"{name}_texts"] = float(rows.sum())
        figures[f"{name}_micro_f1"] = (
            float(metrics.f1(true, decided, labelled)[0]) if some else None
        )
        figures[f"{name}_exact_match"] = float((y == said).all(axis=1).mean()) if some else None
        figures[f"{name}_with_frame"] = float(y.any(axis=1).mean()) if some else None
    return {name: x if x is None else round(x, 6) for name, x in figures.items()}


def curves(labels: Bools, probabilities: Floats) -> dict[str, list[list[float]]]:
    """Return what the diagrams of one frame are drawn from.

    Parameters
    ----------
    labels : ndarray of bool, shape (n_rows,)
        Some of them true.
    probabilities : ndarray of float64, shape (n_rows,)

    Returns
    -------
    dict of str to list
        ``reliability``: mean probability, share that carries the frame and number of texts, in
        ten bins of equal width. ``precision_recall``: recall and precision at some thresholds.
    """
    bins = np.minimum((probabilities * metrics.N_BINS).astype(np.int64), metrics.N_BINS - 1)
    reliability = [
        [float(probabilities[at].mean()), float(labels[at].mean()), float(at.sum())]
        for at in (bins == number for number in range(metrics.N_BINS))
        if at.any()
    ]
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(labels[order])
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    recall, precision = hits[last] / hits[-1], hits[last] / (last + 1)
    shown = np.unique(np.linspace(0, len(last) - 1, N_POINTS).round().astype(np.int64))
    points = np.column_stack([recall, precision])[shown].tolist()
    return {"reliability": rounded(reliability), "precision_recall": rounded(points)}


def rounded(value: Any) -> Any:
    """Round every number of plain data to six decimals."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value
