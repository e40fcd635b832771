"""Counts of frames by category, added up batch by batch, with intervals for their shares.

Passages of one document are not independent: a document on a siege says so in many sentences. So
beside the sums over passages those of squares over documents are kept, and an interval is as wide
as the number of documents allows.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tally", "wilson"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Two-sided 95 % of the normal distribution.
Z = 1.959963984540054
ROWS, FAILED, UNDECIDED, KNOWN, DECIDED, CLUSTERS, SQUARES, FIRST = range(8)


class Tally:
    """Sums by category; categories are numbered from 0 and may become more.

    Parameters
    ----------
    n_frames : int

    Examples
    --------
    >>> tally = Tally(1)
    >>> rows = np.array([[0, 0, 1.0, 1, 1], [0, 0, 1.0, 1, 0], [0, 1, 0.25, 0, 0]])
    >>> tally.add(np.array([0, 0, 0]), rows, np.array([1, 2, 3]))
    >>> tally.close()
    >>> tally.totals(0)
    {'texts': 3, 'failed': 0, 'undecided': 1, 'decided': 2, 'known_words': 0.75}
    >>> [round(figure, 2) for figure in tally.share(0, 0)]
    [0.5, 0.09, 0.91]
    """

    def __init__(self, n_frames: int) -> None:
        self._n_frames = n_frames
        self._sums: Floats = np.zeros((0, FIRST + 3 * n_frames))
        self._pending: dict[int, Floats] = {}

    def add(self, codes: Ints, rows: Floats, documents: Ints) -> None:
        """Add rows.

        Parameters
        ----------
        codes : ndarray of int64, shape (n_rows,)
            Category of each row.
        rows : ndarray of float64, shape (n_rows, 5 + n_frames)
            Of each row: failed, undecided, share of known words, decided, then 1 for each
            frame that is present and 0 for others; without the first of the sums, which counts.
        documents : ndarray of int64, shape (n_rows,)
            Number of each row's document, ascending; 0 goes on with the last one before.
        """
        if not len(codes):
            return
        keys = documents * (int(codes.max()) + 1) + codes
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        sums = np.add.reduceat(rows[order], starts, axis=0)
        counts = np.diff(starts, append=len(order)).astype(np.float64)
        of_code, of_document = codes[order][starts], documents[order][starts]
        sums = np.column_stack([counts, sums])
        self._reserve(int(codes.max()) + 1)
        if of_document[-1] > 0:
            going_on = of_document == 0
            self._hold(of_code[going_on], sums[going_on])
            self.close()
            last = of_document == of_document[-1]
            between = ~going_on & ~last
            self._finish(of_code[between], sums[between])
            self._hold(of_code[last], sums[last])
        else:
            self._hold(of_code, sums)

    def close(self) -> None:
        """Count the document that may have gone on; to be done at the end."""
        if self._pending:
            codes = np.array(list(self._pending), dtype=np.int64)
            self._finish(codes, np.array(list(self._pending.values())))
            self._pending = {}

    def _reserve(self, n: int) -> None:
        if n > len(self._sums):
            more = np.zeros((max(n, 2 * len(self._sums)) - len(self._sums), self._sums.shape[1]))
            self._sums = np.vstack([self._sums, more])

    def _hold(self, codes: Ints, sums: Floats) -> None:
        for code, row in zip(codes.tolist(), sums, strict=True):
            self._pending[code] = self._pending[code] + row if code in self._pending else row

    def _finish(self, codes: Ints, sums: Floats) -> None:
        """Add what is known of whole documents (of one category each)."""
        n = sums[:, DECIDED, None]
        present = sums[:, DECIDED + 1 :]
        full = np.column_stack(
            [sums[:, : DECIDED + 1], n > 0, n * n, present, present * present, present * n]
        )
        if len(codes):
            order = np.argsort(codes, kind="stable")
            starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
            self._sums[codes[order][starts]] += np.add.reduceat(full[order], starts, axis=0)

    def merged(self, groups: Iterable[Iterable[int]]) -> "Tally":
        """Return a tally in which categories are put together.

        Parameters
        ----------
        groups : iterable of iterable of int
            For each new category those that make it up.
        """
        result = Tally(self._n_frames)
        added = [self._sums[list(group)].sum(axis=0) for group in groups]
        result._sums = np.array(added).reshape(-1, self._sums.shape[1])
        return result

    def rows(self) -> Ints:
        """Return how many rows each category has; behind the last one there may be zeros."""
        return self._sums[:, ROWS].astype(np.int64)

    def totals(self, code: int) -> dict[str, float | None]:
        """Return the rows of a category, and how many could not be decided on."""
        found = self._sums[code]
        scored = found[ROWS] - found[FAILED]
        return {
            "texts": int(found[ROWS]),
            "failed": int(found[FAILED]),
            "undecided": int(found[UNDECIDED]),
            "decided": int(found[DECIDED]),
            "known_words": float(found[KNOWN] / scored) if scored else None,
        }

    def count(self, code: int, frame: int) -> int:
        """Return in how many rows of a category a frame is present."""
        return int(self._sums[code, FIRST + frame])

    def share(self, code: int, frame: int) -> tuple[float | None, float | None, float | None]:
        """Return the share of decided rows with a frame and its 95 % interval.

        The variance is that of a ratio of sums over documents; the interval is Wilson's for as
        many independent rows as would have that variance, never more than there are.
        """
        found, k = self._sums[code], self._n_frames
        n, m = found[DECIDED], found[CLUSTERS]
        if not n:
            return None, None, None
        p = float(found[FIRST + frame] / n)
        effective = m
        if m > 1:
            squared, crossed = found[FIRST + k + frame], found[FIRST + 2 * k + frame]
            spread = squared - 2 * p * crossed + p * p * found[SQUARES]
            variance = spread / n**2 * m / (m - 1) * (n - 1) / n
            if variance > 0 and 0 < p < 1:
                effective = min(p * (1 - p) / variance, n)
        low, high = wilson(p, float(effective))
        return p, low, high


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score (Wilson 1927).

    Examples
    --------
    >>> [round(limit, 3) for limit in wilson(0.0, 20)]
    [0.0, 0.161]
    """
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
