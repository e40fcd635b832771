"""UNLP 2025, manipulation in Ukrainian and Russian Telegram posts.

Columns: ``id``, ``content``, ``lang``, ``techniques`` (a list of names) and ``trigger_words``
(a list of offset pairs; a span tells where, not which technique). Test data lack the last two.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from framing.formats.cells import CellError, labels_in, pairs_in, text_in
from framing.formats.codes import UNLP_TECHNIQUES
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import Record, Span, labels_of
from framing.formats.rows import open_rows
from framing.formats.units import by_document, check_one_coding, merged, spans_by_document

__all__ = ["MANIPULATION", "read", "read_spans", "write_spans", "write_techniques"]

#: The label of spans, which the task doesn't name.
MANIPULATION = "manipulation"


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read posts, one record for each."""
    records: list[Record] = []
    seen: set[str] = set()
    for table in open_rows(paths, options.encoding):
        table.need("id", "content")
        for row in table.rows(findings):
            try:
                record = _record(row.values, options)
            except CellError as error:
                findings.row_fault(table.path, row.number, str(error))
                continue
            if not record.id or record.id in seen:
                why = f"the id {record.id!r} is there twice" if record.id else "no id"
                findings.row_fault(table.path, row.number, f"{why}; each post needs one of its own")
            seen.add(record.id)
            records.append(record)
    return records


def read_spans(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read posts for span identification: the one label is whether something manipulates."""
    return [
        replace(record, labels=labels_of(record.spans)) for record in read(paths, options, findings)
    ]


def _record(values: dict[str, Any], options: Options) -> Record:
    codes = options.codes or UNLP_TECHNIQUES
    text = text_in(values["content"])
    labels = labels_in(values.get("techniques"))
    for label in labels:
        if label not in codes:
            raise CellError(unknown_label(label, codes))
    spans = []
    for start, end in pairs_in(values.get("trigger_words")):
        if not start < end <= len(text):
            raise CellError(
                f"the span {start} to {end} doesn't fit the post of {len(text)} characters"
            )
        spans.append(Span(start, end, MANIPULATION))
    name = text_in(values["id"])
    language = text_in(values.get("lang")) or options.language
    return Record(name, name, text, tuple(labels), tuple(spans), language=language)


def write_techniques(records: Sequence[Record], options: Options, findings: Findings) -> str:
    """Return a submission to technique classification: the id and a column of 0 and 1 each."""
    codes = options.codes or UNLP_TECHNIQUES
    check_one_coding(records, findings)
    rows: list[list[str]] = []
    for record in by_document(records):
        for label in record.labels:
            if label not in codes:
                findings.faults.append(f"{record.id}: {unknown_label(label, codes)}")
        rows.append([record.id, *(str(int(code in record.labels)) for code in codes)])
    return _csv(["id", *codes], rows)


def write_spans(records: Sequence[Record], options: Options, findings: Findings) -> str:  # noqa: ARG001
    """Return a submission to span identification: the id and the list of offset pairs."""
    found = spans_by_document(records)
    rows = [[document, str(merged(spans))] for document, spans in found.items()]
    return _csv(["id", "trigger_words"], rows)


def _csv(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
