"""The passages of a document as CSV, with the columns of ``framing score --unit``."""

import csv
import io
import re

from framing.documents import Document, Passage
from framing.text import clean_terminal

__all__ = ["document_to_csv"]

#: What a spreadsheet would take for a formula.
FORMULA = re.compile(r"[=+\-@\t\r]")


def document_to_csv(document: Document) -> str:
    """Return a row for each passage, cells made safe for spreadsheets.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        Lines end in CR LF, as RFC 4180 has it.
    """
    frames = [total.frame for total in document.totals]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            *("text", "passage", "paragraph", "start", "end"),
            *("voice", "voice_confidence", "speaker"),
            *map(_safe, frames),
            *("frames", "own_frames", "quoted_frames", "known_words", "undecided"),
        ]
    )
    for number, passage in enumerate(document.passages):
        writer.writerow(_row(document.text, number, passage))
    return out.getvalue()


def _row(text: str, number: int, passage: Passage) -> list[object]:
    found = passage.found
    return [
        _safe(text[passage.start : passage.end]),
        number,
        passage.paragraph,
        passage.start,
        passage.end,
        passage.voice,
        f"{passage.confidence:.6g}",
        _safe(passage.speaker.name if passage.speaker else ""),
        *(f"{score.probability:.6g}" for score in found.scores),
        *(_safe(";".join(ids)) for ids in (found.frames, passage.own, passage.quoted)),
        f"{found.known_words:.6g}",
        "true" if found.undecided else "false",
    ]


def _safe(cell: str) -> str:
    cell = clean_terminal(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell
