"""Tables written batch by batch: CSV, TSV, JSONL and Parquet, whole or not at all."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from framing.errors import OutputError, suggest
from framing.files.atomic import atomic_path, check_target, same_file
from framing.files.discovery import COMPRESSIONS, FORMATS, by_suffix
from framing.files.encoders import CsvEncoder, JsonEncoder, ParquetEncoder

__all__ = ["TableWriter", "open_writer"]

_FORMATS = tuple(kind for kind in dict.fromkeys(FORMATS.values()) if kind != "txt")
_SUFFIXES = ", ".join(suffix for suffix, kind in FORMATS.items() if kind != "txt")
_ALLOWED = f"{_SUFFIXES}, each but Parquet also with {' or '.join(COMPRESSIONS)} behind"


class _Encoder(Protocol):
    def write(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


class TableWriter:
    """A table that is being written; made by `open_writer`, used in a ``with`` block.

    When the block ends well, the file appears at once; when it ends by an exception, nothing is
    left behind and a file that was there stays as it was.
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
        self._path, self._schema, self._kind = path, schema, kind
        self._compression, self._force, self._safe_cells = compression, force, safe_cells
        self._stack = ExitStack()
        self._encoder: _Encoder | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            if self._path == "-":
                file: Any = sys.stdout.buffer
                stack.callback(_flush_on_success, stack)
            else:
                place = stack.enter_context(atomic_path(self._path, self._force))
                file = stack.enter_context(place.open("wb", buffering=0))
            self._encoder = self._encoder_for(file)
            self._stack = stack.pop_all()
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows; their schema must be the writer's."""
        if self._encoder is None:
            raise RuntimeError("a TableWriter writes in a with block only")
        if not batch.schema.equals(self._schema):
            raise ValueError(f"the batch has the columns {batch.schema}, not {self._schema}")
        self._encoder.write(batch)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        encoder, self._encoder = self._encoder, None
        raise NotImplementedError
