"""Results as JSON."""

import json
import re
from dataclasses import asdict
from typing import Any

from framing.documents import Document, Passage
from framing.evidence import Classification
from framing.explanation import Evidence, Explanation

__all__ = ["classification_to_dict", "document_to_dict", "explanation_to_dict", "to_json"]

#: Of the numbers of an explanation.
DECIMALS = 12
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


def explanation_to_dict(why: Explanation) -> dict[str, Any]:
    """Return an explanation as plain data, with what checks its sums.

    Numbers have `DECIMALS` decimals, so that the contributions of a long text still add up.
    """
    data: dict[str, Any] = {"text": why.text[why.start : why.end]}
    data |= {"start": why.start, "end": why.end}
    if why.passage is not None:
        said = why.passage
        data |= {"paragraph": said.paragraph, "voice": said.voice, "confidence": said.confidence}
        data["speaker"] = None if said.speaker is None else asdict(said.speaker)
        data |= {"own": said.own, "quoted": said.quoted}
    data |= {"frames": why.frames, "undecided": why.undecided, "known_words": why.known_words}
    data["without"] = None if why.without is None else asdict(why.without)
    evidence = [_evidence(found) for found in why.evidence]
    return {**_rounded(data, DECIMALS), "evidence": evidence}


def _evidence(found: Evidence) -> dict[str, Any]:
    # By hand: asdict would copy the million small values of a long text, each by itself.
    decided = {"probability": found.probability, "threshold": found.threshold}
    check = {"margin": found.margin, "intercept": found.intercept}
    check |= {"sum_of_contributions": found.total, "difference": found.difference}
    return {
        "frame": found.frame,
        "name": found.name,
        **_rounded(decided, DECIMALS),
        "present": found.present,
        **_rounded(check, DECIMALS),
        "contributions": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "weight": round(one.weight, DECIMALS),
            }
            for one in found.contributions
        ],
        "shades": [
            {
                "start": one.start,
                "end": one.end,
                "weight": round(one.weight, DECIMALS),
                "level": one.level,
            }
            for one in found.shades
        ],
    }


def to_json(data: object, encoding: str = "utf-8", *, indent: int | None = 2) -> str:
    """Return plain data as JSON; without `indent` on one line, which is ten times as fast.

    What could move a terminal's cursor or turn its text around, and lone surrogates, are
    written as escapes, which JSON reads as the same characters; so are all that aren't ASCII
    where the encoding lacks one.
    """
    text = json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    try:
        text.encode(encoding, "surrogatepass" if encoding.lower().startswith("utf") else "strict")
    except UnicodeEncodeError:
        text = json.dumps(data, ensure_ascii=True, indent=indent, allow_nan=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _rounded(value: Any, decimals: int = 6) -> Any:
    if isinstance(value, float):
        return round(value, decimals) + 0.0  # what is minus zero becomes zero
    if isinstance(value, dict):
        return {key: _rounded(item, decimals) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item, decimals) for item in value]
    return value
