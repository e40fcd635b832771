"""``framing corpus``: check and describe a corpus of statements."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.options import echo_json

if TYPE_CHECKING:
    from framing.corpus import Corpus

__all__ = ["corpus"]

FAULTY = 1
folder_argument = click.argument(
    "folder", default="corpus", type=click.Path(path_type=Path, exists=True, file_okay=False)
)


@click.group(short_help="Check and describe a corpus of statements.")
def corpus() -> None:
    """Check and describe a corpus of statements."""


@corpus.command(short_help="Report every fault as file:line: what, and what is allowed.")
@folder_argument
def check(folder: Path) -> int:
    """Report every fault of the corpus in FOLDER as file:line: what, and what is allowed.

    The exit code is 1 if there are any.
    """
    from framing.corpus_report import check_corpus
    from framing.text import clean_terminal

    faults = 0
    for fault in check_corpus(folder):
        click.echo(clean_terminal(str(fault)))
        faults += 1
    click.echo(f"{faults} faults" if faults else "no faults", err=faults > 0)
    return FAULTY if faults else 0


@corpus.command(short_help="Print the composition, and how varied it is.")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "-m",
    "--model",
    "model_path",
    type=click.Path(path_type=Path),
    help="Also show what names of actors weigh in this model, beside the lexicon's cues.",
)
def stats(folder: Path, as_json: bool, model_path: Path | None) -> None:
    """Print what the corpus in FOLDER is composed of, and how varied it is.

    Word types, openings, how similar the nearest statements are, the words that tell most of
    each frame, and how much names of countries and persons tell of it.
    """
    from framing.corpus import load_corpus
    from framing.corpus_report import corpus_statistics
    from framing.diversity import diversity
    from framing.rendering.diversity import print_actor_weights, print_diversity
    from framing.rendering.terminal import print_statistics

    loaded = load_corpus(folder)
    weights = _actor_weights(loaded, model_path) if model_path else None
    statistics, found = corpus_statistics(loaded), diversity(loaded)
    if as_json:
        more = {} if weights is None else {"actor_weights": weights}
        echo_json({**statistics, "diversity": found, **more})
        return
    print_statistics(statistics)
    print_diversity(found)
    if weights is not None:
        print_actor_weights(weights)


def _actor_weights(corpus: "Corpus", path: Path) -> dict[str, Any]:
    from framing.actors import actor_names
    from framing.cli.options import load
    from framing.inspection import actor_weights

    return actor_weights(load(path), actor_names(corpus.texts), corpus.codebook.lexicon)
