"""What the columns of a JSONL file are: one pass over the lines, one Arrow type per key."""

import json
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import orjson
import pyarrow as pa

__all__ = ["JSON_FIELD", "Columns", "convert", "loads", "pick"]

#: Metadata of a string column whose cells are JSON: the JSONL writer puts them back as they were.
JSON_FIELD = {b"framing": b"json"}

_LIMIT = 2**63
_NUMBERS = frozenset({int, float})
_TEXTS = frozenset({str, type(None)})
_SURROGATE = re.compile("[\ud800-\udfff]")
_ARROW = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}


def loads(line: bytes, *, exact: bool = False) -> Any:
    """Parse a line: fast, and where that fails or isn't `exact` enough, as Python's own json does.

    Raises
    ------
    ValueError
        If the line isn't JSON; a ``json.JSONDecodeError`` where there is a place to name.
    """
    if not exact:
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            pass  # lone surrogates and NaN are in real files, and orjson refuses them
    try:
        return _without_surrogates(json.loads(line.decode()))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


class Columns:
    """Keys and types of the objects seen, in order of first sight.

    Attributes
    ----------
    exact : bool
        Whether there are whole numbers beyond 64 bits, which orjson would round.

    Examples
    --------
    >>> columns = Columns()
    >>> columns.see([{"text": "a", "n": 1}, {"n": 2.5, "tags": ["x"]}], [b"", b""])
    >>> columns.schema().types
    [DataType(string), DataType(double), ListType(list<item: string>)]
    """

    def __init__(self) -> None:
        self.exact = False
        self._types: dict[str, set[type]] = {}
        self._inner: dict[str, set[type]] = {}
        self._huge: set[str] = set()

    def see(self, rows: Sequence[dict[str, Any]], lines: Sequence[bytes]) -> None:
        """Take in objects, with their lines: one is parsed again where a number may be rounded."""
        for keys in dict.fromkeys(map(tuple, rows)):
            for key in keys:
                self._types.setdefault(key, set())
        for key, known in self._types.items():
            values = pick(rows, key)
            types = set(map(type, values))
            known.update(types)
            if types & _NUMBERS:
                self._see_numbers(key, values, lines)
            if list in types:
                self._see_lists(key, values, lines)

    def schema(self) -> pa.Schema:
        """Return the columns; one that was always null has the null type."""
        return pa.schema([self._field(key) for key in self._types])

    def _see_numbers(self, key: str, values: Sequence[Any], lines: Sequence[bytes]) -> None:
        for index, value in enumerate(values):
            # Written so that NaN, which is in no range, is looked at too.
            if type(value) in _NUMBERS and not -_LIMIT <= value < _LIMIT:
                self._see_huge(key, lines[index])

    def _see_lists(self, key: str, values: Sequence[Any], lines: Sequence[bytes]) -> None:
        inner = self._inner.setdefault(key, set())
        for index, items in enumerate(values):
            if type(items) is not list:
                continue
            types = set(map(type, items))
            inner |= types
            if types & _NUMBERS and types <= _NUMBERS | {type(None)}:
                numbers = [item for item in items if item is not None]
                if min(numbers) < -_LIMIT or max(numbers) >= _LIMIT:
                    self._see_huge(key, lines[index])

    def _see_huge(self, key: str, line: bytes) -> None:
        value = loads(line, exact=True)[key]
        items = value if isinstance(value, list) else [value]
        if any(type(item) is int and not -_LIMIT <= item < _LIMIT for item in items):
            self.exact = True
            self._huge.add(key)

    def _field(self, key: str) -> pa.Field:
        types = self._types[key] - {type(None)}
        if not types:
            return pa.field(key, pa.null())
        kind = None if key in self._huge else _scalar(types)
        if kind is None and types == {list} and key not in self._huge:
            inner = self._inner[key] - {type(None)}
            item = _scalar(inner) if inner else pa.string()
            kind = pa.list_(item) if item is not None else None
        if kind is not None:
            return pa.field(key, kind)
        # Among strings as they are, JSON can't be told from text that looks like it.
        return pa.field(key, pa.string(), metadata=None if str in types else JSON_FIELD)


def _scalar(types: set[type]) -> pa.DataType | None:
    if types == _NUMBERS:
        return pa.float64()
    return _ARROW.get(next(iter(types))) if len(types) == 1 else None


def pick(rows: Sequence[dict[str, Any]], key: str) -> list[Any]:
    """Return one key's values, None where a row lacks it."""
    try:
        return list(map(itemgetter(key), rows))  # twice as fast, and most files have every key
    except KeyError:
        return [row.get(key) for row in rows]


def convert(values: Sequence[Any], field: pa.Field) -> pa.Array:
    """Return one key's values as a column of the type found by `Columns`."""
    if pa.types.is_string(field.type):
        if field.metadata or not set(map(type, values)) <= _TEXTS:
            values = [_text(value, field.metadata) for value in values]
        return pa.array(values, pa.string())
    try:
        return pa.array(values, field.type)
    except (pa.ArrowInvalid, OverflowError):
        # Whole numbers beyond 2^53 in a column of fractions: the nearest float.
        return pa.array([_floats(value) for value in values], field.type)


def _floats(value: Any) -> Any:
    if isinstance(value, list):
        return [_floats(item) for item in value]
    return float(value) if isinstance(value, int) else value


def _text(value: Any, always_json: Any) -> str | None:
    if value is None or (isinstance(value, str) and not always_json):
        return value
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # a whole number beyond 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
