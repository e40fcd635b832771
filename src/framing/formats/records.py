"""The one flat form between all formats: a text, its labels and spans, and who coded them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from framing.files import atomic_path

__all__ = [
    "UNKNOWN",
    "Record",
    "Span",
    "labels_of",
    "offset_in_document",
    "whole_number",
    "write_records",
]

#: The label of a span whose label is to be found, as templates of test data have it.
UNKNOWN = "?"
#: More digits than any offset, line or code has; Python refuses numbers of thousands.
DIGITS = 18


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a record's text: code points, end exclusive, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Record:
    """One text as one coder coded it.

    Attributes
    ----------
    id : str
        The unit. Where several coders coded it, each has a record with this id. A part of a
        document is ``document:start-end`` (offsets) or ``document:line``.
    document : str
        The article or thread that the text stands in.
    text : str
    labels : tuple of str
        Codes of the whole text, those of its spans among them; may be empty.
    spans : tuple of Span
    group : str
        The unit by which data are split (outlet, event, issue). Empty where unknown.
    coder, language : str
        Empty where unknown.
    """

    id: str
    document: str
    text: str
    labels: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    group: str = ""
    coder: str = ""
    language: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as it is written to JSON Lines."""
        data = asdict(self)
        data["labels"], data["spans"] = list(self.labels), [asdict(span) for span in self.spans]
        return data


def labels_of(spans: Iterable[Span]) -> tuple[str, ...]:
    """Return the labels of spans, each once, in order of first sight."""
    return tuple(dict.fromkeys(span.label for span in spans if span.label))


def whole_number(text: str) -> int | None:
    """Return the number that a text of digits says; None for any other text.

    Examples
    --------
    >>> whole_number("12"), whole_number("-3"), whole_number("9" * 5000)
    (12, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def offset_in_document(record: Record) -> int:
    """Return where a record's text begins in its document.

    Examples
    --------
    >>> offset_in_document(Record("111:40-52", "111", "Stop the war"))
    40
    >>> offset_in_document(Record("111", "111", "The whole article."))
    0
    """
    place = record.id.removeprefix(f"{record.document}:")
    first, _, last = place.partition("-")
    start, end = whole_number(first), whole_number(last)
    return start if place != record.id and start is not None and end is not None else 0


def write_records(path: str | Path, records: Sequence[Record], *, force: bool = False) -> None:
    """Write records as JSON Lines, whole or not at all.

    Raises
    ------
    OutputError
        The place can't be written to, or a file is there and `force` isn't given.
    """
    with atomic_path(path, force) as place, place.open("w", encoding="utf-8") as file:
        for record in records:
            line = json.dumps(record.to_dict(), ensure_ascii=False)
            file.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
