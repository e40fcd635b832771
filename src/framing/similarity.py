"""How alike texts are: Jaccard similarity of their character 5-grams."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

from framing.text import normalise_term

__all__ = ["jaccard", "shingles", "similar_pairs"]

SHINGLE = 5
#: 0.28 * 25 is a little more than 7 in floating point.
ROUNDING = 1e-9


def shingles(text: str) -> frozenset[str]:
    """Return the character 5-grams of a text's words (the whole, if it is shorter)."""
    plain = normalise_term(text)
    return frozenset(plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1)))


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of 5-grams in common.

    Examples
    --------
    >>> jaccard(shingles("our heroes"), shingles("Our heroes!"))
    1.0
    """
    common = len(first & second)
    return common / (len(first) + len(second) - common)


def similar_pairs(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Find all pairs of texts whose similarity reaches a threshold.

    Only the rarest 5-grams of each text are looked up: two texts as similar as the threshold
    must share one of them (prefix filtering, Chaudhuri et al. 2006).

    Parameters
    ----------
    texts : sequence of str
    threshold : float
        Between 0 and 1; the lower, the slower.

    Yields
    ------
    later, earlier : int
        Indices of the two texts.
    similarity : float
    """
    sets = [shingles(text) for text in texts]
    frequency = Counter(gram for grams in sets for gram in grams)
    index: dict[str, list[int]] = defaultdict(list)
    for later, grams in enumerate(sets):
        rarest_first = sorted(grams, key=lambda gram: (frequency[gram], gram))
        prefix = rarest_first[: len(grams) - ceil(threshold * len(grams) - ROUNDING) + 1]
        candidates = {earlier for gram in prefix for earlier in index[gram]}
        for earlier in sorted(candidates):
            similarity = jaccard(grams, sets[earlier])
            if similarity >= threshold:
                yield later, earlier, similarity
        for gram in prefix:
            index[gram].append(later)
