"""Reading everything at once, as the tests want it."""

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest

from framing.files import open_tables, open_writer


@dataclass
class Everything:
    schema: pa.Schema
    text_column: str
    rows: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)  # index over all files -> message
    starts: list = field(default_factory=list)  # (path, first_row, rows) of each chunk


def read_everything(*inputs, **options):
    with open_tables(list(inputs), **options) as reader:
        got = Everything(reader.schema, reader.text_column)
        for chunk in reader:
            assert chunk.columns.schema.equals(reader.schema)
            assert chunk.columns.num_rows == len(chunk.text) > 0
            assert chunk.columns.num_rows <= options.get("batch_rows", 8192)
            chunk.columns.validate(full=True)
            chunk.text.validate(full=True)
            texts = chunk.text.to_pylist()
            assert {i for i, text in enumerate(texts) if text is None} == set(chunk.errors)
            got.errors |= {len(got.rows) + i: why for i, why in chunk.errors.items()}
            got.starts.append((chunk.path, chunk.first_row, chunk.columns.num_rows))
            got.rows += chunk.columns.to_pylist()
            got.texts += texts
    return got


@pytest.fixture
def read():
    return read_everything


@pytest.fixture
def left(tmp_path):
    """Return the names of what is in the folder."""
    return lambda: sorted(path.name for path in tmp_path.iterdir())


@pytest.fixture
def write():
    def write(path, table, **options):
        with open_writer(path, table.schema, **options) as writer:
            for batch in table.to_batches():
                writer.write(batch)
        return Path(path)

    return write


@pytest.fixture
def make(tmp_path):
    """Write bytes or text to a file and return its path."""

    def make(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make
