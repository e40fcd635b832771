"""64-bit keys of words, phrases and character n-grams.

A word's key is a polynomial hash of its code points (Karp and Rabin 1987), so that the keys
of all n-grams of a text come out of one running sum. The kernel computes the same keys
character by character (`framing.kernel`).
"""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BASE",
    "MIX_1",
    "MIX_2",
    "PAIR",
    "Keys",
    "code_points",
    "join_keys",
    "mix",
    "seed_of",
    "span_keys",
]

Keys = NDArray[np.uint64]
#: Multiplier of the polynomial; odd, so that it has an inverse modulo 2**64.
BASE = 0x9E3779B97F4A7C15 | 1
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
PAIR = 0xD6E8FEB86659FD93
_INVERSE = pow(BASE, -1, 1 << 64)


def seed_of(number: int) -> int:
    """Return the 64-bit value that the seed of this number adds to every code point."""
    return (number * 0xA0761D6478BD642F + 0xE7037ED1A0B428DB) % (1 << 64)


def mix(values: Keys) -> Keys:
    """Scramble 64-bit values so that each bit depends on all others (Stafford 2011, variant 13)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(MIX_1)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(MIX_2)
    mixed: Keys = values ^ (values >> np.uint64(31))
    return mixed


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, lone surrogates included, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def span_keys(
    points: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64], seed: int
) -> Keys:
    """Return the keys of spans of a text.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the lower-cased text.
    starts, ends : ndarray of int64, shape (n_spans,)
    seed : int
        The model's seed number.

    Returns
    -------
    ndarray of uint64, shape (n_spans,)

    Examples
    --------
    >>> points = code_points("our hour")
    >>> keys = span_keys(points, np.array([0, 5]), np.array([3, 8]), 0)
    >>> bool(keys[0] == keys[1])
    True
    """
    n = len(points)
    scrambled = (points.astype(np.uint64) + np.uint64(seed_of(seed))) * np.uint64(MIX_1)
    scrambled ^= scrambled >> np.uint64(32)
    powers = _powers(BASE, n + 1)
    # prefix[k] sums scrambled[i] * BASE**-(i+1): a span's hash is a difference times a power.
    prefix = np.zeros(n + 1, dtype=np.uint64)
    np.cumsum(scrambled * _powers(_INVERSE, n + 1)[1:], out=prefix[1:])
    return mix((prefix[ends] - prefix[starts]) * powers[ends])


def join_keys(first: Keys, second: Keys) -> Keys:
    """Return the keys of phrases: `first` is a word or a phrase, `second` the word behind it."""
    return mix(first * np.uint64(PAIR) + second)


def _powers(base: int, n: int) -> Keys:
    factors = np.full(n, base, dtype=np.uint64)
    factors[:1] = 1
    return np.multiply.accumulate(factors)
