"""Fitting what is compiled later: the two blocks of features and one linear model a frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from framing.codebook import Codebook
from framing.features import SubwordVectorizer, TermVectorizer
from framing.vectors import WordVectors

__all__ = ["Features", "Recipe", "fit_linear"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Non-zero values times frames from which starting processes pays.
WORTH_PROCESSES = 4_000_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained; the defaults are what measured best (see docs/decisions).

    Attributes
    ----------
    inverse_regularisations : tuple of float
        Values of C to choose from by mean average precision, out of fold.
    cue_scale, vector_scale : float
        Weights of cues and of word vectors beside inverse document frequencies.
    min_df, min_df_pairs, min_df_ngrams : int
        In how many statements a word, a word pair or a character n-gram must stand.
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

    inverse_regularisations: tuple[float, ...] = (0.3, 1.0, 3.0)
    cue_scale: float = 4.0
    vector_scale: float = 1.0
    min_df: int = 1
    min_df_pairs: int = 2
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
            ),
            SubwordVectorizer(
                ngram_range=recipe.ngram_range,
                min_df=recipe.min_df_ngrams,
                vectors=vectors,
                vector_scale=recipe.vector_scale,
            ),
        )

    def fit_transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Fit both blocks and return them side by side, shape (n_texts, n_features)."""
        self.terms.fit(texts)
        self.subwords.fit(texts)
        return self.transform(texts)

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return both blocks side by side, shape (n_texts, n_features)."""
        both = [self.terms.transform(texts), self.subwords.transform(texts)]
        blocks: sparse.csr_matrix = sparse.hstack(both, format="csr")
        # Learners would do this in place, each in its thread.
        blocks.sum_duplicates()
        return blocks


def fit_linear(
    blocks: sparse.csr_matrix, labels: Bools, c: float, seed: int, jobs: int
) -> tuple[Floats, Floats]:
    """Fit one class-weighted logistic regression for each frame.

    Returns
    -------
    weights : ndarray of float64, shape (n_frames, n_features)
    intercepts : ndarray of float64, shape (n_frames,)
    """
    # In processes, since liblinear draws from one generator for all threads of a process: with
    # threads the result would depend on their order.
    n_jobs = jobs if blocks.nnz * labels.shape[1] > WORTH_PROCESSES else 1
    tasks = (delayed(_fit_one)(blocks, labels[:, k], c, seed) for k in range(labels.shape[1]))
    fitted = Parallel(n_jobs=n_jobs)(tasks)
    return np.array([w for w, _ in fitted]), np.array([b for _, b in fitted])


def _fit_one(blocks: sparse.csr_matrix, target: Bools, c: float, seed: int) -> tuple[Floats, float]:
    if target.all() or not target.any():
        # A fold may lack a frame: nothing is known then but which way it goes.
        way = float(np.log(len(target) + 1))
        return np.zeros(blocks.shape[1]), way if target.all() else -way
    learner = LogisticRegression(
        C=c,
        class_weight="balanced",
        solver="liblinear",
        dual=True,  # the same optimum as the primal, ten times sooner on sparse rows
        max_iter=2000,
        random_state=seed,
    )
    learner.fit(blocks, target)
    return learner.coef_[0], float(learner.intercept_[0])
