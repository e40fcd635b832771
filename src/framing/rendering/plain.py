"""Results as JSON."""

import json
from dataclasses import asdict
from typing import Any

from framing.evidence import Classification

__all__ = ["classification_to_dict", "classification_to_json", "to_json"]


def classification_to_dict(found: Classification) -> dict[str, Any]:
    """Return a classification as plain data, numbers rounded to six decimals."""
    data: dict[str, Any] = _rounded(asdict(found))
    return data


def classification_to_json(found: Classification) -> str:
    """Return a classification as JSON."""
    return to_json(classification_to_dict(found))


def to_json(data: object) -> str:
    """Return plain data as indented JSON; lone surrogates are escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
