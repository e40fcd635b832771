"""Nested cross-validation: every statement judged by a model that knows nothing of it.

In each split the model is fitted as training fits it: C, calibration and thresholds are
chosen by a cross-validation inside the training part (`framing.choosing.fit_chosen`), and the
statements that are judged are looked at only when all is chosen (Varma and Simon 2006).
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from framing.analysis import Subwords
from framing.assessment import Judged, WorstError, judge
from framing.choosing import fit_chosen
from framing.corpus import Corpus
from framing.errors import CorpusError, TrainingError
from framing.evaluation import evaluate
from framing.fitting import Features, Recipe
from framing.splits import Split
from framing.training import with_enough
from framing.vectors import WordVectors

__all__ = ["SHARES", "CrossValidation", "cross_validate", "learning_curve"]

Ints = NDArray[np.int64]
#: Called with what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
#: Figures of each split and of each point of a learning curve.
AVERAGES = ("macro_f1", "micro_f1", "mean_average_precision")
#: Shares of the training part of a learning curve.
SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Out-of-fold judgements.

    Attributes
    ----------
    judged : Judged
        Every judged statement, once in each repeat, split after split.
    groups : ndarray of int64, shape (n_statements,)
    fold : ndarray of int64, shape (n_judged,)
        The split in which each was judged, as its place in `splits`.
    splits : tuple of Split
    facts : tuple of mapping
        What was chosen in each split.
    notes : tuple of str
        Frames left out, frames that a training part lacked, and the like.
    """

    judged: Judged
    groups: Ints
    fold: Ints
    splits: tuple[Split, ...]
    facts: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]

    def by_split(self) -> list[dict[str, Any]]:
        """Return the size, the choices and the figures of each split as plain data."""
        judged, rows = self.judged, []
        ids, labels, decided = judged.corpus.codebook.frame_ids, judged.labels, judged.decided
        for number, (split, facts) in enumerate(zip(self.splits, self.facts, strict=True)):
            at = self.fold == number
            found = evaluate(
                ids,
                labels[at],
                judged.probabilities[at],
                decided[at],
                np.arange(int(at.sum())),
                n_resamplings=0,
            )
            figures = {name: found.averages[name].to_list()[0] for name in AVERAGES}
            rows.append(
                {
                    "name": split.name,
                    "training": len(split.training),
                    "test": len(split.test),
                    "inverse_regularisation": facts["inverse_regularisation"],
                    "vector_weight": facts["vector_weight"],
                    **figures,
                }
            )
        return rows


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What comes back from one split."""

    judged: Judged
    facts: Mapping[str, Any]
    lacking: tuple[str, ...]


def cross_validate(
    corpus: Corpus,
    splits: Sequence[Split],
    groups: Ints,
    recipe: Recipe | None = None,
    *,
    vectors: WordVectors | None = None,
    jobs: int = -1,
    progress: Progress | None = None,
) -> CrossValidation:
    """Judge the statements of each split by a model of its training part.

    Parameters
    ----------
    corpus : Corpus
    splits : sequence of Split
        See `framing.splits`.
    groups : ndarray of int64, shape (len(corpus),)
        Kept together in the cross-validation inside each split, and for intervals.
    recipe : Recipe, optional
    vectors : WordVectors, optional
        Learned from unlabelled text.
    jobs : int
        Processes; -1 for one on each core. The result doesn't depend on it.
    progress : callable, optional

    Returns
    -------
    CrossValidation

    Raises
    ------
    TrainingError
        No frame has enough statements with and without it, or a process was ended.
    CorpusError
        A training part has fewer groups than the cross-validation inside it has folds.

    References
    ----------
    S. Varma, R. Simon, Bias in error estimation when using cross-validation for model
    selection, BMC Bioinformatics 7, 2006.
    """
    recipe = recipe or Recipe()
    corpus, notes = with_enough(corpus, np.ones(len(corpus), dtype=np.bool_), groups, recipe)
    for split in splits:
        n_groups = len(np.unique(groups[split.training]))
        if n_groups < recipe.n_folds:
            raise CorpusError(
                f"{split.name}: {n_groups} groups to train on; the cross-validation inside needs "
                f"{recipe.n_folds} or more: take more folds, other groups, or --split-column"
            )
    outcomes: list[_Outcome] = []
    if progress:
        progress("cross-validating", 0, len(splits))
    analysed = Features.of(recipe, corpus.codebook, vectors).analyse(corpus.texts)
    for outcome in _outcomes(corpus, analysed, splits, groups, recipe, vectors, jobs):
        outcomes.append(outcome)
        if progress:
            progress("cross-validating", len(outcomes), len(splits))
    for split, outcome in zip(splits, outcomes, strict=True):
        notes += [
            f"{frame}: not in the training part of {split.name}: never decided there"
            for frame in outcome.lacking
        ]
    return _together(corpus, groups, splits, outcomes, notes)


def learning_curve(
    corpus: Corpus,
    splits: Sequence[Split],
    groups: Ints,
    recipe: Recipe | None = None,
    *,
    vectors: WordVectors | None = None,
    shares: Sequence[float] = SHARES,
    seed: int = 0,
    jobs: int = -1,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Return how figures grow with the number of statements to learn from.

    The training part of each split is cut down to a share of its groups, drawn so that a
    larger share holds the smaller ones; what is judged stays the same.

    Parameters
    ----------
    corpus, splits, groups, recipe, vectors, jobs, progress
        As for `cross_validate`.
    shares : sequence of float
        Between 0 and 1, rising.
    seed : int

    Returns
    -------
    list of dict
        ``share``, ``statements`` (mean size of a training part) and figures, each a list of
        value, low and high; shares that are too small to train on are left out.
    """
    recipe = recipe or Recipe()
    corpus, _ = with_enough(corpus, np.ones(len(corpus), dtype=np.bool_), groups, recipe)
    drawn = np.random.default_rng(seed).permutation(int(groups.max()) + 1)
    rank = drawn[groups]
    points = []
    for number, share in enumerate(shares):
        if progress:
            progress(f"learning curve: {share:.0%}", number, len(shares))
        smaller = [replace(s, training=_share(s.training, rank, share)) for s in splits]
        enough = min(len(np.unique(groups[s.training])) for s in smaller) >= recipe.n_folds
        if not enough or not all(corpus.labels()[s.training].any() for s in smaller):
            continue
        found = cross_validate(corpus, smaller, groups, recipe, vectors=vectors, jobs=jobs)
        size = round(float(np.mean([len(s.training) for s in smaller])))
        points.append({"share": share, "statements": size, **_averages(found.judged, groups)})
    return points


