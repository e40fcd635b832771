"""Small diagrams as inline SVG: no script, no network, colours of the page around them."""

from collections.abc import Sequence
from html import escape

from framing.text import clean_terminal

__all__ = ["learning_diagram", "precision_recall_diagram", "reliability_diagram"]

SIZE, LEFT, TOP, RIGHT, BOTTOM = 170, 34, 8, 8, 30
TICKS = (0.0, 0.5, 1.0)
LARGEST_DOT, SMALLEST_DOT = 7.0, 1.5


def reliability_diagram(bins: Sequence[Sequence[float]], name: str) -> str:
    """Draw how often a frame was there against how probable it was said to be.

    Parameters
    ----------
    bins : sequence of (mean probability, share that carries the frame, texts)
    name : str
        Of the frame.
    """
    most = max((n for _, _, n in bins), default=1)
    dots = "".join(
        f'<circle class="dot" cx="{_x(p):.1f}" cy="{_y(share):.1f}" '
        f'r="{max(SMALLEST_DOT, LARGEST_DOT * (n / most) ** 0.5):.1f}">'
        f"<title>said {p:.2f}, was {share:.2f}, {n:.0f} texts</title></circle>"
        for p, share, n in bins
    )
    diagonal = f'<path class="ideal" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}"/>'
    line = _line([(p, share) for p, share, _ in bins])
    return _frame(f"Reliability of {name}", "probability", "share", diagonal + line + dots)


def precision_recall_diagram(
    points: Sequence[Sequence[float]], prevalence: float, name: str
) -> str:
    """Draw precision against recall; the dashed line is the share of texts with the frame.

    Parameters
    ----------
    points : sequence of (recall, precision)
    prevalence : float
    name : str
        Of the frame.
    """
    level = (
        f'<path class="ideal" d="M{_x(0):.1f} {_y(prevalence):.1f}'
        f'L{_x(1):.1f} {_y(prevalence):.1f}"/>'
    )
    line = _line([(recall, precision) for recall, precision in points])
    return _frame(f"Precision and recall of {name}", "recall", "precision", level + line)


def learning_diagram(points: Sequence[tuple[float, float, float, float]], name: str) -> str:
    """Draw a figure against the number of texts learned from, with its interval.

    Parameters
    ----------
    points : sequence of (texts, value, low, high)
    name : str
        Of the figure.
    """
    most = max((n for n, *_ in points), default=1)
    upper = [(n / most, high) for n, _, _, high in points]
    lower = [(n / most, low) for n, _, low, _ in reversed(points)]
    band = f'<path class="band" d="{_path([*upper, *lower])}Z"/>' if points else ""
    line = _line([(n / most, value) for n, value, _, _ in points])
    return _frame(name, f"texts, up to {most:,.0f}", "", band + line, ends=False)


def _frame(title: str, across: str, up: str, drawn: str, *, ends: bool = True) -> str:
    label = escape(clean_terminal(title), quote=True)
    parts = [
        f'<svg viewBox="0 0 {LEFT + SIZE + RIGHT} {TOP + SIZE + BOTTOM}" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
    ]
    for tick in TICKS:
        parts.append(
            f'<path class="grid" d="M{_x(0):.1f} {_y(tick):.1f}H{_x(1):.1f}'
            f'M{_x(tick):.1f} {_y(0):.1f}V{_y(1):.1f}"/>'
            f'<text x="{LEFT - 4}" y="{_y(tick) + 3:.1f}" text-anchor="end">{tick:g}</text>'
        )
        if ends:
            parts.append(
                f'<text x="{_x(tick):.1f}" y="{TOP + SIZE + 12}" text-anchor="middle">'
                f"{tick:g}</text>"
            )
    parts.append(
        f'<text x="{_x(0.5):.1f}" y="{TOP + SIZE + 25}" text-anchor="middle">'
        f"{escape(across)}</text>"
        f'<text transform="translate(9 {_y(0.5):.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)}</text>"
    )
    return "".join([*parts, drawn, "</svg>"])


def _line(points: Sequence[tuple[float, float]]) -> str:
    return f'<path class="line" d="{_path(points)}"/>' if points else ""


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in points)


def _x(share: float) -> float:
    return LEFT + SIZE * share


def _y(share: float) -> float:
    return TOP + SIZE * (1 - share)
