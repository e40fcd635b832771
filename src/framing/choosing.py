"""Fitting with everything chosen out of fold: C, calibration and thresholds.

Training and cross-validation both fit by `fit_chosen`, which looks at nothing but the
statements that it is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.calibration import fit_sigmoid, operating_points, sigmoid
from framing.compiling import Calibrated, compile_model
from framing.corpus import Corpus
from framing.fitting import Features, Recipe, fit_linear
from framing.metrics import average_precision
from framing.model import FrameModel
from framing.splitting import group_folds
from framing.vectors import WordVectors

__all__ = ["Chosen", "Fitted", "fit_chosen"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen out of fold."""

    c: float
    calibrated: Calibrated
    points: dict[str, tuple[float, ...]]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Features and linear models, with what was chosen for them; not compiled yet.

    Attributes
    ----------
    corpus : Corpus
        What it was fitted on.
    features : Features
    weights : ndarray of float64, shape (n_frames, n_features)
    intercepts : ndarray of float64, shape (n_frames,)
    chosen : Chosen
    """

    corpus: Corpus
    features: Features
    weights: Floats
    intercepts: Floats
    chosen: Chosen

    def margins(self, texts: Sequence[str]) -> Floats:
        """Return the linear scores of texts, shape (n_texts, n_frames)."""
        margins: Floats = self.features.transform(texts) @ self.weights.T + self.intercepts
        return margins

    def compile(self, **facts: Any) -> FrameModel:
        """Compile to a model; `facts` join those of the choice."""
        book = self.corpus.codebook
        return compile_model(
            replace(book, lexicon=type(book.lexicon)()),
            self.features.terms,
            self.features.subwords,
            self.weights,
            self.intercepts,
            self.chosen.calibrated,
            operating_points=self.chosen.points,
            facts=self.chosen.facts | facts,
        )


def fit_chosen(
    corpus: Corpus,
    groups: NDArray[np.int64],
    recipe: Recipe,
    vectors: WordVectors | None = None,
    *,
    jobs: int = -1,
    step: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Choose C, calibration and thresholds out of fold, then fit to all statements.

    Parameters
    ----------
    corpus : Corpus
        Nothing else is looked at.
    groups : ndarray of int64, shape (len(corpus),)
        Kept together in the cross-validation in which everything is chosen.
    recipe : Recipe
    vectors : WordVectors, optional
    jobs : int
        Threads; -1 for one on each core.
    step : callable
        Called with what is being done, ``recipe.n_folds + 1`` times.
    """
    chosen = _choose(corpus, groups, recipe, vectors, jobs, step)
    step("fitting")
    features = Features.of(recipe, corpus.codebook, vectors)
    blocks = features.fit_transform(corpus.texts)
    weights, intercepts = fit_linear(blocks, corpus.labels(), chosen.c, recipe.seed, jobs)
    return Fitted(corpus, features, weights, intercepts, chosen)


def _choose(
    rest: Corpus,
    groups: NDArray[np.int64],
    recipe: Recipe,
    vectors: WordVectors | None,
    jobs: int,
    step: Callable[[str], None],
) -> Chosen:
    """Choose C, calibration and thresholds on out-of-fold margins."""
    labels = rest.labels()
    folds = group_folds(labels, groups, recipe.n_folds, recipe.seed + 1)
    grid = recipe.inverse_regularisations
    margins = {c: np.zeros(labels.shape) for c in grid}
    for fold in range(recipe.n_folds):
        step("cross-validating")
        inside, outside = folds != fold, folds == fold
        if not outside.any():
            continue
        features = Features.of(recipe, rest.codebook, vectors)
        train_blocks = features.fit_transform(rest.select(inside).texts)
        test_blocks = features.transform(rest.select(outside).texts)
        for c in grid:
            weights, intercepts = fit_linear(train_blocks, labels[inside], c, recipe.seed, jobs)
            margins[c][outside] = test_blocks @ weights.T + intercepts
    one = np.ones((1, len(labels)))
    scores = {
        c: float(
            np.nanmean(
                [
                    average_precision(labels[:, k], margins[c][:, k], one)[0]
                    for k in range(labels.shape[1])
                ]
            )
        )
        for c in grid
    }
    best = max(grid, key=lambda c: scores[c])
    fitted = [fit_sigmoid(margins[best][:, k], labels[:, k]) for k in range(labels.shape[1])]
    slopes, offsets = np.array([s for s, _ in fitted]), np.array([o for _, o in fitted])
    points = operating_points(sigmoid(margins[best] * slopes + offsets), labels)
    facts = {
        "inverse_regularisation": best,
        "out_of_fold_mean_average_precision": {str(c): round(s, 6) for c, s in scores.items()},
        "prevalence": [round(float(p), 6) for p in labels.mean(axis=0)],
    }
    return Chosen(best, Calibrated(slopes, offsets, np.array(points["f1"])), points, facts)