def _averages(judged: Judged, groups: Ints) -> dict[str, list[float | None]]:
    ids, labels = judged.corpus.codebook.frame_ids, judged.labels
    found = evaluate(ids, labels, judged.probabilities, judged.decided, groups[judged.rows])
    return {name: found.averages[name].to_list() for name in AVERAGES}


def _share(training: Ints, rank: Ints, share: float) -> Ints:
    """Return the rows of the first groups, in the order of their ranks, up to a share."""
    ordered = training[np.argsort(rank[training], kind="stable")]
    last = ordered[max(0, round(share * len(ordered)) - 1)]
    kept: Ints = training[rank[training] <= rank[last]]
    return kept


def _outcomes(
    corpus: Corpus,
    analysed: Subwords,
    splits: Sequence[Split],
    groups: Ints,
    recipe: Recipe,
    vectors: WordVectors | None,
    jobs: int,
) -> Iterator[_Outcome]:
    """Run the splits, as many at a time as there are jobs, in their order.

    Where the last round would leave most jobs idle, its splits run one by one, each on all jobs.
    """
    n_jobs = jobs if jobs > 0 else os.cpu_count() or 1
    last = len(splits) % n_jobs
    # Of a split's time about a fifth can't be shared out.
    alone = 0.2 + 0.8 * -(-recipe.n_folds // n_jobs) / recipe.n_folds
    n_together = len(splits) - last if last * alone < 1 else len(splits)
    tasks = (
        delayed(_run)(corpus, analysed, split, groups, recipe, vectors, 1)
        for split in splits[:n_together]
    )
    try:
        if n_together:
            yield from Parallel(n_jobs=min(n_jobs, n_together), return_as="generator")(tasks)
        for split in splits[n_together:]:
            yield _run(corpus, analysed, split, groups, recipe, vectors, n_jobs)
    except BrokenProcessPool as error:
        raise TrainingError(
            "a process that cross-validated was ended from outside, perhaps for want of memory; "
            "take fewer with --jobs"
        ) from error


def _run(
    corpus: Corpus,
    analysed: Subwords,
    split: Split,
    groups: Ints,
    recipe: Recipe,
    vectors: WordVectors | None,
    jobs: int,
) -> _Outcome:
    training = corpus.select(split.training)
    fitted = fit_chosen(
        training,
        groups[split.training],
        recipe,
        vectors,
        analysed=analysed.select(split.training),
        jobs=jobs,
    )
    lacking: NDArray[np.bool_] = ~np.any(training.labels(), axis=0)
    judged = judge(fitted.compile(), corpus.select(split.test))
    judged = replace(judged, reached=judged.reached & ~lacking)
    names = tuple(corpus.codebook.frame_ids[k] for k in np.flatnonzero(lacking).tolist())
    return _Outcome(judged, fitted.chosen.facts, names)


def _together(
    corpus: Corpus,
    groups: Ints,
    splits: Sequence[Split],
    outcomes: Sequence[_Outcome],
    notes: Sequence[str],
) -> CrossValidation:
    parts = [outcome.judged for outcome in outcomes]
    errors: tuple[WorstError, ...] = sum((part.errors for part in parts), ())
    judged = Judged(
        corpus,
        np.concatenate([split.test for split in splits]),
        np.vstack([part.probabilities for part in parts]),
        np.vstack([part.reached for part in parts]),
        np.concatenate([part.undecided for part in parts]),
        errors,
    )
    fold = np.repeat(np.arange(len(splits)), [len(split.test) for split in splits])
    facts = tuple(outcome.facts for outcome in outcomes)
    return CrossValidation(judged, groups, fold, tuple(splits), facts, tuple(notes))
