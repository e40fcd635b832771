"""From what the user names (files, folders, patterns, ``-``) to files with a format each."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from framing.errors import InputError, suggest

__all__ = [
    "COMPRESSIONS",
    "FORMATS",
    "JOURNAL",
    "SUFFIXES",
    "Source",
    "by_suffix",
    "check_format",
    "discover",
]

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".txt": "txt",
}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
#: Stands beside the parts that `framing score --parts` writes, and is none of them.
JOURNAL = "_journal.jsonl"
SUFFIXES = f"{', '.join(FORMATS)}, each but Parquet also with {' or '.join(COMPRESSIONS)} behind"


@dataclass(frozen=True, slots=True)
class Source:
    """One input.

    Attributes
    ----------
    name : str
        As messages and chunks call it: the path, or ``-``.
    path : str
        Where the bytes lie; differs from `name` once standard input is spooled to disk.
    format : str or None
        ``csv``, ``tsv``, ``jsonl``, ``parquet`` or ``txt``; None where the bytes must tell.
    compression : str or None
        ``gzip`` or ``zstd``.
    stream : bool
        Whether it can be read only once: standard input, a named pipe.
    """

    name: str
    path: str
    format: str | None
    compression: str | None = None
    stream: bool = False


def by_suffix(path: str | Path) -> tuple[str | None, str | None]:
    """Return the format and the compression that a file name tells.

    Examples
    --------
    >>> by_suffix("posts.jsonl.gz"), by_suffix("a.PQ"), by_suffix("a.parquet.gz")
    (('jsonl', 'gzip'), ('parquet', None), (None, None))
    """
    name = Path(path).name.lower()
    compression = COMPRESSIONS.get(Path(name).suffix)
    kind = FORMATS.get(Path(Path(name).stem if compression else name).suffix)
    return (None, None) if compression and kind == "parquet" else (kind, compression)


def check_format(format: str | None) -> None:  # noqa: A002 - the public name of the option
    """Raise InputError unless `format` is None or one that is known."""
    known = list(dict.fromkeys(FORMATS.values()))
    if format is not None and format not in known:
        raise InputError(f"unknown format {format!r}: {suggest(format, known)}")


def discover(inputs: Sequence[str | Path], format: str | None = None) -> list[Source]:  # noqa: A002
    """Return the files that `inputs` name, each once, in order.

    Parameters
    ----------
    inputs : sequence of str or Path
        Files, folders (everything below with a known suffix, sorted), glob patterns, or ``-``.
    format : str, optional
        Overrides the suffixes; a folder or pattern then gives all its files but hidden ones.

    Raises
    ------
    InputError
        If something isn't there, can't be told apart by its suffix, or holds no table.
    """
    check_format(format)
    if not inputs:
        raise InputError(
            "no input: name at least one file, folder or pattern, or - (standard input)"
        )
    found: dict[str, Source] = {}
    for given in inputs:
        for path in _expand(str(given), format):
            key = path if path == "-" else os.path.realpath(path)
            if key not in found:
                found[key] = _source(path, format)
    return list(found.values())


def _expand(given: str, format: str | None) -> Iterator[str]:  # noqa: A002
    if given == "-":
        yield given
        return
    path = Path(given)
    if path.is_dir():
        yield from _folder(given, format)
    elif path.exists():
        yield given
    elif has_magic(given):
        yield from _pattern(given, format)
    else:
        raise InputError(f"{given}: no such file or folder; check the path ({Path.cwd()} is here)")


def _folder(folder: str, format: str | None) -> Iterator[str]:  # noqa: A002
    def unreadable(error: OSError) -> None:
        raise InputError(f"{error.filename}: can't list this folder ({error.strerror})") from error

    below: list[str] = []
    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below += [os.path.join(place, name) for name in files if _wanted(name, format)]  # noqa: PTH118
    if not below:
        raise InputError(f"{folder}: this folder has no file to read; allowed are {SUFFIXES}")
    yield from sorted(below, key=lambda path: Path(path).parts)


def _pattern(pattern: str, format: str | None) -> Iterator[str]:  # noqa: A002
    matches = sorted(glob(pattern, recursive=True))  # noqa: PTH207 - patterns may be absolute
    if not matches:
        raise InputError(f"{pattern}: no file matches this pattern")
    files = [path for path in matches if not Path(path).is_dir()]
    wanted = [path for path in files if _wanted(Path(path).name, format)]
    if not wanted:
        raise InputError(
            f"{pattern}: none of {len(matches)} matches is a file to read; allowed are {SUFFIXES}"
        )
    yield from wanted


def _wanted(name: str, format: str | None) -> bool:  # noqa: A002
    if name.startswith(".") or name == JOURNAL:
        return False
    return format is not None or by_suffix(name)[0] is not None


def _source(path: str, format: str | None) -> Source:  # noqa: A002
    if path == "-":
        return Source("-", "-", format, stream=True)
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror})") from error
    if not stat.S_ISREG(mode):
        return Source(path, path, format, stream=True)
    kind, compression = by_suffix(path)
    if format is not None:
        packed = None if format == "parquet" else COMPRESSIONS.get(Path(path).suffix.lower())
        return Source(path, path, format, packed)
    if kind is None:
        raise InputError(
            f"{path}: can't tell the format from this name; allowed are {SUFFIXES}. "
            "Save or rename the file as one of them; score and report also take --input-format"
        )
    return Source(path, path, kind, compression)
