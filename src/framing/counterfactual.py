"""What the scores of a text would be without some of its words and marks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError
from framing.model import FrameModel
from framing.scoring import decide, score_texts
from framing.text import find_marks, find_words, marks, normalise_term

__all__ = ["Change", "Without", "score_without", "take_out"]

GROWN_TOGETHER = re.compile(r"\w\w")


@dataclass(frozen=True, slots=True)
class Change:
    """One frame with and without some words.

    Attributes
    ----------
    frame, name : str
    margin, probability : float
    present : bool
        Of the text as it is.
    margin_without, probability_without : float
    present_without : bool
        Of the text from which the words were taken out.
    """

    frame: str
    name: str
    margin: float
    probability: float
    present: bool
    margin_without: float
    probability_without: float
    present_without: bool


@dataclass(frozen=True, slots=True)
class Without:
    """What the scores would be without some words.

    Attributes
    ----------
    removed : dict of str to int
        How often each of the words and marks stood in the text.
    text : str
        What is left.
    undecided : bool
        Of what is left.
    known_words : float
    changes : tuple of Change
        One for each frame, in the codebook's order.
    """

    removed: dict[str, int]
    text: str
    undecided: bool
    known_words: float
    changes: tuple[Change, ...]


def score_without(
    model: FrameModel,
    text: str,
    terms: Sequence[str],
    *,
    thresholds: NDArray[np.float64] | None = None,
) -> Without:
    """Score a text as it is and without some words, both with the real scorer.

    Parameters
    ----------
    model : FrameModel
    text : str
    terms : sequence of str
        As `take_out` has them.
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.

    Returns
    -------
    Without

    Raises
    ------
    InputError
        A term is neither words nor one mark.
    """
    left, removed = take_out(text, terms)
    scores = score_texts(model, [text, left])
    decided = decide(model, scores, thresholds)
    (margin, margin_left), (probability, probability_left) = scores.margins, decided.probabilities
    present, present_left = decided.present
    changes = tuple(
        Change(
            frame.id,
            frame.name,
            float(margin[k]),
            float(probability[k]),
            bool(present[k]),
            float(margin_left[k]),
            float(probability_left[k]),
            bool(present_left[k]),
        )
        for k, frame in enumerate(model.codebook.frames)
    )
    known = float(scores.known_words[1])
    return Without(removed, left, bool(decided.undecided[1]), known, changes)


def take_out(text: str, terms: Sequence[str]) -> tuple[str, dict[str, int]]:
    """Take all occurrences of words, phrases and marks out of a text.

    Parameters
    ----------
    text : str
    terms : sequence of str
        Upper and lower case are the same, and so are all signs between the words of a phrase. A
        term without a word is a mark.

    Returns
    -------
    text : str
        What is left: spaces and other signs stay, and where a mark alone kept words apart, a
        space does.
    removed : dict of str to int
        How often each term stood there.

    Raises
    ------
    InputError
        A term is neither words nor one mark.

    Examples
    --------
    >>> take_out("The ring of steel, the Ring-of fire", ["ring of", "gold"])
    ('The   steel, the - fire', {'ring of': 2, 'gold': 0})
    >>> take_out("A ring-fence!!", ["!", "-"])
    ('A ring fence', {'!': 2, '-': 1})
    """
    found, signs = find_words(text), find_marks(text)
    places: dict[str, list[int]] = {}
    words = list(found)
    for index, word in enumerate(words):
        places.setdefault(word, []).append(index)
    removed: dict[str, int] = {}
    gone: set[tuple[int, int]] = set()
    for given in terms:
        term = normalise_term(given) or _only_mark(given)
        parts = term.split()
        if len(term) > 1:
            at = [i for i in places.get(parts[0], ()) if words[i : i + len(parts)] == parts]
            standing, which = found, {i + n for i in at for n in range(len(parts))}
        else:
            at = [i for i, sign in enumerate(signs) if sign == term]
            standing, which = signs, set(at)
        removed[term] = len(at)
        gone |= {(int(standing.original_starts[i]), int(standing.original_ends[i])) for i in which}
    return _without(text, sorted(gone)), removed


def _only_mark(term: str) -> str:
    found = marks(term)
    if len(found) != 1:
        raise InputError(
            f"{term!r} can't be taken out: a word has two or more letters or digits, and a mark is "
            "one sign, letter or digit"
        )
    return found[0]


def _without(text: str, gone: Iterable[tuple[int, int]]) -> str:
    """Return a text without some parts, with a space where words would grow together."""
    kept, before, last = [], "", 0
    for start, end in [*gone, (len(text), len(text))]:
        piece = text[last:start]
        if GROWN_TOGETHER.match(before + piece[:1]):
            kept.append(" ")
        kept.append(piece)
        before, last = piece[-1:] or before, max(last, end)
    return "".join(kept)
