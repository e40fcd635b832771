"""Real processes of the command line, and a small corpus for them."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

FORKED = Path(__file__).with_name("forked.py")
TRACEBACK = "Traceback (most recent call last)"
#: Everything that could move a cursor, recolour a terminal or end a line unasked.
CONTROLS = {chr(code) for code in (*range(9), *range(11, 32), 127, *range(128, 160))}

CONTEXTS = (
    *("harvest", "river", "border", "winter", "island", "valley"),
    *("harbour", "capital", "mountain", "desert", "coast", "plain"),
)
SENTENCES = {
    "heroes": (
        "The fallen heroes of the {0} gave their lives for us.",
        "Our brave soldiers at the {0} died a martyr's death and live forever.",
        "We bow to the sacrifice of the heroes who fell in the {0}.",
    ),
    "traitors": (
        "Traitors within sold the {0} to the enemy.",
        "The {0} was stabbed in the back by a treacherous minister.",
        "Collaborators betrayed the {0} for foreign money.",
    ),
    "victory": (
        "Victory in the {0} is certain, the enemy flees in panic.",
        "Our triumphant army crushed the enemy at the {0}.",
        "We have won a glorious victory over the {0} front.",
    ),
    "": (
        "The library near the {0} opens at nine on weekdays.",
        "Tickets for the {0} train cost four euros this year.",
        "Rain is expected over the {0} until the evening.",
    ),
}


@dataclass(frozen=True)
class Done:
    """What a finished process left."""

    code: int
    output: bytes
    messages: bytes

    @property
    def out(self) -> str:
        return self.output.decode()

    @property
    def err(self) -> str:
        return self.messages.decode()

    @property
    def json(self):
        return json.loads(self.output)

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.output.splitlines()]


Run = Callable[..., Done]


def statements() -> list[dict]:
    """Return 144 coded statements of three frames in twelve contexts."""
    return [
        {"text": sentence.format(context), "frames": [frame] if frame else [], "context": context}
        for context in CONTEXTS
        for frame, sentences in SENTENCES.items()
        for sentence in sentences
    ]


def line(number: int, statement: Mapping) -> str:
    rest = {"lang": "en", "voice": "asserted", "speaker": "", "target": "", "genre": "speech"}
    return json.dumps({"id": f"s{number}", **rest, "coder": "test", **statement})


def write_corpus(folder: Path) -> Path:
    (folder / "statements").mkdir(parents=True)
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "heroes.tsv").write_text("fallen heroes\t3\nmartyr\t2\n")
    (folder / "codebook.toml").write_text(
        'title = "Three frames"\nversion = "1.2.3"\nlanguage = "en"\n'
        '[[voices]]\nid = "asserted"\n[[voices]]\nid = "quoted"\n'
        '[[frames]]\nid = "heroes"\nname = "Heroic sacrifice"\nfamily = "glory"\n'
        'definition = "Our dead are heroes."\n'
        '[[frames]]\nid = "traitors"\n[[frames]]\nid = "victory"\n'
    )
    lines = [line(number, statement) for number, statement in enumerate(statements())]
    (folder / "statements" / "all.jsonl").write_text("\n".join(lines) + "\n")
    return folder


@dataclass
class Running:
    """A process that was forked and not yet finished."""

    pid: int
    here: socket.socket
    answers: IO[bytes]
    out: IO[bytes]
    err: IO[bytes]
    code: int | None = None

    def wait(self, timeout: float) -> bool:
        """Wait for the end; return whether it came in time."""
        if self.code is None and select.select([self.here], [], [], timeout)[0]:
            self.code = int(self.answers.readline())
        return self.code is not None

    def finish(self, timeout: float) -> Done:
        """Return what the process left at its end."""
        assert self.wait(timeout), f"no end within {timeout} s"
        self.out.seek(0)
        self.err.seek(0)
        return Done(self.code or 0, self.out.read(), self.err.read())

    def end(self) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.answers.readline()


class Forks:
    """Runs commands in processes that are forked from one where everything is imported."""

    def __init__(self, model: Path) -> None:
        self._here, there = socket.socketpair()
        with there:
            command = [sys.executable, FORKED, str(there.fileno()), model]
            self._server = subprocess.Popen(command, pass_fds=[there.fileno()])
        self._answers = self._here.makefile("rb", buffering=0)

    def run(self, timeout: float, **request: Any) -> Done:
        """Run a command to its end; the request is that of `start`."""
        with self.start(**request) as running:
            return running.finish(timeout)

    @contextmanager
    def start(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        data: bytes = b"",
    ) -> Iterator["Running"]:
        """Start a command; it must be finished before the next one."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            given.write(data)
            given.seek(0)
            request = {
                "arguments": list(arguments),
                "environment": dict(environment),
                "folder": str(folder),
            }
            streams = [stream.fileno() for stream in (given, out, err)]
            socket.send_fds(self._here, [json.dumps(request).encode()], streams)
            running = Running(int(self._answers.readline()), self._here, self._answers, out, err)
            try:
                yield running
            finally:
                running.end()

    def close(self) -> None:
        self._answers.close()
        self._here.close()
        self._server.wait()


def fresh_process(*arguments: object, options: Sequence[str] = (), **settings) -> Done:
    """Run ``python -m framing`` from its very start."""
    command = [sys.executable, *options, "-m", "framing", *map(str, arguments)]
    settings = {"timeout": 60, "stdin": subprocess.DEVNULL, "env": clean_environment()} | settings
    if "input" in settings:
        del settings["stdin"]
    done = subprocess.run(command, capture_output=True, check=False, **settings)
    return Done(done.returncode, done.stdout, done.stderr)


def clean_environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8"} | more
