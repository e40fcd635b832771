"""Small files in each format, written here."""

import json
from pathlib import Path

import pytest

from framing.formats import Options, read_format, write_format, write_records


@pytest.fixture
def put(tmp_path):
    """Return a function that writes a file below the test's folder and returns its path."""

    def put(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_bytes(text.encode())
        return path

    return put


@pytest.fixture
def round_trip(tmp_path):
    """Return a function: files of a format -> records -> JSON Lines -> a format again."""

    def round_trip(name, paths, options=None, *, to=None, write_options=None, **how):
        records, _ = read_format(name, paths, options, **how)
        lines, out = tmp_path / "records.jsonl", tmp_path / "out" / "written"
        out.parent.mkdir(exist_ok=True)
        write_records(lines, records, force=True)
        write_format(to or name, [lines], out, write_options or Options(), force=True)
        return out.read_text(encoding="utf-8")

    return round_trip


@pytest.fixture
def fails():
    """Return a function that tells the message with which reading fails."""

    def fails(name, paths, options=None, **how):
        from framing.errors import FramingError

        with pytest.raises(FramingError) as caught:
            read_format(name, [Path(path) for path in paths], options, **how)
        return str(caught.value)

    return fails
