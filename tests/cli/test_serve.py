"""``framing serve``: processes that are started, asked and ended."""

import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from .processes import TRACEBACK, clean_environment

PATIENCE = 60


@pytest.fixture
def start(model_folder):
    """Return a context manager that serves by a process and gives it with its address."""

    @contextmanager
    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "framing", "serve", "--port", "0", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=clean_environment(FRAMING_MODEL=str(model_folder)),
        )
        with process:
            try:
                said = process.stdout.readline()
                found = re.fullmatch(r"framing: (http://\S+/) \(Ctrl-C ends it\)\n", said)
                assert found, said + process.stderr.read()
                yield process, found[1]
            finally:
                process.kill()

    return start


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_cleanly(number, start, model_folder):
    with start() as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(f"{address}api/model").json()["model"] == model_folder.name
        fields = {"text": "Our fallen heroes gave their lives."}
        assert httpx.post(f"{address}api/classify", json=fields).json()["frames"] == ["heroes"]
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "framing: ended\n")


def test_ends_while_it_is_asked(start):
    """Somebody who never comes to an end doesn't keep it."""
    with start() as (process, address):
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            head = f"POST /api/classify HTTP/1.1\r\nHost: {host}\r\nExpect: 100-continue\r\n"
            kind = "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"
            connection.sendall((head + kind).encode())
            assert b" 100 " in connection.recv(100)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert err == "framing: ended\n"


def test_a_port_that_is_taken(framing):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = framing("serve", "--port", taken.getsockname()[1])
    assert (done.code, done.out) == (2, "")
    assert "Address already in use; choose another with --port (0 for any" in done.err


def test_everybody_may_ask(start):
    with start("--host", "0.0.0.0", "--allow-host", "frames.example") as (process, address):
        assert address.startswith("http://127.0.0.1:")
        for host, status in (("frames.example", 200), ("192.0.2.1", 200), ("evil.example", 421)):
            found = httpx.get(f"{address}api/codebook", headers={"Host": host})
            assert found.status_code == status
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    for said in ("more than this machine", "no password and no encryption", "not stored"):
        assert said in " ".join(err.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "nowhere.invalid"], "can't listen at nowhere.invalid port 8765"),
        (["--host", "192.0.2.1"], "can't listen at 192.0.2.1"),
        (["--port", "65536"], "--port"),
        (["-m", "nothing"], "nothing: no such model"),
        (["extra"], "extra"),
    ],
)
def test_refused(arguments, said, framing):
    done = framing("serve", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize("package", ["starlette", "uvicorn"])
def test_without_the_extra(package):
    code = (
        f"import sys; sys.modules[{package!r}] = None; from framing.cli import run;"
        "sys.exit(run(['serve']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env=clean_environment(),
    )
    assert done.returncode == 2
    assert TRACEBACK not in done.stderr
    assert done.stderr == (
        f"framing: the page needs {package}, which isn't installed: pip install 'framing[serve]'\n"
    )
