"""The journal of a folder of parts: what is finished, and what it was made from.

It is a file of JSON lines, ``_journal.jsonl`` (names that begin with ``_`` are passed over by
Arrow's and Spark's readers). The first line tells inputs, model and options; each line behind it
a part that is complete on disk. A line that a power cut left unfinished does not count.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from framing.errors import OutputError
from framing.files.discovery import JOURNAL as NAME

__all__ = ["NAME", "Journal", "Part", "describe_inputs"]

VERSION = 1
#: Of each input, so much at both ends goes into its fingerprint, beside size and time.
SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is complete on disk; `rows` counts those of the inputs."""

    name: str
    rows: int
    failed: int
    undecided: int


class Journal:
    """What is finished in a folder of parts.

    Parameters
    ----------
    folder : Path
    identity : mapping
        What the result depends on, as plain data: inputs, model, options.
    """

    def __init__(self, folder: Path, identity: Mapping[str, Any]) -> None:
        self.folder = folder
        self.identity = {"version": VERSION, **json.loads(json.dumps(dict(identity)))}
        self.parts: list[Part] = []
        self.done = False

    def open(self, *, force: bool) -> None:
        """Begin, or go on where a run before this one was cut off.

        Parameters
        ----------
        force : bool
            Begin anew, whatever is there.

        Raises
        ------
        OutputError
            The folder is of something else, or of other inputs, another model or other options.
        """
        path = self.folder / NAME
        try:
            if path.exists() and not force:
                self._go_on(path)
                return
            if self.folder.exists() and not self.folder.is_dir():
                raise OutputError(f"{self.folder} is a file; --parts writes a folder: name another")
            if self.folder.exists() and any(self.folder.iterdir()) and not path.exists():
                raise OutputError(f"{self.folder} is a folder of something else; name another")
            self.folder.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            for old in self.folder.glob("part-*"):
                old.unlink()
            self._append(self.identity)
        except OSError as error:
            raise OutputError(f"{self.folder}: can't be written: {error.strerror}") from error

    def add(self, part: Part) -> None:
        """Note that a part is complete on disk."""
        self.parts.append(part)
        self._append({"part": asdict(part)})

    def finish(self) -> None:
        """Note that everything is complete."""
        self.done = True
        self._append({"done": True})

    @property
    def rows(self) -> int:
        """Rows of the inputs that the parts which are complete come from."""
        return sum(part.rows for part in self.parts)

    def _go_on(self, path: Path) -> None:
        complete = path.read_bytes().rpartition(b"\n")[0]
        try:
            lines = [json.loads(line) for line in complete.split(b"\n")]
            before, rest = lines[0], lines[1:]
            parts = [Part(**line["part"]) for line in rest if "part" in line]
        except (ValueError, KeyError, TypeError, IndexError):
            raise OutputError(f"{path}: not a journal of parts; begin anew with --force") from None
        changed = _differences(before, self.identity)
        if changed:
            raise OutputError(
                f"{self.folder} was begun with something else: {'; '.join(changed)}. Begin anew "
                "with --force, or name another folder"
            )
        for part in parts:
            if not (self.folder / part.name).is_file():
                raise OutputError(f"{self.folder / part.name} is gone; begin anew with --force")
        self.parts = parts
        self.done = any("done" in line for line in rest)
        # What stands behind the last whole line was never finished.
        os.truncate(path, len(complete) + 1)

    def _append(self, line: Mapping[str, Any]) -> None:
        path = self.folder / NAME
        try:
            with path.open("ab") as file:
                file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"{path}: can't be written: {error.strerror}") from error


def describe_inputs(paths: Sequence[str]) -> list[dict[str, Any]]:
    """Return size, time and a fingerprint of files, by which a change is noticed."""
    found = []
    for name in paths:
        path = Path(name)
        status = path.stat()
        with path.open("rb") as file:
            digest = hashlib.sha256(file.read(SAMPLE))
            file.seek(max(0, status.st_size - SAMPLE))
            digest.update(file.read(SAMPLE))
        found.append(
            {
                "path": name,
                "bytes": status.st_size,
                "modified": status.st_mtime_ns,
                "sha256_of_ends": digest.hexdigest(),
            }
        )
    return found


def _differences(before: Any, now: Any, name: str = "") -> list[str]:
    """Tell in words where two pieces of plain data differ."""
    if before == now:
        return []
    if isinstance(before, dict) and isinstance(now, dict):
        keys = dict.fromkeys([*before, *now])
        return [
            found
            for key in keys
            for found in _differences(before.get(key), now.get(key), f"{name} {key}".strip())
        ]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        pairs = enumerate(zip(before, now, strict=True), 1)
        return [found for n, (a, b) in pairs for found in _differences(a, b, f"{name} {n}")]
    return [f"{name} was {before!r}, is now {now!r}"]
