"""An evaluation, given as its plain data, on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from framing.rendering.figures import (
    CEILING,
    COLUMNS,
    NAMES,
    average_rows,
    ceiling_rows,
    ceiling_summary,
    confused_pairs,
    interval,
    number,
    percent,
    summary,
    with_interval,
)
from framing.rendering.terminal import console
from framing.text import clean_terminal

__all__ = ["print_report"]

#: Errors, suspects and confusions shown; JSON and HTML have more.
SHOWN = 5
WIDTH = 90
#: A frame's name is cut down to this; on a terminal narrower than `WIDE`, figures are left out.
LONGEST_NAME, WIDE = 32, 108
NARROW_COLUMNS = ("precision", "recall", "f1", "average_precision")


def print_report(report: Mapping[str, Any]) -> None:
    """Print a report as `framing.reports` makes it."""
    out = console()
    out.print(Text(clean_terminal(summary(report)), style="bold"))
    out.print(_figures(report, COLUMNS if out.width >= WIDE else NARROW_COLUMNS))
    out.print(Text("below each figure its 95 % bootstrap interval", style="dim"))
    for part in (_splits, _curve, _comparison):
        table = part(report)
        if table is not None:
            out.print(table)
    if "ceiling" in report:
        out.print(_ceiling(report))
        out.print(Text(clean_terminal(ceiling_summary(report)), style="dim"))
    _abstention(out, report)
    _confusions(out, report)
    _texts(out, "worst errors", report["errors"])
    _texts(out, f"labels to look at again ({len(report['suspects'])})", report["suspects"])


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    return table


def _figures(report: Mapping[str, Any], columns: Sequence[str]) -> Table:
    table = _table("frame", "texts", *(NAMES[name] for name in columns))
    for frame, figures in report["frames"].items():
        cells = [_cell(figures[name]) for name in columns]
        table.add_row(_short(frame, LONGEST_NAME), str(figures["support"]), *cells)
    for kind, found in average_rows(report):
        named = dict(zip(COLUMNS, found, strict=True))
        cells = [Text("") if named[name] is None else _cell(named[name]) for name in columns]
        table.add_row(kind, str(report["n_rows"]), *cells, style="bold")
    return table


def _short(text: str, width: int) -> str:
    plain = " ".join(clean_terminal(text).split())
    return plain if len(plain) <= width else plain[: width - 1] + "…"


def _cell(figure: Any) -> Text:
    return Text.assemble(number(figure[0]), (f"\n{interval(figure)}", "dim not bold"))


def _splits(report: Mapping[str, Any]) -> Table | None:
    if "splits" not in report:
        return None
    table = _table(
        "split", "learned from", "judged", "C", "macro F1", "micro F1", "mean avg. prec."
    )
    for split in report["splits"]:
        names = ("macro_f1", "micro_f1", "mean_average_precision")
        table.add_row(
            _short(split["name"], LONGEST_NAME),
            str(split["training"]),
            str(split["test"]),
            f"{split['inverse_regularisation']:g}",
            *(number(split[name]) for name in names),
        )
    return table


def _curve(report: Mapping[str, Any]) -> Table | None:
    if not report.get("learning_curve"):
        return None
    table = _table("learned from", "macro F1", "micro F1", "mean avg. prec.")
    for point in report["learning_curve"]:
        names = ("macro_f1", "micro_f1", "mean_average_precision")
        table.add_row(f"{point['statements']} texts", *(with_interval(point[n]) for n in names))
    return table


def _comparison(report: Mapping[str, Any]) -> Table | None:
    if "comparison" not in report:
        return None
    table = _table("compared", "this model", "the other", "difference", "p")
    for name, found in report["comparison"].items():
        cells = (number(found["first"]), number(found["second"]), f"{found['difference']:+.3f}")
        table.add_row(name.replace("_", " "), *cells, f"{found['p_value']:.4f}")
    return table


def _ceiling(report: Mapping[str, Any]) -> Table:
    table = _table("frame", *CEILING)
    for name, average, figures in ceiling_rows(report):
        cells = [Text("") if figure is None else _cell(figure) for figure in figures]
        table.add_row(_short(name, LONGEST_NAME), *cells, style="bold" if average else "")
    return table


def _abstention(out: Console, report: Mapping[str, Any]) -> None:
    found = report["abstention"]
    line = f"decided on {percent(found['coverage'])} of the texts"
    if found["unanswered_texts"]:
        line += (
            f"; can't tell of {found['unanswered_texts']:.0f}, of which "
            f"{percent(found['unanswered_with_frame'])} carry a frame; micro F1 "
            f"{number(found['answered_micro_f1'])} where decided, would be "
            f"{number(found['unanswered_micro_f1'])} on the others"
        )
    out.print(line)


def _confusions(out: Console, report: Mapping[str, Any]) -> None:
    pairs = confused_pairs(report, SHOWN)
    if pairs:
        shown = ", ".join(f"{coded} → {decided} {_times(n)}" for coded, decided, n in pairs)
        out.print(Text(f"most confused (coded, decided): {clean_terminal(shown)}"))


def _times(n: float) -> str:
    """Return how often, over the repeats on average."""
    return f"{n:.1f}".removesuffix(".0")


def _texts(out: Console, title: str, found: list[dict[str, Any]]) -> None:
    if not found:
        return
    out.print(Text(title, style="dim"))
    for item in found[:SHOWN]:
        said = "coded" if item["labelled"] else "not coded"
        line = f"  {item['frame']}: {said}, probability {item['probability']:.2f}, {item['id']}: "
        line += _short(item["text"], WIDTH)
        if item.get("words"):
            line += f" [{', '.join(item['words'])}]"
        out.print(Text(clean_terminal(line)))
