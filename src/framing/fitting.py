"""Fitting what is compiled later: the two blocks of features and one linear model a frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from framing.analysis import Subwords, Tokens
from framing.codebook import Codebook
from framing.descent import support_vector_machines
from framing.features import SubwordVectorizer, TermVectorizer
from framing.vectors import WordVectors

__all__ = ["Choice", "Features", "FrameFits", "Recipe", "fit_frames", "fit_linear"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Weights, shape (n_frames, n_features), and intercepts, shape (n_frames,).
Linear = tuple[Floats, Floats]
#: C, and how much the word vectors count.
Choice = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained; the defaults are what measured best (see docs/decisions).

    Attributes
    ----------
    inverse_regularisations : tuple of float
        Values of C to choose from by mean average precision, out of fold.
    class_balance : float
        How far the texts with a frame and those without count the same in sum: 0 each text counts
        as one, 1 both sums are equal.
    cue_scale : float
        Weight of cues beside inverse document frequencies.
    subword_scale, subword_scale_beside_cues : float
        Weight of the block of n-grams: in a codebook without a lexicon, and with one.
    vector_weights : tuple of float
        How much the margins of a model of word vectors alone count beside those of the words
        themselves: values to choose from as C is. Each model is fitted apart, as neither leaves
        anything to be learned to the other.
    vector_regularisation : float
        C of the model of word vectors.
    min_df, min_df_pairs, min_df_marks, min_df_ngrams : int
        In how many statements a word, a word pair, a mark or a character n-gram must stand; None
        for no marks.
    ngram_range : pair of int
        Lengths of the character n-grams.
    n_folds : int
        Of the cross-validation in which everything is chosen.
    test_share : float
        Share of the statements, as whole contexts, set aside as a test.
    min_positives : int
        A frame with fewer statements outside the test is left out.
    seed : int
    """

    inverse_regularisations: tuple[float, ...] = (0.06, 0.2, 0.6)
    class_balance: float = 0.7
    cue_scale: float = 4.0
    subword_scale: float = 1.0
    subword_scale_beside_cues: float = 0.5
    vector_weights: tuple[float, ...] = (0.3, 0.6, 1.0)
    vector_regularisation: float = 0.03
    min_df: int = 1
    min_df_pairs: int = 2
    min_df_marks: int | None = 2
    min_df_ngrams: int = 2
    ngram_range: tuple[int, int] = (2, 5)
    n_folds: int = 5
    test_share: float = 0.15
    min_positives: int = 8
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Features:
    """The two blocks, fitted together and side by side."""

    terms: TermVectorizer
    subwords: SubwordVectorizer

    @classmethod
    def of(
        cls, recipe: Recipe, codebook: Codebook, vectors: WordVectors | None = None
    ) -> "Features":
        """Return the blocks that a recipe names, not yet fitted."""
        cues, weights = codebook.lexicon.matrix(codebook.frame_ids)
        return cls(
            TermVectorizer(
                cues,
                weights,
                cue_scale=recipe.cue_scale,
                min_df=recipe.min_df,
                min_df_pairs=recipe.min_df_pairs,
                min_df_marks=recipe.min_df_marks,
            ),
            SubwordVectorizer(
                ngram_range=recipe.ngram_range,
                min_df=recipe.min_df_ngrams,
                scale=recipe.subword_scale_beside_cues if cues else recipe.subword_scale,
                vectors=vectors,
            ),
        )

    @property
    def n_vector_features(self) -> int:
        """How many of the last features are sums of word vectors."""
        vectors = self.subwords.vectors
        return 0 if vectors is None else int(vectors.vectors.shape[1])

    def analyse(self, texts: Sequence[str]) -> Subwords:
        """Return what both blocks count, to be selected from and given instead of texts."""
        return Subwords.of(Tokens.of(texts), self.subwords.ngram_range)

    def fit_transform(self, texts: Sequence[str] | Subwords) -> sparse.csr_matrix:
        """Fit both blocks and return them side by side, shape (n_texts, n_features)."""
        analysed = texts if isinstance(texts, Subwords) else self.analyse(texts)
        self.terms.fit(analysed.tokens)
        self.subwords.fit(analysed)
        return self.transform(analysed)

    def transform(self, texts: Sequence[str] | Subwords) -> sparse.csr_matrix:
        """Return both blocks side by side, shape (n_texts, n_features)."""
        analysed = texts if isinstance(texts, Subwords) else self.analyse(texts)
        both = [self.terms.transform(analysed.tokens), self.subwords.transform(analysed)]
        blocks: sparse.csr_matrix = sparse.hstack(both, format="csr")
        blocks.sum_duplicates()
        return blocks


