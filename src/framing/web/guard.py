"""What stands before every answer: whose request is heard, and what a browser may do with it."""

import ipaddress
import logging
import socket
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from framing.text import clean_terminal
from framing.web.limits import Problem

__all__ = ["Guard", "Hosts", "problem_response"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE_METHODS = ("GET", "HEAD")
logger = logging.getLogger("framing.web")


class Hosts:
    """The names under which this server answers.

    A page elsewhere can point its own name at this machine and so be let in by the browser
    (DNS rebinding), but its name gives it away. An address as such can't be rebound.

    Parameters
    ----------
    bound : str
        The address that the server listens at.
    names : iterable of str
        More names, as of a proxy before it.

    Examples
    --------
    >>> hosts = Hosts("127.0.0.1")
    >>> "localhost:8000" in hosts, "[::1]:8000" in hosts, "evil.example:8000" in hosts
    (True, True, False)
    """

    def __init__(self, bound: str, names: Iterable[str] = ()) -> None:
        self._local = is_loopback(bound)
        self._names = {"localhost", bound.lower(), *(name.lower() for name in names)}
        if not self._local:
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}

    def __contains__(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._local

    def __str__(self) -> str:
        return ", ".join(sorted(self._names))


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def problem_response(problem: Problem) -> JSONResponse:
    """Return a problem as JSON: ``status`` and ``error``."""
    return JSONResponse(
        {"status": problem.status, "error": clean_terminal(str(problem))},
        problem.status,
        problem.headers,
    )


class Guard:
    """Checks host and origin, adds the headers of security, and turns errors into JSON.

    Parameters
    ----------
    app : ASGI application
    hosts : Hosts
    """

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, receive, guarded)
        except Exception as error:
            if started:
                raise
            await problem_response(_as_problem(error))(scope, receive, guarded)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            raise Problem(
                421,
                f"this server doesn't answer to the host {host[:200]!r}; allowed: {self._hosts} "
                "and addresses; name another by --allow-host",
            )
        if scope["method"] in SAFE_METHODS:
            return
        origin = headers.get("origin")
        foreign = origin is not None and _authority(origin) != host.lower()
        if foreign or headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise Problem(
                403,
                f"a page of {str(origin)[:200]!r} can't use this server; only its own page and "
                "programs can",
            )


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    logger.error("unexpected %s: %s", type(error).__name__, clean_terminal(str(error)))
    logger.debug("where it was", exc_info=error)
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected error; the server's terminal tells which"
    )
