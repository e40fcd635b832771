"""``framing agreement``: how far coders agree."""

from pathlib import Path

import click

from framing.cli.options import show_notes

__all__ = ["agreement"]


@click.command(short_help="Tell how far coders agree: alpha, kappa, with intervals.")
@click.argument("coded", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unit-column", metavar="NAME", help="Long table: what was coded.")
@click.option("--coder-column", metavar="NAME", help="Long table: who coded it.")
@click.option("--labels-column", metavar="NAME", help="Long table: a list, or a;b or a|b.")
@click.option("--coder-columns", metavar="A,B,…", help="Wide table: a column of labels a coder.")
@click.option("--empty-is-none", is_flag=True, help="Wide table: an empty cell is “no frame”.")
@click.option(
    "--format", "format_name", help="labelstudio, doccano, brat, mfc or table; guessed without."
)
@click.option("--encoding", help="Of files that aren't UTF-8.")
@click.option(
    "--resamplings", type=click.IntRange(1), default=1000, show_default=True, help="For intervals."
)
@click.option("--seed", default=0, show_default=True, help="Of the resamplings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", is_flag=True, help="Print Markdown.")
def agreement(
    coded: tuple[Path, ...],
    unit_column: str | None,
    coder_column: str | None,
    labels_column: str | None,
    coder_columns: str | None,
    empty_is_none: bool,
    format_name: str | None,
    encoding: str | None,
    resamplings: int,
    seed: int,
    as_json: bool,
    markdown: bool,
) -> None:
    """Tell how far the coders of CODED agree, frame by frame.

    CODED are tables with a row for each coding (unit, coder, labels) or a column for each
    coder, statements with a field coders, or exports of Label Studio, doccano and brat.
    """
    from framing.agreement import agreement as measure
    from framing.codings import CodingColumns, read_codings
    from framing.rendering.agreement import agreement_to_markdown, print_agreement
    from framing.rendering.plain import to_json
    from framing.text import clean_terminal

    if as_json and markdown:
        raise click.UsageError("--json and --markdown exclude each other; give one")
    coders = tuple(name.strip() for name in (coder_columns or "").split(",") if name.strip())
    if coders and (coder_column or labels_column):
        raise click.UsageError("--coder-columns is for wide tables, without --coder-column")
    columns = CodingColumns(unit_column, coder_column, labels_column, coders, empty_is_none)
    codings, notes = read_codings(coded, columns, kind=format_name, encoding=encoding)
    show_notes(notes)
    found = measure(codings, n_resamplings=resamplings, seed=seed).to_dict()
    if as_json:
        click.echo(to_json(found))
    elif markdown:
        click.echo(clean_terminal(agreement_to_markdown(found)), nl=False)
    else:
        print_agreement(found)
