"""Scored rows for passages instead of whole texts: several rows come of one.

Frames are scored by the kernel, all passages of a chunk and their own and quoted words at once.
Voices are told in Python, a hundred times slower than that, and so in processes.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from joblib import Parallel, delayed, effective_n_jobs
from numpy.typing import NDArray

from framing.batch import Columns, Scored, extend_schema, frames_column
from framing.fast_scoring import kernel_scorer
from framing.files import Chunk
from framing.model import FrameModel
from framing.passages import Span, check_unit, find_spans
from framing.scoring import decide
from framing.voice_model import VoiceModel

__all__ = ["passage_schema", "score_passages"]

#: Characters of text from which starting processes pays.
WORTH_PROCESSES = 200_000
#: About so many characters are given to a process at a time.
TASK_CHARACTERS = 500_000


def passage_schema(
    model: FrameModel, schema: pa.Schema, text_column: str, columns: Columns | None = None
) -> pa.Schema:
    """Return the schema of scored passages: the input columns, then the new ones.

    The text column holds the passage's own text. The new columns are ``document`` (number of the
    input row over all inputs, from 0), ``passage`` (number within the document), ``paragraph``,
    ``start`` and ``end`` (code points of the document), ``voice``, ``voice_confidence`` and
    ``speaker``; the probabilities and ``frames``; ``own_frames`` and ``quoted_frames`` (those in
    the author's own and in quoted words); ``known_words``, ``undecided`` and ``error``.

    Raises
    ------
    InputError
        The input has a column of the same name as a new one.
    """
    columns = columns or Columns()
    frames = pa.string() if columns.joined else pa.list_(pa.string())
    new = [
        ("document", pa.int64()),
        ("passage", pa.int32()),
        ("paragraph", pa.int32()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("voice", pa.string()),
        ("voice_confidence", pa.float32()),
        ("speaker", pa.string()),
        *((frame, pa.float32()) for frame in model.frame_ids),
        ("frames", frames),
        ("own_frames", frames),
        ("quoted_frames", frames),
        ("known_words", pa.float32()),
        ("undecided", pa.bool_()),
        ("error", pa.string()),
    ]
    at = schema.get_field_index(text_column)
    plain = pa.types.is_string(schema.field(at).type)
    text = schema.field(at).with_type(pa.string() if plain else pa.large_string())
    return extend_schema(schema.set(at, text), new, columns.prefix)


def score_passages(
    model: FrameModel,
    chunks: Iterable[Chunk],
    text_column: str,
    columns: Columns | None = None,
    *,
    unit: str = "sentence",
    first_document: int = 0,
    jobs: int = -1,
) -> Generator[Scored]:
    """Score the passages of chunks of files and yield them in order.

    Parameters
    ----------
    model : FrameModel
    chunks : iterable of Chunk
    text_column : str
        Gets the text of each passage.
    columns : Columns, optional
    unit : {"sentence", "paragraph", "document"}
    first_document : int
        Number of the first row.
    jobs : int
        Processes that find passages and voices; -1 for one on each core.

    Yields
    ------
    Scored
        With the columns of `passage_schema`; a row that failed, and a text that is blank, has one
        row with passage 0.

    Raises
    ------
    InputError
        There is no such unit.
    """
    check_unit(unit)
    chosen = columns or Columns()
    n_jobs = effective_n_jobs(jobs)
    document = first_document
    with Parallel(n_jobs=n_jobs) as parallel:
        for chunk in chunks:
            texts: list[str] = chunk.text.fill_null("").to_pylist()
            found = _find(texts, unit, model.voice, parallel if n_jobs > 1 else None)
            rows = _Rows.of(texts, found, chunk.errors)
            schema = passage_schema(model, chunk.columns.schema, text_column, chosen)
            yield _scored(model, chunk, rows, schema, text_column, chosen, document)
            document += len(texts)


def _find(
    texts: Sequence[str], unit: str, voices: VoiceModel | None, parallel: Parallel | None
) -> list[list[Span]]:
    """Find the spans of each text, in processes where there is much text."""
    lengths = np.cumsum([len(text) for text in texts])
    if parallel is None or not len(lengths) or lengths[-1] < WORTH_PROCESSES:
        return _spans_of(texts, unit, voices)
    ends = np.flatnonzero(np.diff(lengths // TASK_CHARACTERS, append=-1)) + 1
    parts = [texts[a:b] for a, b in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)]
    found = parallel(delayed(_spans_of)(part, unit, voices) for part in parts)
    return [spans for part in found for spans in part]


def _spans_of(texts: Sequence[str], unit: str, voices: VoiceModel | None) -> list[list[Span]]:
    return [find_spans(text, unit, voices) for text in texts]


@dataclass(slots=True)
class _Rows:
    """The rows to be written, column by column; `spans` has None where there is no passage."""

    source: list[int] = field(default_factory=list)
    passage: list[int] = field(default_factory=list)
    spans: list[Span | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, texts: Sequence[str], found: Sequence[Sequence[Span]], errors: Mapping[int, str]
    ) -> "_Rows":
        rows = cls()
        for number, (text, spans) in enumerate(zip(texts, found, strict=True)):
            if number in errors:
                rows.failed[len(rows.source)] = errors[number]
            for passage, span in enumerate(spans or [None]):
                rows.source.append(number)
                rows.passage.append(passage)
                rows.spans.append(span)
                rows.texts.append(text[span.start : span.end] if span else "")
        return rows

    def column(self, name: str, kind: pa.DataType, blank: Any) -> pa.Array:
        """Return what the spans have under a name; null for rows that failed."""
        values = [blank if span is None else getattr(span, name) for span in self.spans]
        for row in self.failed:
            values[row] = None
        return pa.array(values, kind)


def _scored(
    model: FrameModel,
    chunk: Chunk,
    rows: _Rows,
    schema: pa.Schema,
    text_column: str,
    columns: Columns,
    document: int,
) -> Scored:
    failed = np.zeros(len(rows.source), dtype=np.bool_)
    failed[list(rows.failed)] = True
    chances, known, undecided, present, own, quoted = _frames(model, rows, columns)
    at = chunk.columns.schema.get_field_index(text_column)
    source = pa.array(rows.source, pa.int64())
    kept = [column.take(source) for column in chunk.columns.columns]
    texts = pa.array(rows.texts, schema.field(at).type, mask=failed)
    # What failed stays as it was, where it is a string.
    kept[at] = pc.if_else(failed, kept[at], texts) if kept[at].type == texts.type else texts
    speakers = [span.speaker.name if span and span.speaker else None for span in rows.spans]
    arrays = [
        *kept,
        pa.array(np.array(rows.source, dtype=np.int64) + document),
        pa.array(rows.passage, pa.int32()),
        rows.column("paragraph", pa.int32(), 0),
        rows.column("start", pa.int64(), 0),
        rows.column("end", pa.int64(), 0),
        rows.column("voice", pa.string(), None),
        rows.column("confidence", pa.float32(), None),
        pa.array(speakers, pa.string()),
        *(pa.array(chances[:, k].astype(np.float32), mask=failed) for k in range(chances.shape[1])),
        *(
            frames_column(model.frame_ids, there & ~failed[:, None], failed, joined=columns.joined)
            for there in (present, own, quoted)
        ),
        pa.array(known.astype(np.float32), mask=failed),
        pa.array(undecided, mask=failed),
        pa.array([rows.failed.get(row) for row in range(len(failed))], pa.string()),
    ]
    batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
    n_undecided = int((undecided & ~failed).sum())
    return Scored(batch, rows.failed, chunk.path, n_undecided, chunk.columns.num_rows)


Bools = NDArray[np.bool_]


def _frames(
    model: FrameModel, rows: _Rows, columns: Columns
) -> tuple[NDArray[np.float64], NDArray[np.float64], Bools, Bools, Bools, Bools]:
    """Score passages, and again apart those of which some words are quoted and some not.

    Returns
    -------
    probabilities, known_words, undecided, present, own, quoted : ndarray
        The last three of shape (n_rows, n_frames).
    """
    mixed = [(row, span) for row, span in enumerate(rows.spans) if span and span.is_mixed]
    again = [span.own for _, span in mixed] + [span.quoted for _, span in mixed]
    scores, _ = kernel_scorer(model).score(pa.array([*rows.texts, *again], pa.large_string()))
    decided = decide(model, scores, columns.thresholds)
    n_rows = len(rows.texts)
    present = decided.present[:n_rows]
    has_own = np.array([bool(span and span.own) for span in rows.spans], dtype=np.bool_)
    has_quoted = np.array([bool(span and span.quoted) for span in rows.spans], dtype=np.bool_)
    own, quoted = present & has_own[:, None], present & has_quoted[:, None]
    where = np.array([row for row, _ in mixed], dtype=np.int64)
    own[where] = decided.present[n_rows : n_rows + len(mixed)]
    quoted[where] = decided.present[n_rows + len(mixed) :]
    return (
        decided.probabilities[:n_rows],
        scores.known_words[:n_rows],
        decided.undecided[:n_rows],
        present,
        own,
        quoted,
    )
