r"""The tables say what ``str.lower`` and ``\w`` say, of every code point there is."""

import re

import numpy as np
import pytest

from framing.unicode_tables import CASED, IGNORABLE, PAGE_BITS, WORD, unicode_tables

SIGMA, FINAL = "\u03a3", "\u03c2"
POINTS = range(0x110000)


@pytest.fixture(scope="module")
def unpaged():
    pages, flags, shifts = unicode_tables()
    points = np.arange(len(POINTS))
    at = (pages[points >> PAGE_BITS].astype(np.int64) << PAGE_BITS) | (
        points & ((1 << PAGE_BITS) - 1)
    )
    return flags[at], shifts[at]


def test_words(unpaged):
    word = re.compile(r"\w")
    expected = [word.match(chr(point)) is not None for point in POINTS]
    np.testing.assert_array_equal((unpaged[0] & WORD) > 0, expected)


def test_lower_case(unpaged):
    special = {0x130, ord(SIGMA)}
    expected = [ord(chr(point).lower()) if point not in special else point for point in POINTS]
    lowered = np.arange(len(POINTS)) + unpaged[1]
    lowered[sorted(special)] = sorted(special)
    np.testing.assert_array_equal(lowered, expected)


def test_cased_before_sigma(unpaged):
    expected = [(chr(point) + SIGMA).lower()[-1] == FINAL for point in POINTS]
    np.testing.assert_array_equal((unpaged[0] & CASED) > 0, expected)


def test_ignored_before_sigma(unpaged):
    skipped = [("A" + chr(point) + SIGMA).lower()[-1] == FINAL for point in POINTS]
    ignorable = (unpaged[0] & IGNORABLE) > 0
    cased = (unpaged[0] & CASED) > 0
    np.testing.assert_array_equal(ignorable | cased, skipped)
    assert not (ignorable & cased).any()
