"""What the cells of tables say: labels, spans, yes and no."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from framing.formats.records import Span, whole_number

__all__ = ["CellError", "flagged", "labels_in", "pairs_in", "spans_in", "text_in"]

TRUE, FALSE = {"1", "1.0", "true", "yes"}, {"0", "0.0", "false", "no", "", "none", "nan"}
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_LIST_SIGNS = re.compile(r"[\[\](),\s]|array|dtype=\w+")
_NUMBER = re.compile(r"\d+")


class CellError(ValueError):
    """A cell that can't be understood; the caller adds file and row."""


def labels_in(value: Any) -> list[str]:
    """Return the labels of one cell: a list, a number, or text separated by ``;`` or ``|``.

    Text may also be a list as JSON, Python or NumPy print it.

    Raises
    ------
    CellError
        It is none of these.

    Examples
    --------
    >>> labels_in("war; peace"), labels_in('["war"]'), labels_in("['war' 'peace']")
    (['war', 'peace'], ['war'], ['war', 'peace'])
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return []
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            return _listed(text)
        if text.startswith("{"):
            raise _no_labels(value)
        return list(dict.fromkeys(p.strip() for p in re.split(r"[;|]", text) if p.strip()))
    if isinstance(value, list) and all(isinstance(label, str) for label in value):
        return list(dict.fromkeys(label for label in value if label))
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if whole and not isinstance(value, bool):
        return [str(int(value))]
    raise _no_labels(value)


def _no_labels(value: Any) -> CellError:
    return CellError(f"labels {str(value)[:80]!r}; allowed are a list, or text separated by ; or |")


def _listed(text: str) -> list[str]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, list) and all(isinstance(label, str) for label in value):
        return list(dict.fromkeys(value))
    if not text.endswith("]") or _LIST_SIGNS.sub("", _QUOTED.sub("", text)):
        raise CellError(f"labels {text[:80]!r} look like a list but aren't one of texts")
    return list(dict.fromkeys(first or second for first, second in _QUOTED.findall(text)))


def pairs_in(value: Any) -> list[tuple[int, int]]:
    """Return the offsets of one cell: a list of pairs, or text that shows one.

    Examples
    --------
    >>> pairs_in("[(0, 4), (9, 12)]"), pairs_in("[array([0, 4])]"), pairs_in("[]")
    ([(0, 4), (9, 12)], [(0, 4)], [])
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return []
    shown = str(value)
    found = [whole_number(digits) for digits in _NUMBER.findall(re.sub(r"dtype=\w+", "", shown))]
    numbers = [number for number in found if number is not None]
    rest = _LIST_SIGNS.sub("", _NUMBER.sub("", re.sub(r"dtype=\w+", "", shown)))
    if len(numbers) % 2 or len(numbers) < len(found) or rest not in ("", "None"):
        raise CellError(f"spans {shown[:80]!r}; allowed is a list of pairs, as [(0, 4), (9, 12)]")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def spans_in(value: Any) -> list[Span]:
    """Return the spans of one cell: objects with start, end and label, or JSON of them.

    Examples
    --------
    >>> spans_in('[{"start": 0, "end": 4, "label": "war"}]')
    [Span(start=0, end=4, label='war')]
    """
    if value is None or value == "":
        return []
    try:
        found = json.loads(value) if isinstance(value, str) else value
        spans = [Span(span["start"], span["end"], span.get("label") or "") for span in found]
    except (ValueError, TypeError, KeyError, AttributeError):
        spans, found = [], None
    whole = all(type(number) is int for span in spans for number in (span.start, span.end))
    if found is None or not whole or not all(isinstance(span.label, str) for span in spans):
        raise CellError(
            f"spans {str(value)[:80]!r}; allowed is a list of objects with start, end and label"
        )
    return spans


def flagged(row: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return those of the columns named whose cell says 1.

    Raises
    ------
    CellError
        A cell says neither 0 nor 1.

    Examples
    --------
    >>> flagged({"war": 1, "peace": "0", "fear": None}, ["war", "peace", "fear"])
    ['war']
    """
    found = []
    for name in names:
        said = "" if row[name] is None else str(row[name]).strip().lower()
        if said in TRUE:
            found.append(name)
        elif said not in FALSE:
            raise CellError(f"{name} is {str(row[name])[:80]!r}; allowed are 0 and 1")
    return found


def text_in(value: Any) -> str:
    """Return a cell as text; empty for null, whole numbers without a fraction."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
