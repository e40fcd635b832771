"""``framing train``: from coded statements to a model."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.options import recipe_from, recipe_options, show_notes, vectors_from

if TYPE_CHECKING:
    from framing.coded import Columns
    from framing.corpus import Corpus

__all__ = ["train"]


@click.command(short_help="Train a model on a corpus or a table of coded texts.")
@click.argument("data", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder for the model.")
@click.option("--codebook", type=click.Path(path_type=Path), help="Codebook of a table's labels.")
@click.option("--text-column", metavar="NAME", help="Column of a table that has the texts.")
@click.option("--labels-column", metavar="NAME", help="Column with labels: a list, or a;b or a|b.")
@click.option("--label-columns", metavar="A,B,…", help="Instead: a column of 0 and 1 a frame.")
@click.option(
    "--group-column", metavar="NAME", help="Column by which data are split (event, outlet)."
)
@click.option("--encoding", help="Of tables that aren't UTF-8.")
@recipe_options
@click.option("--seed", default=0, show_default=True, help="Of all random choices.")
@click.option("--jobs", default=-1, show_default=True, help="Threads; -1 for one on each core.")
@click.option("--force", is_flag=True, help="Replace a model that is there already.")
def train(
    data: tuple[Path, ...],
    output: Path | None,
    codebook: Path | None,
    text_column: str | None,
    labels_column: str | None,
    label_columns: str | None,
    group_column: str | None,
    encoding: str | None,
    vectors: Path | None,
    inverse_regularisations: tuple[float, ...],
    vector_weights: tuple[float, ...],
    seed: int,
    jobs: int,
    force: bool,
) -> int:
    """Train, test and save a model.

    DATA is a corpus folder (corpus/ without it), or tables of coded texts: CSV, TSV, JSONL
    or Parquet. The model goes to models/default without -o for the corpus, and to the folder
    that -o names for tables. Beside the model stand metrics.json and MODEL_CARD.md.
    """
    from framing.coded import Columns
    from framing.rendering.progress import step_progress
    from framing.rendering.terminal import print_evaluation
    from framing.training import train as train_model
    from framing.training_files import check_output, save_training

    columns = Columns(text_column, labels_column, _names(label_columns), group_column)
    corpus, notes, source = _load(data, columns, codebook, encoding)
    if output is None:
        if not isinstance(source, Path):
            raise click.UsageError("name the folder for the model with -o")
        output = source.resolve().parent / "models" / "default"
    check_output(output, force=force)
    recipe = recipe_from(inverse_regularisations, vector_weights, seed)
    learned = vectors_from(vectors, () if source is None else (source,), corpus.texts)
    with step_progress() as report:
        training = train_model(corpus, recipe, vectors=learned, jobs=jobs, progress=report)
    save_training(training, corpus, output, force=force)
    code = show_notes([*notes, *training.notes])
    title = f"{output}: on {training.evaluation.n_rows} held-out statements"
    print_evaluation(title, training.evaluation.to_dict())
    for name, baseline in training.baselines.items():
        figure = baseline.averages["macro_f1"]
        click.echo(
            f"baseline {name}: macro F1 {figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"
        )
    if training.voices is not None:
        figure = training.voices.evaluation.averages["macro_f1"]
        click.echo(f"voices: macro F1 {figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})")
    return code


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _load(
    data: tuple[Path, ...], columns: "Columns", codebook: Path | None, encoding: str | None
) -> tuple["Corpus", list[str], Path | None]:
    """Load a corpus folder, or tables; return also the folder if it is one."""
    from framing.codebook import Codebook
    from framing.coded import Columns as TableColumns
    from framing.coded import read_coded
    from framing.corpus import load_corpus

    book = Codebook.load(codebook) if codebook else None
    folder = data[0] if len(data) == 1 else Path("corpus")
    if not data or (len(data) == 1 and (folder / "statements").is_dir()):
        if columns != TableColumns():
            raise click.UsageError(f"{folder} is a corpus; columns are named for tables only")
        return load_corpus(folder, book), [], folder
    corpus, notes = read_coded(list(data), columns, codebook=book, encoding=encoding)
    return corpus, notes, None
