"""The kernel's second step: what stands in a document, and how often.

A document is read in blocks of words. Each step over a block is a loop of its own, so that the
waits for memory of many look-ups overlap.
"""

import numpy as np

from framing.kernel_intrinsics import prefetch
from framing.kernel_parts import U_1, U_PAIR, compiled, find, may_be_in, mix
from framing.kernel_reading import CARRIED, scan

__all__ = ["count"]


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
def _count_marks(marks, n_found, n_marks, counts, touched):
    """Count the marks of a block; return how many distinct ones there are so far."""
    for i in range(n_found):
        row = marks[i]
        if counts[row] == 0:
            touched[n_marks] = row
            n_marks += 1
        counts[row] += 1
    return n_marks


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
        at, n, n_found, clean = scan(data, at, start, end, tables, keys, spans, scratch.marks)
        n_marks = _count_marks(
            scratch.marks, n_found, n_marks, scratch.mark_counts, scratch.touched_marks
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
