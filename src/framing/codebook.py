"""The codebook: which frames there are, what each means, and which words hint at it.

A codebook is a TOML file; its lexicon is a folder of tab-separated files beside it, one
for each frame, and optional. ``corpus/codebook.toml`` is the one that framing ships with;
a user's own has the same form, with any frames in any language.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from framing.errors import CodebookError, suggest
from framing.lexicon import Lexicon, load_lexicon

__all__ = ["Codebook", "Frame", "Voice"]

#: Labels of a user's own data may hold spaces, commas and colons, but not what separates labels.
ID = re.compile(r"[^\s;|\x00-\x1f\x7f](?:[^;|\x00-\x1f\x7f]*[^\s;|\x00-\x1f\x7f])?")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: Colours for frames whose codebook names none.
PALETTE = ("#4363a5", "#b3433a", "#3b7d4f", "#8a5a9e", "#b07a1e", "#2b7f8c", "#8c4a66", "#5c6b2f")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a codebook.

    Attributes
    ----------
    id : str
        The name that data and models use.
    name : str
        The name that people read.
    definition, code_when, do_not_code_when : str
        What the frame says, and where its boundaries are.
    family : str
        A group of related frames.
    colour : str
        ``#rrggbb``.
    examples : tuple of str
        Statements that carry the frame.
    """

    id: str
    name: str
    definition: str = ""
    code_when: str = ""
    do_not_code_when: str = ""
    family: str = ""
    colour: str = "#4363a5"
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """One way in which a frame is voiced."""

    id: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """Frames, voices and the lexicon.

    Examples
    --------
    >>> Codebook.from_ids(["war", "peace"]).frame_ids
    ('war', 'peace')
    """

    frames: tuple[Frame, ...]
    voices: tuple[Voice, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    title: str = ""
    version: str = ""
    language: str = ""

    @property
    def frame_ids(self) -> tuple[str, ...]:
        """Ids of the frames, in the codebook's order."""
        return tuple(frame.id for frame in self.frames)

    @property
    def voice_ids(self) -> tuple[str, ...]:
        """Ids of the voices, in the codebook's order."""
        return tuple(voice.id for voice in self.voices)

    def frame(self, frame_id: str) -> Frame:
        """Return the frame of this id.

        Raises
        ------
        CodebookError
            There is none; the message names the closest ones.
        """
        for frame in self.frames:
            if frame.id == frame_id:
                return frame
        raise CodebookError(
            f"no frame {frame_id!r} in the codebook; {suggest(frame_id, self.frame_ids)}"
        )

    def subset(self, frame_ids: Iterable[str]) -> "Codebook":
        """Return the codebook with only these frames, in this order."""
        frames = tuple(self.frame(frame_id) for frame_id in frame_ids)
        return Codebook(frames, self.voices, self.lexicon, self.title, self.version, self.language)

    def to_dict(self) -> dict[str, Any]:
        """Return frames and voices as plain data, for a model's manifest; the lexicon stays out."""
        return {
            "title": self.title,
            "version": self.version,
            "language": self.language,
            "voices": [asdict(voice) for voice in self.voices],
            "frames": [asdict(frame) | {"examples": list(frame.examples)} for frame in self.frames],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, source: str = "codebook") -> "Codebook":
        """Build a codebook from plain data and check it.

        Raises
        ------
        CodebookError
            Something is missing, of the wrong type, repeated or unknown.
        """
        return _parse(data, source)

    @classmethod
    def from_ids(cls, frame_ids: Iterable[str]) -> "Codebook":
        """Build a codebook that knows nothing of its frames but their ids."""
        ids = tuple(frame_ids)
        frames = (
            Frame(i, _readable(i), colour=PALETTE[n % len(PALETTE)]) for n, i in enumerate(ids)
        )
        return cls(tuple(frames))

    @classmethod
    def load(cls, path: str | Path) -> "Codebook":
        """Load a codebook and the lexicon beside it.

        Parameters
        ----------
        path : path
            The TOML file, or the folder that has ``codebook.toml``.

        Raises
        ------
        CodebookError
            The file or its lexicon can't be read or has faults.
        """
        path = Path(path)
        if path.is_dir():
            path = path / "codebook.toml"
        data = _read_toml(path)
        folder = data.pop("lexicon", "lexicon")
        if not isinstance(folder, str):
            raise CodebookError(
                f"{path}: lexicon must be the name of a folder, not {_kind(folder)}"
            )
        book = _parse(data, str(path))
        lexicon = load_lexicon(path.parent / folder, book.frame_ids)
        return cls(book.frames, book.voices, lexicon, book.title, book.version, book.language)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CodebookError(f"{path}: no such codebook; give the path of a TOML file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(f"{path}: can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{path}: not valid TOML: {error}") from error


def _parse(data: Mapping[str, Any], source: str) -> Codebook:
    known = {"title", "version", "language", "frames", "voices"}
    for key in data:
        if key not in known:
            raise CodebookError(f"{source}: unknown entry {key!r}; {suggest(key, sorted(known))}")
    entries = _tables(data, "frames", source)
    if not entries:
        raise CodebookError(f"{source}: no frames; write at least one [[frames]] with an id")
    frames = tuple(_frame(entry, n, source) for n, entry in enumerate(entries))
    _check_distinct([frame.id for frame in frames], "frame", source)
    voices = tuple(
        Voice(**_fields(v, Voice, "voice", source)) for v in _tables(data, "voices", source)
    )
    _check_distinct([voice.id for voice in voices], "voice", source)
    texts = {key: data.get(key, "") for key in ("title", "version", "language")}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise CodebookError(f"{source}: {key} must be text, not {_kind(value)}")
    return Codebook(frames, voices, **texts)


def _tables(data: Mapping[str, Any], key: str, source: str) -> list[Mapping[str, Any]]:
    entries = data.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise CodebookError(f"{source}: {key} must be a list of tables ([[{key}]])")
    return entries


def _frame(entry: Mapping[str, Any], number: int, source: str) -> Frame:
    values = _fields(entry, Frame, "frame", source)
    values.setdefault("name", _readable(values["id"]))
    values.setdefault("colour", PALETTE[number % len(PALETTE)])
    if not COLOUR.fullmatch(values["colour"]):
        raise CodebookError(
            f"{source}: frame {values['id']!r}: colour {values['colour']!r}; allowed is #rrggbb"
        )
    return Frame(**values)


def _fields(entry: Mapping[str, Any], kind: type, what: str, source: str) -> dict[str, Any]:
    """Check the fields of one frame or voice: all text but a list of examples."""
    name = entry.get("id")
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise CodebookError(
            f"{source}: a {what} has the id {name!r}; allowed is text without ';', '|' and control "
            "characters"
        )
    values: dict[str, Any] = {}
    allowed = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    for key, value in entry.items():
        if key not in allowed:
            raise CodebookError(
                f"{source}: {what} {name!r}: unknown field {key!r}; {suggest(key, allowed)}"
            )
        if key == "examples":
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise CodebookError(f"{source}: {what} {name!r}: examples must be a list of texts")
            values[key] = tuple(value)
        elif not isinstance(value, str):
            raise CodebookError(
                f"{source}: {what} {name!r}: {key} must be text, not {_kind(value)}"
            )
        else:
            values[key] = value.strip()
    return values


def _check_distinct(ids: Sequence[str], what: str, source: str) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise CodebookError(f"{source}: the {what} {name!r} is there twice; ids must differ")


def _readable(identifier: str) -> str:
    return identifier.replace("_", " ").capitalize()


def _kind(value: object) -> str:
    return type(value).__name__
