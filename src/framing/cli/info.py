"""``framing info``: what is in a model."""

from pathlib import Path

import click

from framing.cli.options import echo_json, model_option

__all__ = ["info"]


@click.command(short_help="Show what is in a model.")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--frame", metavar="ID", help="List the words that speak most for and against it.")
@click.option(
    "--top", type=click.IntRange(1), default=20, show_default=True, help="How many words."
)
@model_option
def info(
    path: Path | None, as_json: bool, frame: str | None, top: int, model_path: Path | None
) -> None:
    """Show what is in the model at PATH (a folder or zip; the default model without it)."""
    from framing.inspection import describe, strongest_terms
    from framing.model import default_model_path
    from framing.model_files import load_model
    from framing.rendering.terminal import print_description, print_terms

    if path is not None and model_path is not None:
        raise click.UsageError("give PATH or --model, not both")
    place = path or model_path or default_model_path()
    model = load_model(place)
    if frame is not None:
        terms = strongest_terms(model, frame, top)
        if as_json:
            echo_json(terms)
        else:
            print_terms(model.codebook.frame(frame).name, terms)
    elif as_json:
        echo_json(describe(model, place))
    else:
        print_description(describe(model, place))
