"""Read, score, write: any number of rows, in order, in bounded memory.

`score_batch` is the core: it takes and gives Arrow and touches no file, so that any engine
that speaks Arrow can call it. `score_chunks` runs it over chunks of files on all cores.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from framing.errors import InputError
from framing.fast_scoring import kernel_scorer, to_text_column
from framing.files import Chunk
from framing.model import FrameModel
from framing.scoring import decide

__all__ = [
    "Columns",
    "Scored",
    "ahead",
    "extend_schema",
    "frames_column",
    "score_batch",
    "score_chunks",
    "score_schema",
]


#: Chunks for each thread that wait to be scored or written: enough to go on with while a row
#: group is compressed.
WAITING = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """What is written for each row.

    Attributes
    ----------
    prefix : str
        Before the names of the new columns.
    joined : bool
        Write `frames` as text with ``;`` between, for formats that have no lists.
    thresholds : ndarray of float64, shape (n_frames,), optional
        Instead of the model's own.
    """

    prefix: str = ""
    joined: bool = False
    thresholds: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored chunk.

    Attributes
    ----------
    batch : pyarrow.RecordBatch
        Input columns, then the new ones.
    failed : mapping of int to str
        Index in the batch -> why the row could not be scored.
    path : str
        The file that the rows come from.
    undecided : int
        Rows of which the model can't tell.
    texts : int
        Input rows that these rows come from.
    """

    batch: pa.RecordBatch
    failed: Mapping[int, str]
    path: str
    undecided: int
    texts: int


def score_schema(model: FrameModel, schema: pa.Schema, columns: Columns | None = None) -> pa.Schema:
    """Return the schema of scored rows: the input columns, then the new ones.

    The new columns are one probability for each frame, ``frames`` (those that are present),
    ``known_words`` (share of words that the model knows), ``undecided`` (too few are known), and
    ``error`` (why a row could not be scored, or null).

    Raises
    ------
    InputError
        The input has a column of the same name as a new one.
    """
    columns = columns or Columns()
    new = [(frame, pa.float32()) for frame in model.frame_ids]
    new.append(("frames", pa.string() if columns.joined else pa.list_(pa.string())))
    new += [("known_words", pa.float32()), ("undecided", pa.bool_()), ("error", pa.string())]
    return extend_schema(schema, new, columns.prefix)


def extend_schema(
    schema: pa.Schema, new: Iterable[tuple[str, pa.DataType]], prefix: str
) -> pa.Schema:
    """Return a schema with new columns behind.

    Raises
    ------
    InputError
        It has a column of the same name as a new one.
    """
    fields = [pa.field(prefix + name, kind) for name, kind in new]
    taken = [field.name for field in fields if field.name in schema.names]
    if taken:
        raise InputError(
            f"the input has a column {taken[0]!r} already, as the scores would; give the new "
            "columns a prefix: --prefix framing_"
        )
    return pa.schema([*schema, *fields])


def score_batch(
    model: FrameModel,
    batch: pa.RecordBatch,
    text_column: str = "text",
    *,
    columns: Columns | None = None,
) -> pa.RecordBatch:
    """Score the rows of a record batch.

    Pure and safe to call from many threads; made for Arrow engines such as Spark's
    ``mapInArrow``, Ray Data, Dask or Polars.

    Parameters
    ----------
    model : FrameModel
    batch : pyarrow.RecordBatch
    text_column : str
        String, large_string, string_view, binary, or a dictionary of these.
    columns : Columns, optional

    Returns
    -------
    pyarrow.RecordBatch
        With the columns of `score_schema`. A row without text, or whose bytes are not UTF-8,
        has null scores and an error.

    Raises
    ------
    InputError
        There is no such column, or it holds no text.
    """
    if text_column not in batch.schema.names:
        raise InputError(f"no column {text_column!r}; there are {', '.join(batch.schema.names)}")
    if batch.schema.names.count(text_column) > 1:
        raise InputError(f"several columns are named {text_column!r}; rename all but one")
    text = to_text_column(batch.column(batch.schema.get_field_index(text_column)))
    errors = {int(i): "no text (null)" for i in np.flatnonzero(_is_null(text))}
    return _score(model, batch, text, errors, columns or Columns()).batch


