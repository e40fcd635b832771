"""The Gun Violence Frame Corpus: a table of headlines, their relevance and up to two themes.

Columns: ``news_title``, ``Q1 Relevant`` (1 for yes), ``Q3 Theme1`` and ``Q3 Theme2`` (1 to 9;
99 or nothing for none).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from framing.formats.cells import text_in
from framing.formats.codes import GUN_VIOLENCE_THEMES
from framing.formats.findings import Findings
from framing.formats.options import Options
from framing.formats.records import Record, whole_number
from framing.formats.rows import open_rows

__all__ = ["read"]

TEXT, RELEVANT, FIRST, SECOND = "news_title", "Q1 Relevant", "Q3 Theme1", "Q3 Theme2"
NONE = ("", "99")
SAID = ("0", "1", "2", "", "99")


def read(paths: Sequence[Path], options: Options, findings: Findings) -> list[Record]:
    """Read headlines, one record for each; those that aren't relevant have no label."""
    records: list[Record] = []
    for table in open_rows(paths, options.encoding):
        table.need(TEXT, FIRST)
        for row in table.rows(findings):
            labels = _themes(row.values)
            text = text_in(row.values[TEXT])
            if isinstance(labels, str):
                findings.row_fault(table.path, row.number, labels)
            elif not text.strip():
                findings.note(f"{table.path}: row {row.number}: no headline; left out")
            else:
                name = table.row_id(row.number)
                language = options.language or "en"
                records.append(Record(name, name, text, labels, language=language))
    return records


def _themes(values: dict[str, Any]) -> tuple[str, ...] | str:
    """Return the themes of one row, or what is wrong with them."""
    relevant = text_in(values.get(RELEVANT, "1")).strip()
    if relevant.removesuffix(".0") not in SAID:
        return f"{RELEVANT} is {relevant!r}; allowed are 0 and 1"
    found = []
    for name in (FIRST, SECOND):
        code = text_in(values.get(name)).strip().removesuffix(".0")
        if code in NONE:
            continue
        number = whole_number(code) or 0
        if not 1 <= number <= len(GUN_VIOLENCE_THEMES):
            return f"unknown code {code[:80]!r} in {name}; allowed are 1 to 9, and 99 for none"
        found.append(GUN_VIOLENCE_THEMES[number - 1])
    return tuple(dict.fromkeys(found)) if relevant.removesuffix(".0") == "1" else ()
