"""The kernel's first half: what stands in a document, and how often.

A document is read in blocks of words. Each step over a block is a loop of its own, so that the
waits for memory of many look-ups overlap.
"""

import numpy as np

from framing.kernel_intrinsics import eight_bytes, prefetch, trailing_zeros
from framing.kernel_parts import (
    DOT_ABOVE,
    I_DOT,
    U_0,
    U_1,
    U_32,
    U_BASE,
    U_PAIR,
    UNSURE,
    compiled,
    decode,
    find,
    flags_of,
    lower,
    may_be_in,
    mix,
    quick,
    scramble,
)
from framing.unicode_tables import WORD

__all__ = ["CARRIED", "count", "word_keys_of"]

#: So many words of the block before stand at the front of a block.
CARRIED = 2
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
        return int(tables.mark_of_byte[point]) if point >= 0 else -1
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
def _count_mark(row, n_marks, counts, touched):
    """Count a mark, if there is one; return how many distinct ones there are so far."""
    if row >= 0:
        if counts[row] == 0:
            touched[n_marks] = row
            n_marks += 1
        counts[row] += 1
    return n_marks


@compiled
def _scan(data, at, start, end, tables, keys, spans, n_marks, mark_counts, touched_marks):
    """Read words until the document ends or the block is full, and count the marks on the way.

    ASCII words are read eight bytes at a time; their keys are of another kind than the model's.
    Returns the place reached, the end of the block's words, how many distinct marks there are so
    far, and whether all was UTF-8.
    """
    n, valid = CARRIED, True
    mark_of_byte = tables.mark_of_byte
    while at < end and n < len(keys):
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
        row = -1
        if at >= end:
            at += 1
        elif data[at] < 0x80:
            row = int(mark_of_byte[data[at]])
            at += 1
        else:
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
        n_marks = _count_mark(row, n_marks, mark_counts, touched_marks)
        if length >= 2:
            keys[n] = key
            spans[n, 0] = first
            spans[n, 1] = last
            n += 1
        elif length == 1:
            row = _row_of_mark_at(data, first, start, end, tables)
            n_marks = _count_mark(row, n_marks, mark_counts, touched_marks)
    return min(at, end), n, n_marks, valid


@compiled
def word_keys_of(data, tables, keys, spans, counts, touched):
    """Fill in the keys by which the kernel knows words, one behind the other in UTF-8."""
    return _scan(data, 0, 0, len(data), tables, keys, spans, 0, counts, touched)[1] - CARRIED


@compiled
def _look_up(keys, n, slots, model_keys, rows):
    """Find the rows of a block's words, and give known ones the model's keys.

    A loop of its own, so that waits for memory overlap.
    """
    mask = np.uint64(len(slots) - 1)
    for i in range(CARRIED, n):
        row = find(keys[i], slots, mask)
        rows[i] = row
        if row >= 0:
            keys[i] = model_keys[row]


@compiled
def _pick_phrases(keys, rows, n, bits, picked):
    """Pick the keys of pairs and triples of known words that may be phrases."""
    mask = np.uint64(len(bits) * 64 - 1)
    n_picked = 0
    before = mix(keys[0] * U_PAIR + keys[1])
    for i in range(CARRIED, n):
        if rows[i] >= 0 and rows[i - 1] >= 0:
            if rows[i - 2] >= 0:
                key = mix(before * U_PAIR + keys[i])
                picked[n_picked] = key
                n_picked += may_be_in(key, bits, mask)
            before = mix(keys[i - 1] * U_PAIR + keys[i])
            picked[n_picked] = before
            n_picked += may_be_in(before, bits, mask)
    return n_picked


@compiled
def _count_words(rows, n, n_words, counts, touched, word_rows):
    """Count the known words of a block; return how many distinct ones there are so far."""
    for i in range(CARRIED, n):
        row = rows[i]
        if row >= 0:
            if counts[row] == 0:
                prefetch(word_rows, 2 * row)
                prefetch(word_rows, 2 * row + 1)
                touched[n_words] = row
                n_words += 1
            counts[row] += 1
    return n_words


@compiled
def _count_phrases(picked, n_picked, slots, n_phrases, counts, touched, phrase_rows):
    """Count the phrases among the picked keys; return how many distinct ones there are so far."""
    mask = np.uint64(len(slots) - 1)
    for i in range(n_picked):
        row = find(picked[i], slots, mask)
        if row >= 0:
            if counts[row] == 0:
                prefetch(phrase_rows, row)
                touched[n_phrases] = row
                n_phrases += 1
            counts[row] += 1
    return n_phrases


@compiled
def _count_unknown(block_keys, block_spans, rows, n, n_unknown, scratch):
    """Count the unknown words of a block; return how many distinct ones, -1 if there is no room."""
    slots, keys = scratch.unknown_slots, scratch.unknown_keys
    counts, spans = scratch.unknown_counts, scratch.unknown_spans
    mask, remembered = np.uint64(len(slots) - 1), np.uint64(len(scratch.remembered_keys) - 1)
    for i in range(CARRIED, n):
        if rows[i] >= 0:
            continue
        key = block_keys[i]
        slot = key & mask
        while slots[slot] > 0 and keys[slots[slot] - 1] != key:
            slot = (slot + U_1) & mask
        if slots[slot] > 0:
            counts[slots[slot] - 1] += 1
            continue
        if n_unknown == len(keys):
            return -1
        prefetch(scratch.remembered_rows, np.int64(key & remembered))
        slots[slot] = n_unknown + 1
        keys[n_unknown] = key
        counts[n_unknown] = 1
        spans[n_unknown, 0] = block_spans[i, 0]
        spans[n_unknown, 1] = block_spans[i, 1]
        n_unknown += 1
    return n_unknown


@compiled
def count(data, start, end, tables, scratch):
    """Count everything in a document, block by block.

    Returns how many words there are and how many of them are known; how many distinct known
    words, phrases, marks and unknown words; whether all was UTF-8, and whether the scratch
    sufficed.
    """
    keys, rows, spans, picked = scratch.keys, scratch.rows, scratch.spans, scratch.picked
    at, valid, full = start, True, False
    n_all, n_known, n_words, n_phrases, n_marks, n_unknown = 0, 0, 0, 0, 0, 0
    rows[:CARRIED] = -1
    while at < end and not full:
        at, n, n_marks, clean = _scan(
            data,
            at,
            start,
            end,
            tables,
            keys,
            spans,
            n_marks,
            scratch.mark_counts,
            scratch.touched_marks,
        )
        valid = valid and clean
        _look_up(keys, n, tables.word_slots, tables.word_keys, rows)
        n_all += n - CARRIED
        for i in range(CARRIED, n):
            n_known += rows[i] >= 0
        n_picked = _pick_phrases(keys, rows, n, tables.phrase_filter, picked)
        n_words = _count_words(
            rows, n, n_words, scratch.word_counts, scratch.touched_words, tables.word_rows
        )
        n_phrases = _count_phrases(
            picked,
            n_picked,
            tables.phrase_slots,
            n_phrases,
            scratch.phrase_counts,
            scratch.touched_phrases,
            tables.phrase_rows,
        )
        found = _count_unknown(keys, spans, rows, n, n_unknown, scratch)
        full = found < 0
        n_unknown = len(scratch.unknown_keys) if full else found
        # The last two words may begin a phrase that goes on in the next block.
        for i in range(CARRIED):
            keys[i], rows[i] = keys[n - CARRIED + i], rows[n - CARRIED + i]
    return n_all, n_known, n_words, n_phrases, n_marks, n_unknown, valid, full
