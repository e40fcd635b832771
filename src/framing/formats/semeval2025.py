"""SemEval-2025 Task 10, subtask 2: narratives of news on the war in Ukraine and on climate.

Articles are ``raw-documents/<name>.txt``. A line of ``subtask-2-annotations.txt`` is
``name <tab> narrative;narrative <tab> subnarrative;subnarrative``. A subnarrative is its
narrative and its own name, ``URW: narrative: subnarrative``; ``Other`` fits nowhere else.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from framing.formats.articles import Articles
from framing.formats.findings import Findings, unknown_label
from framing.formats.options import Options
from framing.formats.records import Record
from framing.formats.sources import files_in, tab_lines
from framing.formats.units import by_document, check_one_coding

__all__ = ["read", "write"]

OTHER = "Other"
_NARRATIVE = re.compile(r"((?:URW|CC): [^:]+)")
_SUBNARRATIVE = re.compile(r"((?:URW|CC): [^:]+): (.+)")


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read annotation files, one record for each article; its labels are the subnarratives."""
    articles = Articles(options.articles, numbered=False, encoding=options.encoding)
    labels: dict[str, tuple[str, ...]] = {}
    for path in files_in(paths, (".txt", ".tsv")):
        for number, cells in tab_lines(path, options.encoding):
            name = cells[0].strip()
            found = _labels(cells, options.codes)
            if isinstance(found, str):
                findings.fault(path, number, found)
            elif name not in articles:
                findings.fault(path, number, articles.missing(name))
            elif name in labels:
                findings.fault(path, number, f"article {name!r} has labels already; once each")
            else:
                labels[name] = found
    if paths and len(labels) < len(articles.ids):
        without = len(articles.ids) - len(labels)
        findings.note(f"{without} articles without a line of labels were left out")
    return [
        Record(
            id=name,
            document=name,
            text=articles.text(name),
            labels=labels.get(name, ()),
            group=name,
            language=options.language or _language(name),
        )
        for name in (labels if paths else articles.ids)
    ]


def _labels(cells: list[str], codes: tuple[str, ...]) -> tuple[str, ...] | str:
    """Return the subnarratives of one line, or what is wrong with it."""
    if len(cells) != 3:
        return f"{len(cells)} columns; needed are 3: article, narratives, subnarratives"
    narratives, said = ([part.strip() for part in c.split(";") if part.strip()] for c in cells[1:])
    if len(narratives) != len(said):
        return (
            f"{len(narratives)} narratives but {len(said)} subnarratives; each subnarrative "
            "stands at the place of its narrative"
        )
    found = list(map(_label, narratives, said))
    for narrative, label in zip(narratives, found, strict=True):
        if codes and label not in codes:
            return unknown_label(label, codes)
        if narrative != OTHER and not _NARRATIVE.match(narrative):
            return (
                f"unknown code {narrative!r}; allowed are 'URW: …', 'CC: …' and 'Other', or what "
                "--codes FILE names"
            )
        if label != narrative and not label.startswith(f"{narrative}: "):
            return f"subnarrative {label!r} doesn't belong to the narrative {narrative!r}"
    return tuple(dict.fromkeys(found))


def _label(narrative: str, said: str) -> str:
    """Return the subnarrative; a narrative without one has the subnarrative ``Other``."""
    return f"{narrative}: {OTHER}" if said in (OTHER, narrative) and narrative != OTHER else said


def _language(name: str) -> str:
    """Return the language that a file name begins with: ``EN_UA_1.txt``, ``A9_BG_1.txt``."""
    known = [part.lower() for part in name.split("_") if part in ("BG", "EN", "HI", "PT", "RU")]
    return known[0] if known else ""


def write(records: Sequence[Record], options: Options, findings: Findings) -> str:
    """Return a submission: articles without a label are ``Other``."""
    check_one_coding(records, findings)
    lines = []
    for record in by_document(records):
        labels = record.labels or (OTHER,)
        narratives = []
        for label in labels:
            match = _SUBNARRATIVE.fullmatch(label)
            if (options.codes and label not in options.codes) or not (match or label == OTHER):
                findings.faults.append(
                    f"{record.id}: unknown code {label!r}; allowed are 'URW: narrative: "
                    "subnarrative', 'CC: …' and 'Other'; what --ids made of them needs --codes FILE"
                )
            narratives.append(match[1] if match else OTHER)
        lines.append(f"{record.document}\t{';'.join(narratives)}\t{';'.join(labels)}\n")
    return "".join(lines)
