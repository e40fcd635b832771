"""``framing vectors``: word vectors from unlabelled text."""

from collections.abc import Iterator
from pathlib import Path

import click

__all__ = ["vectors"]


@click.command(short_help="Learn word vectors from unlabelled text.")
@click.argument("texts", nargs=-1, required=True)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File, .npz.")
@click.option("--text-column", metavar="NAME", help="Column that has the texts; guessed without.")
@click.option("--encoding", help="Of files that aren't UTF-8.")
@click.option("--dimensions", default=150, show_default=True, help="Length of a vector.")
@click.option("--words", default=30_000, show_default=True, help="Most frequent words to take.")
@click.option("--seed", default=0, show_default=True, help="Of the decomposition.")
def vectors(
    texts: tuple[str, ...],
    output: Path,
    text_column: str | None,
    encoding: str | None,
    dimensions: int,
    words: int,
    seed: int,
) -> None:
    """Learn word vectors from TEXTS: CSV, TSV, JSONL, Parquet or plain text files.

    They go to `framing train --vectors FILE`, where they help if labelled texts are few.
    """
    from framing.files import open_tables
    from framing.rendering.progress import step_progress
    from framing.vectors import VectorRecipe, learn_vectors, save_vectors

    def read() -> Iterator[str]:
        with open_tables(texts, text_column=text_column, encoding=encoding) as reader:
            for chunk in reader:
                yield from (text for text in chunk.text.to_pylist() if text)

    recipe = VectorRecipe(n_dimensions=dimensions, n_words=words, seed=seed)
    with step_progress() as report:
        learned = learn_vectors(read, recipe, progress=report)
    save_vectors(learned, output, facts={"texts": list(texts)})
    click.echo(f"{output}: {len(learned.words):,} words, {learned.vectors.shape[1]} dimensions")
