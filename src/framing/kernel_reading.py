"""The kernel's first step: bytes to words and marks.

ASCII is read eight bytes at a time. Words and marks are told apart from what is neither by
numbers rather than branches: no processor guesses what character ends a word.
"""

import numpy as np

from framing.kernel_intrinsics import eight_bytes, trailing_zeros
from framing.kernel_parts import (
    DOT_ABOVE,
    I_DOT,
    U_0,
    U_1,
    U_32,
    U_BASE,
    UNSURE,
    compiled,
    decode,
    find,
    flags_of,
    lower,
    mix,
    quick,
    scramble,
)
from framing.unicode_tables import WORD

__all__ = ["CARRIED", "MARKS_AT_ONCE", "scan", "word_keys_of"]

#: So many words of the block before stand at the front of a block.
CARRIED = 2
#: So many marks may be found beside a word: itself, if it is one letter, and what ends it.
MARKS_AT_ONCE = 2
#: Eight bytes side by side: what parts the characters of words from others (Warren 2012).
_SEVEN_BITS, _HIGH_BITS, _LOWER, _UNDERSCORES, _FROM_A, _PAST_Z, _FROM_0, _PAST_9 = (
    np.uint64(byte * 0x0101010101010101)
    for byte in (0x7F, 0x80, 0x20, 0x5F, 0x80 - 0x61, 0x80 - 0x7B, 0x80 - 0x30, 0x80 - 0x3A)
)
_SPACE = np.uint64(0x20)
#: The last two bytes of a capital I with a dot.
_I_DOT_FIRST, _I_DOT_LAST = 0xC4, 0xB0


@compiled
def _stops(chunk):
    """Mark, of eight bytes, those that are not ASCII letters, digits or underscores: bit 7 each."""
    low = chunk & _SEVEN_BITS
    letters = low | _LOWER
    letters = (letters + _FROM_A) & ~(letters + _PAST_Z)
    digits = (low + _FROM_0) & ~(low + _PAST_9)
    underscores = ~((low ^ _UNDERSCORES) + _SEVEN_BITS)
    return ~((letters | digits | underscores) & ~chunk) & _HIGH_BITS


@compiled
def _step(hashed, chunk):
    """Take the next eight lower-cased bytes of an ASCII word into its key."""
    hashed = (hashed ^ chunk) * U_BASE
    return hashed ^ (hashed >> U_32)


@compiled
def _chunk(data, at):
    """Return eight bytes, zeros behind the end of the data."""
    if at + 8 <= len(data):
        return eight_bytes(data, at)
    chunk = U_0
    for i in range(at, len(data)):
        chunk |= np.uint64(data[i]) << np.uint64(8 * (i - at))
    return chunk


@compiled
def _plain_key(data, first, last, start, end, pages, flags, shifts):
    """Return the key of a word that is ASCII once it is lower-cased, but wasn't before."""
    hashed, chunk, size, at = U_0, U_0, 0, first
    while at < last:
        point, after = decode(data, at, end)
        lowered = lower(point, data, at, after, start, end, pages, flags, shifts)
        chunk |= (np.uint64(lowered) | _SPACE) << np.uint64(8 * size)
        size += 1
        if size == 8:
            hashed, chunk, size = _step(hashed, chunk), U_0, 0
        at = after
    return _step(hashed, chunk)


@compiled
def _read_word(data, first, start, end, tables):
    """Read a word that is not ASCII throughout.

    Returns its key, its length in characters, its end, and where to go on.
    """
    pages, flags, shifts = tables.pages, tables.flags, tables.shifts
    hashed, length, at, last, plain = U_0, 0, first, first, True
    while at < end:
        known, after = quick(data, at, end, tables.quick)
        if known == U_0:
            break
        if known == UNSURE:
            point, after = decode(data, at, end)
            if flags_of(point, pages, flags) & WORD == 0:
                break
            lowered = lower(point, data, at, after, start, end, pages, flags, shifts)
            plain = plain and lowered < 0x80
            known = scramble(lowered, tables.seed)
        else:
            point = 0
            plain = plain and after == at + 1
        hashed = hashed * U_BASE + known
        at = after
        length += 1
        last = at
        if point == I_DOT:
            # Lower-cased, its dot becomes a character of its own, which ends the word.
            break
    if plain:
        return _plain_key(data, first, last, start, end, pages, flags, shifts), length, last, at
    return mix(hashed), length, last, at


@compiled
def _row_of_mark(point, tables):
    """Return the row of a mark, -1 where the model has none for this code point."""
    if point < 0x80:
        return int(tables.mark_of_byte[point])
    slots = tables.mark_slots
    return find(mix(np.uint64(point)), slots, np.uint64(len(slots) - 1))


@compiled
def _row_of_mark_at(data, at, start, end, tables):
    """Return the row of the mark that the character at a place is, once it is lower-cased."""
    point, after = decode(data, at, end)
    if point < 0:
        return -1
    point = lower(point, data, at, after, start, end, tables.pages, tables.flags, tables.shifts)
    return _row_of_mark(point, tables)


@compiled
def scan(data, at, start, end, tables, keys, spans, marks):
    """Read words until the document ends or a list is full, and the rows of marks on the way.

    ASCII words are read eight bytes at a time; their keys are of another kind than the model's.
    Returns the place reached, the end of the block's words, how many marks were found, and
    whether all was UTF-8.
    """
    n, n_marks, valid = CARRIED, 0, True
    of_byte = tables.mark_of_byte
    while at < end and n < len(keys) and n_marks + MARKS_AT_ONCE <= len(marks):
        first, hashed, length = at, U_0, 8
        while length == 8:
            chunk = _chunk(data, at)
            length = min(trailing_zeros(_stops(chunk)) >> 3, end - at)
            if length == 8:
                hashed = _step(hashed, chunk | _LOWER)
                at += 8
        chunk = (chunk | _LOWER) & ((U_1 << np.uint64(8 * length)) - U_1)
        key = _step(hashed, chunk)
        at += length
        last, length = at, at - first
        if at < end and data[at] >= 0x80:
            row, alone = -1, -1
            known, after = quick(data, at, end, tables.quick)
            if known == UNSURE:
                point, after = decode(data, at, end)
                valid = valid and point >= 0
                known = np.uint64(flags_of(point, tables.pages, tables.flags) & WORD)
            if known == U_0:
                row = _row_of_mark_at(data, at, start, end, tables)
                at = after
            else:
                key, length, last, at = _read_word(data, first, start, end, tables)
                if data[last - 2] == _I_DOT_FIRST and data[last - 1] == _I_DOT_LAST:
                    row = _row_of_mark(DOT_ABOVE, tables)
            if length == 1:
                alone = _row_of_mark_at(data, first, start, end, tables)
        else:
            # Most of the time goes by here: these marks take one look at a small table.
            row = int(of_byte[data[at]]) if at < end else -1
            alone = int(of_byte[data[first]]) if length == 1 else -1
            at += 1
        # Written in any case, and kept where it is one: a branch would often be guessed wrong.
        marks[n_marks] = row
        n_marks += row >= 0
        if alone >= 0:
            marks[n_marks] = alone
            n_marks += 1
        keys[n] = key
        spans[n, 0] = first
        spans[n, 1] = last
        n += length >= 2
    return min(at, end), n, n_marks, valid


@compiled
def word_keys_of(data, tables, keys, spans, marks):
    """Fill in the keys by which the kernel knows words, one behind the other in UTF-8."""
    return scan(data, 0, 0, len(data), tables, keys, spans, marks)[1] - CARRIED
