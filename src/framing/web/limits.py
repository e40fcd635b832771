"""How much the server takes on, and what it answers where that is too much."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

__all__ = ["Limits", "Problem", "Workers", "read_body"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server takes on.

    Attributes
    ----------
    text_bytes, rows_bytes : int
        Largest body with one text, and with rows.
    seconds : float
        That the work on one text, or on one batch of rows, may take.
    upload_seconds : float
        In which a text must have come, and after which rows that stay away are given up.
    at_once : int
        Threads that work.
    requests : int
        Requests that are uploading, waiting or being worked on; one more is sent away.
    """

    text_bytes: int = 1 << 20
    rows_bytes: int = 64 << 20
    seconds: float = 60.0
    upload_seconds: float = 30.0
    at_once: int = field(default_factory=lambda: os.cpu_count() or 1)
    requests: int = 16


class Problem(Exception):  # noqa: N818 - an answer, not a fault of the server
    """A request that is answered with an error.

    Parameters
    ----------
    status : int
        Of HTTP.
    message : str
        What was wrong, what is allowed, what to do.
    headers : mapping of str to str, optional
    """

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})


class Workers:
    """Threads that do the work of requests, no more of them and no longer than the limits say.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._taken = 0
        self._pool = ThreadPoolExecutor(limits.at_once, "framing")

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places for requests.

        Raises
        ------
        Problem
            All are taken (503).
        """
        if self._taken >= self.limits.requests:
            raise Problem(
                503,
                f"busy with {self._taken} requests, which is the most; try again in a second",
                {"Retry-After": "1"},
            )
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    @property
    def idle(self) -> bool:
        """Whether no request is uploading, waiting or being worked on."""
        return not self._taken

    async def run(self, function: Callable[[], Result], *, patient: bool = False) -> Result:
        """Run a function in a thread and return what it returns.

        Parameters
        ----------
        function : callable
        patient : bool, default False
            Whatever time it takes.

        Raises
        ------
        Problem
            It takes too long (504). A thread can't be stopped, so its place stays taken until
            it is done.
        """
        loop = asyncio.get_running_loop()
        job = self._pool.submit(function)
        try:
            async with asyncio.timeout(None if patient else self.limits.seconds):
                return await asyncio.shield(asyncio.wrap_future(job))
        except TimeoutError:
            if not job.cancel():
                self._taken += 1
                job.add_done_callback(lambda _: loop.call_soon_threadsafe(self._give_back))
            raise Problem(
                504,
                f"not done within {self.limits.seconds:g} seconds; send a shorter text, or use "
                "`framing score` for files",
            ) from None

    def close(self) -> None:
        """Drop what waits; what is being worked on comes to its end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _give_back(self) -> None:
        self._taken -= 1


async def read_body(pieces: AsyncIterator[bytes], announced: str | None, limits: Limits) -> bytes:
    """Return the body of a request with one text.

    Parameters
    ----------
    pieces : async iterator of bytes
    announced : str or None
        The header ``Content-Length``.
    limits : Limits

    Raises
    ------
    Problem
        It is too large (413) or too slow (408).
    """
    most = limits.text_bytes
    check_length(announced, most)
    body = bytearray()
    try:
        async with asyncio.timeout(limits.upload_seconds):
            async for piece in pieces:
                body += piece
                if len(body) > most:
                    raise too_large(most)
    except TimeoutError:
        raise too_slow(limits.upload_seconds) from None
    return bytes(body)


def check_length(announced: str | None, most: int) -> None:
    """Raise `Problem` (413) where a body is announced that is larger than the most."""
    if announced is not None and announced.isdecimal() and int(announced) > most:
        raise too_large(most)


def too_large(most: int) -> Problem:
    """Return the answer to a body of more than so many bytes."""
    return Problem(
        413,
        f"the body is larger than {most:,} bytes; send less at a time, or use `framing score` "
        "for files",
        {"Connection": "close"},
    )


def too_slow(seconds: float) -> Problem:
    """Return the answer to a body that didn't come in time."""
    return Problem(408, f"the body didn't come within {seconds:g} seconds", {"Connection": "close"})
