"""Counts by the values of a column, by time, and of frames that stand together."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.dates import PRECISIONS, period_name, period_of, read_dates
from framing.errors import InputError
from framing.files.schemas import as_strings
from framing.tallies import Tally

__all__ = ["Groups", "Times", "Together"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: So many values of a column, and days, are counted apart; memory must end somewhere.
MAX_GROUPS = 10_000
MAX_DAYS = 100_000
#: Longer values are cut off.
LONGEST_VALUE = 200
#: Unless the user names a period: at most so many, with so many texts in each on average, but
#: for a few texts at least a few periods.
MAX_PERIODS, TEXTS_A_PERIOD, FEW_PERIODS = 60, 100, 12
#: The period is so fine that at least this share of the dates is exact enough.
EXACT_ENOUGH = 0.95
#: So many cells that hold no date are shown.
N_UNREAD = 5


class Groups:
    """Counts by the values of a column.

    Parameters
    ----------
    column : str
    n_frames : int
    """

    def __init__(self, column: str, n_frames: int) -> None:
        self.column = column
        self._tally = Tally(n_frames)
        #: Value -> code; the first 10,000, code 0 for all others.
        self._codes: dict[str | None, int] = {}
        self._beyond = False

    def add(self, column: pa.Array, sums: Floats, documents: Ints) -> None:
        """Add rows; see `Tally.add`."""
        encoded = as_strings(column).dictionary_encode()
        values = [value[:LONGEST_VALUE].strip() or None for value in encoded.dictionary.to_pylist()]
        codes = np.array([*map(self._code, values), 0], dtype=np.int64)
        indices = encoded.indices
        if indices.null_count:
            codes[-1] = self._code(None)
        found = indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
        self._tally.add(codes[found], sums, documents)

    def _code(self, value: str | None) -> int:
        code = self._codes.get(value)
        if code is None:
            if len(self._codes) >= MAX_GROUPS:
                self._beyond = True
                return 0
            code = self._codes[value] = len(self._codes) + 1
        return code

    def to_dict(self, frame_ids: tuple[str, ...], shown: int) -> dict[str, Any]:
        """Return the largest groups as plain data, and the others as one.

        Returns
        -------
        dict
            ``column``, ``values`` (how many there are), ``beyond`` (whether there are more, not
            counted apart), ``rows`` (``value``, None for empty cells, and the figures) and
            ``other`` (None where all are shown).
        """
        self._tally.close()
        sizes = self._tally.rows()
        ranked = sorted(self._codes.items(), key=lambda item: (-sizes[item[1]], str(item[0])))
        rest = [code for _, code in ranked[shown:]] + ([0] if self._beyond else [])
        merged = self._tally.merged([*([code] for _, code in ranked[:shown]), rest])
        rows = [
            {"value": value, **_figures(merged, code, frame_ids)}
            for code, (value, _) in enumerate(ranked[:shown])
        ]
        other = {"values": len(ranked[shown:]), **_figures(merged, len(rows), frame_ids)}
        return {
            "column": self.column,
            "values": len(self._codes),
            "beyond": self._beyond,
            "rows": rows,
            "other": other if rest else None,
        }


class Times:
    """Counts by day, put together into periods at the end.

    Parameters
    ----------
    column : str
    n_frames : int
    """

    def __init__(self, column: str, n_frames: int) -> None:
        self.column = column
        self._tally = Tally(n_frames)
        #: Key of a date (`framing.dates.read_dates`) -> code; 0 is for rows without one.
        self._codes: dict[int, int] = {}
        self._unread: dict[str, int] = {}
        self._n_unread = 0
        self._empty = 0
        self._beyond = 0

    def add(self, column: pa.Array, sums: Floats, documents: Ints) -> None:
        """Add rows; see `Tally.add`."""
        keys, unread = read_dates(column)
        distinct, inverse = np.unique(keys, return_inverse=True)
        codes = np.array([self._code(key) for key in distinct.tolist()], dtype=np.int64)[inverse]
        n_unread = sum(unread.values())
        self._n_unread += n_unread
        self._empty += int((keys < 0).sum()) - n_unread
        self._beyond += int(((codes == 0) & (keys >= 0)).sum())
        for text in list(unread)[: N_UNREAD - len(self._unread)]:
            self._unread[text[:LONGEST_VALUE]] = 1
        self._tally.add(codes, sums, documents)

    def _code(self, key: int) -> int:
        if key < 0:
            return 0
        if key not in self._codes and len(self._codes) >= MAX_DAYS:
            return 0
        return self._codes.setdefault(key, len(self._codes) + 1)

    def to_dict(self, frame_ids: tuple[str, ...], every: str | None) -> dict[str, Any]:
        """Return the periods as plain data, in order.

        Returns
        -------
        dict
            ``column``, ``every``, ``rows`` (``start``, ``period`` and the figures), and how many
            texts are in none: ``empty`` cells, ``unread`` (with ``unread_examples``),
            ``too_coarse`` (only a year where months are told apart), ``beyond`` (more days than
            can be counted).

        Raises
        ------
        InputError
            Nothing in the column is a date.
        """
        self._tally.close()
        if not self._codes and self._n_unread:
            shown = ", ".join(map(repr, self._unread))
            raise InputError(
                f"nothing in the column {self.column!r} is a date: {shown}; give years, ISO dates "
                "(2020-11-04, with or without a time) or Unix times"
            )
        sizes = self._tally.rows()
        dated = {key: int(sizes[code]) for key, code in self._codes.items()}
        every = every or _finest(dated)
        members: dict[date, list[int]] = {}
        too_coarse = 0
        for key, code in self._codes.items():
            if _is_exact(key, every):
                start = period_of(date.fromordinal(key // 3), every)
                members.setdefault(start, []).append(code)
            else:
                too_coarse += dated[key]
        starts = sorted(members)
        merged = self._tally.merged([members[start] for start in starts])
        return {
            "column": self.column,
            "every": every,
            "rows": [
                {
                    "start": start.isoformat(),
                    "period": period_name(start, every),
                    **_figures(merged, code, frame_ids),
                }
                for code, start in enumerate(starts)
            ],
            "empty": self._empty,
            "unread": self._n_unread,
            "unread_examples": list(self._unread),
            "too_coarse": too_coarse,
            "beyond": self._beyond,
        }


class Together:
    """How many documents (or texts) have two frames.

    Parameters
    ----------
    n_frames : int
    """

    def __init__(self, n_frames: int) -> None:
        self._counts = np.zeros((n_frames, n_frames), dtype=np.int64)
        self._decided = 0
        self._all = 0
        self._pending: tuple[NDArray[np.bool_], bool] | None = None

    def add(
        self, present: NDArray[np.bool_], decided: NDArray[np.bool_], documents: NDArray[np.int64]
    ) -> None:
        """Add rows: frames, whether they were decided on, and documents as for `Tally.add`."""
        starts = np.flatnonzero(np.diff(documents, prepend=-1))
        frames = np.logical_or.reduceat(present, starts, axis=0)
        some = np.logical_or.reduceat(decided, starts)
        if self._pending is not None and documents[0] == 0:
            frames[0] |= self._pending[0]
            some[0] |= self._pending[1]
        else:
            self.close()
        self._finish(frames[:-1], some[:-1])
        self._pending = (frames[-1], bool(some[-1]))

    def close(self) -> None:
        """Count the document that may have gone on."""
        if self._pending is not None:
            self._finish(self._pending[0][None], np.array([self._pending[1]]))
            self._pending = None

    def _finish(self, frames: NDArray[np.bool_], decided: NDArray[np.bool_]) -> None:
        matrix = frames.astype(np.float64)
        self._counts += (matrix.T @ matrix).astype(np.int64)
        self._decided += int(decided.sum())
        self._all += len(decided)

    def n_documents(self) -> int:
        """Return how many there are."""
        self.close()
        return self._all

    def to_dict(self) -> dict[str, Any]:
        """Return how many were decided on, and how many have each pair of frames."""
        self.close()
        return {"decided": self._decided, "counts": self._counts.tolist()}


def _figures(tally: Tally, code: int, frame_ids: tuple[str, ...]) -> dict[str, Any]:
    frames = {
        frame: {"count": tally.count(code, k), "share": list(tally.share(code, k))}
        for k, frame in enumerate(frame_ids)
    }
    return {**tally.totals(code), "frames": frames}


def _is_exact(key: int, period: str) -> bool:
    """Whether a date is exact enough to tell its period."""
    coarsest = {"day": "day", "week": "day", "month": "month", "quarter": "month"}
    return key % 3 <= PRECISIONS.index(coarsest.get(period, "year"))


def _finest(dated: dict[int, int]) -> str:
    """Return the finest period that most dates tell and whose shares are not mostly chance."""
    total = sum(dated.values())
    most = min(MAX_PERIODS, max(FEW_PERIODS, total // TEXTS_A_PERIOD))
    for period, days in (("day", 1), ("week", 7), ("month", 30), ("quarter", 91), ("year", 365)):
        exact = {key: n for key, n in dated.items() if _is_exact(key, period)}
        span = (max(exact) - min(exact)) // len(PRECISIONS) if exact else 0
        if sum(exact.values()) >= EXACT_ENOUGH * total and span <= days * most:
            return period
    return "decade"
