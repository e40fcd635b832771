"""Every error that framing raises on purpose.

::

    FramingError
     ├─ CodebookError     a codebook or lexicon that can't be used
     ├─ CorpusError       coded statements that can't be used
     ├─ TrainingError     data from which nothing can be learned
     ├─ ModelError        a model that is damaged, foreign or of another format
     ├─ InputError        a file, table or text that can't be read
     └─ OutputError       a place that can't be written to

A message says what was wrong, where, what is allowed, and what to do about it.
The command line turns each of them into exit code 2.
"""

from collections.abc import Sequence
from difflib import get_close_matches

__all__ = [
    "CodebookError",
    "CorpusError",
    "FramingError",
    "InputError",
    "ModelError",
    "OutputError",
    "TrainingError",
    "suggest",
]


class FramingError(Exception):
    """Base of all errors that framing raises on purpose."""


class CodebookError(FramingError):
    """A codebook or lexicon that can't be used."""


class CorpusError(FramingError):
    """Coded statements that can't be used."""


class TrainingError(FramingError):
    """Data from which nothing can be learned."""


class ModelError(FramingError):
    """A model that is damaged, foreign or of another format."""


class InputError(FramingError):
    """A file, table or text that can't be read."""


class OutputError(FramingError):
    """A place that can't be written to."""


def suggest(wrong: str, allowed: Sequence[str]) -> str:
    """Return the end of a message about a wrong name: the nearest one, then all allowed.

    Examples
    --------
    >>> suggest("txet", ["text", "date"])
    "did you mean 'text'? allowed: text, date"
    """
    close = get_close_matches(wrong, allowed, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}allowed: {', '.join(allowed)}"
