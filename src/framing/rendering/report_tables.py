"""Figures and tables of the page that `framing.rendering.report_html` makes."""

from collections.abc import Iterable, Sequence

__all__ = ["figure", "percent", "share", "shares", "table"]


def shares(found: Sequence[float | None]) -> tuple[str, str]:
    """Return a share and its interval."""
    value, low, high = found
    if value is None or low is None or high is None:
        return "–", ""
    return f"{value:.1%}", f"{100 * low:.1f}–{100 * high:.1f}"


def figure(found: Sequence[float | None]) -> str:
    """Return a share with its interval below it."""
    value, interval = shares(found)
    return f"{value}<small>{interval}</small>"


def share(value: float | None) -> str:
    """Return a share; a dash where there is none."""
    return "–" if value is None else f"{value:.1%}"


def percent(part: int, whole: int) -> str:
    """Return the share that a part has; a dash where there is no whole."""
    return f"{part / whole:.1%}" if whole else "–"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table that scrolls by itself where it is too wide; all cells are HTML already."""
    columns = "".join(f'<th scope="col">{name}</th>' if name else "<td></td>" for name in head)
    body = "\n".join(
        f'<tr><th scope="row" dir="auto">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0"><table><caption>'
        f"{caption}</caption><thead><tr>{columns}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )
