"""Texts analysed once for many fits: their words, the n-grams of these, and their marks.

A cross-validation fits to many selections of the same texts. Finding words and n-grams is the
slow part and doesn't depend on what is selected, so it is done before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from framing.counting import Ids, counts, encode, rename_columns, sublinear
from framing.text import marks

__all__ = ["Subwords", "Tokens", "count_ngrams", "word_ngrams"]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The words and marks of texts as numbers.

    Attributes
    ----------
    types : list of str
        The distinct words, in alphabetical order.
    ids : ndarray of int64, shape (n_tokens,)
        The number of each word among `types`, text after text.
    lengths : ndarray of int64, shape (n_texts,)
        How many words each text has.
    mark_types : list of str
        The distinct marks, in order of their code points.
    mark_counts : csr matrix of float64, shape (n_texts, n_mark_types)
        How often each mark stands in each text.
    """

    types: list[str]
    ids: Ids
    lengths: Ids
    mark_types: list[str]
    mark_counts: sparse.csr_matrix

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Find the words and marks of texts."""
        texts = list(texts)
        index: dict[str, int] = {}
        ids, documents, n_documents = encode(texts, index, grow=True)
        types = sorted(index)
        place = np.empty(len(types), dtype=np.int64)
        place[[index[word] for word in types]] = np.arange(len(types))
        lengths = np.bincount(documents, minlength=n_documents)
        return cls(types, place[ids], lengths, *_count_marks(texts))

    @property
    def documents(self) -> Ids:
        """The number of the text of each word, shape (n_tokens,)."""
        return np.repeat(np.arange(len(self.lengths), dtype=np.int64), self.lengths)

    def translated(self, index: dict[str, int]) -> Ids:
        """Return `ids` as numbers of another index, -1 for a word that it lacks."""
        number = np.array([index.get(word, -1) for word in self.types], dtype=np.int64)
        return number[self.ids]

    def frequent_marks(self, min_df: int) -> list[str]:
        """Return the marks that stand in at least `min_df` texts, in order."""
        frequency = np.bincount(self.mark_counts.indices, minlength=len(self.mark_types))
        return [self.mark_types[number] for number in np.flatnonzero(frequency >= min_df).tolist()]

    def counted_marks(self, wanted: Sequence[str]) -> sparse.csr_matrix:
        """Return how often each wanted mark stands in each text, shape (n_texts, n_wanted)."""
        place = {mark: column for column, mark in enumerate(wanted)}
        columns = np.array([place.get(mark, -1) for mark in self.mark_types], dtype=np.int64)
        return rename_columns(self.mark_counts, columns, len(place))

    def select(self, rows: Ids) -> tuple[Self, Ids]:
        """Return what analysing only these texts would give, and which words are left."""
        starts, lengths = np.cumsum(self.lengths) - self.lengths, self.lengths[rows]
        ends = np.cumsum(lengths)
        at = np.repeat(starts[rows] - (ends - lengths), lengths) + np.arange(lengths.sum())
        left, ids = np.unique(self.ids[at], return_inverse=True)
        types = [self.types[number] for number in left.tolist()]
        mark_counts = self.mark_counts[rows]
        used = np.unique(mark_counts.indices)
        mark_types = [self.mark_types[number] for number in used.tolist()]
        selected = types, ids.astype(np.int64), lengths, mark_types, mark_counts[:, used]
        return type(self)(*selected), left


@dataclass(frozen=True, slots=True, eq=False)
class Subwords:
    """The words of texts and the character n-grams inside them.

    Attributes
    ----------
    tokens : Tokens
    ngrams : list of str
        In alphabetical order; some may stand in none of the texts.
    by_type : csr matrix of float64, shape (n_types, n_ngrams)
        How often each n-gram stands in each word.
    counted : csr matrix of float64, shape (n_texts, n_types)
        ``1 + ln c`` for each word that stands `c` times in a text.
    sums : csr matrix of float64, shape (n_texts, n_ngrams)
        ``counted @ by_type``.
    """

    tokens: Tokens
    ngrams: list[str]
    by_type: sparse.csr_matrix
    counted: sparse.csr_matrix
    sums: sparse.csr_matrix

    @classmethod
    def of(cls, tokens: Tokens, ngram_range: tuple[int, int]) -> Self:
        """Find the n-grams of words; `ngram_range` has the shortest and the longest length."""
        shape = len(tokens.lengths), len(tokens.types)
        counted = sublinear(counts(tokens.documents, tokens.ids, *shape))
        ngrams, by_type = _distinct_ngrams(tokens.types, ngram_range)
        sums = (counted @ by_type).tocsr()
        sums.sort_indices()
        return cls(tokens, ngrams, by_type, counted, sums)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.tokens.lengths)

    def select(self, rows: Ids) -> Self:
        """Return what analysing only these texts would give, but for n-grams not in them."""
        tokens, left = self.tokens.select(rows)
        return type(self)(
            tokens, self.ngrams, self.by_type[left], self.counted[rows][:, left], self.sums[rows]
        )


def _count_marks(texts: Sequence[str]) -> tuple[list[str], sparse.csr_matrix]:
    """Return the distinct marks of texts, and how often each stands in each text."""
    found = [Counter(marks(text)) for text in texts]
    types = sorted(set().union(*found))
    column = {mark: number for number, mark in enumerate(types)}
    counted = sparse.csr_matrix(
        (
            np.array([n for one in found for n in one.values()], dtype=np.float64),
            np.array([column[mark] for one in found for mark in one], dtype=np.int64),
            np.cumsum([0, *map(len, found)]),
        ),
        (len(found), len(types)),
    )
    counted.sort_indices()
    return types, counted


def _distinct_ngrams(
    types: Sequence[str], ngram_range: tuple[int, int]
) -> tuple[list[str], sparse.csr_matrix]:
    index: dict[str, int] = {}
    for word in types:
        for gram in word_ngrams(word, *ngram_range):
            index.setdefault(gram, len(index))
    ngrams = sorted(index)
    return ngrams, count_ngrams(types, {gram: n for n, gram in enumerate(ngrams)}, ngram_range)


def count_ngrams(
    types: Sequence[str], index: dict[str, int], ngram_range: tuple[int, int]
) -> sparse.csr_matrix:
    """Return how often each n-gram of an index stands in each word, as float64."""
    columns: list[int] = []
    ends = [0]
    for word in types:
        found = word_ngrams(word, *ngram_range)
        columns += [index[gram] for gram in found if gram in index]
        ends.append(len(columns))
    counted = sparse.csr_matrix(
        (np.ones(len(columns)), np.array(columns, np.int64), np.array(ends, np.int64)),
        (len(types), len(index)),
    )
    counted.sum_duplicates()
    return counted


def word_ngrams(word: str, shortest: int, longest: int) -> list[str]:
    """Return the character n-grams of a word with a space on each side.

    They are those of scikit-learn's ``analyzer="char_wb"``: a word shorter than `n` with its
    boundaries comes once, as it is.

    Examples
    --------
    >>> word_ngrams("war", 4, 5)
    [' war', 'war ', ' war ']
    """
    padded = f" {word} "
    found: list[str] = []
    for n in range(shortest, longest + 1):
        if n >= len(padded):
            found.append(padded)
            break
        found += [padded[i : i + n] for i in range(len(padded) - n + 1)]
    return found
