"""What each word and phrase of a text added to a frame's margin."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.model import FrameModel
from framing.scoring import Analysis, analyse
from framing.text import normalise_term

__all__ = ["Classification", "Contribution", "FrameScore", "classify", "contributions", "strongest"]

#: How many words a classification names for each frame.
N_WORDS = 5


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one occurrence of a word or phrase added to one margin.

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
        The words and phrases that weighed most in favour, each once.
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
    probabilities = model.probabilities(analysis.margins)
    undecided = analysis.known_words == 0 or analysis.known_words < model.min_known_words
    present = (probabilities >= chosen) & (not undecided)
    scores = tuple(
        FrameScore(
            frame.id,
            frame.name,
            float(probabilities[k]),
            float(chosen[k]),
            float(analysis.margins[k]),
            bool(present[k]),
            strongest(text, analysis, k),
        )
        for k, frame in enumerate(model.codebook.frames)
    )
    ranked = sorted((score for score in scores if score.present), key=lambda s: -s.probability)
    return Classification(
        text, tuple(score.frame for score in ranked), undecided, analysis.known_words, scores
    )


def contributions(text: str, analysis: Analysis, frame: int) -> Iterator[Contribution]:
    """Yield what each occurrence of each word and phrase added to a frame's margin.

    With the frame's intercept they add up to the margin.
    """
    for part in (analysis.words, analysis.phrases):
        spans = zip(part.starts.tolist(), part.ends.tolist(), strict=True)
        for (start, end), weight in zip(spans, part.weights[:, frame].tolist(), strict=True):
            yield Contribution(text[start:end], start, end, weight)


def strongest(
    text: str, analysis: Analysis, frame: int, limit: int = N_WORDS
) -> tuple[Contribution, ...]:
    """Return the words and phrases that added most, occurrences of one summed up.

    Offsets are those of the first occurrence.
    """
    total: dict[str, Contribution] = {}
    for found in contributions(text, analysis, frame):
        term = normalise_term(found.text)
        first = total.get(term, Contribution(found.text, found.start, found.end, 0.0))
        weight = first.weight + found.weight
        total[term] = Contribution(first.text, first.start, first.end, weight)
    ranked = sorted(total.values(), key=lambda c: (-c.weight, c.start))
    return tuple(c for c in ranked[:limit] if c.weight > 0)
