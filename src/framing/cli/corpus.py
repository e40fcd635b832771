"""``framing corpus``: check and describe a corpus of statements."""

from pathlib import Path

import click

from framing.cli.options import echo_json

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


@corpus.command(short_help="Print the composition.")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(folder: Path, as_json: bool) -> None:
    """Print what the corpus in FOLDER is composed of."""
    from framing.corpus import load_corpus
    from framing.corpus_report import corpus_statistics
    from framing.rendering.terminal import print_statistics

    statistics = corpus_statistics(load_corpus(folder))
    if as_json:
        echo_json(statistics)
    else:
        print_statistics(statistics)
