"""Texts to scores with NumPy alone: for single texts, and as the oracle of the kernel."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.hashing import Keys, code_points, join_keys, span_keys
from framing.model import FrameModel
from framing.text import Words, find_marks, find_words

__all__ = ["Analysis", "Decisions", "Scores", "analyse", "decide", "score_texts"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of several texts.

    Attributes
    ----------
    margins : ndarray of float64, shape (n_texts, n_frames)
        Linear scores before calibration.
    known_words : ndarray of float64, shape (n_texts,)
        Share of a text's words that the model knows; 0 for a text without words.
    """

    margins: NDArray[np.float64]
    known_words: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What follows from the scores of several texts.

    Attributes
    ----------
    probabilities : ndarray of float64, shape (n_texts, n_frames)
        Calibrated.
    present : ndarray of bool, shape (n_texts, n_frames)
        The probability reaches the threshold, and the text could be decided on.
    undecided : ndarray of bool, shape (n_texts,)
        So little of the text is known to the model that nothing is said of it.
    """

    probabilities: NDArray[np.float64]
    present: NDArray[np.bool_]
    undecided: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """Things that count towards a margin, each occurrence by itself.

    Attributes
    ----------
    starts, ends : ndarray of int64, shape (n_occurrences,)
        In the original text.
    weights : ndarray of float64, shape (n_occurrences, n_frames)
        What each occurrence adds to the margin.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Analysis:
    """One text taken apart: the margins, and what each word, phrase and mark added to them.

    Attributes
    ----------
    margins : ndarray of float64, shape (n_frames,)
    known_words : float
    words : Part
        The words, by themselves and by their characters.
    phrases : Part
        Word pairs and cues of two or three words; they overlap each other and the words.
    marks : Part
        The marks that the model knows.
    """

    margins: NDArray[np.float64]
    known_words: float
    words: Part
    phrases: Part
    marks: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that counts towards the margins."""
        return self.words, self.phrases, self.marks


@dataclass(slots=True)
class _Block:
    """A sum of rows over a norm, with the share of each occurrence."""

    total: NDArray[np.float64]
    squared_norm: float = 0.0

    def add(
        self, keys: Keys, rows: NDArray[Any], squared_norms: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Add what stands at occurrences with these keys; return the share of each."""
        if not len(keys):
            return np.zeros((0, len(self.total)))
        _, first, inverse, count = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        factor = 1 + np.log(count)
        self.total += factor @ rows[first].astype(np.float64)
        self.squared_norm += float(factor**2 @ squared_norms[first].astype(np.float64))
        shares: NDArray[np.float64] = (factor / count)[inverse, None] * rows
        return shares

    @property
    def scale(self) -> float:
        return 1 / float(np.sqrt(self.squared_norm)) if self.squared_norm > 0 else 0.0


def score_texts(model: FrameModel, texts: Iterable[str]) -> Scores:
    """Score texts one by one.

    Parameters
    ----------
    model : FrameModel
    texts : iterable of str

    Returns
    -------
    Scores
    """
    analyses = [analyse(model, text) for text in texts]
    margins = np.array([found.margins for found in analyses], dtype=np.float64)
    return Scores(
        margins.reshape(len(analyses), len(model.frame_ids)),
        np.array([found.known_words for found in analyses], dtype=np.float64),
    )


def decide(
    model: FrameModel, scores: Scores, thresholds: NDArray[np.float64] | None = None
) -> Decisions:
    """Tell which frames are present.

    Parameters
    ----------
    model : FrameModel
    scores : Scores
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.

    Returns
    -------
    Decisions
    """
    probabilities = model.probabilities(scores.margins)
    chosen = model.thresholds if thresholds is None else thresholds
    undecided = (scores.known_words == 0) | (scores.known_words < model.min_known_words)
    return Decisions(probabilities, (probabilities >= chosen) & ~undecided[:, None], undecided)


