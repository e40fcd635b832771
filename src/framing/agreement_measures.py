"""Coefficients of agreement: Krippendorff's alpha, Cohen's and Fleiss' kappa, MASI.

Every coefficient is computed over many resamplings of the units at once: `weights` says how
often each unit counts in each resampling, shape (n_resamplings, n_units), and a function
returns one value for each. NaN stands for "undefined".

References
----------
.. [1] K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011.
.. [2] R. Passonneau, "Measuring agreement on set-valued items (MASI) for semantic and
   pragmatic annotation", LREC 2006.
.. [3] J. Cohen, "A coefficient of agreement for nominal scales", 1960.
.. [4] J. L. Fleiss, "Measuring nominal scale agreement among many raters", 1971.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.evaluation import Figure
from framing.metrics import ratio

__all__ = [
    "Coefficient",
    "coefficient",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "masi_distance",
    "mean_defined",
    "resampled",
    "why_undefined",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: How many weights are held at a time.
BLOCK = 20_000_000
#: Krippendorff's (2004) bounds: reliable, and good for tentative conclusions.
RELIABLE, TENTATIVE = 0.8, 0.667


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its 95 % bootstrap interval, and why it is undefined if it is."""

    figure: Figure
    why: str = ""

    @property
    def verdict(self) -> str:
        """What Krippendorff's bounds say of the value as it is shown, to three decimals.

        "uncertain" where the interval reaches below both, or there is none.
        """
        value, low = round(self.figure.value, 3), round(self.figure.low, 3)
        if np.isnan(value):
            return "undefined"
        if value < TENTATIVE:
            return "not reliable"
        if not low >= TENTATIVE:
            return "uncertain"
        return "reliable" if value >= RELIABLE else "tentative"

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: value, low and high, None where undefined, and why."""
        value, low, high = self.figure.to_list()
        reason = {"why": self.why} if self.why else {}
        return {"value": value, "low": low, "high": high} | reason


def krippendorff_alpha(
    counts: Floats, distance: Floats | None = None, weights: Floats | None = None
) -> Floats:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    counts : ndarray, shape (n_units, n_values)
        How often each value was given to each unit. Units with fewer than two don't count.
    distance : ndarray, shape (n_values, n_values), optional
        Between values, 0 for the same; already squared where the metric squares. Nominal
        (1 for all that differ) without it.
    weights : ndarray, shape (n_resamplings, n_units), optional

    Returns
    -------
    ndarray, shape (n_resamplings,)
        NaN where it is undefined: no unit has two values, or all values are equal.

    Examples
    --------
    >>> krippendorff_alpha(np.array([[2, 0], [0, 2], [1, 1]])).round(3).tolist()
    [0.444]
    """
    counts = np.asarray(counts, dtype=np.float64)
    size = counts.sum(axis=1)
    counts = np.where(size[:, None] >= 2, counts, 0.0)
    if distance is None:
        apart = size**2 - (counts**2).sum(axis=1)
    else:
        apart = ((counts @ distance) * counts).sum(axis=1)
    observed = np.where(size >= 2, apart / np.maximum(size - 1, 1), 0.0)
    weights = np.ones((1, len(counts))) if weights is None else weights
    of_value = weights @ counts
    total = of_value.sum(axis=1)
    if distance is None:
        expected = total**2 - (of_value**2).sum(axis=1)
    else:
        expected = ((of_value @ distance) * of_value).sum(axis=1)
    # Rounding may leave a trace of disagreement where all values are equal.
    expected = np.where(expected > 1e-9 * np.maximum(total, 1.0) ** 2, expected, 0.0)
    alpha: Floats = 1 - ratio((total - 1) * (weights @ observed), expected, np.nan)
    return alpha


def masi_distance(sets: Bools) -> Floats:
    """Return the distances between label sets, 1 - MASI: Jaccard times monotonicity.

    Parameters
    ----------
    sets : ndarray of bool, shape (n_sets, n_labels)

    Returns
    -------
    ndarray, shape (n_sets, n_sets)
        0 for equal sets (also two empty ones), 1 for those without a label in common.

    Examples
    --------
    >>> masi_distance(np.array([[True, False], [True, True]])).round(3).tolist()
    [[0.0, 0.667], [0.667, 0.0]]
    """
    member = sets.astype(np.float64)
    size = member.sum(axis=1)
    both = member @ member.T
    either = size[:, None] + size[None, :] - both
    jaccard = ratio(both, either, 1.0)
    smaller = np.minimum(size[:, None], size[None, :])
    partly = np.where(both == smaller, 2 / 3, np.where(both > 0, 1 / 3, 0.0))
    distance: Floats = 1 - jaccard * np.where(both == either, 1.0, partly)
    return distance


