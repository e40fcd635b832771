"""Label Studio: the JSON export of text projects, a list of tasks.

A task has ``data`` (the text among it) and ``annotations``, one for each coder. Of an
annotation's results these are labels: ``choices`` and ``taxonomy`` for the whole text, and
``labels`` for a span of it. Offsets count code points; exports before 2022 count UTF-16 units
(HumanSignal/label-studio#1347), which is found out by the span's own ``text``.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from framing.formats.cells import text_in
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import Record, Span, labels_of
from framing.formats.sources import files_in, json_array, kind_of

__all__ = ["read", "write"]

TEXTS = ("text", "content", "body", "sentence", "statement", "document")
TEXT_KEY, CHOICES, LABELS = "text", "frames", "spans"


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read tasks, one record for each annotation that wasn't skipped."""
    records: list[Record] = []
    ignored: dict[str, int] = {}
    for path in files_in(paths, (".json",)):
        for line, task in json_array(path, options.encoding):
            what = _fault(task)
            data = {} if what else task["data"]
            key = options.columns.text or next((k for k in TEXTS if k in data), None)
            key = key or next((k for k, v in data.items() if isinstance(v, str)), TEXT_KEY)
            if what is None and not isinstance(data.get(key), str):
                what = f"data.{key} is {kind_of(data.get(key))}; name the text with --text-column"
            if what:
                findings.fault(path, line, what)
                continue
            active = [a for a in task["annotations"] if not a.get("was_cancelled")]
            if not active:
                ignored["tasks nobody annotated"] = ignored.get("tasks nobody annotated", 0) + 1
            for annotation in active:
                found = _record(task, data[key], annotation, options, ignored)
                if isinstance(found, str):
                    findings.fault(path, line, f"task {task.get('id')}: {found}")
                else:
                    records.append(found)
    for what, count in ignored.items():
        findings.note(f"{count} {what} were left out")
    return records


def _fault(task: Any) -> str | None:
    """Return what tells that this is no task of the JSON export."""
    if not isinstance(task, dict):
        return f"{kind_of(task)}, not a task; export the project as JSON"
    if "completions" in task:
        return (
            "'completions' instead of 'annotations': a project of before Label Studio 1.0; "
            "export it with 1.0 or later as JSON"
        )
    if "annotations" not in task or "data" not in task:
        return (
            "no 'data' and 'annotations': this is JSON-MIN or another export; export the "
            "project as JSON"
        )
    if not isinstance(task["data"], dict) or not isinstance(task["annotations"], list):
        return "'data' must be an object and 'annotations' a list; export the project as JSON"
    if not all(isinstance(annotation, dict) for annotation in task["annotations"]):
        return "annotations without their results; export the project as JSON, not by its list"
    return None


def _record(
    task: dict[str, Any],
    text: str,
    annotation: dict[str, Any],
    options: Options,
    ignored: dict[str, int],
) -> Record | str:
    """Return what one coder coded, or what is wrong with it."""
    labels: list[str] = []
    spans: list[Span] = []
    for result in annotation.get("result") or []:
        kind, value = result.get("type"), result.get("value")
        if kind not in ("choices", "taxonomy", "labels") or not isinstance(value, dict):
            name = f"results of type {kind!r}"
            ignored[name] = ignored.get(name, 0) + 1
            continue
        found = value.get(kind) or []
        names = [" > ".join(n) if isinstance(n, list) else str(n) for n in found]
        for name in names:
            if options.codes and name not in options.codes:
                return unknown_label(name, options.codes)
        labels += names
        if kind == "labels":
            place = _place(text, value)
            if isinstance(place, str):
                return place
            spans += [Span(*place, name) for name in names]
    data = task["data"]
    name = text_in(data.get("id")) or text_in(task.get("id"))
    return Record(
        id=name,
        document=text_in(data.get("document")) or name,
        text=text,
        labels=tuple(dict.fromkeys(labels)),
        spans=tuple(spans),
        group=text_in(data.get("group")),
        coder=_coder(annotation.get("completed_by")),
        language=text_in(data.get("language")) or options.language,
    )


def _coder(who: Any) -> str:
    if isinstance(who, dict):
        return text_in(who.get("email") or who.get("username") or who.get("id"))
    return text_in(who)


def _place(text: str, value: dict[str, Any]) -> tuple[int, int] | str:
    """Return a span's offsets in code points, or what is wrong with them."""
    start, end, said = value.get("start"), value.get("end"), value.get("text")
    if type(start) is not int or type(end) is not int:
        return (
            f"a span from {start!r} to {end!r}; only spans in plain text can be read, not in HTML"
        )
    if 0 <= start < end <= len(text) and (not isinstance(said, str) or text[start:end] == said):
        return start, end
    units = text.encode("utf-16-le", "surrogatepass")
    if isinstance(said, str) and units[2 * start : 2 * end] == said.encode(
        "utf-16-le", "surrogatepass"
    ):
        first = len(units[: 2 * start].decode("utf-16-le", "surrogatepass"))
        return first, first + len(said)
    says = f", where it says {said[:40]!r}," if isinstance(said, str) else ""
    return (
        f"the span {start} to {end}{says} doesn't fit the text of {len(text)} characters; was "
        "the text changed after it was annotated?"
    )


def write(records: Sequence[Record], options: Options, findings: Findings) -> str:  # noqa: ARG001
    """Return tasks to be imported, with annotations, or with predictions to be corrected.

    They fit a labelling interface with ``<Text name="text" value="$text"/>``, ``<Choices
    name="frames" toName="text" choice="multiple">`` and ``<Labels name="spans" toName="text">``.
    """
    units: dict[str, list[Record]] = {}
    for record in records:
        units.setdefault(record.id, []).append(record)
    tasks = [
        _task(number, codings, "predictions" if options.predictions else "annotations")
        for number, codings in enumerate(units.values(), 1)
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def _task(number: int, codings: Sequence[Record], kind: str) -> dict[str, Any]:
    first = codings[0]
    names = ("id", "document", "group", "language")
    data = {name: getattr(first, name) for name in names if getattr(first, name)}
    annotations: list[dict[str, Any]] = []
    for coding in codings:
        annotation: dict[str, Any] = {"result": list(_results(coding))}
        if kind == "predictions":
            annotation["model_version"] = "framing"
        elif coding.coder:
            who = coding.coder
            annotation["completed_by"] = int(who) if who.isdecimal() else {"email": who}
        annotations.append(annotation)
    return {"id": number, "data": {TEXT_KEY: first.text} | data, kind: annotations}


def _results(record: Record) -> Iterator[dict[str, Any]]:
    whole = [label for label in record.labels if label not in labels_of(record.spans)]
    if whole:
        yield {
            "id": "frames",
            "from_name": CHOICES,
            "to_name": TEXT_KEY,
            "type": "choices",
            "value": {"choices": whole},
        }
    for number, span in enumerate(record.spans):
        text = record.text[span.start : span.end]
        value = {"start": span.start, "end": span.end, "text": text, "labels": [span.label]}
        yield {
            "id": f"span{number}",
            "from_name": LABELS,
            "to_name": TEXT_KEY,
            "type": "labels",
            "value": value,
        }
