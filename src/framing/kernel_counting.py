"""The kernel's first half: what stands in a document, and how often.

A document is read in blocks of words. Each step over a block is a loop of its own, so that the
waits for memory of many look-ups overlap.
"""

import numpy as np

from framing.kernel_parts import (
    I_DOT,
    U_0,
    U_1,
    U_6,
    U_32,
    U_63,
    U_BASE,
    U_PAIR,
    compiled,
    decode,
    find,
    flags_of,
    lower,
    mix,
    scramble,
)
from framing.unicode_tables import WORD

__all__ = ["count"]

#: So many words of the block before stand at the front of a block.
_CARRIED = 2


@compiled
def _scan(data, at, start, end, ascii_words, scrambled, pages, flags, shifts, seed, keys, spans):
    """Read words until the document ends or the block is full.

    Returns the place reached, the end of the block's words, and whether all was UTF-8.
    """
    n = _CARRIED
    first, length, hashed, valid = at, 0, U_0, True
    while (at < end or length > 0) and n < len(keys):
        last = at
        if at < end:
            byte = data[at]
            if byte < 0x80:
                if ascii_words[byte]:
                    if length == 0:
                        first = at
                    hashed = hashed * U_BASE + scrambled[byte]
                    length += 1
                    at += 1
                    continue
                at += 1
            else:
                point, after = decode(data, at, end)
                if point < 0:
                    valid = False
                elif flags_of(point, pages, flags) & WORD:
                    if length == 0:
                        first = at
                    lowered = lower(point, data, at, after, start, end, pages, flags, shifts)
                    hashed = hashed * U_BASE + scramble(lowered, seed)
                    length += 1
                    last = after
                    if point != I_DOT:
                        at = after
                        continue
                    # Lower-cased, its dot becomes a character of its own, which ends the word.
                at = after
        if length >= 2:
            keys[n] = mix(hashed)
            spans[n, 0] = first
            spans[n, 1] = last
            n += 1
        hashed, length = U_0, 0
    return at, n, valid


@compiled
def _look_up(keys, n, slots, rows):
    """Find the rows of a block's words; a loop of its own, so that waits for memory overlap."""
    mask = np.uint64(len(slots) - 1)
    for i in range(_CARRIED, n):
        rows[i] = find(keys[i], slots, mask)


@compiled
def _pick_phrases(keys, rows, n, bits, picked):
    """Pick the keys of pairs and triples of known words that may be phrases."""
    mask = np.uint64(len(bits) * 64 - 1)
    n_picked = 0
    before = mix(keys[0] * U_PAIR + keys[1])
    for i in range(_CARRIED, n):
        if rows[i] >= 0 and rows[i - 1] >= 0:
            if rows[i - 2] >= 0:
                key = mix(before * U_PAIR + keys[i])
                at = (key >> U_32) & mask
                picked[n_picked] = key
                n_picked += np.int64((bits[at >> U_6] >> (at & U_63)) & U_1)
            before = mix(keys[i - 1] * U_PAIR + keys[i])
            at = (before >> U_32) & mask
            picked[n_picked] = before
            n_picked += np.int64((bits[at >> U_6] >> (at & U_63)) & U_1)
    return n_picked


@compiled
def _count_words(rows, n, n_words, counts, touched):
    """Count the known words of a block; return how many distinct ones there are so far."""
    for i in range(_CARRIED, n):
        row = rows[i]
        if row >= 0:
            if counts[row] == 0:
                touched[n_words] = row
                n_words += 1
            counts[row] += 1
    return n_words


@compiled
def _count_phrases(picked, n_picked, slots, n_phrases, counts, touched):
    """Count the phrases among the picked keys; return how many distinct ones there are so far."""
    mask = np.uint64(len(slots) - 1)
    for i in range(n_picked):
        row = find(picked[i], slots, mask)
        if row >= 0:
            if counts[row] == 0:
                touched[n_phrases] = row
                n_phrases += 1
            counts[row] += 1
    return n_phrases


@compiled
def _count_unknown(block_keys, block_spans, rows, n, n_unknown, slots, keys, counts, spans):
    """Count the unknown words of a block; return how many distinct ones, -1 if there is no room."""
    mask = np.uint64(len(slots) - 1)
    for i in range(_CARRIED, n):
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
    words, phrases and unknown words; whether all was UTF-8, and whether the scratch sufficed.
    """
    keys, rows, spans, picked = scratch.keys, scratch.rows, scratch.spans, scratch.picked
    at, valid, full = start, True, False
    n_all, n_known, n_words, n_phrases, n_unknown = 0, 0, 0, 0, 0
    rows[:_CARRIED] = -1
    while at < end and not full:
        at, n, clean = _scan(
            data,
            at,
            start,
            end,
            tables.ascii_words,
            tables.scrambled,
            tables.pages,
            tables.flags,
            tables.shifts,
            tables.seed,
            keys,
            spans,
        )
        valid = valid and clean
        _look_up(keys, n, tables.word_slots, rows)
        n_all += n - _CARRIED
        for i in range(_CARRIED, n):
            n_known += rows[i] >= 0
        n_picked = _pick_phrases(keys, rows, n, tables.phrase_filter, picked)
        n_words = _count_words(rows, n, n_words, scratch.word_counts, scratch.touched_words)
        n_phrases = _count_phrases(
            picked,
            n_picked,
            tables.phrase_slots,
            n_phrases,
            scratch.phrase_counts,
            scratch.touched_phrases,
        )
        found = _count_unknown(
            keys,
            spans,
            rows,
            n,
            n_unknown,
            scratch.unknown_slots,
            scratch.unknown_keys,
            scratch.unknown_counts,
            scratch.unknown_spans,
        )
        full = found < 0
        n_unknown = len(scratch.unknown_keys) if full else found
        # The last two words may begin a phrase that goes on in the next block.
        for i in range(_CARRIED):
            keys[i], rows[i] = keys[n - _CARRIED + i], rows[n - _CARRIED + i]
    return n_all, n_known, n_words, n_phrases, n_unknown, valid, full
