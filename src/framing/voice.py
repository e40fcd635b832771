"""Who says it: the voice of each sentence, and the speaker where the text names one.

The rules of `framing.voice_rules` find speakers and give a voice with its reasons; a trained
`VoiceModel` weighs them together with the words. Words inside a quotation are its speaker's:
`own_and_quoted` cuts a span so that frames can be scored apart.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from framing.quotations import Quotation, find_quotations
from framing.sentences import Sentence, find_sentences
from framing.voice_features import SpanFeatures, read_span
from framing.voice_model import VOICES, VoiceModel
from framing.voice_rules import Cue
from framing.voice_speakers import Speaker, Speakers

__all__ = [
    "VOICES",
    "Piece",
    "Speaker",
    "VoiceModel",
    "VoicedSpan",
    "find_voices",
    "own_and_quoted",
    "voice_of",
]

#: Cues that too often stand in plain assertions to decide alone.
WEAK = frozenset(
    {
        "rejected: not a",
        "rejected: nobody",
        "rejected: so-called",
        "rejected: claims refused",
        "rejected: told",
        "rejected: no such",
        "discussed: speaks of",
        "discussed: portrayed as",
        "discussed: rhetoric at work",
    }
)
#: Quotations from this many words on are speech; shorter ones set a word off.
SPEECH_WORDS = 4
#: Some quotations go on for pages; to count a few words, this many characters will do.
MAX_LOOK = 500
#: What a rule's verdict counts where no model weighs it.
RULE_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class VoicedSpan:
    """A span of a text with its voice.

    Attributes
    ----------
    start, end : int
        Where it stands, as code points of the original text, end exclusive.
    voice : str
        One of ``VOICES``.
    confidence : float
        Probability of the voice, 0 to 1; a rough one without a model.
    speaker : Speaker or None
        Who says it, where the text names somebody; None for the author's own words.
    cues : tuple of Cue
        The rules that fired, by place.
    """

    start: int
    end: int
    voice: str
    confidence: float
    speaker: Speaker | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of own or of quoted words.

    Attributes
    ----------
    start, end : int
        Where it stands, without quotation marks, as code points of the original text.
    quoted : bool
    speech : bool
        True in quotations of at least four words; shorter ones may be names or irony.
    """

    start: int
    end: int
    quoted: bool
    speech: bool = False


def own_and_quoted(
    text: str, start: int, end: int, quotations: Sequence[Quotation] | None = None
) -> list[Piece]:
    """Cut a span into the author's own words and quoted ones.

    Parameters
    ----------
    text : str
    start, end : int
    quotations : sequence of Quotation, optional
        Those of `text`, where they are known already.

    Returns
    -------
    list of Piece
        In order and without overlap; only quotation marks and white space are left out.

    Examples
    --------
    >>> text = 'The "heroes" fell, he said.'
    >>> [(text[p.start : p.end], p.quoted) for p in own_and_quoted(text, 0, len(text))]
    [('The', False), ('heroes', True), ('fell, he said.', False)]
    """
    quotations = find_quotations(text) if quotations is None else quotations
    pieces: list[Piece] = []
    position = start
    for quotation in _overlapping(quotations, start, end):
        pieces.extend(_piece(text, position, max(position, quotation.start)))
        inner = max(start, quotation.inner_start), min(end, quotation.inner_end)
        shown = text[
            quotation.inner_start : min(quotation.inner_end, quotation.inner_start + MAX_LOOK)
        ]
        speech = len(shown.split()) >= SPEECH_WORDS
        pieces.extend(_piece(text, *inner, quoted=True, speech=speech))
        position = min(end, quotation.end)
    pieces.extend(_piece(text, position, end))
    return pieces


def _overlapping(quotations: Sequence[Quotation], start: int, end: int) -> Iterator[Quotation]:
    """Yield the outermost quotations that overlap a span, without a look at all of them."""
    number = bisect_right(quotations, start, key=attrgetter("start")) - 1
    while number > 0 and quotations[number].depth:
        number -= 1
    for place in range(max(0, number), len(quotations)):
        quotation = quotations[place]
        if quotation.start >= end:
            return
        if not quotation.depth and quotation.end > start:
            yield quotation


