"""Dates as people write them, and the periods they belong to."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.dates import PERIODS, period_name, period_of, read_date, read_dates

DAY = date(2020, 11, 4)


@pytest.mark.parametrize(
    "text",
    [
        *("2020-11-04", "2020/11/04", "2020.11.4", " 2020-11-04 ", "20201104", "20201104T101500Z"),
        *("2020-11-04T23:59:59.123456-11:00", "2020-11-04 10:15", "2020-11-04Z", "20201104101500"),
        *("4.11.2020", "04.11.2020 10:15", "4 Nov 2020", "4 November 2020", "Nov 4, 2020"),
        *("Wed, 04 Nov 2020 10:15:00 +0000", "Wed Nov 04 10:15:00 +0000 2020"),
        *("1604484000", "1604484000.5", "1604484000000", "1604484000000000", "1604484000000000000"),
    ],
)
def test_days(text):
    assert read_date(text) == (DAY, "day")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1979", (date(1979, 1, 1), "year")),
        ("2020-11", (date(2020, 11, 1), "month")),
        ("202011", (date(2020, 11, 1), "month")),
        ("November 2020", (date(2020, 11, 1), "month")),
        ("Sept 2020", (date(2020, 9, 1), "month")),
    ],
)
def test_months_and_years(text, found):
    assert read_date(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "04/11/2020", "2020-02-30", "2020-13", "13", "0999", "3000", "202099"),
        *("20209999", "2020-11/04", "4 Blah 2020", "2020-11-04x", "1" * 70, "٢٠٢٠"),
        *("Nov 31, 2020", "\x00", "-1604484000000000000000", "4 Nov 5 2020"),
    ],
)
def test_no_dates(text):
    assert read_date(text) is None


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_iso_dates_are_read_as_they_are_written(day):
    assert read_date(day.isoformat()) == (day, "day")
    assert read_date(f"{day.isoformat()}T00:00:00Z") == (day, "day")


@given(st.text(max_size=30) | st.text("0123456789-/.: TZ+", max_size=30))
def test_anything_is_a_date_or_none(text):
    found = read_date(text)
    assert found is None or 1000 <= found[0].year <= 2999


@pytest.mark.parametrize(
    "column",
    [
        pa.array([DAY]),
        pa.array([datetime(2020, 11, 4, 23, tzinfo=None)]),
        pa.array([datetime(2020, 11, 4, 23, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        pa.array([DAY]).cast(pa.date64()),
        pa.array(["2020-11-04"]).dictionary_encode(),
        pa.array(["2020-11-04"], pa.large_string()),
        pa.array([20201104]),
        pa.array([1604484000.0]),
    ],
    ids=lambda column: str(column.type),
)
def test_columns_of_all_types(column):
    keys, unread = read_dates(column)
    assert keys.tolist() == [3 * DAY.toordinal()]
    assert unread == {}


def test_a_time_with_a_zone_is_taken_as_it_stands_there():
    late = datetime(2020, 11, 4, 23, tzinfo=timezone(timedelta(hours=-5)))
    column = pa.array([late], pa.timestamp("us", "-05:00"))
    assert read_dates(column)[0].tolist() == [3 * DAY.toordinal()]


def test_a_zone_that_nobody_knows():
    column = pa.array([1604484000], pa.timestamp("s", "Mars/Phobos"))
    assert read_dates(column)[0].tolist() == [3 * DAY.toordinal()]


def test_what_is_no_date_is_counted():
    keys, unread = read_dates(pa.array(["soon", None, "", "2020", "soon", "later"]))
    assert np.flatnonzero(keys >= 0).tolist() == [3]
    assert unread == {"soon": 2, "later": 1}


def test_an_empty_column():
    keys, unread = read_dates(pa.array([], pa.string()))
    assert (len(keys), unread) == (0, {})


@given(st.dates(date(1000, 1, 10), date(2999, 1, 1)), st.sampled_from(PERIODS))
def test_a_period_begins_with_its_first_day(day, period):
    start = period_of(day, period)
    assert start <= day
    assert period_of(start, period) == start
    assert period_of(start - timedelta(days=1), period) < start
    assert period_name(start, period)
