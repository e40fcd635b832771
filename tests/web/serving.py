"""Servers in threads, and clients that misbehave."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from framing.web.app import make_app
from framing.web.server import address_of, bind, make_server

#: Seconds that anything may take; the kernel may have to be compiled first.
PATIENCE = 120


@contextmanager
def serving(model, **options) -> Iterator[str]:
    """Serve a model; the options are those of `make_app`. Give the address of the page."""
    app = make_app(model, name="small", **options)
    listening = bind("127.0.0.1", 0)
    address = address_of(listening)
    server = make_server(app)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        app.state.workers.close()
        assert not thread.is_alive()


@contextmanager
def begun(address: str, path: str, *headers: str, body: bytes = b"") -> Iterator[socket.socket]:
    """Begin a POST request and leave it to the test to go on, or not to."""
    host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}:{port}", *headers, "", ""]
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        yield connection


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """Read until something has come; fail where the other side has no more to say."""
    found = b""
    while wanted not in found:
        piece = connection.recv(1 << 16)
        assert piece, f"{wanted!r} is not in {found!r}"
        found += piece
    return found
