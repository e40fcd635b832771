"""Whose requests are heard, and what a browser may do with the answers."""

import pytest

from framing.web.guard import Hosts

CSP = "content-security-policy"
JSON = {"Content-Type": "application/json"}
BODY = b'{"text": "our heroes"}'


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/docs", 200),
        ("/static/app.js", 200),
        ("/openapi.json", 200),
        ("/api/model", 200),
        ("/nothing", 404),
        ("/static/nothing.js", 404),
        ("/static/../guard.py", 404),
        ("/static/%2e%2e/guard.py", 404),
        ("/static/..%2fguard.py", 404),
        ("/api/classify", 405),
    ],
)
def test_every_answer_is_guarded(path, status, client):
    response = client.get(path)
    assert response.status_code == status
    policy = dict(part.split(" ", 1) for part in response.headers[CSP].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in response.headers[CSP]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] in ("no-store", "no-cache")
    if status != 200:
        assert response.json()["status"] == status


def test_pages_ask_for_nothing_inline(client):
    for path in ("/", "/docs"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " on" not in page.replace(" on ", "").split("<body>")[0]
        assert page.count("<script") == page.count('<script type="module" src="/static/')


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[",
        "a@b",
        "x" * 900,
    ],
)
def test_other_hosts(host, client):
    response = client.get("/api/model", headers={"Host": host})
    assert response.status_code == 421
    assert "doesn't answer to the host" in response.json()["error"]
    assert CSP in response.headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "127.9.9.9", "[::1]:8"])
def test_own_hosts(host, client):
    assert client.get("/api/model", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/api/classify", "/api/score"])
def test_origins(path, headers, status, client):
    kind = {"/api/classify": "application/json", "/api/score": "application/x-ndjson"}[path]
    sent = {"Content-Type": kind, "Host": "localhost", **headers}
    response = client.post(path, content=BODY, headers=sent)
    assert response.status_code == status
    if status == 403:
        assert "can't use this server" in response.json()["error"]


@pytest.mark.parametrize("path", ["/api/classify", "/api/explain", "/api/score"])
@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_other_types(path, kind, client):
    response = client.post(path, content=BODY, headers={"Content-Type": kind})
    assert response.status_code == 415
    assert "send application/" in response.json()["error"]


def test_compressed_bodies(client):
    response = client.post("/api/classify", content=BODY, headers=JSON | {"Content-Encoding": "br"})
    assert response.status_code == 415


def test_methods(client):
    assert client.put("/api/score").headers["allow"] == "POST"
    assert client.options("/api/score").status_code == 405
    assert client.head("/").status_code == 200


def test_hosts_where_everybody_may_ask():
    hosts = Hosts("0.0.0.0", ["Frames.example"])
    assert "frames.example:8000" in hosts
    assert "192.0.2.7:8000" in hosts
    assert "[2001:db8::7]" in hosts
    assert "evil.example" not in hosts
    assert "" not in hosts
