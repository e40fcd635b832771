"""Any number of files as one table, in chunks small enough to hold."""

import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

import pyarrow as pa

from framing.errors import InputError
from framing.files.csv_files import CsvTable
from framing.files.discovery import Source, discover
from framing.files.json_files import JsonTable
from framing.files.parquet_files import ParquetTable
from framing.files.parts import FileTable, Limits, Part
from framing.files.schemas import check_textual, conform, find_text_column, text_of, union
from framing.files.streams import Utf8Stream, check_encoding, spool
from framing.files.text_files import TextTable

__all__ = ["Chunk", "TableReader", "open_tables"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive rows of one file.

    Attributes
    ----------
    columns : pyarrow.RecordBatch
        All input columns; its schema is the reader's.
    text : pyarrow.Array
        What is to be scored, string or large_string, one per row; null exactly where `errors` is.
    errors : mapping of int to str
        Index in this chunk -> why the row can't be scored.
    path : str
        The file it comes from, ``-`` for standard input.
    first_row : int
        Number of the chunk's first row within its file, from 1, without the header.
    """

    columns: pa.RecordBatch
    text: pa.Array
    errors: Mapping[int, str]
    path: str
    first_row: int


class TableReader:
    """The rows of one or more files, to be read once; made by `open_tables`.

    Attributes
    ----------
    schema : pyarrow.Schema
        All columns of all files, in order of first sight.
    text_column : str
        The column that is to be scored.
    files : tuple of str
        The files, as they were named or found.
    bytes_total : int or None
        Size on disk; None where a stream is among them.
    rows_total : int or None
        Where it is known beforehand: for Parquet files only.
    """

    def __init__(
        self,
        tables: Sequence[tuple[Source, FileTable]],
        text_column: str | None,
        limits: Limits,
        resources: ExitStack,
    ) -> None:
        self._tables, self._limits, self._resources = tables, limits, resources
        self.schema: pa.Schema = union([table.schema for _, table in tables])
        dynamic = any(table.dynamic for _, table in tables)
        self.text_column = find_text_column(self.schema, text_column, dynamic=dynamic)
        for source, table in tables:
            # JSON tells row by row what is no text; elsewhere it is the whole column.
            if not table.dynamic and self.text_column in table.schema.names:
                check_textual(table.schema, self.text_column, source.name)
        self.files = tuple(source.name for source, _ in tables)
        sizes = [Path(source.path).stat().st_size for source, _ in tables]
        streams = any(source.stream for source, _ in tables)
        self.bytes_total: int | None = None if streams else sum(sizes)
        counts = [table.rows_total for _, table in tables]
        known = [count for count in counts if count is not None]
        self.rows_total: int | None = sum(known) if len(known) == len(counts) else None
        self._sizes = sizes
        self._bytes_done = 0
        self._current: FileTable | None = None
        self._rows: Generator[Chunk, None, None] | None = None
        self._reading = RLock()
        self._begun = False

    @property
    def bytes_read(self) -> int:
        """Bytes of the files on disk that have been read so far."""
        return self._bytes_done + (self._current.bytes_read if self._current else 0)

    def __iter__(self) -> Iterator[Chunk]:
        if self._begun:
            raise RuntimeError("a TableReader can be read once: open the tables again")
        self._begun = True
        self._rows = self._chunks()
        return iter(partial(self._next, self._rows), None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and remove what was kept of standard input; at the end done by itself."""
        self._begun = True
        # Whoever interrupts may have left a thread that reads the next chunk: it ends first.
        with self._reading:
            if self._rows is not None:
                self._rows.close()
            self._resources.close()

    def _next(self, rows: Generator[Chunk, None, None]) -> Chunk | None:
        with self._reading:
            return next(rows, None)

    def _chunks(self) -> Generator[Chunk, None, None]:
        for (source, table), size in zip(self._tables, self._sizes, strict=True):
            self._current = table
            # Closed here and not by the garbage collector where the reading stops half way.
            with closing(table.parts(self.text_column, self._limits)) as parts:
                for part in parts:
                    yield self._chunk(part, source.name)
            self._current = None
            self._bytes_done += size
        self._resources.close()

    def _chunk(self, part: Part, path: str) -> Chunk:
        columns = conform(part.columns, self.schema)
        index = self.schema.get_field_index(self.text_column)
        own = part.columns.schema.get_field_index(self.text_column)
        # The file's own column: cast to the common type, bytes would lose what is wrong with them.
        text = part.columns.column(own) if own >= 0 else columns.column(index)
        text = text_of(text, part.first_row, part.errors)
        return Chunk(columns, text, part.errors, path, part.first_row)


def open_tables(
    inputs: Sequence[str | Path],
    *,
    text_column: str | None = None,
    encoding: str | None = None,
    lines: bool = False,
    format: str | None = None,  # noqa: A002 - the name of the option
    batch_rows: int = 8192,
    batch_bytes: int = 1 << 20,
) -> TableReader:
    r"""Open files as one table; their columns are found, their rows not yet read.

    Parameters
    ----------
    inputs : sequence of str or Path
        Files, folders, glob patterns, or ``-`` for standard input. CSV, TSV, JSONL (also
        .gz or .zst of them), Parquet and plain text.
    text_column : str, optional
        The column to be scored. Without it: the first of the usual names (text, statement,
        sentence, body …), or the only column of strings.
    encoding : str, optional
        A Python codec for CSV, TSV, JSONL and plain text. Without it: UTF-8, or what a byte
        order mark says.
    lines : bool, default False
        Take each line of a plain text file for a document, not the file.
    format : {"csv", "tsv", "jsonl", "parquet", "txt"}, optional
        Overrides the suffixes. Standard input needs it, unless it is JSONL or plain text.
    batch_rows : int, default 8192
        Most rows in a chunk.
    batch_bytes : int, default 1 MiB
        About the most bytes in a chunk; a single row may be larger.

    Returns
    -------
    TableReader

    Raises
    ------
    InputError
        If a file isn't there or can't be read as what it is, or the text column isn't clear.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "posts.csv"
    ...     _ = path.write_text('id,text\n007,"Hello, world"\n008\n')
    ...     with open_tables([path]) as reader:
    ...         chunk = next(iter(reader))
    >>> chunk.columns.to_pylist()
    [{'id': '007', 'text': 'Hello, world'}, {'id': '008', 'text': ''}]
    >>> chunk.errors[1]
    "row 2: 1 cells where the header has 2; quote cells that hold the delimiter: '008'"
    """
    if batch_rows < 1 or batch_bytes < 1:
        raise InputError(
            f"batch_rows={batch_rows}, batch_bytes={batch_bytes}: both must be at least 1"
        )
    encoding = check_encoding(encoding)
    sources = discover(inputs, format)
    resources = ExitStack()
    try:
        if any(source.stream for source in sources):
            folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="framing-"))
            sources = [_spooled(source, Path(folder), lines=lines) for source in sources]
        tables = [(source, _table(source, encoding, lines=lines)) for source in sources]
        return TableReader(tables, text_column, Limits(batch_rows, batch_bytes), resources)
    except BaseException:
        resources.close()
        raise


def _spooled(source: Source, folder: Path, *, lines: bool) -> Source:
    if not source.stream:
        return source
    path, compression = spool(source.name, folder)
    kind = source.format
    if kind is None:
        with Utf8Stream(path, source.name, compression) as stream:
            start = stream.read(1 << 16).lstrip()
        kind = "jsonl" if start.startswith(b"{") and not lines else "txt"
    return replace(source, path=path, format=kind, compression=compression)


def _table(source: Source, encoding: str | None, *, lines: bool) -> FileTable:
    if source.format == "parquet":
        return ParquetTable(source)
    if source.format == "jsonl":
        return JsonTable(source, encoding)
    if source.format == "txt":
        return TextTable(source, encoding, lines=lines)
    return CsvTable(source, encoding)
