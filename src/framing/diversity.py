"""How varied a corpus is, and whether words or names give its frames away."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from framing.actors import actor_names, country_names, names_in
from framing.corpus import Corpus
from framing.corpus_report import NEAR_DUPLICATE
from framing.similarity import shingles
from framing.text import words

__all__ = ["diversity", "information", "nearest_neighbours"]

Floats = NDArray[np.float64]
#: Texts that are compared with all others at a time.
BLOCK = 256
PERCENTILES = (5, 25, 50, 75, 95, 99)
OPENING_WORDS = 3
#: Words in fewer statements are no shortcut.
MIN_DOCUMENTS = 5


def diversity(corpus: Corpus, *, top: int = 10, seed: int = 0) -> dict[str, Any]:
    """Measure how varied a corpus is, as plain data.

    Parameters
    ----------
    corpus : Corpus
    top : int
        How many words of each frame, and how many names, are listed.
    seed : int
        Of the shuffled labels that names are compared with.

    Returns
    -------
    dict
        ``words`` and ``word_types``; ``openings``: how many first three words there are and
        their share of the statements; ``nearest``: how similar the nearest other statement is
        (Jaccard of character 5-grams), percentiles and the largest; ``strongest_words``: by
        frame, with the share of statements with and without the frame that contain them, and
        mutual information in bits; ``actors``: the same of names that are no cues.
    """
    found = [words(text) for text in corpus.texts]
    openings = Counter(" ".join(one[:OPENING_WORDS]) for one in found)
    return {
        "words": sum(map(len, found)),
        "word_types": len({word for one in found for word in one}),
        "openings": {
            "distinct": len(openings),
            "share": round(len(openings) / max(1, len(found)), 4),
            "most_frequent": dict(openings.most_common(3)),
        },
        "nearest": _nearest(corpus),
        "strongest_words": _strongest_words(corpus, found, top),
        "actors": _actors(corpus, top, seed),
    }


def nearest_neighbours(texts: Sequence[str]) -> tuple[Floats, NDArray[np.int64]]:
    """Return how similar the nearest other text is to each, and which it is.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    similarity : ndarray of float64, shape (n_texts,)
        Jaccard similarity of character 5-grams; 0 for a text that shares none.
    nearest : ndarray of int64, shape (n_texts,)

    Examples
    --------
    >>> similarity, nearest = nearest_neighbours(["our heroes", "rain", "Our heroes!"])
    >>> similarity.tolist(), nearest.tolist()[0]
    ([1.0, 0.0, 1.0], 2)
    """
    grams, sizes = _incidence([shingles(text) for text in texts], {})
    turned = grams.T.tocsr()
    similarity, nearest = np.zeros(len(texts)), np.zeros(len(texts), np.int64)
    for start in range(0, len(texts), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(texts)))
        common = (grams[rows] @ turned).toarray()
        found = common / (sizes[rows, None] + sizes[None, :] - common)
        found[rows - start, rows] = 0.0
        nearest[rows] = found.argmax(axis=1)
        similarity[rows] = found.max(axis=1)
    return similarity, nearest


def information(both: Floats, with_one: Floats, with_other: Floats, n_rows: int) -> Floats:
    """Return the mutual information of two yes-or-no properties, in bits.

    Parameters
    ----------
    both, with_one, with_other : ndarray of float64
        In how many rows both, the first and the second are there; of shapes that broadcast.
    n_rows : int

    Examples
    --------
    >>> [float(information(np.array(n), np.array(2.0), np.array(2.0), 4)) for n in (1.0, 2.0)]
    [0.0, 1.0]
    """
    cells = (
        (both, with_one, with_other),
        (with_one - both, with_one, n_rows - with_other),
        (with_other - both, n_rows - with_one, with_other),
        (n_rows - with_one - with_other + both, n_rows - with_one, n_rows - with_other),
    )
    total: Floats = np.zeros(np.broadcast(both, with_one, with_other).shape)
    for seen, row, column in cells:
        expected = row * column / max(1, n_rows)
        ratio = np.divide(seen, expected, out=np.ones(total.shape), where=(expected > 0))
        total = total + seen / max(1, n_rows) * np.log2(np.where(ratio > 0, ratio, 1.0))
    return total


def _incidence(
    sets: Iterable[Iterable[str]], index: dict[str, int]
) -> tuple[sparse.csr_matrix, Floats]:
    """Return which row has which item, shape (n_rows, n_items), and how many each row has."""
    columns: list[int] = []
    ends = [0]
    for items in sets:
        columns += [index.setdefault(item, len(index)) for item in items]
        ends.append(len(columns))
    shape = (len(ends) - 1, len(index))
    matrix = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape)
    return matrix, np.diff(ends).astype(np.float64)


def _nearest(corpus: Corpus) -> dict[str, Any]:
    if len(corpus) < 2:
        return {"percentiles": {}, "largest": None, "pair": [], "at_least_limit": 0}
    similarity, nearest = nearest_neighbours(corpus.texts)
    first = int(similarity.argmax())
    levels = np.percentile(similarity, PERCENTILES)
    ids = sorted(corpus.statements[i].id for i in (first, int(nearest[first])))
    return {
        "percentiles": {
            str(p): round(float(v), 3) for p, v in zip(PERCENTILES, levels, strict=True)
        },
        "largest": round(float(similarity[first]), 3),
        "pair": ids,
        "limit": NEAR_DUPLICATE,
        "at_least_limit": int((similarity >= NEAR_DUPLICATE).sum()),
    }


def _strongest_words(
    corpus: Corpus, found: Sequence[Sequence[str]], top: int
) -> dict[str, list[dict[str, Any]]]:
    """Return the words that tell most of each frame, of those that speak for it."""
    index = sorted({word for one in found for word in one})
    counted = _Counted.of(corpus.labels(), [set(one) for one in found], index)
    speaks_for = counted.speaks_for & (counted.documents >= MIN_DOCUMENTS)[:, None]
    strongest = {}
    for k, frame in enumerate(corpus.codebook.frame_ids):
        bits = np.where(speaks_for[:, k], counted.bits[:, k], 0.0)
        order = np.argsort(-bits, kind="stable")[:top]
        strongest[frame] = [
            {"word": index[i], **counted.row(i, k)} for i in order.tolist() if bits[i] > 0
        ]
    return strongest


def _actors(corpus: Corpus, top: int, seed: int) -> dict[str, Any]:
    # A cue is wording that is meant to tell, also where it has a capital (“Nazis”, “Christian”).
    names, countries = actor_names(corpus.texts), country_names()
    names -= set(corpus.codebook.lexicon.cues)
    found = [names_in(text, names) for text in corpus.texts]
    index = sorted(set().union(*found))
    labels = corpus.labels()
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    counted = _Counted.of(labels, found, index)
    chance = _Counted.of(labels[shuffled], found, index)
    order = np.argsort(-counted.bits, axis=None, kind="stable")[:top]
    ids = corpus.codebook.frame_ids
    return {
        "names": len(index),
        "countries": len(set(index) & countries),
        "statements_with_a_name": sum(map(bool, found)),
        "strongest": [
            {"name": index[i], "country": index[i] in countries, "frame": ids[k]}
            | counted.row(i, k)
            for i, k in (divmod(int(at), len(ids)) for at in order)
        ],
        "largest_by_frame": {
            frame: {
                "bits": _largest(counted.bits[:, k]),
                "bits_of_shuffled_labels": _largest(chance.bits[:, k]),
                "share_of_uncertainty": round(
                    _largest(counted.bits[:, k]) / max(_entropy(labels[:, k]), 1e-12), 4
                ),
            }
            for k, frame in enumerate(ids)
        },
    }


@dataclass(frozen=True, slots=True)
class _Counted:
    """How items stand with frames; arrays have shape (n_items, n_frames) or one of the two."""

    documents: Floats
    positives: Floats
    both: Floats
    n_rows: int
    bits: Floats

    @classmethod
    def of(cls, labels: NDArray[np.bool_], found: Sequence[set[str]], index: Sequence[str]) -> Self:
        place = {item: i for i, item in enumerate(index)}
        matrix, _ = _incidence(found, place)
        documents = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
        positives = labels.sum(axis=0).astype(np.float64)
        both = np.asarray(matrix.T @ labels.astype(np.float64))
        bits = information(both, documents[:, None], positives, len(labels))
        return cls(documents, positives, both, len(labels), bits)

    @property
    def speaks_for(self) -> NDArray[np.bool_]:
        """Whether an item is more frequent with the frame than without."""
        return self.both * self.n_rows > self.documents[:, None] * self.positives

    def row(self, i: int, k: int) -> dict[str, Any]:
        both, documents = float(self.both[i, k]), float(self.documents[i])
        positives = float(self.positives[k])
        return {
            "statements": int(documents),
            "share_with_frame": round(both / max(1.0, positives), 4),
            "share_without": round((documents - both) / max(1.0, self.n_rows - positives), 4),
            "bits": round(float(self.bits[i, k]), 5),
        }


def _largest(values: Floats) -> float:
    return round(float(values.max(initial=0.0)), 5)


def _entropy(labels: NDArray[np.bool_]) -> float:
    p = float(labels.mean()) if len(labels) else 0.0
    return 0.0 if p in (0.0, 1.0) else float(-p * np.log2(p) - (1 - p) * np.log2(1 - p))
