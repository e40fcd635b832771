"""Tables written batch by batch: CSV, TSV, JSONL and Parquet, whole or not at all."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from framing.errors import OutputError, suggest
from framing.files.atomic import atomic_path, check_target, same_file
from framing.files.discovery import COMPRESSIONS, FORMATS, by_suffix
from framing.files.encoders import Encoder, Sink, make_encoder, packed

__all__ = ["TableWriter", "open_writer"]

_FORMATS = tuple(kind for kind in dict.fromkeys(FORMATS.values()) if kind != "txt")
_SUFFIXES = ", ".join(suffix for suffix, kind in FORMATS.items() if kind != "txt")
_ALLOWED = f"{_SUFFIXES}, each but Parquet also with {' or '.join(COMPRESSIONS)} behind"


class TableWriter:
    """A table that is being written; made by `open_writer`, used in a ``with`` block.

    When the block ends well, the file appears at once; when it ends by an exception, nothing is
    left behind and a file that was there stays as it was.

    Attributes
    ----------
    schema : pyarrow.Schema
        The columns of each batch.
    """

    def __init__(
        self,
        path: str,
        schema: pa.Schema,
        kind: str,
        compression: str | None,
        *,
        force: bool,
        safe_cells: bool,
    ) -> None:
        self.schema = schema
        self._path, self._kind, self._compression = path, kind, compression
        self._force, self._safe_cells = force, safe_cells
        self._encoder: Encoder | None = None
        self._context: AbstractContextManager[Encoder] | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows.

        Raises
        ------
        OutputError
            If they can't be written: the disk is full, the place is gone.
        ValueError
            If the batch has other columns than the writer's schema.
        """
        if self._encoder is None:
            raise RuntimeError("a TableWriter writes inside its with block only")
        if not batch.schema.equals(self.schema):
            raise ValueError(f"the batch has the columns {batch.schema}, not {self.schema}")
        if batch.schema.metadata or not batch.schema.equals(self.schema, check_metadata=True):
            batch = pa.RecordBatch.from_arrays(batch.columns, schema=self.schema)
        self._encoder.write(batch)

    def __enter__(self) -> Self:
        if self._context is not None:
            raise RuntimeError("a TableWriter can be used once: open another one")
        self._context = self._opened()
        self._encoder = self._context.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._encoder = None
        if self._context is not None:
            self._context.__exit__(kind, error, trace)

    @contextmanager
    def _opened(self) -> Iterator[Encoder]:
        if self._path == "-":
            with self._encoding(sys.stdout.buffer, "standard output") as encoder:
                yield encoder
            sys.stdout.buffer.flush()
            return
        with atomic_path(self._path, self._force) as place, place.open("wb") as file:
            with self._encoding(file, self._path) as encoder:
                yield encoder
            file.flush()  # here, so that a full disk is reported and not met on closing

    @contextmanager
    def _encoding(self, file: Any, name: str) -> Iterator[Encoder]:
        sink = Sink(file, name)
        stream = packed(sink, self._compression)
        encoder = make_encoder(
            stream, self.schema, self._kind, safe_cells=self._safe_cells, name=name
        )
        try:
            yield encoder
            encoder.close()
            stream.close()
        except BaseException:
            sink.dropping = True
            with suppress(Exception):
                encoder.close()
                stream.close()
            raise


def open_writer(
    path: str | Path,
    schema: pa.Schema,
    *,
    force: bool = False,
    format: str | None = None,  # noqa: A002 - the name of the option
    safe_cells: bool = False,
    inputs: Sequence[str | Path] = (),
) -> TableWriter:
    r"""Check a place for a table and return the writer that will fill it.

    Parameters
    ----------
    path : str or Path
        Where to; the suffix says the format (.csv .tsv .jsonl .ndjson, also with .gz or .zst,
        .parquet, .pq). ``-`` is standard output.
    schema : pyarrow.Schema
        The columns.
    force : bool, default False
        Overwrite a file that is there.
    format : {"csv", "tsv", "jsonl", "parquet"}, optional
        Overrides the suffix; for standard output, JSONL without it.
    safe_cells : bool, default False
        In CSV and TSV, put an apostrophe before cells (and column names) that a spreadsheet would
        run as a formula.
    inputs : sequence of str or Path, optional
        The files being read, none of which may be written to.

    Returns
    -------
    TableWriter

    Raises
    ------
    OutputError
        If the suffix is unknown, the folder missing, the file there already or among the inputs.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> batch = pa.RecordBatch.from_pydict({"text": ["Hello"], "p": [0.25]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "scores.jsonl"
    ...     with open_writer(place, batch.schema) as writer:
    ...         writer.write(batch)
    ...     place.read_text()
    '{"text":"Hello","p":0.25}\n'
    """
    name = str(path)
    if format is not None and format not in _FORMATS:
        raise OutputError(f"unknown output format {format!r}: {suggest(format, _FORMATS)}")
    if name == "-":
        return TableWriter(
            name, schema, format or "jsonl", None, force=force, safe_cells=safe_cells
        )
    kind, compression = by_suffix(path)
    if format is not None:
        suffix = Path(path).suffix.lower()
        kind, compression = format, None if format == "parquet" else COMPRESSIONS.get(suffix)
    if kind not in _FORMATS:
        raise OutputError(
            f"{path}: can't tell the output format from this name; allowed are {_ALLOWED}, "
            "or any name with --output-format"
        )
    for given in inputs:
        if str(given) != "-" and same_file(given, path):
            raise OutputError(f"{path}: this is an input file too; choose another output")
    check_target(path, force=force)
    return TableWriter(name, schema, kind, compression, force=force, safe_cells=safe_cells)
