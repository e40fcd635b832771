"""Whole reports as plain data: of a model on labelled texts, and of a cross-validation.

A report has the figures of `framing.assessment.Assessment.to_dict`, and beside them
``kind``, ``data`` (what was judged), and what the kind has to say: ``splits``
and ``learning_curve``, or ``comparison`` with another model. ``ceiling`` is there where texts
have several coders' labels.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.assessment import Judged, assess, judge, only_known
from framing.ceiling import human_ceiling
from framing.corpus import Corpus
from framing.cross_validation import SHARES, cross_validate, learning_curve
from framing.duplicates import (
    Duplicate,
    across,
    distinct_rows,
    find_duplicates,
    shared_texts,
)
from framing.errors import CorpusError, ModelError
from framing.fitting import Recipe
from framing.model import FrameModel
from framing.significance import significance
from framing.splits import Split
from framing.vectors import WordVectors

__all__ = ["cross_validation_report", "duplicate_notes", "evaluation_report"]

Ints = NDArray[np.int64]
Progress = Callable[[str, int, int], None]


def evaluation_report(
    model: FrameModel,
    corpus: Corpus,
    *,
    against: FrameModel | None = None,
    trained_on: Corpus | None = None,
    known_labels: bool = False,
    deduplicate: bool = False,
    thresholds: NDArray[np.float64] | None = None,
    against_thresholds: NDArray[np.float64] | None = None,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Evaluate a model on labelled texts.

    Parameters
    ----------
    model : FrameModel
    corpus : Corpus
    against : FrameModel, optional
        Another model, to be compared with on the same texts.
    trained_on : Corpus, optional
        What the model was trained on: texts of it in `corpus` are counted and noted.
    known_labels : bool
        Leave labels out that the model doesn't know, instead of complaining.
    deduplicate : bool
        Leave out texts of `trained_on`, and texts that are there already.
    thresholds, against_thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of each model's own.
    notes : sequence of str
        Put before those of the evaluation.

    Raises
    ------
    CorpusError
        Labels and frames don't fit.
    ModelError
        The two models have different frames.
    """
    known, fit_notes = only_known(corpus, model, leave_out=known_labels)
    said = [*notes, *fit_notes]
    if trained_on is not None:
        known, shared_notes = _without_training(known, trained_on, leave_out=deduplicate)
        said += shared_notes
    if deduplicate:
        pairs = find_duplicates(known)
        said += duplicate_notes(known, pairs)
        known = known.select(distinct_rows(len(known), pairs))
    groups = known.groups()
    judged = judge(model, known, thresholds)
    ceiling, ceiling_notes = _ceiling(judged, groups)
    found = assess(judged, groups, notes=[*said, *ceiling_notes])
    report = _report("evaluation", known, groups) | found.to_dict() | ceiling
    if against is not None:
        if against.frame_ids != model.frame_ids:
            raise ModelError(
                "the models have different frames, so that their decisions can't be compared: "
                f"{', '.join(model.frame_ids)} and {', '.join(against.frame_ids)}"
            )
        other = judge(against, known, against_thresholds)
        drawn = significance(judged.labels, judged.decided, other.decided, groups)
        report["comparison"] = {name: difference.to_dict() for name, difference in drawn.items()}
    return report


def cross_validation_report(
    corpus: Corpus,
    splits: Sequence[Split],
    groups: Ints,
    recipe: Recipe | None = None,
    *,
    vectors: WordVectors | None = None,
    curve: bool = False,
    notes: Sequence[str] = (),
    jobs: int = -1,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Cross-validate and report.

    Parameters
    ----------
    corpus, splits, groups, recipe, vectors, jobs, progress
        As for `framing.cross_validation.cross_validate`.
    curve : bool
        Add a learning curve, over the splits of the first repeat.
    notes : sequence of str
    """
    found = cross_validate(
        corpus, splits, groups, recipe, vectors=vectors, jobs=jobs, progress=progress
    )
    said = [*notes, *found.notes]
    untested = len(corpus) - len(np.unique(found.judged.rows))
    if untested:
        said.append(f"{untested} of {len(corpus)} statements were only learned from")
    ceiling, ceiling_notes = _ceiling(found.judged, groups)
    report = _report("cross-validation", found.judged.corpus, groups)
    report |= assess(found.judged, groups, notes=[*said, *ceiling_notes]).to_dict() | ceiling
    report["splits"] = found.by_split()
    if curve:
        first = [split for split in splits if split.repeat == 0]
        points = report["learning_curve"] = learning_curve(
            corpus, first, groups, recipe, vectors=vectors, jobs=jobs, progress=progress
        )
        small = [f"{share:.0%}" for share in SHARES[: len(SHARES) - len(points)]]
        if small:
            report["notes"].append(
                f"learning curve: {', '.join(small)} of a training part are too few"
            )
    return report


def duplicate_notes(
    corpus: Corpus, pairs: Sequence[Duplicate], splits: Sequence[Split] | None = None
) -> list[str]:
    """Say what duplicates do to the figures.

    Parameters
    ----------
    corpus : Corpus
        With the duplicates in it.
    pairs : sequence of Duplicate
    splits : sequence of Split, optional
        Without them the duplicates are taken as left out.
    """
    if not pairs:
        return []
    left_out = len(corpus) - len(distinct_rows(len(corpus), pairs))
    first = f"as {corpus.statements[pairs[0].second].id} and {corpus.statements[pairs[0].first].id}"
    note = f"{left_out} of {len(corpus)} texts are (nearly) the same as an earlier one, {first}"
    if splits is None:
        note += ": left out"
    elif crossing := across(pairs, splits):
        note += (
            f"; {len(crossing)} pairs stand on both sides of a split, which flatters: "
            "--deduplicate leaves them out"
        )
    differing = sum(not pair.same_frames for pair in pairs)
    return [note + (f"; {differing} pairs are coded differently" if differing else "")]


def _without_training(
    corpus: Corpus, trained_on: Corpus, *, leave_out: bool
) -> tuple[Corpus, list[str]]:
    """Say which texts stand in the training data too, and leave them out if wanted."""
    shared = shared_texts(trained_on, corpus)
    if not shared:
        return corpus, []
    first = f"the first is {corpus.statements[shared[0]].id}"
    note = f"{len(shared)} of {len(corpus)} texts stand in the training data too"
    if not leave_out:
        return corpus, [f"{note}: the figures flatter ({first}): --deduplicate leaves them out"]
    if len(shared) == len(corpus):
        raise CorpusError(f"all {len(corpus)} texts stand in the training data; no text is left")
    rows = np.setdiff1d(np.arange(len(corpus)), shared)
    return corpus.select(rows), [f"{note} ({first}): left out"]


def _ceiling(judged: Judged, groups: Ints) -> tuple[dict[str, Any], list[str]]:
    """Return how coders agree beside the model, where there are several, or why not."""
    found = human_ceiling(judged.corpus, judged.rows, judged.decided, groups[judged.rows])
    if found is not None:
        return {"ceiling": found.to_dict()}, []
    if not any(statement.coders for statement in judged.corpus.statements):
        return {}, []
    return {}, ["no text that was judged has labels of two coders: no human ceiling can be told"]


def _report(kind: str, corpus: Corpus, groups: Ints) -> dict[str, Any]:
    return {
        "kind": kind,
        "data": {
            "statements": len(corpus),
            "groups": len(np.unique(groups)),
            "frames": len(corpus.codebook.frames),
            "without_frame": int((~corpus.labels().any(axis=1)).sum()),
        },
    }
