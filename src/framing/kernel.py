"""The kernel: scores UTF-8 text in Arrow buffers without making a Python string.

It computes what `framing.scoring` computes, which stays beside it as its oracle. Words are
hashed character by character, known words and phrases are counted by the number of their
row, and a word that was never seen gets its row from its n-grams on the spot. All tables are
read-only and shared by threads; each thread has its own scratch (`framing.kernel_tables`).
"""

import math

import numpy as np

from framing.kernel_counting import count
from framing.kernel_intrinsics import prefetch
from framing.kernel_parts import (
    SPACE,
    U_0,
    U_1,
    U_BASE,
    UNSURE,
    compiled,
    decode,
    find,
    lower,
    may_be_in,
    mix,
    quick,
    scramble,
)

__all__ = ["score_rows"]

_LANE = 8
_RING_MASK = 31
_DONE, _INVALID, _FULL = 0, 1, 2


@compiled
def _forget_unknown(n_unknown, slots, keys):
    mask = np.uint64(len(slots) - 1)
    for i in range(n_unknown):
        # Every slot of a chain belongs to some word of the list, so clearing chains clears all.
        slot = keys[i] & mask
        while slots[slot] > 0:
            slots[slot] = 0
            slot = (slot + U_1) & mask


@compiled
def _add(total, rows, row, factor):
    for lane in range(0, len(total), _LANE):
        for k in range(_LANE):
            total[lane + k] += factor * rows[row, lane + k]


@compiled
def _factor(count, logs):
    return logs[count] if count < len(logs) else 1.0 + math.log(count)


@compiled
def _sum_words(n_words, touched, counts, rows, logs, terms, subwords):
    """Add the rows of a document's words; return the squared norms of both blocks."""
    norm_at = len(terms) - 1
    term_norm, subword_norm = 0.0, 0.0
    for i in range(n_words):
        row = touched[i]
        factor = _factor(counts[row], logs)
        counts[row] = 0
        _add(terms, rows, 2 * row, factor)
        _add(subwords, rows, 2 * row + 1, factor)
        term_norm += factor * factor * rows[2 * row, norm_at]
        subword_norm += factor * factor * rows[2 * row + 1, norm_at]
    return term_norm, subword_norm


@compiled
def _sum_phrases(n_phrases, touched, counts, rows, logs, terms):
    """Add the rows of a document's phrases, or of its marks; return their squared norm."""
    norm_at = len(terms) - 1
    norm = 0.0
    for i in range(n_phrases):
        row = touched[i]
        factor = _factor(counts[row], logs)
        counts[row] = 0
        _add(terms, rows, row, factor)
        norm += factor * factor * rows[row, norm_at]
    return norm


@compiled
def _sum_ngrams(keys, n, slots, rows, found, total):
    """Add the rows of n-grams, with the squared norms that stand at their ends."""
    mask = np.uint64(len(slots) - 1)
    n_found = 0
    for i in range(n):
        row = find(keys[i], slots, mask)
        if row >= 0:
            prefetch(rows, row)
            found[n_found] = row
            n_found += 1
    for i in range(n_found):
        row = found[i]
        for lane in range(0, len(total), _LANE):
            for k in range(_LANE):
                total[lane + k] += rows[row, lane + k]


@compiled
def _ngram_keys(hashed, length, tables, ring, keys, n):
    """Append the keys of the n-grams that end at the last character and may be in the model."""
    ring[length & _RING_MASK] = hashed
    bits, slots, powers = tables.ngram_filter, tables.ngram_slots, tables.powers
    mask, slot_mask = np.uint64(len(bits) * 64 - 1), np.uint64(len(slots) - 1)
    for size in range(tables.shortest, min(tables.longest, length) + 1):
        key = mix(hashed - ring[(length - size) & _RING_MASK] * powers[size])
        keys[n] = key
        if may_be_in(key, bits, mask):
            prefetch(slots, np.int64(key & slot_mask))
            n += 1
    return n


