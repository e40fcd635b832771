"""``framing classify``: one text."""

from pathlib import Path

import click

from framing.cli.options import (
    decision_options,
    echo_json,
    load,
    model_option,
    read_text,
    thresholds,
)

__all__ = ["classify"]


@click.command(short_help="Tell which frames a text carries, and why.")
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path), help="Read the text from a file.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of the file or input.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--all", "show_all", is_flag=True, help="Show all frames, not only likely ones.")
@decision_options
@model_option
def classify(
    text: str | None,
    file: Path | None,
    encoding: str,
    as_json: bool,
    show_all: bool,
    threshold: float | None,
    operating_point: str | None,
    model_path: Path | None,
) -> None:
    """Tell which frames TEXT carries, how sure that is, and which words weighed most.

    TEXT may be - for standard input.
    """
    from framing.evidence import classify as classify_text

    content = read_text(text, file, encoding)
    model = load(model_path)
    found = classify_text(model, content, thresholds=thresholds(model, threshold, operating_point))
    if as_json:
        from framing.rendering.plain import classification_to_dict

        echo_json(classification_to_dict(found))
    else:
        from framing.rendering.terminal import print_classification

        print_classification(found, show_all=show_all)
