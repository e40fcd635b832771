"""How far coders agree, frame by frame, pair by pair and all at once, with intervals.

The coefficients themselves are in `framing.agreement_measures`; here they are put together for
codings, and what is undefined says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.agreement_measures import (
    Coefficient,
    coefficient,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    masi_distance,
    mean_defined,
    resampled,
    why_undefined,
)
from framing.codings import Codings
from framing.errors import CorpusError
from framing.metrics import ratio

__all__ = [
    "Agreement",
    "FrameAgreement",
    "PairAgreement",
    "agreement",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
N_RESAMPLINGS = 1000


@dataclass(frozen=True, slots=True)
class FrameAgreement:
    """Agreement on one frame.

    Attributes
    ----------
    frame : str
    given : int
        How many of the codings compared have it.
    same : float
        Share of pairs of codings that say the same, not corrected for chance.
    alpha, fleiss : Coefficient
    """

    frame: str
    given: int
    same: float
    alpha: Coefficient
    fleiss: Coefficient


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Cohen's kappa of two coders on the units that both coded, by frame and averaged."""

    first: str
    second: str
    n_units: int
    mean_kappa: Coefficient
    kappa: dict[str, Coefficient]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    n_units, n_compared, n_codings : int
        All units; those with two codings or more; and the codings of these.
    coders : tuple of str
    sets : Coefficient
        Alpha of whole label sets with MASI distance.
    mean_alpha : Coefficient
        Mean of the frames' alphas that are defined.
    fleiss_units, fleiss_codings : int
        Fleiss' kappa is of this many units, those with just this many codings.
    frames : tuple of FrameAgreement
    pairs : tuple of PairAgreement
        Those with units in common, most units first.
    """

    n_units: int
    n_compared: int
    n_codings: int
    coders: tuple[str, ...]
    sets: Coefficient
    mean_alpha: Coefficient
    fleiss_units: int
    fleiss_codings: int
    frames: tuple[FrameAgreement, ...]
    pairs: tuple[PairAgreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "n_units": self.n_units,
            "n_compared": self.n_compared,
            "n_codings": self.n_codings,
            "coders": list(self.coders),
            "alpha_sets": self.sets.to_dict() | {"verdict": self.sets.verdict},
            "mean_alpha": self.mean_alpha.to_dict() | {"verdict": self.mean_alpha.verdict},
            "fleiss_units": self.fleiss_units,
            "fleiss_codings": self.fleiss_codings,
            "frames": {
                found.frame: {
                    "given": found.given,
                    "same": round(found.same, 6),
                    "alpha": found.alpha.to_dict() | {"verdict": found.alpha.verdict},
                    "fleiss": found.fleiss.to_dict(),
                }
                for found in self.frames
            },
            "pairs": [
                {
                    "coders": [pair.first, pair.second],
                    "n_units": pair.n_units,
                    "mean_kappa": pair.mean_kappa.to_dict(),
                    "kappa": {frame: value.to_dict() for frame, value in pair.kappa.items()},
                }
                for pair in self.pairs
            ],
        }


def agreement(codings: Codings, *, n_resamplings: int = N_RESAMPLINGS, seed: int = 0) -> Agreement:
    """Tell how far coders agree.

    Parameters
    ----------
    codings : Codings
    n_resamplings : int
        Of the units, for the intervals.
    seed : int

    Raises
    ------
    CorpusError
        There is one coder only, no unit was coded twice, or no label was given at all.

    Examples
    --------
    >>> rows = [("1", "a", ["war"]), ("1", "b", ["war"]), ("2", "a", []), ("2", "b", [])]
    >>> agreement(Codings.from_rows(rows)).frames[0].alpha.verdict
    'reliable'
    """
    sizes = np.bincount(codings.unit, minlength=len(codings.units))
    _check(codings, sizes)
    compared = np.flatnonzero(sizes >= 2)
    place = np.full(len(sizes), -1)
    place[compared] = np.arange(len(compared))
    taken = sizes[codings.unit] >= 2
    unit, values = place[codings.unit[taken]], codings.values[taken]
    data = _Compared(unit, values, sizes[compared])
    drawn = resampled(len(compared), n_resamplings, seed, data.statistics)
    return Agreement(
        n_units=len(codings.units),
        n_compared=len(compared),
        n_codings=len(unit),
        coders=codings.coders,
        sets=coefficient(drawn[:, -2], "all label sets are equal"),
        mean_alpha=coefficient(drawn[:, -1], "it is undefined for each frame"),
        fleiss_units=int(data.regular.sum()),
        fleiss_codings=data.usual,
        frames=tuple(_frames(codings.labels, data, drawn)),
        pairs=tuple(_pairs(codings, n_resamplings, seed)),
    )


def _frames(names: tuple[str, ...], data: "_Compared", drawn: Floats) -> Iterator[FrameAgreement]:
    """Yield each frame's agreement from the statistics of the data and its resamplings."""
    unit, values = data.unit, data.values
    same = 1 - ratio(data.apart().sum(axis=0), np.full(len(names), float(len(unit))))
    for k, frame in enumerate(names):
        given = int(values[:, k].sum())
        alpha = coefficient(drawn[:, k], why_undefined(given, len(unit)))
        some = int(values[data.regular[unit], k].sum())
        fleiss = coefficient(
            drawn[:, len(names) + k], why_undefined(some, int(data.regular[unit].sum()))
        )
        yield FrameAgreement(frame, given, float(same[k]), alpha, fleiss)


