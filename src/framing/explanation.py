"""Why a text got its scores: what every word, phrase and mark added to each frame's margin."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from framing.counterfactual import Without, score_without
from framing.documents import Passage, read_document
from framing.evidence import Contribution
from framing.model import FrameModel
from framing.scoring import Analysis, Scores, analyse, decide
from framing.shades import Shade, shade_words
from framing.text import find_words

__all__ = ["Evidence", "Explanation", "explain", "explain_passages"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke for and against one frame.

    Attributes
    ----------
    frame, name : str
    margin, intercept, probability, threshold : float
        ``intercept + total`` is `margin`, to rounding errors.
    present : bool
    contributions : tuple of Contribution
        Of each occurrence of each word, then of each phrase, then of each mark that the model
        knows; phrases overlap the words.
    shades : tuple of Shade
        One for each word, phrases spread evenly over their words, and one for each mark that
        the model knows.
    """

    frame: str
    name: str
    margin: float
    intercept: float
    probability: float
    threshold: float
    present: bool
    contributions: tuple[Contribution, ...]
    shades: tuple[Shade, ...]

    @property
    def total(self) -> float:
        """Sum of the contributions."""
        return math.fsum(found.weight for found in self.contributions)

    @property
    def difference(self) -> float:
        """What is left of the margin without intercept and contributions: rounding errors."""
        return self.margin - (self.intercept + self.total)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text, or a passage of it, got its scores.

    Attributes
    ----------
    text : str
        The whole text; all offsets are into it.
    start, end : int
        The part of it that was scored.
    frames : tuple of str
        Ids of the frames that are present, the most probable first.
    undecided : bool
    known_words : float
    evidence : tuple of Evidence
        For the frames that were asked for; present ones first, then by probability.
    without : Without or None
    passage : Passage or None
        Where this explains a passage: whose words they are.
    """

    text: str
    start: int
    end: int
    frames: tuple[str, ...]
    undecided: bool
    known_words: float
    evidence: tuple[Evidence, ...]
    without: Without | None = None
    passage: Passage | None = None


def explain(
    model: FrameModel,
    text: str,
    *,
    frames: Collection[str] | None = None,
    thresholds: NDArray[np.float64] | None = None,
    without: Sequence[str] = (),
    start: int = 0,
    end: int | None = None,
) -> Explanation:
    """Explain the scores of a text, or of a passage of it.

    Parameters
    ----------
    model : FrameModel
    text : str
    frames : collection of str, optional
        Ids of the frames to explain; without it those that are present, or the most probable.
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.
    without : sequence of str, optional
        Words and phrases; the scores are worked out again without their occurrences.
    start, end : int, optional
        The passage.

    Returns
    -------
    Explanation

    Raises
    ------
    CodebookError
        There is no such frame.
    InputError
        What should be taken out has no word in it.

    Examples
    --------
    >>> import framing
    >>> model = framing.load().model
    >>> why = explain(model, "Our heroes fell.", frames=["heroic_sacrifice"], without=["heroes"])
    >>> evidence = why.evidence[0]
    >>> abs(evidence.difference) < 1e-5, why.without.text, why.without.removed
    (True, 'Our  fell.', {'heroes': 1})
    """
    end = len(text) if end is None else end
    passage = text[start:end]
    analysis = analyse(model, passage)
    scores = Scores(analysis.margins[None], np.array([analysis.known_words]))
    decided = decide(model, scores, thresholds)
    chosen = model.thresholds if thresholds is None else thresholds
    probability = decided.probabilities[0]
    ranked = sorted(
        range(len(model.frame_ids)), key=lambda k: (not decided.present[0, k], -probability[k])
    )
    present = tuple(model.frame_ids[k] for k in ranked if decided.present[0, k])
    wanted = (present or (model.frame_ids[ranked[0]],)) if frames is None else frames
    names = [model.codebook.frame(frame).id for frame in wanted]
    words = find_words(passage)
    spans, weights = _occurrences(passage, analysis, start)
    evidence = []
    for k in ranked:
        if model.frame_ids[k] not in names:
            continue
        added = weights[:, k].tolist()
        found = tuple(Contribution(*at, one) for at, one in zip(spans, added, strict=True))
        evidence.append(
            Evidence(
                model.frame_ids[k],
                model.codebook.frames[k].name,
                float(analysis.margins[k]),
                float(model.arrays["intercepts"][k]),
                float(probability[k]),
                float(chosen[k]),
                bool(decided.present[0, k]),
                found,
                shade_words(words, found, start),
            )
        )
    return Explanation(
        text,
        start,
        end,
        present,
        bool(decided.undecided[0]),
        analysis.known_words,
        tuple(evidence),
        score_without(model, passage, without, thresholds=thresholds) if without else None,
    )


def _occurrences(
    passage: str, analysis: Analysis, start: int
) -> tuple[list[tuple[str, int, int]], NDArray[np.float64]]:
    """Return text and offsets of all that counts, once for all frames, and the weights."""
    parts = analysis.parts
    starts, ends = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("starts", "ends")
    )
    spans = [
        (passage[at:to], at + start, to + start)
        for at, to in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    return spans, np.concatenate([part.weights for part in parts])


def explain_passages(
    model: FrameModel,
    text: str,
    unit: str,
    *,
    frames: Collection[str] | None = None,
    thresholds: NDArray[np.float64] | None = None,
    without: Sequence[str] = (),
) -> list[Explanation]:
    """Explain a text passage by passage, with voice and speaker.

    Parameters
    ----------
    model : FrameModel
    text : str
    unit : {"sentence", "paragraph", "document"}
        What a passage is.
    frames : collection of str, optional
        Ids of the frames to explain; without it those that are present in each passage.
    thresholds, without
        As for `explain`.

    Returns
    -------
    list of Explanation
        One for each passage, in order; none for a blank text.

    Raises
    ------
    InputError
        There is no such unit, or what should be taken out has no word in it.
    CodebookError
        There is no such frame.
    """
    document = read_document(model, text, unit, thresholds=thresholds)
    return [
        replace(
            explain(
                model,
                text,
                frames=passage.found.frames if frames is None else frames,
                thresholds=thresholds,
                without=without,
                start=passage.start,
                end=passage.end,
            ),
            passage=passage,
        )
        for passage in document.passages
    ]
