"""Arrow columns of text to scores, by the kernel."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.errors import InputError
from framing.kernel import score_rows
from framing.kernel_tables import Scratch, Tables, make_scratch, make_tables
from framing.model import FrameModel
from framing.scoring import Scores

__all__ = ["KernelScorer", "kernel_scorer", "to_text_column"]


class KernelScorer:
    """Scores Arrow columns with one model; may be used by many threads at once.

    Parameters
    ----------
    model : FrameModel
    """

    def __init__(self, model: FrameModel) -> None:
        self._n_frames = len(model.frame_ids)
        self._tables: Tables = make_tables(model)
        self._idle: SimpleQueue[Scratch] = SimpleQueue()

    def score(self, text: pa.Array) -> tuple[Scores, NDArray[np.bool_]]:
        """Score a column of texts.

        Parameters
        ----------
        text : pyarrow.Array
            String, large_string, string_view, binary, or a dictionary of these; nulls count
            as empty texts.

        Returns
        -------
        scores : Scores
        valid : ndarray of bool, shape (n_texts,)
            False where bytes are not UTF-8; these count as separators.
        """
        data, offsets = _buffers(to_text_column(text))
        n_texts = len(offsets) - 1
        margins = np.zeros((n_texts, self._n_frames))
        known_words = np.zeros(n_texts)
        valid = np.zeros(n_texts, dtype=np.bool_)
        done = 0
        with self._scratch() as kept:
            scratch = kept
            while done < n_texts:
                done = score_rows(
                    data, offsets, done, self._tables, scratch, margins, known_words, valid
                )
                if done < n_texts:
                    # This document has more distinct unknown words than there was room for.
                    scratch = make_scratch(self._tables, 4 * len(scratch.unknown_keys))
        return Scores(margins, known_words), valid

    def score_texts(self, texts: Iterable[str]) -> Scores:
        """Score Python strings; lone surrogates count as separators."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        return self.score(pa.array(encoded, pa.large_binary()))[0]

    @contextmanager
    def _scratch(self) -> Iterator[Scratch]:
        try:
            scratch = self._idle.get_nowait()
        except Empty:
            scratch = make_scratch(self._tables)
        yield scratch
        # Not after an exception: its counts may not be zero.
        self._idle.put(scratch)


_scorers: WeakKeyDictionary[FrameModel, KernelScorer] = WeakKeyDictionary()


def kernel_scorer(model: FrameModel) -> KernelScorer:
    """Return the scorer of a model; it is made once and kept as long as the model."""
    scorer = _scorers.get(model)
    if scorer is None:
        scorer = _scorers[model] = KernelScorer(model)
    return scorer


def to_text_column(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column of texts as string, large_string, binary or large_binary, in one piece.

    Raises
    ------
    InputError
        The column is of another type.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):  # one array can't hold more than 2 GB of string
            column = column.cast(pa.large_string()).combine_chunks()
    kind = column.type
    if pa.types.is_dictionary(kind):
        return to_text_column(column.dictionary_decode())
    if pa.types.is_string_view(kind):
        return column.cast(pa.large_string())
    if pa.types.is_binary_view(kind) or pa.types.is_fixed_size_binary(kind):
        return column.cast(pa.large_binary())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    plain = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_binary,
        pa.types.is_large_binary,
    )
    if any(is_kind(kind) for is_kind in plain):
        return column
    raise InputError(f"a column of {kind} can't be scored; allowed are string and binary columns")


def _buffers(text: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.signedinteger]]:
    """Return the bytes and offsets of a column without copying."""
    if text.null_count:
        # Bytes may stand behind a null; they are no text.
        text = text.fill_null("" if "string" in str(text.type) else b"")
    large = pa.types.is_large_string(text.type) or pa.types.is_large_binary(text.type)
    dtype = np.dtype(np.int64 if large else np.int32)
    _, offsets, data = text.buffers()
    if offsets is None or not len(text):
        return _locked(np.zeros(1, np.uint8)), _locked(np.zeros(len(text) + 1, np.int64))
    found = np.frombuffer(offsets, dtype, len(text) + 1, text.offset * dtype.itemsize)
    # An empty buffer has no address that the kernel could be given.
    raw = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return _locked(raw), _locked(found)


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array read-only: the kernel is compiled for that kind alone."""
    array.flags.writeable = False
    return array