@dataclass(frozen=True, slots=True)
class FrameFits:
    """Linear models of words and of word vectors, whose margins add up.

    Attributes
    ----------
    of_words : mapping of float to tuple
        Weights and intercepts for each C; the weights of word vectors are zero.
    of_vectors : tuple, optional
        Weights and intercepts, the weights of words being zero.
    vector_weights : tuple of float
        How much the margins of `of_vectors` may count.
    """

    of_words: Mapping[float, Linear]
    of_vectors: Linear | None
    vector_weights: tuple[float, ...]

    def margins(self, blocks: sparse.csr_matrix) -> dict[Choice, Floats]:
        """Return the margins of texts for each C and weight, shape (n_texts, n_frames)."""
        of_words = {c: blocks @ w.T + b for c, (w, b) in self.of_words.items()}
        if self.of_vectors is None:
            return {(c, 0.0): margins for c, margins in of_words.items()}
        weights, intercepts = self.of_vectors
        of_vectors = blocks @ weights.T + intercepts
        return {
            (c, share): margins + share * of_vectors
            for c, margins in of_words.items()
            for share in self.vector_weights
        }

    def added(self, choice: Choice) -> Linear:
        """Return the one model that has these margins."""
        c, share = choice
        weights, intercepts = self.of_words[c]
        if self.of_vectors is None:
            return weights, intercepts
        return weights + share * self.of_vectors[0], intercepts + share * self.of_vectors[1]


def fit_frames(
    features: Features,
    blocks: sparse.csr_matrix,
    labels: Bools,
    grid: Sequence[float],
    recipe: Recipe,
    jobs: int = 1,
) -> FrameFits:
    """Fit the models of words and of word vectors.

    Parameters
    ----------
    features : Features
        Fitted; `blocks` are what it returned.
    blocks : csr matrix, shape (n_texts, n_features)
    labels : ndarray of bool, shape (n_texts, n_frames)
    grid : sequence of float
        Values of C for the model of words.
    recipe : Recipe
    jobs : int
        Threads; -1 for one on each core.
    """
    n_apart, n_frames = features.n_vector_features, labels.shape[1]
    if not n_apart:
        fits = fit_linear(blocks, labels, grid, recipe, jobs)
        return FrameFits(dict(zip(grid, fits, strict=True)), None, ())
    columns = blocks.tocsc()
    words, vectors = columns[:, :-n_apart].tocsr(), columns[:, -n_apart:].tocsr()
    ((apart, biases),) = fit_linear(vectors, labels, (recipe.vector_regularisation,), recipe, jobs)
    fits = fit_linear(words, labels, grid, recipe, jobs)
    return FrameFits(
        {
            c: (np.hstack([weights, np.zeros((n_frames, n_apart))]), intercepts)
            for c, (weights, intercepts) in zip(grid, fits, strict=True)
        },
        (np.hstack([np.zeros((n_frames, words.shape[1])), apart]), biases),
        recipe.vector_weights,
    )


def fit_linear(
    blocks: sparse.csr_matrix, labels: Bools, grid: Sequence[float], recipe: Recipe, jobs: int = 1
) -> list[Linear]:
    """Fit one class-weighted support vector machine for each frame and each C.

    Returns
    -------
    list of tuple, one for each C
        Weights, ndarray of float64, shape (n_frames, n_features), and intercepts, ndarray of
        float64, shape (n_frames,).
    """
    n_texts, n_positives = labels.shape[0], labels.sum(axis=0)
    learnable = np.flatnonzero((n_positives > 0) & (n_positives < n_texts))
    # A fold may lack a frame: nothing is known then but which way it goes.
    way = np.where(n_positives > 0, 1.0, -1.0)
    known, positives = labels[:, learnable], n_positives[learnable]
    balanced = np.where(known, n_texts / (2 * positives), n_texts / (2 * (n_texts - positives)))
    coefficients, intercepts = support_vector_machines(
        blocks, known, balanced**recipe.class_balance, grid, seed=recipe.seed, jobs=jobs
    )
    fitted = []
    for number in range(len(grid)):
        weights, biases = np.zeros((labels.shape[1], blocks.shape[1])), way.copy()
        weights[learnable] = coefficients[number].T
        biases[learnable] = intercepts[number]
        fitted.append((weights, biases))
    return fitted