def _piece(
    text: str, start: int, end: int, *, quoted: bool = False, speech: bool = False
) -> Iterator[Piece]:
    bare = text[start:end].strip() if end > start else ""
    if bare:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        yield Piece(start, start + len(bare), quoted, speech)


def voice_of(
    text: str, start: int = 0, end: int | None = None, model: VoiceModel | None = None
) -> VoicedSpan:
    """Return the voice of one span, by default of the whole text.

    Examples
    --------
    >>> found = voice_of("“All attacks have been repelled,” the ministry said.")
    >>> found.voice, found.speaker
    ('quoted', Speaker(name='the ministry', start=34, end=46))
    """
    span = Sentence(start, len(text) if end is None else end, 0)
    return next(iter(find_voices(text, model, sentences=[span])))


def find_voices(
    text: str,
    model: VoiceModel | None = None,
    *,
    sentences: Sequence[Sentence] | None = None,
    quotations: Sequence[Quotation] | None = None,
) -> list[VoicedSpan]:
    """Return the voice of each sentence.

    Parameters
    ----------
    text : str
    model : VoiceModel, optional
        Weighs rules and words; without one, the rules decide alone.
    sentences : sequence of Sentence, optional
        The spans to voice, in order; by default the sentences of `text`.
    quotations : sequence of Quotation, optional
        Those of `text`, where they are known already.

    Returns
    -------
    list of VoicedSpan
        One for each sentence.

    Examples
    --------
    >>> text = "The army says it won. There is no evidence that it did."
    >>> [(v.voice, v.speaker.name if v.speaker else "") for v in find_voices(text)]
    [('reported', 'The army'), ('rejected', '')]
    """
    sentences = find_sentences(text) if sentences is None else sentences
    quotations = find_quotations(text) if quotations is None else quotations
    charged = model.charged if model else frozenset()
    outer = [quotation for quotation in quotations if not quotation.depth]
    touching = list(_touching(outer, sentences))
    read = [
        read_span(text, sentence.start, sentence.end, near, charged)
        for sentence, near in zip(sentences, touching, strict=True)
    ]
    speakers = Speakers(text, sentences, touching, read)
    found: list[VoicedSpan] = []
    for number, (sentence, features) in enumerate(zip(sentences, read, strict=True)):
        voice, confidence = _voice(features, model)
        speaker = speakers.of(number) if voice != "asserted" else None
        found.append(
            VoicedSpan(sentence.start, sentence.end, voice, confidence, speaker, features.cues)
        )
    return found


def _touching(
    quotations: Sequence[Quotation], sentences: Sequence[Sentence]
) -> Iterator[list[Quotation]]:
    """Yield the quotations that touch each sentence."""
    first = 0
    for sentence in sentences:
        while first < len(quotations) and quotations[first].end <= sentence.start:
            first += 1
        last = first
        while last < len(quotations) and quotations[last].start < sentence.end:
            last += 1
        yield list(quotations[first:last])


def _voice(features: SpanFeatures, model: VoiceModel | None) -> tuple[str, float]:
    if features.n_words and features.quoted_share == 1 and features.n_words >= SPEECH_WORDS:
        return "quoted", 1.0
    if model is not None and features.n_words:
        chances = model.probabilities(features)
        best = int(chances.argmax())
        return VOICES[best], float(chances[best])
    return _by_rules(features), RULE_CONFIDENCE


def _by_rules(features: SpanFeatures) -> str:
    """Return the voice that the rules alone give."""
    kinds = {cue.kind for cue in features.cues} - WEAK
    given = any(kind.startswith("reported: after quotation!") for kind in kinds)
    if features.quoted_share >= (0.25 if given else 0.5):
        return "quoted"
    for voice in ("rejected", "discussed"):
        if any(kind.startswith(voice) for kind in kinds):
            return voice
    sure = ("reported: according to", "reported: colon named", "reported: participle")
    if any("!" in kind or kind.startswith(sure) for kind in kinds):
        return "reported"
    return "asserted"
