"""Results as tables on a terminal, or as plain text in a pipe."""

import os
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from framing.evidence import Classification, FrameScore
from framing.text import clean_terminal

__all__ = ["console", "print_classification"]

#: Frames below this share of their threshold are shown only on request.
LIKELY = 0.5


def console() -> Console:
    """Return a console for standard output; wide where the output is no terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    return Console(width=width, highlight=False, soft_wrap=False)


def print_classification(found: Classification, *, show_all: bool = False) -> None:
    """Print a classification: a line that says it, and a table with the reasons."""
    out = console()
    out.print(_summary(found))
    scores = sorted(found.scores, key=lambda s: (not s.present, -s.probability / max(s.threshold, 1e-9)))
    if not show_all:
        scores = [s for s in scores if s.present or s.probability >= LIKELY * s.threshold]
    if found.undecided and not show_all:
        return
    if scores:
        out.print(_table(scores))


def _summary(found: Classification) -> Text:
    known = f"{found.known_words:.0%} of the words are known to the model"
    if found.undecided:
        return Text(f"can't tell: {known}", style="yellow")
    if not found.frames:
        return Text(f"no frame ({known})")
    names = {score.frame: score.name for score in found.scores}
    return Text(f"{', '.join(names[frame] for frame in found.frames)} ({known})", style="bold")


def _table(scores: list[FrameScore]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("frame", no_wrap=True)
    table.add_column("probability", justify="right")
    table.add_column("threshold", justify="right")
    table.add_column("decision")
    table.add_column("words that weighed most")
    for score in scores:
        table.add_row(
            score.frame,
            f"{score.probability:.2f}",
            f"{score.threshold:.2f}",
            Text("present", style="green") if score.present else Text("-", style="dim"),
            Text(", ".join(clean_terminal(w.text).replace("\n", " ")[:40] for w in score.words)),
            style="" if score.present else "dim",
        )
    return table
