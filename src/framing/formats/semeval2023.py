"""SemEval-2023 Task 3: genre, framing and persuasion techniques in online news.

Articles are ``article<ID>.txt``. Labels are lines of ``ID <tab> label`` (subtask 1),
``ID <tab> frame,frame`` (subtask 2) and ``ID <tab> line <tab> technique,technique`` (subtask 3),
where the line of the article is counted from 1, empty ones included but never labelled.
"""

from collections.abc import Sequence
from pathlib import Path

from framing.formats.articles import Articles
from framing.formats.codes import FRAMES, GENRES, PERSUASION_TECHNIQUES
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import Record, whole_number
from framing.formats.sources import files_in, tab_lines
from framing.formats.units import by_document, check_one_coding

__all__ = ["read_articles", "read_paragraphs", "write_articles", "write_paragraphs"]

CODES = {1: GENRES, 2: FRAMES[:-1], 3: PERSUASION_TECHNIQUES}
SUFFIXES = (".txt",)
TEMPLATE = ".template"
#: One frame's name has a comma of its own in some releases.
JURISPRUDENCE = "Legality_Constitutionality_and_jurisprudence"
WITH_COMMA = "Legality,Constitutionality_and_jurisprudence"


def read_articles(
    paths: Sequence[Path], options: Options, findings: Findings, subtask: int
) -> list[Record]:
    """Read the labels of subtask 1 or 2, one record for each labelled article."""
    articles = Articles(options.articles, numbered=True, encoding=options.encoding)
    labels: dict[str, tuple[str, ...]] = {}
    for path in files_in(paths, SUFFIXES):
        for number, cells in tab_lines(path, options.encoding):
            if len(cells) != 2:
                findings.fault(
                    path, number, f"{len(cells)} columns; subtask {subtask} has 2: article, labels"
                )
                continue
            article = cells[0].strip()
            found = _labels(cells[1], options.codes or CODES[subtask])
            if article not in articles:
                findings.fault(path, number, articles.missing(article))
            elif article in labels:
                findings.fault(path, number, f"article {article!r} has labels already; once each")
            elif isinstance(found, str):
                findings.fault(path, number, found)
            elif subtask == 1 and len(found) != 1:
                findings.fault(path, number, f"{len(found)} genres; an article has one")
            else:
                labels[article] = tuple(found)
    _note_unlabelled(len(articles.ids) - len(labels), "articles", paths, findings)
    return [
        Record(
            id=article,
            document=article,
            text=articles.text(article),
            labels=labels.get(article, ()),
            group=article,
            language=options.language,
        )
        for article in (labels if paths else articles.ids)
    ]


def read_paragraphs(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read the labels of subtask 3, one record for each labelled paragraph.

    Files ``.template`` have the paragraphs' own text and no labels, as test data do.
    """
    files = files_in(paths, (*SUFFIXES, TEMPLATE))
    templates = [path for path in files if path.name.endswith(TEMPLATE)]
    gold = [path for path in files if path not in templates]
    if gold:
        return _read_gold(gold, options, findings)
    records = []
    for path in templates:
        for number, cells in tab_lines(path, options.encoding):
            line = whole_number(cells[1].strip()) if len(cells) > 2 else None
            if line is None:
                findings.fault(path, number, "a template has 3 columns: article, line and text")
                continue
            text = "\t".join(cells[2:])
            records.append(_paragraph(cells[0].strip(), line, text, (), options))
    return records


def _read_gold(files: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    articles = Articles(options.articles, numbered=True, encoding=options.encoding)
    codes = options.codes or CODES[3]
    records: dict[tuple[str, int], Record] = {}
    for path in files:
        for number, cells in tab_lines(path, options.encoding):
            found = _gold(cells, articles, codes, options)
            if isinstance(found, str):
                findings.fault(path, number, found)
                continue
            key = (found.document, int(cells[1]))
            if key in records:
                findings.fault(path, number, f"{found.id} has labels already; once each")
            records[key] = found
    named = {article for article, _ in records}
    there = sum(
        bool(line.strip()) for article in named for line in articles.text(article).split("\n")
    )
    _note_unlabelled(there - len(records), "paragraphs", files, findings)
    _note_unlabelled(len(articles.ids) - len(named), "articles", files, findings)
    return list(records.values())


def _gold(
    cells: list[str], articles: Articles, codes: tuple[str, ...], options: Options
) -> Record | str:
    """Return the paragraph of one line, or what is wrong with it."""
    if len(cells) == 2:
        cells = [*cells, ""]  # editors strip the tab behind a paragraph without techniques
    if len(cells) != 3:
        return f"{len(cells)} columns; subtask 3 has 3: article, number of the line, techniques"
    article, line = cells[0].strip(), whole_number(cells[1].strip())
    if line is None:
        return f"line {cells[1][:40]!r}; allowed are whole numbers, the article's lines from 1"
    if article not in articles:
        return articles.missing(article)
    labels = _labels(cells[2], codes)
    if isinstance(labels, str):
        return labels
    paragraphs = articles.text(article).split("\n")
    if not 0 < line <= len(paragraphs) or not paragraphs[line - 1].strip():
        return (
            f"article {article!r} has no text in line {line} (it has {len(paragraphs)} lines); "
            "are labels and articles of one release?"
        )
    return _paragraph(article, line, paragraphs[line - 1], tuple(labels), options)


def _paragraph(
    article: str, line: int, text: str, labels: tuple[str, ...], options: Options
) -> Record:
    return Record(
        id=f"{article}:{line}",
        document=article,
        text=text,
        labels=labels,
        group=article,
        language=options.language,
    )


def _labels(cell: str, codes: tuple[str, ...]) -> list[str] | str:
    parts = cell.replace(WITH_COMMA, JURISPRUDENCE).split(",")
    found = list(dict.fromkeys(label.strip() for label in parts if label.strip()))
    for label in found:
        if label not in codes:
            return unknown_label(label, codes)
    return found


def _note_unlabelled(count: int, what: str, paths: Sequence[Path], findings: Findings) -> None:
    if paths and count > 0:
        findings.note(f"{count} {what} without a line of labels were left out")


def write_articles(
    records: Sequence[Record], options: Options, findings: Findings, subtask: int
) -> str:
    """Return a submission to subtask 1 or 2; an article has the labels of all its parts."""
    check_one_coding(records, findings)
    lines = []
    for record in by_document(records):
        _check(record, options.codes or CODES[subtask], findings)
        if subtask == 1 and len(record.labels) != 1:
            findings.faults.append(f"{record.id}: {len(record.labels)} genres; it must have one")
        lines.append(f"{record.document}\t{','.join(record.labels)}\n")
    return "".join(lines)


def write_paragraphs(records: Sequence[Record], options: Options, findings: Findings) -> str:
    """Return a submission to subtask 3; ids must be ``article:line``."""
    check_one_coding(records, findings)
    lines = []
    for record in records:
        _check(record, options.codes or CODES[3], findings)
        line = record.id.removeprefix(f"{record.document}:")
        if line == record.id or not line.isdecimal():
            findings.faults.append(
                f"{record.id}: no line of an article; needed is an id article:line, as "
                "`framing import semeval2023-3` gives"
            )
        lines.append(f"{record.document}\t{line}\t{','.join(record.labels)}\n")
    return "".join(lines)


def _check(record: Record, codes: tuple[str, ...], findings: Findings) -> None:
    for label in record.labels:
        if label not in codes:
            findings.faults.append(f"{record.id}: {unknown_label(label, codes)}")
