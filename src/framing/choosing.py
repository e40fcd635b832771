"""Fitting with everything chosen out of fold: C, calibration and thresholds.

Training and cross-validation both fit by `fit_chosen`, which looks at nothing but the
statements that it is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from framing.analysis import Subwords
from framing.calibration import fit_sigmoid, operating_points, sigmoid
from framing.compiling import Calibrated, compile_model
from framing.corpus import Corpus
from framing.errors import TrainingError
from framing.fitting import Choice, Features, Recipe, fit_frames
from framing.metrics import average_precision
from framing.model import FrameModel
from framing.splitting import group_folds
from framing.vectors import VectorRecipe, WordVectors, join_vectors, learn_vectors

__all__ = ["Chosen", "Fitted", "all_vectors", "fit_chosen"]

Floats = NDArray[np.float64]
#: Characters of text from which starting processes pays.
WORTH_PROCESSES = 1_000_000
#: How word vectors are learned from statements, which are few and short beside other text.
OWN_VECTORS = VectorRecipe(n_dimensions=100, min_count=3, window=10, words_per_dimension=4)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen out of fold."""

    choice: Choice
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
    analysed: Subwords | None = None,
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
        Learned from unlabelled text. More are learned from the words of all these statements, if
        there are enough, and stand beside them. Labels play no part in that.
    analysed : Subwords, optional
        The texts of `corpus` as `Features.analyse` gives them, where that was done before.
    jobs : int
        Processes; -1 for one on each core. The result doesn't depend on it.
    step : callable
        Called with what is being done, ``recipe.n_folds + 1`` times.
    """
    learned = all_vectors(corpus.texts, vectors, recipe.seed)
    vectors = join_vectors(learned) if learned else None
    features = Features.of(recipe, corpus.codebook, vectors)
    if analysed is None:
        analysed = features.analyse(corpus.texts)
    chosen = _choose(corpus, analysed, groups, recipe, vectors, jobs, step)
    chosen.facts["word_vectors"] = [_vector_facts(found) for found in learned]
    step("fitting")
    blocks = features.fit_transform(analysed)
    fits = fit_frames(features, blocks, corpus.labels(), chosen.choice[:1], recipe, jobs)
    return Fitted(corpus, features, *fits.added(chosen.choice), chosen)


def all_vectors(texts: Sequence[str], given: WordVectors | None, seed: int) -> list[WordVectors]:
    """Return the vectors that were given, and those of the texts that are trained on."""
    own = _own_vectors(texts, seed)
    return [vectors for vectors in (given, own) if vectors is not None]


def _own_vectors(texts: Sequence[str], seed: int) -> WordVectors | None:
    """Learn word vectors from the texts that are trained on; None if they have too few words."""
    recipe = replace(OWN_VECTORS, seed=seed)
    try:
        vectors = learn_vectors(lambda: texts, recipe)
    except TrainingError:
        return None
    return replace(vectors, facts={"learned_from": "the statements"})


def _vector_facts(vectors: WordVectors) -> dict[str, Any]:
    n_words, n_dimensions = vectors.vectors.shape
    learned_from = vectors.facts.get("learned_from", "unlabelled text")
    return {"words": n_words, "dimensions": n_dimensions, "learned_from": learned_from}


def _choose(
    rest: Corpus,
    analysed: Subwords,
    groups: NDArray[np.int64],
    recipe: Recipe,
    vectors: WordVectors | None,
    jobs: int,
    step: Callable[[str], None],
) -> Chosen:
    """Choose C, what word vectors count, calibration and thresholds on out-of-fold margins."""
    labels = rest.labels()
    folds = group_folds(labels, groups, recipe.n_folds, recipe.seed + 1)
    margins: dict[Choice, Floats] = {}
    n_jobs = jobs if sum(map(len, rest.texts)) >= WORTH_PROCESSES else 1
    features = Features.of(recipe, rest.codebook, vectors)
    tasks = (
        delayed(_fold_margins)(features, analysed, labels, folds, fold, recipe)
        for fold in range(recipe.n_folds)
    )
    found = iter(Parallel(n_jobs=n_jobs, return_as="generator")(tasks))
    for fold in range(recipe.n_folds):
        step("cross-validating")
        for choice, outside in next(found).items():
            margins.setdefault(choice, np.zeros(labels.shape))[folds == fold] = outside
    scores = {choice: _mean_average_precision(labels, margins[choice], folds) for choice in margins}
    best = max(margins, key=lambda choice: scores[choice])
    fitted = [fit_sigmoid(margins[best][:, k], labels[:, k]) for k in range(labels.shape[1])]
    slopes, offsets = np.array([s for s, _ in fitted]), np.array([o for _, o in fitted])
    points = operating_points(sigmoid(margins[best] * slopes + offsets), labels)
    facts = {
        "inverse_regularisation": best[0],
        "vector_weight": best[1],
        "out_of_fold_mean_average_precision": [
            {"inverse_regularisation": c, "vector_weight": share, "value": round(score, 6)}
            for (c, share), score in scores.items()
        ],
        "prevalence": [round(float(p), 6) for p in labels.mean(axis=0)],
    }
    return Chosen(best, Calibrated(slopes, offsets, np.array(points["f1"])), points, facts)


def _mean_average_precision(
    labels: NDArray[np.bool_], margins: Floats, folds: NDArray[np.int64]
) -> float:
    """Return the mean over folds and the frames that each has.

    Margins of different folds are those of different models and have no common scale (Forman and
    Scholz 2010).
    """
    found = []
    for fold in np.unique(folds):
        inside = folds == fold
        one = np.ones((1, int(inside.sum())))
        found += [
            average_precision(labels[inside, k], margins[inside, k], one)[0]
            for k in np.flatnonzero(labels[inside].any(axis=0))
        ]
    return float(np.mean(found)) if found else float("nan")


def _fold_margins(
    features: Features,
    analysed: Subwords,
    labels: NDArray[np.bool_],
    folds: NDArray[np.int64],
    fold: int,
    recipe: Recipe,
) -> dict[Choice, Floats]:
    """Return the margins of a fold by models of the others, for each choice; {} without texts."""
    inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
    if not len(outside):
        return {}
    blocks = features.fit_transform(analysed.select(inside))
    judged = features.transform(analysed.select(outside))
    fits = fit_frames(features, blocks, labels[inside], recipe.inverse_regularisations, recipe)
    return fits.margins(judged)
