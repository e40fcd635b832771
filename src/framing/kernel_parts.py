"""What the kernel is made of: hashing, look-ups, and UTF-8 read and lower-cased as Python does."""

from functools import partial

import numpy as np

from framing import jit
from framing.hashing import BASE, MIX_1, MIX_2, PAIR
from framing.unicode_tables import CASED, IGNORABLE, PAGE_BITS

__all__ = [
    "DOT_ABOVE",
    "I_DOT",
    "SIGMA",
    "SPACE",
    "UNSURE",
    "U_0",
    "U_1",
    "U_6",
    "U_32",
    "U_63",
    "U_BASE",
    "U_PAIR",
    "compiled",
    "decode",
    "fill_slots",
    "find",
    "flags_of",
    "lower",
    "may_be_in",
    "mix",
    "quick",
    "scramble",
]

U_BASE, _MIX_1, _MIX_2, U_PAIR = (np.uint64(x) for x in (BASE, MIX_1, MIX_2, PAIR))
U_0, U_1, U_6, _27, _30, _31, U_32, U_63 = (np.uint64(x) for x in (0, 1, 6, 27, 30, 31, 32, 63))
_TAG, _ROW = np.uint64(0xFFFFFFFFFF000000), np.uint64(0xFFFFFF)
_PAGE_MASK = (1 << PAGE_BITS) - 1
_LONGEST_UTF8 = 4
UNSURE = U_1
#: Lower-cased, a capital I with a dot is a small one and a dot above.
SPACE, I_DOT, _SMALL_I, DOT_ABOVE = 0x20, 0x130, 0x69, 0x307
SIGMA, _SMALL_SIGMA, _FINAL_SIGMA = 0x3A3, 0x3C3, 0x3C2


# Nothing in the kernel allocates, so nothing needs to count references to its arrays; the counting,
# atomic, took more time than the sums.
compiled = partial(jit.compiled, _nrt=False)


@compiled
def fill_slots(keys, slots):
    """Lay keys out as a hash table with open addressing.

    An entry is the upper 40 bits of a key and the number of its row plus 1; 0 is an empty slot.
    One entry is one look into memory.
    """
    mask = np.uint64(len(slots) - 1)
    for i in range(len(keys)):
        slot = keys[i] & mask
        while slots[slot] != U_0:
            slot = (slot + U_1) & mask
        slots[slot] = (keys[i] & _TAG) | np.uint64(i + 1)


@compiled
def mix(value):
    """Scramble a 64-bit value, as `framing.hashing.mix`."""
    value = (value ^ (value >> _30)) * _MIX_1
    value = (value ^ (value >> _27)) * _MIX_2
    return value ^ (value >> _31)


@compiled
def scramble(point, seed):
    """Return what a code point adds to a running hash."""
    value = (np.uint64(point) + seed) * _MIX_1
    return value ^ (value >> U_32)


@compiled
def find(key, slots, mask):
    """Return the row of a key, -1 if it has none."""
    slot = key & mask
    entry = slots[slot]
    while entry != U_0:
        if entry & _TAG == key & _TAG:
            return np.int64(entry & _ROW) - 1
        slot = (slot + U_1) & mask
        entry = slots[slot]
    return -1


@compiled
def may_be_in(key, bits, mask):
    """Return 1 if a key may be in the table that the bits belong to, 0 if it is surely not."""
    at = (key >> U_32) & mask
    return np.int64((bits[at >> U_6] >> (at & U_63)) & U_1)


@compiled
def decode(data, at, end):
    """Return the code point at `at` and where the next begins; -1 for bytes that are not UTF-8.

    Like Python's decoder, it gives up at the first byte that can't belong to the character.
    """
    first = int(data[at])
    if first < 0x80:
        return first, at + 1
    if 0xC2 <= first <= 0xDF:
        more, low, high, point = 1, 0x80, 0xBF, first & 0x1F
    elif 0xE0 <= first <= 0xEF:
        more, low, high, point = 2, 0x80, 0xBF, first & 0x0F
        if first == 0xE0:
            low = 0xA0
        elif first == 0xED:
            high = 0x9F
    elif 0xF0 <= first <= 0xF4:
        more, low, high, point = 3, 0x80, 0xBF, first & 0x07
        if first == 0xF0:
            low = 0x90
        elif first == 0xF4:
            high = 0x8F
    else:
        return -1, at + 1
    at += 1
    for _ in range(more):
        if at >= end or not low <= int(data[at]) <= high:
            return -1, at
        point = (point << 6) | (int(data[at]) & 0x3F)
        low, high = 0x80, 0xBF
        at += 1
    return point, at


@compiled
def quick(data, at, end, table):
    """Return what a character of one or two bytes adds to a running hash, and where the next is.

    0 stands for a character that doesn't belong to words, UNSURE for one to look at more closely.
    """
    byte = int(data[at])
    if byte < 0x80:
        return table[byte], at + 1
    if 0xC2 <= byte <= 0xDF and at + 1 < end:
        second = int(data[at + 1])
        if second & 0xC0 == 0x80:
            return table[((byte & 0x1F) << 6) | (second & 0x3F)], at + 2
    return UNSURE, at


@compiled
def flags_of(point, pages, flags):
    """Return the flags of a code point; none for -1, which is no character."""
    if point < 0:
        return 0
    return int(flags[(int(pages[point >> PAGE_BITS]) << PAGE_BITS) | (point & _PAGE_MASK)])


@compiled
def is_final(data, before, after, start, end, pages, flags):
    """Tell whether a sigma between `before` and `after` takes its final form."""
    at = before
    cased = False
    while at > start:
        last = at
        at -= 1
        while at > start and last - at < _LONGEST_UTF8 and (data[at] & 0xC0) == 0x80:
            at -= 1
        point, after_it = decode(data, at, end)
        # Bytes that belong to no character are no letter, whatever stands before them.
        found = flags_of(point, pages, flags) if after_it == last else 0
        if found & IGNORABLE == 0:
            cased = found & CASED != 0
            break
    if not cased:
        return False
    at = after
    while at < end:
        point, at = decode(data, at, end)
        found = flags_of(point, pages, flags)
        if found & IGNORABLE == 0:
            return found & CASED == 0
    return True


@compiled
def lower(point, data, before, after, start, end, pages, flags, shifts):
    """Lower-case a code point; U+0130 gives its first character, "i"."""
    if point == SIGMA:
        final = is_final(data, before, after, start, end, pages, flags)
        return _FINAL_SIGMA if final else _SMALL_SIGMA
    if point == I_DOT:
        return _SMALL_I
    page = int(pages[point >> PAGE_BITS]) << PAGE_BITS
    return point + int(shifts[page | (point & _PAGE_MASK)])
