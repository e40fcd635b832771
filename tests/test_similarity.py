"""Similar pairs: the quick search finds what comparing all with all finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.similarity import jaccard, shingles, similar_pairs

TEXTS = st.lists(
    st.lists(st.sampled_from(["heroes", "rubble", "of", "bread", "!"]), max_size=6).map(" ".join),
    max_size=8,
)


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, 0.55, 0.7, 0.9, 1.0])
@settings(max_examples=30)
@given(TEXTS)
def test_all_pairs_are_found(threshold, texts):
    sets = [shingles(text) for text in texts]
    expected = [
        (later, earlier, similarity)
        for later in range(len(texts))
        for earlier in range(later)
        if (similarity := jaccard(sets[later], sets[earlier])) >= threshold
    ]
    assert list(similar_pairs(texts, threshold)) == expected


def test_pair_exactly_at_the_threshold():
    # 7 of 25 shingles: 0.28 * 25 is a little more than 7 to a computer.
    first, second = "abcdefghijklmnopqrstuvwxyz012", "abcdefghijk"
    assert jaccard(shingles(first), shingles(second)) == 0.28
    assert [pair[:2] for pair in similar_pairs([first, second], 0.28)] == [(1, 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heroes", {"heroe", "eroes"}),
        ("Hero!", {"hero"}),
        ("", {""}),
        ("a of!  the", {"of th", "f the"}),
    ],
)
def test_shingles(text, expected):
    assert shingles(text) == expected


@settings(max_examples=50)
@given(TEXTS.filter(lambda texts: len(texts) >= 2))
def test_jaccard_is_symmetric_and_one_for_itself(texts):
    first, second = shingles(texts[0]), shingles(texts[1])
    assert jaccard(first, first) == 1
    assert jaccard(first, second) == jaccard(second, first)
    assert 0 <= jaccard(first, second) <= 1
