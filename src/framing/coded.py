"""Coded texts of a user's table to a corpus: CSV, TSV, JSONL or Parquet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from framing.codebook import Codebook
from framing.codings import coded_by, labels_by_coder
from framing.corpus import Corpus, Statement
from framing.errors import CorpusError, InputError, suggest
from framing.files import Chunk, open_tables
from framing.formats.cells import CellError, flagged, labels_in, text_in
from framing.several_coders import join_codings, majority

__all__ = ["Columns", "LeftOut", "read_coded"]

#: Column names that are taken for the labels where none is named.
LABEL_NAMES = ("frames", "labels", "codes", "label", "frame", "code")
#: The column that names the text in a table of codings, and the one of coder to list of labels.
UNIT, NESTED = "id", "coders"
#: The column that tells whose the row is, where none is named; it joins no rows.
CODER = "coder"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what.

    Attributes
    ----------
    text : str, optional
        Guessed from the usual names without it.
    labels : str, optional
        A list of labels, or text with labels separated by ``;`` or ``|``.
    label_columns : tuple of str
        Instead: one column of 0 and 1 for each frame.
    group : str, optional
        The unit by which data are split: event, outlet, speaker.
    coder, unit : str, optional
        Of tables with a row for each coder of a text: who coded it, and the id of the text
        (``id`` without it). A text's labels are those that more than half of its coders gave.
    coders : tuple of str
        Of tables with a column of labels for each coder. Without `labels` they count in the
        same way. An object of coder to labels in a column ``coders`` is read without asking.
    """

    text: str | None = None
    labels: str | None = None
    label_columns: tuple[str, ...] = ()
    group: str | None = None
    coder: str | None = None
    unit: str | None = None
    coders: tuple[str, ...] = ()


class LeftOut(str):
    """A note on a row that can't be used: a command that meets one exits with 1."""

    __slots__ = ()


def read_coded(
    inputs: Sequence[str | Path],
    columns: Columns,
    *,
    codebook: Codebook | None = None,
    encoding: str | None = None,
) -> tuple[Corpus, list[str]]:
    """Read coded texts from tables.

    Parameters
    ----------
    inputs : sequence of path
    columns : Columns
    codebook : Codebook, optional
        Without it the frames are the labels that occur, in alphabetical order.
    encoding : str, optional
        Of CSV and JSONL files, if not UTF-8.

    Returns
    -------
    corpus : Corpus
    notes : list of str
        Rows that were left out because they have no text, and why (`LeftOut`); codings that were
        joined.

    Raises
    ------
    InputError
        A file or column is missing or can't be read.
    CorpusError
        A label is not in the codebook or not readable; names the first ten.
    """
    reader = open_tables(inputs, text_column=columns.text, encoding=encoding)
    names = list(reader.schema.names)
    nested = NESTED in names and not columns.coders
    columns = _with_labels(columns, names, several=nested or bool(columns.coders))
    unit = (columns.unit or UNIT) if columns.coder else None
    wanted = (columns.labels, columns.group, columns.coder, unit)
    for name in (*wanted, *columns.label_columns, *columns.coders):
        if name is not None and name not in names:
            raise InputError(f"no column {name!r}; {suggest(name, names)}")
    statements: list[Statement] = []
    notes: list[str] = []
    faults: list[str] = []
    for chunk in reader:
        for index, statement in _statements(chunk, replace(columns, unit=unit), nested, faults):
            if statement is not None:
                statements.append(statement)
            else:
                empty = f"row {chunk.first_row + index}: empty text"
                why = chunk.errors.get(index, empty)
                notes.append(LeftOut(f"{chunk.path}: left out: {why}"))
    _complain(faults)
    if not statements:
        raise CorpusError(f"{', '.join(map(str, inputs))}: no row with a text")
    if columns.coder is not None:
        statements, n_several = join_codings(statements)
        notes.append(
            f"{n_several} of {len(statements)} texts have two coders or more; labels are those "
            "that more than half of them gave"
        )
    book = codebook or _codebook_of(statements, columns, ", ".join(map(str, inputs)))
    for name in columns.label_columns:
        book.frame(name)
    # Without a codebook it is made of what counts; single coders' labels may be others.
    _complain(_unknown(statements, book, single=codebook is not None))
    return Corpus(book, tuple(statements)), notes


