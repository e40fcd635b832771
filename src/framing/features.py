"""Texts to numbers: the term block and the subword block, as scikit-learn transformers.

Both blocks have one form. Everything that is counted, a term or a word type, has one fixed
vector ``v``; a document with counts ``c`` is the sum of ``(1 + ln c) v`` over a norm that is
a sum as well, ``sqrt(sum((1 + ln c)**2 * |v|**2))``. That is what lets a linear model on top
be compiled to one row of weights for each term and word type (`framing.compiling`).
"""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from framing.analysis import Subwords, Tokens, count_ngrams
from framing.counting import (
    WORD_BITS,
    Ids,
    counts,
    frequent,
    look_up,
    norms,
    pairs,
    rename_columns,
    scale_rows,
    sublinear,
    triples,
)
from framing.vectors import WordVectors

__all__ = ["SubwordVectorizer", "TermVectorizer"]


class TermVectorizer(TransformerMixin, BaseEstimator):
    """TF-IDF of words, word pairs and marks, joined by the weights of the lexicon's cues.

    Without cues and marks this is ``TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)``.

    Parameters
    ----------
    cues : sequence of str, optional
        Normalised cues of one to three words.
    cue_weights : ndarray of shape (n_cues, n_frames), optional
        The weight of each cue for each frame.
    cue_scale : float
        How much a cue weight counts beside an inverse document frequency.
    min_df : int
        In how many documents a word must stand to be a term.
    min_df_pairs : int
        In how many documents a word pair must stand to be a term. Cues always are terms.
    min_df_marks : int, optional
        In how many documents a mark (see `framing.text`) must stand to be a term; without it
        none is one.

    Attributes
    ----------
    terms_ : list of str
        The terms, words joined by a space; at the end `marks_`.
    marks_ : list of str
        The marks among the terms.
    idf_ : ndarray of float64, shape (n_terms,)
        Inverse document frequency, ``ln((1 + n) / (1 + df)) + 1``.
    cue_matrix_ : csr matrix of float64, shape (n_terms, n_frames)
        Cue weights times `cue_scale`.
    squared_norms_ : ndarray of float64, shape (n_terms,)
        ``idf**2`` and the squared cue weights.

    Examples
    --------
    >>> texts = ["our heroes fell", "the heroes fell at dawn"]
    >>> TermVectorizer().fit(texts).transform(texts).shape
    (2, 11)
    """

    def __init__(
        self,
        cues: Sequence[str] | None = None,
        cue_weights: ArrayLike | None = None,
        *,
        cue_scale: float = 1.0,
        min_df: int = 1,
        min_df_pairs: int = 1,
        min_df_marks: int | None = None,
    ) -> None:
        self.cues = cues
        self.cue_weights = cue_weights
        self.cue_scale = cue_scale
        self.min_df = min_df
        self.min_df_pairs = min_df_pairs
        self.min_df_marks = min_df_marks

    def fit(self, X: Iterable[str] | Tokens, y: object = None) -> Self:  # noqa: ARG002
        """Learn the terms and their inverse document frequencies from texts."""
        tokens = X if isinstance(X, Tokens) else Tokens.of(X)
        index = {word: number for number, word in enumerate(tokens.types)}
        n_documents = len(tokens.lengths)
        cues = [tuple(index.setdefault(w, len(index)) for w in c.split()) for c in self.cues or ()]
        self.index_ = index
        self._choose_terms(tokens.ids, tokens.documents, cues)
        wanted = self.min_df_marks
        self.marks_ = [] if wanted is None else tokens.frequent_marks(wanted)
        self.terms_ += self.marks_
        self._join_cues(cues)
        frequency = np.diff(self._counts(tokens).tocsc().indptr)
        self.idf_ = np.log((1 + n_documents) / (1 + frequency)) + 1
        cue_norms = np.asarray(self.cue_matrix_.multiply(self.cue_matrix_).sum(axis=1)).ravel()
        self.squared_norms_ = self.idf_**2 + cue_norms
        return self

    def transform(self, X: Iterable[str] | Tokens) -> sparse.csr_matrix:
        """Return the block of each text, shape (n_texts, n_terms + n_frames)."""
        check_is_fitted(self, "idf_")
        tokens = X if isinstance(X, Tokens) else Tokens.of(X)
        counted = sublinear(self._counts(tokens))
        norm = norms(counted, self.squared_norms_)
        tfidf = scale_rows(counted.multiply(self.idf_).tocsr(), norm)
        cues = scale_rows(counted @ self.cue_matrix_, norm)
        block: sparse.csr_matrix = sparse.hstack([tfidf, cues], format="csr")
        return block

    def _choose_terms(self, ids: Ids, documents: Ids, cues: Sequence[tuple[int, ...]]) -> None:
        """Fill the sorted key tables of words, pairs and triples, and the names of the terms."""
        names = list(self.index_)
        pair, starts = pairs(ids, documents)
        word_keys = frequent(ids, documents, self.min_df)
        pair_keys = frequent(pair, documents[starts], self.min_df_pairs)
        cue_words = [c[0] for c in cues if len(c) == 1]
        cue_pairs = [c[0] << WORD_BITS | c[1] for c in cues if len(c) == 2]
        self.word_keys_ = np.union1d(word_keys, np.array(cue_words, np.int64))
        self.pair_keys_ = np.union1d(pair_keys, np.array(cue_pairs, np.int64))
        # A triple is the number of its first pair among these, and its third word.
        cue_triples = [c for c in cues if len(c) == 3]
        firsts = sorted({c[0] << WORD_BITS | c[1] for c in cue_triples})
        number = {pair: n for n, pair in enumerate(firsts)}
        self.first_keys_ = np.array(firsts, np.int64)
        keyed = sorted(
            (number[c[0] << WORD_BITS | c[1]] << WORD_BITS | c[2], c) for c in cue_triples
        )
        self.triple_keys_ = np.array([key for key, _ in keyed], np.int64)
        low = (1 << WORD_BITS) - 1
        self.terms_ = [names[i] for i in self.word_keys_.tolist()]
        self.terms_ += [
            f"{names[k >> WORD_BITS]} {names[k & low]}" for k in self.pair_keys_.tolist()
        ]
        self.terms_ += [" ".join(names[i] for i in c) for _, c in keyed]

    def _join_cues(self, cues: Sequence[tuple[int, ...]]) -> None:
        weights = np.zeros((0, 0)) if self.cue_weights is None else np.asarray(self.cue_weights)
        if len(weights) != len(cues):
            raise ValueError(f"{len(cues)} cues but weights for {len(weights)}")
        row = {term: i for i, term in enumerate(self.terms_)}
        rows = np.array([row[cue] for cue in self.cues or ()], dtype=np.int64)
        place = sparse.csr_matrix(
            (np.ones(len(rows)), (rows, np.arange(len(rows)))), (len(self.terms_), len(rows))
        )
        self.cue_matrix_ = (place @ sparse.csr_matrix(weights.astype(np.float64))) * self.cue_scale

    def _counts(self, tokens: Tokens) -> sparse.csr_matrix:
        """Return how often each term stands in each text."""
        rows, columns = self._occurrences(tokens.translated(self.index_), tokens.documents)
        n_others = len(self.terms_) - len(self.marks_)
        counted = counts(rows, columns, len(tokens.lengths), n_others)
        both: sparse.csr_matrix = sparse.hstack(
            [counted, tokens.counted_marks(self.marks_)], format="csr"
        )
        return both

    def _occurrences(self, ids: Ids, documents: Ids) -> tuple[Ids, Ids]:
        """Return document and column of every word, pair and triple that stands in the texts."""
        n_words, n_pairs = len(self.word_keys_), len(self.pair_keys_)
        word_at = look_up(self.word_keys_, ids)
        pair, starts = pairs(ids, documents)
        pair_at = look_up(self.pair_keys_, pair)
        triple, triple_starts = triples(self.first_keys_, pair, starts, ids, documents)
        triple_at = look_up(self.triple_keys_, triple)
        columns = [word_at, pair_at + np.where(pair_at < 0, 0, n_words)]
        columns.append(triple_at + np.where(triple_at < 0, 0, n_words + n_pairs))
        rows = [documents, documents[starts], documents[triple_starts]]
        column, row = np.concatenate(columns), np.concatenate(rows)
        return row[column >= 0], column[column >= 0]


