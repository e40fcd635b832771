"""``framing lexicon``: check a lexicon, and count where its cues fire."""

from collections.abc import Iterator
from pathlib import Path

import click

from framing.cli.options import echo_json

__all__ = ["lexicon"]

folder_argument = click.argument(
    "folder", default="corpus", type=click.Path(path_type=Path, exists=True, file_okay=False)
)


@click.group(short_help="Check a lexicon, and count where its cues fire.")
def lexicon() -> None:
    """Check a lexicon, and count where its cues fire."""


@lexicon.command(short_help="Report faults of the cues as file:line: what, and what is allowed.")
@folder_argument
def check(folder: Path) -> None:
    """Report faults of the lexicon of the corpus in FOLDER; exit code 2 if there are any."""
    from framing.codebook import Codebook

    book = Codebook.load(folder)
    click.echo(f"no faults in {len(book.lexicon):,} cues of {len(book.frames)} frames")


@lexicon.command(short_help="Show cues that never fire, fire everywhere, or are of several frames.")
@folder_argument
@click.option("--texts", multiple=True, help="Unlabelled texts to count in; may be repeated.")
@click.option("--text-column", metavar="NAME", help="Column that has the texts; guessed without.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def coverage(folder: Path, texts: tuple[str, ...], text_column: str | None, as_json: bool) -> None:
    """Show how the cues of the corpus in FOLDER stand in its statements and in other texts."""
    from framing.corpus import load_corpus
    from framing.files import open_tables
    from framing.lexicon_report import coverage as measure
    from framing.rendering.terminal import print_coverage

    def read() -> Iterator[str]:
        with open_tables(texts, text_column=text_column) as reader:
            for chunk in reader:
                yield from (text for text in chunk.text.to_pylist() if text)

    corpus = load_corpus(folder)
    report = measure(corpus.codebook.lexicon, corpus, read() if texts else None)
    if as_json:
        echo_json(report)
    else:
        print_coverage(report)
