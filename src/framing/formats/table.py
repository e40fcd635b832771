"""Tables whose columns the user names, and the tables that `framing score` writes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.formats.cells import CellError, flagged, labels_in, spans_in, text_in
from framing.formats.findings import Findings, unknown_label
from framing.formats.ids import as_id
from framing.formats.options import Columns, Options
from framing.formats.records import Record, Span, labels_of, offset_in_document
from framing.formats.rows import Table, open_rows

__all__ = ["read", "read_records"]

TEXTS = ("text", "statement", "sentence", "content", "body")
LABELS = ("labels", "frames", "codes", "label", "frame", "code")


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read tables by the columns of the options; text and labels are found by usual names."""
    records: list[Record] = []
    for table in open_rows(paths, options.encoding):
        columns = _chosen(table, options.columns)
        for row in table.rows(findings):
            try:
                record = _record(row.values, table.row_id(row.number), columns, options)
            except CellError as error:
                findings.row_fault(table.path, row.number, str(error))
                continue
            if record.text.strip():
                records.append(record)
            else:
                findings.note(f"{table.path}: row {row.number}: left out: no text")
    return records


def _chosen(table: Table, columns: Columns) -> Columns:
    """Return the columns with those that weren't named found by their usual names."""
    named = [getattr(columns, f) for f in Columns.__slots__ if f != "label_columns"]
    table.need(*named, *columns.label_columns)
    if columns.labels and columns.label_columns:
        raise InputError("name one column of labels, or a column for each label, not both")

    def usual(given: str | None, *names: str) -> str | None:
        return given or next((name for name in names if name in table.columns), None)

    text = usual(columns.text, *TEXTS)
    if text is None:
        raise InputError(
            f"{table.path}: which column holds the text? There are {', '.join(table.columns)}; "
            "name it with --text-column"
        )
    labels = columns.labels
    if not columns.label_columns:
        labels = usual(labels, *LABELS)
    return Columns(
        text=text,
        labels=labels,
        id=usual(columns.id, "id"),
        document=usual(columns.document, "document"),
        group=usual(columns.group, "group"),
        coder=usual(columns.coder, "coder"),
        language=usual(columns.language, "language", "lang"),
        spans=usual(columns.spans, "spans"),
        label_columns=columns.label_columns,
    )


def _record(values: dict[str, Any], row_id: str, columns: Columns, options: Options) -> Record:
    def cell(name: str | None) -> str:
        return text_in(values[name]) if name is not None else ""

    labels = labels_in(values[columns.labels]) if columns.labels else []
    labels += flagged(values, columns.label_columns)
    text = cell(columns.text)
    spans = spans_in(values[columns.spans]) if columns.spans else []
    if not columns.labels and not columns.label_columns:
        labels += labels_of(spans)
    _check(labels, spans, len(text), options.codes)
    ident = cell(columns.id) or row_id
    return Record(
        id=ident,
        document=cell(columns.document) or ident,
        text=text,
        labels=tuple(labels),
        spans=tuple(spans),
        group=cell(columns.group),
        coder=cell(columns.coder),
        language=cell(columns.language) or options.language,
    )


def _check(labels: list[str], spans: list[Span], length: int, codes: tuple[str, ...]) -> None:
    for label in labels:
        if codes and label not in codes:
            raise CellError(unknown_label(label, codes))
    for span in spans:
        if not 0 <= span.start < span.end <= length:
            raise CellError(
                f"the span {span.start} to {span.end} doesn't fit the text of {length} characters"
            )


def read_records(
    paths: Sequence[Path],
    options: Options,
    findings: Findings,
    *,
    best_of: tuple[str, ...] = (),
    spans: bool = False,
) -> list[Record]:
    """Read what `framing import` or `framing score` wrote.

    Parameters
    ----------
    paths : sequence of Path
    options : Options
    findings : Findings
    best_of : tuple of str
        Of scored rows take the one of these labels with the highest probability, for tasks
        where a text has exactly one.
    spans : bool
        Only of rows that are one span do so, and take as many as the span was marked times.

    Returns
    -------
    list of Record
        Of scored rows the labels are those the model found, and the coders' spans are dropped.
    """
    records: list[Record] = []
    # Labels may be ids still; what they are ids of is found behind.
    allowed = dict.fromkeys((*options.codes, *map(as_id, options.codes)))
    options = replace(options, codes=tuple(allowed))
    for table in open_rows(paths, options.encoding):
        prefix = None if options.columns.labels else _score_prefix(table.columns)
        wanted = options.columns
        if prefix is not None:
            wanted = replace(wanted, labels=f"{prefix}frames")
        columns = _chosen(table, wanted)
        passages = prefix is not None and f"{prefix}passage" in table.columns
        if passages and columns.document == f"{prefix}document":
            columns = replace(columns, document=None)  # it has the rows' numbers
        for row in table.rows(findings):
            values = row.values
            if prefix is not None:
                values = _decided(values, prefix, columns, best_of, spans=spans)
                if values.get(f"{prefix}error"):
                    why = values[f"{prefix}error"]
                    findings.note(f"{table.path}: row {row.number}: was not scored: {why}")
            try:
                record = _record(values, table.row_id(row.number), columns, options)
                records.append(_placed(record, values, prefix) if passages else record)
            except CellError as error:
                findings.row_fault(table.path, row.number, str(error))
    return records


def _placed(record: Record, values: dict[str, Any], prefix: str | None) -> Record:
    """Return a passage, as `framing score --unit` gives them, with its place in its document."""
    base = offset_in_document(record)
    start, end = (base + int(values[f"{prefix}{side}"] or 0) for side in ("start", "end"))
    return replace(record, id=f"{record.document}:{start}-{end}")


def _score_prefix(names: Sequence[str]) -> str | None:
    """Return what stands before the columns that `framing score` added; None without them."""
    for name in names:
        prefix = name.removesuffix("known_words")
        if prefix != name and {f"{prefix}frames", f"{prefix}undecided"} <= set(names):
            return prefix
    return None


def _decided(
    values: dict[str, Any],
    prefix: str,
    columns: Columns,
    best_of: tuple[str, ...],
    *,
    spans: bool,
) -> dict[str, Any]:
    """Return a scored row with what the model decided, without what coders marked."""
    values = dict(values)
    wanted = _times_marked(values, columns) if spans else 1
    # Models know a code by its id.
    names = dict.fromkeys((*best_of, *map(as_id, best_of)))
    candidates = [name for name in names if values.get(prefix + name) not in (None, "")]
    if candidates and wanted:
        candidates.sort(key=lambda name: float(values[prefix + name]), reverse=True)
        values[f"{prefix}frames"] = candidates[:wanted]
    if columns.spans:
        values[columns.spans] = []
    return values


def _times_marked(values: dict[str, Any], columns: Columns) -> int:
    """Return how many spans a row's text is, from its first character to its last."""
    length = len(text_in(values[columns.text])) if columns.text else 0
    marked = spans_in(values[columns.spans]) if columns.spans else []
    return sum((span.start, span.end) == (0, length) for span in marked)
