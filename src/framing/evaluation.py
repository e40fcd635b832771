"""Scores and labels to an evaluation: figures by frame and averaged, each with an interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing import metrics

__all__ = ["N_RESAMPLINGS", "Evaluation", "Figure", "evaluate", "figure_of"]

N_RESAMPLINGS = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % bootstrap interval (percentiles; Efron and Tibshirani 1993)."""

    value: float
    low: float
    high: float

    def to_list(self) -> list[float | None]:
        """Return value, low and high, rounded to six decimals; None for an undefined one."""
        return [None if np.isnan(x) else round(x, 6) for x in (self.value, self.low, self.high)]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well scores fit labels.

    Attributes
    ----------
    n_rows, n_groups : int
        How many texts, and in how many groups they were drawn for the intervals.
    support : mapping of str to int
        Texts that carry each frame.
    frames : mapping of str to mapping of str to Figure
        By frame: precision, recall, f1, matthews, average_precision, roc_auc, brier,
        calibration_error.
    averages : mapping of str to Figure
        ``micro_f1``, ``macro_f1``, ``weighted_f1``, ``samples_f1`` and so on.
    """

    n_rows: int
    n_groups: int
    support: Mapping[str, int]
    frames: Mapping[str, Mapping[str, Figure]]
    averages: Mapping[str, Figure]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; each figure is a list of value, low and high."""
        return {
            "n_rows": self.n_rows,
            "n_groups": self.n_groups,
            "averages": {name: figure.to_list() for name, figure in self.averages.items()},
            "frames": {
                frame: {"support": self.support[frame]}
                | {name: figure.to_list() for name, figure in figures.items()}
                for frame, figures in self.frames.items()
            },
        }


def evaluate(
    frame_ids: Sequence[str],
    labels: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    decided: NDArray[np.bool_],
    groups: NDArray[np.int64],
    *,
    n_resamplings: int = N_RESAMPLINGS,
    seed: int = 0,
) -> Evaluation:
    """Compare scores with labels.

    Parameters
    ----------
    frame_ids : sequence of str, length n_frames
    labels, decided : ndarray of bool, shape (n_rows, n_frames)
        What the coders said, and what the model decided.
    probabilities : ndarray of float64, shape (n_rows, n_frames)
    groups : ndarray of int64, shape (n_rows,)
        Resampled as a whole, since texts of one group aren't independent.
    n_resamplings : int
    seed : int

    Returns
    -------
    Evaluation

    Examples
    --------
    >>> labels = np.array([[True], [False]])
    >>> found = evaluate(["war"], labels, np.array([[0.9], [0.2]]), labels, np.arange(2))
    >>> found.averages["macro_f1"].value
    1.0
    """
    weights = metrics.bootstrap_weights(groups, n_resamplings, seed)
    true, predicted, labelled = metrics.confusion(labels, decided, weights)
    by_frame = {
        "precision": metrics.ratio(true, predicted),
        "recall": metrics.ratio(true, labelled),
        "f1": metrics.f1(true, predicted, labelled),
        "matthews": metrics.matthews(true, predicted, labelled, weights.sum(axis=1)[:, None]),
    }
    for name, function in (
        ("average_precision", metrics.average_precision),
        ("roc_auc", metrics.roc_auc),
        ("brier", metrics.brier),
        ("calibration_error", metrics.calibration_error),
    ):
        columns = [
            function(labels[:, k], probabilities[:, k], weights) for k in range(len(frame_ids))
        ]
        by_frame[name] = np.column_stack(columns)
    averages = {f"macro_{name}": _mean(values) for name, values in by_frame.items()}
    averages["mean_average_precision"] = averages.pop("macro_average_precision")
    averages |= _micro(true.sum(axis=1), predicted.sum(axis=1), labelled.sum(axis=1))
    averages |= {
        f"weighted_{name}": metrics.ratio((by_frame[name] * labelled).sum(axis=1), labelled.sum(1))
        for name in ("precision", "recall", "f1")
    }
    averages |= _samples(labels, decided, weights)
    return Evaluation(
        len(labels),
        len(np.unique(groups)),
        {frame: int(labels[:, k].sum()) for k, frame in enumerate(frame_ids)},
        {
            frame: {name: figure_of(values[:, k]) for name, values in by_frame.items()}
            for k, frame in enumerate(frame_ids)
        },
        {name: figure_of(values) for name, values in averages.items()},
    )


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average over frames, leaving out those that are undefined."""
    defined = ~np.isnan(values)
    return metrics.ratio(np.where(defined, values, 0).sum(axis=1), defined.sum(axis=1), np.nan)


def _micro(
    true: NDArray[np.float64], predicted: NDArray[np.float64], labelled: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    return {
        "micro_precision": metrics.ratio(true, predicted),
        "micro_recall": metrics.ratio(true, labelled),
        "micro_f1": metrics.f1(true, predicted, labelled),
    }


def _samples(
    labels: NDArray[np.bool_], decided: NDArray[np.bool_], weights: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Average over texts; a text without frames of which none was decided counts as right."""
    both = (labels & decided).sum(axis=1).astype(np.float64)
    n_decided, n_labelled = decided.sum(axis=1), labels.sum(axis=1)
    right = np.where((n_decided == 0) & (n_labelled == 0), 1.0, 0.0)
    rows = {
        "samples_precision": metrics.ratio(both, n_decided.astype(np.float64)) + right,
        "samples_recall": metrics.ratio(both, n_labelled.astype(np.float64)) + right,
        "samples_f1": metrics.ratio(2 * both, (n_decided + n_labelled).astype(np.float64)) + right,
        "exact_match": (labels == decided).all(axis=1).astype(np.float64),
    }
    total = weights.sum(axis=1)
    return {name: metrics.ratio(weights @ row, total) for name, row in rows.items()}


def figure_of(values: NDArray[np.float64]) -> Figure:
    """Make a figure of one value for the data and one for each resampling; NaN is left out."""
    drawn = values[1:][~np.isnan(values[1:])]
    if not len(drawn):
        return Figure(float(values[0]), float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(float(values[0]), float(low), float(high))
