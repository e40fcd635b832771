"""The columns of several files as one table, and which of them is the text."""

from collections.abc import Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from framing.errors import InputError, suggest

__all__ = [
    "as_strings",
    "check_textual",
    "conform",
    "find_text_column",
    "is_string",
    "is_textual",
    "json_cell",
    "text_of",
    "union",
]

USUAL = (
    "text",
    "statement",
    "sentence",
    "body",
    "content",
    "message",
    "full_text",
    "post",
    "tweet",
    "article",
    "document",
    "description",
    "title",
)


def is_string(kind: pa.DataType) -> bool:
    """Whether a type holds strings, plainly or by a dictionary."""
    if pa.types.is_dictionary(kind):
        return is_string(kind.value_type)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def is_textual(kind: pa.DataType) -> bool:
    """Whether a type can hold text: strings, or bytes that may be UTF-8; null has no other type."""
    if pa.types.is_dictionary(kind):
        return is_textual(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return is_textual(kind.storage_type)
    return bool(
        is_string(kind)
        or pa.types.is_null(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def union(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """Return all columns in order of first sight; one whose types differ becomes string.

    Examples
    --------
    >>> first = pa.schema([("id", pa.int64()), ("text", pa.string())])
    >>> union([first, pa.schema([("id", pa.string()), ("date", pa.date32())])]).names
    ['id', 'text', 'date']
    """
    fields: dict[str, pa.Field] = {}
    for schema in schemas:
        for field in schema:
            known = fields.get(field.name)
            if known is None or pa.types.is_null(known.type):
                fields[field.name] = field
            elif pa.types.is_null(field.type):
                continue
            elif known.type != field.type or known.metadata != field.metadata:
                kind = known.type if known.type == field.type else pa.string()
                fields[field.name] = pa.field(field.name, kind)
    return pa.schema(
        [
            # A file may lack the column; and one that was always null is most often missing text.
            field.with_type(pa.string())
            if pa.types.is_null(field.type)
            else field.with_nullable(True)
            for field in fields.values()
        ]
    )


def find_text_column(schema: pa.Schema, wanted: str | None, *, dynamic: bool) -> str:
    """Return the column to be scored: the one that is `wanted`, or a guess.

    Parameters
    ----------
    schema : pyarrow.Schema
        Of all files together.
    wanted : str or None
        As the user named it; None for the first of the usual names, or the only string column.
    dynamic : bool
        Whether any column may be meant as text (JSON), or only those whose type can hold it.

    Raises
    ------
    InputError
        If there is none or the choice isn't clear; it lists the columns.
    """
    names: list[str] = schema.names
    listed = ", ".join(names) or "none"
    if wanted is not None:
        if wanted not in names:
            raise InputError(f"no column {wanted!r} for --text-column: {suggest(wanted, names)}")
        return wanted
    for usual in USUAL:
        for name in names:
            if name.lower() == usual and (dynamic or is_textual(schema.field(name).type)):
                return name
    strings = [field.name for field in schema if is_string(field.type)]
    if len(strings) == 1:
        return str(strings[0])
    raise InputError(
        f"can't tell which column is the text; name it with --text-column. The columns: {listed}"
    )


def check_textual(schema: pa.Schema, column: str, path: str) -> None:
    """Raise InputError if a file's text column is of a type that can't hold text."""
    kind = schema.field(column).type
    if not is_textual(kind):
        raise InputError(
            f"{path}: column {column!r} holds {kind}, not text; name the text with --text-column. "
            f"The columns: {', '.join(schema.names)}"
        )


def conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return the batch with the columns of `schema`: missing ones null, differing ones cast."""
    if batch.schema.equals(schema):
        return batch if batch.schema.equals(schema, check_metadata=True) else batch.cast(schema)
    columns = []
    for field in schema:
        index = batch.schema.get_field_index(field.name)
        if index < 0:
            columns.append(pa.nulls(batch.num_rows, field.type))
            continue
        column = batch.column(index)
        if column.type != field.type:
            plain = is_string(field.type) and not pa.types.is_null(column.type)
            column = as_strings(column) if plain else column.cast(field.type)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def as_strings(column: pa.Array) -> pa.Array:
    """Return any column as strings: numbers and times in figures, lists and structs as JSON."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        values = column.to_pylist()
    if is_textual(column.type):  # bytes that are not UTF-8
        return pa.array([None if v is None else v.decode("utf-8", "replace") for v in values])
    return pa.array([None if v is None else json_cell(v) for v in values], pa.string())


def json_cell(value: Any) -> str:
    """Return a nested value as JSON; what JSON has no form for becomes a string in it."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def text_of(column: pa.Array, first_row: int, errors: dict[int, str]) -> pa.Array:
    """Return a column as text to be scored, and note in `errors` why a row has none.

    Parameters
    ----------
    column : pyarrow.Array
        Strings or bytes in any layout.
    first_row : int
        Number of its first row, for messages.
    errors : dict of int to str
        What is known already; added to.

    Returns
    -------
    pyarrow.Array
        string or large_string; null wherever there is an error, and only there.
    """
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not is_string(column.type):
        column = _decoded(column, first_row, errors)
    elif pa.types.is_string_view(column.type):
        column = column.cast(pa.large_string())
    if column.null_count:
        for index in pc.indices_nonzero(column.is_null()).to_pylist():
            errors.setdefault(index, f"row {first_row + index}: no text (null)")
    if not errors:
        return column
    bad = pa.array([index in errors for index in range(len(column))], pa.bool_())
    return pc.if_else(bad, pa.scalar(None, column.type), column)


def _decoded(column: pa.Array, first_row: int, errors: dict[int, str]) -> pa.Array:
    if not (pa.types.is_null(column.type) or is_textual(column.type)):
        return as_strings(column)  # JSON numbers: each row has its error already
    try:
        return column.cast(pa.large_string())
    except pa.ArrowInvalid:
        texts: list[str | None] = []
        for index, value in enumerate(column.to_pylist()):
            try:
                texts.append(None if value is None else value.decode())
            except UnicodeDecodeError as error:
                texts.append(None)
                errors.setdefault(
                    index,
                    f"row {first_row + index}: the bytes are not valid UTF-8 ({error.reason})",
                )
        return pa.array(texts, pa.large_string())
