"""Whether one model is better than another, or the difference is chance."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing import metrics

__all__ = ["Difference", "significance"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
N_SHUFFLES = 10_000
#: Shuffles that are worked on at a time.
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the first model is, and how often chance alone does as much.

    Attributes
    ----------
    first, second : float
        The figure of each model.
    p_value : float
        Two-sided.
    """

    first: float
    second: float
    p_value: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "first": round(self.first, 6),
            "second": round(self.second, 6),
            "difference": round(self.first - self.second, 6),
            "p_value": round(self.p_value, 6),
        }


def significance(
    labels: Bools,
    first: Bools,
    second: Bools,
    groups: NDArray[np.int64],
    *,
    n_shuffles: int = N_SHUFFLES,
    seed: int = 0,
) -> dict[str, Difference]:
    """Compare the decisions of two models on the same texts by approximate randomisation.

    If the models were equally good, it would not matter which of the two a decision came
    from: they are swapped for a random half of the groups, many times, and the difference
    counted that is at least as large as the one observed (Noreen 1989; for F1 Yeh 2000).

    Parameters
    ----------
    labels, first, second : ndarray of bool, shape (n_rows, n_frames)
        What the coders said and what each model decided.
    groups : ndarray of int64, shape (n_rows,)
        Swapped as a whole, since texts of one group aren't independent.
    n_shuffles : int
    seed : int

    Returns
    -------
    dict of str to Difference
        ``macro_f1``, ``micro_f1``, ``samples_f1`` and ``exact_match``.

    References
    ----------
    E. W. Noreen, Computer-Intensive Methods for Testing Hypotheses, Wiley 1989.
    A. Yeh, More accurate tests for the statistical significance of result differences,
    COLING 2000.

    Examples
    --------
    >>> labels = np.array([[True], [False]] * 10)
    >>> found = significance(labels, labels, ~labels, np.arange(20))["macro_f1"]
    >>> found.first, found.second, found.p_value < 0.001
    (1.0, 0.0, True)
    """
    of_group = np.unique(groups, return_inverse=True)[1]
    one, two = _sums(labels, first, of_group), _sums(labels, second, of_group)
    observed = _figures(one.sum(axis=0), two.sum(axis=0), labels)
    drawn = np.random.default_rng(seed)
    reached = dict.fromkeys(observed, 0)
    for start in range(0, n_shuffles, BLOCK):
        n_drawn = min(BLOCK, n_shuffles - start)
        swap = drawn.integers(0, 2, (n_drawn, len(one))).astype(np.float64)
        moved = swap @ (two - one)
        shuffled = _figures(one.sum(axis=0) + moved, two.sum(axis=0) - moved, labels)
        for name, (a, b) in observed.items():
            gap = np.abs(shuffled[name][0] - shuffled[name][1])
            reached[name] += int((gap >= np.abs(a - b) - 1e-12).sum())
    return {
        name: Difference(float(a), float(b), (1 + reached[name]) / (1 + n_shuffles))
        for name, (a, b) in observed.items()
    }


def _sums(labels: Bools, decided: Bools, of_group: NDArray[np.int64]) -> Floats:
    """Return what the figures are made of, summed by group, shape (n_groups, 2 K + 2)."""
    both = (labels & decided).sum(axis=1)
    either = labels.sum(axis=1) + decided.sum(axis=1)
    sample = np.where(either == 0, 1.0, 2 * both / np.maximum(either, 1))
    exact = (labels == decided).all(axis=1)
    rows = np.column_stack([labels & decided, decided, sample, exact]).astype(np.float64)
    sums = np.zeros((int(of_group.max()) + 1, rows.shape[1]))
    np.add.at(sums, of_group, rows)
    return sums


def _figures(one: Floats, two: Floats, labels: Bools) -> dict[str, tuple[Floats, Floats]]:
    """Return each figure of both models; the last axis of the sums is that of `_sums`."""
    n_frames = labels.shape[1]
    labelled = labels.sum(axis=0).astype(np.float64)
    figures: dict[str, Callable[[Floats], Floats]] = {
        "macro_f1": lambda s: metrics.f1(
            s[..., :n_frames], s[..., n_frames : 2 * n_frames], labelled
        ).mean(axis=-1),
        "micro_f1": lambda s: metrics.f1(
            s[..., :n_frames].sum(axis=-1),
            s[..., n_frames : 2 * n_frames].sum(axis=-1),
            labelled.sum(),
        ),
        "samples_f1": lambda s: s[..., -2] / len(labels),
        "exact_match": lambda s: s[..., -1] / len(labels),
    }
    return {name: (figure(one), figure(two)) for name, figure in figures.items()}