class _Compared:
    """The codings of units that were coded twice or more, counted for each statistic."""

    def __init__(self, unit: NDArray[np.int64], values: Bools, sizes: NDArray[np.int64]) -> None:
        self.unit, self.values = unit, values
        self._sizes = sizes.astype(np.float64)
        self._yes = np.zeros((len(sizes), values.shape[1]))
        np.add.at(self._yes, unit, values.astype(np.float64))
        distinct, number = np.unique(values, axis=0, return_inverse=True)
        self._sets = np.zeros((len(sizes), len(distinct)))
        np.add.at(self._sets, (unit, number.reshape(-1)), 1.0)
        self._distance = masi_distance(distinct)
        self.usual = int(np.bincount(sizes).argmax())
        self.regular = sizes == self.usual

    def apart(self) -> Floats:
        """Return the disagreement of each unit on each frame, shape (n_units, n_frames)."""
        sizes = self._sizes[:, None]
        found: Floats = 2 * self._yes * (sizes - self._yes) / (sizes - 1)
        return found

    def statistics(self, weights: Floats) -> Floats:
        """Return for each resampling the frames' alphas, their kappas, and the two alphas of all.

        Shape (n_resamplings, 2 · n_frames + 2).
        """
        alphas, kappas = [], []
        for k in range(self._yes.shape[1]):
            counts = np.column_stack([self._yes[:, k], self._sizes - self._yes[:, k]])
            alphas.append(krippendorff_alpha(counts, None, weights))
            kappas.append(fleiss_kappa(counts[self.regular], weights[:, self.regular]))
        sets = krippendorff_alpha(self._sets, self._distance, weights)
        return np.column_stack([*alphas, *kappas, sets, mean_defined(np.column_stack(alphas))])


def _check(codings: Codings, sizes: NDArray[np.int64]) -> None:
    if len(codings.coders) < 2:
        raise CorpusError(
            f"only one coder ({codings.coders[0]!r}); agreement needs two or more coders of the "
            "same units: add the other coder's file, or name the coders with --coder-column (a "
            "row for each coding) or --coder-columns (a column for each coder)"
        )
    if sizes.max() < 2:
        raise CorpusError(
            f"none of {len(codings.units)} units was coded by two of the {len(codings.coders)} "
            "coders; is the unit column the same in all files?"
        )
    if not codings.labels:
        raise CorpusError("no coding has a label; is this the column of labels?")


def _pairs(codings: Codings, n_resamplings: int, seed: int) -> Iterator[PairAgreement]:
    """Yield the pairs of coders that have units in common, most units first."""
    rows = [np.flatnonzero(codings.coder == coder) for coder in range(len(codings.coders))]
    common = []
    for first, second in combinations(range(len(rows)), 2):
        _, one, other = np.intersect1d(
            codings.unit[rows[first]],
            codings.unit[rows[second]],
            assume_unique=True,
            return_indices=True,
        )
        if len(one):
            common.append((first, second, rows[first][one], rows[second][other]))
    for first, second, one, other in sorted(common, key=lambda pair: -len(pair[2])):
        said, answered = codings.values[one], codings.values[other]

        def kappas(weights: Floats, said: Bools = said, answered: Bools = answered) -> Floats:
            found = cohen_kappa(said, answered, weights)
            return np.column_stack([found, mean_defined(found)])

        drawn = resampled(len(one), n_resamplings, seed, kappas)
        given = said.sum(axis=0) + answered.sum(axis=0)
        yield PairAgreement(
            codings.coders[first],
            codings.coders[second],
            len(one),
            coefficient(drawn[:, -1], "it is undefined for each frame"),
            {
                frame: coefficient(drawn[:, k], why_undefined(int(given[k]), 2 * len(one)))
                for k, frame in enumerate(codings.labels)
            },
        )