def _complain(faults: Sequence[str]) -> None:
    if faults:
        more = f"\n(and {len(faults) - 10} more)" if len(faults) > 10 else ""
        raise CorpusError("\n".join(faults[:10]) + more)


def _with_labels(columns: Columns, names: Sequence[str], *, several: bool) -> Columns:
    if columns.labels is not None and columns.label_columns:
        raise InputError("name one column of labels, or a column for each frame, not both")
    if columns.labels is not None or columns.label_columns:
        return columns
    for name in LABEL_NAMES:
        if name in names:
            return replace(columns, labels=name)
    if several:
        return columns
    raise InputError(
        f"which column holds the labels? There are {', '.join(names)}; name it with "
        "--labels-column, or one column a frame with --label-columns"
    )


def _statements(
    chunk: Chunk, columns: Columns, nested: bool, faults: list[str]
) -> Iterator[tuple[int, Statement | None]]:
    wanted = (columns.labels, columns.group, columns.unit, columns.coder, *columns.label_columns)
    names = [name for name in (*wanted, *columns.coders, NESTED * nested) if name]
    names += [CODER] if CODER in chunk.columns.schema.names else []
    rows = chunk.columns.select(list(dict.fromkeys(names))).to_pylist()
    texts = chunk.text.to_pylist()
    # Without columns to take there are no rows either.
    for index, (text, values) in enumerate(zip(texts, rows or [{}] * len(texts), strict=True)):
        if text is None or not text.strip():
            yield index, None
            continue
        row = chunk.first_row + index
        try:
            yield index, _statement(f"{chunk.path}:{row}", text, values, columns, nested)
        except CellError as error:
            faults.append(f"{chunk.path}: row {row}: {error}")


def _statement(
    name: str, text: str, values: Mapping[str, Any], columns: Columns, nested: bool
) -> Statement:
    coders: dict[str, list[str]] = {}
    if nested:
        coders = labels_by_coder(values[NESTED])
    for who in columns.coders:
        labels = coded_by(values[who])
        if labels is not None:
            coders[who] = labels
    if columns.labels is not None:
        frames = tuple(labels_in(values[columns.labels]))
    elif columns.label_columns:
        frames = tuple(flagged(values, columns.label_columns))
    else:
        frames = majority(list(coders.values()))
    coder = text_in(values.get(columns.coder or CODER)).strip()
    if columns.coder is not None:
        name = text_in(values[str(columns.unit)])
        if not name or not coder:
            raise CellError(f"no {'coder' if name else 'unit'}; each row needs one")
    group = values[columns.group] if columns.group else None
    return Statement(
        name,
        text,
        frames,
        context="" if group is None else str(group),
        coder=coder,
        coders={who: tuple(labels) for who, labels in coders.items()},
    )


def _codebook_of(statements: Sequence[Statement], columns: Columns, source: str) -> Codebook:
    if columns.label_columns:
        return Codebook.from_ids(columns.label_columns)
    found = sorted({label for statement in statements for label in statement.frames})
    if not found and statements:
        raise CorpusError("no row has a label; is this the column of labels?")
    # Read as a codebook file would be, so that a label that no codebook may hold is told now.
    book: dict[str, Any] = Codebook.from_ids(found).to_dict()
    return Codebook.from_dict(book, source=source)


def _unknown(statements: Sequence[Statement], book: Codebook, *, single: bool) -> list[str]:
    known = set(book.frame_ids)
    return [
        f"{statement.id}: {who}label {label!r} is not in the codebook; "
        f"{suggest(label, book.frame_ids)}"
        for statement in statements
        for who, labels in _said(statement, single=single)
        for label in labels
        if label not in known
    ]


def _said(statement: Statement, *, single: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the labels that count and, if wanted, those of each coder."""
    yield "", statement.frames
    if single:
        yield from ((f"coder {who}: ", labels) for who, labels in statement.coders.items())
