"""A server in the foreground: bound, announced, run to a clean end."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from framing.errors import InputError

__all__ = ["address_of", "bind", "make_server", "run"]

#: Seconds that open requests are given when the server is told to end.
FAREWELL = 2


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Parameters
    ----------
    host : str
        An address or name of this machine.
    port : int
        0 for any that is free.

    Raises
    ------
    InputError
        The port is taken or not ours to use, or the host is none of this machine's.
    """
    found = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen()
    except (OSError, UnicodeError) as error:
        if found is not None:
            found.close()
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"can't listen at {host} port {port}: {reason}; choose another with --port (0 for any "
            "that is free), or an address of this machine with --host"
        ) from error
    return found


def address_of(listening: socket.socket) -> str:
    """Return the address of a page as a browser wants it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def make_server(app: Starlette) -> uvicorn.Server:
    """Return a server that writes no log of who asked for what."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        http="h11",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=FAREWELL,
    )
    return uvicorn.Server(config)


def run(app: Starlette, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Parameters
    ----------
    app : Starlette
        Made by `framing.web.app.make_app`.
    listening : socket
        Made by `bind`.
    ready : callable
        Called when signals end the server cleanly.
    """
    server = make_server(app)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        server.should_exit = True

    # The server raises the signals that ended it once more, for whoever was there before it.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ready()
        server.run(sockets=[listening])
    finally:
        app.state.workers.close()
        for number, handler in before.items():
            signal.signal(number, handler)
