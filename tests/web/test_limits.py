"""What the server says when it is too much."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest

from framing.web.limits import Limits, Problem, Workers

from .serving import PATIENCE, begun, read_until, serving

JSON = "Content-Type: application/json"
ROWS = "Content-Type: application/x-ndjson"


@pytest.fixture(scope="module")
def small(model):
    """Serve with limits that are reached at once."""
    limits = Limits(text_bytes=200, rows_bytes=200, upload_seconds=0.2, at_once=1, requests=1)
    with serving(model, limits=limits) as address:
        yield address


def run(coroutine):
    """Run a coroutine in a thread: in this one the browser's own loop may be at work."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result(PATIENCE)


def post(address, path="/api/classify", kind="application/json", **options):
    headers = {"Content-Type": kind}
    return httpx.post(f"{address[:-1]}{path}", headers=headers, timeout=PATIENCE, **options)


@pytest.mark.parametrize("path", ["/api/classify", "/api/explain"])
def test_a_large_text(path, small):
    fits = json.dumps({"text": "a" * 188}).encode()
    assert len(fits) == 200
    assert post(small, path, content=fits).status_code == 200
    response = post(small, path, content=fits + b" ")
    assert response.status_code == 413
    assert response.json()["error"].startswith("the body is larger than 200 bytes")


def test_a_large_text_that_is_not_announced(small):
    response = post(small, content=iter([b" " * 150] * 2))
    assert response.status_code == 413


def test_a_large_text_is_not_even_read(small):
    with begun(small, "/api/classify", JSON, "Content-Length: 99999999999") as connection:
        assert b" 413 " in read_until(connection, b"\r\n\r\n")


def test_large_rows(small):
    response = post(small, "/api/score", "application/x-ndjson", content=b"{}\n" * 100)
    assert response.status_code == 413


def test_large_rows_that_are_not_announced(small):
    rows = iter([b'{"text": "heroes"}\n'] * 50)
    response = post(small, "/api/score", "application/x-ndjson", content=rows)
    *done, last = map(json.loads, response.text.splitlines())
    assert last["status"] == 413
    assert "200 bytes" in last["error"]
    assert [row["error"] for row in done] == [None] * len(done)
    assert len(done) <= 10


def test_a_slow_text(small):
    with begun(small, "/api/classify", JSON, "Content-Length: 9", body=b"{") as connection:
        answer = read_until(connection, b"didn't come within 0.2 seconds")
    assert b" 408 " in answer.splitlines()[0]


def test_slow_rows(small):
    with begun(small, "/api/score", ROWS, "Content-Length: 99", body=b'{"text":"a"}\n') as slow:
        answer = read_until(slow, b'"status":408')
    assert b" 200 " in answer.splitlines()[0]
    assert b'{"text":"a","hero":' in answer


def test_busy(model):
    limits = Limits(requests=1, upload_seconds=PATIENCE)
    with serving(model, limits=limits) as address:
        body = b'{"text": "our heroes"}'
        length = f"Content-Length: {len(body)}"
        with begun(address, "/api/classify", JSON, length, body=body[:5]) as first:
            # The first has its place as soon as it is heard.
            while (response := post(address, content=body)).status_code == 200:
                pass
            assert response.status_code == 503
            assert response.headers["retry-after"] == "1"
            assert "busy with 1 request" in response.json()["error"]
            assert httpx.get(f"{address}api/model").status_code == 200
            first.sendall(body[5:])
            assert b" 200 " in read_until(first, b"known_words").splitlines()[0]
        assert post(address, content=body).status_code == 200


def test_work_that_takes_too_long():
    """Its place is free again only when the thread is."""
    finish = Event()
    workers = Workers(Limits(seconds=0.05, at_once=1, requests=1))

    async def attempt():
        with (
            pytest.raises(Problem, match=r"not done within 0\.05 seconds") as caught,
            workers.place(),
        ):
            await workers.run(lambda: finish.wait(PATIENCE))
        assert caught.value.status == 504
        assert not workers.idle
        with pytest.raises(Problem, match="busy"), workers.place():
            pass
        finish.set()
        async with asyncio.timeout(PATIENCE):
            while not workers.idle:
                await asyncio.sleep(0)
        with workers.place():
            assert await workers.run(lambda: 7) == 7
        assert workers.idle

    run(attempt())
    workers.close()


def test_work_that_waits_too_long_is_dropped():
    finish, done = Event(), []
    workers = Workers(Limits(seconds=0.05, at_once=1, requests=2))

    async def attempt():
        with pytest.raises(Problem, match="not done"):
            await workers.run(lambda: finish.wait(PATIENCE))
        with pytest.raises(Problem, match="not done"):
            await workers.run(lambda: done.append(1))
        finish.set()
        assert await workers.run(lambda: 7, patient=True) == 7

    run(attempt())
    workers.close()
    assert done == []
