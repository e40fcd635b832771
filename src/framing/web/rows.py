"""JSON Lines in, JSON Lines out, while they come.

What comes in is read on while answers are written, or a client that sends all before it reads
would wait for us as we for it. The bytes that wait are bounded by the limit of the body.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from starlette.types import Receive, Scope, Send

from framing.model import FrameModel
from framing.web.limits import Limits, Problem, Workers, too_large, too_slow
from framing.web.requests import kind

__all__ = ["RowAnswer", "RowScorer"]

BATCH_BYTES = 1 << 20


class RowScorer:
    """Scores lines of JSON; what a line says is kept to the letter.

    Parameters
    ----------
    model : FrameModel
    text_column, prefix : str
    thresholds : ndarray of float64, shape (n_frames,)
    """

    def __init__(
        self, model: FrameModel, text_column: str, prefix: str, thresholds: NDArray[np.float64]
    ) -> None:
        self._model, self._column = model, text_column
        self._prefix, self._thresholds = prefix, thresholds
        names = (*model.frame_ids, "frames", "known_words", "undecided", "error")
        self._new = frozenset(prefix + name for name in names)

    def prepare(self) -> None:
        """Make ready what a first row waits for: a new version of the kernel is compiled once."""
        self.score([(1, orjson.dumps({self._column: ""}))])

    def score(self, lines: Sequence[tuple[int, bytes]]) -> bytes:
        """Return each line that isn't blank with its scores; one that can't be scored has an error.

        Parameters
        ----------
        lines : sequence of pair of int and bytes
            Number and content of each.
        """
        # Only those who send rows wait for the kernel to be imported.
        import pyarrow as pa

        from framing.batch import Columns, score_batch
        from framing.files.json_text import json_lines

        there = [(number, line.strip()) for number, line in lines if line.strip()]
        if not there:
            return b""
        read = [self._read(number, line) for number, line in there]
        columns = Columns(self._prefix, False, self._thresholds)
        texts = pa.array([text for _, text, _ in read], pa.string())
        scored = score_batch(self._model, pa.record_batch({"": texts}), "", columns=columns)
        errors = pa.array([error for _, _, error in read], pa.string())
        last = scored.num_columns - 1
        new = scored.set_column(last, scored.schema.field(last), errors)
        new = new.select(range(1, scored.num_columns))
        added = json_lines(new).to_pybytes().rstrip().split(b"\n")
        pairs = zip(read, added, strict=True)
        return b"".join(_joined(line, more) + b"\n" for (line, _, _), more in pairs)

    def _read(self, number: int, line: bytes) -> tuple[bytes, str | None, str | None]:
        """Return what to keep of a line, its text, and what is wrong with it."""
        from framing.files.json_types import loads

        try:
            row = loads(line)
        except ValueError as error:
            return b"{}", None, f"line {number}: not valid JSON ({error})"
        if not isinstance(row, dict):
            return b"{}", None, f"line {number}: {kind(row)}, not a JSON object"
        taken = sorted(self._new & row.keys())
        if taken:
            why = f"has {taken[0]!r} already, as the scores would; add ?prefix=framing_"
            return b"{}", None, f"line {number}: {why}"
        text = row.get(self._column)
        if not isinstance(text, str):
            what = kind(text) if self._column in row else "missing"
            return line, None, f"line {number}: {self._column!r} is {what}, not text"
        return line, text, None


def _joined(line: bytes, added: bytes) -> bytes:
    """Return one JSON object with the fields of two."""
    if not line[1:-1].strip():
        return added
    return line[:-1].rstrip() + b"," + added[1:]


class RowAnswer:
    """The streaming answer to a request with rows.

    A problem on the way is told in a last line with ``status`` and ``error`` alone.
    """

    def __init__(self, workers: Workers, scorer: RowScorer) -> None:
        self._workers, self._scorer = workers, scorer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Read, score and write to the end."""
        with self._workers.place():
            await self._workers.run(self._scorer.prepare, patient=True)
            inbox = Inbox(receive, self._workers.limits)
            reading = asyncio.create_task(inbox.fill())
            headers = [(b"content-type", b"application/x-ndjson")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            try:
                last = await self._answer(inbox, send)
            finally:
                reading.cancel()
            await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _answer(self, inbox: "Inbox", send: Send) -> bytes:
        try:
            while lines := await inbox.lines():
                body = await self._workers.run(lambda lines=lines: self._scorer.score(lines))  # type: ignore[misc]
                await send({"type": "http.response.body", "body": body, "more_body": True})
        except Problem as problem:
            return orjson.dumps({"status": problem.status, "error": str(problem)}) + b"\n"
        return b""


class Inbox:
    """Lines that have come and are not yet scored."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive, self._limits = receive, limits
        self._waiting = bytearray()
        self._news = asyncio.Event()
        self._over = False
        self._problem: Problem | None = None
        self._number = 0

    async def fill(self) -> None:
        """Take in all that comes."""
        total = 0
        while not self._over:
            message: dict[str, Any] = dict(await self._receive())
            piece = message.get("body", b"")
            total += len(piece)
            if total > self._limits.rows_bytes:
                self._problem = too_large(self._limits.rows_bytes)
            else:
                self._waiting += piece
            gone = message["type"] == "http.disconnect"
            self._over = gone or not message.get("more_body") or self._problem is not None
            self._news.set()

    async def lines(self) -> list[tuple[int, bytes]]:
        """Return the next lines with their numbers; none at the end.

        Raises
        ------
        Problem
            Too much has come (413), or nothing for too long (408).
        """
        while (end := self._end()) < 0 and not self._over:
            self._news.clear()
            try:
                async with asyncio.timeout(self._limits.upload_seconds):
                    await self._news.wait()
            except TimeoutError:
                raise too_slow(self._limits.upload_seconds) from None
        if end < 0:
            if self._problem is not None:
                raise self._problem
            end = len(self._waiting)
        block = bytes(self._waiting[:end])
        del self._waiting[:end]
        found = block.split(b"\n")
        if found[-1] == b"":
            found.pop()
        first, self._number = self._number + 1, self._number + len(found)
        return list(enumerate(found, first))

    def _end(self) -> int:
        """Return where the next batch of whole lines ends, -1 where there is none."""
        end = self._waiting.rfind(b"\n", 0, BATCH_BYTES)
        if end < 0:
            end = self._waiting.find(b"\n")
        return end + 1 if end >= 0 else -1
