"""SemEval-2020 Task 11, detection of propaganda techniques in news articles.

Articles are ``article<ID>.txt``. A line of the span identification labels is
``ID <tab> start <tab> end``; one of the technique classification labels is
``ID <tab> technique <tab> start <tab> end``, with ``?`` for the technique in test templates.
Offsets are code points from 0, end exclusive.
"""

from collections.abc import Sequence
from pathlib import Path

from framing.formats.articles import Articles
from framing.formats.codes import PROPAGANDA_TECHNIQUES
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import UNKNOWN, Record, Span, labels_of, whole_number
from framing.formats.sources import files_in, tab_lines
from framing.formats.units import merged, spans_by_document

__all__ = ["PROPAGANDA", "read", "write_spans", "write_techniques"]

#: The label of a span that has none: subtask SI asks only where.
PROPAGANDA = "propaganda"
SUFFIXES = (".labels", ".tsv", ".txt", ".out")


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read label files of either subtask, one record for each article of the folder."""
    articles = Articles(options.articles, numbered=True, encoding=options.encoding)
    codes = options.codes or PROPAGANDA_TECHNIQUES
    spans: dict[str, list[Span]] = {article: [] for article in articles.ids}
    for path in files_in(paths, SUFFIXES):
        for number, cells in tab_lines(path, options.encoding):
            found = _span(cells, articles, codes)
            if isinstance(found, str):
                findings.fault(path, number, found)
            else:
                spans[cells[0].strip()].append(found)
    without = sum(not found for found in spans.values())
    if paths and without:
        findings.note(f"{without} of {len(spans)} articles have no span; they are kept")
    return [
        Record(
            id=article,
            document=article,
            text=articles.text(article),
            labels=labels_of(s for s in found if s.label != UNKNOWN),
            spans=tuple(sorted(found, key=lambda s: (s.start, s.end, s.label))),
            group=article,
            language=options.language or "en",
        )
        for article, found in spans.items()
    ]


def _span(cells: list[str], articles: Articles, codes: tuple[str, ...]) -> Span | str:
    """Return the span of one line, or what is wrong with it."""
    cells = [cell.strip() for cell in cells]
    if len(cells) == 3:
        article, label, first, last = cells[0], PROPAGANDA, cells[1], cells[2]
    elif len(cells) == 4:
        article, label, first, last = cells
    else:
        return (
            f"{len(cells)} columns; allowed are 3 (article, start, end) or "
            "4 (article, technique, start, end), with tabs between"
        )
    if article not in articles:
        return articles.missing(article)
    if label not in (*codes, UNKNOWN) and len(cells) == 4:
        return unknown_label(label, codes)
    start, end, length = whole_number(first), whole_number(last), len(articles.text(article))
    if start is None or end is None:
        return (
            f"offsets {first[:40]!r} and {last[:40]!r}; allowed are whole numbers, end behind start"
        )
    if not start < end <= length:
        return (
            f"the span {start} to {end} doesn't fit article {article!r}, which has {length} "
            "characters; are labels and articles of one release?"
        )
    return Span(start, end, label)


def write_spans(records: Sequence[Record], options: Options, findings: Findings) -> str:  # noqa: ARG001
    """Return a submission to subtask SI: for each article its spans, merged where they overlap.

    A record with labels but without spans counts as one span.
    """
    lines = []
    for document, spans in spans_by_document(records).items():
        lines += [f"{document}\t{start}\t{end}\n" for start, end in merged(spans)]
    return "".join(lines)


def write_techniques(records: Sequence[Record], options: Options, findings: Findings) -> str:
    """Return a submission to subtask TC: article, technique, start and end of each span."""
    codes = options.codes or PROPAGANDA_TECHNIQUES
    lines = []
    for document, spans in spans_by_document(records).items():
        for span in spans:
            if span.label not in codes:
                findings.faults.append(f"{document}: {unknown_label(span.label, codes)}")
            lines.append(f"{document}\t{span.label}\t{span.start}\t{span.end}\n")
    return "".join(lines)
