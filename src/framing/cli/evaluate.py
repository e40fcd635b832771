"""``framing evaluate``: a model on labelled texts."""

from pathlib import Path

import click

from framing.cli.evaluation_options import Data, Reports, columns_of, data_options, report_options
from framing.cli.options import decision_options, load, show_notes, thresholds

__all__ = ["evaluate"]


@click.command(short_help="Evaluate a model on labelled texts.")
@click.argument("model_path", metavar="MODEL", type=click.Path(path_type=Path))
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_options
@click.option("--known-labels", is_flag=True, help="Leave out labels that the model doesn't know.")
@click.option(
    "--against",
    metavar="MODEL",
    type=click.Path(path_type=Path),
    help="Another model: is the difference chance?",
)
@click.option(
    "--trained-on",
    metavar="DATA",
    multiple=True,
    type=click.Path(path_type=Path),
    help="What the model was trained on: texts of it in DATA are counted.",
)
@click.option(
    "--deduplicate",
    is_flag=True,
    help="Leave out texts that are there already, or in --trained-on.",
)
@decision_options
@report_options
def evaluate(
    model_path: Path,
    data: tuple[Path, ...],
    encoding: str | None,
    known_labels: bool,
    against: Path | None,
    trained_on: tuple[Path, ...],
    deduplicate: bool,
    threshold: float | None,
    operating_point: str | None,
    json: Path | None,
    markdown: Path | None,
    latex: Path | None,
    html: Path | None,
    force: bool,
    **named: str | None,
) -> int:
    """Evaluate MODEL on DATA: a corpus folder, or tables of coded texts.

    Every figure has a 95 % bootstrap interval over groups (contexts of a corpus). DATA must be
    texts that the model was not trained on; nothing can tell but --trained-on. Where texts have
    labels of several coders, the model is shown beside them: how well they predict each other.
    """
    from framing.reports import evaluation_report

    reports = Reports(json, markdown, latex, html, force)
    reports.check()
    model = load(model_path)
    columns = columns_of(named)
    corpus, notes = Data(data, columns, encoding).load()
    known = None
    if trained_on:
        known = Data(trained_on, columns, encoding).texts()
    other = load(against) if against else None
    report = evaluation_report(
        model,
        corpus,
        against=other,
        trained_on=known,
        known_labels=known_labels,
        deduplicate=deduplicate,
        thresholds=thresholds(model, threshold, operating_point),
        against_thresholds=thresholds(other, threshold, operating_point) if other else None,
        notes=notes,
    )
    code = show_notes(report["notes"])
    reports.write(report)
    return code
