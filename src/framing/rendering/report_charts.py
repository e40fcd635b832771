"""Diagrams of a report of scores as Vega-Lite specifications, by Altair."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from framing.text import clean_terminal

__all__ = [
    "PAGE",
    "PAPER",
    "Theme",
    "charts",
    "frame_names",
    "group_label",
]

#: Width of a small diagram with its axis; the page puts as many side by side as it has room for.
SMALL_WIDTH = 190
STEP = 44
LABEL = 220
#: Characters of a value that are drawn.
LONGEST = 40

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours and font of the diagrams, as CSS; those of the page follow its light and dark."""

    ink: str
    line: str
    second: str
    grid: str
    background: str
    font: str


PAGE = Theme(
    "currentColor",
    "var(--line)",
    "var(--second)",
    "var(--weak)",
    "transparent",
    "system-ui, sans-serif",
)
PAPER = Theme("#000000", "#2458c6", "#b4540a", "#dddddd", "#ffffff", "Helvetica, Arial, sans-serif")


def charts(report: Mapping[str, Any], theme: Theme = PAGE) -> dict[str, dict[str, Any]]:
    """Return the diagrams of a report as Vega-Lite specifications, by name.

    Parameters
    ----------
    report : mapping
        Of `framing.reporting.report_scored`.
    theme : Theme

    Returns
    -------
    dict of str to dict
        ``frames``, ``together``, then where the report has them ``voices``, ``time``, and
        ``by-1``, ``by-2`` … for groups.
    """
    return {name: _finished(chart, theme) for name, chart in _charts(report, theme)}


def _charts(report: Mapping[str, Any], theme: Theme) -> Iterator[tuple[str, Any]]:
    names = frame_names(report)
    yield "frames", _frames(report, names, theme)
    for number, group in enumerate(report["groups"], 1):
        yield f"by-{number}", _by_group(group, names, theme)
    if report["time"] and report["time"]["rows"]:
        yield "time", _over_time(report["time"], names, theme)
    if report["voices"]:
        yield "voices", _voices(report["voices"], names, theme)
    yield "together", _together(report, list(names.values()), theme)


def _frames(report: Mapping[str, Any], names: Mapping[str, str], theme: Theme) -> Any:
    """Bars of shares with their intervals, the most frequent first."""
    import altair as alt

    rows = [
        {"frame": names[one["frame"]], "texts": one["count"], **_share(one["share"])}
        for one in sorted(report["frames"], key=lambda one: -one["count"])
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=_names("frame", rows))
    bars = base.mark_bar(color=theme.line, opacity=0.75).encode(
        x=alt.X("share:Q", title=f"share of {report['unit']}", axis=_percents(5)),
        tooltip=_tooltip("frame:N", "texts:Q", "percent:N"),
    )
    intervals = base.mark_rule(color=theme.ink, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    return (bars + intervals).properties(width="container", height=24 * len(names))


def _by_group(group: Mapping[str, Any], names: Mapping[str, str], theme: Theme) -> Any:
    other = group["other"]
    found = [(group_label(row), row) for row in [*group["rows"], *([other] if other else [])]]
    rows = [
        {
            "group": f"{_label(label)[:LONGEST]} ({row['decided']:,})",
            "frame": name,
            "texts": row["frames"][frame]["count"],
            **_share(row["frames"][frame]["share"]),
        }
        for label, row in found
        for frame, name in names.items()
    ]
    return _heat(rows, "frame", "group", theme)


def _together(report: Mapping[str, Any], names: Sequence[str], theme: Theme) -> Any:
    counts = report["together"]["counts"]

    def share(i: int, j: int) -> float | None:
        return counts[i][j] / counts[i][i] if i != j and counts[i][i] else None

    rows = [
        {"with": first, "also": second, "texts": counts[i][j], **_share((share(i, j), None, None))}
        for i, first in enumerate(names)
        for j, second in enumerate(names)
    ]
    return _heat(rows, "also", "with", theme)


def _heat(rows: Rows, across: str, down: str, theme: Theme) -> Any:
    """Return a field of shares: the larger the darker, with the figure in it."""
    import altair as alt

    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            f"{across}:N",
            sort=_in_order(rows, across),
            title=None,
            axis=alt.Axis(
                orient="top", labelAngle=-45, labelLimit=LABEL, domain=False, ticks=False
            ),
        ),
        y=_names(down, rows),
        tooltip=_tooltip(f"{down}:N", f"{across}:N", "texts:Q", "percent:N"),
    )
    most = max((row["share"] for row in rows if row["share"]), default=1.0)
    cells = base.mark_rect(color=theme.line).encode(
        opacity=alt.Opacity(
            "share:Q", scale=alt.Scale(domain=[0, most], range=[0, 0.5]), legend=None
        )
    )
    figures = base.mark_text(color=theme.ink, fontSize=10).encode(text="cell:N")
    return (cells + figures).properties(width=alt.Step(STEP), height=alt.Step(22))


