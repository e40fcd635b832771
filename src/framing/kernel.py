"""The kernel: scores UTF-8 text in Arrow buffers without making a Python string.

It computes what `framing.scoring` computes, which stays beside it as its oracle. Words are
hashed character by character, known words and phrases are counted by the number of their
row, and a word that was never seen gets its row from its n-grams on the spot. All tables are
read-only and shared by threads; each thread has its own scratch (`framing.kernel_tables`).
"""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np

from framing.hashing import BASE, MIX_1, MIX_2, PAIR
from framing.unicode_tables import CASED, IGNORABLE, PAGE_BITS, WORD

__all__ = ["fill_slots", "score_rows"]

Compiled = TypeVar("Compiled", bound=Callable[..., Any])

_BASE, _MIX_1, _MIX_2, _PAIR = (np.uint64(x) for x in (BASE, MIX_1, MIX_2, PAIR))
_0, _1, _6, _27, _30, _31, _32, _63 = (np.uint64(x) for x in (0, 1, 6, 27, 30, 31, 32, 63))
_TAG, _ROW = np.uint64(0xFFFFFFFFFF000000), np.uint64(0xFFFFFF)
_PAGE_MASK = (1 << PAGE_BITS) - 1
#: So many words of the block before stand at the front of a block.
_CARRIED = 2
_LANE = 8
_RING_MASK = 31
_DONE, _INVALID, _FULL = 0, 1, 2
_SPACE, _I_DOT, _SMALL_I = 0x20, 0x130, 0x69
_SIGMA, _SMALL_SIGMA, _FINAL_SIGMA = 0x3A3, 0x3C3, 0x3C2


def _compiled(function: Compiled) -> Compiled:
    """Compile, and keep the result on disk: beside the package, or in the user's cache folder."""
    # Nothing in the kernel allocates, so nothing needs to count references to its arrays; the
    # counting, atomic, took more time than the sums.
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:
        # Neither place can be written to: it is compiled anew in each process.
        return numba.njit(**options)(function)


@_compiled
def fill_slots(keys, slots):
    """Lay keys out as a hash table with open addressing.

    An entry is the upper 40 bits of a key and the number of its row plus 1; 0 is an empty slot.
    One entry is one look into memory.
    """
    mask = np.uint64(len(slots) - 1)
    for i in range(len(keys)):
        slot = keys[i] & mask
        while slots[slot] != _0:
            slot = (slot + _1) & mask
        slots[slot] = (keys[i] & _TAG) | np.uint64(i + 1)


@_compiled
def _mix(value):
    value = (value ^ (value >> _30)) * _MIX_1
    value = (value ^ (value >> _27)) * _MIX_2
    return value ^ (value >> _31)


@_compiled
def _scramble(point, seed):
    value = (np.uint64(point) + seed) * _MIX_1
    return value ^ (value >> _32)


@_compiled
def _find(key, slots, mask):
    """Return the row of a key, -1 if it has none."""
    slot = key & mask
    entry = slots[slot]
    while entry != _0:
        if entry & _TAG == key & _TAG:
            return np.int64(entry & _ROW) - 1
        slot = (slot + _1) & mask
        entry = slots[slot]
    return -1


@_compiled
def _decode(data, at, end):
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


@_compiled
def _flags(point, pages, flags):
    if point < 0:
        return 0
    return int(flags[(int(pages[point >> PAGE_BITS]) << PAGE_BITS) | (point & _PAGE_MASK)])


@_compiled
def _is_final(data, before, after, start, end, pages, flags):
    """Tell whether a sigma between `before` and `after` takes its final form."""
    at = before
    cased = False
    while at > start:
        at -= 1
        while at > start and (data[at] & 0xC0) == 0x80:
            at -= 1
        found = _flags(_decode(data, at, end)[0], pages, flags)
        if found & IGNORABLE == 0:
            cased = found & CASED != 0
            break
    if not cased:
        return False
    at = after
    while at < end:
        point, at = _decode(data, at, end)
        found = _flags(point, pages, flags)
        if found & IGNORABLE == 0:
            return found & CASED == 0
    return True


