r"""Columns as JSON text, a column at a time, and rows of it as JSON lines.

No cell passes through Python unless it is nested: strings are escaped, numbers printed and rows
joined by Arrow. The tests hold the result equal to what ``json.loads`` reads.
"""

from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from framing.files.json_types import JSON_FIELD
from framing.files.schemas import is_string, json_cell

__all__ = ["json_column", "json_lines"]

_TEXT = pa.large_string()  # offsets of 64 bits: escaped text may pass 2 GiB
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def json_lines(batch: pa.RecordBatch) -> pa.Buffer:
    r"""Return a batch as JSON objects, one a line, each with a ``\n`` behind.

    Examples
    --------
    >>> json_lines(pa.RecordBatch.from_pydict({"a": ["x", None], "p": [0.5, 1]})).to_pybytes()
    b'{"a":"x","p":0.5}\n{"a":null,"p":1.0}\n'
    """
    if not batch.num_rows or not batch.num_columns:
        return pa.py_buffer(b"{}\n" * batch.num_rows)
    pieces: list[Any] = []
    for field, column in zip(batch.schema, batch.columns, strict=True):
        start = "," if pieces else "{"
        pieces.append(_scalar(f"{start}{orjson.dumps(field.name).decode()}:"))
        pieces.append(json_column(column, raw=field.metadata == JSON_FIELD))
    lines = pc.binary_join_element_wise(*pieces, _scalar("}\n"), _scalar(""))
    _, offsets, data = lines.buffers()
    # The buffer may be longer than what is in it.
    return data.slice(0, int(np.frombuffer(offsets, np.int64)[batch.num_rows]))


def json_column(column: pa.Array, *, raw: bool = False) -> pa.Array:
    """Return each value as JSON: a large_string without nulls.

    Parameters
    ----------
    column : pyarrow.Array
        Of any type. What JSON has no form for (times, decimals) becomes a string.
    raw : bool, default False
        The strings are JSON already.
    """
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if is_string(kind):
        text = column.cast(_TEXT)
        text = text if raw else _quoted(_escaped(text))
    elif pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        text = column.cast(pa.string()).cast(_TEXT)
    elif pa.types.is_floating(kind):
        text = _numbers(column.cast(pa.float32()) if pa.types.is_float16(kind) else column)
    elif pa.types.is_temporal(kind) or pa.types.is_decimal(kind):
        text = _quoted(column.cast(pa.string()).cast(_TEXT))
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        text = _lists(column)
    else:
        values = column.to_pylist()
        text = pa.array([None if value is None else json_cell(value) for value in values], _TEXT)
    return pc.fill_null(text, "null")


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, _TEXT)


def _quoted(text: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(_scalar('"'), text, _scalar('"'), _scalar(""))


def _escaped(text: pa.Array) -> pa.Array:
    """Return strings with what JSON forbids inside quotes escaped; most often nothing."""
    first, last = text.offset, text.offset + len(text)
    _, offsets, data = text.buffers()
    if data is None or not len(text):
        return text
    bounds = np.frombuffer(offsets, np.int64)
    content = np.frombuffer(data, np.uint8)[bounds[first] : bounds[last]]
    if (content == ord("\\")).any():  # before all else, or the other escapes would be escaped
        text = pc.replace_substring(text, "\\", "\\\\")
    if (content == ord('"')).any():
        text = pc.replace_substring(text, '"', '\\"')
    for code in np.unique(content[content < ord(" ")]).tolist():
        sign = chr(code)
        text = pc.replace_substring(text, sign, _SHORT.get(sign, f"\\u{code:04x}"))
    return text


def _numbers(column: pa.Array) -> pa.Array:
    """Return floats by their shortest form; NaN and the infinities, which JSON lacks, as null."""
    text = column.cast(pa.string()).cast(_TEXT)
    values = column.to_numpy(zero_copy_only=False)  # null as NaN
    whole = (np.rint(values) == values) & (np.abs(values) < 1e9)
    if whole.any():  # 1 would be read back as an integer
        longer = pc.binary_join_element_wise(text, _scalar(".0"), _scalar(""))
        text = pc.if_else(pa.array(whole), longer, text)
    finite = np.isfinite(values)
    return text if finite.all() else pc.if_else(pa.array(finite), text, pa.scalar(None, _TEXT))


def _lists(column: pa.Array) -> pa.Array:
    # Only what this slice holds: `values` is the whole array behind it.
    offsets = column.offsets
    start, end = offsets[0].as_py(), offsets[-1].as_py()
    items = json_column(column.values.slice(start, end - start))
    ends = pc.subtract(offsets, offsets[0]).cast(pa.int64())
    joined = pc.binary_join(pa.LargeListArray.from_arrays(ends, items), _scalar(","))
    text = pc.binary_join_element_wise(_scalar("["), joined, _scalar("]"), _scalar(""))
    return pc.if_else(column.is_valid(), text, pa.scalar(None, _TEXT))
