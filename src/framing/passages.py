"""The passages of a text: where they stand, whose voice they have, and which words are quoted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from framing.errors import InputError, suggest
from framing.quotations import Quotation, find_quotations
from framing.sentences import Sentence, find_sentences
from framing.voice import Piece, Speaker, VoicedSpan, find_voices, own_and_quoted
from framing.voice_model import VOICES, VoiceModel

__all__ = ["UNITS", "Span", "check_unit", "find_spans"]

UNITS = ("document", "paragraph", "sentence")
#: Stands where other words were taken out; it holds no word.
GAP = " \u2026 "


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

    @property
    def is_mixed(self) -> bool:
        """Whether some of its words are the author's own and some are quoted."""
        return bool(self.own and self.quoted)


def check_unit(unit: str) -> None:
    """Check the name of a unit.

    Raises
    ------
    InputError
        There is no such unit.
    """
    if unit not in UNITS:
        raise InputError(f"no unit {unit!r}; {suggest(unit, list(UNITS))}")


def find_spans(text: str, unit: str, voices: VoiceModel | None) -> list[Span]:
    """Find the passages of a text, whose voice they have, and which words are quoted.

    Raises
    ------
    InputError
        There is no such unit.
    """
    check_unit(unit)
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
