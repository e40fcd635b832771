"""Results as JSON."""

import json
import re
from dataclasses import asdict
from typing import Any

from framing.documents import Document, Passage
from framing.evidence import Classification

__all__ = ["classification_to_dict", "document_to_dict", "to_json"]

#: Characters that JSON allows as they are and a terminal may obey.
UNSAFE = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def classification_to_dict(found: Classification) -> dict[str, Any]:
    """Return a classification as plain data, numbers rounded to six decimals."""
    data: dict[str, Any] = _rounded(asdict(found))
    return data


def document_to_dict(document: Document) -> dict[str, Any]:
    """Return a document as plain data, each passage with its text."""
    data: dict[str, Any] = _rounded(
        {
            "text": document.text,
            "unit": document.unit,
            "whole": asdict(document.whole),
            "passages": [_passage(document.text, passage) for passage in document.passages],
            "totals": [asdict(total) for total in document.totals],
        }
    )
    return data


def _passage(text: str, passage: Passage) -> dict[str, Any]:
    return {"text": text[passage.start : passage.end], **asdict(passage)}


def to_json(data: object, encoding: str = "utf-8") -> str:
    """Return plain data as indented JSON.

    What could move a terminal's cursor or turn its text around, and lone surrogates, are
    written as escapes, which JSON reads as the same characters; so are all that aren't ASCII
    where the encoding lacks one.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode(encoding, "surrogatepass" if encoding.lower().startswith("utf") else "strict")
    except UnicodeEncodeError:
        text = json.dumps(data, ensure_ascii=True, indent=2, allow_nan=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