@_compiled
def _lower(point, data, before, after, start, end, pages, flags, shifts):
    """Lower-case a code point; U+0130 gives its first character, "i"."""
    if point == _SIGMA:
        final = _is_final(data, before, after, start, end, pages, flags)
        return _FINAL_SIGMA if final else _SMALL_SIGMA
    if point == _I_DOT:
        return _SMALL_I
    page = int(pages[point >> PAGE_BITS]) << PAGE_BITS
    return point + int(shifts[page | (point & _PAGE_MASK)])


@_compiled
def _scan(data, at, start, end, ascii_words, scrambled, pages, flags, shifts, seed, keys, spans):
    """Read words until the document ends or the block is full.

    Returns the place reached, the end of the block's words, and whether all was UTF-8.
    """
    n = _CARRIED
    first, length, hashed, valid = at, 0, _0, True
    while (at < end or length > 0) and n < len(keys):
        last = at
        if at < end:
            byte = data[at]
            if byte < 0x80:
                if ascii_words[byte]:
                    if length == 0:
                        first = at
                    hashed = hashed * _BASE + scrambled[byte]
                    length += 1
                    at += 1
                    continue
                at += 1
            else:
                point, after = _decode(data, at, end)
                if point < 0:
                    valid = False
                elif _flags(point, pages, flags) & WORD:
                    if length == 0:
                        first = at
                    lowered = _lower(point, data, at, after, start, end, pages, flags, shifts)
                    hashed = hashed * _BASE + _scramble(lowered, seed)
                    length += 1
                    last = after
                    if point != _I_DOT:
                        at = after
                        continue
                    # Lower-cased, its dot becomes a character of its own, which ends the word.
                at = after
        if length >= 2:
            keys[n] = _mix(hashed)
            spans[n, 0] = first
            spans[n, 1] = last
            n += 1
        hashed, length = _0, 0
    return at, n, valid


@_compiled
def _look_up(keys, n, slots, rows):
    """Find the rows of a block's words; a loop of its own, so that waits for memory overlap."""
    mask = np.uint64(len(slots) - 1)
    for i in range(_CARRIED, n):
        rows[i] = _find(keys[i], slots, mask)


@_compiled
def _pick_phrases(keys, rows, n, bits, picked):
    """Pick the keys of pairs and triples of known words that may be phrases."""
    mask = np.uint64(len(bits) * 64 - 1)
    n_picked = 0
    before = _mix(keys[0] * _PAIR + keys[1])
    for i in range(_CARRIED, n):
        if rows[i] >= 0 and rows[i - 1] >= 0:
            if rows[i - 2] >= 0:
                key = _mix(before * _PAIR + keys[i])
                at = (key >> _32) & mask
                picked[n_picked] = key
                n_picked += np.int64((bits[at >> _6] >> (at & _63)) & _1)
            before = _mix(keys[i - 1] * _PAIR + keys[i])
            at = (before >> _32) & mask
            picked[n_picked] = before
            n_picked += np.int64((bits[at >> _6] >> (at & _63)) & _1)
    return n_picked


@_compiled
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


@_compiled
def _count_phrases(picked, n_picked, slots, n_phrases, counts, touched):
    """Count the phrases among the picked keys; return how many distinct ones there are so far."""
    mask = np.uint64(len(slots) - 1)
    for i in range(n_picked):
        row = _find(picked[i], slots, mask)
        if row >= 0:
            if counts[row] == 0:
                touched[n_phrases] = row
                n_phrases += 1
            counts[row] += 1
    return n_phrases


@_compiled
def _count_unknown(block_keys, block_spans, rows, n, n_unknown, slots, keys, counts, spans):
    """Count the unknown words of a block; return how many distinct ones, -1 if there is no room."""
    mask = np.uint64(len(slots) - 1)
    for i in range(_CARRIED, n):
        if rows[i] >= 0:
            continue
        key = block_keys[i]
        slot = key & mask
        while slots[slot] > 0 and keys[slots[slot] - 1] != key:
            slot = (slot + _1) & mask
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


@_compiled
def _forget_unknown(n_unknown, slots, keys):
    mask = np.uint64(len(slots) - 1)
    for i in range(n_unknown):
        # Every slot of a chain belongs to some word of the list, so clearing chains clears all.
        slot = keys[i] & mask
        while slots[slot] > 0:
            slots[slot] = 0
            slot = (slot + _1) & mask


