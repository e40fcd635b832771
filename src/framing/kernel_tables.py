"""A model laid out for the kernel, and the scratch that each thread writes to."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.errors import ModelError
from framing.hashing import BASE, MIX_1, code_points, mix, seed_of
from framing.kernel_parts import I_DOT, SIGMA, UNSURE, fill_slots
from framing.kernel_reading import CARRIED, MARKS_AT_ONCE, word_keys_of
from framing.model import FrameModel
from framing.text import marks
from framing.unicode_tables import PAGE_BITS, WORD, unicode_tables

__all__ = ["LANE", "LOG_COUNTS", "RING", "Scratch", "Tables", "make_scratch", "make_tables"]

#: Rows are padded to a multiple of this, so that sums run over whole vector registers.
LANE = 8
#: Bits of the filter for each phrase; most pairs that are no phrase are told with one look.
FILTER_BITS = 16
#: Counts whose 1 + ln(count) is kept ready.
LOG_COUNTS = 64
#: Unknown words that a thread remembers with their rows; a power of 2.
REMEMBERED = 1 << 16
CACHE_LINE = 64
LINE_FEED = ord("\n")
#: Bytes of a large page, and of the smallest array for which NumPy asks for them.
LARGE_PAGE, HUGE = 2 << 20, 4 << 20
#: Code points from here on take more than one byte in UTF-8, and more than two.
ONE_BYTE, TWO_BYTES = 0x80, 0x800
#: Words that are read at a time, and as many marks twice.
BLOCK = 1024
#: Length of the ring of running hashes: more than the longest n-gram that a model may have.
RING = 32


class Tables(NamedTuple):
    """A model laid out for the kernel.

    A row has the weights of the frames, padding to a multiple of 8, and its squared norm in the
    last place: all that a look-up needs lies in one or two lines of the cache.
    """

    pages: NDArray[np.uint16]
    flags: NDArray[np.uint8]
    shifts: NDArray[np.int32]
    quick: NDArray[np.uint64]  # what characters of one or two bytes add to a hash (`quick`)
    powers: NDArray[np.uint64]  # of the base, up to the longest n-gram
    logs: NDArray[np.float64]  # 1 + ln(count)
    word_keys: NDArray[np.uint64]  # the model's, by row
    word_slots: NDArray[np.uint64]  # by the keys of `word_keys_of`
    word_rows: NDArray[np.float32]  # (2 W, K): term and subword rows by turns
    phrase_slots: NDArray[np.uint64]
    phrase_rows: NDArray[np.float32]
    phrase_filter: NDArray[np.uint64]
    mark_of_byte: NDArray[np.int32]  # row of an ASCII mark, -1 for others
    mark_slots: NDArray[np.uint64]  # by mixed code points
    mark_rows: NDArray[np.float32]
    ngram_slots: NDArray[np.uint64]
    ngram_rows: NDArray[np.float32]
    ngram_filter: NDArray[np.uint64]
    intercepts: NDArray[np.float64]
    seed: np.uint64
    shortest: int
    longest: int


class Scratch(NamedTuple):
    """What one thread writes to; counts and slots are all zero between documents."""

    keys: NDArray[np.uint64]  # of a block of words, behind the last two of the block before
    rows: NDArray[np.int32]
    spans: NDArray[np.int64]
    picked: NDArray[np.uint64]  # keys of a block that may be phrases
    word_counts: NDArray[np.int32]
    touched_words: NDArray[np.int32]
    phrase_counts: NDArray[np.int32]
    touched_phrases: NDArray[np.int32]
    marks: NDArray[np.int32]  # rows of the marks of a block
    mark_counts: NDArray[np.int32]
    touched_marks: NDArray[np.int32]
    unknown_slots: NDArray[np.int32]  # place in the lists below, plus 1
    unknown_keys: NDArray[np.uint64]
    unknown_counts: NDArray[np.int32]
    unknown_spans: NDArray[np.int64]  # where each stands first: start and end, in bytes
    ring: NDArray[np.uint64]  # running hashes of an unknown word
    ngram_keys: NDArray[np.uint64]
    ngram_rows: NDArray[np.int64]
    terms: NDArray[np.float64]
    subwords: NDArray[np.float64]
    one: NDArray[np.float64]  # row of an unknown word while it is read
    remembered_keys: NDArray[np.uint64]  # unknown words that were read before
    remembered_rows: NDArray[np.float32]


def make_tables(model: FrameModel) -> Tables:
    """Lay a model out for the kernel."""
    arrays = model.arrays
    n_frames = len(model.frame_ids)
    width = -(-(n_frames + 1) // LANE) * LANE
    pages, flags, shifts = unicode_tables()
    seed = np.uint64(seed_of(model.seed))
    phrase_slots = _slots(arrays["phrase_keys"])
    ngram_slots = _slots(arrays["ngram_keys"])
    alone, points = _find_marks(model)
    both = [arrays["word_term_rows"][~alone], arrays["word_subword_rows"][~alone]]
    word_rows = np.stack(both, axis=1).reshape(-1, n_frames)
    both = [arrays["word_term_norms"][~alone], arrays["word_subword_norms"][~alone]]
    word_norms = np.stack(both, axis=1).ravel()
    tables = Tables(
        pages,
        flags,
        shifts,
        _quick(pages, flags, shifts, seed),
        np.array([pow(BASE, n, 1 << 64) for n in range(RING)], dtype=np.uint64),
        1 + np.log(np.maximum(np.arange(LOG_COUNTS), 1)),
        arrays["word_keys"][~alone],
        np.zeros(16, np.uint64),
        _rows(word_rows, word_norms, width),
        phrase_slots,
        _rows(arrays["phrase_rows"], arrays["phrase_norms"], width),
        _filter(arrays["phrase_keys"]),
        _mark_of_byte(points),
        _slots(mix(points)),
        _rows(arrays["word_term_rows"][alone], arrays["word_term_norms"][alone], width),
        ngram_slots,
        _rows(arrays["ngram_rows"], arrays["ngram_norms"], width),
        _filter(arrays["ngram_keys"]),
        np.append(arrays["intercepts"], np.zeros(width - n_frames)),
        seed,
        *model.ngram_range,
    )
    tables = tables._replace(word_slots=_slots(_word_keys(arrays["word_names"], tables)))
    return Tables(*_in_large_pages(tables))


def make_scratch(tables: Tables, unknown: int = 1 << 12) -> Scratch:
    """Return a scratch for one thread, with room for so many distinct unknown words a document."""
    n_words, n_phrases = len(tables.word_rows) // 2, len(tables.phrase_rows)
    n_marks = len(tables.mark_rows)
    width = len(tables.intercepts)
    scratch = Scratch(
        keys=np.zeros(BLOCK, np.uint64),
        rows=np.zeros(BLOCK, np.int32),
        spans=np.zeros((BLOCK, 2), np.int64),
        picked=np.zeros(2 * BLOCK, np.uint64),
        word_counts=np.zeros(n_words, np.int32),
        touched_words=np.zeros(n_words, np.int32),
        phrase_counts=np.zeros(n_phrases, np.int32),
        touched_phrases=np.zeros(n_phrases, np.int32),
        marks=np.zeros(2 * BLOCK, np.int32),
        mark_counts=np.zeros(n_marks, np.int32),
        touched_marks=np.zeros(n_marks, np.int32),
        unknown_slots=np.zeros(4 * unknown, np.int32),
        unknown_keys=np.zeros(unknown, np.uint64),
        unknown_counts=np.zeros(unknown, np.int32),
        unknown_spans=np.zeros((unknown, 2), np.int64),
        ring=np.zeros(RING, np.uint64),
        ngram_keys=np.zeros(BLOCK, np.uint64),
        ngram_rows=np.zeros(BLOCK + 1, np.int64),
        terms=np.zeros(width),
        subwords=np.zeros(width),
        one=np.zeros(width),
        remembered_keys=np.zeros(REMEMBERED, np.uint64),
        remembered_rows=np.zeros((REMEMBERED, width), np.float32),
    )
    return Scratch(*_in_large_pages(scratch))


def _quick(
    pages: NDArray[np.uint16], flags: NDArray[np.uint8], shifts: NDArray[np.int32], seed: np.uint64
) -> NDArray[np.uint64]:
    points = np.arange(TWO_BYTES)
    at = (pages[points >> PAGE_BITS].astype(np.int64) << PAGE_BITS) | (
        points & ((1 << PAGE_BITS) - 1)
    )
    table: NDArray[np.uint64] = ((points + shifts[at]).astype(np.uint64) + seed) * np.uint64(MIX_1)
    table ^= table >> np.uint64(32)
    table[table <= UNSURE] = UNSURE
    table[(flags[at] & WORD) == 0] = 0
    table[[SIGMA, I_DOT]] = UNSURE
    return table


def _find_marks(model: FrameModel) -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
    """Tell which of the model's words are marks, and return their code points.

    Raises
    ------
    ModelError
        There are not as many names as rows, or some of one character are no marks.
    """
    n_rows, points = len(model.arrays["word_keys"]), np.zeros(0, np.uint64)
    if not n_rows:
        return np.zeros(0, np.bool_), points
    points = code_points(model.arrays["word_names"].tobytes().decode()).astype(np.uint64)
    ends = np.append(np.flatnonzero(points == LINE_FEED), len(points))
    starts = np.append(0, ends[:-1] + 1)
    alone = ends - starts == 1
    found = points[starts[alone]]
    if len(ends) != n_rows or len(marks(" ".join(map(chr, found.tolist())))) != len(found):
        raise ModelError(f"the model has {n_rows} rows of words but not as many names of words")
    return alone, found


def _mark_of_byte(points: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return the row of the mark that each ASCII character is, -1 where there is none."""
    row = {point: number for number, point in enumerate(points.tolist())}
    lowered = (ord(chr(byte).lower()) for byte in range(ONE_BYTE))
    return np.array([row.get(point, -1) for point in lowered], dtype=np.int32)


