"""JSONL: one JSON object a line."""

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import pyarrow as pa

from framing.errors import InputError
from framing.files.discovery import Source
from framing.files.json_types import Columns, convert, loads, pick
from framing.files.lines import line_blocks
from framing.files.parts import Limits, Part, fitting, quote
from framing.files.streams import MARK, Utf8Stream, undecodable

__all__ = ["JsonTable"]

_MARK = MARK.encode()
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
}


@dataclass(slots=True)
class _Block:
    """Consecutive objects, and for each its line and the line's number."""

    rows: list[dict[str, Any]]
    lines: Sequence[bytes]
    numbers: Sequence[int]
    errors: dict[int, str] = field(default_factory=dict)


class JsonTable:
    """A file of JSON lines; its columns are found by reading it once before.

    Raises
    ------
    InputError
        If no line holds a JSON object.
    """

    dynamic = True
    rows_total = None

    def __init__(self, source: Source, encoding: str | None) -> None:
        self._source, self._encoding = source, encoding
        self._stream: Utf8Stream | None = None
        self._exact = False
        columns = Columns()
        fault = "the file is empty"
        for block in self._blocks():
            columns.see(block.rows, block.lines)
            if block.errors and fault == "the file is empty":
                fault = next(iter(block.errors.values()))
        self._exact = columns.exact
        self.schema = columns.schema()
        if not self.schema.names:
            raise InputError(f"{source.name}: no line is a JSON object with fields ({fault})")

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far."""
        return self._stream.bytes_read if self._stream else 0

    def parts(self, text_column: str, limits: Limits) -> Generator[Part, None, None]:
        """Read the rows in order; a line that is no object is a row of nulls with an error."""
        first = 1
        for block in self._blocks():
            _check_text(block, text_column, first)
            columns = [convert(pick(block.rows, f.name), f) for f in self.schema]
            batch = pa.RecordBatch.from_arrays(columns, schema=self.schema)
            yield from fitting(Part(batch, first, block.errors), limits)
            first += len(block.rows)

    def _blocks(self) -> Iterator[_Block]:
        source, number = self._source, 1
        with Utf8Stream(
            source.path, source.name, source.compression, self._encoding
        ) as self._stream:
            for lines in line_blocks(self._stream):
                yield self._parse(lines, number, self._stream)
                number += len(lines)

    def _parse(self, lines: list[bytes], first: int, stream: Utf8Stream) -> _Block:
        if not self._exact and not stream.damaged:
            try:
                rows = [orjson.loads(line) for line in lines]
            except orjson.JSONDecodeError:
                pass  # one line is blank, broken or beyond orjson: look at each
            else:
                if set(map(type, rows)) == {dict}:
                    return _Block(rows, lines, range(first, first + len(lines)))
        return self._parse_each(lines, first, stream)

    def _parse_each(self, lines: list[bytes], first: int, stream: Utf8Stream) -> _Block:
        numbers = [at for at, line in enumerate(lines, first) if line and not line.isspace()]
        block = _Block([], [lines[number - first] for number in numbers], numbers)
        for index, (line, number) in enumerate(zip(block.lines, numbers, strict=True)):
            damaged = _MARK in line
            readable = line.replace(_MARK, b"\xef\xbf\xbd") if damaged else line
            try:
                row = loads(readable, exact=self._exact)
            except ValueError as error:
                why: str | None = f"not valid JSON ({_place(error)}): {quote(line.decode())}"
                row = {}
            else:
                why = undecodable(stream.encoding) if damaged else None
                if type(row) is not dict:
                    why = f"{_kind(row)}, not a JSON object: {quote(line.decode())}"
                    row = {}
            block.rows.append(row)
            if why:
                block.errors[index] = f"line {number}: {why}"
        return block


def _check_text(block: _Block, text_column: str, first: int) -> None:
    """Note the rows whose text is something else; null is found later, as in every format."""
    texts = pick(block.rows, text_column)
    if set(map(type, texts)) <= {str, type(None)}:
        return
    for index, text in enumerate(texts):
        if text is None or isinstance(text, str):
            continue
        row, line = first + index, block.numbers[index]
        at = f"row {row}" if row == line else f"row {row} (line {line})"
        block.errors.setdefault(index, f"{at}: {text_column!r} is {_kind(text)}, not text")


def _kind(value: Any) -> str:
    return "null" if value is None else _KINDS.get(type(value), "an object")


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, column {error.colno}"
    return str(error)
