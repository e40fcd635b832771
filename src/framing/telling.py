"""The most telling texts of each frame: kept in a heap while rows go by, then explained."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.explanation import explain
from framing.model import FrameModel
from framing.shades import Shade

__all__ = ["MostTelling", "Telling", "explain_telling"]

#: So much of a text is kept; nobody reads more, and a table may hold books.
LONGEST = 50_000
#: So much of it is shown, where it says most.
EXCERPT = 480
#: Beyond this difference a table was scored by another model.
SAME = 0.005

Facts = Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Telling:
    """A text with a frame.

    Attributes
    ----------
    text : str
        Its first 50,000 characters.
    probability : float
    facts : dict
        Where it stands and who says it, as plain data.
    """

    text: str
    probability: float
    facts: dict[str, Any]


class MostTelling:
    """Keeps for each frame the texts of the highest probability, no text twice.

    Parameters
    ----------
    n_frames, limit : int

    Examples
    --------
    >>> most = MostTelling(1, 2)
    >>> texts = pa.array(["a siege", "rain", "a ring", "a siege"])
    >>> probabilities = np.array([[0.9], [0.1], [0.8], [0.9]], dtype=np.float32)
    >>> most.add(texts, probabilities, probabilities > 0.05, lambda row: {"row": row})
    >>> [(found.text, found.facts) for found in most.of(0)]
    [('a siege', {'row': 0}), ('a ring', {'row': 2})]
    """

    def __init__(self, n_frames: int, limit: int) -> None:
        self._limit = limit
        #: (probability, minus the number of its row over all, text, facts), least first.
        self._heaps: list[list[tuple[float, int, str, dict[str, Any]]]] = [
            [] for _ in range(n_frames)
        ]
        self._rows = 0

    def add(
        self,
        texts: pa.Array,
        probabilities: NDArray[np.float32],
        present: NDArray[np.bool_],
        facts: Facts,
    ) -> None:
        """Look at rows; only where a frame is present its text is a candidate.

        Parameters
        ----------
        texts : pyarrow.Array of strings, length n_rows
        probabilities : ndarray of float32, shape (n_rows, n_frames)
        present : ndarray of bool, shape (n_rows, n_frames)
        facts : callable
            Number of a row here -> what is to be kept of it beside its text.
        """
        if not self._limit:
            return
        numbers = None
        for k, heap in enumerate(self._heaps):
            column = np.nan_to_num(probabilities[:, k])
            least = heap[0][0] if len(heap) == self._limit else -1.0
            rows = np.flatnonzero(present[:, k] & (column > least))
            if not len(rows):
                continue
            if numbers is None:
                encoded = texts.dictionary_encode().indices
                numbers = encoded.fill_null(-1).to_numpy(zero_copy_only=False)
            # Copies of a text have one probability: the first of them will do.
            rows = rows[np.sort(np.unique(numbers[rows], return_index=True)[1])]
            for row in rows[np.argsort(-column[rows], kind="stable")].tolist():
                if len(heap) == self._limit and float(column[row]) <= heap[0][0]:
                    break
                self._offer(heap, float(column[row]), row, texts, facts)
        self._rows += len(texts)

    def _offer(
        self, heap: list[Any], probability: float, row: int, texts: pa.Array, facts: Facts
    ) -> None:
        text = str(texts[row].as_py() or "").strip()[:LONGEST]
        if not text or any(text == kept[2] for kept in heap):
            return
        entry = (probability, -(self._rows + row), text, facts(row))
        (heapq.heappush if len(heap) < self._limit else heapq.heapreplace)(heap, entry)

    def of(self, frame: int) -> list[Telling]:
        """Return the texts of a frame, the most probable first."""
        ranked = sorted(self._heaps[frame], key=lambda entry: entry[:2], reverse=True)
        return [Telling(text, probability, kept) for probability, _, text, kept in ranked]


def explain_telling(
    model: FrameModel, frame: str, found: Sequence[Telling]
) -> list[dict[str, Any]]:
    """Return texts with the words that speak for a frame, as plain data.

    Returns
    -------
    list of dict
        ``text`` (the part of it that says most), ``cut_before`` and ``cut_behind``, ``shades``
        (start, end, weight and level of each word that counts), ``probability``, ``same_model``
        (whether this model gives that probability too) and the facts.
    """
    told = []
    for one in found:
        (evidence,) = explain(model, one.text, frames=[frame]).evidence
        start, end = _densest(one.text, evidence.shades)
        whole = len(one.text) < LONGEST
        told.append(
            {
                "text": one.text[start:end],
                "cut_before": start > 0,
                "cut_behind": end < len(one.text) or not whole,
                "shades": [
                    [shade.start - start, shade.end - start, shade.weight, shade.level]
                    for shade in evidence.shades
                    if shade.level and start <= shade.start and shade.end <= end
                ],
                "probability": one.probability,
                "same_model": not whole or abs(evidence.probability - one.probability) < SAME,
                **one.facts,
            }
        )
    return told


def _densest(text: str, shades: Sequence[Shade]) -> tuple[int, int]:
    """Return the part of a long text whose words speak most for a frame."""
    if len(text) <= EXCERPT or not shades:
        return 0, min(len(text), EXCERPT)
    best, start, last, total = -np.inf, 0, 0, 0.0
    for first, shade in enumerate(shades):
        while last <= first or (last < len(shades) and shades[last].end <= shade.start + EXCERPT):
            total += shades[last].weight
            last += 1
        if total > best:
            # With some words before the first that counts.
            best, start = total, shades[max(0, first - 2)].start
        total -= shade.weight
    start = max(0, min(start, len(text) - EXCERPT))
    end = start + EXCERPT
    # Not in the middle of a word, where there are spaces between words.
    space = text.rfind(" ", end - EXCERPT // 4, end)
    return start, space if space > 0 and end < len(text) else end
