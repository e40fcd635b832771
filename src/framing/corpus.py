"""The labelled corpus: statements and what they were coded with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.codebook import Codebook
from framing.errors import CorpusError, suggest

__all__ = ["Corpus", "Fault", "Statement", "load_corpus", "read_statements"]

#: Fields of a statement's line and whether they may be empty.
TEXT_FIELDS = {
    "id": False,
    "text": False,
    "lang": False,
    "voice": False,
    "speaker": True,
    "target": True,
    "context": False,
    "genre": False,
    "coder": False,
}
FIELDS = (*TEXT_FIELDS, "frames", "coders")


@dataclass(frozen=True, slots=True)
class Statement:
    """One coded statement.

    Attributes
    ----------
    id, text : str
    frames : tuple of str
        Ids of the frames that the wording invokes; may be empty.
    lang, voice, speaker, target, genre, coder : str
        Language, who voices the frame (see the codebook), who says it, of whom, the kind
        of text it stands in, and who coded it. Empty where unknown.
    context : str
        The conflict or topic: the unit by which data are split. Empty where unknown.
    coders : mapping of str to tuple of str
        Frames by coder, where several coded the statement.
    """

    id: str
    text: str
    frames: tuple[str, ...] = ()
    lang: str = ""
    voice: str = ""
    speaker: str = ""
    target: str = ""
    context: str = ""
    genre: str = ""
    coder: str = ""
    coders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a corpus file, and where."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Coded statements and the codebook they were coded with.

    Examples
    --------
    >>> book = Codebook.from_ids(["war", "peace"])
    >>> Corpus(book, (Statement("1", "No more war.", ("war",)),)).labels().tolist()
    [[True, False]]
    """

    codebook: Codebook
    statements: tuple[Statement, ...]

    def __len__(self) -> int:
        return len(self.statements)

    @property
    def texts(self) -> list[str]:
        """The texts of the statements."""
        return [statement.text for statement in self.statements]

    def labels(self) -> NDArray[np.bool_]:
        """Return which statement has which frame, shape (n_statements, n_frames)."""
        column = {frame: i for i, frame in enumerate(self.codebook.frame_ids)}
        labels = np.zeros((len(self.statements), len(column)), dtype=np.bool_)
        for row, statement in enumerate(self.statements):
            for frame in statement.frames:
                labels[row, column[frame]] = True
        return labels

    def groups(self) -> NDArray[np.int64]:
        """Return the number of each statement's context, shape (n_statements,).

        A statement without a context is a group of its own.
        """
        numbers: dict[str, int] = {}
        names = (s.context or f"\0{row}" for row, s in enumerate(self.statements))
        return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)

    def select(self, rows: Sequence[int] | NDArray[Any]) -> "Corpus":
        """Return the corpus with only the statements of these rows, in this order."""
        at = np.asarray(rows)
        chosen = np.arange(len(self.statements))[at if at.size else at.astype(np.int64)]
        return Corpus(self.codebook, tuple(self.statements[i] for i in chosen.tolist()))


def load_corpus(folder: str | Path, codebook: Codebook | None = None) -> Corpus:
    """Load ``statements/*.jsonl`` of a corpus folder, with its codebook.

    Parameters
    ----------
    folder : path
        Has ``codebook.toml``, ``lexicon/`` and ``statements/``.
    codebook : Codebook, optional
        Instead of the folder's own.

    Raises
    ------
    CorpusError
        The folder has no statements, or some have faults (the first ten are named).
    CodebookError
        The codebook or lexicon can't be used.
    """
    folder = Path(folder)
    codebook = codebook or Codebook.load(folder)
    statements: list[Statement] = []
    faults: list[Fault] = []
    for _, found in read_statements(folder, codebook):
        if isinstance(found, Statement):
            statements.append(found)
        else:
            faults.append(found)
    if faults:
        shown = "\n".join(str(fault) for fault in faults[:10])
        raise CorpusError(f"{shown}\n{len(faults)} faults; `framing corpus check` lists them all")
    return Corpus(codebook, tuple(statements))


