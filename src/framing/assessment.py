"""What a model said of labelled texts, and what there is to learn from it.

`judge` runs a model over coded statements; `framing.cross_validation` makes the same out of
fold. `assess` turns either into figures, confusions, curves, errors and suspicious labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.corpus import Corpus
from framing.diagnostics import abstention, confusions, curves, rounded
from framing.errors import CorpusError, suggest
from framing.evaluation import Evaluation, evaluate
from framing.evidence import strongest
from framing.fast_scoring import kernel_scorer
from framing.label_noise import Suspect, suspects
from framing.model import FrameModel
from framing.scoring import analyse

__all__ = ["Assessment", "Judged", "WorstError", "assess", "judge", "only_known", "worst_errors"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
N_ERRORS = 20


@dataclass(frozen=True, slots=True)
class WorstError:
    """A wrong decision that was made with confidence.

    Attributes
    ----------
    id, text, frame : str
    labelled : bool
        The coders saw the frame and the model missed it; else the model alone saw it.
    probability : float
    words : tuple of str
        What spoke most for the frame.
    """

    id: str
    text: str
    frame: str
    labelled: bool
    probability: float
    words: tuple[str, ...]

    @property
    def loss(self) -> float:
        """How much probability was given to what is wrong."""
        return 1 - self.probability if self.labelled else self.probability


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of labelled statements.

    Attributes
    ----------
    corpus : Corpus
    rows : ndarray of int64, shape (n_judged,)
        Of the corpus; a statement comes once in each repeat.
    probabilities : ndarray of float64, shape (n_judged, n_frames)
    reached : ndarray of bool, shape (n_judged, n_frames)
        The probability reaches the threshold.
    undecided : ndarray of bool, shape (n_judged,)
        "Can't tell": too few of the words are known.
    errors : tuple of WorstError
    """

    corpus: Corpus
    rows: Ints
    probabilities: Floats
    reached: Bools
    undecided: Bools
    errors: tuple[WorstError, ...] = ()

    @property
    def labels(self) -> Bools:
        """What the coders said, shape (n_judged, n_frames)."""
        return self.corpus.labels()[self.rows]

    @property
    def decided(self) -> Bools:
        """What was decided, shape (n_judged, n_frames): nothing where the model can't tell."""
        return self.reached & ~self.undecided[:, None]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything there is to report of a model on labelled texts.

    Attributes
    ----------
    evaluation : Evaluation
    abstention : mapping of str to float or None
        ``coverage`` (share of texts that were decided on), figures on those, and on the
        others, had they been decided on.
    confusion : ndarray of float64, shape (n_frames + 1, n_frames + 1)
        See `framing.diagnostics.confusions`.
    curves : mapping of str to mapping
        By frame: ``reliability`` as (mean probability, share that carry the frame, texts),
        ``precision_recall`` as (recall, precision).
    errors : tuple of WorstError
    suspects : tuple of Suspect
    notes : tuple of str
    """

    evaluation: Evaluation
    abstention: Mapping[str, float | None]
    confusion: Floats
    curves: Mapping[str, Mapping[str, list[list[float]]]]
    errors: tuple[WorstError, ...]
    suspects: tuple[Suspect, ...]
    notes: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            **self.evaluation.to_dict(),
            "abstention": dict(self.abstention),
            "confusion": {
                "names": [*self.evaluation.frames, "none"],
                "counts": self.confusion.round(3).tolist(),
            },
            "curves": {frame: dict(found) for frame, found in self.curves.items()},
            "errors": [rounded(asdict(error)) for error in self.errors],
            "suspects": [rounded(asdict(suspect)) for suspect in self.suspects],
            "notes": list(self.notes),
        }


def judge(model: FrameModel, corpus: Corpus, thresholds: Floats | None = None) -> Judged:
    """Run a model over coded statements.

    Parameters
    ----------
    model : FrameModel
    corpus : Corpus
        Its frames are those of the model, in the same order: see `only_known`.
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.
    """
    scores = kernel_scorer(model).score_texts(corpus.texts)
    probabilities = model.probabilities(scores.margins)
    reached = probabilities >= (model.thresholds if thresholds is None else thresholds)
    undecided = (scores.known_words == 0) | (scores.known_words < model.min_known_words)
    judged = Judged(corpus, np.arange(len(corpus)), probabilities, reached, undecided)
    return replace(judged, errors=worst_errors(model, judged))


def only_known(
    corpus: Corpus, model: FrameModel, *, leave_out: bool = False
) -> tuple[Corpus, list[str]]:
    """Return the corpus with the frames of a model, and notes on what doesn't fit.

    Parameters
    ----------
    corpus : Corpus
    model : FrameModel
    leave_out : bool
        Leave labels out that the model doesn't know, instead of complaining.

    Raises
    ------
    CorpusError
        There are labels that the model doesn't know, or none that it knows.
    """
    counts = {
        frame: int(n)
        for frame, n in zip(corpus.codebook.frame_ids, corpus.labels().sum(axis=0), strict=True)
    }
    unknown = {f: n for f, n in counts.items() if n and f not in model.frame_ids}
    known = [frame for frame in model.frame_ids if counts.get(frame)]
    first, named = next(iter(unknown), ""), ", ".join(map(repr, unknown))
    if not known:
        raise CorpusError(
            f"no label of the data is a frame of the model: {named or 'none at all'}; "
            f"allowed: {', '.join(model.frame_ids)}"
        )
    if unknown and not leave_out:
        raise CorpusError(
            f"{len(unknown)} labels are no frames of the model: {named}; "
            f"{suggest(first, model.frame_ids)}; --known-labels leaves them out"
        )
    notes = [
        f"{frame}: the model doesn't know it; {n} labels left out" for frame, n in unknown.items()
    ]
    notes += [
        f"{frame}: never occurs in these data; its F1 is 0 and lowers the macro averages"
        for frame in model.frame_ids
        if not counts.get(frame)
    ]
    statements = tuple(
        replace(s, frames=tuple(f for f in s.frames if f in model.frame_ids))
        for s in corpus.statements
    )
    return Corpus(model.codebook, statements), notes


def assess(
    judged: Judged, groups: Ints, *, notes: Sequence[str] = (), n_resamplings: int = 1000
) -> Assessment:
    """Draw everything there is to report from what was said of labelled statements.

    Parameters
    ----------
    judged : Judged
    groups : ndarray of int64, shape (len(judged.corpus),)
        Resampled as a whole for the intervals.
    notes : sequence of str
    n_resamplings : int
    """
    ids, labels = judged.corpus.codebook.frame_ids, judged.labels
    evaluation = evaluate(
        ids,
        labels,
        judged.probabilities,
        judged.decided,
        groups[judged.rows],
        n_resamplings=n_resamplings,
    )
    rows, first = np.unique(judged.rows, return_index=True)
    n_times = len(judged.rows) / max(1, len(rows))
    support = dict(zip(ids, labels[first].sum(axis=0).tolist(), strict=True))
    if evaluation.n_groups == 1:
        notes = [*notes, "all that was judged is of one group: no interval can be told"]
    return Assessment(
        replace(evaluation, n_rows=len(rows), support=support),
        {
            name: x / n_times if x is not None and name.endswith("_texts") else x
            for name, x in abstention(labels, judged.reached, judged.undecided).items()
        },
        confusions(labels, judged.decided) / n_times,
        {
            frame: curves(labels[:, k], judged.probabilities[:, k])
            for k, frame in enumerate(ids)
            if support[frame]
        },
        _worst(judged.errors, N_ERRORS),
        suspects(judged.corpus.select(rows), _mean_by_row(judged)),
        tuple(notes),
    )


def worst_errors(
    model: FrameModel, judged: Judged, limit: int = N_ERRORS
) -> tuple[WorstError, ...]:
    """Return the wrong decisions in which a model was most confident, with its reasons."""
    labels, decided = judged.labels, judged.decided
    loss = np.where(labels, 1 - judged.probabilities, judged.probabilities)
    loss[(labels == decided) | judged.undecided[:, None]] = -1
    order = np.argsort(-loss, axis=None, kind="stable")[:limit]
    found = []
    for at, k in zip(*np.unravel_index(order, loss.shape), strict=True):
        if loss[at, k] < 0:
            break
        statement = judged.corpus.statements[int(judged.rows[at])]
        words = strongest(statement.text, analyse(model, statement.text), int(k))
        found.append(
            WorstError(
                statement.id,
                statement.text,
                model.frame_ids[int(k)],
                bool(labels[at, k]),
                float(judged.probabilities[at, k]),
                tuple(word.text for word in words),
            )
        )
    return tuple(found)


def _worst(errors: Sequence[WorstError], limit: int) -> tuple[WorstError, ...]:
    """Return the worst, each once."""
    ranked = sorted(errors, key=lambda error: (-error.loss, error.id, error.frame))
    each = {(error.id, error.frame): error for error in reversed(ranked)}
    kept = [error for error in ranked if each[error.id, error.frame] is error]
    return tuple(kept[:limit])


def _mean_by_row(judged: Judged) -> Floats:
    """Return the mean probabilities of each statement that was judged, over the repeats."""
    rows, place = np.unique(judged.rows, return_inverse=True)
    total = np.zeros((len(rows), judged.probabilities.shape[1]))
    np.add.at(total, place, judged.probabilities)
    mean: Floats = total / np.bincount(place)[:, None]
    return mean
