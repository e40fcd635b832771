"""Parquet, by row groups and in batches, with all column types as they are."""

from collections.abc import Generator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framing.errors import InputError
from framing.files.discovery import Source
from framing.files.parts import Limits, Part, fitting

__all__ = ["ParquetTable"]

BUFFER = 1 << 20


class ParquetTable:
    """A Parquet file.

    Raises
    ------
    InputError
        If the file is cut short or is no Parquet file, or two columns have one name.
    """

    dynamic = False

    def __init__(self, source: Source) -> None:
        self._source = source
        self._rows_read = 0
        try:
            with pq.ParquetFile(source.path) as file:
                self.schema: pa.Schema = file.schema_arrow.remove_metadata()
                self.rows_total: int | None = file.metadata.num_rows
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"{source.name}: not a Parquet file, or cut short ({error}); get the file again"
            ) from error
        names = self.schema.names
        if len(set(names)) < len(names):
            twice = ", ".join(sorted({name for name in names if names.count(name) > 1}))
            raise InputError(f"{source.name}: columns that are there more than once: {twice}")

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far, by the share of rows read."""
        share = self._rows_read / self.rows_total if self.rows_total else 1.0
        return int(Path(self._source.path).stat().st_size * share)

    def parts(self, text_column: str, limits: Limits) -> Generator[Part, None, None]:  # noqa: ARG002
        """Read the rows in order."""
        try:
            # Without pre-buffering, a row group's pages are read as they are needed.
            with pq.ParquetFile(self._source.path, buffer_size=BUFFER, pre_buffer=False) as file:
                rows = _batch_rows(file.metadata, limits)
                for batch in file.iter_batches(batch_size=rows, use_threads=False):
                    columns = pa.RecordBatch.from_arrays(batch.columns, schema=self.schema)
                    part = _checked(Part(columns, self._rows_read + 1))
                    self._rows_read += columns.num_rows
                    yield from fitting(part, limits)
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"{self._source.name}: damaged behind row {self._rows_read} ({error}); "
                "get the file again"
            ) from error


def _checked(part: Part) -> Part:
    """Give rows whose strings are not valid UTF-8 an error, and show U+FFFD in the wrong places."""
    try:
        part.columns.validate(full=True)
    except pa.ArrowInvalid:
        columns = part.columns.columns
    else:
        return part
    for number, (field, column) in enumerate(zip(part.columns.schema, columns, strict=True)):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        texts: list[str | None] = []
        for index, value in enumerate(column.cast(pa.large_binary()).to_pylist()):
            texts.append(None if value is None else value.decode("utf-8", "replace"))
            if value is not None and "\ufffd" in str(texts[-1]) and not _is_utf8(value):
                why = f"row {part.first_row + index}: {field.name!r} is not valid UTF-8"
                part.errors.setdefault(index, why)
        columns[number] = pa.array(texts, field.type)
    part.columns = pa.RecordBatch.from_arrays(columns, schema=part.columns.schema)
    part.columns.validate(full=True)
    return part


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _batch_rows(metadata: pq.FileMetaData, limits: Limits) -> int:
    """Return how many rows make about `limits.bytes` where the rows are longest."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    longest = max((group.total_byte_size / max(group.num_rows, 1) for group in groups), default=1)
    return int(max(1, min(limits.rows, limits.bytes // max(longest, 1))))