def read_statements(
    folder: str | Path, codebook: Codebook
) -> Iterator[tuple[tuple[str, int], Statement | Fault]]:
    """Read each line of ``statements/*.jsonl``: where it is, and a statement or its faults.

    A line with several faults comes several times.

    Raises
    ------
    CorpusError
        There are no such files.
    """
    paths = sorted(Path(folder).glob("statements/*.jsonl"))
    if not paths:
        raise CorpusError(f"{folder}: no statements; expected {folder}/statements/*.jsonl")
    places: dict[str, str] = {}
    for path in paths:
        for number, raw in enumerate(path.read_bytes().split(b"\n"), 1):
            if not raw.strip():
                continue
            parsed = _parse_line(raw, codebook)
            if isinstance(parsed, Statement):
                place = f"{path}:{number}"
                if parsed.id in places:
                    parsed = [
                        f"the id {parsed.id!r} is taken by {places[parsed.id]}; ids must differ"
                    ]
                else:
                    places[parsed.id] = place
                    yield (str(path), number), parsed
                    continue
            for message in parsed:
                yield (str(path), number), Fault(str(path), number, message)


def _parse_line(raw: bytes, codebook: Codebook) -> Statement | list[str]:
    try:
        entry = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return [f"not valid UTF-8 at byte {error.start + 1} of the line; save the file as UTF-8"]
    except json.JSONDecodeError as error:
        return [f"not valid JSON: {error.msg} at character {error.pos + 1}; one object a line"]
    except (ValueError, RecursionError) as error:
        return [f"not usable JSON: {error}; one flat object a line"]
    if not isinstance(entry, dict):
        return [f"{type(entry).__name__} instead of an object; allowed is one object a line"]
    faults = list(_field_faults(entry, codebook))
    if faults:
        return faults
    entry["frames"] = tuple(entry["frames"])
    entry["coders"] = {name: tuple(found) for name, found in entry.get("coders", {}).items()}
    return Statement(**entry)


def _field_faults(entry: Mapping[str, Any], codebook: Codebook) -> Iterator[str]:
    for key in entry:
        if key not in FIELDS:
            yield f"unknown field {key!r}; {suggest(key, FIELDS)}"
    for key, may_be_empty in TEXT_FIELDS.items():
        value = entry.get(key)
        if key not in entry:
            yield f"no field {key!r}; needed are {', '.join((*TEXT_FIELDS, 'frames'))}"
        elif not isinstance(value, str):
            yield f"{key} is {type(value).__name__}; allowed is text"
        elif not may_be_empty and not value.strip():
            yield f"{key} is empty; allowed is text that says something"
    voice = entry.get("voice")
    if codebook.voices and isinstance(voice, str) and voice and voice not in codebook.voice_ids:
        yield f"unknown voice {voice!r}; {suggest(voice, codebook.voice_ids)}"
    if "frames" not in entry:
        yield "no field 'frames'; allowed is a list of frame ids, which may be empty"
    else:
        yield from _frame_faults("frames", entry["frames"], codebook)
    coders = entry.get("coders", {})
    if not isinstance(coders, dict):
        yield "coders must be an object of coder to list of frame ids"
    else:
        for name, frames in coders.items():
            yield from _frame_faults(f"coders: {name}", frames, codebook)


def _frame_faults(what: str, frames: object, codebook: Codebook) -> Iterator[str]:
    if not isinstance(frames, list) or not all(isinstance(frame, str) for frame in frames):
        yield f"{what} is no list of texts; allowed is a list of frame ids, which may be empty"
        return
    for n, frame in enumerate(frames):
        if frame not in codebook.frame_ids:
            yield f"{what}: unknown frame {frame!r}; {suggest(frame, codebook.frame_ids)}"
        elif frame in frames[:n]:
            yield f"{what}: {frame!r} is there twice; each frame once"
