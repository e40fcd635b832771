"""Results as tables on a terminal, or as plain text in a pipe."""

import os
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from framing.evidence import Classification, FrameScore
from framing.text import clean_terminal

__all__ = [
    "console",
    "draw_classification",
    "draw_summary",
    "print_classification",
    "print_coverage",
    "print_description",
    "print_evaluation",
    "print_statistics",
    "print_terms",
]

#: Frames below this share of their threshold are shown only on request.
LIKELY = 0.5


class _Console(Console):
    """Leaves a closed pipe to the command line; Rich would exit with a failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """Return a console for standard output; wide where the output is no terminal.

    It reads no markup: names of frames and models come from files, and may hold brackets.
    """
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    return _Console(width=width, highlight=False, soft_wrap=False, markup=False)


def print_classification(found: Classification, *, show_all: bool = False) -> None:
    """Print a classification: a line that says it, and a table with the reasons."""
    draw_classification(console(), found, show_all=show_all)


def draw_classification(out: Console, found: Classification, *, show_all: bool = False) -> None:
    """Print a classification on a console."""
    out.print(draw_summary(found))
    if found.undecided and not show_all:
        return
    scores = sorted(found.scores, key=lambda s: (not s.present, -s.probability))
    if not show_all:
        scores = [s for s in scores if s.present or s.probability >= LIKELY * s.threshold]
    if scores:
        out.print(_table(scores))


def draw_summary(found: Classification) -> Text:
    """Return the line that says what a classification found."""
    known = f"{found.known_words:.0%} of the words are known to the model"
    if found.undecided:
        return Text(f"can't tell: {known}", style="yellow")
    if not found.frames:
        return Text(f"no frame ({known})")
    names = {score.frame: clean_terminal(score.name) for score in found.scores}
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
            Text(clean_terminal(score.frame)),
            f"{score.probability:.2f}",
            f"{score.threshold:.2f}",
            Text("present", style="green") if score.present else Text("-", style="dim"),
            Text(", ".join(clean_terminal(w.text).replace("\n", " ")[:40] for w in score.words)),
            style="" if score.present else "dim",
        )
    return table


def print_description(description: dict[str, Any]) -> None:
    """Print what `framing.inspection.describe` returned."""
    out = console()
    book = description["codebook"]
    title = " ".join(part for part in (book["title"], book["version"]) if part)
    out.print(
        Text(clean_terminal(f"{description['path']}: {title or 'no codebook'}"), style="bold")
    )
    out.print(
        f"{description['words']:,} words, {description['phrases']:,} phrases, "
        f"{description['ngrams']:,} character n-grams, {description['bytes'] / 1e6:.1f} MB"
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("frame", "name", "family", "threshold"):
        table.add_column(column, justify="right" if column == "threshold" else "left")
    for frame in description["frames"]:
        row = [frame["frame"], frame["name"], frame["family"], f"{frame['threshold']:.3f}"]
        table.add_row(*map(clean_terminal, row))
    out.print(table)
    out.print(clean_terminal(f"operating points: {', '.join(description['operating_points'])}"))
    if description["voices"] is None:
        out.print("voices: by rules alone")
    else:
        rules, grams = (description["voices"][name] for name in ("rules", "grams"))
        out.print(f"voices: by a model of {rules:,} rules and {grams:,} words and patterns")
    for name, value in description["trained"].items():
        out.print(clean_terminal(f"{name}: {value}"))


def print_terms(name: str, terms: list[dict[str, Any]]) -> None:
    """Print a frame's strongest words."""
    table = Table(
        title=Text(clean_terminal(name)), box=None, padding=(0, 2, 0, 0), header_style="dim"
    )
    table.add_column("weight", justify="right")
    table.add_column("word or phrase")
    for term in terms:
        table.add_row(f"{term['weight']:+.2f}", clean_terminal(term["term"]))
    console().print(table)


def print_evaluation(title: str, evaluation: dict[str, Any]) -> None:
    """Print the figures of an evaluation, given as its plain data."""
    table = Table(
        title=Text(clean_terminal(title)), box=None, padding=(0, 2, 0, 0), header_style="dim"
    )
    table.add_column("frame")
    table.add_column("support", justify="right")
    names = ("precision", "recall", "f1", "average_precision", "brier", "calibration_error")
    for column in names:
        table.add_column(column.replace("_", " "), justify="right")
    for frame, figures in evaluation["frames"].items():
        cells = [_number(figures[name][0]) for name in names]
        table.add_row(clean_terminal(frame), str(figures["support"]), *cells)
    averages = evaluation["averages"]
    for kind in ("micro", "macro", "samples"):
        cells = [_with_interval(averages.get(f"{kind}_{name}")) for name in names]
        if kind == "macro":
            cells[3] = _with_interval(averages["mean_average_precision"])
        table.add_row(kind, str(evaluation["n_rows"]), *cells, style="bold")
    console().print(table)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _with_interval(figure: list[float | None] | None) -> str:
    if figure is None:
        return ""
    value, low, high = (_number(x) for x in figure)
    return f"{value}\n{low}–{high}"


def print_statistics(statistics: dict[str, Any]) -> None:
    """Print the composition of a corpus: plain numbers first, then a table for each count."""
    out = console()
    for name, value in statistics.items():
        if not isinstance(value, dict):
            out.print(f"{name.replace('_', ' ')}: {value:,}")
    for name, counts in statistics.items():
        if isinstance(counts, dict):
            shown = ", ".join(f"{clean_terminal(str(key))} {n:g}" for key, n in counts.items())
            out.print(Text(f"{name.replace('_', ' ')} ({len(counts)}): {shown}"))


def print_coverage(report: dict[str, Any]) -> None:
    """Print what `framing.lexicon_report.coverage` returned."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("frame")
    names = ("cues", "in_no_statement", "with_the_frame", "precision")
    for name in names:
        table.add_column(name.replace("_", " "), justify="right")
    for frame, found in report["frames"].items():
        table.add_row(clean_terminal(frame), *(str(found[name]) for name in names))
    out = console()
    out.print(table)
    out.print(f"{len(report['several']):,} cues of several frames: {_some(report['several'])}")
    if "texts" in report:
        out.print(f"in {report['texts']:,} unlabelled texts:")
        everywhere = [f"{cue} ({n:,})" for cue, n in report["everywhere"].items()]
        out.print(f"{len(everywhere):,} cues fire in more than one in fifty: {_some(everywhere)}")
        out.print(f"{len(report['never']):,} cues never fire: {_some(report['never'])}")
        few = [one for one in report["uncovered"] if one["missing_with"]]
        told = _some(f"{one['cue']} ({one['frame']})" for one in few)
        out.print(f"{len(few):,} of the common cues stand in too few statements of theirs: {told}")
        few = [one for one in report["uncovered"] if one["missing_without"]]
        told = _some(f"{one['cue']} ({one['frame']})" for one in few)
        out.print(f"{len(few):,} stand in too few without their frame: {told}")


def _some(names: Iterable[str], limit: int = 12) -> str:
    shown = list(names)
    more = " …" if len(shown) > limit else ""
    return clean_terminal(", ".join(shown[:limit])) + more
