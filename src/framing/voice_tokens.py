"""A span of text as `framing.voice` reads it: tagged own words, each quotation one token."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framing.quotations import Quotation
from framing.voice_words import CLASSES

__all__ = ["NEGATIONS", "Token", "clip", "tokenize"]

TOKEN = re.compile(
    r"n['\u2019]t\b|[^\W\d_]+?(?=n['\u2019]t\b)|[^\W\d_]+(?:-[^\W\d_]+)*|\d++(?:[.,]\d++)*|[^\w\s]"
)
WORD = re.compile(r"[^\W\d_]+")
NEGATIONS = frozenset(
    "no not n't never nobody none neither nor nothing cannot without no-one".split()
)
#: After these a full stop ends nothing.
ABBREVIATED = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt maj adm sen rep gov pres st no vs jr sr rev hon".split()
)
SAME = {"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u2026": "."}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a whole quotation.

    Attributes
    ----------
    tag : str
        Its class: a known word itself or its class in `framing.voice_words`, ``NAME`` for
        a capitalised word, ``Q…`` for a quotation, the mark itself, or a rough shape.
    start, end : int
        Where it stands in the original text.
    word : str
        In lower case; empty for a quotation.
    """

    tag: str
    start: int
    end: int
    word: str


def clip(quotations: Iterable[Quotation], start: int, end: int) -> list[tuple[int, int]]:
    """Return where the outermost quotations overlap a span, in order."""
    return [
        (max(q.start, start), min(q.end, end))
        for q in quotations
        if not q.depth and q.start < end and q.end > start
    ]


def tokenize(text: str, start: int, end: int, quoted: list[tuple[int, int]]) -> list[Token]:
    """Split a span into tokens, with each quoted part as one token."""
    tokens: list[Token] = []
    first = True
    position = start
    for begin, stop in [*quoted, (end, end)]:
        for token in _words(text, position, begin, first):
            tokens.append(token)
            first = token.tag in ".!?:"
        if stop > begin:
            tokens.append(_quotation(text, begin, stop))
            first = False
        position = stop
    return tokens


def _quotation(text: str, start: int, end: int) -> Token:
    inner = text[start:end]
    n_words = len(WORD.findall(inner))
    size = "Qshort" if n_words <= 3 else "Qphrase" if n_words <= 7 else "Qlong"
    last = inner.rstrip("\"'\u201d\u2019\u201c\u00bb\u00ab\u300d\u300f \u00a0")[-1:]
    return Token(f"{size}{last if last in ',.!?;' else ''}", start, end, "")


def _words(text: str, start: int, end: int, first: bool) -> Iterator[Token]:
    last = ""
    for match in TOKEN.finditer(text, start, end):
        word = match.group()
        if word == "." and (last.lower() in ABBREVIATED or (len(last) == 1 and last.isupper())):
            continue
        last = word
        tag = _tag(word, first)
        yield Token(tag, *match.span(), word.lower().replace("\u2019", "'"))
        first = tag in ".!?:"


def _tag(word: str, first: bool) -> str:
    lower = word.lower().replace("\u2019", "'")
    if not word[0].isalpha():
        return "#" if word[0].isdigit() else SAME.get(word, word)
    known = CLASSES.get(lower) or CLASSES.get(lower.rpartition("-")[2])
    # Inside a sentence, a capital makes a name of all but titles.
    if known and (known in ("WHO", lower) or first or lower == word):
        return known
    if word[0].isupper() and not first:
        return "NAME"
    if known:
        return known
    for ending, shape in (("ly", "-ly"), ("ing", "-ing"), ("ed", "-ed")):
        if lower.endswith(ending) and len(lower) > 4:
            return shape
    return "_"
