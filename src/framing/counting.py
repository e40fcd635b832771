"""Counting words, pairs and triples in many texts at once, as arrays of numbers.

A word is its number in an index, a pair the two numbers in one 64-bit key, and a triple
the number of its first pair and its third word. Analysis runs once for each token; all
that follows runs in NumPy.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from framing.text import words

__all__ = [
    "WORD_BITS",
    "Ids",
    "counts",
    "encode",
    "frequent",
    "look_up",
    "norms",
    "pairs",
    "rename_columns",
    "scale_rows",
    "sublinear",
    "triples",
]

Ids = NDArray[np.int64]
#: A word's number takes the lower half of a 64-bit key.
WORD_BITS = 32


def encode(texts: Iterable[str], index: dict[str, int], *, grow: bool) -> tuple[Ids, Ids, int]:
    """Return the number of each word (-1 for one not in the index), its text, and how many texts.

    With `grow`, new words are added to the index.
    """
    ids: list[int] = []
    lengths: list[int] = []
    for text in texts:
        found = words(text)
        if grow:
            ids += [index.setdefault(word, len(index)) for word in found]
        else:
            ids += [index.get(word, -1) for word in found]
        lengths.append(len(found))
    documents = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    return np.array(ids, dtype=np.int64), documents, len(lengths)


def pairs(ids: Ids, documents: Ids) -> tuple[Ids, Ids]:
    """Return the keys of neighbouring known words, and where the first of them stands."""
    known = (ids[:-1] >= 0) & (ids[1:] >= 0) & (documents[:-1] == documents[1:])
    starts = np.flatnonzero(known)
    return ids[starts] << WORD_BITS | ids[starts + 1], starts


def triples(firsts: Ids, pair: Ids, starts: Ids, ids: Ids, documents: Ids) -> tuple[Ids, Ids]:
    """Return the keys of triples whose first pair is in `firsts`, and where they start."""
    number = look_up(firsts, pair)
    third = np.minimum(starts + 2, len(ids) - 1)
    usable = (number >= 0) & (starts + 2 < len(ids))
    usable &= (ids[third] >= 0) & (documents[third] == documents[starts])
    return number[usable] << WORD_BITS | ids[third[usable]], starts[usable]


def look_up(keys: Ids, wanted: Ids) -> Ids:
    """Return the place of each wanted key among the sorted `keys`, -1 where it isn't there."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def frequent(keys: Ids, documents: Ids, min_df: int) -> Ids:
    """Return the sorted keys that stand in at least `min_df` documents."""
    order = np.lexsort((documents, keys))
    key, document = keys[order], documents[order]
    first = np.ones(len(key), dtype=np.bool_)
    first[1:] = (key[1:] != key[:-1]) | (document[1:] != document[:-1])
    found, frequency = np.unique(key[first], return_counts=True)
    return found[frequency >= min_df]


def counts(rows: Ids, columns: Ids, n_rows: int, n_columns: int) -> sparse.csr_matrix:
    """Return how often each column stands in each row, as float64."""
    ones = np.ones(len(rows))
    counted = sparse.coo_matrix((ones, (rows, columns)), (n_rows, n_columns)).tocsr()
    counted.sum_duplicates()
    return counted


def sublinear(counted: sparse.csr_matrix) -> sparse.csr_matrix:
    """Replace each count ``c`` by ``1 + ln c``, in place."""
    counted.data = 1 + np.log(counted.data)
    return counted


def norms(counted: sparse.csr_matrix, squared_norms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's norm, from the squared norm of each column's vector."""
    norm: NDArray[Any] = np.sqrt(counted.multiply(counted) @ squared_norms)
    return norm


def scale_rows(block: sparse.csr_matrix, norm: NDArray[np.float64]) -> sparse.csr_matrix:
    """Divide each row by its norm; a row without anything stays empty."""
    inverse = np.divide(1.0, norm, out=np.zeros_like(norm), where=norm > 0)
    scaled: sparse.csr_matrix = sparse.diags_array(inverse).tocsr() @ block
    return scaled


def rename_columns(block: sparse.csr_matrix, columns: Ids, n_columns: int) -> sparse.csr_matrix:
    """Put each column in another place; those whose place is -1 are left out."""
    placed = columns[block.indices]
    kept = placed >= 0
    ends = np.concatenate([[0], np.cumsum(kept)])[block.indptr]
    renamed = sparse.csr_matrix((block.data[kept], placed[kept], ends), (block.shape[0], n_columns))
    renamed.sort_indices()
    return renamed
