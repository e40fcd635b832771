"""CSV rows with more or fewer cells than the header, put back where they stood."""

import io
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from framing.errors import InputError
from framing.files.parts import Part, quote

__all__ = ["RaggedRows"]

# So many faulty rows in a run, none good between them, and it is the header or the delimiter.
MOST_ROWS = 200_000
MOST_CHARACTERS = 256 << 20


@dataclass(slots=True)
class _Row:
    number: int
    cells: int
    text: str
    unclosed: bool = False


class RaggedRows:
    """Keeps the rows that PyArrow refuses and merges them with those it takes.

    Parameters
    ----------
    name : str
        The file, for messages.
    schema : pyarrow.Schema
        The columns, all strings.
    delimiter : str
        Between cells.
    token : str
        The last row of the file, put there to see whether a quote is still open.
    """

    def __init__(self, name: str, schema: pa.Schema, delimiter: str, token: str) -> None:
        self._name, self._schema = name, schema
        self._delimiter, self._token = delimiter, token
        self._kept: deque[_Row] = deque()
        self._characters = 0
        self._flooded = False
        self._next = 1

    def keep(self, row: csv.InvalidRow) -> str:
        """Take a row from the parser (its `invalid_row_handler`)."""
        text = row.text
        if text == self._token:
            return "skip"
        unclosed = text.endswith("\n" + self._token)
        text = text.removesuffix("\n" + self._token)
        self._kept.append(_Row(row.number, row.actual_columns, text, unclosed))
        self._characters += len(text)
        # Kept rows can't leave before the parser gives a good one: memory has to end somewhere.
        self._flooded = len(self._kept) > MOST_ROWS or self._characters > MOST_CHARACTERS
        return "error" if self._flooded else "skip"

    def merge(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Part]:
        """Yield the good rows and the kept ones in the order of the file."""
        for batch in batches:
            unclosed, rows = self._without_token(batch)
            part = self._merged(rows)
            if unclosed:
                last = part.columns.num_rows - 1  # nothing can stand behind it
                part.errors[last] = _unclosed_message(part.first_row + last, rows)
            yield part
        yield self._merged(pa.RecordBatch.from_pylist([], self._schema))

    def check(self) -> None:
        """Raise InputError if the parser stopped because `keep` could take no more."""
        if self._flooded:
            first = self._kept[0]
            raise InputError(
                f"{self._name}: from row {first.number} on, {len(self._kept):,} rows in a run "
                f"don't have the header's {len(self._schema)} cells (row {first.number} has "
                f"{first.cells}): {quote(first.text)}; check the header and the delimiter "
                f"({self._delimiter!r})"
            )

    def _without_token(self, batch: pa.RecordBatch) -> tuple[bool, pa.RecordBatch]:
        """Strip the token where it came as a cell: in one column, or behind an open quote."""
        if not batch.num_rows:
            return False, batch
        tail = pc.utf8_slice_codeunits(batch.column(-1).slice(batch.num_rows - 1), -33, None)
        end = tail[0].as_py()
        if end == self._token and batch.num_columns == 1:
            return False, batch.slice(0, batch.num_rows - 1)
        if end != "\n" + self._token:
            return False, batch
        cell = batch.column(-1)[-1].as_py().removesuffix(end)
        columns = batch.columns
        columns[-1] = pa.concat_arrays([columns[-1][:-1], pa.array([cell], columns[-1].type)])
        return True, pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    def _merged(self, batch: pa.RecordBatch) -> Part:
        first, errors, rows = self._next, {}, []
        # Each kept row pushes what follows one down, so a good row's number isn't known before.
        end = first + batch.num_rows
        while self._kept and self._kept[0].number <= end:
            row = self._kept.popleft()
            self._characters -= len(row.text)
            rows.append(row)
            errors[row.number - first] = _message(row, len(self._schema))
            end += 1
        self._next = end
        if not rows:
            return Part(batch, first)
        padded = self._parse(rows)
        places = {row.number - first: batch.num_rows + index for index, row in enumerate(rows)}
        good = iter(range(batch.num_rows))
        order = [places[at] if at in places else next(good) for at in range(end - first)]
        table = pa.Table.from_batches([batch, padded]).take(pa.array(order, pa.int64()))
        return Part(table.combine_chunks().to_batches()[0], first, errors)

    def _parse(self, rows: list[_Row]) -> pa.RecordBatch:
        """Return the cells of faulty rows, cut or padded with empty ones to the header."""
        width = len(self._schema)
        groups: dict[int, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            # A row with an open quote would swallow the others.
            groups[-1 if row.unclosed else row.cells].append(index)
        cells: list[list[str]] = [[]] * len(rows)
        for members in groups.values():
            parsed = self._cells([rows[index].text for index in members], rows[members[0]].cells)
            for index, row_cells in zip(members, parsed, strict=True):
                cells[index] = (row_cells + [""] * width)[:width]
        columns = [pa.array(column, pa.string()) for column in zip(*cells, strict=True)]
        return pa.RecordBatch.from_arrays(columns, schema=self._schema)

    def _cells(self, texts: list[str], width: int) -> list[list[str]]:
        """Split rows of `width` cells as PyArrow does, by letting it."""
        names = [str(number) for number in range(width)]
        data = "\n".join(texts).encode()
        try:
            table = csv.read_csv(
                io.BytesIO(data),
                read_options=csv.ReadOptions(
                    use_threads=False, block_size=len(data) + 1, column_names=names
                ),
                parse_options=csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    check_utf8=False,
                    strings_can_be_null=False,
                    column_types=dict.fromkeys(names, pa.string()),
                ),
            )
        except pa.ArrowInvalid:
            return [[text] for text in texts]
        if table.num_rows != len(texts):
            return [[text] for text in texts]
        columns = [column.to_pylist() for column in table.columns]
        return [list(row) for row in zip(*columns, strict=True)]


def _message(row: _Row, width: int) -> str:
    if row.unclosed:
        return (
            f"row {row.number}: a quote is opened and never closed, so the rest of the file is in "
            f"this row; close it: {quote(row.text)}"
        )
    return (
        f"row {row.number}: {row.cells} cells where the header has {width}; "
        f"quote cells that hold the delimiter: {quote(row.text)}"
    )


def _unclosed_message(number: int, rows: pa.RecordBatch) -> str:
    cell = rows.column(-1)[-1].as_py()
    return (
        f"row {number}: a quote is opened and never closed, so the rest of the file "
        f"({cell.count(chr(10))} line breaks) is in this row's last cell; close it: {quote(cell)}"
    )
