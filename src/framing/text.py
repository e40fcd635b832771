r"""Words and marks of a text, with offsets into the original text.

A word is a run of two or more word characters (``\w``, Unicode) of the lower-cased
text, as scikit-learn's text vectorizers take it. A mark is any other character that isn't white
space: punctuation, symbols, emoji, combining marks, and a word character that stands alone.
Every other room gets its words and marks here, so that training, scoring and evidence can't
disagree about what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Words",
    "clean_terminal",
    "find_marks",
    "find_words",
    "lower_with_offsets",
    "marks",
    "name_of",
    "normalise_term",
    "words",
]

WORD = re.compile(r"\w\w+")
#: Lone surrogates and U+FFFD stand for what couldn't be read. They are no marks, so that a text
#: scores the same as bytes that are not UTF-8 and as the string they were decoded to.
MARK = re.compile(r"[^\w\s\ud800-\udfff\ufffd]|\b\w\b")
#: The only character that grows when lower-cased: it becomes "i" and a combining dot.
EXPANDING = "\u0130"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, or its marks.

    Attributes
    ----------
    lowered : str
        The lower-cased text.
    starts, ends : ndarray of int64, shape (n_words,)
        Where each word stands in `lowered`, as code points, end exclusive.
    original_starts, original_ends : ndarray of int64, shape (n_words,)
        Where each word stands in the original text, as code points, end exclusive.
    """

    lowered: str
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    original_starts: NDArray[np.int64]
    original_ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[str]:
        for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True):
            yield self.lowered[start:end]


def words(text: str) -> list[str]:
    """Return the words of `text` in order, lower-cased.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> words("The army's T-72 tanks")
    ['the', 'army', '72', 'tanks']
    """
    return WORD.findall(text.lower())


def marks(text: str) -> list[str]:
    """Return the marks of `text` in order, lower-cased: one character each.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> marks("The army's T-72 tanks!")
    ["'", 's', 't', '-', '!']
    """
    return MARK.findall(text.lower())


def normalise_term(term: str) -> str:
    """Return `term` as its words joined by one space: the form in which terms are compared.

    Examples
    --------
    >>> normalise_term("Anti-Russian  hysteria")
    'anti russian hysteria'
    """
    return " ".join(words(term))


def name_of(term: str) -> str:
    """Return the name under which a term of a text is listed: its words, or the mark it is.

    Examples
    --------
    >>> name_of("Ring-of"), name_of("!"), name_of("A")
    ('ring of', '!', 'a')
    """
    return normalise_term(term) or term.lower()


def lower_with_offsets(text: str) -> tuple[str, NDArray[np.int64] | None]:
    """Lower-case `text` and tell where each character of the result came from.

    Returns
    -------
    lowered : str
    offsets : ndarray of int64, shape (len(lowered) + 1,), or None
        Index in `text` of each character of `lowered`; None where they are the same.

    Examples
    --------
    >>> lowered, offsets = lower_with_offsets("\u0130x")
    >>> len(lowered), offsets.tolist()
    (3, [0, 0, 1, 2])
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered, None
    lengths = np.fromiter((2 if c == EXPANDING else 1 for c in text), np.int64, len(text))
    offsets = np.repeat(np.arange(len(text), dtype=np.int64), lengths)
    return lowered, np.append(offsets, len(text))


def find_words(text: str) -> Words:
    """Find the words of `text` with their offsets.

    Parameters
    ----------
    text : str

    Returns
    -------
    Words

    Examples
    --------
    >>> found = find_words("Our heroes.")
    >>> list(found), found.original_starts.tolist()
    (['our', 'heroes'], [0, 4])
    """
    return _find(WORD, text)


def find_marks(text: str) -> Words:
    """Find the marks of `text` with their offsets.

    A capital I with a dot is two characters in lower case: both stand where it stands.

    Parameters
    ----------
    text : str

    Returns
    -------
    Words

    Examples
    --------
    >>> found = find_marks("\u0130! Heroes?")
    >>> list(found) == ["i", "\u0307", "!", "?"], found.original_starts.tolist()
    (True, [0, 0, 1, 9])
    """
    return _find(MARK, text)


def _find(pattern: re.Pattern[str], text: str) -> Words:
    lowered, offsets = lower_with_offsets(text)
    spans = [match.span() for match in pattern.finditer(lowered)]
    array = np.array(spans, dtype=np.int64).reshape(-1, 2)
    starts, ends = array[:, 0], array[:, 1]
    if offsets is None:
        return Words(lowered, starts, ends, starts, ends)
    return Words(lowered, starts, ends, offsets[starts], offsets[ends - 1] + 1)


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean_terminal(text: str) -> str:
    r"""Replace control characters, direction overrides and lone surrogates by U+FFFD.

    A text from outside can't move the cursor, recolour or rewrite a terminal after that.

    Examples
    --------
    >>> clean_terminal("a\x1b[31mb") == "a\ufffd[31mb"
    True
    """
    return CONTROL.sub("\ufffd", text)
