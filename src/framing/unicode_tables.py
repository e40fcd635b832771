r"""What Python says of each code point, as tables for the kernel.

The kernel sees bytes, not Python strings; it must lower-case and split words exactly as
``str.lower`` and ``\w`` do. The tables are read off Python itself, so they can't differ.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["CASED", "IGNORABLE", "PAGE_BITS", "WORD", "unicode_tables"]

#: Bits of a code point's flags: it belongs to a word; it has case; it is passed over when the
#: form of a sigma is decided.
WORD, CASED, IGNORABLE = 1, 2, 4
PAGE_BITS = 8
#: Code points that may have case; behind them come ideographs, which have none, and tags.
WITH_CASE = range(0x20000)
IDEOGRAPHS = range(0x20000, 0x40000)
TAGS = range(0xE0000, 0xE0200)
N_CODE_POINTS = 0x110000
SIGMA, FINAL_SIGMA = "\u03a3", "\u03c2"


@cache
def unicode_tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.int32]]:
    """Return the tables, made once for each process in about a fifth of a second.

    Returns
    -------
    pages : ndarray of uint16, shape (N_CODE_POINTS >> PAGE_BITS,)
        Number of each page of code points among the distinct pages.
    flags : ndarray of uint8, shape (n_distinct << PAGE_BITS,)
        Bits `WORD`, `CASED` and `IGNORABLE` of each code point.
    shifts : ndarray of int32, shape (n_distinct << PAGE_BITS,)
        What is added to a code point to lower-case it; U+0130 and sigmas are left to the kernel.
    """
    flags = np.zeros(N_CODE_POINTS, dtype=np.uint8)
    shifts = np.zeros(N_CODE_POINTS, dtype=np.int32)
    for point in (*WITH_CASE, *IDEOGRAPHS):
        char = chr(point)
        if char.isalnum() or char == "_":
            flags[point] |= WORD
    for point in (*WITH_CASE, *TAGS):
        char = chr(point)
        lowered = char.lower()
        if len(lowered) == 1:
            shifts[point] = ord(lowered) - point
        # A sigma behind a letter with case is final; ignorable characters between don't count.
        if (char + SIGMA).lower()[-1] == FINAL_SIGMA:
            flags[point] |= CASED
        elif ("A" + char + SIGMA).lower()[-1] == FINAL_SIGMA:
            flags[point] |= IGNORABLE
    return _paged(flags, shifts)


def _paged(
    flags: NDArray[np.uint8], shifts: NDArray[np.int32]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.int32]]:
    """Keep each distinct page of 256 code points once."""
    both = np.column_stack([flags.astype(np.int32), shifts]).reshape(-1, 2 << PAGE_BITS)
    distinct, pages = np.unique(both, axis=0, return_inverse=True)
    columns = distinct.reshape(-1, 2)
    return (
        pages.ravel().astype(np.uint16),
        np.ascontiguousarray(columns[:, 0]).astype(np.uint8),
        np.ascontiguousarray(columns[:, 1]),
    )
