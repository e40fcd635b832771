"""Memory doesn't grow with the input."""

import subprocess
import sys

import pytest

READ = """
import resource, sys
from framing.files import open_tables
with open_tables([sys.argv[1]]) as reader:
    first = next(chunks := iter(reader))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = first.columns.num_rows + sum(chunk.columns.num_rows for chunk in chunks)
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("name", ["big.csv", "big.jsonl"])
def test_two_hundred_megabytes(tmp_path, name):
    path = tmp_path / name
    text = "Some words in a row, " * 20
    row = f'"{text}",1\n' if name == "big.csv" else f'{{"text": "{text}"}}\n'
    block = row.encode() * 2000
    blocks = 200_000_000 // len(block)
    with path.open("wb") as file:
        file.write(b"text,n\n" if name == "big.csv" else b"")
        for _ in range(blocks):
            file.write(block)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True
    )
    rows, grown = map(int, done.stdout.split())
    assert rows == blocks * 2000
    assert grown < 60
