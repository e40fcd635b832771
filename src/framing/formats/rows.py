"""Rows of CSV, TSV, JSONL and Parquet files as plain values, whatever their columns are."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.errors import InputError, suggest
from framing.files.csv_files import CsvTable
from framing.files.discovery import Source, discover
from framing.files.json_files import JsonTable
from framing.files.parquet_files import ParquetTable
from framing.files.parts import FileTable, Limits
from framing.files.streams import check_encoding
from framing.formats.findings import Findings

__all__ = ["Row", "Table", "open_rows"]

_LIMITS = Limits(8192, 16 << 20)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, from 1 and without the header, and its values."""

    number: int
    values: dict[str, Any]


class Table:
    """One file of rows whose columns are known."""

    def __init__(self, source: Source, encoding: str | None, *, several: bool = False) -> None:
        self.path = source.name
        self._several = several
        self._table = _open(source, encoding)
        self.columns: list[str] = list(self._table.schema.names)

    def row_id(self, number: int) -> str:
        """Return the id of a row without one: its number, of several files with the name too."""
        return f"{Path(self.path).name}:{number}" if self._several else str(number)

    def need(self, *names: str | None) -> None:
        """Raise InputError if the file has no column of one of these names (None is passed)."""
        for name in names:
            if name is not None and name not in self.columns:
                raise InputError(f"{self.path}: no column {name!r}; {suggest(name, self.columns)}")

    def rows(self, findings: Findings) -> Iterator[Row]:
        """Read the rows in order; those that can't be read become faults."""
        with closing(self._table.parts("", _LIMITS)) as parts:
            for part in parts:
                for index, values in enumerate(part.columns.to_pylist()):
                    if index in part.errors:
                        findings.faults.append(f"{self.path}: {part.errors[index]}")
                    else:
                        yield Row(part.first_row + index, values)


def open_rows(
    inputs: Sequence[str | Path], encoding: str | None = None, kind: str | None = None
) -> list[Table]:
    """Open files as rows.

    Parameters
    ----------
    inputs : sequence of path
        Files, folders or glob patterns.
    encoding : str, optional
        Of CSV, TSV and JSONL files that aren't UTF-8.
    kind : {"csv", "tsv", "jsonl", "parquet"}, optional
        Whatever the suffix.

    Raises
    ------
    InputError
        A file isn't there or can't be read as what it is, or the encoding is unknown.
    """
    encoding = check_encoding(encoding)
    sources = discover(inputs, kind)
    return [Table(source, encoding, several=len(sources) > 1) for source in sources]


def _open(source: Source, encoding: str | None) -> FileTable:
    if source.stream:
        raise InputError(f"{source.name}: standard input can't be read here; name a file")
    if source.format == "parquet":
        return ParquetTable(source)
    if source.format == "jsonl":
        return JsonTable(source, encoding)
    if source.format in ("csv", "tsv"):
        return CsvTable(source, encoding)
    raise InputError(f"{source.name}: plain text has no columns; needed is CSV, JSONL or Parquet")
