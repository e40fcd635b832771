"""framing finds discourse and propaganda frames in text.

>>> import framing
>>> classifier = framing.load()
>>> classifier.classify("Our fallen heroes will never be forgotten.").frames
('heroic_sacrifice',)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framing.api import TextClassifier, load
    from framing.classifier import FramingClassifier
    from framing.errors import FramingError

__all__ = ["FramingClassifier", "FramingError", "TextClassifier", "load"]

_HOMES = {
    "FramingClassifier": "framing.classifier",
    "FramingError": "framing.errors",
    "TextClassifier": "framing.api",
    "load": "framing.api",
}


def __getattr__(name: str) -> Any:
    # Nothing is imported before it is used: the command line starts in a fraction of the time,
    # and scikit-learn is loaded by whoever trains.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'framing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
