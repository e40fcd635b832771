r"""What Python says of each code point, as tables for the kernel.

The kernel sees bytes, not Python strings; it must lower-case and split words exactly as
``str.lower`` and ``\w`` do. The tables are read off Python itself, so they can't differ.
"""

import re
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
#: The only character that grows when lower-cased; it has case.
DOTTED_I = 0x130


@cache
def unicode_tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.int32]]:
    """Return the tables, made once for each process in about a tenth of a second.

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
    # Few long strings instead of many short ones: each is lower-cased or searched once.
    may_be_words = "".join(map(chr, (*WITH_CASE, *IDEOGRAPHS)))
    at = [match.start() for match in re.finditer(r"\w", may_be_words)]
    flags[at] |= WORD
    points = np.array([*WITH_CASE, *TAGS])
    points = points[points != DOTTED_I]
    chars = list(map(chr, points.tolist()))
    shifts[points] = _code_points(". ".join(chars).lower())[::3] - points
    # A sigma behind a letter with case is final; ignorable characters between don't count.
    behind = _code_points("".join(f"{char}{SIGMA}. " for char in chars).lower())[1::4]
    between = _code_points("".join(f"A{char}{SIGMA}. " for char in chars).lower())[2::5]
    cased, final = behind == ord(FINAL_SIGMA), between == ord(FINAL_SIGMA)
    flags[points[cased]] |= CASED
    flags[points[~cased & final]] |= IGNORABLE
    flags[DOTTED_I] |= CASED
    return _paged(flags, shifts)


def _paged(
    flags: NDArray[np.uint8], shifts: NDArray[np.int32]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.int32]]:
    """Keep each distinct page of 256 code points once."""
    size = 1 << PAGE_BITS
    pages = np.zeros(N_CODE_POINTS >> PAGE_BITS, dtype=np.uint16)
    first: dict[bytes, int] = {}
    for page in range(len(pages)):
        at = slice(page * size, (page + 1) * size)
        pages[page] = first.setdefault(flags[at].tobytes() + shifts[at].tobytes(), len(first))
    distinct = [int(np.argmax(pages == number)) for number in range(len(first))]
    return (
        pages,
        flags.reshape(-1, size)[distinct].ravel(),
        shifts.reshape(-1, size)[distinct].ravel(),
    )


def _code_points(text: str) -> NDArray[np.int64]:
    encoded = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, np.uint32).astype(np.int64)
