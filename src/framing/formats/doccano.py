"""doccano: JSONL exports of text classification, sequence labelling and both together.

A line has ``text`` and ``label``: names for the whole text, or ``[start, end, name]`` for
spans. Projects with relations have ``entities`` as objects, those with intents have ``cats``
beside them. Each coder's export is a file by the coder's name; a shared one is ``all.jsonl``.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from framing.formats.cells import text_in
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import Record, Span, labels_of
from framing.formats.sources import files_in, json_lines

__all__ = ["read", "write"]

SHARED = ("all", "unknown")
KEYS = ("label", "labels", "cats", "entities")


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read exports, one record for each line."""
    records: list[Record] = []
    for path in files_in(paths, (".jsonl", ".json")):
        coder = "" if path.stem in SHARED else path.stem
        for line, entry in json_lines(path, findings, options.encoding):
            found = _record(entry, line, coder, options)
            if isinstance(found, str):
                findings.fault(path, line, found)
            else:
                records.append(found)
    return records


def _record(entry: dict[str, Any], line: int, coder: str, options: Options) -> Record | str:
    """Return the record of one line, or what is wrong with it."""
    text = entry.get(options.columns.text or "text", entry.get("data"))
    if not isinstance(text, str):
        return f"no text; the fields are {', '.join(entry)}; is this an export of texts?"
    if isinstance(entry.get("annotations"), list):
        return (
            "'annotations' with numbers of labels: an export of doccano before 1.0; export "
            "'JSONL (Text label)', or use doccano 1.0 or later"
        )
    if not any(key in entry for key in KEYS):
        return f"no label; the fields are {', '.join(entry)}; export JSONL, not the bare data set"
    labels: list[str] = []
    spans: list[Span] = []
    for key in KEYS:
        value = entry.get(key) or []
        for item in value if isinstance(value, list) else [value]:
            found = _label(item, text)
            if isinstance(found, Span):
                spans.append(found)
            elif found.startswith("\0"):
                return found[1:]
            else:
                labels.append(found)
    for label in (*labels, *labels_of(spans)):
        if options.codes and label not in options.codes:
            return unknown_label(label, options.codes)
    name = text_in(entry.get("id")) or str(line)
    return Record(
        id=name,
        document=text_in(entry.get("document")) or name,
        text=text,
        labels=tuple(dict.fromkeys((*labels, *labels_of(spans)))),
        spans=tuple(spans),
        group=text_in(entry.get("group")),
        coder=text_in(entry.get("coder")) or coder,
        language=text_in(entry.get("language")) or options.language,
    )


def _label(item: Any, text: str) -> str | Span:
    r"""Return a label, a span, or what is wrong with the item behind ``\0``."""
    if isinstance(item, str) and item:
        return item
    place = item
    if isinstance(item, dict):
        place = [item.get("start_offset"), item.get("end_offset"), item.get("label")]
    if not isinstance(place, list) or [type(part) for part in place] != [int, int, str]:
        return f"\0label {str(item)[:80]!r}; allowed are names, and spans [start, end, name]"
    start, end, label = place
    if not 0 <= start < end <= len(text):
        return f"\0the span {start} to {end} doesn't fit the text of {len(text)} characters"
    return Span(start, end, label)


def write(records: Sequence[Record], options: Options, findings: Findings) -> str:  # noqa: ARG001
    """Return lines to be imported: for classification, sequence labelling, or both.

    Which of the three is the same for all lines, as doccano's projects want it.
    """
    spans = any(record.spans for record in records)
    whole = any(set(record.labels) - set(labels_of(record.spans)) for record in records)
    return "".join(
        json.dumps(_line(record, spans=spans, whole=whole), ensure_ascii=False) + "\n"
        for record in records
    )


def _line(record: Record, *, spans: bool, whole: bool) -> dict[str, Any]:
    places = [[span.start, span.end, span.label] for span in record.spans]
    names = [label for label in record.labels if label not in labels_of(record.spans)]
    line: dict[str, Any] = {"id": record.id, "text": record.text}
    if spans and whole:
        line |= {"cats": names, "entities": places}
    else:
        line["label"] = places if spans else names
    for name in ("document", "group", "coder", "language"):
        if getattr(record, name):
            line[name] = getattr(record, name)
    return line
