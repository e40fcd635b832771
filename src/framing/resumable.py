"""Scoring into a folder of parts, so that a run that was cut off goes on where it was."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from framing.batch import Scored
from framing.files import Chunk, open_writer
from framing.journal import Journal, Part

__all__ = ["PartsTarget", "score_parts"]

#: Scores chunks in order.
Score = Callable[[Iterable[Chunk]], Generator[Scored]]


@dataclass(frozen=True, slots=True)
class PartsTarget:
    """Where parts go.

    Attributes
    ----------
    folder : Path
    suffix : str
        Of the parts: ``.parquet``, ``.jsonl``, ``.jsonl.gz`` …
    schema : pyarrow.Schema
        Of the scored rows.
    """

    folder: Path
    suffix: str
    schema: pa.Schema


def score_parts(
    score: Score,
    chunks: Iterable[Chunk],
    target: PartsTarget,
    journal: Journal,
    *,
    part_rows: int = 1 << 17,
) -> Generator[Scored]:
    """Score what is not yet in the journal, part by part.

    A part appears when it is complete and is then noted in the journal. Scores depend on
    nothing but the text, so it makes no difference where a run was cut off.

    Parameters
    ----------
    score : callable
        Takes the chunks that are left and yields them scored, in order.
    chunks : iterable of Chunk
        All chunks of the inputs, cut as in the run before.
    target : PartsTarget
    journal : Journal
        Opened.
    part_rows : int
        A part is complete when a chunk has brought it to so many rows.

    Yields
    ------
    Scored
        Each chunk when it is written.
    """
    if journal.done:
        return
    left = _skip(chunks, journal.rows)
    with closing(score(left)) as scored:
        following = next(scored, None)
        while following is not None:
            name = f"part-{len(journal.parts):05d}{target.suffix}"
            rows = texts = failed = undecided = 0
            with open_writer(target.folder / name, target.schema, force=True) as writer:
                while following is not None and rows < part_rows:
                    writer.write(following.batch)
                    rows += following.batch.num_rows
                    texts += following.texts
                    failed += len(following.failed)
                    undecided += following.undecided
                    yield following
                    following = next(scored, None)
            journal.add(Part(name, texts, failed, undecided))
    journal.finish()


def _skip(chunks: Iterable[Chunk], n_rows: int) -> Iterator[Chunk]:
    """Pass over the rows that are done already."""
    for chunk in chunks:
        if n_rows >= chunk.columns.num_rows:
            n_rows -= chunk.columns.num_rows
        elif n_rows:
            yield _behind(chunk, n_rows)
            n_rows = 0
        else:
            yield chunk


def _behind(chunk: Chunk, n_rows: int) -> Chunk:
    """Return a chunk without its first rows."""
    return replace(
        chunk,
        columns=chunk.columns.slice(n_rows),
        text=chunk.text.slice(n_rows),
        errors={row - n_rows: why for row, why in chunk.errors.items() if row >= n_rows},
        first_row=chunk.first_row + n_rows,
    )