def _over_time(time: Mapping[str, Any], names: Mapping[str, str], theme: Theme) -> Any:
    """Return a small diagram for each frame: share with its interval by period."""
    import altair as alt

    rows = [
        {
            "frame": name,
            "start": row["start"],
            "period": row["period"],
            "texts": row["frames"][frame]["count"],
            **_share(row["frames"][frame]["share"]),
        }
        for frame, name in names.items()
        for row in time["rows"]
        if row["decided"]
    ]
    base = alt.Chart().encode(
        x=alt.X(
            "start:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(tickCount=3, labelFlush=True, grid=False),
        )
    )
    band = base.mark_area(color=theme.line, opacity=0.2).encode(
        y=alt.Y("low:Q", title=None, axis=_percents(3)), y2="high:Q"
    )
    line = base.mark_line(color=theme.line, strokeWidth=1.8).encode(y="share:Q")
    dots = base.mark_circle(color=theme.line, size=24, opacity=1).encode(
        y="share:Q", tooltip=_tooltip("frame:N", "period:N", "texts:Q", "percent:N")
    )
    small = alt.layer(band, line, dots).properties(width=SMALL_WIDTH, height=90)
    facet = alt.Facet(
        "frame:N",
        sort=_in_order(rows, "frame"),
        title=None,
        header=alt.Header(labelAnchor="start", labelLimit=SMALL_WIDTH + 40, labelFontWeight="bold"),
    )
    drawn = small.facet(facet, columns=4, data=alt.InlineData(values=rows))
    return drawn.resolve_scale(y="independent").resolve_axis(x="independent")


def _voices(voices: Mapping[str, Any], names: Mapping[str, str], theme: Theme) -> Any:
    """Return for each frame how many passages the author and how many others use it in."""
    import altair as alt

    words = {"own": "own words", "others": "words of others"}
    rows = [
        {"frame": name, "whose": words[whose], "passages": voices["frames"][frame][whose]}
        for frame, name in names.items()
        for whose in words
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=_names("frame", rows))
    lines = base.mark_rule(color=theme.ink, opacity=0.4).encode(
        x="min(passages):Q", x2="max(passages):Q"
    )
    whose = list(words.values())
    legend = alt.Legend(orient="top", title=None)
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("passages:Q", title="passages", axis=alt.Axis(tickMinStep=1, format=",d")),
        color=alt.Color(
            "whose:N",
            scale=alt.Scale(domain=whose, range=[theme.line, theme.second]),
            legend=legend,
        ),
        shape=alt.Shape(
            "whose:N", scale=alt.Scale(domain=whose, range=["circle", "diamond"]), legend=legend
        ),
        tooltip=_tooltip("frame:N", "whose:N", "passages:Q"),
    )
    return (lines + dots).properties(width="container", height=24 * len(names))


def group_label(row: Mapping[str, Any]) -> str:
    """Return how a group is called: by its value, or as those that are not told apart."""
    if "value" not in row:
        return f"(other: {row['values']:,})" if row["values"] else "(other)"
    return "(empty)" if row["value"] is None else str(row["value"])


def frame_names(report: Mapping[str, Any]) -> dict[str, str]:
    """Return what each frame is called, by its id; no two alike."""
    names = [_label(one["name"]) for one in report["frames"]]
    return {
        one["frame"]: name if names.count(name) == 1 else f"{name} ({one['frame']})"
        for one, name in zip(report["frames"], names, strict=True)
    }


def _finished(chart: Any, theme: Theme) -> dict[str, Any]:
    import altair as alt

    ink = {"labelColor": theme.ink, "titleColor": theme.ink, "labelFont": theme.font}
    axis = {
        "titleFont": theme.font,
        "gridColor": theme.grid,
        "domainColor": theme.grid,
        "tickColor": theme.grid,
        "labelFontSize": 12,
        "titleFontWeight": "normal",
    }
    spec: dict[str, Any] = (
        chart.properties(
            background=theme.background, padding=4, autosize=alt.AutoSizeParams(type="pad")
        )
        .configure(font=theme.font)
        .configure_view(stroke=None)
        .configure_axis(**ink, **axis)
        .configure_header(**ink, labelFontSize=12)
        .configure_legend(**ink, labelFontSize=12)
        .to_dict()
    )
    if spec.get("width") == "container":
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def _share(figure: Sequence[float | None]) -> dict[str, Any]:
    share, low, high = figure
    found: dict[str, Any] = {"share": share, "low": low, "high": high, "cell": "", "percent": "–"}
    if share is None:
        return found
    found["percent"] = f"{share:.1%}"
    if low is not None and high is not None:
        found["percent"] += f" ({low:.1%}–{high:.1%})"
    if share:
        found["cell"] = f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}"
    return found


def _label(text: str) -> str:
    """Return a text as one line that can be drawn."""
    return " ".join(clean_terminal(text).split())


def _in_order(rows: Rows, field: str) -> Any:
    """Have the values of a field drawn in the order of the rows.

    By numbers: a list of values would become part of an expression that Vega reads, and values
    can be anything.
    """
    import altair as alt

    places = {value: place for place, value in enumerate(dict.fromkeys(r[field] for r in rows))}
    for row in rows:
        row[f"{field}_place"] = places[row[field]]
    return alt.EncodingSortField(f"{field}_place", op="min")


def _names(field: str, rows: Rows) -> Any:
    import altair as alt

    axis = alt.Axis(labelLimit=LABEL, ticks=False, domain=False)
    return alt.Y(f"{field}:N", sort=_in_order(rows, field), title=None, axis=axis)


def _percents(ticks: int) -> Any:
    import altair as alt

    return alt.Axis(format="~%", tickCount=ticks)


def _tooltip(*fields: str) -> list[Any]:
    import altair as alt

    return [alt.Tooltip(field) for field in fields]
