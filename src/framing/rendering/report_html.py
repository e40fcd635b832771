"""A report of scores as one HTML page, with its diagrams and the scripts that draw them inside.

The Content-Security-Policy allows the page's own style and scripts by their digests, and no host.
Vega's expressions are interpreted (``ast``), not compiled, so that nothing needs ``unsafe-eval``.
Every figure of a diagram stands in a table too; every text goes through `escaped` or `_json`.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from framing.rendering.highlight import STYLE as MARKS
from framing.rendering.highlight import escaped, highlight, shading
from framing.rendering.report_charts import charts, frame_names, group_label
from framing.rendering.report_style import DRAW, STYLE
from framing.rendering.report_tables import figure, percent, share, shares, table
from framing.rendering.vega import scripts
from framing.shades import Shade

__all__ = ["scored_report_to_html"]

INTERVALS = (
    "Shares are of the {1} that could be decided on. Intervals are of 95 % (Wilson 1927){0}; they "
    "tell what chance does to a count, not how often the model errs."
)
#: Pairs of frames that a table lists.
N_PAIRS = 20


def scored_report_to_html(report: Mapping[str, Any]) -> str:
    """Return a report as a self-contained HTML page.

    Parameters
    ----------
    report : mapping
        Of `framing.reporting.report_scored`.
    """
    title = f"Frames in {report['texts']:,} {report['unit']}"
    style, bundle, drawn = STYLE + MARKS, scripts(), charts(report)
    sections = [
        _frames(report),
        *(_group(report, number, group) for number, group in enumerate(report["groups"], 1)),
        _time(report),
        _together(report),
        _voices(report),
        _examples(report),
    ]
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src {_digest(bundle)} {_digest(DRAW)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>",
        _head(title, report),
        *sections,
        f'</main>\n<script type="application/json" id="charts">{_json(drawn)}</script>',
        f"<script>{bundle}</script>\n<script>{DRAW}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    """Return JSON in which nothing ends the script element or begins another."""
    return json.dumps(data, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _head(title: str, report: Mapping[str, Any]) -> str:
    known = report["known_words"]
    files = ", ".join(report["files"][:3])
    if len(report["files"]) > 3:
        files += f" and {len(report['files']) - 3:,} more"
    facts = [
        (report["unit"], f"{report['texts']:,}"),
        *([("documents", f"{report['documents']:,}")] if report["documents"] is not None else []),
        ("decided on", f"{report['decided']:,}"),
        ("can’t tell", f"{report['undecided']:,}"),
        ("not scored", f"{report['failed']:,}"),
        ("without a frame", percent(report["without_frame"], report["decided"])),
        ("known words", share(known["mean"])),
    ]
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    said = (
        "“Can’t tell” are those of which the model knows too few words; “not scored” those without "
        "text or with an error. A share says how often the wording is there, not that a claim is "
        "true or false, and the model errs: its card tells how often."
    )
    if known["median"] is not None:
        said += (
            f" Half of the {report['unit']} have at least {known['median']:.0%} known words, nine "
            f"in ten at least {known['lowest_tenth']:.0%}."
        )
    model = escaped(report["model"]["title"] or "no title")
    return (
        f'<h1>{title}</h1><p dir="auto">{escaped(files)}; codebook: {model}, '
        f"model {escaped(report['model']['digest'][:12])}</p>"
        f'<dl class="facts">{cells}</dl><p>{said}</p>{_notes(report["notes"])}'
    )


def _notes(notes: Sequence[str]) -> str:
    items = "".join(f"<li>{escaped(note)}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _frames(report: Mapping[str, Any]) -> str:
    names = frame_names(report)
    rows = [
        (escaped(names[one["frame"]]), f"{one['count']:,}", *shares(one["share"]))
        for one in sorted(report["frames"], key=lambda one: -one["count"])
    ]
    figures = table("Frames", ("frame", report["unit"], "share", "95 % interval"), rows)
    clustered = (
        ", as wide as the number of documents allows" if report["unit"] == "passages" else ""
    )
    return (
        '<section><h2 id="frames">How often</h2>'
        f"<p>{INTERVALS.format(clustered, report['unit'])}</p>"
        f'<div class="beside">{_chart("frames", "Share with each frame")}{figures}</div></section>'
    )


def _group(report: Mapping[str, Any], number: int, group: Mapping[str, Any]) -> str:
    column = escaped(group["column"])
    said = [f"In brackets the number of {report['unit']} that were decided on."]
    rows = list(group["rows"])
    if group["other"]:
        rows.append(group["other"])
        said.append(
            f"The {len(group['rows'])} largest of {group['values']:,} groups are told apart."
        )
    if group["beyond"]:
        said.append("There are more groups; those that came later count as other.")
    figures = _breakdown(
        f"Shares by {column}", column, ((group_label(row), row) for row in rows), report
    )
    return (
        f"<section><h2>By {column}</h2><p>{' '.join(said)}</p>"
        f"{_chart(f'by-{number}', f'Share of each frame by {column}')}{_folded(figures)}</section>"
    )


def _time(report: Mapping[str, Any]) -> str:
    time = report["time"]
    if time is None:
        return ""
    column, unit = escaped(time["column"]), report["unit"]
    said = [f"By {time['every']}. Each frame has its own scale; the band is the 95 % interval."]
    if time["unread"]:
        examples = ", ".join(f"“{escaped(text)}”" for text in time["unread_examples"])
        said.append(f"{time['unread']:,} {unit} have something else than a date: {examples}.")
    for key, what in (
        ("empty", "have no date"),
        ("too_coarse", f"have a date that tells no {time['every']}"),
        ("beyond", "are of more days than can be counted"),
    ):
        if time[key]:
            said.append(f"{time[key]:,} {unit} {what}.")
    if not time["rows"]:
        return f"<section><h2>Over time ({column})</h2><p>{' '.join(said[1:])}</p></section>"
    figures = _breakdown(
        f"Shares by {time['every']}",
        time["every"],
        ((row["period"], row) for row in time["rows"]),
        report,
    )
    return (
        f"<section><h2>Over time ({column})</h2><p>{' '.join(said)}</p>"
        f"{_chart('time', 'Share of each frame over time')}{_folded(figures)}</section>"
    )


def _breakdown(
    caption: str,
    first: str,
    rows: Iterable[tuple[str, Mapping[str, Any]]],
    report: Mapping[str, Any],
) -> str:
    names = frame_names(report)
    head = (first, report["unit"], "can’t tell", "not scored", "known words")
    body = [
        [
            escaped(label),
            *(f"{row[key]:,}" for key in ("texts", "undecided", "failed")),
            share(row["known_words"]),
            *(figure(row["frames"][frame]["share"]) for frame in names),
        ]
        for label, row in rows
    ]
    return table(caption, (*head, *map(escaped, names.values())), body)


def _together(report: Mapping[str, Any]) -> str:
    names = list(frame_names(report).values())
    counts, total = report["together"]["counts"], report["together"]["decided"]
    unit = "documents" if report["unit"] == "passages" else "texts"
    pairs = sorted(
        (
            (counts[i][j], i, j)
            for i in range(len(names))
            for j in range(i + 1, len(names))
            if counts[i][j]
        ),
        key=lambda pair: -pair[0],
    )
    rows = []
    for both, i, j in pairs[:N_PAIRS]:
        expected = counts[i][i] * counts[j][j] / total
        rows.append(
            (
                f"{escaped(names[i])} + {escaped(names[j])}",
                f"{both:,}",
                f"{expected:,.1f}",
                f"{both / expected:.1f}×",
            )
        )
    if not rows:
        return (
            f"<section><h2>Together</h2><p>No two frames stand in one of the {unit}.</p></section>"
        )
    head = ("pair", unit, "if independent", "ratio")
    full = [
        [escaped(name), *(f"{count:,}" for count in row)]
        for name, row in zip(names, counts, strict=True)
    ]
    return (
        f"<section><h2>Together</h2><p>Of the {unit} with the frame on the left, the share that "
        "has the one above too.</p>"
        f"{_chart('together', 'How often two frames stand together')}"
        f"{table(f'The most frequent pairs of {len(pairs):,}', head, rows)}"
        + _folded(table(f"{unit.capitalize()} with both", ("", *map(escaped, names)), full))
        + "</section>"
    )


def _voices(report: Mapping[str, Any]) -> str:
    voices = report["voices"]
    if voices is None:
        return (
            "<section><h2>Whose words</h2><p>Scored as whole texts: <code>framing score --unit "
            "sentence</code> tells the author’s own words from those of others.</p></section>"
        )
    rows = []
    for frame, name in frame_names(report).items():
        own, others = voices["frames"][frame]["own"], voices["frames"][frame]["others"]
        rows.append((escaped(name), f"{own:,}", f"{others:,}", percent(own, own + others)))
    counts = voices["passages"]
    total = sum(counts.values())
    voice_rows = [(name, f"{n:,}", percent(n, total)) for name, n in counts.items()]
    head = ("frame", "own words", "words of others", "share own")
    return (
        "<section><h2>Whose words</h2><p>Passages in which the author uses a frame, asserting it "
        "outside quotations, and passages in which somebody who is quoted or reported does. Some "
        "are both; what is discussed or rejected is neither.</p>"
        f"{_chart('voices', 'Own words and words of others')}"
        f'<div class="beside">{table("By frame", head, rows)}'
        f"{table('Voices', ('voice', 'passages', 'share'), voice_rows)}</div></section>"
    )


def _examples(report: Mapping[str, Any]) -> str:
    names = frame_names(report)
    found = [
        f"<h3>{escaped(names[frame])}</h3>{''.join(map(_example, examples))}"
        for frame, examples in report["examples"].items()
        if examples
    ]
    if not found:
        return ""
    return (
        '<section><h2 id="examples">Examples</h2><p>The most probable of each frame, no text '
        "twice. Words that speak for the frame have a solid line below them, words that speak "
        f"against it a dotted one; the thicker, the more they weigh.</p>{''.join(found)}</section>"
    )


def _example(one: Mapping[str, Any]) -> str:
    marks = shading(Shade(int(s), int(e), w, int(level)) for s, e, w, level in one["shades"])
    before, behind = ("… " if one["cut_before"] else ""), (" …" if one["cut_behind"] else "")
    said = [f"{one['probability']:.3f}"]
    if one.get("voice"):
        by = f" ({escaped(one['speaker'])})" if one.get("speaker") else ""
        said.append(escaped(one["voice"]) + by)
    said += [f"{escaped(name)}: {escaped(value)}" for name, value in one["columns"].items()]
    said.append(f"{escaped(one['file'])}, row {one['row']:,}")
    items = "".join(f'<li dir="auto">{part}</li>' for part in said)
    return (
        f'<figure class="example"><blockquote dir="auto">{before}{highlight(one["text"], marks)}'
        f"{behind}</blockquote><figcaption><ul>{items}</ul></figcaption></figure>"
    )


def _chart(name: str, said: str) -> str:
    return (
        f'<div class="chart" data-chart="{name}" role="img" '
        f'aria-label="{said}; a table has the figures"></div>'
    )


def _folded(table: str) -> str:
    return f"<details><summary>The figures as a table</summary>{table}</details>"
