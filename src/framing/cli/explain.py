"""``framing explain``: why a text got its scores."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.options import (
    decision_options,
    echo_json,
    load,
    model_option,
    read_text,
    thresholds,
)

if TYPE_CHECKING:
    from framing.explanation import Explanation

__all__ = ["explain"]

#: The JSON of longer texts has millions of lines when it is indented.
INDENTED = 100_000


@click.command(short_help="Show what each word added to a frame's score.")
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path), help="Read the text from a file.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of the file or input.")
@click.option("--frame", "frames", metavar="ID", multiple=True, help="A frame; may be repeated.")
@click.option("--all", "explain_all", is_flag=True, help="Explain all frames.")
@click.option(
    "--without",
    metavar="WORD",
    multiple=True,
    help="Also score without a word or phrase; may be repeated.",
)
@click.option(
    "--unit",
    metavar="UNIT",
    type=click.Choice(["sentence", "paragraph", "document"]),
    help="Explain each sentence, paragraph or document, with voice and speaker.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with a check of the sums.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page.")
@click.option("--force", is_flag=True, help="Replace the page if it is there already.")
@decision_options
@model_option
def explain(
    text: str | None,
    file: Path | None,
    encoding: str,
    frames: tuple[str, ...],
    explain_all: bool,
    without: tuple[str, ...],
    unit: str | None,
    as_json: bool,
    html: Path | None,
    force: bool,
    threshold: float | None,
    operating_point: str | None,
    model_path: Path | None,
) -> None:
    """Show what each word and phrase of TEXT added to a frame's margin.

    Explained are the frames that are present, or else the most probable one. Below the words, +5
    to +1 speak for the frame, -1 to -5 against it. Contributions and the intercept add up to the
    margin. TEXT may be - for standard input.
    """
    from framing.explanation import explain as explain_text
    from framing.explanation import explain_passages

    if explain_all and frames:
        raise click.UsageError("--all and --frame exclude each other; give one")
    if html is not None:
        from framing.files.atomic import check_target

        check_target(html, force=force)
    content = read_text(text, file, encoding)
    model = load(model_path)
    chosen = model.frame_ids if explain_all else frames or None
    limits = thresholds(model, threshold, operating_point)
    if unit is None:
        why = explain_text(model, content, frames=chosen, thresholds=limits, without=without)
        found = [why]
    else:
        found = explain_passages(
            model, content, unit, frames=chosen, thresholds=limits, without=without
        )
    _show(found, content, unit, as_json)
    if html is not None:
        _write_page(found, html, force)


def _show(found: "list[Explanation]", text: str, unit: str | None, as_json: bool) -> None:
    if as_json:
        from framing.rendering.plain import explanation_to_dict

        passages = [explanation_to_dict(why) for why in found]
        data = passages[0] if unit is None else {"text": text, "unit": unit, "passages": passages}
        echo_json(data, indent=2 if len(text) < INDENTED else None)
    else:
        from framing.rendering.explanation_text import print_explanations

        print_explanations(found)


def _write_page(found: "list[Explanation]", path: Path, force: bool) -> None:
    from framing.files.atomic import atomic_path
    from framing.rendering.explanation_html import explanations_to_html

    with atomic_path(path, force=force) as temporary:
        temporary.write_text(explanations_to_html(found), encoding="utf-8")
