"""Selecting from analysed texts gives what analysing the selected texts gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.analysis import Subwords, Tokens
from framing.fitting import Features, Recipe

from .conftest import make_codebook, make_vectors

WORD = st.sampled_from(
    "our heroes fell under the rubble of Ring ring \u0130stanbul x a, ! \u2764".split()
)
DOCUMENTS = st.lists(st.lists(WORD, max_size=8).map(" ".join), min_size=2, max_size=8)


def test_types_are_numbered_in_alphabetical_order():
    tokens = Tokens.of(["the siege", "", "of the city"])
    assert tokens.types == ["city", "of", "siege", "the"]
    assert tokens.ids.tolist() == [3, 2, 1, 3, 0]
    assert tokens.lengths.tolist() == [2, 0, 3]
    assert tokens.documents.tolist() == [0, 0, 2, 2, 2]


def test_marks_are_counted_in_order():
    tokens = Tokens.of(iter(["!a b!", "", "?", "\ud800 the ! siege\n!!"]))
    assert tokens.mark_types == ["!", "?", "a", "b"]
    counted = [[2, 0, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0], [3, 0, 0, 0]]
    assert tokens.mark_counts.toarray().tolist() == counted
    assert tokens.frequent_marks(2) == ["!"]
    assert tokens.frequent_marks(0) == tokens.mark_types
    assert tokens.counted_marks(["b", "#", "!"]).toarray().tolist() == [
        [row[3], 0, row[0]] for row in counted
    ]


def test_words_in_the_numbers_of_another_index():
    assert Tokens.of(["the siege", "siege"]).translated({"siege": 7}).tolist() == [-1, 7, 7]


@settings(max_examples=50)
@given(DOCUMENTS, st.data())
def test_selected_tokens(texts, data):
    rows = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True)), np.int64)
    found, left = Tokens.of(texts).select(rows)
    expected = Tokens.of([texts[row] for row in rows])
    assert found.types == expected.types
    assert [Tokens.of(texts).types[number] for number in left] == found.types
    assert found.ids.tolist() == expected.ids.tolist()
    assert found.lengths.tolist() == expected.lengths.tolist()
    assert found.mark_types == expected.mark_types
    for name in ("data", "indices", "indptr", "shape"):
        one, other = (getattr(tokens.mark_counts, name) for tokens in (found, expected))
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("vectors", [None, make_vectors()])
@settings(max_examples=40)
@given(texts=DOCUMENTS, data=st.data())
def test_features_of_a_selection_are_those_of_its_texts(vectors, texts, data):
    numbers = st.lists(st.integers(0, len(texts) - 1), unique=True, min_size=1)
    inside, outside = (np.array(data.draw(numbers), np.int64) for _ in range(2))
    few = data.draw(st.sampled_from([1, 2]))
    recipe = Recipe(min_df_pairs=1, min_df_ngrams=few, min_df_marks=few)
    shared, alone = (Features.of(recipe, make_codebook(), vectors) for _ in range(2))
    analysed = Subwords.of(Tokens.of(texts), recipe.ngram_range)
    learned = shared.fit_transform(analysed.select(inside))
    expected = alone.fit_transform([texts[row] for row in inside])
    # To the last bit: what is chosen must not depend on texts that aren't looked at.
    np.testing.assert_array_equal(learned.toarray(), expected.toarray())
    assert shared.subwords.ngrams_ == alone.subwords.ngrams_
    assert shared.subwords.types_ == alone.subwords.types_
    assert shared.terms.index_ == alone.terms.index_
    assert shared.terms.terms_ == alone.terms.terms_
    judged = shared.transform(analysed.select(outside))
    expected = alone.transform([texts[row] for row in outside])
    np.testing.assert_array_equal(judged.toarray(), expected.toarray())
