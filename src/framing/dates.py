"""Dates as they stand in tables: when a text was published, and to which period that belongs."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from email.utils import parsedate

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from framing.files.schemas import as_strings

__all__ = ["PERIODS", "PRECISIONS", "period_name", "period_of", "read_date", "read_dates"]

#: What dates can be counted by, from fine to coarse.
PERIODS = ("day", "week", "month", "quarter", "year", "decade")
#: How exact a date can be, from fine to coarse.
PRECISIONS = ("day", "month", "year")
FIRST_YEAR, LAST_YEAR = 1000, 2999
#: Figures of a Unix time, and how many of its units make a second.
STAMPS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}
#: Longer cells hold no date.
LONGEST = 64

_TIME = r"(?:[T ]\s*\d{1,2}:?\d\d.*|Z)?"
_DAY = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.DOTALL)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){_TIME}", re.DOTALL)
_NAMED = re.compile(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.?(?: (\d{1,2}),?)? (\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{6}Z?|T\d{4}Z?)?")
_FIGURES = re.compile(r"(-?\d+)(?:\.\d*)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def read_date(text: str) -> tuple[date, str] | None:
    """Read a date and how exact it is.

    Years, ISO 8601 with or without a time, ``20201104``, ``4.11.2020``, ``4 Nov 2020``,
    ``November 4, 2020``, dates of e-mails and Unix times (from seconds to nanoseconds). Times and
    their zones are passed over: the date is taken as it stands; Unix times are in UTC. What could
    be two dates, as ``04/11/2020``, is none.

    Returns
    -------
    (date, str) or None
        The first day that is meant, and one of `PRECISIONS`; None for what is no date.

    Examples
    --------
    >>> read_date("2020-11-04T10:00:00+02:00"), read_date("1979"), read_date("04/11/2020")
    ((datetime.date(2020, 11, 4), 'day'), (datetime.date(1979, 1, 1), 'year'), None)
    >>> read_date("Nov 4, 2020"), read_date("1604484000"), read_date("2020-11")
    ((datetime.date(2020, 11, 4), 'day'), (datetime.date(2020, 11, 4), 'day'), \
(datetime.date(2020, 11, 1), 'month'))
    """
    text = text.strip()
    if not text or len(text) > LONGEST or not text.isascii():
        return None
    try:
        found = _read(text)
    except (ValueError, OverflowError):  # the 31st of February
        return None
    return found if found and FIRST_YEAR <= found[0].year <= LAST_YEAR else None


def _read(text: str) -> tuple[date, str] | None:
    if parts := _DAY.fullmatch(text):
        return date(int(parts[1]), int(parts[3]), int(parts[4])), "day"
    if parts := _FIGURES.fullmatch(text):
        return _read_figures(parts[1])
    if parts := _COMPACT.fullmatch(text):
        return date(int(parts[1]), int(parts[2]), int(parts[3])), "day"
    if parts := _MONTH.fullmatch(text):
        return date(int(parts[1]), int(parts[2]), 1), "month"
    if parts := _DAY_FIRST.fullmatch(text):
        return date(int(parts[3]), int(parts[2]), int(parts[1])), "day"
    if parts := _NAMED.fullmatch(text):
        return _read_named(parts)
    if mail := parsedate(text):
        return date(*mail[:3]), "day"
    return None


def _read_figures(figures: str) -> tuple[date, str] | None:
    number = int(figures)
    n = len(figures.lstrip("-"))
    if n == 4:
        return date(number, 1, 1), "year"
    if n == 6:
        return date(number // 100, number % 100, 1), "month"
    if n == 8:
        return date(number // 10000, number // 100 % 100, number % 100), "day"
    if n == 14:
        return _read_figures(figures[:8])
    if n in STAMPS:
        return date(1970, 1, 1) + timedelta(seconds=number // STAMPS[n]), "day"
    return None


def _read_named(parts: re.Match[str]) -> tuple[date, str] | None:
    name = parts[2].lower()
    months = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    if (not months and name != "sept") or (parts[1] and parts[3]):
        return None
    day = parts[1] or parts[3]
    month = months[0] if months else 9
    return date(int(parts[4]), month, int(day or 1)), "day" if day else "month"


def read_dates(column: pa.Array) -> tuple[NDArray[np.int64], dict[str, int]]:
    """Read a column of dates.

    Parameters
    ----------
    column : pyarrow.Array
        Dates, times, numbers or strings.

    Returns
    -------
    keys : ndarray of int64, shape (n_rows,)
        ``3 * ordinal + index in PRECISIONS``; -1 where there is no date.
    unread : dict of str to int
        What is no date, and how often it stands there.

    Examples
    --------
    >>> keys, unread = read_dates(pa.array(["1979", "today", None, "1979-01-01"]))
    >>> (keys % 3).tolist(), unread
    ([2, 2, 2, 0], {'today': 1})
    """
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        try:
            column = pc.local_timestamp(column)
        except pa.ArrowException:  # a zone that nobody knows
            column = column.cast(pa.timestamp(column.type.unit))
    if pa.types.is_timestamp(column.type) or pa.types.is_date64(column.type):
        column = column.cast(pa.date32(), safe=False)
    found = as_strings(column).dictionary_encode()
    values = found.dictionary.to_pylist()
    of_value = np.full(len(values) + 1, -1, dtype=np.int64)
    for n, value in enumerate(values):
        parsed = read_date(value)
        if parsed is not None:
            of_value[n] = 3 * parsed[0].toordinal() + PRECISIONS.index(parsed[1])
    codes = found.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    times = np.bincount(codes, minlength=len(values))
    unread = {
        values[n]: int(times[n]) for n in np.flatnonzero(of_value[:-1] < 0) if values[n].strip()
    }
    return of_value[codes], unread


def period_of(day: date, period: str) -> date:
    """Return the first day of the period that a day belongs to.

    Examples
    --------
    >>> [str(period_of(date(2024, 5, 17), period)) for period in PERIODS]
    ['2024-05-17', '2024-05-13', '2024-05-01', '2024-04-01', '2024-01-01', '2020-01-01']
    """
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1}.get(period, 1)
    return date(day.year // 10 * 10 if period == "decade" else day.year, month, 1)


def period_name(start: date, period: str) -> str:
    """Return how a period is called.

    Examples
    --------
    >>> [period_name(date(2020, 4, 1), period) for period in ("week", "quarter", "decade")]
    ['2020-04-01', '2020 Q2', '2020s']
    """
    named: Mapping[str, str] = {
        "month": f"{start:%Y-%m}",
        "quarter": f"{start.year} Q{(start.month + 2) // 3}",
        "year": f"{start.year}",
        "decade": f"{start.year}s",
    }
    return named.get(period, start.isoformat())
