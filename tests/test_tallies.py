"""Counts by category: batches and documents make no difference but to the intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.tallies import Tally, wilson

N_FRAMES = 2


def row(draw):
    failed = draw(st.booleans())
    undecided = not failed and draw(st.booleans())
    decided = not (failed or undecided)
    frames = [float(decided and draw(st.booleans())) for _ in range(N_FRAMES)]
    known = 0.0 if failed else draw(st.sampled_from([0.25, 0.5, 1.0]))
    return [failed, undecided, known, decided, *frames]


@st.composite
def tables(draw):
    """Rows, their categories, their documents (never going back), and where batches end."""
    n = draw(st.integers(1, 25))
    rows = np.array([row(draw) for _ in range(n)], dtype=float)
    codes = np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    starts = np.array([True, *draw(st.lists(st.booleans(), min_size=n - 1, max_size=n - 1))])
    cuts = sorted(draw(st.sets(st.integers(1, n), max_size=4)) | {n})
    return rows, codes, starts, cuts


def tallied(rows, codes, starts, cuts):
    tally, begin = Tally(N_FRAMES), 0
    for end in cuts:
        part = slice(begin, end)
        tally.add(codes[part], rows[part], np.cumsum(starts[part]))
        begin = end
    tally.close()
    return tally


def plain_share(rows, codes, starts, code, frame):
    """Share and interval, by the formulas, over all rows at once."""
    documents = np.cumsum(starts)
    chosen = (codes == code) & (rows[:, 3] > 0)
    if not chosen.any():
        return None, None, None
    x, n = [], []
    for document in np.unique(documents[chosen]):
        there = chosen & (documents == document)
        x.append(rows[there, 4 + frame].sum())
        n.append(there.sum())
    x, n, m = np.array(x), np.array(n), len(x)
    p, total = x.sum() / n.sum(), n.sum()
    effective = m
    if m > 1 and 0 < p < 1:
        variance = ((x - p * n) ** 2).sum() / total**2 * (m / (m - 1)) * ((total - 1) / total)
        effective = min(p * (1 - p) / variance, total) if variance > 1e-15 else m
    return p, *wilson(p, effective)


@given(tables())
def test_batches_give_what_all_rows_at_once_give(table):
    rows, codes, starts, _ = table
    tally = tallied(*table)
    for code in range(codes.max() + 1):
        there = codes == code
        assert tally.rows()[code] == there.sum()
        assert tally.totals(code)["decided"] == rows[there, 3].sum()
        assert tally.totals(code)["failed"] == rows[there, 0].sum()
        for frame in range(N_FRAMES):
            assert tally.count(code, frame) == rows[there, 4 + frame].sum()
            found = tally.share(code, frame)
            wanted = plain_share(rows, codes, starts, code, frame)
            if wanted[0] is None:
                assert found == wanted
            else:
                assert found == pytest.approx(wanted, abs=1e-6)


@given(tables())
def test_merging_is_the_same_as_counting_together(table):
    rows, codes, starts, cuts = table
    pair = tallied(rows, np.minimum(codes, 1), starts, cuts)
    merged = tallied(*table).merged([[0], range(1, codes.max() + 1)])
    assert merged.totals(1)["texts"] == (codes > 0).sum()
    for frame in range(N_FRAMES):
        assert merged.count(1, frame) == (pair.count(1, frame) if (codes > 0).any() else 0)


def test_independent_rows_have_the_interval_of_wilson():
    rows = np.array([[0, 0, 1, 1, n < 30, 0] for n in range(100)], dtype=float)
    tally = tallied(rows, np.zeros(100, dtype=int), np.full(100, True), [100])
    assert tally.share(0, 0) == pytest.approx((0.3, *wilson(0.3, 100)))


def test_copies_within_documents_tell_nothing_new():
    rows = np.array([[0, 0, 1, 1, n // 10 < 3, 0] for n in range(100)], dtype=float)
    starts = np.arange(100) % 10 == 0
    tally = tallied(rows, np.zeros(100, dtype=int), starts, [45, 100])
    _, low, high = tally.share(0, 0)
    alone = wilson(0.3, 10)
    assert (low, high) == pytest.approx(alone, abs=0.02)


def test_the_interval_of_wilson_is_the_published_one():
    # Newcombe (1998), table I: 81 of 263, and 0 of 20
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


def test_without_rows_there_is_no_share():
    tally = Tally(1).merged([[]])
    assert tally.share(0, 0) == (None, None, None)
    assert tally.totals(0)["known_words"] is None