def score_chunks(
    model: FrameModel, chunks: Iterable[Chunk], columns: Columns | None = None, *, jobs: int = -1
) -> Generator[Scored]:
    """Score chunks of files on several threads and yield them in order.

    While some are scored, the next are read and those before can be written; never are more
    than a few in memory.

    Parameters
    ----------
    model : FrameModel
    chunks : iterable of Chunk
    columns : Columns, optional
    jobs : int
        Threads that score; -1 for one on each core.
    """
    chosen = columns or Columns()
    kernel_scorer(model)
    n_jobs = jobs if jobs > 0 else os.cpu_count() or 1

    def score(chunk: Chunk) -> Scored:
        scored = _score(model, chunk.columns, chunk.text, dict(chunk.errors), chosen)
        return replace(scored, path=chunk.path)

    # Closed in order also after Ctrl-C: whoever closes the reader must find no thread in it.
    with ThreadPoolExecutor(n_jobs) as pool, closing(ahead(chunks)) as items:
        yield from _in_order(pool, score, items, WAITING * n_jobs)


def ahead(items: Iterable[Chunk]) -> Generator[Chunk]:
    """Yield items while the next one is read by a thread of its own."""
    source = iter(items)
    with ThreadPoolExecutor(1) as reader:
        following: Future[Chunk | None] = reader.submit(next, source, None)
        while (item := following.result()) is not None:
            following = reader.submit(next, source, None)
            yield item


def _in_order(
    pool: ThreadPoolExecutor,
    function: Callable[[Chunk], Scored],
    items: Iterable[Chunk],
    n_waiting: int,
) -> Iterator[Scored]:
    waiting: deque[Future[Scored]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= n_waiting:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _score(
    model: FrameModel,
    batch: pa.RecordBatch,
    text: pa.Array,
    errors: dict[int, str],
    columns: Columns,
) -> Scored:
    scores, valid = kernel_scorer(model).score(text)
    for row in np.flatnonzero(~valid).tolist():
        errors.setdefault(row, "not valid UTF-8")
    failed = np.zeros(len(text), dtype=np.bool_)
    failed[list(errors)] = True
    decided = decide(model, scores, columns.thresholds)
    present = decided.present & ~failed[:, None]
    arrays = [
        pa.array(decided.probabilities[:, k].astype(np.float32), mask=failed)
        for k in range(len(model.frame_ids))
    ]
    arrays.append(frames_column(model.frame_ids, present, failed, joined=columns.joined))
    arrays.append(pa.array(scores.known_words.astype(np.float32), mask=failed))
    arrays.append(pa.array(decided.undecided, mask=failed))
    arrays.append(
        pa.array([errors.get(row) for row in range(len(text))], pa.string())
        if errors
        else pa.nulls(len(text), pa.string())
    )
    schema = score_schema(model, batch.schema, columns)
    done = pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=schema)
    return Scored(done, errors, "", int((decided.undecided & ~failed).sum()), len(text))


def frames_column(
    frame_ids: tuple[str, ...],
    present: NDArray[np.bool_],
    failed: NDArray[np.bool_],
    *,
    joined: bool,
) -> pa.Array:
    """Return the ids of the frames that are present in each row, null for rows that failed."""
    ends = np.cumsum(present.sum(axis=1)).astype(np.int32)
    offsets = pa.array(np.concatenate([np.zeros(1, np.int32), ends]))
    values = pa.array(frame_ids, pa.string()).take(pa.array(np.nonzero(present)[1]))
    lists = pa.ListArray.from_arrays(offsets, values, mask=pa.array(failed))
    return pc.binary_join(lists, ";") if joined else lists


def _is_null(text: pa.Array) -> NDArray[np.bool_]:
    nulls: NDArray[np.bool_] = text.is_null().to_numpy(zero_copy_only=False)
    return nulls
