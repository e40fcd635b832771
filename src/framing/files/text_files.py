"""Plain text: a document a file, or one a line."""

import os
from collections.abc import Generator

import pyarrow as pa
import pyarrow.compute as pc

from framing.errors import InputError
from framing.files.discovery import Source
from framing.files.lines import line_blocks
from framing.files.parts import Limits, Part, fitting
from framing.files.streams import MARK, Utf8Stream, undecodable

__all__ = ["TextTable"]

LONGEST = 1 << 30


class TextTable:
    """A plain text file: columns `path` and `text`, and with `lines` also `line`, from 1."""

    dynamic = False
    rows_total = None

    def __init__(self, source: Source, encoding: str | None, *, lines: bool) -> None:
        self._source, self._encoding, self._lines = source, encoding, lines
        # A file name may be any bytes, a cell may not.
        self._path = os.fsencode(source.name).decode("utf-8", "replace")
        self._stream: Utf8Stream | None = None
        fields = [("path", pa.string()), ("line", pa.int64()), ("text", pa.string())]
        self.schema = pa.schema(fields if lines else [fields[0], fields[2]])

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far."""
        return self._stream.bytes_read if self._stream else 0

    def parts(self, text_column: str, limits: Limits) -> Generator[Part, None, None]:  # noqa: ARG002
        """Read the document, or the lines in order; a blank line is an empty text."""
        source = self._source
        with Utf8Stream(
            source.path, source.name, source.compression, self._encoding
        ) as self._stream:
            if not self._lines:
                yield self._part([self._whole(self._stream)], 1)
                return
            row = 1
            for lines in line_blocks(self._stream):
                yield from fitting(self._part(lines, row), limits)
                row += len(lines)

    def _whole(self, stream: Utf8Stream) -> bytes:
        text = stream.read(LONGEST)
        if len(text) == LONGEST:
            raise InputError(
                f"{self._source.name}: a document of more than {LONGEST >> 30} GiB; "
                "with --lines each line is a document"
            )
        return text

    def _part(self, texts: list[bytes], first: int) -> Part:
        text = pa.array(texts, pa.binary()).cast(pa.string())
        if self._lines and pc.any(pc.ends_with(text, "\r")).as_py():  # Windows: \r\n
            text = pc.replace_substring_regex(text, r"\r\z", "")
        errors: dict[int, str] = {}
        if self._stream and self._stream.damaged:
            wrong = pc.indices_nonzero(pc.match_substring(text, MARK)).to_pylist()
            why = undecodable(self._stream.encoding)
            errors = {index: f"row {first + index}: {why}" for index in wrong}
            text = pc.replace_substring(text, MARK, "\ufffd")
        columns = [pa.repeat(pa.scalar(self._path), len(texts)), text]
        if self._lines:
            columns.insert(1, pa.array(range(first, first + len(texts)), pa.int64()))
        return Part(pa.RecordBatch.from_arrays(columns, schema=self.schema), first, errors)
