"""What `framing.voice` knows of a span: cues, and features for the linear model.

Features come in two blocks of names. *Rules* count as they are; *grams*, words and runs of
tags, are weighted by how rare they are and brought to unit length together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from framing.quotations import Quotation
from framing.voice_rules import Cue, attributions
from framing.voice_tokens import NEGATIONS, WORD, Token, clip, tokenize
from framing.voice_wording import wordings

__all__ = ["SpanFeatures", "read_span", "stem"]

#: How many words after a negation a charged word still counts as denied.
NEGATION_REACH = 6
#: Tags that are taken once in a row.
ONCE = frozenset({"_", "NAME", "-ly", "#"})
PERSONS = ("i", "we", "our", "us", "my", "you")


@dataclass(frozen=True, slots=True)
class SpanFeatures:
    """What was read of one span.

    Attributes
    ----------
    cues : tuple of Cue
        The rules that fired, by place.
    quoted_share : float
        Share of the words that stand inside quotations, 0 to 1.
    n_words : int
    rules, grams : frozenset of str
        Features for the linear model.
    """

    cues: tuple[Cue, ...]
    quoted_share: float
    n_words: int
    rules: frozenset[str]
    grams: frozenset[str]


def stem(word: str) -> str:
    """Return the start of a word, by which charged words are compared.

    Examples
    --------
    >>> stem("terrorists"), stem("Nazi")
    ('terror', 'nazi')
    """
    return word[:6].lower()


def read_span(
    text: str,
    start: int,
    end: int,
    quotations: Iterable[Quotation],
    charged: frozenset[str] = frozenset(),
) -> SpanFeatures:
    """Read cues and features of ``text[start:end]``.

    Parameters
    ----------
    text : str
    start, end : int
    quotations : iterable of Quotation
        Those of `text`, or those of them that touch the span.
    charged : frozenset of str
        Stems of words that carry frames: denying one of them, or putting it between marks,
        tells much.
    """
    quoted = clip(quotations, start, end)
    tokens = tokenize(text, start, end, quoted)
    found = [*attributions(tokens), *wordings(text, start, end, tokens)]
    cues = tuple(sorted(found, key=lambda cue: cue.start))
    n_quoted = sum(len(WORD.findall(text, begin, stop)) for begin, stop in quoted)
    n_own = sum(1 for token in tokens if token.word[:1].isalpha())
    share = n_quoted / max(1, n_quoted + n_own)
    tags = list(_tags(text, tokens, charged))
    rules = {
        *_cue_names(cues),
        *_shape(tokens, tags, share, n_quoted + n_own),
        *(["denied charge"] if _denies(tags) else []),
    }
    return SpanFeatures(
        cues, share, n_quoted + n_own, frozenset(rules), frozenset(_grams(tokens, tags))
    )


def _cue_names(cues: Sequence[Cue]) -> Iterator[str]:
    """Yield each cue's name, and what it has in common with others."""
    for cue in cues:
        yield cue.kind
        if cue.kind.startswith("reported"):
            parts = cue.kind.split()
            yield " ".join(parts[:-1])
            yield " ".join(parts[:-2])
            if "!" in cue.kind:
                yield cue.kind.split("!")[0]
                yield "given to a speaker"


def _shape(
    tokens: Sequence[Token], tags: Sequence[str], share: float, n_words: int
) -> Iterator[str]:
    for token in tokens:
        if token.tag[0] == "Q":
            yield token.tag
            yield token.tag.rstrip(",.!?;")
    words = {token.word for token in tokens}
    yield from (f"has {word}" for word in PERSONS if word in words)
    yield f"quoted {int(4 * share)}"
    yield f"length {min(5, n_words // 8)}"
    if tags:
        yield f"first {tags[0]}"
        yield f"end {tags[-1] if tags[-1] in '.!?' else ''}"


def _tags(text: str, tokens: Sequence[Token], charged: frozenset[str]) -> Iterator[str]:
    last = ""
    for token in tokens:
        tag = token.tag
        if tag[0] == "Q":
            inner = WORD.findall(text, token.start, token.end)
            loaded = len(inner) <= 7 and any(stem(word) in charged for word in inner)
            tag = tag.rstrip(",.!?;") + ("+" if loaded else "")
        elif tag in ("_", "-ed", "-ing", "NAME", "WHO") and stem(token.word) in charged:
            tag = "CHARGED"
        if tag != last or tag not in ONCE:
            yield tag
        last = tag


def _denies(tags: Sequence[str]) -> bool:
    since = NEGATION_REACH + 1
    for tag in tags:
        since += 1
        if tag in NEGATIONS:
            since = 0
        elif tag in (".", ";", ":", "!", "?"):
            since = NEGATION_REACH + 1
        elif tag == "CHARGED" and since <= NEGATION_REACH:
            return True
    return False


def _grams(tokens: Sequence[Token], tags: Sequence[str]) -> Iterator[str]:
    whole = ["<", *tags, ">"]
    for first, second in pairwise(whole):
        yield f"{first} {second}"
    yield from whole
    for token in tokens:
        if token.word.isalpha():
            yield f"={token.word}"
