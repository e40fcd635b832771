"""``framing classify``: one text."""

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
    unit_option,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from framing.model import FrameModel

__all__ = ["classify"]


@click.command(short_help="Tell which frames a text carries, and why.")
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path), help="Read the text from a file.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of the file or input.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--all", "show_all", is_flag=True, help="Show all frames, not only likely ones.")
@unit_option
@decision_options
@model_option
def classify(
    text: str | None,
    file: Path | None,
    encoding: str,
    as_json: bool,
    show_all: bool,
    unit: str | None,
    threshold: float | None,
    operating_point: str | None,
    model_path: Path | None,
) -> None:
    """Tell which frames TEXT carries, how sure that is, and which words weighed most.

    TEXT may be - for standard input. With --unit it is read passage by passage, and totals tell
    which frames are in the author's own voice and which in that of others.
    """
    content = read_text(text, file, encoding)
    model = load(model_path)
    chosen = thresholds(model, threshold, operating_point)
    if unit is None:
        _show_text(model, content, chosen, as_json=as_json, show_all=show_all)
    else:
        _show_document(model, content, unit, chosen, as_json=as_json, show_all=show_all)


def _show_text(
    model: "FrameModel",
    text: str,
    thresholds: "NDArray[np.float64]",
    *,
    as_json: bool,
    show_all: bool,
) -> None:
    from framing.evidence import classify as classify_text

    found = classify_text(model, text, thresholds=thresholds)
    if as_json:
        from framing.rendering.plain import classification_to_dict

        echo_json(classification_to_dict(found))
    else:
        from framing.rendering.terminal import print_classification

        print_classification(found, show_all=show_all)


def _show_document(
    model: "FrameModel",
    text: str,
    unit: str,
    thresholds: "NDArray[np.float64]",
    *,
    as_json: bool,
    show_all: bool,
) -> None:
    from framing.documents import read_document

    document = read_document(model, text, unit, thresholds=thresholds)
    if as_json:
        from framing.rendering.plain import document_to_dict

        echo_json(document_to_dict(document))
    else:
        from framing.rendering.document_text import print_document

        print_document(document, show_all=show_all)
