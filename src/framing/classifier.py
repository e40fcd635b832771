"""A scikit-learn estimator that is trained and applied as framing's models are."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_is_fitted

from framing.codebook import Codebook
from framing.fitting import Features, Recipe, fit_linear

__all__ = ["FramingClassifier"]


class FramingClassifier(ClassifierMixin, BaseEstimator):
    """Linear one-vs-rest classifier of texts, with the features of framing.

    It works wherever scikit-learn takes a classifier: ``cross_val_score``,
    ``GridSearchCV``, pipelines. It neither calibrates nor chooses thresholds: that takes
    out-of-fold margins, which `framing.training.train` makes.

    Parameters
    ----------
    C : float
        Inverse strength of regularisation.
    codebook : Codebook, optional
        Its lexicon joins the features. The classes of `y` must then be its frame ids, or
        the columns of `y` its frames in order.
    cue_scale : float
        Weight of the cues beside inverse document frequencies.
    ngram_range : pair of int
        Lengths of the character n-grams.
    min_df, min_df_pairs, min_df_marks, min_df_ngrams : int
        In how many texts a word, a word pair, a mark or a character n-gram must stand.
    n_jobs : int
        Threads for fitting; -1 for one on each core.
    random_state : int

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
        The labels, or the numbers of the columns where `y` is a matrix.
    coef_ : ndarray of float64, shape (n_classes, n_features)
        With two classes one row, for the second.
    intercept_ : ndarray of float64

    Examples
    --------
    >>> texts = ["our heroes fell", "heroes of the nation", "rain in the north", "sunny and dry"]
    >>> classifier = FramingClassifier().fit(texts, ["hero", "hero", "weather", "weather"])
    >>> classifier.predict(["the fallen heroes"]).tolist()
    ['hero']
    """

    def __init__(
        self,
        C: float = 0.5,
        *,
        codebook: Codebook | None = None,
        cue_scale: float = 1.0,
        ngram_range: tuple[int, int] = (2, 5),
        min_df: int = 1,
        min_df_pairs: int = 1,
        min_df_marks: int = 1,
        min_df_ngrams: int = 1,
        n_jobs: int = 1,
        random_state: int = 0,
    ) -> None:
        self.C = C
        self.codebook = codebook
        self.cue_scale = cue_scale
        self.ngram_range = ngram_range
        self.min_df = min_df
        self.min_df_pairs = min_df_pairs
        self.min_df_marks = min_df_marks
        self.min_df_ngrams = min_df_ngrams
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: ArrayLike) -> Self:
        """Fit to texts.

        Parameters
        ----------
        X : sequence of str, length n_texts
        y : array-like
            One label for each text, or a matrix of 0 and 1, shape (n_texts, n_classes).

        Raises
        ------
        ValueError
            `X` isn't a list of texts, or doesn't fit `y`, or there is one class only.
        """
        texts = _texts(X)
        labels = np.asarray(y)
        if labels.ndim == 0:
            raise ValueError("y must have one label, or one row of 0 and 1, for each text")
        targets = self._targets(labels, len(texts))
        codebook = self.codebook or Codebook.from_ids([f"class-{c}" for c in self.classes_])
        recipe = Recipe(
            cue_scale=self.cue_scale,
            ngram_range=self.ngram_range,
            min_df=self.min_df,
            min_df_pairs=self.min_df_pairs,
            min_df_marks=self.min_df_marks,
            min_df_ngrams=self.min_df_ngrams,
            seed=self.random_state,
        )
        self.features_ = Features.of(recipe, codebook)
        blocks = self.features_.fit_transform(texts)
        ((self.coef_, self.intercept_),) = fit_linear(
            blocks, targets, (self.C,), recipe, self.n_jobs
        )
        return self

    def decision_function(self, X: Sequence[str]) -> NDArray[np.float64]:
        """Return the margins, shape (n_texts, n_classes), or (n_texts,) with two classes."""
        check_is_fitted(self, "coef_")
        margins: NDArray[np.float64] = (
            self.features_.transform(_texts(X)) @ self.coef_.T + self.intercept_
        )
        return margins[:, 0] if self._binary else margins

    def predict_proba(self, X: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each class, shape (n_texts, n_classes).

        With one label a text they sum to 1; with a matrix of labels each stands alone. The
        squared hinge drives margins to twice the probability minus 1 (Zhang 2004); this is the
        logistic curve that is as steep at the margin 0.
        """
        alone = 0.5 * (1 + np.tanh(self.decision_function(X)))
        if self._multilabel:
            return alone
        if self._binary:
            return np.column_stack([1 - alone, alone])
        total: NDArray[np.float64] = alone / alone.sum(axis=1, keepdims=True)
        return total

    def predict(self, X: Sequence[str]) -> NDArray[Any]:
        """Return the label of each text, or a matrix of 0 and 1 if it was fitted to one."""
        margins = self.decision_function(X)
        if self._multilabel:
            return (margins > 0).astype(np.int64)
        best = (margins > 0).astype(np.int64) if self._binary else margins.argmax(axis=1)
        predicted: NDArray[Any] = self.classes_[best]
        return predicted

    def _targets(self, y: NDArray[Any], n_texts: int) -> NDArray[np.bool_]:
        if len(y) != n_texts:
            raise ValueError(f"{n_texts} texts but {len(y)} labels")
        if not n_texts:
            raise ValueError("no texts; at least two of different classes are needed")
        if y.ndim == 2 and y.shape[1] == 1 and np.isin(y, (0, 1)).all():
            self.classes_, self._multilabel, self._binary = np.arange(1), True, False
            return y.astype(np.bool_)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        self._multilabel = kind == "multilabel-indicator"
        if self._multilabel:
            self.classes_ = np.arange(y.shape[1])
            self._binary = False
            return y.astype(np.bool_)
        if kind not in ("binary", "multiclass"):
            raise ValueError(f"y is {kind}; allowed are one label a text, or a matrix of 0 and 1")
        self.classes_ = np.unique(y)
        if len(self.classes_) < 2:
            raise ValueError(f"one class only in y: {self.classes_[0]!r}; at least two are needed")
        self._binary = len(self.classes_) == 2
        classes = self.classes_[1:] if self._binary else self.classes_
        targets: NDArray[np.bool_] = y[:, None] == classes[None, :]
        return targets

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        return tags


def _texts(X: Sequence[str]) -> list[str]:
    texts = list(X) if isinstance(X, Iterable) and not isinstance(X, str) else None
    if texts is None or not all(isinstance(text, str) for text in texts):
        raise ValueError("X must be a sequence of texts (str), one for each row")
    return texts
