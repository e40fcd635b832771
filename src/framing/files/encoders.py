"""From record batches to the bytes of each format."""

import io
from gzip import GzipFile
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from framing.errors import OutputError
from framing.files.json_text import json_lines
from framing.files.schemas import as_strings, is_string

__all__ = ["Encoder", "Sink", "make_encoder", "packed"]

GROUP_ROWS = 1 << 16
GROUP_BYTES = 8 << 20
# Level 6, zlib's default, makes text a twentieth smaller and takes twice the time.
GZIP_LEVEL = 3
_FORMULA = r"^[=+\-@\t\r]"


class Sink(io.RawIOBase):
    """A file that reports failures as OutputError, and can be told to drop all that still comes.

    PyArrow's writers write once more when they go, wanted or not.
    """

    def __init__(self, file: Any, name: str) -> None:
        self._file, self._name = file, name
        self.dropping = False

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write all of `data`."""
        if not self.dropping:
            try:
                self._file.write(data)
            except BrokenPipeError:
                raise
            except OSError as error:
                raise OutputError(
                    f"{self._name}: can't be written ({error.strerror}); no half file is left "
                    "behind. Make room or choose another place"
                ) from error
        return len(memoryview(data))


def packed(sink: Sink, compression: str | None) -> pa.NativeFile:
    """Return a stream into `sink` that compresses on the way."""
    if compression == "gzip":
        # PyArrow's has no level to choose; and no time stamp: the same table, the same file.
        return pa.PythonFile(
            GzipFile(filename="", mode="wb", fileobj=sink, compresslevel=GZIP_LEVEL, mtime=0),
            mode="w",
        )
    stream = pa.PythonFile(sink, mode="w")
    return pa.CompressedOutputStream(stream, compression) if compression else stream


class Encoder(Protocol):
    """Writes record batches to a stream."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows."""
        ...

    def close(self) -> None:
        """Write what is still to be written; the stream stays open."""
        ...


def make_encoder(
    sink: pa.NativeFile, schema: pa.Schema, kind: str, *, safe_cells: bool, name: str
) -> Encoder:
    """Return the encoder of a format; OutputError if it can't hold one of the types."""
    try:
        if kind == "parquet":
            return _Parquet(sink, schema)
        if kind == "jsonl":
            return _Json(sink)
        return _Csv(sink, schema, "\t" if kind == "tsv" else ",", safe_cells=safe_cells)
    except pa.ArrowNotImplementedError as error:
        raise OutputError(
            f"{name}: {kind} can't hold these columns ({error}); choose another format"
        ) from error


class _Json:
    def __init__(self, sink: pa.NativeFile) -> None:
        self._sink = sink

    def write(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            self._sink.write(json_lines(batch))

    def close(self) -> None:
        pass


class _Csv:
    def __init__(
        self, sink: pa.NativeFile, schema: pa.Schema, delimiter: str, *, safe_cells: bool
    ) -> None:
        self._safe = safe_cells
        names = pa.array(schema.names, pa.string())
        if safe_cells:
            names = _harmless(names)
        kinds = [_cells(pa.array([], kind)).type for kind in schema.types]
        if len(kinds) == 1:
            kinds = [pa.string()]
        self._schema = pa.schema(list(zip(names.to_pylist(), kinds, strict=True)))
        options = csv.WriteOptions(delimiter=delimiter, batch_size=8192)
        self._writer = csv.CSVWriter(sink, self._schema, write_options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [_cells(column) for column in batch.columns]
        if len(columns) == 1:
            # Alone on its line, a null would be a blank line, which readers skip.
            columns = [pc.fill_null(as_strings(columns[0]), "")]
        if self._safe:
            columns = [
                _harmless(column) if is_string(column.type) else column for column in columns
            ]
        self._writer.write(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _cells(column: pa.Array) -> pa.Array:
    """Return a column of a type that has a form in CSV."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_boolean(kind):
        return column
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return column
    return as_strings(column)


def _harmless(column: pa.Array) -> pa.Array:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    risky = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(risky).as_py():
        return column
    sign, nothing = pa.scalar("'", column.type), pa.scalar("", column.type)
    return pc.if_else(risky, pc.binary_join_element_wise(sign, column, nothing), column)


class _Parquet:
    def __init__(self, sink: pa.NativeFile, schema: pa.Schema) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(sink, schema, compression="zstd")
        self._kept: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def write(self, batch: pa.RecordBatch) -> None:
        self._kept.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            table = pa.Table.from_batches(self._kept, self._schema)
            self._writer.write_table(table, row_group_size=GROUP_ROWS)
        self._kept, self._rows, self._bytes = [], 0, 0
        # What the row group took would stay with Arrow's pool, piece by piece.
        pa.default_memory_pool().release_unused()

    def close(self) -> None:
        self._flush()
        self._writer.close()
