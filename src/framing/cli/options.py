"""Options that several commands share."""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from framing.fitting import Recipe
    from framing.model import FrameModel
    from framing.vectors import WordVectors

__all__ = [
    "decision_options",
    "echo_json",
    "load",
    "model_option",
    "read_text",
    "recipe_from",
    "recipe_options",
    "show_notes",
    "thresholds",
    "unit_option",
    "vectors_from",
]

#: The exit code where rows failed.
FAILED_ROWS = 1
Command = TypeVar("Command", bound=Callable[..., Any])


class _FiniteRange(click.FloatRange):
    """A range without infinity and without NaN, which click takes for a number in any range."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            least = f"{'above' if self.min_open else 'from'} {self.min:g}"
            most = "" if self.max is None else f" to {self.max:g}"
            self.fail(f"{value} is no finite number; give one {least}{most}", param, ctx)
        return number


model_option = click.option(
    "-m",
    "--model",
    "model_path",
    type=click.Path(path_type=Path),
    help="Model folder or zip; else $FRAMING_MODEL, else the default model.",
)


unit_option = click.option(
    "--unit",
    type=click.Choice(["document", "paragraph", "sentence"]),
    help="Read passage by passage: frames of each, whose words they are, and the speaker.",
)


def decision_options(command: Command) -> Command:
    """Add the options that say when a frame counts as present."""
    command = click.option(
        "--operating-point",
        metavar="NAME",
        help="Thresholds to use: f1, precision=0.9, recall=0.9 (and other levels).",
    )(command)
    return click.option(
        "--threshold",
        type=_FiniteRange(0, 1),
        help="One probability threshold for all frames.",
    )(command)


def recipe_options(command: Command) -> Command:
    """Add the options that say how models are trained."""
    command = click.option(
        "-C",
        "--inverse-regularisation",
        "inverse_regularisations",
        type=_FiniteRange(0, min_open=True),
        multiple=True,
        help="Train with this C; of several the best out of fold. Without: 0.06, 0.2 and 0.6.",
    )(command)
    command = click.option(
        "--vector-weight",
        "vector_weights",
        type=_FiniteRange(0),
        multiple=True,
        help="How much word vectors count; of several the best out of fold. Without: 0.3, 0.6 "
        "and 1.",
    )(command)
    return click.option(
        "--vectors",
        type=click.Path(path_type=Path),
        help="Word vectors (framing vectors); else a corpus's own (vectors.npz), else the shipped "
        "ones, if they know most words. More are learned from the texts themselves.",
    )(command)


def recipe_from(
    inverse_regularisations: tuple[float, ...], vector_weights: tuple[float, ...], seed: int
) -> "Recipe":
    """Return the recipe that the options name."""
    from framing.fitting import Recipe

    defaults = Recipe()
    return Recipe(
        inverse_regularisations=_grid(inverse_regularisations) or defaults.inverse_regularisations,
        vector_weights=_grid(vector_weights) or defaults.vector_weights,
        seed=seed,
    )


def _grid(values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(set(values)))


def vectors_from(
    path: Path | None, data: tuple[Path, ...], texts: Iterable[str]
) -> "WordVectors | None":
    """Load the word vectors that were named, or those of the corpus, or the shipped ones."""
    from framing.vectors import load_vectors, shipped_vectors

    if path is None and len(data) == 1 and (data[0] / "vectors.npz").is_file():
        path = data[0] / "vectors.npz"
    return shipped_vectors(texts) if path is None else load_vectors(path)


def show_notes(notes: Sequence[str]) -> int:
    """Print notes, and return the exit code: 1 where a row was left out, else 0."""
    from framing.coded import LeftOut
    from framing.text import clean_terminal

    for note in notes:
        click.echo(f"note: {clean_terminal(note)}", err=True)
    return FAILED_ROWS if any(isinstance(note, LeftOut) for note in notes) else 0


def echo_json(data: object, *, indent: int | None = 2) -> None:
    """Print plain data as JSON that standard output can hold."""
    from framing.rendering.plain import to_json

    click.echo(to_json(data, sys.stdout.encoding or "utf-8", indent=indent))


def load(path: Path | None) -> "FrameModel":
    """Load the model that was named, or the default one."""
    from framing.model import default_model_path
    from framing.model_files import load_model

    return load_model(path or default_model_path())


def thresholds(
    model: "FrameModel", threshold: float | None, operating_point: str | None
) -> "NDArray[np.float64]":
    """Return the thresholds that the decision options name."""
    import numpy as np

    if threshold is not None and operating_point is not None:
        raise click.UsageError("--threshold and --operating-point exclude each other; give one")
    if threshold is not None:
        return np.full(len(model.frame_ids), threshold)
    if operating_point is not None:
        return model.thresholds_at(operating_point)
    return model.thresholds


def read_text(text: str | None, file: Path | None, encoding: str) -> str:
    """Return the text of an argument, of a file, or of standard input (``-``)."""
    if (text is None) == (file is None):
        raise click.UsageError("give one text, or - for standard input, or --file PATH")
    if text is not None and text != "-":
        return text
    name = "standard input" if file is None else str(file)
    try:
        if file is None:
            data: bytes = sys.stdin.buffer.read()
        else:
            data = file.read_bytes()
        return data.decode(encoding).removeprefix("\ufeff")
    except (LookupError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise InputError(
                f"{name}: not valid {encoding} at byte {error.start + 1}; name its encoding, as in "
                "--encoding cp1252"
            ) from None
        raise InputError(f"no encoding {encoding!r}; try utf-8, cp1252 or utf-16") from None
    except OSError as error:
        raise InputError(f"{name}: can't be read: {error.strerror or error}") from error
