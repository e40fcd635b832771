"""brat standoff: a text in ``name.txt`` and its annotations in ``name.ann`` beside it.

A line ``T1 <tab> Type start end <tab> text`` is a span, in several pieces where the offsets are
``start end;start end``. Relations, events, attributes, normalisations and notes say nothing
about frames and are left out. Offsets count code points, line breaks as they are in the file.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from framing.errors import InputError
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import Record, Span, labels_of
from framing.formats.sources import read_text

__all__ = ["read"]

_BOUND = re.compile(r"(\S+) (\d{1,18} \d{1,18}(?:;\d{1,18} \d{1,18})*)")
_OTHERS = {
    "R": "relations",
    "E": "events",
    "A": "attributes",
    "M": "attributes",
    "N": "normalisations",
    "#": "notes",
    "*": "equivalences",
}


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read folders of documents, one record for each; several folders are several coders."""
    records: list[Record] = []
    others: dict[str, int] = {}
    bare = 0
    for path in paths:
        coder = path.name if path.is_dir() and len(paths) > 1 else ""
        for place, name in _documents(path):
            text_path = place.with_suffix(".txt")
            if not place.exists():
                bare += 1
                continue
            if not text_path.exists():
                findings.fault(place, 1, f"no text beside it; expected {text_path}")
                continue
            text = read_text(text_path, options.encoding, newline="")
            spans = _spans(place, text, options, findings, others)
            labels, language = labels_of(spans), options.language
            records.append(
                Record(name, name, text, labels, tuple(spans), coder=coder, language=language)
            )
    if bare:
        findings.note(f"{bare} texts without an .ann file were left out: nobody annotated them")
    for what, count in others.items():
        findings.note(f"{count} {what} were left out")
    return records


def _documents(path: Path) -> list[tuple[Path, str]]:
    """Return the annotation file and the name of each document, also where the file is lacking."""
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; check the path")
    if not path.is_dir():
        return [(path.with_suffix(".ann"), path.stem)]
    stems = {p.with_suffix("") for p in path.rglob("*") if p.suffix in (".ann", ".txt")}
    if not stems:
        raise InputError(f"{path}: no .ann and .txt files here; is this a folder of brat's data?")
    # with_suffix would take a part of names that have dots.
    return [
        (stem.parent / f"{stem.name}.ann", stem.relative_to(path).as_posix())
        for stem in sorted(stems)
    ]


def _spans(
    path: Path, text: str, options: Options, findings: Findings, others: dict[str, int]
) -> list[Span]:
    spans: list[Span] = []
    lines = read_text(path, options.encoding).lstrip("\ufeff").split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if line[0] in _OTHERS:
            others[_OTHERS[line[0]]] = others.get(_OTHERS[line[0]], 0) + 1
            continue
        found = _bound(line, text, options.codes)
        if isinstance(found, str):
            findings.fault(path, number, found)
        else:
            spans += found
    return sorted(spans, key=lambda span: (span.start, span.end, span.label))


def _bound(line: str, text: str, codes: tuple[str, ...]) -> list[Span] | str:
    """Return the pieces of one text-bound annotation, or what is wrong with it."""
    cells = line.split("\t", 2)
    match = _BOUND.fullmatch(cells[1]) if len(cells) == 3 and line.startswith("T") else None
    if match is None:
        return f"{line[:80]!r}; expected T1 <tab> Type start end <tab> text"
    label = match[1]
    if codes and label not in codes:
        return unknown_label(label, codes)
    pieces = [tuple(map(int, piece.split())) for piece in match[2].split(";")]
    for start, end in pieces:
        if not start < end <= len(text):
            return f"the span {start} to {end} doesn't fit the text of {len(text)} characters"
    there = " ".join(text[start:end] for start, end in pieces)
    if there.split() != cells[2].split():
        return (
            f"the text there is {there[:60]!r}, not {cells[2][:60]!r}; was the .txt file changed "
            "after it was annotated?"
        )
    return [Span(start, end, label) for start, end in pieces]
