"""Label Studio: the JSON export of text projects, a list of tasks.

A task has ``data`` (the text among it) and ``annotations``, one for each coder. Of an
annotation's results these are labels: ``choices`` and ``taxonomy`` for the whole text, or for a
span where they are asked for each region, and ``labels`` for a span. Offsets count code points,
a line break of two characters as two; exports before 2022 count UTF-16 units
(HumanSignal/label-studio#1347), which is found out by the span's own ``text``. Spans in HTML
(``HyperText``) are given by paths and offsets of text nodes; the record's text is what the HTML
shows.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from framing.formats.cells import text_in
from framing.formats.findings import Findings, unknown_label
from framing.formats.html_text import HtmlText
from framing.formats.options import Options
from framing.formats.records import Record, Span, labels_of, whole_number
from framing.formats.sources import files_in, json_array, kind_of

__all__ = ["read", "write"]

TEXTS = ("text", "content", "body", "sentence", "statement", "document")
#: Types of results: labels of the whole text, and of spans.
WHOLE, MARKED = ("choices", "taxonomy"), ("labels", "hypertextlabels")
TEXT_KEY, CHOICES, LABELS = "text", "frames", "spans"


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read tasks, one record for each annotation that wasn't skipped."""
    records: list[Record] = []
    ignored: dict[str, int] = {}
    for path in files_in(paths, (".json",)):
        tasks = list(json_array(path, options.encoding))
        html = _is_html(tasks)
        for line, task in tasks:
            what = _fault(task)
            data = {} if what else task["data"]
            key = options.columns.text or next((k for k in TEXTS if k in data), None)
            key = key or next((k for k, v in data.items() if isinstance(v, str)), TEXT_KEY)
            if what is None and not isinstance(data.get(key), str):
                what = f"data.{key} is {kind_of(data.get(key))}; name the text with --text-column"
            if what:
                findings.fault(path, line, what)
                continue
            source = _Source(data[key], html=html)
            active = [a for a in task["annotations"] if not a.get("was_cancelled")]
            if not active:
                ignored["tasks nobody annotated"] = ignored.get("tasks nobody annotated", 0) + 1
            for annotation in active:
                found = _record(task, source, annotation, options, ignored)
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
    results = [annotation.get("result") or [] for annotation in task["annotations"]]
    if not all(isinstance(r, list) and all(isinstance(x, dict) for x in r) for r in results):
        return "a 'result' is no list of objects; export the project as JSON"
    return None


class _Source:
    """The text that was annotated, and where in it spans lie.

    Parameters
    ----------
    data : str
    html : bool
        The text is what the HTML shows, and spans are given by the paths of its text nodes.
    """

    def __init__(self, data: str, *, html: bool) -> None:
        self._page = HtmlText(data) if html else None
        self.text = self._page.text if self._page else data

    def place(self, value: dict[str, Any]) -> tuple[int, int] | str:
        """Return a span's offsets in code points, or what is wrong with them."""
        start, end, said = value.get("start"), value.get("end"), value.get("text")
        # What a browser counts in HTML is UTF-16 units.
        ways = (_code_points, _as_it_is) if self._page else (_as_it_is, _code_points)
        for count in ways if isinstance(said, str) else ways[:1]:
            first, last = self._offset(value, "start", count), self._offset(value, "end", count)
            if first is None or last is None:
                where = "a text node of the HTML" if self._page else "whole numbers, in plain text"
                return f"a span from {start!r} to {end!r}; needed is {where} for each"
            fits = 0 <= first < last <= len(self.text)
            if fits and (
                not isinstance(said, str) or _plain(self.text[first:last]) == _plain(said)
            ):
                return first, last
        says = f", where it says {said[:40]!r}," if isinstance(said, str) else ""
        return (
            f"the span {start} to {end}{says} doesn't fit the text of {len(self.text)} "
            "characters; was the text changed after it was annotated?"
        )

    def _offset(
        self, value: dict[str, Any], side: str, count: Callable[[str, int], int]
    ) -> int | None:
        """Return one side of a span; None if it is of another kind than the text."""
        at, base, text = value.get(side), 0, self.text
        if self._page and isinstance(at, str):
            node = self._page.place(at)
            if node is None:
                return None
            base, text, at = node[0], text[slice(*node)], value.get(f"{side}Offset")
        elif self._page:
            return None
        return base + count(text, at) if type(at) is int else None


def _as_it_is(text: str, at: int) -> int:  # noqa: ARG001
    return at


def _code_points(text: str, at: int) -> int:
    """Return how many code points there are in so many UTF-16 units."""
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * max(at, 0)]
    beyond = max(at - len(before) // 2, 0)
    return len(before.decode("utf-16-le", "surrogatepass")) + beyond


def _plain(text: str) -> str:
    """Return a text without white space: line breaks are shown, and told, in several ways."""
    return "".join(text.replace("\\n", " ").split())


def _record(
    task: dict[str, Any],
    source: _Source,
    annotation: dict[str, Any],
    options: Options,
    ignored: dict[str, int],
) -> Record | str:
    """Return what one coder coded, or what is wrong with it."""
    labels: list[str] = []
    spans: list[Span] = []
    for result in annotation.get("result") or []:
        kind, value = result.get("type"), result.get("value")
        if kind not in (*WHOLE, *MARKED) or not isinstance(value, dict):
            name = f"results of type {kind!r}"
            ignored[name] = ignored.get(name, 0) + 1
            continue
        names = _names(value.get(kind) or [])
        if names is None:
            return f"{kind} {str(value[kind])[:80]!r}; allowed is a list of names"
        for name in names:
            if options.codes and name not in options.codes:
                return unknown_label(name, options.codes)
        labels += names
        # Choices and taxonomies may be of a region too (perRegion).
        if kind in MARKED or "start" in value:
            place = source.place(value)
            if isinstance(place, str):
                return place
            spans += [Span(*place, name) for name in names]
    data = task["data"]
    name = text_in(data.get("id")) or text_in(task.get("id"))
    return Record(
        id=name,
        document=text_in(data.get("document")) or name,
        text=source.text,
        labels=tuple(dict.fromkeys(labels)),
        spans=tuple(spans),
        group=text_in(data.get("group")),
        coder=_coder(annotation.get("completed_by")),
        language=text_in(data.get("language")) or options.language,
    )


def _names(found: Any) -> list[str] | None:
    """Return labels, of taxonomies the whole path; None if they are something else."""
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list):
        return None
    names = [" > ".join(map(str, name)) if isinstance(name, list) else name for name in found]
    return names if all(isinstance(name, str) for name in names) else None


def _coder(who: Any) -> str:
    if isinstance(who, dict):
        return text_in(who.get("email") or who.get("username") or who.get("id"))
    return text_in(who)


def _is_html(tasks: Sequence[tuple[int, Any]]) -> bool:
    """Whether spans are given by paths, so that the texts of all tasks are HTML."""
    return any(
        isinstance(result.get("value"), dict)
        and str(result["value"].get("start", "")).startswith("/")
        for _, task in tasks
        if _fault(task) is None
        for annotation in task["annotations"]
        for result in annotation.get("result") or []
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
            who = whole_number(coding.coder)
            annotation["completed_by"] = {"email": coding.coder} if who is None else who
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
