"""Text, lines and JSON values of files, each with the number of its line."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.formats.findings import Findings

__all__ = [
    "files_in",
    "json_array",
    "json_lines",
    "json_object",
    "kind_of",
    "read_text",
    "tab_lines",
]

_DECODER = json.JSONDecoder()
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def kind_of(value: object) -> str:
    """Return what a JSON value is, for messages."""
    return _KINDS.get(type(value), type(value).__name__)


def read_text(path: Path, encoding: str | None = None, *, newline: str | None = None) -> str:
    """Read a file.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        UTF-8 without it.
    newline : str, optional
        ``""`` keeps line breaks as they are; without it each becomes one newline character.

    Raises
    ------
    InputError
        It isn't there, or isn't in this encoding.
    """
    try:
        with path.open(encoding=encoding or "utf-8", newline=newline) as file:
            return file.read()
    except LookupError:
        raise InputError(f"no encoding {encoding!r}; try utf-8, cp1252 or utf-16") from None
    except UnicodeError as error:
        at = getattr(error, "start", -1) + 1
        raise InputError(
            f"{path}: not valid {encoding or 'UTF-8'} at byte {at}; save it as UTF-8, or name its "
            "encoding with --encoding"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error


def files_in(paths: Sequence[Path], suffixes: tuple[str, ...]) -> list[Path]:
    """Return the files that are named, and of folders those with one of the suffixes, sorted.

    Raises
    ------
    InputError
        A path isn't there, or a folder has no such file.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder; check the path")
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in path.iterdir() if p.is_file() and p.name.endswith(suffixes))
        if not inside:
            raise InputError(f"{path}: no file here ends in {' or '.join(suffixes)}")
        found += inside
    return found


def tab_lines(path: Path, encoding: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each line that isn't empty."""
    for number, line in enumerate(read_text(path, encoding).lstrip("\ufeff").split("\n"), 1):
        if line.strip():
            yield number, line.split("\t")


def json_lines(
    path: Path, findings: Findings, encoding: str | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number and the object of each line; other lines become faults.

    Raises
    ------
    InputError
        The file is one JSON array, whose objects needn't stand in lines.
    """
    text = read_text(path, encoding).lstrip("\ufeff")
    if text.lstrip().startswith("["):
        raise InputError(f"{path}: a JSON array; export JSONL instead, one object a line")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            findings.fault(path, number, f"not valid JSON ({error}); one object a line")
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            findings.fault(path, number, f"{kind_of(value)}, not an object; one object a line")


def json_array(path: Path, encoding: str | None = None) -> Iterator[tuple[int, Any]]:
    """Yield the line and the value of each item of a file that is one JSON array.

    Raises
    ------
    InputError
        The file is no array, or not valid JSON behind some line.
    """
    text = _begun(path, encoding, "[", "array")
    at = _skip(text, 1)
    while text[at : at + 1] != "]":
        value, end = _value(path, text, at)
        yield text.count("\n", 0, at) + 1, value
        at = _next(path, text, end, "]")


def json_object(path: Path, encoding: str | None = None) -> Iterator[tuple[int, str, Any]]:
    """Yield the line, the key and the value of each member of a file that is one JSON object.

    Raises
    ------
    InputError
        The file is no object, or not valid JSON behind some line.
    """
    text = _begun(path, encoding, "{", "object")
    at = _skip(text, 1)
    while text[at : at + 1] != "}":
        key, end = _value(path, text, at)
        colon = _skip(text, end)
        if not isinstance(key, str) or text[colon : colon + 1] != ":":
            raise _broken(path, text, colon, 'expected "key": value')
        value, end = _value(path, text, _skip(text, colon + 1))
        yield text.count("\n", 0, at) + 1, key, value
        at = _next(path, text, end, "}")


def _begun(path: Path, encoding: str | None, sign: str, name: str) -> str:
    text = read_text(path, encoding).lstrip("\ufeff").lstrip()
    if not text:
        raise InputError(f"{path}: the file is empty; needed is a JSON {name}")
    if not text.startswith(sign):
        raise InputError(
            f"{path}: this is no JSON {name} (it begins {text[:20]!r}); is it the right export?"
        )
    return text


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _value(path: Path, text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        where = error.pos if isinstance(error, json.JSONDecodeError) else at
        raise _broken(path, text, where, str(error).partition(":")[0]) from None


def _next(path: Path, text: str, end: int, closing: str) -> int:
    at = _skip(text, end)
    if text[at : at + 1] == closing:
        return at
    if text[at : at + 1] != ",":
        raise _broken(path, text, at, f"expected , or {closing}")
    return _skip(text, at + 1)


def _broken(path: Path, text: str, at: int, why: str) -> InputError:
    line = text.count("\n", 0, at) + 1
    return InputError(f"{path}:{line}: not valid JSON ({why}); is the file cut short?")
