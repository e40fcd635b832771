"""Agreement between coders, given as its plain data: terminal and Markdown."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from framing.rendering.terminal import console
from framing.text import clean_terminal

__all__ = ["agreement_to_markdown", "print_agreement"]

#: More pairs of coders are shown only in JSON.
SHOWN_PAIRS = 15
STYLES = {
    "reliable": "green",
    "tentative": "yellow",
    "uncertain": "yellow",
    "not reliable": "red",
    "undefined": "dim",
}


def print_agreement(found: Mapping[str, Any]) -> None:
    """Print what `framing.agreement.Agreement.to_dict` returned."""
    out = console()
    out.print(Text(clean_terminal(_summary(found)), style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("frame", no_wrap=True)
    for column in ("given", "same", "alpha", "95 %", "Fleiss", "95 %"):
        table.add_column(column, justify="right")
    table.add_column("")
    for name, *cells, verdict in _frame_rows(found):
        kind = verdict.partition(":")[0]
        table.add_row(clean_terminal(name), *cells, Text(verdict, style=STYLES.get(kind, "")))
    out.print(table)
    pairs = _pair_rows(found)
    if len(pairs) > 1 or len(found["coders"]) > 2:
        second = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        second.add_column("coders")
        for column in ("units", "mean Cohen's kappa", "95 %"):
            second.add_column(column, justify="right")
        for name, *cells in pairs[:SHOWN_PAIRS]:
            second.add_row(clean_terminal(name), *cells)
        out.print(second)
        if len(pairs) > SHOWN_PAIRS:
            out.print(Text(f"({len(pairs) - SHOWN_PAIRS} more pairs in --json)", style="dim"))
    elif pairs:
        out.print(Text(f"Cohen's kappa, mean over frames: {_kappa(found['pairs'][0])}"))
    out.print(Text(_fleiss_note(found), style="dim"))


def agreement_to_markdown(found: Mapping[str, Any]) -> str:
    """Return what `framing.agreement.Agreement.to_dict` returned as Markdown."""
    lines = [
        f"{_escaped(_summary(found))}.",
        "",
        "| frame | given | same | alpha | 95 % | Fleiss | 95 % | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
        *(f"| {' | '.join(map(_escaped, row))} |" for row in _frame_rows(found)),
        "",
        "| coders | units | mean Cohen's kappa | 95 % |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {' | '.join(map(_escaped, row))} |" for row in _pair_rows(found)),
        "",
        _fleiss_note(found),
    ]
    return "\n".join(lines) + "\n"


def _summary(found: Mapping[str, Any]) -> str:
    coders = found["coders"]
    names = ", ".join(coders[:5]) + (" …" if len(coders) > 5 else "")
    return (
        f"{found['n_compared']:,} of {found['n_units']:,} units coded twice or more, "
        f"{found['n_codings']:,} codings by {len(coders)} coders ({names})"
    )


def _fleiss_note(found: Mapping[str, Any]) -> str:
    return (
        "alpha: Krippendorff's, nominal; of all frames at once: of label sets, MASI distance. "
        "Bounds: 0.8 reliable, 0.667 tentative; uncertain: the interval reaches below 0.667. "
        f"Fleiss: over the {found['fleiss_units']:,} units with {found['fleiss_codings']} codings. "
        "Intervals: 95 %, bootstrap over units"
    )


def _frame_rows(found: Mapping[str, Any]) -> list[list[str]]:
    rows = [
        [
            frame,
            str(values["given"]),
            f"{values['same']:.3f}",
            *_cells(values["alpha"]),
            *_cells(values["fleiss"]),
            _verdict(values["alpha"]),
        ]
        for frame, values in found["frames"].items()
    ]
    for name, key in (("mean", "mean_alpha"), ("all frames at once", "alpha_sets")):
        rows.append([name, "", "", *_cells(found[key]), "", "", _verdict(found[key])])
    return rows


def _pair_rows(found: Mapping[str, Any]) -> list[list[str]]:
    return [
        [" and ".join(pair["coders"]), str(pair["n_units"]), *_cells(pair["mean_kappa"])]
        for pair in found["pairs"]
    ]


def _kappa(pair: Mapping[str, Any]) -> str:
    value, interval = _cells(pair["mean_kappa"])
    said = interval or pair["mean_kappa"].get("why", "")
    return f"{value} ({said})" if said else value


def _cells(value: Mapping[str, Any]) -> list[str]:
    if value["value"] is None:
        return ["-", ""]
    if value["low"] is None:
        return [f"{value['value']:.3f}", ""]
    return [f"{value['value']:.3f}", f"{value['low']:.3f} to {value['high']:.3f}"]


def _verdict(value: Mapping[str, Any]) -> str:
    why = f": {value['why']}" if value.get("why") else ""
    return f"{value['verdict']}{why}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