@compiled
def _read_unknown(data, first, last, start, end, tables, scratch, total):
    """Sum up the row of an unknown word from its n-grams."""
    pages, flags, shifts = tables.pages, tables.flags, tables.shifts
    slots, rows, space = tables.ngram_slots, tables.ngram_rows, scramble(SPACE, tables.seed)
    ring, keys, found = scratch.ring, scratch.ngram_keys, scratch.ngram_rows
    total[:] = 0.0
    ring[0] = U_0
    hashed, length = space, 1
    n = _ngram_keys(hashed, length, tables, ring, keys, 0)
    at = first
    reading = True
    while reading:
        reading = at < last
        added = space
        if reading:
            added, after = quick(data, at, end, tables.quick)
            if added == UNSURE:
                point, after = decode(data, at, end)
                point = lower(point, data, at, after, start, end, pages, flags, shifts)
                added = scramble(point, tables.seed)
            at = after
        hashed = hashed * U_BASE + added
        length += 1
        n = _ngram_keys(hashed, length, tables, ring, keys, n)
        if n + _RING_MASK >= len(keys):
            _sum_ngrams(keys, n, slots, rows, found, total)
            n = 0
    _sum_ngrams(keys, n, slots, rows, found, total)


@compiled
def _sum_unknown(data, start, end, n_unknown, tables, scratch, subwords):
    """Add the rows of unknown words; return their squared norm.

    A few thousand words are remembered with their rows. A row depends on nothing but its word,
    so it makes no difference to the result whether it is remembered or read again.
    """
    keys, spans, counts = scratch.unknown_keys, scratch.unknown_spans, scratch.unknown_counts
    remembered, rows, one = scratch.remembered_keys, scratch.remembered_rows, scratch.one
    mask = np.uint64(len(remembered) - 1)
    norm_at = len(subwords) - 1
    norm = 0.0
    for i in range(n_unknown):
        slot = np.int64(keys[i] & mask)
        if remembered[slot] != keys[i]:
            _read_unknown(data, spans[i, 0], spans[i, 1], start, end, tables, scratch, one)
            for k in range(len(one)):
                rows[slot, k] = np.float32(one[k])
            remembered[slot] = keys[i]
        # In a script that the model doesn't know, most words have no n-gram in it.
        if rows[slot, norm_at] > 0.0:
            factor = _factor(counts[i], tables.logs)
            _add(subwords, rows, slot, factor)
            norm += factor * factor * rows[slot, norm_at]
    return norm


@compiled
def _score(data, start, end, tables, scratch, margins):
    """Score one document; return a status and the share of known words."""
    n_all, n_known, n_words, n_phrases, n_marks, n_unknown, valid, full = count(
        data, start, end, tables, scratch
    )
    terms, subwords = scratch.terms, scratch.subwords
    terms[:] = 0.0
    subwords[:] = 0.0
    term_norm, subword_norm = _sum_words(
        n_words,
        scratch.touched_words,
        scratch.word_counts,
        tables.word_rows,
        tables.logs,
        terms,
        subwords,
    )
    term_norm += _sum_phrases(
        n_phrases,
        scratch.touched_phrases,
        scratch.phrase_counts,
        tables.phrase_rows,
        tables.logs,
        terms,
    )
    term_norm += _sum_phrases(
        n_marks,
        scratch.touched_marks,
        scratch.mark_counts,
        tables.mark_rows,
        tables.logs,
        terms,
    )
    if n_unknown > 0 and not full:
        subword_norm += _sum_unknown(data, start, end, n_unknown, tables, scratch, subwords)
    _forget_unknown(n_unknown, scratch.unknown_slots, scratch.unknown_keys)
    if full:
        return _FULL, 0.0
    by_term = 1.0 / math.sqrt(term_norm) if term_norm > 0.0 else 0.0
    by_subword = 1.0 / math.sqrt(subword_norm) if subword_norm > 0.0 else 0.0
    for k in range(len(margins)):
        margins[k] = terms[k] * by_term + subwords[k] * by_subword + tables.intercepts[k]
    return _DONE if valid else _INVALID, n_known / n_all if n_all > 0 else 0.0


@compiled
def score_rows(data, offsets, first, tables, scratch, margins, known_words, valid):
    """Score the documents from number `first` on.

    Parameters
    ----------
    data : ndarray of uint8
        UTF-8 of all documents.
    offsets : ndarray of int32 or int64, shape (n_documents + 1,)
    first : int
    tables, scratch
    margins : ndarray of float64, shape (n_documents, n_frames)
    known_words : ndarray of float64, shape (n_documents,)
    valid : ndarray of bool, shape (n_documents,)
        Filled with whether a document is UTF-8 throughout; it is scored all the same, with
        what is none taken as separators.

    Returns
    -------
    int
        Number of the first document that needs a larger scratch; n_documents if none does.
    """
    for row in range(first, len(offsets) - 1):
        status, share = _score(
            data, int(offsets[row]), int(offsets[row + 1]), tables, scratch, margins[row]
        )
        if status == _FULL:
            return row
        known_words[row] = share
        valid[row] = status == _DONE
    return len(offsets) - 1
