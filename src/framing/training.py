"""Corpus to model: features, one linear model for each frame, calibration, and a fair test.

Whole contexts are set aside as a test first. Everything that is chosen (C, calibration,
thresholds) is chosen on out-of-fold margins of the rest, again with whole contexts held out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.baselines import baseline_evaluations
from framing.choosing import fit_chosen
from framing.corpus import Corpus
from framing.errors import TrainingError
from framing.evaluation import Evaluation, evaluate
from framing.fitting import Recipe
from framing.model import FrameModel
from framing.splitting import group_folds
from framing.vectors import WordVectors
from framing.voice_evaluation import VoiceEvaluation, learn_voices
from framing.voice_model import VoiceModel

__all__ = ["Training", "train", "with_enough"]

Bools = NDArray[np.bool_]
#: Called with what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Training:
    """What training leaves: the model, and the figures that go with it.

    Attributes
    ----------
    model : FrameModel
    evaluation : Evaluation
        On the test contexts, of which nothing was chosen.
    baselines : mapping of str to Evaluation
        On the same test.
    notes : tuple of str
        What a user should know: frames left out, no groups, and the like.
    voices : VoiceEvaluation, optional
        How well voices are told; None where the corpus has none to learn from.
    """

    model: FrameModel
    evaluation: Evaluation
    baselines: Mapping[str, Evaluation]
    notes: tuple[str, ...]
    voices: VoiceEvaluation | None = None


@dataclass(slots=True)
class _Steps:
    """Reports progress over the whole training."""

    report: Progress | None
    total: int
    done: int = 0

    def step(self, what: str) -> None:
        if self.report:
            self.report(what, self.done, self.total)
        self.done += 1


def train(
    corpus: Corpus,
    recipe: Recipe | None = None,
    *,
    vectors: WordVectors | None = None,
    jobs: int = -1,
    progress: Progress | None = None,
) -> Training:
    """Train and test a model on a corpus.

    Parameters
    ----------
    corpus : Corpus
    recipe : Recipe, optional
    vectors : WordVectors, optional
        Learned from unlabelled text; those of the statements stand beside them. The command line
        takes those of `framing.vectors.shipped_vectors` where none are named.
    jobs : int
        Threads; -1 for one on each core. The result doesn't depend on it.
    progress : callable, optional
        Called with what is being done, the steps done and all steps.

    Returns
    -------
    Training

    Raises
    ------
    TrainingError
        No frame has enough statements with and without it.
    """
    recipe = recipe or Recipe()
    steps = _Steps(progress, recipe.n_folds + 3)
    groups, notes = corpus.groups(), []
    if len(np.unique(groups)) == len(corpus):
        notes.append(
            "no groups: statements were split one by one, so that texts of one event or source may "
            "stand on both sides and figures may flatter; name a group column if there is one"
        )
    test = _test_rows(corpus, groups, recipe)
    steps.step("learning voices")
    voice, voices, without = _voices(corpus, recipe.seed)
    corpus, left_out = with_enough(corpus, ~test, groups, recipe)
    notes += [*left_out, *without]
    rest = corpus.select(~test)
    fitted = fit_chosen(rest, groups[~test], recipe, vectors, jobs=jobs, step=steps.step)
    steps.step("testing")
    model = fitted.compile(
        n_statements=len(rest),
        n_contexts=len(set(groups[~test])),
        recipe=_recipe_facts(recipe),
    )
    model = replace(model, voice=voice)
    held_out = corpus.select(test)
    margins = fitted.margins(held_out.texts)
    probabilities = model.probabilities(margins)
    labels, test_groups = held_out.labels(), groups[test]
    ids = corpus.codebook.frame_ids
    evaluation = evaluate(
        ids, labels, probabilities, probabilities >= model.thresholds, test_groups
    )
    baselines = baseline_evaluations(rest, held_out, test_groups)
    return Training(model, evaluation, baselines, tuple(notes), voices)


def _voices(
    corpus: Corpus, seed: int
) -> tuple[VoiceModel | None, VoiceEvaluation | None, list[str]]:
    """Learn voices, or say why not."""
    if not any(s.voice for s in corpus.statements):
        return None, None, ["voices: told by rules alone: none is coded"]
    try:
        return *learn_voices(corpus, seed), []
    except TrainingError as error:
        return None, None, [f"voices: told by rules alone: {error}"]


def _test_rows(corpus: Corpus, groups: NDArray[np.int64], recipe: Recipe) -> Bools:
    n_groups = len(np.unique(groups))
    if n_groups < recipe.n_folds + 1:
        raise TrainingError(
            f"{len(corpus)} statements in {n_groups} groups; at least {recipe.n_folds + 1} groups "
            "are needed for a test and a cross-validation: name another group column, or none"
        )
    n_parts = max(2, round(1 / recipe.test_share))
    test: Bools = group_folds(corpus.labels(), groups, n_parts, recipe.seed) == 0
    return test


def with_enough(
    corpus: Corpus, training: Bools, groups: NDArray[np.int64], recipe: Recipe
) -> tuple[Corpus, list[str]]:
    """Leave out frames that can't be learned, and say which.

    Returns
    -------
    corpus : Corpus
        With a smaller codebook; statements keep their places.
    notes : list of str

    Raises
    ------
    TrainingError
        No frame has enough statements among those of `training`, shape (len(corpus),).
    """
    labels = corpus.labels()
    kept, notes = [], []
    for k, frame in enumerate(corpus.codebook.frame_ids):
        present = labels[training, k]
        positives, negatives = int(present.sum()), int((~present).sum())
        n_groups = len(np.unique(groups[training][present]))
        if min(positives, negatives) < recipe.min_positives or n_groups < 2:
            notes.append(
                f"{frame}: left out of the model: {positives} statements with it in {n_groups} "
                f"groups and {negatives} without; at least {recipe.min_positives} of each, in 2 "
                "groups, are needed outside the test"
            )
        else:
            kept.append(frame)
    if not kept:
        raise TrainingError("no frame can be learned from these statements:\n" + "\n".join(notes))
    if len(kept) == len(corpus.codebook.frames):
        return corpus, notes
    statements = tuple(
        replace(s, frames=tuple(f for f in s.frames if f in kept)) for s in corpus.statements
    )
    return Corpus(corpus.codebook.subset(kept), statements), notes


def _recipe_facts(recipe: Recipe) -> dict[str, Any]:
    facts = {name: getattr(recipe, name) for name in recipe.__dataclass_fields__}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in facts.items()}
