"""An evaluation, given as its plain data, as one HTML page: no script, nothing from elsewhere.

Every text that comes from outside goes through `_e`.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
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
    interval,
    number,
    percent,
    summary,
    with_interval,
)
from framing.rendering.svg import (
    learning_diagram,
    precision_recall_diagram,
    reliability_diagram,
)
from framing.text import clean_terminal

__all__ = ["report_to_html"]

STYLE = """
:root{color-scheme:light dark;--line:#4363a5;--band:#4363a533;--weak:#8886;--bad:#b3433a}
@media(prefers-color-scheme:dark){:root{--line:#8fa8e0;--band:#8fa8e033}}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .7rem .2rem 0;text-align:right;vertical-align:top}
th:first-child,td:first-child,.text td{text-align:left}
thead th{border-bottom:1px solid var(--weak);font-weight:600;text-align:right}
.text thead th{text-align:left}
.averages td,.averages th{font-weight:600}
.averages tr:first-child>*{border-top:1px solid var(--weak)}
small{display:block;opacity:.7;font-weight:400;white-space:nowrap}
.diagrams{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem}
figure{margin:0}figcaption{font-size:.85rem;overflow-wrap:anywhere}
svg{width:100%;height:auto;font-size:10px;fill:currentColor}
svg .grid,svg .ideal{stroke:var(--weak);fill:none}svg .ideal{stroke-dasharray:4 3}
svg .line{stroke:var(--line);fill:none;stroke-width:1.8}svg .band{fill:var(--band)}
svg .dot{fill:var(--line)}
td.heat{min-width:2.6rem}td q{quotes:none;overflow-wrap:anywhere}
mark{background:var(--band);color:inherit}
"""
HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
)
FIGURES = ("macro_f1", "micro_f1", "mean_average_precision")


def report_to_html(report: Mapping[str, Any]) -> str:
    """Return a report as a self-contained HTML page."""
    title = _e(summary(report))
    parts = [
        f"{HEAD}<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        _notes(report["notes"]),
        _figures(report),
        _diagrams(report),
        _splits(report),
        _curve(report),
        _comparison(report),
        _ceiling(report),
        _abstention(report),
        _confusion(report),
        _texts("Worst errors", "Wrong decisions made with most confidence.", report["errors"]),
        _texts(
            "Labels to look at again",
            "Labels that a model which had not seen them finds least likely, by confident "
            "learning (Northcutt et al. 2021). Some are errors of the coders, some of the model.",
            report["suspects"],
        ),
    ]
    return "\n".join(part for part in parts if part) + "\n</body>\n</html>\n"


def _e(text: object) -> str:
    return escape(clean_terminal(str(text)), quote=True)


def _notes(notes: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{_e(note)}</li>' for note in notes)}</ul>" if notes else ""


def _figures(report: Mapping[str, Any]) -> str:
    head = _row(("frame", "texts", *(NAMES[name] for name in COLUMNS)), "th")
    frames = "".join(
        _row([_e(frame), figures["support"], *(_figure(figures[name]) for name in COLUMNS)])
        for frame, figures in report["frames"].items()
    )
    averages = "".join(
        _row([kind, report["n_rows"], *("" if f is None else _figure(f) for f in found)])
        for kind, found in average_rows(report)
    )
    return (
        f'<h2>Figures</h2><p>Below each its 95 % bootstrap interval.</p><div class="wide"><table>'
        f"<thead>{head}</thead><tbody>{frames}</tbody>"
        f'<tbody class="averages">{averages}</tbody></table></div>'
    )


def _figure(figure: Sequence[float | None]) -> str:
    return f"{number(figure[0])}<small>{interval(figure)}</small>"


def _diagrams(report: Mapping[str, Any]) -> str:
    reliability, curves = [], []
    for frame, found in report["curves"].items():
        figures = report["frames"][frame]
        prevalence = figures["support"] / report["n_rows"]
        error, precision = figures["calibration_error"][0], figures["average_precision"][0]
        drawn = reliability_diagram(found["reliability"], frame)
        reliability.append(_diagram(drawn, f"{_e(frame)}, calibration error {number(error)}"))
        drawn = precision_recall_diagram(found["precision_recall"], prevalence, frame)
        curves.append(_diagram(drawn, f"{_e(frame)}, average precision {number(precision)}"))
    return (
        "<h2>Reliability</h2><p>How often a frame was there, against how probable it was said to "
        "be; the larger a dot, the more texts.</p>"
        f'<div class="diagrams">{"".join(reliability)}</div>'
        "<h2>Precision and recall</h2><p>The dashed line is what guessing reaches.</p>"
        f'<div class="diagrams">{"".join(curves)}</div>'
    )


def _diagram(drawn: str, caption: str) -> str:
    return f"<figure>{drawn}<figcaption>{caption}</figcaption></figure>"


def _splits(report: Mapping[str, Any]) -> str:
    if "splits" not in report:
        return ""
    rows = (
        [
            _e(split["name"]),
            split["training"],
            split["test"],
            f"{split['inverse_regularisation']:g}",
            *(number(split[name]) for name in FIGURES),
        ]
        for split in report["splits"]
    )
    head = ("split", "learned from", "judged", "C", "macro F1", "micro F1", "mean avg. prec.")
    return "<h2>Splits</h2>" + _table(head, rows)


def _curve(report: Mapping[str, Any]) -> str:
    points = report.get("learning_curve")
    if not points:
        return ""
    drawn = []
    for name, words in zip(
        FIGURES, ("macro F1", "micro F1", "mean average precision"), strict=True
    ):
        known = [(point["statements"], *point[name]) for point in points if None not in point[name]]
        drawn.append(_diagram(learning_diagram(known, words), words))
    rows = ([point["statements"], *(with_interval(point[f]) for f in FIGURES)] for point in points)
    table = _table(("texts learned from", "macro F1", "micro F1", "mean avg. prec."), rows)
    return f'<h2>Learning curve</h2><div class="diagrams">{"".join(drawn)}</div>{table}'


def _comparison(report: Mapping[str, Any]) -> str:
    if "comparison" not in report:
        return ""
    rows = (
        [
            _e(name.replace("_", " ")),
            number(found["first"]),
            number(found["second"]),
            f"{found['difference']:+.3f}",
            f"{found['p_value']:.4f}",
        ]
        for name, found in report["comparison"].items()
    )
    table = _table(("figure", "this model", "the other", "difference", "p"), rows)
    said = "Approximate randomisation, two-sided (Noreen 1989)."
    return f"<h2>Against the other model</h2><p>{said}</p>{table}"


def _ceiling(report: Mapping[str, Any]) -> str:
    if "ceiling" not in report:
        return ""
    rows = [
        (average, _row([_e(name), *("" if f is None else _figure(f) for f in figures)]))
        for name, average, figures in ceiling_rows(report)
    ]
    frames = "".join(row for average, row in rows if not average)
    averages = "".join(row for average, row in rows if average)
    return (
        f"<h2>Beside the coders</h2><p>Figures {_e(ceiling_summary(report))}.</p>"
        f'<div class="wide"><table><thead>{_row(("frame", *CEILING), "th")}</thead>'
        f'<tbody>{frames}</tbody><tbody class="averages">{averages}</tbody></table></div>'
    )


def _abstention(report: Mapping[str, Any]) -> str:
    said = f"Decided on {percent(report['abstention']['coverage'])} of the texts."
    return f"<h2>Can't tell</h2><p>{said}</p>{_table(ABSTENTION, abstention_rows(report))}"


def _confusion(report: Mapping[str, Any]) -> str:
    names, counts = report["confusion"]["names"], report["confusion"]["counts"]
    rows = []
    for name, row in zip(names, counts, strict=True):
        total = sum(row) or 1
        cells = "".join(_heat(count, count / total) for count in row)
        rows.append(f"<tr><th>{_e(name)}</th>{cells}</tr>")
    head = _row(("coded \\ decided", *map(_e, names)), "th")
    body = "".join(rows)
    return (
        "<h2>Confusions</h2><p>Rows are what the coders said. A frame that was missed is shared "
        "out among those that were decided wrongly in the same text, or counts as none.</p>"
        f'<div class="wide"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'
    )


def _heat(count: float, share: float) -> str:
    shown = f"{count:.0f}" if count >= 0.5 else ""
    colour = f"color-mix(in srgb,var(--line) {60 * share:.0f}%,transparent)"
    return f'<td class="heat" style="background:{colour}">{shown}</td>'


def _texts(title: str, said: str, found: Sequence[Mapping[str, Any]]) -> str:
    if not found:
        return ""
    rows = (
        [
            _e(item["frame"]),
            "coded" if item["labelled"] else "not coded",
            f"{item['probability']:.2f}",
            f"<q>{_e(item['text'])}</q><small>{_e(item['id'])}</small>",
            "".join(f"<mark>{_e(word)}</mark> " for word in item.get("words", ())),
        ]
        for item in found
    )
    table = _table(("frame", "coders", "probability", "text", "words for it"), rows)
    return f'<h2>{title}</h2><p>{said}</p><div class="text">{table}</div>'


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    body = "".join(_row(row) for row in rows)
    return (
        f'<div class="wide"><table><thead>{_row(head, "th")}</thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cells: Iterable[object], kind: str = "td") -> str:
    return "<tr>" + "".join(f"<{kind}>{cell}</{kind}>" for cell in cells) + "</tr>"
