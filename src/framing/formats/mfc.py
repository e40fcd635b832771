"""The Media Frames Corpus 4.0: one JSON object an issue, from article id to text and codings.

``annotations.framing`` has a list of spans for each coder, each with ``start``, ``end`` and
``code``. A code's whole part is the frame, 1 to 15; its fraction tells whether a span cues it
(.0), stands in the headline (.1), or says that it is the article's primary frame (.2, put on
the word PRIMARY, which stands with the id before the text).
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from framing.formats.codes import FRAMES
from framing.formats.findings import Findings
from framing.formats.options import Options
from framing.formats.records import Record, Span
from framing.formats.sources import files_in, json_object, kind_of

__all__ = ["read", "read_primary"]

#: What is before each text: its id and the word on which the primary frame is coded.
_HEAD = re.compile(r"[^\n]*\s*\n\s*PRIMARY\s*\n\s*")
PRIMARY = 2
IRRELEVANT = 16


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read codings, one record for each coder of each article."""
    records: list[Record] = []
    without = 0
    for path in files_in(paths, (".json",)):
        for line, key, article in json_object(path, options.encoding):
            what = _fault(article)
            if what:
                findings.fault(path, line, f"{key}: {what}")
                continue
            framing = article["annotations"]["framing"]
            without += not framing
            for coder, spans in framing.items():
                found = _coding(key, article, coder, spans)
                if isinstance(found, str):
                    findings.fault(path, line, f"{key}: coder {coder}: {found}")
                else:
                    records.append(found)
    if without:
        findings.note(f"{without} articles were coded by nobody for frames; they were left out")
    return records


def read_primary(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read the primary frame that the coders settled on, one record for each article with one."""
    records: list[Record] = []
    without = 0
    for path in files_in(paths, (".json",)):
        for line, key, article in json_object(path, options.encoding):
            what = _fault(article)
            code = None if what else article.get("primary_frame")
            if code != code:  # noqa: PLR0124 - NaN, as pandas writes what is missing
                code = None
            if what is None and code is not None:
                frame = _frame(code)
                if frame is None:
                    what = f"primary_frame {code!r}; allowed are codes from 1 to 15"
                else:
                    records.append(_record(key, article, (frame,) if frame else ()))
            elif what is None:
                without += 1
            if what:
                findings.fault(path, line, f"{key}: {what}")
    if without:
        findings.note(f"{without} articles have no settled primary frame; they were left out")
    return records


def _fault(article: Any) -> str | None:
    if not isinstance(article, dict):
        return f"{kind_of(article)}, not an object; is this a file of codings?"
    if not isinstance(article.get("text"), str):
        return "no text; versions 1 to 3 keep the articles apart: join them first, or use 4.0"
    annotations = article.get("annotations")
    if not isinstance(annotations, dict) or not isinstance(annotations.get("framing"), dict):
        return "no annotations.framing; the file of unlabelled articles has no codings"
    return None


def _frame(code: Any) -> str | None:
    """Return the frame of a code; empty for "irrelevant", None for an unknown code."""
    if isinstance(code, bool) or not isinstance(code, int | float) or not math.isfinite(code):
        return None
    number = int(code)
    if number == IRRELEVANT:
        return ""
    return FRAMES[number - 1] if 1 <= number <= len(FRAMES) else None


def _coding(key: str, article: dict[str, Any], coder: str, found: Any) -> Record | str:
    """Return what one coder coded, or what is wrong with it."""
    text = article["text"]
    labels: list[str] = []
    spans: list[Span] = []
    for entry in found if isinstance(found, list) else [found]:
        if not isinstance(entry, dict):
            return f"{kind_of(entry)} instead of a span; allowed is a list of objects"
        start, end, code = (entry.get(name) for name in ("start", "end", "code"))
        frame = _frame(code)
        if frame is None:
            return f"unknown code {code!r}; allowed are codes from 1.0 to 15.2, and 16.2"
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= len(text):
            return f"the span {start} to {end} doesn't fit the text of {len(text)} characters"
        if frame:
            labels.append(frame)
        if frame and start < end and round(float(entry["code"]) * 10) % 10 != PRIMARY:
            spans.append(Span(start, end, frame))
    return _record(key, article, tuple(dict.fromkeys(labels)), tuple(spans), coder)


def _record(
    key: str,
    article: dict[str, Any],
    labels: tuple[str, ...],
    spans: tuple[Span, ...] = (),
    coder: str = "",
) -> Record:
    head = _HEAD.match(article["text"])
    cut = head.end() if head else 0
    return Record(
        id=key,
        document=key,
        text=article["text"][cut:],
        labels=labels,
        spans=tuple(
            sorted(
                (Span(max(s.start - cut, 0), s.end - cut, s.label) for s in spans if s.end > cut),
                key=lambda s: (s.start, s.end, s.label),
            )
        ),
        group=str(article.get("source") or key),
        coder=coder,
        language="en",
    )
