"""What each word, phrase and mark of a text added to a frame's margin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.model import FrameModel
from framing.scoring import Analysis, Scores, analyse, decide
from framing.text import name_of

__all__ = ["Classification", "Contribution", "FrameScore", "classify", "contributions", "strongest"]

#: How many words, phrases and marks a classification names for each frame.
N_WORDS = 5


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one occurrence of a word, phrase or mark added to one margin.

    Attributes
    ----------
    text : str
        As it stands in the original text.
    start, end : int
        Offsets into the original text, in code points.
    weight : float
    """

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class FrameScore:
    """The decision on one frame.

    Attributes
    ----------
    frame, name : str
    probability, threshold, margin : float
    present : bool
        The probability reaches the threshold, and the text could be decided on.
    words : tuple of Contribution
        The words, phrases and marks that weighed most in favour, each once.
    """

    frame: str
    name: str
    probability: float
    threshold: float
    margin: float
    present: bool
    words: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Classification:
    """Which frames a text carries.

    Attributes
    ----------
    text : str
    frames : tuple of str
        Ids of the frames that are present, the most probable first.
    undecided : bool
        So little of the text is known to the model that nothing is said of it.
    known_words : float
        Share of the words that the model knows.
    scores : tuple of FrameScore
        One for each frame, in the codebook's order.
    """

    text: str
    frames: tuple[str, ...]
    undecided: bool
    known_words: float
    scores: tuple[FrameScore, ...]


def classify(
    model: FrameModel, text: str, *, thresholds: NDArray[np.float64] | None = None
) -> Classification:
    """Classify one text.

    Parameters
    ----------
    model : FrameModel
    text : str
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.

    Returns
    -------
    Classification
    """
    analysis = analyse(model, text)
    chosen = model.thresholds if thresholds is None else thresholds
    scores = Scores(analysis.margins[None], np.array([analysis.known_words]))
    decided = decide(model, scores, chosen)
    words = _strongest(text, analysis, range(len(model.frame_ids)), N_WORDS)
    decisions = tuple(
        FrameScore(
            frame.id,
            frame.name,
            float(decided.probabilities[0, k]),
            float(chosen[k]),
            float(analysis.margins[k]),
            bool(decided.present[0, k]),
            strongest_words,
        )
        for k, (frame, strongest_words) in enumerate(zip(model.codebook.frames, words, strict=True))
    )
    ranked = sorted((found for found in decisions if found.present), key=lambda s: -s.probability)
    frames = tuple(found.frame for found in ranked)
    return Classification(text, frames, bool(decided.undecided[0]), analysis.known_words, decisions)


def contributions(text: str, analysis: Analysis, frame: int) -> Iterator[Contribution]:
    """Yield what each occurrence of each word, phrase and mark added to a frame's margin.

    With the frame's intercept they add up to the margin.
    """
    for part in analysis.parts:
        spans = zip(part.starts.tolist(), part.ends.tolist(), strict=True)
        for (start, end), weight in zip(spans, part.weights[:, frame].tolist(), strict=True):
            yield Contribution(text[start:end], start, end, weight)


def strongest(
    text: str, analysis: Analysis, frame: int, limit: int = N_WORDS
) -> tuple[Contribution, ...]:
    """Return the words, phrases and marks that added most, occurrences of one summed up.

    Offsets are those of the first occurrence.
    """
    return next(_strongest(text, analysis, [frame], limit))


def _strongest(
    text: str, analysis: Analysis, frames: Sequence[int], limit: int
) -> Iterator[tuple[Contribution, ...]]:
    """Yield what `strongest` returns for each of some frames; terms are made up once for all."""
    parts = analysis.parts
    starts, ends = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("starts", "ends")
    )
    numbers: dict[str, int] = {}
    first: list[tuple[int, int]] = []
    term_of: list[int] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        number = numbers.setdefault(name_of(text[start:end]), len(numbers))
        if number == len(first):
            first.append((start, end))
        term_of.append(number)
    totals = np.zeros((len(first), len(frames)))
    np.add.at(totals, term_of, np.concatenate([p.weights[:, frames] for p in parts]))
    places = np.array([start for start, _ in first], dtype=np.int64)
    for column in totals.T:
        ranked = np.lexsort((places, -column))[:limit].tolist()
        yield tuple(
            Contribution(text[start:end], start, end, float(column[i]))
            for i, (start, end) in ((i, first[i]) for i in ranked)
            if column[i] > 0
        )
