"""``framing cross-validate``: how well a model of these data would do on texts like them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.evaluation_options import Data, Reports, columns_of, data_options, report_options
from framing.cli.options import recipe_from, recipe_options, show_notes, vectors_from

if TYPE_CHECKING:
    from framing.corpus import Corpus
    from framing.splits import Split

__all__ = ["cross_validate"]


@click.command("cross-validate", short_help="Cross-validate a model of labelled texts.")
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--codebook", type=click.Path(path_type=Path), help="Codebook of a table's labels.")
@data_options
@click.option(
    "--time-column", metavar="NAME", help="Train on the past, judge what comes next (dates)."
)
@click.option(
    "--split-column", metavar="NAME", help="Splits as given: train and test, or names of folds."
)
@click.option("--at-random", is_flag=True, help="Split text by text, whatever the groups.")
@click.option("--folds", type=click.IntRange(2), default=5, show_default=True)
@click.option("--repeats", type=click.IntRange(1), default=1, show_default=True)
@click.option("--deduplicate", is_flag=True, help="Leave out texts that are there already.")
@click.option("--learning-curve", is_flag=True, help="Add one; takes more than twice as long.")
@recipe_options
@click.option("--seed", default=0, show_default=True, help="Of all random choices.")
@click.option("--jobs", default=-1, show_default=True, help="Processes; -1 for one on each core.")
@report_options
def cross_validate(
    data: tuple[Path, ...],
    codebook: Path | None,
    encoding: str | None,
    time_column: str | None,
    split_column: str | None,
    at_random: bool,
    folds: int,
    repeats: int,
    deduplicate: bool,
    learning_curve: bool,
    vectors: Path | None,
    inverse_regularisations: tuple[float, ...],
    vector_weights: tuple[float, ...],
    seed: int,
    jobs: int,
    json: Path | None,
    markdown: Path | None,
    latex: Path | None,
    html: Path | None,
    force: bool,
    **named: str | None,
) -> int:
    """Judge each text of DATA by a model that was trained on others.

    DATA is a corpus folder, or tables of coded texts. C, calibration and thresholds are chosen
    inside the training part of each split and never see what is judged. Groups (of
    --group-column, or the contexts of a corpus) stay together.
    """
    from framing.duplicates import distinct_rows, find_duplicates
    from framing.rendering.progress import step_progress
    from framing.reports import cross_validation_report, duplicate_notes

    reports = Reports(json, markdown, latex, html, force)
    reports.check()
    if sum((time_column is not None, split_column is not None, at_random)) > 1:
        raise click.UsageError("--time-column, --split-column and --at-random exclude each other")
    if repeats > 1 and (time_column or split_column):
        raise click.UsageError("--repeats is for random splits; these are always the same")
    source = Data(data, columns_of(named), encoding)
    corpus, notes = source.load(codebook)
    column = time_column or split_column
    values = source.values(corpus, column) if column else []
    with step_progress() as report:
        report("looking for duplicates", 0, 1)
        pairs = find_duplicates(corpus)
        if deduplicate:
            notes += duplicate_notes(corpus, pairs)
            rows = distinct_rows(len(corpus), pairs)
            corpus, values = corpus.select(rows), [values[row] for row in rows if values]
        splits = _splits(corpus, values, time_column, at_random, folds, repeats, seed)
        if not deduplicate:
            notes += duplicate_notes(corpus, pairs, splits)
        found = cross_validation_report(
            corpus,
            splits,
            corpus.groups(),
            recipe_from(inverse_regularisations, vector_weights, seed),
            vectors=vectors_from(vectors, data, corpus.texts),
            curve=learning_curve,
            notes=notes,
            jobs=jobs,
            progress=report,
        )
    code = show_notes(found["notes"])
    reports.write(found)
    return code


def _splits(
    corpus: "Corpus",
    values: list[str],
    time_column: str | None,
    at_random: bool,
    folds: int,
    repeats: int,
    seed: int,
) -> "list[Split]":
    import numpy as np

    from framing.splits import fold_splits, given_splits, parse_times, time_splits

    if time_column is not None:
        ids = [statement.id for statement in corpus.statements]
        return time_splits(parse_times(values, ids), folds)
    if values:
        return given_splits(values)
    groups = np.arange(len(corpus)) if at_random else corpus.groups()
    return fold_splits(corpus, groups, folds, n_repeats=repeats, seed=seed)
