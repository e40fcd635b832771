"""Contributions put together: one weight for each word and mark of a text, one for each term."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.evidence import Contribution
from framing.text import Words, find_words, name_of

__all__ = ["N_LEVELS", "Shade", "Term", "by_term", "shade", "shade_words"]

#: How many strengths of shading there are.
N_LEVELS = 5
#: Words that weigh less than this share of a level are left without shading.
UNSHADED = 0.25
#: Where all words of a text together move the margin by less than this, its shades are paler: the
#: strongest of words that say nothing isn't strong.
FULL = 1.0


@dataclass(frozen=True, slots=True)
class Shade:
    """What one word adds, by itself and by its share of the phrases it is part of; or a mark.

    Attributes
    ----------
    start, end : int
        Where it stands in the original text, in code points. Shades never overlap.
    weight : float
        The shades of a frame add up to the same sum as its contributions.
    level : int
        From -5 (most against the frame) over 0 (next to nothing) to 5 (most for it), in
        proportion to the strongest word of the text.
    """

    start: int
    end: int
    weight: float
    level: int


@dataclass(frozen=True, slots=True)
class Term:
    """All occurrences of a word, phrase or mark together.

    Attributes
    ----------
    text : str
        Lower-cased, the words joined by a space.
    count : int
    weight : float
    """

    text: str
    count: int
    weight: float


def shade(text: str, found: Iterable[Contribution]) -> tuple[Shade, ...]:
    """Spread contributions over the words and marks of a text, so that no two overlap.

    Parameters
    ----------
    text : str
        The text that the offsets of the contributions are into.
    found : iterable of Contribution
        Words, phrases and marks; they may overlap each other.

    Returns
    -------
    tuple of Shade
        One for each word of the text and for each mark that is among the contributions; their
        weights have the same sum.

    Examples
    --------
    >>> found = [Contribution("ring", 0, 4, 2.0), Contribution("ring of", 0, 7, 1.0)]
    >>> [(one.start, one.end, one.weight, one.level) for one in shade("ring of steel", found)]
    [(0, 4, 2.5, 5), (5, 7, 0.5, 1), (8, 13, 0.0, 0)]
    """
    return shade_words(find_words(text), tuple(found))


def shade_words(words: Words, found: Sequence[Contribution], start: int = 0) -> tuple[Shade, ...]:
    """Spread contributions over words that were found in a passage which begins at `start`."""
    at, to, weights = _spread(words, found, start)
    strongest = float(np.abs(weights).max(initial=0.0))
    full = N_LEVELS * min(1.0, float(np.abs(weights).sum()) / FULL)
    scaled = full * np.abs(weights) / strongest if strongest else weights
    levels = np.sign(weights) * np.ceil(np.maximum(scaled - UNSHADED, 0))
    return tuple(
        Shade(*one)
        for one in zip(
            (at + start).tolist(),
            (to + start).tolist(),
            weights.tolist(),
            levels.astype(np.int64).tolist(),
            strict=True,
        )
    )


def _spread(
    words: Words, found: Sequence[Contribution], start: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return starts, ends and weights of the words, and of the marks outside of them, in order."""
    weights = np.zeros(len(words))
    if not found:
        return words.original_starts, words.original_ends, weights
    share = np.array([one.weight for one in found])
    starts = np.array([one.start for one in found]) - start
    ends = np.array([one.end for one in found]) - start
    first = np.searchsorted(words.original_ends, starts, "right")
    last = np.searchsorted(words.original_starts, ends, "left")
    covered = np.maximum(last - first, 0)
    share /= np.maximum(covered, 1)
    for n in range(int(covered.max())):
        inside = covered > n
        np.add.at(weights, first[inside] + n, share[inside])
    # Two marks may stand at one place: a capital I with a dot is an "i" and the dot.
    outside = covered == 0
    places, at, number = np.unique(starts[outside], return_index=True, return_inverse=True)
    starts = np.append(words.original_starts, places)
    order = np.argsort(starts)
    weights = np.append(weights, np.bincount(number, share[outside], len(places)))
    ends = np.append(words.original_ends, ends[outside][at])
    return starts[order], ends[order], weights[order]


def by_term(found: Iterable[Contribution], limit: int | None = None) -> list[Term]:
    """Return words, phrases and marks with the sum of their occurrences, the strongest first.

    Those that neither speak for nor against the frame are left out.
    """
    counts: dict[str, int] = {}
    weights: dict[str, float] = {}
    for one in found:
        term = name_of(one.text)
        counts[term] = counts.get(term, 0) + 1
        weights[term] = weights.get(term, 0.0) + one.weight
    ranked = sorted((term for term in weights if weights[term]), key=lambda t: -abs(weights[t]))
    return [Term(term, counts[term], weights[term]) for term in ranked[:limit]]
