"""Keys: the fast way gives what the polynomial says, digit by digit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.hashing import (
    BASE,
    MIX_1,
    MIX_2,
    PAIR,
    code_points,
    join_keys,
    mix,
    seed_of,
    span_keys,
)

from .conftest import TEXTS

WIDTH = 1 << 64


def slow_mix(value: int) -> int:
    value = (value ^ value >> 30) * MIX_1 % WIDTH
    value = (value ^ value >> 27) * MIX_2 % WIDTH
    return value ^ value >> 31


def slow_key(text: str, seed: int) -> int:
    hashed = 0
    for char in text:
        scrambled = (ord(char) + seed_of(seed)) * MIX_1 % WIDTH
        hashed = (hashed * BASE + (scrambled ^ scrambled >> 32)) % WIDTH
    return slow_mix(hashed)


@settings(max_examples=50)
@given(TEXTS, st.integers(0, 20), st.data())
def test_keys_of_spans(text, seed, data):
    bounds = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(bounds, bounds).map(sorted), max_size=5))
    starts = np.array([start for start, _ in spans], np.int64)
    ends = np.array([end for _, end in spans], np.int64)
    keys = span_keys(code_points(text), starts, ends, seed)
    assert keys.tolist() == [slow_key(text[start:end], seed) for start, end in spans]


@settings(max_examples=50)
@given(TEXTS)
def test_code_points(text):
    assert code_points(text).tolist() == [ord(char) for char in text]


@settings(max_examples=50)
@given(st.lists(st.integers(0, WIDTH - 1), min_size=1))
def test_mixing(values):
    assert mix(np.array(values, np.uint64)).tolist() == [slow_mix(value) for value in values]


@settings(max_examples=50)
@given(st.integers(0, WIDTH - 1), st.integers(0, WIDTH - 1))
def test_joined_keys_know_their_order(first, second):
    joined = join_keys(np.array([first], np.uint64), np.array([second], np.uint64))
    assert joined.tolist() == [slow_mix((first * PAIR + second) % WIDTH)]


def test_seeds_part_what_another_seed_does_not():
    points = code_points("heroes")
    ends = np.array([6])
    keys = {int(span_keys(points, np.array([0]), ends, seed)[0]) for seed in range(16)}
    assert len(keys) == 16


def test_keys_of_many_words_differ():
    words = [f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in range(300)]
    lengths = np.array([len(word) for word in words])
    ends = np.cumsum(lengths)
    keys = span_keys(code_points("".join(words)), ends - lengths, ends, 0)
    assert len(np.unique(keys)) == len(words)
    # The kernel looks at the lower bits for the slot and the upper 40 for the rest.
    assert len(np.unique(keys >> np.uint64(24))) == len(words)
