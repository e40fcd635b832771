r"""Paragraphs and sentences of a text, with offsets into the original text.

Where a sentence ends is decided by `nupunkt <https://pypi.org/project/nupunkt/>`_, which
knows abbreviations and quotations that go on after a full stop. Layout is decided here:
blank lines part paragraphs, and so do single newlines, unless they merely wrap a line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

__all__ = ["Sentence", "find_paragraphs", "find_sentences"]

LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
#: Ends of a line that tell that the next line starts something new.
LINE_END = re.compile("[.!?:;\u2026\u3002\uff01\uff1f][\\W_]*$")
#: Stops that can't be part of an abbreviation, in scripts that nupunkt does not know.
STOPS = "\u3002\uff01\uff1f\uff61\u0964\u0965\u06d4\u061f\u1362\u0589\u104b\u17d4"
SURE_STOP = re.compile(
    f"(?<![{STOPS}])[{STOPS}]++(?![\u300d\u300f\u201d\u2019\u00bb\uff09)\\]\"'])"
)
#: Closing marks left over at the start of a sentence: they belong to the one before.
STRAY_CLOSING = re.compile("[\"'\u201c\u2018\u201d\u2019\u00bb\u203a)\\]\u300d\u300f]+(?=\\s|$)")
#: nupunkt takes quadratic time in the length of a run without spaces.
LONG_RUN = re.compile(r"\S{200,}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text.

    Attributes
    ----------
    start, end : int
        Where it stands, as code points of the original text, end exclusive, without the
        spaces around it.
    paragraph : int
        Number of its paragraph, from 0.
    """

    start: int
    end: int
    paragraph: int


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Find the paragraphs of `text`.

    A blank line ends a paragraph. A single newline does too, unless the text looks wrapped:
    the next line goes on in lower case after a line without a full stop.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (int, int)
        Start and end of each paragraph, without the spaces around it. Every character but
        white space lies in exactly one.

    Examples
    --------
    >>> find_paragraphs("Headline\nThe army has\nwon the war.\n\nNext.")
    [(0, 8), (9, 34), (36, 41)]
    """
    found: list[tuple[int, int]] = []
    for block in _blocks(text):
        soft = [_is_soft(text, a, b) for a, b in pairwise(block)]
        # Where many newlines are wraps, all are: some wrapped lines start in upper case.
        wrapped = sum(soft) >= max(3, len(soft) / 3)
        start = block[0][0]
        for (line, after), is_soft in zip(pairwise(block), soft, strict=True):
            if not (is_soft or wrapped):
                found.append((start, line[1]))
                start = after[0]
        found.append((start, block[-1][1]))
    return found


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines between blank lines, block by block, without spaces around them."""
    block: list[tuple[int, int]] = []
    end = 0
    for match in LINE.finditer(text):
        line = match.group()
        bare = line.strip()
        if not bare:
            continue
        gap = text[end : match.start()]
        if block and (sum(map(gap.count, "\n\x85\u2028\u2029")) > 1 or gap.count("\r") > 1):
            yield block
            block = []
        start = match.start() + len(line) - len(line.lstrip())
        block.append((start, start + len(bare)))
        end = match.end()
    if block:
        yield block


def _is_soft(text: str, line: tuple[int, int], after: tuple[int, int]) -> bool:
    tail = text[max(line[0], line[1] - 5) : line[1]]
    return text[after[0]].islower() and not LINE_END.search(tail)


@cache
def _tokenizer() -> Any:
    # Loading takes some 70 ms; scoring of whole texts does without it.
    import nupunkt

    return nupunkt.load("default")


def find_sentences(text: str) -> list[Sentence]:
    """Find the sentences of `text`.

    A quotation of several sentences is parted like any other text; one that is followed by
    its speaker ("All repelled!" the ministry said) stays with it.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Sentence
        In order; every character but white space lies in exactly one.

    References
    ----------
    .. [1] T. Kiss and J. Strunk, "Unsupervised multilingual sentence boundary detection",
       Computational Linguistics 32(4), 2006.

    Examples
    --------
    >>> text = "“We won!” the general said. Nobody cheered."
    >>> [text[s.start : s.end] for s in find_sentences(text)]
    ['“We won!” the general said.', 'Nobody cheered.']
    """
    return [
        Sentence(start, end, number)
        for number, (first, last) in enumerate(find_paragraphs(text))
        for start, end in _in_paragraph(text, first, last)
    ]


def _in_paragraph(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    paragraph = text[first:last]
    shown = LONG_RUN.sub(_tame, paragraph)
    starts = [start for start, _ in _tokenizer().span_tokenize(shown)]
    starts += [match.end() for match in SURE_STOP.finditer(paragraph)]
    starts = sorted({_after_closing(paragraph, start) for start in starts if start > 0})
    for start, end in zip([0, *starts], [*starts, len(paragraph)], strict=True):
        bare = paragraph[start:end].strip()
        if bare:
            begin = first + paragraph.index(bare[0], start)
            yield begin, begin + len(bare)


def _after_closing(paragraph: str, start: int) -> int:
    match = STRAY_CLOSING.match(paragraph, start)
    return match.end() if match else start


def _tame(match: re.Match[str]) -> str:
    """Hide the middle of a long run, at its length."""
    run = match.group()
    return run[:50] + "x" * (len(run) - 100) + run[-50:]
