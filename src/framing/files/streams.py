"""The bytes of a file, decompressed and as valid UTF-8, whatever their encoding was.

Every text format reads through `Utf8Stream`. What could not be decoded comes out as `MARK`, so the
parsers behind it never meet a wrong byte and the rows concerned can still be found afterwards.
"""

import codecs
import re
import shutil
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from framing.errors import InputError

__all__ = [
    "MARK",
    "Utf8Stream",
    "check_encoding",
    "open_binary",
    "replace_marks",
    "spool",
    "undecodable",
]

# Noncharacters, which no text may interchange: they can't be mistaken for content.
MARK = "\ufdd0\U0010fffe\ufdd1"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_ESCAPED = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACED = re.compile("\ufffd")


def check_encoding(encoding: str | None) -> str | None:
    """Return the codec's own name, or None for None.

    Raises
    ------
    InputError
        If Python has no text codec of this name.
    """
    if encoding is None:
        return None
    try:
        b" ".decode(encoding, "replace")
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise InputError(
            f"unknown encoding {encoding!r}: allowed are Python's text codecs, "
            "such as utf-8, utf-16, cp1252, cp1251, latin-1, shift_jis, gb18030"
        ) from error


def open_binary(path: str) -> BinaryIO:
    """Open a file for reading without a buffer; InputError says why it can't be."""
    try:
        return Path(path).open("rb", buffering=0)
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror})") from error


def spool(name: str, folder: Path) -> tuple[str, str | None]:
    """Copy standard input (``-``) or a pipe to a file in `folder`.

    Returns
    -------
    path : str
        The copy. On disk, so that it can be read twice without being held in memory.
    compression : str or None
        ``gzip`` or ``zstd`` where the first bytes say so.
    """
    path = folder / f"input-{len(list(folder.iterdir()))}"
    with path.open("xb") as copy:
        if name == "-":
            shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
        else:
            with open_binary(name) as pipe:
                shutil.copyfileobj(pipe, copy, 1 << 20)
    with path.open("rb") as copied:
        start = copied.read(4)
    return str(path), next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)


def replace_marks(text: str) -> str:
    """Show what could not be decoded as U+FFFD, as text usually does."""
    return text.replace(MARK, "\ufffd")


def undecodable(encoding: str) -> str:
    """Return the end of a message about text that is not in the encoding it was read in."""
    if encoding in ("utf-8", "utf-8-sig"):
        return "is not valid UTF-8: try --encoding cp1252, or what the file was written in"
    return f"is not valid {encoding}: check --encoding"


class Utf8Stream:
    """A file's text as UTF-8 bytes without a byte order mark.

    Parameters
    ----------
    path : str
        The file.
    name : str
        What messages call it.
    compression : str or None
        ``gzip`` or ``zstd``.
    encoding : str or None
        None: what the byte order mark says, else UTF-8.

    Attributes
    ----------
    encoding : str
        What it was decoded from.
    damaged : bool
        Whether anything read so far could not be decoded and holds `MARK` instead.
    """

    def __init__(
        self, path: str, name: str, compression: str | None, encoding: str | None = None
    ) -> None:
        self.name = name
        self.damaged = False
        self._raw = open_binary(path)
        self._file: Any = self._raw
        self._compression = compression
        self._pending = b""
        self._ready: list[bytes] = []
        self._ended = False
        try:
            if compression:
                raw = pa.PythonFile(self._raw, mode="r")
                self._file = pa.CompressedInputStream(raw, compression)
            self._begin(encoding)
        except BaseException:  # also where somebody interrupts: nobody else can close the file
            self.close()
            raise

    def _begin(self, encoding: str | None) -> None:
        """Find the encoding from the first bytes, and drop a byte order mark."""
        start = self._read_file(1 << 16)
        boms = (kind for bom, kind in _BOMS if start.startswith(bom))
        self.encoding = encoding or next(boms, "utf-8")
        # utf-8-sig would strip a mark that is stripped below anyway, and hide that this is UTF-8
        self._utf8 = self.encoding in ("utf-8", "utf-8-sig")
        self._decoder: Any = codecs.getincrementaldecoder(self.encoding)()
        text = self._convert(start)
        self.unread(text.removeprefix(codecs.BOM_UTF8))

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far."""
        return 0 if self._raw.closed else self._raw.tell()

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end only; not always a whole number of characters."""
        pieces, missing = self._ready, size - sum(map(len, self._ready))
        while missing > 0 and not self._ended:
            piece = self._convert(self._read_file(max(missing, 1 << 16)))
            pieces.append(piece)
            missing -= len(piece)
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._ready = [data[size:]] if len(data) > size else []
        return data[:size]

    def unread(self, data: bytes) -> None:
        """Put bytes back in front."""
        if data:
            self._ready.insert(0, data)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._raw.close()

    def __enter__(self) -> "Utf8Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_file(self, size: int) -> bytes:
        try:
            data: bytes = self._file.read(size)
        except (OSError, pa.ArrowException) as error:
            what = "can't be read"
            if self._compression:
                what = f"the {self._compression} data are cut short or damaged"
            raise InputError(f"{self.name}: {what} ({error}); get the file again") from error
        self._ended = not data
        return data

    def _convert(self, data: bytes) -> bytes:
        if not self._utf8:
            text = self._decode(data)
            try:
                return text.encode()
            except UnicodeEncodeError:  # utf-7 and the escape codecs can spell half a character
                return self._mark(text, _SURROGATE).encode()
        if self._pending:
            data = self._pending + data
        if data.isascii():
            self._pending = b""
            return data
        try:
            _, used = codecs.utf_8_decode(data, "strict", self._ended)
        except UnicodeDecodeError:
            text, used = codecs.utf_8_decode(data, "surrogateescape", self._ended)
            self._pending = data[used:]
            return self._mark(text, _ESCAPED).encode()
        # A character cut in two waits for its other half.
        self._pending = data[used:]
        return data[:used] if self._pending else data

    def _decode(self, data: bytes) -> str:
        decoder, state = self._decoder, self._decoder.getstate()
        ladder = (("strict", None), ("surrogateescape", _ESCAPED), ("replace", _REPLACED))
        for errors, wrong in ladder:
            decoder.errors = errors
            try:
                text: str = decoder.decode(data, self._ended)
            except UnicodeError:  # surrogateescape can't take every codec's errors, replace can
                decoder.setstate(state)
                continue
            return self._mark(text, wrong) if wrong else text
        raise InputError(f"{self.name}: can't be read as {self.encoding}; check --encoding")

    def _mark(self, text: str, wrong: re.Pattern[str]) -> str:
        text, count = wrong.subn(MARK, text)
        self.damaged = self.damaged or count > 0
        return text