@_compiled
def _add(total, rows, row, factor):
    for lane in range(0, len(total), _LANE):
        for k in range(_LANE):
            total[lane + k] += factor * rows[row, lane + k]


@_compiled
def _factor(count, logs):
    return logs[count] if count < len(logs) else 1.0 + math.log(count)


@_compiled
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


@_compiled
def _sum_phrases(n_phrases, touched, counts, rows, logs, terms):
    """Add the rows of a document's phrases; return their squared norm."""
    norm_at = len(terms) - 1
    norm = 0.0
    for i in range(n_phrases):
        row = touched[i]
        factor = _factor(counts[row], logs)
        counts[row] = 0
        _add(terms, rows, row, factor)
        norm += factor * factor * rows[row, norm_at]
    return norm


@_compiled
def _sum_ngrams(keys, n, slots, rows, found, total):
    """Add the rows of n-grams, with the squared norms that stand at their ends."""
    mask = np.uint64(len(slots) - 1)
    n_found = 0
    for i in range(n):
        found[n_found] = _find(keys[i], slots, mask)
        n_found += found[n_found] >= 0
    for i in range(n_found):
        row = found[i]
        for lane in range(0, len(total), _LANE):
            for k in range(_LANE):
                total[lane + k] += rows[row, lane + k]


@_compiled
def _ngram_keys(hashed, length, shortest, longest, powers, ring, keys, n):
    """Append the keys of the n-grams that end at the last character; return how many there are."""
    ring[length & _RING_MASK] = hashed
    for size in range(shortest, min(longest, length) + 1):
        keys[n] = _mix(hashed - ring[(length - size) & _RING_MASK] * powers[size])
        n += 1
    return n


@_compiled
def _read_unknown(data, first, last, start, end, tables, scratch, total):
    """Sum up the row of an unknown word from its n-grams."""
    pages, flags, shifts, seed = tables.pages, tables.flags, tables.shifts, tables.seed
    slots, rows, powers = tables.ngram_slots, tables.ngram_rows, tables.powers
    shortest, longest = tables.shortest, tables.longest
    ring, keys, found = scratch.ring, scratch.ngram_keys, scratch.ngram_rows
    total[:] = np.float32(0.0)
    ring[0] = _0
    hashed, length = _scramble(_SPACE, seed), 1
    n = _ngram_keys(hashed, length, shortest, longest, powers, ring, keys, 0)
    at = first
    reading = True
    while reading:
        point, after = _SPACE, at
        reading = at < last
        if reading:
            point, after = _decode(data, at, end)
            point = _lower(point, data, at, after, start, end, pages, flags, shifts)
        hashed = hashed * _BASE + _scramble(point, seed)
        length += 1
        n = _ngram_keys(hashed, length, shortest, longest, powers, ring, keys, n)
        at = after
        if n + _RING_MASK >= len(keys):
            _sum_ngrams(keys, n, slots, rows, found, total)
            n = 0
    _sum_ngrams(keys, n, slots, rows, found, total)


@_compiled
def _sum_unknown(data, start, end, n_unknown, tables, scratch, subwords):
    """Add the rows of unknown words; return their squared norm.

    A few thousand words are remembered with their rows. A row depends on nothing but its word,
    so it makes no difference to the result whether it is remembered or read again.
    """
    keys, spans, counts = scratch.unknown_keys, scratch.unknown_spans, scratch.unknown_counts
    remembered, rows = scratch.remembered_keys, scratch.remembered_rows
    mask = np.uint64(len(remembered) - 1)
    norm_at = len(subwords) - 1
    norm = 0.0
    for i in range(n_unknown):
        slot = np.int64(keys[i] & mask)
        if remembered[slot] != keys[i]:
            _read_unknown(data, spans[i, 0], spans[i, 1], start, end, tables, scratch, rows[slot])
            remembered[slot] = keys[i]
        factor = _factor(counts[i], tables.logs)
        _add(subwords, rows, slot, factor)
        norm += factor * factor * rows[slot, norm_at]
    return norm


@_compiled
def _count(data, start, end, tables, scratch):
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


@_compiled
def _score(data, start, end, tables, scratch, margins):
    """Score one document; return a status and the share of known words."""
    n_all, n_known, n_words, n_phrases, n_unknown, valid, full = _count(
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


@_compiled
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
