"""A whole text, passage by passage: frames, voice and speaker of each, and whose words they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from framing.evidence import Classification, Contribution, classify
from framing.model import FrameModel
from framing.passages import UNITS, Span, find_spans
from framing.scoring import decide, score_texts
from framing.voice_speakers import Speaker

__all__ = ["UNITS", "Document", "FrameTotal", "Passage", "read_document", "whose"]

#: How many passages a document names for each frame.
N_TELLING = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, a paragraph, or the whole document.

    Attributes
    ----------
    start, end : int
        Where it stands, as code points of the original text, end exclusive, without the spaces
        around it.
    paragraph : int
        Number of its paragraph, from 0.
    found : Classification
        Of the whole passage; the offsets of its words are into the original text.
    voice : str
        One of `framing.voice.VOICES`; of several sentences the one that most of the text has.
    confidence : float
        From 0 to 1.
    speaker : Speaker or None
        Who says it, where the text names somebody.
    own : tuple of str
        Ids of the frames in the author's own words: quotations of at least four words, and in a
        passage with the voice ``quoted`` all quotations, are taken out.
    quoted : tuple of str
        Ids of the frames inside those quotations, scored apart.
    """

    start: int
    end: int
    paragraph: int
    found: Classification
    voice: str
    confidence: float
    speaker: Speaker | None
    own: tuple[str, ...]
    quoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameTotal:
    """How often a document uses a frame, and whose words that is.

    Attributes
    ----------
    frame : str
    own : int
        Passages in which the author uses it: asserted, outside quotations.
    others : int
        Passages in which somebody who is quoted or reported uses it.
    most_telling : tuple of int
        Passages with the frame that are most probable, the first first, at most three.
    """

    frame: str
    own: int
    others: int
    most_telling: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its passages.

    Attributes
    ----------
    text : str
    unit : str
        One of `UNITS`.
    whole : Classification
        Of the whole text.
    passages : tuple of Passage
        In order; empty where the text is blank.
    totals : tuple of FrameTotal
        One for each frame, in the codebook's order.
    """

    text: str
    unit: str
    whole: Classification
    passages: tuple[Passage, ...]
    totals: tuple[FrameTotal, ...]


def read_document(
    model: FrameModel,
    text: str,
    unit: str = "sentence",
    *,
    thresholds: NDArray[np.float64] | None = None,
) -> Document:
    """Read a text passage by passage.

    Parameters
    ----------
    model : FrameModel
        Without a voice model of its own, the rules of `framing.voice` give the voices.
    text : str
    unit : {"sentence", "paragraph", "document"}
        What a passage is.
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.

    Returns
    -------
    Document

    Raises
    ------
    InputError
        There is no such unit.

    Examples
    --------
    >>> import framing
    >>> text = '"All attacks by terrorists have been repelled," the ministry said.'
    >>> passage = framing.load().read_document(text).passages[0]
    >>> passage.voice, passage.speaker.name, passage.own, "terrorist_label" in passage.quoted
    ('quoted', 'the ministry', (), True)
    """
    spans = find_spans(text, unit, model.voice)
    found = [_classify_span(model, text, span, thresholds) for span in spans]
    own, quoted = _apart(model, spans, found, thresholds)
    passages = tuple(
        Passage(
            span.start,
            span.end,
            span.paragraph,
            found[number],
            span.voice,
            span.confidence,
            span.speaker,
            own[number],
            quoted[number],
        )
        for number, span in enumerate(spans)
    )
    whole = classify(model, text, thresholds=thresholds)
    return Document(text, unit, whole, passages, tuple(_totals(model.frame_ids, passages)))


def _classify_span(
    model: FrameModel, text: str, span: Span, thresholds: NDArray[np.float64] | None
) -> Classification:
    """Classify a passage; the offsets of its words are into the whole text."""
    found = classify(model, text[span.start : span.end], thresholds=thresholds)
    scores = tuple(
        replace(
            score,
            words=tuple(
                Contribution(w.text, w.start + span.start, w.end + span.start, w.weight)
                for w in score.words
            ),
        )
        for score in found.scores
    )
    return replace(found, scores=scores)


def _apart(
    model: FrameModel,
    spans: Sequence[Span],
    found: Sequence[Classification],
    thresholds: NDArray[np.float64] | None,
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the frames of each passage's own and of its quoted words.

    Only passages that are part own, part quoted are scored again.
    """
    mixed = [span for span in spans if span.is_mixed]
    texts = [text for span in mixed for text in (span.own, span.quoted)]
    frames = iter(_frames(model, texts, thresholds))
    own, quoted = [], []
    for span, whole in zip(spans, found, strict=True):
        own.append(next(frames) if span.is_mixed else whole.frames if span.own else ())
        quoted.append(next(frames) if span.is_mixed else whole.frames if span.quoted else ())
    return own, quoted


def _frames(
    model: FrameModel, texts: Sequence[str], thresholds: NDArray[np.float64] | None
) -> list[tuple[str, ...]]:
    """Return the frames of each text, the most probable first."""
    decided = decide(model, score_texts(model, texts), thresholds)
    return [
        tuple(model.frame_ids[k] for k in np.argsort(-chances, kind="stable").tolist() if there[k])
        for chances, there in zip(decided.probabilities, decided.present, strict=True)
    ]


def whose(
    voice: str, frames: Iterable[str], own: Iterable[str], quoted: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Tell which frames of a passage the author uses, and which somebody else does.

    Frames of passages that are discussed or rejected are nobody's, unless inside a quotation.

    Parameters
    ----------
    voice : str
        Of the passage.
    frames, own, quoted : iterable of str
        Ids of the frames of the whole passage, of the words outside and of those inside its
        quotations.

    Returns
    -------
    own, others : frozenset of str

    Examples
    --------
    >>> whose("reported", ["siege"], ["siege"], [])
    (frozenset(), frozenset({'siege'}))
    """
    if voice == "asserted":
        return frozenset(own), frozenset(quoted)
    if voice in ("quoted", "reported"):
        return frozenset(), frozenset(frames) | frozenset(own) | frozenset(quoted)
    return frozenset(), frozenset(quoted)


def _totals(frame_ids: Sequence[str], passages: Sequence[Passage]) -> Iterator[FrameTotal]:
    used = [whose(p.voice, p.found.frames, p.own, p.quoted) for p in passages]
    for k, frame in enumerate(frame_ids):
        there = [
            number
            for number, passage in enumerate(passages)
            if frame in passage.found.frames or frame in passage.own or frame in passage.quoted
        ]
        there.sort(key=lambda number: -passages[number].found.scores[k].probability)
        yield FrameTotal(
            frame,
            sum(frame in own for own, _ in used),
            sum(frame in others for _, others in used),
            tuple(there[:N_TELLING]),
        )