def _word_keys(names: NDArray[np.uint8], tables: Tables) -> NDArray[np.uint64]:
    """Return the keys by which the kernel knows the model's words.

    Raises
    ------
    ModelError
        The names are not as many words as there are rows.
    """
    n_words = len(tables.word_keys)
    found = np.zeros(n_words + CARRIED, np.uint64)
    spans = np.zeros((n_words + CARRIED, 2), np.int64)
    data = np.array(names)
    data.flags.writeable = False
    marks_found = np.zeros(len(tables.mark_rows) + MARKS_AT_ONCE, np.int32)
    if word_keys_of(data, tables, found, spans, marks_found) != n_words:
        raise ModelError(f"the model has {n_words} rows of words but not as many names of words")
    return found[CARRIED:]


def _slots(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Lay keys out as a hash table with open addressing, at most half full."""
    size = 16
    while size < 2 * len(keys):
        size *= 2
    slots = np.zeros(size, np.uint64)
    fill_slots(np.ascontiguousarray(keys), slots)
    return slots


def _filter(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    size = 64
    while size < FILTER_BITS * len(keys):
        size *= 2
    bits = np.zeros(size // 64, np.uint64)
    at = (keys >> np.uint64(32)) & np.uint64(size - 1)
    np.bitwise_or.at(bits, at >> np.uint64(6), np.uint64(1) << (at & np.uint64(63)))
    return bits


def _rows(weights: NDArray[Any], norms: NDArray[Any], width: int) -> NDArray[np.float32]:
    """Pad rows to a width, with their norms in the last place."""
    rows = np.zeros((len(weights), width), np.float32)
    rows[:, : weights.shape[1]] = weights
    rows[:, -1] = norms
    return rows


def _in_large_pages(fields: Iterable[Any]) -> Iterator[Any]:
    """Copy arrays into one piece of memory, each to the beginning of a line of the cache.

    NumPy asks Linux for large pages where a piece is of megabytes. A look-up anywhere in it then
    hardly ever waits for an address to be translated, which took a fifth of the time.
    """
    fields = list(fields)
    needed = [_lines(field) for field in fields if isinstance(field, np.ndarray)]
    raw = np.zeros(max(sum(needed), HUGE) + LARGE_PAGE, np.uint8)
    at = -raw.ctypes.data % LARGE_PAGE
    for field in fields:
        if not isinstance(field, np.ndarray):
            yield field
            continue
        place = raw[at : at + field.nbytes].view(field.dtype).reshape(field.shape)
        place[...] = field
        at += _lines(field)
        yield place


def _lines(array: NDArray[Any]) -> int:
    return -(-array.nbytes // CACHE_LINE) * CACHE_LINE
