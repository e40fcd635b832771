"""Counting by arrays gives what counting by hand gives."""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from framing.counting import (
    WORD_BITS,
    counts,
    encode,
    frequent,
    look_up,
    norms,
    pairs,
    scale_rows,
    sublinear,
    triples,
)

TEXTS = st.lists(st.lists(st.sampled_from(["aa", "bb", "cc"]), max_size=8), max_size=5)
LOW = (1 << WORD_BITS) - 1


def numbered(token_lists, known=("aa", "bb", "cc")):
    index = {word: i for i, word in enumerate(known)}
    return encode([" ".join(tokens) for tokens in token_lists], index, grow=False)


@settings(max_examples=50)
@given(TEXTS)
def test_encode_grows_the_index_in_order_of_first_sight(token_lists):
    index: dict[str, int] = {}
    ids, documents, n = encode([" ".join(tokens) for tokens in token_lists], index, grow=True)
    flat = [word for tokens in token_lists for word in tokens]
    assert list(index) == list(dict.fromkeys(flat))
    assert [list(index)[i] for i in ids.tolist()] == flat
    assert documents.tolist() == [d for d, tokens in enumerate(token_lists) for _ in tokens]
    assert n == len(token_lists)


def test_encode_marks_words_that_are_not_in_the_index():
    index = {"aa": 0}
    ids, _, _ = encode(["aa zz aa"], index, grow=False)
    assert ids.tolist() == [0, -1, 0]
    assert index == {"aa": 0}


@settings(max_examples=50)
@given(TEXTS)
def test_pairs_never_span_texts_nor_unknown_words(token_lists):
    ids, documents, _ = numbered(token_lists, known=("aa", "bb"))
    keys, starts = pairs(ids, documents)
    names = ("aa", "bb")
    found = [
        (int(documents[start]), names[key >> WORD_BITS], names[key & LOW])
        for key, start in zip(keys.tolist(), starts.tolist(), strict=True)
    ]
    expected = [
        (d, first, second)
        for d, tokens in enumerate(token_lists)
        for first, second in pairwise(tokens)
        if "cc" not in (first, second)
    ]
    assert found == expected


@settings(max_examples=50)
@given(TEXTS, st.sets(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 2), (2, 2)])))
def test_triples_begin_with_the_wanted_pairs(token_lists, wanted):
    ids, documents, _ = numbered(token_lists)
    keys, starts = pairs(ids, documents)
    firsts = np.array(sorted(a << WORD_BITS | b for a, b in wanted), np.int64)
    found, places = triples(firsts, keys, starts, ids, documents)
    names = ("aa", "bb", "cc")
    read = Counter(
        (int(documents[place]), int(firsts[key >> WORD_BITS]), names[key & LOW])
        for key, place in zip(found.tolist(), places.tolist(), strict=True)
    )
    expected = Counter(
        (d, names.index(t[i]) << WORD_BITS | names.index(t[i + 1]), t[i + 2])
        for d, t in enumerate(token_lists)
        for i in range(len(t) - 2)
        if (names.index(t[i]), names.index(t[i + 1])) in wanted
    )
    assert read == expected


@settings(max_examples=50)
@given(st.sets(st.integers(-50, 50)), st.lists(st.integers(-60, 60)))
def test_look_up(keys, wanted):
    table = sorted(keys)
    expected = [table.index(key) if key in keys else -1 for key in wanted]
    assert look_up(np.array(table, np.int64), np.array(wanted, np.int64)).tolist() == expected


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4))), st.integers(1, 3))
def test_frequent_counts_documents_not_occurrences(occurrences, min_df):
    keys = np.array([key for key, _ in occurrences], np.int64)
    documents = np.array([document for _, document in occurrences], np.int64)
    frequency = Counter(key for key, _ in set(occurrences))
    expected = sorted(key for key, count in frequency.items() if count >= min_df)
    assert frequent(keys, documents, min_df).tolist() == expected


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4))))
def test_counts(cells):
    rows = np.array([row for row, _ in cells], np.int64)
    columns = np.array([column for _, column in cells], np.int64)
    counted = counts(rows, columns, 4, 5).toarray()
    assert {cell: counted[cell] for cell in set(cells)} == Counter(cells)
    assert counted.sum() == len(cells)


def test_sublinear_norms_and_scaling():
    counted = sublinear(sparse.csr_matrix(np.array([[1.0, 3.0], [0.0, 0.0]])))
    np.testing.assert_allclose(counted.toarray(), [[1, 1 + np.log(3)], [0, 0]])
    norm = norms(counted, np.array([4.0, 1.0]))
    np.testing.assert_allclose(norm, [np.sqrt(4 + (1 + np.log(3)) ** 2), 0])
    scaled = scale_rows(counted, norm).toarray()
    np.testing.assert_allclose(scaled, counted.toarray() / np.array([[norm[0]], [1]]))
