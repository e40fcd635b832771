"""Leaving in the middle: the process ends, with its own exit code, and no half file stays."""

import signal
import subprocess
import sys

import pytest

HEAD = "import sys, time; from framing.files import *; path, out = sys.argv[1:]\n"
LEAVING = {
    "in a with block": "with open_tables([path]) as reader:\n  for chunk in reader: sys.exit(3)",
    "without one": "reader = iter(open_tables([path])); next(reader); sys.exit(3)",
    "by an exception": (
        "reader = open_tables([path])\nwith open_writer(out, reader.schema) as writer:\n"
        "  for chunk in reader: writer.write(chunk.columns); sys.exit(3)"
    ),
}


@pytest.fixture
def big(make):
    return make("in.csv", "text,n\n" + "hello there,1\n" * 2_000_000)


@pytest.mark.parametrize("how", LEAVING)
def test_early(how, big, left):
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", HEAD + LEAVING[how], big, big.with_name("o.csv")],
            check=False,
            timeout=20,
            capture_output=True,
        )
        assert (done.returncode, done.stderr) == (3, b"")
    assert left() == ["in.csv"]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl.gz", "out.parquet"])
def test_control_c(name, big, left):
    code = (
        "with open_tables([path]) as reader, open_writer(out, reader.schema) as writer:\n"
        "  print('go', flush=True)\n"
        "  for chunk in reader: writer.write(chunk.columns); time.sleep(0.01)"
    )
    command = [sys.executable, "-W", "error", "-c", HEAD + code, big, big.with_name(name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        assert len(left()) == 2
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT
    assert errors.strip().endswith(b"KeyboardInterrupt")
    assert left() == ["in.csv"]
