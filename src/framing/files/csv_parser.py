"""PyArrow's streaming CSV parser, fed from Python and stopped in an orderly way.

PyArrow reads ahead in a thread of its own, which calls back into Python. Two things follow. Left
running when the interpreter ends, that thread is killed inside PyArrow, and the process aborts or
hangs; so whoever stops reading early must `close`, and an exit handler does where nobody did. And
it reads up to 32 blocks ahead, whatever their size; large ones are held back.
"""

import atexit
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Condition

import pyarrow as pa
from pyarrow import csv

from framing.files.streams import Utf8Stream

__all__ = ["CsvParser"]

SMALL = 1 << 20
AHEAD = 64 << 20
# A parser that finds faulty rows only takes blocks but gives no batches: go on at this rate then.
PATIENCE = 128 << 20
GRACE, STEP = 0.5, 0.001
#: References to a block that are ours while they are counted.
_OWN = 3


class CsvParser:
    """Yields the record batches of a CSV file behind its header, all columns strings.

    Parameters
    ----------
    stream : Utf8Stream
        The file, behind the header.
    last : str
        A row that is put behind the file's last one.
    schema : pyarrow.Schema
        The columns.
    delimiter : str
        Between cells.
    block : int
        How many bytes are parsed at once; no row may be larger.
    keep : callable
        Is given each row that hasn't as many cells as the schema; answers "skip" or "error".
    """

    def __init__(
        self,
        stream: Utf8Stream,
        last: str,
        schema: pa.Schema,
        delimiter: str,
        block: int,
        keep: Callable[[csv.InvalidRow], str],
    ) -> None:
        self._feed = _Feed(stream, last, block)
        self._file = pa.PythonFile(self._feed, mode="r")
        self._reader: csv.CSVStreamingReader | None = None
        self._closed = False
        atexit.register(self.close)
        try:
            self._reader = csv.open_csv(
                self._file,
                # With threads PyArrow doesn't know the number of a row; one is fast enough.
                read_options=csv.ReadOptions(
                    use_threads=False, block_size=block, column_names=schema.names
                ),
                parse_options=csv.ParseOptions(
                    delimiter=delimiter,
                    newlines_in_values=True,
                    invalid_row_handler=lambda row: "skip" if self._closed else keep(row),
                ),
                # Utf8Stream gives valid UTF-8 only.
                convert_options=csv.ConvertOptions(
                    check_utf8=False, strings_can_be_null=False, column_types=schema
                ),
            )
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        while self._reader is not None:
            try:
                batch = self._reader.read_next_batch()
            except StopIteration:
                return
            self._feed.taken()
            yield batch

    def close(self) -> None:
        """Stop reading; returns when PyArrow's thread has seen the end and needs Python no more."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        self._feed.stop()
        reader, self._reader = self._reader, None
        if reader is not None:
            with suppress(Exception):  # StopIteration, once what was read ahead is parsed
                while True:
                    reader.read_next_batch()
        self._feed.wait()
        if reader is not None:
            reader.close()
        reader = None  # it holds a block, too
        self._feed.wait_released()
        self._file.close()


class _Feed(io.RawIOBase):
    """What PyArrow's thread reads from."""

    def __init__(self, stream: Utf8Stream, last: str, block: int) -> None:
        self._stream, self._last, self._block = stream, f"\n{last}".encode(), block
        self._changed = Condition()
        self._ahead = 0
        self._given: list[bytes] = []
        self._stopped = self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with self._changed:
            if self._block > SMALL:
                self._changed.wait_for(self._may_read, self._block / PATIENCE)
            data = b""
            try:
                if not self._stopped:
                    data = self._stream.read(size)
                    if len(data) < size:  # the end
                        data, self._last = data + self._last, b""
            finally:
                self._ahead += 1
                if not data:
                    self._ended = True
                    self._changed.notify_all()
            self._given = [*self._held(), data]
            return data

    def taken(self) -> None:
        """Note that a block has been parsed."""
        with self._changed:
            self._ahead -= 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Give nothing from now on."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until the thread has been told the end; one that is at rest won't ask."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended, GRACE)

    def wait_released(self) -> None:
        """Wait until the thread, which needs Python for it, has let go of what it was given."""
        with self._changed:
            for _ in range(round(GRACE / STEP)):
                if not self._held():
                    return
                self._changed.wait(STEP)

    def _held(self) -> list[bytes]:
        """Return the blocks that somebody else refers to still."""
        # A block itself is referred to by the list, the loop and the call that counts.
        return [block for block in self._given if block and sys.getrefcount(block) > _OWN]

    def _may_read(self) -> bool:
        # Two at least: PyArrow looks one block ahead.
        return self._stopped or self._ahead < max(2, AHEAD // self._block)
