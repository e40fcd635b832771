"""Who coded what how: codings of several coders from tables, corpora and annotation tools."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import CorpusError, InputError, suggest
from framing.formats import FORMATS, Options, read_format
from framing.formats.cells import CellError, labels_in, text_in
from framing.formats.findings import Findings
from framing.formats.rows import Row, Table, open_rows

__all__ = ["CodingColumns", "Codings", "coded_by", "labels_by_coder", "read_codings"]

UNITS = ("unit", "unit_id", "id", "item", "text_id", "doc_id", "document")
CODERS = ("coder", "annotator", "coder_id", "annotator_id", "worker", "user")
LABELS = ("labels", "frames", "codes", "label", "frame", "code")
#: What a coder writes who looked and found no frame, where an empty cell means "not coded".
NOTHING = ("-", "none", "0")
TABLE = "table"
LABEL_STUDIO = "labelstudio"
#: Formats in which a coder is a file or folder.
BY_CODER = ("doccano", "brat")


@dataclass(frozen=True, slots=True)
class CodingColumns:
    """Which columns of a table hold what; those of usual names are found.

    Attributes
    ----------
    unit, coder, labels : str, optional
        Of a long table: a row for each coding, or for each label of one.
    coders : tuple of str
        Of a wide table instead: a column of labels for each coder.
    empty_is_none : bool
        In a wide table an empty cell means "coded, no label"; without it, "not coded".
    """

    unit: str | None = None
    coder: str | None = None
    labels: str | None = None
    coders: tuple[str, ...] = ()
    empty_is_none: bool = False


@dataclass(frozen=True, slots=True)
class Codings:
    """Codings as flat arrays; each coder codes a unit at most once.

    Attributes
    ----------
    units, coders, labels : tuple of str
        Names, in order of first sight; labels in alphabetical order.
    unit, coder : ndarray of int64, shape (n_codings,)
        Which unit each coding is of, and whose it is.
    values : ndarray of bool, shape (n_codings, n_labels)
        The labels that were given. A row without any says that the coder found none.

    Examples
    --------
    >>> codings = Codings.from_rows([("1", "a", ["war"]), ("1", "b", []), ("2", "a", ["war"])])
    >>> codings.unit.tolist(), codings.values[:, 0].tolist()
    ([0, 0, 1], [True, False, True])
    """

    units: tuple[str, ...]
    coders: tuple[str, ...]
    labels: tuple[str, ...]
    unit: NDArray[np.int64]
    coder: NDArray[np.int64]
    values: NDArray[np.bool_]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, Iterable[str]]]) -> "Codings":
        """Build codings of rows of unit, coder and labels; rows of one coding are joined."""
        found: dict[tuple[str, str], set[str]] = {}
        for unit, coder, labels in rows:
            found.setdefault((unit, coder), set()).update(labels)
        units = {name: i for i, name in enumerate(dict.fromkeys(unit for unit, _ in found))}
        coders = {name: i for i, name in enumerate(dict.fromkeys(coder for _, coder in found))}
        names = sorted({label for labels in found.values() for label in labels})
        column = {name: i for i, name in enumerate(names)}
        values = np.zeros((len(found), len(names)), dtype=np.bool_)
        for row, labels in enumerate(found.values()):
            values[row, [column[label] for label in labels]] = True
        return cls(
            tuple(units),
            tuple(coders),
            tuple(names),
            np.array([units[unit] for unit, _ in found], dtype=np.int64),
            np.array([coders[coder] for _, coder in found], dtype=np.int64),
            values,
        )


@dataclass(slots=True)
class _Found:
    """Rows of unit, coder and labels, and what was met on the way."""

    rows: list[tuple[str, str, list[str]]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    empty: int = 0


def read_codings(
    paths: Sequence[str | Path],
    columns: CodingColumns | None = None,
    *,
    kind: str | None = None,
    encoding: str | None = None,
) -> tuple[Codings, list[str]]:
    """Read codings.

    Parameters
    ----------
    paths : sequence of path
        Tables (CSV, TSV, JSONL, Parquet), corpus folders, or files of a tool.
    columns : CodingColumns, optional
    kind : str, optional
        ``table``, or a format of `framing.formats` that knows coders: ``labelstudio``,
        ``doccano``, ``brat``, ``mfc``. Without it ``.json`` is Label Studio's, all else tables.
    encoding : str, optional
        Of files that aren't UTF-8.

    Returns
    -------
    codings : Codings
    notes : list of str

    Raises
    ------
    InputError
        A file or column is missing or can't be read.
    CorpusError
        Cells can't be understood; names the first ten.
    """
    columns = columns or CodingColumns()
    tools = [name for name, tool in FORMATS.items() if tool.read and name != TABLE]
    if kind not in (None, TABLE, *tools):
        raise InputError(f"unknown format {kind!r}; {suggest(str(kind), [TABLE, *tools])}")
    if kind is None:
        kind = LABEL_STUDIO if paths and str(paths[0]).endswith(".json") else TABLE
    found = _Found()
    if kind == TABLE:
        for table in open_rows([_statements(Path(path)) for path in paths], encoding):
            _read_table(table, columns, found)
    else:
        _read_tool(kind, paths, encoding, found)
    found.findings.check()
    if not found.rows:
        raise CorpusError(f"{', '.join(map(str, paths))}: no codings; are all cells empty?")
    codings = Codings.from_rows(found.rows)
    return codings, _notes(found, codings, columns)


def _notes(found: _Found, codings: Codings, columns: CodingColumns) -> list[str]:
    notes = found.findings.notes
    if found.empty:
        meaning = "coded without a label" if columns.empty_is_none else "not coded"
        notes.append(f"{found.empty} empty cells were taken for: {meaning} (see --empty-is-none)")
    joined = len(found.rows) - len(codings.unit)
    if joined:
        notes.append(f"{joined} rows of a unit and coder that were there already were joined")
    return notes


def _statements(path: Path) -> Path:
    """Return where the tables are: of a corpus folder, its statements."""
    return path / "statements" if (path / "statements").is_dir() else path


def _read_tool(kind: str, paths: Sequence[str | Path], encoding: str | None, found: _Found) -> None:
    records, notes = read_format(kind, paths, Options(encoding=encoding))
    found.findings.notes += notes
    unnamed = next((record for record in records if not record.coder), None)
    if unnamed is not None:
        hint = "take a table with a column of coders"
        if kind in BY_CODER:
            hint = "needed are the exports by coder, each a file or folder by the coder's name"
        elif kind == LABEL_STUDIO:
            hint = "each annotation needs 'completed_by'"
        raise InputError(f"{unnamed.id}: this {kind} file names no coder; {hint}")
    found.rows += [(record.id, record.coder, list(record.labels)) for record in records]


def _read_table(table: Table, columns: CodingColumns, found: _Found) -> None:
    table.need(columns.unit, columns.coder, columns.labels, *columns.coders)
    unit = columns.unit or _usual(table, UNITS)
    wide = columns.coders or _nested(table, columns)
    coder = columns.coder or _usual(table, CODERS)
    labels = columns.labels or _usual(table, LABELS)
    if not wide and (unit is None or coder is None or labels is None):
        lacking = {"unit": unit, "coder": coder, "labels": labels}
        what = ", ".join(name for name, value in lacking.items() if value is None)
        raise InputError(
            f"{table.path}: which column holds: {what}? There are {', '.join(table.columns)}; "
            "name it with --unit-column, --coder-column, --labels-column, or name one column a "
            "coder with --coder-columns; of exports of a tool, name that with --format"
        )
    for row in table.rows(found.findings):
        name = text_in(row.values[unit]) if unit else f"{table.path}:{row.number}"
        try:
            if columns.coders:
                found.rows += list(_cells(name, row, columns, found))
            elif wide:
                found.rows += list(_coders(name, row, coder, labels))
            else:
                found.rows.append(_coding(name, row, str(coder), str(labels)))
        except CellError as error:
            found.findings.row_fault(table.path, row.number, str(error))


def _usual(table: Table, names: Sequence[str]) -> str | None:
    return next((name for name in names if name in table.columns), None)


def _nested(table: Table, columns: CodingColumns) -> bool:
    """Whether each row has an object of coder to labels, as statements of a corpus do."""
    return "coders" in table.columns and columns.coder is None


def _coding(unit: str, row: Row, coder: str, labels: str) -> tuple[str, str, list[str]]:
    """Return the coding of a row of a long table."""
    who = text_in(row.values[coder]).strip()
    if not unit or not who:
        raise CellError(f"no {'coder' if unit else 'unit'}; each row needs one")
    return unit, who, coded_by(row.values[labels]) or []


def _cells(
    unit: str, row: Row, columns: CodingColumns, found: _Found
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the codings of a row of a wide table."""
    for coder in columns.coders:
        labels = coded_by(row.values[coder])
        found.empty += labels is None
        if labels is not None or columns.empty_is_none:
            yield unit, coder, labels or []


