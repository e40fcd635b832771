"""From the bodies and queries of requests to what is asked, checked field by field."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.documents import UNITS
from framing.errors import ModelError, suggest
from framing.model import FrameModel
from framing.web.limits import Problem

__all__ = ["Question", "check_fields", "check_media_type", "find_thresholds", "parse"]

KINDS = {bool: "true or false", int: "a number", float: "a number", str: "a string"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one text.

    Attributes
    ----------
    text : str
    fields : mapping
        All fields of the request.
    thresholds : ndarray of float64, shape (n_frames,)
    """

    text: str
    fields: Mapping[str, Any]
    thresholds: NDArray[np.float64]

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """Return a field that must be one of a few words.

        Raises
        ------
        Problem
            It is another (422).
        """
        value = self.fields.get(name, default)
        if not isinstance(value, str) or value not in allowed:
            raise Problem(422, f"no {name} {value!r:.200}; {suggest(str(value)[:50], allowed)}")
        return value

    def flag(self, name: str) -> bool:
        """Return a field that must be true or false; false without it.

        Raises
        ------
        Problem
            It is something else (422).
        """
        value = self.fields.get(name, False)
        if not isinstance(value, bool):
            raise Problem(422, f"{name} must be true or false, not {kind(value)}")
        return value

    def unit(self) -> str | None:
        """Return what passages are wanted; None for the text as a whole."""
        return self.choice("unit", UNITS, "document") if "unit" in self.fields else None

    def explaining(self) -> dict[str, Any]:
        """Return the options of `framing.explanation.explain`."""
        return {
            "frames": self.words("frames"),
            "without": self.words("without") or (),
            "thresholds": self.thresholds,
        }

    def words(self, name: str) -> list[str] | None:
        """Return a field that must be a list of strings; None without it.

        Raises
        ------
        Problem
            It is something else (422).
        """
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise Problem(422, f"{name} must be a list of strings")
        return value


def parse(body: bytes, allowed: Sequence[str], model: FrameModel) -> Question:
    """Read the JSON body of a request about one text.

    Parameters
    ----------
    body : bytes
    allowed : sequence of str
        Names of the fields.
    model : FrameModel

    Raises
    ------
    Problem
        It is no JSON (400), or a field is missing, unknown or wrong (422).
    """
    try:
        # Python's own parser: lone surrogates are in real texts, and orjson refuses them.
        data = json.loads(body)
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body isn't UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Problem(400, f"the body isn't JSON: {error.msg} at {place}") from None
    except (RecursionError, ValueError):
        raise Problem(400, "the body isn't JSON that can be read: too deep or too long") from None
    if not isinstance(data, dict):
        raise Problem(422, f"the body is {kind(data)}, not an object with the field 'text'")
    check_fields(data, allowed)
    text = data.get("text")
    if not isinstance(text, str):
        missing = "is missing" if "text" not in data else f"is {kind(text)}"
        raise Problem(422, f"'text' {missing}; it must be a string")
    threshold = data.get("threshold")
    if threshold is not None and type(threshold) not in (int, float):
        raise Problem(422, f"threshold must be a number from 0 to 1, not {kind(threshold)}")
    return Question(text, data, find_thresholds(model, threshold, data.get("operating_point")))


def check_fields(given: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Raise `Problem` (422) at a field that isn't allowed."""
    for name in given:
        if name not in allowed:
            raise Problem(422, f"unknown field {name!r:.200}; {suggest(name[:50], allowed)}")


def find_thresholds(
    model: FrameModel, threshold: float | None, operating_point: object
) -> NDArray[np.float64]:
    """Return the thresholds that a request asks for, shape (n_frames,).

    Raises
    ------
    Problem
        They are out of range, unknown, or both ways are used at once (422).
    """
    if threshold is not None and operating_point is not None:
        raise Problem(422, "threshold and operating_point exclude each other; give one")
    if threshold is not None:
        if not 0 <= threshold <= 1:
            raise Problem(422, f"threshold must be a number from 0 to 1, not {threshold}")
        return np.full(len(model.frame_ids), float(threshold))
    if operating_point is None:
        return model.thresholds
    if not isinstance(operating_point, str):
        raise Problem(422, f"operating_point must be a string, not {kind(operating_point)}")
    try:
        return model.thresholds_at(operating_point[:200])
    except ModelError as error:
        raise Problem(422, str(error)) from None


def check_media_type(headers: Mapping[str, str], allowed: Sequence[str]) -> None:
    """Raise `Problem` (415) where a body says that it is something else, or compressed."""
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in allowed:
        raise Problem(415, f"the content type is {given[:200]!r}; send {' or '.join(allowed)}")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "compressed bodies aren't read; send it as it is")


def kind(value: object) -> str:
    """Return what a value is in JSON's words."""
    if value is None:
        return "null"
    return KINDS.get(type(value), "a list" if isinstance(value, list) else "an object")