class SubwordVectorizer(TransformerMixin, BaseEstimator):
    """Character n-grams inside words, summed by word type; word vectors stand beside them.

    The norm is that of the n-grams alone, so that vectors change nothing of their columns. Vectors
    are weighted by the inverse document frequency of their word, and scaled so that a text's sum
    has length 1 on average.

    Parameters
    ----------
    ngram_range : pair of int
        Shortest and longest n-gram, boundaries of the word included.
    min_df : int
        In how many documents an n-gram must stand.
    scale : float
        What the columns of n-grams are multiplied by: how much they count beside other blocks.
    vectors : WordVectors, optional
        Learned from unlabelled text, see `framing.vectors`.

    Attributes
    ----------
    ngrams_ : dict of str to int
        The n-grams and their columns.
    idf_ : ndarray of float64, shape (n_ngrams,)
    types_ : list of str
        The word types of the texts it was fitted on, in alphabetical order.
    word_idf_ : dict of str to float
        Inverse document frequency of each of `types_`, and under "" of a word that isn't there.
    vector_scale_ : float
        What word vectors are multiplied by, beside the frequency of their word.

    Examples
    --------
    >>> vectorizer = SubwordVectorizer(ngram_range=(2, 3)).fit(["hero"])
    >>> vectorizer.transform(["hero", "xyz"]).sum(axis=1).round(1).tolist()
    [3.0, 0.0]
    """

    def __init__(
        self,
        *,
        ngram_range: tuple[int, int] = (2, 5),
        min_df: int = 1,
        scale: float = 1.0,
        vectors: WordVectors | None = None,
    ) -> None:
        self.ngram_range = ngram_range
        self.min_df = min_df
        self.scale = scale
        self.vectors = vectors

    def fit(self, X: Iterable[str] | Subwords, y: object = None) -> Self:  # noqa: ARG002
        """Learn the n-grams and their inverse document frequencies from texts."""
        found = self._analysed(X)
        self.types_ = found.tokens.types
        frequency = np.bincount(found.sums.indices, minlength=len(found.ngrams))
        kept = np.flatnonzero(frequency >= max(1, self.min_df))
        self.ngrams_ = {found.ngrams[old]: new for new, old in enumerate(kept.tolist())}
        self.idf_ = np.log((1 + len(found)) / (1 + frequency[kept])) + 1
        standing = np.bincount(found.counted.indices, minlength=len(self.types_))
        idf = np.log((1 + len(found)) / (1 + standing)) + 1
        self.word_idf_ = dict(zip(self.types_, idf.tolist(), strict=True))
        self.word_idf_[""] = float(np.log(1 + len(found)) + 1)
        self.vector_scale_ = 1.0
        if self.vectors is not None and len(found):
            norm = norms(found.counted, self._squared_norms(found, self._columns(found)))
            sums = self._sums(found, norm)
            self.vector_scale_ = float(1 / np.sqrt((sums**2).sum(axis=1).mean() or 1.0))
        return self

    def transform(self, X: Iterable[str] | Subwords) -> sparse.csr_matrix:
        """Return the block of each text, shape (n_texts, n_ngrams + vector dimensions)."""
        check_is_fitted(self, "idf_")
        found = self._analysed(X)
        columns = self._columns(found)
        norm = norms(found.counted, self._squared_norms(found, columns))
        block = rename_columns(found.sums, columns, len(self.ngrams_))
        block.data *= self.idf_[block.indices] * self.scale
        block = scale_rows(block, norm)
        if self.vectors is None:
            return block
        sums = sparse.csr_matrix(self._sums(found, norm))
        both: sparse.csr_matrix = sparse.hstack([block, sums], format="csr")
        return both

    def _columns(self, found: Subwords) -> NDArray[np.int64]:
        return np.array([self.ngrams_.get(gram, -1) for gram in found.ngrams], dtype=np.int64)

    def _squared_norms(self, found: Subwords, columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the squared norm of each word type, over its n-grams."""
        known = rename_columns(found.by_type, columns, len(self.ngrams_))
        squared: NDArray[np.float64] = known @ self.idf_**2
        return squared

    def _sums(self, found: Subwords, norm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of the vectors of each text's words over its norm."""
        sums = found.counted @ self._weighted_vectors(found.tokens.types)
        over: NDArray[np.float64] = np.zeros_like(sums)
        np.divide(sums, norm[:, None], out=over, where=norm[:, None] > 0)
        return over

    def _weighted_vectors(self, types: Sequence[str]) -> NDArray[np.float64]:
        unknown = self.word_idf_[""]
        idf = np.array([self.word_idf_.get(word, unknown) for word in types])
        looked_up = self.vectors.look_up(types).astype(np.float64) if self.vectors else 0.0
        weighted: NDArray[np.float64] = looked_up * (idf * self.vector_scale_).reshape(-1, 1)
        return weighted

    def _analysed(self, X: Iterable[str] | Subwords) -> Subwords:
        return X if isinstance(X, Subwords) else Subwords.of(Tokens.of(X), self.ngram_range)

    def type_vectors(self, types: Sequence[str]) -> tuple[sparse.csr_matrix, NDArray[np.float64]]:
        """Return the fixed vectors of word types and their squared norms.

        The norm is taken over the n-grams as they stand in the word, each occurrence by
        itself, so that it can be summed along the word.

        Parameters
        ----------
        types : sequence of str

        Returns
        -------
        vectors : csr matrix of float64, shape (n_types, n_ngrams + vector dimensions)
        squared_norms : ndarray of float64, shape (n_types,)
        """
        counted = count_ngrams(types, self.ngrams_, self.ngram_range)
        squared_norms = counted @ self.idf_**2
        weighted = counted.multiply(self.idf_).tocsr() * self.scale
        if self.vectors is None:
            return weighted, squared_norms
        dense = sparse.csr_matrix(self._weighted_vectors(types))
        return sparse.hstack([weighted, dense], format="csr"), squared_norms
