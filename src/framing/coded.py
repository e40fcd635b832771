"""Coded texts of a user's table to a corpus: CSV, TSV, JSONL or Parquet."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.errors import CorpusError, InputError, suggest
from framing.files import Chunk, open_tables

__all__ = ["Columns", "read_coded"]

#: Column names that are taken for the labels where none is named.
LABEL_NAMES = ("frames", "labels", "codes", "label", "frame", "code")
TRUE, FALSE = {"1", "1.0", "true", "yes"}, {"0", "0.0", "false", "no", ""}


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
    """

    text: str | None = None
    labels: str | None = None
    label_columns: tuple[str, ...] = ()
    group: str | None = None


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
        Rows that were left out because they have no text, and why.

    Raises
    ------
    InputError
        A file or column is missing or can't be read.
    CorpusError
        A label is not in the codebook or not readable; names the first ten.
    """
    reader = open_tables(inputs, text_column=columns.text, encoding=encoding)
    names = list(reader.schema.names)
    columns = _with_labels(columns, names)
    for name in (columns.labels, columns.group, *columns.label_columns):
        if name is not None and name not in names:
            raise InputError(f"no column {name!r}; {suggest(name, names)}")
    statements: list[Statement] = []
    notes: list[str] = []
    faults: list[str] = []
    for chunk in reader:
        for index, statement in _statements(chunk, columns, faults):
            if statement is not None:
                statements.append(statement)
            else:
                empty = f"row {chunk.first_row + index}: empty text"
                notes.append(f"{chunk.path}: left out: {chunk.errors.get(index, empty)}")
    _complain(faults)
    if not statements:
        raise CorpusError(f"{', '.join(map(str, inputs))}: no row with a text")
    book = codebook or _codebook_of(statements, columns, ", ".join(map(str, inputs)))
    for name in columns.label_columns:
        book.frame(name)
    _complain(_unknown(statements, book))
    return Corpus(book, tuple(statements)), notes


def _complain(faults: Sequence[str]) -> None:
    if faults:
        more = f"\n(and {len(faults) - 10} more)" if len(faults) > 10 else ""
        raise CorpusError("\n".join(faults[:10]) + more)


def _with_labels(columns: Columns, names: Sequence[str]) -> Columns:
    if columns.labels is not None and columns.label_columns:
        raise InputError("name one column of labels, or a column for each frame, not both")
    if columns.labels is not None or columns.label_columns:
        return columns
    for name in LABEL_NAMES:
        if name in names:
            return Columns(columns.text, name, (), columns.group)
    raise InputError(
        f"which column holds the labels? There are {', '.join(names)}; name it with "
        "--labels-column, or one column a frame with --label-columns"
    )


def _statements(
    chunk: Chunk, columns: Columns, faults: list[str]
) -> Iterator[tuple[int, Statement | None]]:
    texts = chunk.text.to_pylist()
    groups = _values(chunk, columns.group)
    if columns.labels is not None:
        coded: Iterable[Any] = (_split(value) for value in _values(chunk, columns.labels))
    else:
        each = [_values(chunk, name) for name in columns.label_columns]
        coded = (_flags(columns.label_columns, row) for row in zip(*each, strict=True))
    for index, (text, group, labels) in enumerate(zip(texts, groups, coded, strict=True)):
        if text is None or not text.strip():
            yield index, None
            continue
        row = chunk.first_row + index
        if isinstance(labels, str):
            faults.append(f"{chunk.path}: row {row}: {labels}")
            continue
        context = "" if group is None else str(group)
        name = f"{chunk.path}:{row}"
        yield index, Statement(name, text, tuple(dict.fromkeys(labels)), context=context)


def _values(chunk: Chunk, name: str | None) -> list[Any]:
    if name is None:
        return [None] * chunk.columns.num_rows
    column: pa.Array = chunk.columns.column(chunk.columns.schema.get_field_index(name))
    values: list[Any] = column.to_pylist()
    return values


def _split(value: Any) -> list[str] | str:
    """Return the labels of one cell, or what is wrong with it."""
    if value is None:
        return []
    if isinstance(value, str) and value.lstrip().startswith("{"):
        return f"labels {value[:80]!r}; allowed are a list, or text separated by ; or |"
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return f"labels {value[:80]!r} look like a list but aren't JSON"
    if isinstance(value, str):
        return [part.strip() for part in value.replace("|", ";").split(";") if part.strip()]
    if isinstance(value, list) and all(isinstance(label, str) for label in value):
        return value
    if isinstance(value, int):
        return [str(value)]
    return f"labels {str(value)[:80]!r}; allowed are a list, or text separated by ; or |"


def _flags(names: Sequence[str], row: Sequence[Any]) -> list[str] | str:
    found = []
    for name, value in zip(names, row, strict=True):
        flag = "" if value is None else str(value).strip().lower()
        if flag in TRUE:
            found.append(name)
        elif flag not in FALSE:
            return f"{name} is {str(value)[:80]!r}; allowed are 0 and 1"
    return found


def _codebook_of(statements: Sequence[Statement], columns: Columns, source: str) -> Codebook:
    if columns.label_columns:
        return Codebook.from_ids(columns.label_columns)
    found = sorted({label for statement in statements for label in statement.frames})
    if not found and statements:
        raise CorpusError("no row has a label; is this the column of labels?")
    # Read as a codebook file would be, so that a label that no codebook may hold is told now.
    book: dict[str, Any] = Codebook.from_ids(found).to_dict()
    return Codebook.from_dict(book, source=source)


def _unknown(statements: Sequence[Statement], book: Codebook) -> list[str]:
    known = set(book.frame_ids)
    return [
        f"{statement.id}: label {label!r} is not in the codebook; {suggest(label, book.frame_ids)}"
        for statement in statements
        for label in statement.frames
        if label not in known
    ]