def _coders(
    unit: str, row: Row, coder: str | None, labels: str | None
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the codings of a statement: its `coders`, or without them its own."""
    named = labels_by_coder(row.values["coders"])
    for who, given in named.items():
        yield unit, who, given
    if not named and coder and labels and row.values[coder]:
        yield unit, text_in(row.values[coder]), labels_in(row.values[labels])


def coded_by(value: Any) -> list[str] | None:
    """Return the labels in the cell of one coder; None where the cell is empty.

    Raises
    ------
    CellError
        They can't be understood.

    Examples
    --------
    >>> coded_by("war; peace"), coded_by("-"), coded_by("")
    (['war', 'peace'], [], None)
    """
    if isinstance(value, str) and value.strip().lower() in NOTHING:
        return []
    return labels_in(value) if text_in(value).strip() else None


def labels_by_coder(value: Any) -> dict[str, list[str]]:
    """Return the codings in a cell that has an object of coder to list of labels.

    Raises
    ------
    CellError
        It is something else.

    Examples
    --------
    >>> labels_by_coder({"ann": ["war"], "ben": [], "cleo": None}), labels_by_coder(None)
    ({'ann': ['war'], 'ben': []}, {})
    """
    given = value or {}
    if isinstance(given, str):  # objects whose keys differ from row to row come as JSON
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        raise CellError("coders must be an object of coder to list of labels")
    return {who: labels_in(labels) for who, labels in given.items() if labels is not None}