def analyse(model: FrameModel, text: str) -> Analysis:
    """Score one text and keep what each of its words, phrases and marks added.

    Parameters
    ----------
    model : FrameModel
    text : str

    Returns
    -------
    Analysis
        The sums of the weights of its `parts` and the intercepts are `margins`.
    """
    arrays = model.arrays
    found, marks = find_words(text), find_marks(text)
    n_words, n_frames = len(found), len(model.frame_ids)
    points = code_points(found.lowered)
    starts, ends = np.append(found.starts, marks.starts), np.append(found.ends, marks.ends)
    all_keys = span_keys(points, starts, ends, model.seed)
    all_at = _look_up(arrays["word_keys"], all_keys)
    there = all_at >= 0
    keys, at, known, marked = all_keys[:n_words], all_at[:n_words], there[:n_words], there[n_words:]

    terms, subwords = _Block(np.zeros(n_frames)), _Block(np.zeros(n_frames))
    row = all_at[there]
    by_term = np.zeros((len(all_keys), n_frames))
    by_term[there] = terms.add(
        all_keys[there], arrays["word_term_rows"][row], arrays["word_term_norms"][row]
    )
    phrase_keys, first, last = _phrases(keys, at)
    phrase_at = _look_up(arrays["phrase_keys"], phrase_keys)
    phrased = phrase_at >= 0
    row = phrase_at[phrased]
    by_phrase = terms.add(
        phrase_keys[phrased], arrays["phrase_rows"][row], arrays["phrase_norms"][row]
    )
    rows, norms = np.zeros((n_words, n_frames)), np.zeros(n_words)
    rows[known] = arrays["word_subword_rows"][at[known]]
    norms[known] = arrays["word_subword_norms"][at[known]]
    rows[~known], norms[~known] = _unknown_words(model, points, found, np.flatnonzero(~known))
    by_subword = subwords.add(keys, rows, norms)

    margins = terms.total * terms.scale + subwords.total * subwords.scale + arrays["intercepts"]
    of_words = by_term[:n_words] * terms.scale + by_subword * subwords.scale
    of_marks = by_term[n_words:][marked] * terms.scale
    starts, ends = found.original_starts, found.original_ends
    return Analysis(
        margins,
        float(known.mean()) if n_words else 0.0,
        Part(starts, ends, of_words),
        Part(starts[first[phrased]], ends[last[phrased]], by_phrase * terms.scale),
        Part(marks.original_starts[marked], marks.original_ends[marked], of_marks),
    )


def _look_up(table: Keys, keys: Keys) -> NDArray[np.int64]:
    """Return the row of each key, -1 where the table has none."""
    if not len(table):
        return np.full(len(keys), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return np.where(table[at] == keys, at, -1)


def _phrases(
    keys: Keys, at: NDArray[np.int64]
) -> tuple[Keys, NDArray[np.int64], NDArray[np.int64]]:
    """Return key, first and last word of all pairs and triples of known words."""
    known = at >= 0
    pair = np.flatnonzero(known[:-1] & known[1:])
    pair_keys = join_keys(keys[pair], keys[pair + 1])
    inner = np.flatnonzero(pair + 2 < len(keys))
    inner = inner[known[pair[inner] + 2]]
    triple = pair[inner]
    triple_keys = join_keys(pair_keys[inner], keys[triple + 2])
    return (
        np.concatenate([pair_keys, triple_keys]),
        np.concatenate([pair, triple]),
        np.concatenate([pair + 1, triple + 2]),
    )


def _unknown_words(
    model: FrameModel, points: NDArray[np.uint32], found: Words, which: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum up the rows and squared norms of words by the n-grams inside them."""
    rows = np.zeros((len(which), len(model.frame_ids)))
    norms = np.zeros(len(which))
    if not len(which):
        return rows, norms
    # All the words behind each other, each with a space on both sides.
    lengths = found.ends[which] - found.starts[which] + 2
    ends = np.cumsum(lengths)
    starts = ends - lengths
    word_of = np.repeat(np.arange(len(which)), lengths)
    inside = np.arange(int(ends[-1])) - starts[word_of] - 1
    padded = points[np.clip(found.starts[which][word_of] + inside, 0, len(points) - 1)]
    padded[starts] = padded[ends - 1] = ord(" ")
    shortest, longest = model.ngram_range
    for n in range(shortest, longest + 1):
        gram = np.flatnonzero(np.arange(len(padded)) + n <= ends[word_of])
        at = _look_up(model.arrays["ngram_keys"], span_keys(padded, gram, gram + n, model.seed))
        word, row = word_of[gram[at >= 0]], at[at >= 0]
        np.add.at(rows, word, model.arrays["ngram_rows"][row])
        np.add.at(norms, word, model.arrays["ngram_norms"][row])
    return rows, norms
