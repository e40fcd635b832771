"""What every format gives to the reader: parts of a table, small enough to hold."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from framing.files.streams import replace_marks

__all__ = ["FileTable", "Limits", "Part", "fitting", "quote"]

QUOTED = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a part may be: at most `rows` rows, and about `bytes` bytes."""

    rows: int
    bytes: int


@dataclass(slots=True)
class Part:
    """Some rows of one file, in the file's own schema; `errors` are by index in the part."""

    columns: pa.RecordBatch
    first_row: int
    errors: dict[int, str] = field(default_factory=dict)

    def slice(self, start: int, length: int) -> "Part":
        """Return `length` rows from `start`, with their errors."""
        errors = {
            index - start: why
            for index, why in self.errors.items()
            if start <= index < start + length
        }
        return Part(self.columns.slice(start, length), self.first_row + start, errors)


class FileTable(Protocol):
    """One file whose columns are known and whose rows can be read once."""

    schema: pa.Schema
    #: Every value has its own type (JSON), so any column may be meant as text.
    dynamic: bool

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far."""
        ...

    @property
    def rows_total(self) -> int | None:
        """Rows in the file, where that is known without reading it."""
        ...

    def parts(self, text_column: str, limits: Limits) -> Generator[Part, None, None]:
        """Read the rows in order; close the file at the end, and when the iterator is closed."""
        ...


def fitting(part: Part, limits: Limits) -> Iterator[Part]:
    """Cut a part so that each piece is within the limits."""
    rows = part.columns.num_rows
    most = limits.rows
    if rows and part.columns.nbytes > limits.bytes:
        most = max(1, min(most, rows * limits.bytes // part.columns.nbytes))
    if rows <= most:
        if rows:
            yield part
        return
    for start in range(0, rows, most):
        yield part.slice(start, min(most, rows - start))


def quote(text: str) -> str:
    """Return the beginning of a faulty line as messages show it."""
    text = replace_marks(text)
    return repr(text[:QUOTED]) + (" …" if len(text) > QUOTED else "")
