"""CSV and TSV: PyArrow's streaming parser, kept from losing or refusing rows.

PyArrow refuses ragged rows, takes an unclosed quote for a long cell without a word, and stops at
cells larger than its block. Rows it hands back are put in their places by `framing.files.ragged`;
a token behind the last row shows whether a quote was still open there; and large cells are read
again with larger blocks.
"""

import io
import re
import secrets
from collections.abc import Generator, Iterator
from contextlib import closing

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from framing.errors import InputError
from framing.files.csv_parser import CsvParser
from framing.files.discovery import Source
from framing.files.parts import Limits, Part, fitting, quote
from framing.files.ragged import RaggedRows
from framing.files.streams import MARK, Utf8Stream, undecodable

__all__ = ["CsvTable"]

BLOCKS = (1 << 20, 64 << 20, 1 << 30)
LONGEST_HEADER = 16 << 20
_STRUCTURE = re.compile(rb'[",;\t\r\n]')
_BREAKS = b"\r\n"


class CsvTable:
    """A CSV or TSV file: every column is text, nothing is inferred.

    Raises
    ------
    InputError
        If there is no header, or a column stands in it twice.
    """

    dynamic = False
    rows_total = None

    def __init__(self, source: Source, encoding: str | None) -> None:
        self._source, self._encoding = source, encoding
        self._stream: Utf8Stream | None = None
        with self._open() as stream:
            header = _take_header(stream)
            if MARK.encode() in header:
                raise InputError(f"{source.name}: the header {undecodable(stream.encoding)}")
        self._delimiter = "\t" if source.format == "tsv" else _delimiter(header)
        names = _names(header, self._delimiter, source.name)
        self.schema = pa.schema([pa.field(name, pa.string()) for name in names])

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far."""
        return self._stream.bytes_read if self._stream else 0

    def parts(self, text_column: str, limits: Limits) -> Generator[Part, None, None]:  # noqa: ARG002
        """Read the rows in order, ragged ones in their places."""
        done = 0
        for block in BLOCKS:
            try:
                for part in self._read(block):
                    # Rows that came before a cell too large for the block aren't given again.
                    known = min(max(done - part.first_row + 1, 0), part.columns.num_rows)
                    for piece in fitting(part.slice(known, part.columns.num_rows - known), limits):
                        done = piece.first_row + piece.columns.num_rows - 1
                        yield piece
            except pa.ArrowInvalid as error:
                if "straddl" not in str(error):
                    raise InputError(
                        f"{self._source.name}: can't be parsed behind row {done}: {error}"
                    ) from error
            else:
                return
        raise InputError(
            f"{self._source.name}: row {done + 1} or one soon behind it is larger than "
            f"{BLOCKS[-1] >> 30} GiB: probably a quote is opened there and never closed"
        )

    def _open(self) -> Utf8Stream:
        source = self._source
        return Utf8Stream(source.path, source.name, source.compression, self._encoding)

    def _read(self, block: int) -> Iterator[Part]:
        token = secrets.token_hex(16)
        ragged = RaggedRows(self._source.name, self.schema, self._delimiter, token)
        with self._open() as stream:
            self._stream = stream
            _take_header(stream)
            try:
                with closing(
                    CsvParser(stream, token, self.schema, self._delimiter, block, ragged.keep)
                ) as parser:
                    for part in ragged.merge(iter(parser)):
                        _mark_undecodable(part, stream)
                        yield part
            except pa.ArrowInvalid:
                ragged.check()
                raise


def _take_header(stream: Utf8Stream) -> bytes:
    """Read the header row off the stream; blank lines before it go too."""
    head = b""
    while True:
        data = stream.read(1 << 16)
        head = (head + data).lstrip(_BREAKS)
        end = _row_end(head)
        if end is not None or not data:
            break
        if len(head) > LONGEST_HEADER:
            raise InputError(
                f"{stream.name}: no end of the header in the first {LONGEST_HEADER >> 20} MB; "
                "is this a CSV file, and are the quotes in its first line closed?"
            )
    if not head:
        raise InputError(
            f"{stream.name}: the file is empty; a header with the column names is needed"
        )
    if end is None:
        if _row_end(head + b"\n") is None:
            raise InputError(
                f"{stream.name}: a quote in the header is opened and never closed: "
                f"{quote(head.decode('utf-8', 'replace'))}"
            )
        end = len(head)
    stream.unread(head[end:])
    return head[:end]


def _row_end(data: bytes) -> int | None:
    """Return where the first line break outside quotes ends."""
    quoted, previous = False, -1
    for found in _STRUCTURE.finditer(data):
        sign, at = found.group(), found.start()
        if sign == b'"':
            # A quote opens at the start of a cell only; inside a cell it is a plain character.
            if quoted:
                quoted = False
                previous = at
            elif previous == at - 1:
                quoted = True
            continue
        if quoted:
            continue
        if sign in _BREAKS:
            return at + 2 if data[at : at + 2] == b"\r\n" else at + 1
        previous = at
    return None


def _delimiter(header: bytes) -> str:
    unquoted = re.sub(rb'"[^"]*"', b"", header)
    if b"," in unquoted:
        return ","
    semicolons, tabs = unquoted.count(b";"), unquoted.count(b"\t")
    if not semicolons and not tabs:
        return ","
    return ";" if semicolons >= tabs else "\t"


def _names(header: bytes, delimiter: str, name: str) -> list[str]:
    try:
        reader = csv.open_csv(
            io.BytesIO(header + b"\n"),  # without a line break PyArrow finds the file empty
            read_options=csv.ReadOptions(use_threads=False, block_size=len(header) + 2),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        )
    except pa.ArrowInvalid as error:
        raise InputError(f"{name}: the header can't be parsed: {error}") from error
    names: list[str] = reader.schema.names
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        shown = ", ".join(column or "'' (no name)" for column in twice)
        raise InputError(
            f"{name}: columns that stand in the header more than once: {shown}; "
            "each needs a name of its own"
        )
    return names


def _mark_undecodable(part: Part, stream: Utf8Stream) -> None:
    """Give the rows that could not be decoded an error, and show U+FFFD in the wrong places."""
    if not stream.damaged:
        return
    columns = part.columns.columns
    for number, (name, column) in enumerate(zip(part.columns.schema.names, columns, strict=True)):
        wrong = pc.match_substring(column, MARK)
        if not pc.any(wrong).as_py():
            continue
        columns[number] = pc.replace_substring(column, MARK, "\ufffd")
        for index in pc.indices_nonzero(wrong).to_pylist():
            why = f"row {part.first_row + index}: {name!r} {undecodable(stream.encoding)}"
            part.errors.setdefault(index, why)
    part.columns = pa.RecordBatch.from_arrays(columns, schema=part.columns.schema)