def cohen_kappa(first: Bools, second: Bools, weights: Floats | None = None) -> Floats:
    """Return Cohen's kappa of two coders for each frame.

    Parameters
    ----------
    first, second : ndarray of bool, shape (n_units, n_frames)
        What each said of the units that both coded.
    weights : ndarray, shape (n_resamplings, n_units), optional

    Returns
    -------
    ndarray, shape (n_resamplings, n_frames)
        NaN where both always said the same one thing.

    Examples
    --------
    >>> said = np.array([[True], [True], [False], [False]])
    >>> cohen_kappa(said, ~said).tolist(), cohen_kappa(said, said).tolist()
    ([[-1.0]], [[1.0]])
    """
    weights = np.ones((1, len(first))) if weights is None else weights
    both = weights @ (first & second).astype(np.float64)
    one, other = weights @ first.astype(np.float64), weights @ second.astype(np.float64)
    total = weights.sum(axis=1, keepdims=True)
    same = total - one - other + 2 * both
    chance = ratio(one * other + (total - one) * (total - other), total + 0 * one)
    kappa: Floats = ratio(same - chance, total - chance, np.nan)
    return kappa


def fleiss_kappa(counts: Floats, weights: Floats | None = None) -> Floats:
    """Return Fleiss' kappa.

    Parameters
    ----------
    counts : ndarray, shape (n_units, n_values)
        How often each value was given to each unit; the same number of codings for each.
    weights : ndarray, shape (n_resamplings, n_units), optional

    Returns
    -------
    ndarray, shape (n_resamplings,)
        NaN where all values are equal.

    Examples
    --------
    >>> fleiss_kappa(np.array([[2, 0], [0, 2], [1, 1]])).round(3).tolist()
    [0.333]
    """
    counts = np.asarray(counts, dtype=np.float64)
    size = counts.sum(axis=1)
    agreeing = ratio((counts**2).sum(axis=1) - size, size * (size - 1))
    weights = np.ones((1, len(counts))) if weights is None else weights
    total = weights.sum(axis=1)
    same = ratio(weights @ agreeing, total)
    of_value = weights @ counts
    share = ratio(of_value, of_value.sum(axis=1, keepdims=True) + 0 * of_value)
    chance = (share**2).sum(axis=1)
    beyond = np.where(chance < 1 - 1e-12, 1 - chance, 0.0)
    kappa: Floats = ratio(same - chance, beyond, np.nan)
    return kappa


def resampled(
    n_units: int, n_resamplings: int, seed: int, statistics: Callable[[Floats], Floats]
) -> Floats:
    """Return statistics of the data, then of each resampling of its units, if it has several."""
    n_resamplings = n_resamplings if n_units > 1 else 0
    random = np.random.default_rng(seed)
    found = [statistics(np.ones((1, n_units)))]
    block = max(1, BLOCK // n_units)
    for first in range(0, n_resamplings, block):
        size = min(block, n_resamplings - first)
        drawn = random.multinomial(n_units, np.full(n_units, 1 / n_units), size=size)
        found.append(statistics(drawn.astype(np.float64)))
    return np.vstack(found)


def mean_defined(values: Floats) -> Floats:
    """Average over columns, leaving out those that are undefined."""
    there = ~np.isnan(values)
    mean: Floats = ratio(
        np.where(there, values, 0).sum(axis=1), there.sum(axis=1).astype(np.float64), np.nan
    )
    return mean


def coefficient(drawn: Floats, why: str) -> Coefficient:
    """Make a coefficient of its value for the data and for each resampling where it is defined."""
    value = float(drawn[0])
    if np.isnan(value):
        return Coefficient(Figure(value, value, value), why or "no units to compare")
    defined = drawn[1:][~np.isnan(drawn[1:])]
    low, high = np.percentile(defined, [2.5, 97.5]) if len(defined) else (np.nan, np.nan)
    return Coefficient(Figure(value, float(low), float(high)))


def why_undefined(given: int, codings: int) -> str:
    """Return why a coefficient is undefined, if it is."""
    if given == 0:
        return f"none of the {codings} codings has it"
    return f"all {codings} codings have it" if given == codings else ""
