"""A whole text, passage by passage: frames, voice and speaker of each, and whose words they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError, suggest
from framing.evidence import Classification, classify
from framing.model import FrameModel
from framing.quotations import Quotation, find_quotations
from framing.scoring import decide, score_texts
from framing.sentences import Sentence, find_sentences
from framing.voice import Piece, Speaker, VoicedSpan, find_voices, own_and_quoted
from framing.voice_model import VOICES, VoiceModel

__all__ = ["UNITS", "Document", "FrameTotal", "Passage", "read_document", "whose"]

UNITS = ("document", "paragraph", "sentence")
#: How many passages a document names for each frame.
N_TELLING = 3
#: Stands where other words were taken out; it holds no word.
GAP = " \u2026 "


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


@dataclass(frozen=True, slots=True)
class Span:
    """A passage before it is scored.

    Attributes
    ----------
    start, end, paragraph : int
    voice : str
    confidence : float
    speaker : Speaker or None
    own, quoted : str
        The author's own words, and those inside quotations; empty where there are none.
    """

    start: int
    end: int
    paragraph: int
    voice: str
    confidence: float
    speaker: Speaker | None
    own: str
    quoted: str


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
    own = _frames(model, [span.own for span in spans], thresholds)
    quoted = _frames(model, [span.quoted for span in spans], thresholds)
    passages = tuple(
        Passage(
            span.start,
            span.end,
            span.paragraph,
            _shifted(classify(model, text[span.start : span.end], thresholds=thresholds), span),
            span.voice,
            span.confidence,
            span.speaker,
            in_own,
            in_quoted,
        )
        for span, in_own, in_quoted in zip(spans, own, quoted, strict=True)
    )
    whole = classify(model, text, thresholds=thresholds)
    return Document(text, unit, whole, passages, tuple(_totals(model.frame_ids, passages)))


def find_spans(text: str, unit: str, voices: VoiceModel | None) -> list[Span]:
    """Find the passages of a text, whose voice they have, and which words are quoted.

    Raises
    ------
    InputError
        There is no such unit.
    """
    if unit not in UNITS:
        raise InputError(f"no unit {unit!r}; {suggest(unit, list(UNITS))}")
    sentences = find_sentences(text)
    quotations = find_quotations(text)
    voiced = find_voices(text, voices, sentences=sentences, quotations=quotations)
    return [
        _span(text, number, members, quotations)
        for number, members in _members(unit, sentences, voiced)
    ]


def _members(
    unit: str, sentences: Sequence[Sentence], voiced: Sequence[VoicedSpan]
) -> Iterator[tuple[int, list[VoicedSpan]]]:
    """Yield the paragraph and the sentences of each passage."""
    members: dict[int, list[VoicedSpan]] = {}
    for number, (sentence, found) in enumerate(zip(sentences, voiced, strict=True)):
        key = {"sentence": number, "paragraph": sentence.paragraph, "document": 0}[unit]
        members.setdefault(key, []).append(found)
    for key, found_there in members.items():
        yield (sentences[key].paragraph if unit == "sentence" else key), found_there


def _span(
    text: str, paragraph: int, members: Sequence[VoicedSpan], quotations: Sequence[Quotation]
) -> Span:
    start, end = members[0].start, members[-1].end
    weights = dict.fromkeys(VOICES, 0.0)
    for found in members:
        weights[found.voice] += (found.end - found.start) * found.confidence
    voice = max(VOICES, key=weights.__getitem__)
    confidence = weights[voice] / sum(found.end - found.start for found in members)
    speakers = (found.speaker for found in members if found.voice == voice and found.speaker)
    pieces = own_and_quoted(text, start, end, quotations)
    apart = [piece.quoted and (piece.speech or voice == "quoted") for piece in pieces]
    return Span(
        start,
        end,
        paragraph,
        voice,
        confidence,
        next(speakers, None),
        _joined(text, [p for p, is_apart in zip(pieces, apart, strict=True) if not is_apart]),
        _joined(text, [p for p, is_apart in zip(pieces, apart, strict=True) if is_apart]),
    )


def _joined(text: str, pieces: Iterable[Piece]) -> str:
    return GAP.join(text[piece.start : piece.end] for piece in pieces)


def _frames(
    model: FrameModel, texts: Sequence[str], thresholds: NDArray[np.float64] | None
) -> list[tuple[str, ...]]:
    """Return the frames of each text, the most probable first."""
    decided = decide(model, score_texts(model, texts), thresholds)
    return [
        tuple(
            model.frame_ids[k]
            for k in np.argsort(-probabilities, kind="stable").tolist()
            if present[k]
        )
        for probabilities, present in zip(decided.probabilities, decided.present, strict=True)
    ]


def _shifted(found: Classification, span: Span) -> Classification:
    """Return a classification with the offsets of its words moved to where the passage stands."""
    scores = tuple(
        replace(
            score,
            words=tuple(
                replace(word, start=word.start + span.start, end=word.end + span.start)
                for word in score.words
            ),
        )
        for score in found.scores
    )
    return replace(found, scores=scores)


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
