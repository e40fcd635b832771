"""Documents to smaller units and back, and the codings of several coders to one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from framing.errors import InputError, suggest
from framing.formats.findings import Findings
from framing.formats.records import Record, Span, labels_of, offset_in_document
from framing.sentences import find_sentences

__all__ = [
    "MERGES",
    "UNITS",
    "by_document",
    "check_ids",
    "check_one_coding",
    "merge_coders",
    "merged",
    "spans_by_document",
    "split",
]

UNITS = ("document", "paragraph", "sentence", "span")
MERGES = ("each", "any", "majority", "all")


def split(records: Sequence[Record], unit: str) -> list[Record]:
    """Split records into paragraphs (lines), sentences or their spans.

    Each part has the labels of the spans that reach into it; its id is
    ``document:start-end`` and its group the document's, so that no document is parted
    between training and test.

    Parameters
    ----------
    records : sequence of Record
    unit : {"document", "paragraph", "sentence", "span"}

    Raises
    ------
    InputError
        The unit is unknown, or a record has labels of which no span tells where they hold.

    Examples
    --------
    >>> record = Record("7", "7", "No war. Peace.", ("war",), (Span(3, 6, "war"),))
    >>> [(part.id, part.text, part.labels) for part in split([record], "sentence")]
    [('7:0-7', 'No war.', ('war',)), ('7:8-14', 'Peace.', ())]
    """
    if unit not in UNITS:
        raise InputError(f"unknown unit {unit!r}; {suggest(unit, UNITS)}")
    if unit == "document":
        return list(records)
    for record in records:
        whole = [label for label in record.labels if label not in labels_of(record.spans)]
        if whole:
            raise InputError(
                f"{record.id}: {whole[0]!r} is coded of the whole text, so a {unit} of it has no "
                "label; leave out --unit"
            )
    return [part for record in records for part in _parts(record, unit)]


def _parts(record: Record, unit: str) -> Iterator[Record]:
    base = offset_in_document(record)
    for start, end in dict.fromkeys(_places(record, unit)):
        if unit == "span":
            own = [s for s in record.spans if (s.start, s.end) == (start, end)]
        else:
            own = [s for s in record.spans if s.start < end and s.end > start]
        spans = tuple(
            Span(max(s.start, start) - start, min(s.end, end) - start, s.label) for s in own
        )
        yield replace(
            record,
            id=f"{record.document}:{base + start}-{base + end}",
            text=record.text[start:end],
            labels=tuple(label for label in labels_of(spans) if label in record.labels),
            spans=spans,
            group=record.group or record.document,
        )


def _places(record: Record, unit: str) -> Iterator[tuple[int, int]]:
    if unit == "span":
        yield from ((span.start, span.end) for span in record.spans)
    elif unit == "sentence":
        yield from ((found.start, found.end) for found in find_sentences(record.text))
    else:
        at = 0
        for line in record.text.split("\n"):
            if line.strip():
                yield at, at + len(line)
            at += len(line) + 1


def merge_coders(records: Sequence[Record], how: str) -> list[Record]:
    """Make one record of each unit that several coders coded.

    Parameters
    ----------
    records : sequence of Record
    how : {"each", "any", "majority", "all"}
        Keep a record for each coder, or the labels that any, most or all of them gave.

    Raises
    ------
    InputError
        Unknown `how`, or two records of one unit have different texts.

    Examples
    --------
    >>> coded = [Record("1", "1", "War.", labels) for labels in (("a",), ("a", "b"), ("b",))]
    >>> merge_coders(coded + coded[:1], "majority")[0].labels
    ('a',)
    """
    if how not in MERGES:
        raise InputError(f"unknown way to merge {how!r}; {suggest(how, MERGES)}")
    if how == "each":
        return list(records)
    units: dict[str, list[Record]] = {}
    for record in records:
        units.setdefault(record.id, []).append(record)
    return [_merged(codings, how) for codings in units.values()]


def _merged(codings: Sequence[Record], how: str) -> Record:
    first, n = codings[0], len(codings)
    if any(coding.text != first.text for coding in codings):
        raise InputError(f"{first.id}: its coders have different texts; ids must tell units apart")
    needed = {"any": 1, "majority": n // 2 + 1, "all": n}[how]
    counts = Counter(label for coding in codings for label in dict.fromkeys(coding.labels))
    labels = tuple(label for label, count in counts.items() if count >= needed)
    # A span of a label that wasn't kept goes; labels that only spans carry don't take part.
    kept = set(labels_of(s for c in codings for s in c.spans)) - set(counts)
    spans = {s for c in codings for s in c.spans if s.label in labels or s.label in kept}
    ordered = tuple(sorted(spans, key=lambda s: (s.start, s.end, s.label)))
    return replace(first, labels=labels, spans=ordered, coder="" if n > 1 else first.coder)


def check_ids(records: Iterable[Record], findings: Findings) -> None:
    """Add a fault for each id that two different texts have."""
    texts: dict[str, str] = {}
    wrong = [r.id for r in records if texts.setdefault(r.id, r.text) != r.text]
    findings.faults += [
        f"{name}: two different texts have this id; each text needs one of its own"
        for name in dict.fromkeys(wrong)
    ]


def check_one_coding(records: Iterable[Record], findings: Findings) -> None:
    """Add a fault for each text that is there twice, which a submission can't tell."""
    for name, count in Counter(record.id for record in records).items():
        if count > 1:
            findings.faults.append(
                f"{name}: there are {count} codings of this text, and a submission has one; of "
                "several coders make one with `framing import --merge`"
            )


def by_document(records: Iterable[Record]) -> list[Record]:
    """Return one record for each document, with the labels of all its parts.

    Examples
    --------
    >>> parts = [Record("7:0-4", "7", "War.", ("a",)), Record("7:5-9", "7", "Fear", ("b", "a"))]
    >>> [(record.id, record.labels) for record in by_document(parts)]
    [('7', ('a', 'b'))]
    """
    found: dict[str, Record] = {}
    for record in records:
        before = found.get(record.document)
        labels = (*(before.labels if before else ()), *record.labels)
        found[record.document] = replace(
            record, id=record.document, labels=tuple(dict.fromkeys(labels))
        )
    return list(found.values())


def spans_by_document(records: Iterable[Record]) -> dict[str, list[Span]]:
    """Return the spans of each document, in its own offsets.

    A record without spans counts as one span for each of its labels, since a model labels a
    whole sentence or paragraph.
    """
    found: dict[str, list[Span]] = {}
    for record in records:
        base = offset_in_document(record)
        spans = record.spans or [Span(0, len(record.text), label) for label in record.labels]
        found.setdefault(record.document, []).extend(
            Span(base + span.start, base + span.end, span.label) for span in spans
        )
    return found


def merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return where spans lie, in order, those that touch or overlap as one.

    Examples
    --------
    >>> merged([Span(5, 9, "b"), Span(0, 6, "a"), Span(12, 14, "a")])
    [(0, 9), (12, 14)]
    """
    places: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if places and start <= places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places
