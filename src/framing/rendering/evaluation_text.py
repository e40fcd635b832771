"""An evaluation, given as its plain data, as Markdown and as a LaTeX table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from framing.rendering.figures import (
    ABSTENTION,
    CEILING,
    COLUMNS,
    NAMES,
    abstention_rows,
    average_rows,
    ceiling_rows,
    ceiling_summary,
    confused_pairs,
    number,
    summary,
    with_interval,
)
from framing.text import clean_terminal

__all__ = ["report_to_latex", "report_to_markdown"]

#: What has a meaning in Markdown or in HTML inside it.
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
#: Columns of the LaTeX table; all eight would not fit on a page.
LATEX_COLUMNS = ("precision", "recall", "f1", "average_precision", "roc_auc")
SHOWN = 20
WIDTH = 300


def report_to_markdown(report: Mapping[str, Any]) -> str:
    """Return a report as Markdown; every text in it is escaped."""
    parts = [f"# {_md(summary(report))}\n", _figures(report)]
    if "splits" in report:
        parts += ["## Splits\n", _splits(report)]
    if report.get("learning_curve"):
        parts += ["## Learning curve\n", _curve(report)]
    if "comparison" in report:
        parts += ["## Against the other model\n", _comparison(report)]
    if "ceiling" in report:
        parts += ["## Beside the coders\n", _ceiling(report)]
    parts += ["## Can't tell\n", _abstention(report)]
    pairs = confused_pairs(report, SHOWN)
    if pairs:
        rows = ([_md(coded), _md(decided), f"{n:.1f}"] for coded, decided, n in pairs)
        parts += ["## Confusions\n", _table(("coded", "decided", "times"), rows)]
    if report["errors"]:
        parts += ["## Worst errors\n", _texts(report["errors"])]
    if report["suspects"]:
        parts += ["## Labels to look at again\n", _texts(report["suspects"])]
    if report["notes"]:
        parts += ["## Notes\n", "\n".join(f"- {_md(note)}" for note in report["notes"]) + "\n"]
    return "\n".join(parts)


def report_to_latex(report: Mapping[str, Any]) -> str:
    """Return the figures of a report as a LaTeX table (package booktabs)."""
    head = ("frame", "texts", *(NAMES[name] for name in LATEX_COLUMNS))
    lines = [r"% needs \usepackage{booktabs}", *_tex_begin("l" + "r" * (len(head) - 1), head)]
    for frame, figures in report["frames"].items():
        cells = [_tex_figure(figures[name]) for name in LATEX_COLUMNS]
        lines.append(" & ".join([_tex(frame), str(figures["support"]), *cells]) + r" \\")
    lines.append(r"\midrule")
    for kind, found in average_rows(report):
        chosen = [found[COLUMNS.index(name)] for name in LATEX_COLUMNS]
        cells = ["" if figure is None else _tex_figure(figure) for figure in chosen]
        lines.append(" & ".join([kind, str(report["n_rows"]), *cells]) + r" \\")
    lines += _tex_end(f"{summary(report)}. In brackets 95 % bootstrap intervals.")
    return "\n".join(lines + (_tex_ceiling(report) if "ceiling" in report else [])) + "\n"


def _tex_begin(columns: str, head: Sequence[str]) -> list[str]:
    return [
        r"\begin{table}",
        r"\centering",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(map(_tex, head)) + r" \\",
        r"\midrule",
    ]


def _tex_end(caption: str) -> list[str]:
    return [r"\bottomrule", r"\end{tabular}", rf"\caption{{{_tex(caption)}}}", r"\end{table}"]


def _tex_ceiling(report: Mapping[str, Any]) -> list[str]:
    """Return the lines of a second table: the model beside the coders."""
    lines = _tex_begin("lrrrr", ("frame", *CEILING))
    parted = False
    for name, average, figures in ceiling_rows(report):
        if average and not parted:
            lines.append(r"\midrule")
            parted = True
        cells = ["" if figure is None else _tex_figure(figure) for figure in figures]
        lines.append(" & ".join([_tex(name), *cells]) + r" \\")
    return lines + _tex_end(f"Beside the coders: {ceiling_summary(report)}.")


def _figures(report: Mapping[str, Any]) -> str:
    rows = [
        [_md(frame), str(figures["support"]), *(with_interval(figures[name]) for name in COLUMNS)]
        for frame, figures in report["frames"].items()
    ]
    rows += [
        [f"**{kind}**", str(report["n_rows"]), *map(with_interval, found)]
        for kind, found in average_rows(report)
    ]
    table = _table(("frame", "texts", *(NAMES[name] for name in COLUMNS)), rows)
    return f"{table}\nIn brackets 95 % bootstrap intervals.\n"


def _splits(report: Mapping[str, Any]) -> str:
    names = ("macro_f1", "micro_f1", "mean_average_precision")
    rows = (
        [
            _md(split["name"]),
            str(split["training"]),
            str(split["test"]),
            f"{split['inverse_regularisation']:g}",
            *(number(split[name]) for name in names),
        ]
        for split in report["splits"]
    )
    head = ("split", "learned from", "judged", "C", "macro F1", "micro F1", "mean avg. prec.")
    return _table(head, rows)


def _curve(report: Mapping[str, Any]) -> str:
    names = ("macro_f1", "micro_f1", "mean_average_precision")
    rows = (
        [str(point["statements"]), *(with_interval(point[name]) for name in names)]
        for point in report["learning_curve"]
    )
    return _table(("texts learned from", "macro F1", "micro F1", "mean avg. prec."), rows)


def _comparison(report: Mapping[str, Any]) -> str:
    rows = (
        [
            name.replace("_", " "),
            number(found["first"]),
            number(found["second"]),
            f"{found['difference']:+.3f}",
            f"{found['p_value']:.4f}",
        ]
        for name, found in report["comparison"].items()
    )
    table = _table(("figure", "this model", "the other", "difference", "p"), rows)
    return f"{table}\nApproximate randomisation, two-sided (Noreen 1989).\n"


def _ceiling(report: Mapping[str, Any]) -> str:
    rows = (
        [f"**{name}**" if average else _md(name), *map(with_interval, figures)]
        for name, average, figures in ceiling_rows(report)
    )
    return f"{_table(('frame', *CEILING), rows)}\nFigures {_md(ceiling_summary(report))}.\n"


def _abstention(report: Mapping[str, Any]) -> str:
    return _table(ABSTENTION, abstention_rows(report))


def _texts(found: Sequence[Mapping[str, Any]]) -> str:
    rows = (
        [
            _md(item["frame"]),
            "coded" if item["labelled"] else "not coded",
            f"{item['probability']:.2f}",
            _md(", ".join(item.get("words", ()))),
            _md(_short(item["text"])),
            _md(item["id"]),
        ]
        for item in found[:SHOWN]
    )
    return _table(("frame", "coders", "probability", "words", "text", "id"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= WIDTH else plain[: WIDTH - 1] + "…"


def _md(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", " ".join(clean_terminal(text).split()))


def _tex(text: str) -> str:
    plain = " ".join(clean_terminal(text).split())
    return "".join(LATEX.get(character, character) for character in plain)


def _tex_figure(figure: Sequence[float | None]) -> str:
    return with_interval(figure).replace("–", "--")
