"""Explanations on a terminal: words shaded by what they added, and the same in signs below them.

The signs make it legible without colour, in a pipe or a file: ``+5`` stands under the word that
speaks most for the frame, ``-1`` under one that speaks a little against it. Marks have signs too,
where there is room for two characters below one.
"""

import math
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from framing.counterfactual import Without
from framing.explanation import Evidence, Explanation
from framing.rendering.highlight import shown
from framing.rendering.terminal import console
from framing.shades import Shade, Term, by_term
from framing.text import clean_terminal

__all__ = ["draw_explanation", "print_explanations"]

#: How many words are named for and against a frame, and how long they may be.
N_TERMS, LONGEST_TERM = 8, 40
#: Weights below this would be printed as zero.
LEAST = 0.005
INDENT = 2
#: Characters of a sign.
SIGN = 2
#: Shading from weak to strong; foreground and background go together, so that any terminal's own
#: colours leave it legible.
FOR = ("#000000 on #dbe7ff", "#000000 on #b9d0ff", "#000000 on #93b6ff", "#000000 on #6f9dff")
AGAINST = ("#000000 on #ffe6cf", "#000000 on #ffd0a6", "#000000 on #ffb87a", "#000000 on #f7a055")
STRONGEST_FOR, STRONGEST_AGAINST = "bold #ffffff on #2458c6", "bold #ffffff on #9a4705"
STYLES = {
    **dict(enumerate((*FOR, STRONGEST_FOR), 1)),
    **{-level: style for level, style in enumerate((*AGAINST, STRONGEST_AGAINST), 1)},
}


def print_explanations(found: Sequence[Explanation]) -> None:
    """Print explanations of a text, or of its passages one after the other."""
    out = console()
    if not found:
        out.print(Text("no words", style="yellow"))
    for number, why in enumerate(found, 1):
        if why.passage is not None:
            out.print(_whose(number, why))
        draw_explanation(out, why)


def draw_explanation(out: Console, why: Explanation) -> None:
    """Print one explanation on a console."""
    out.print(_summary(why))
    if not why.evidence:
        out.print(_Shaded(why, ()), soft_wrap=True)
    for evidence in why.evidence:
        _draw_evidence(out, why, evidence)
    if why.without is not None:
        _draw_without(out, why, why.without)
    out.print()


def _whose(number: int, why: Explanation) -> Text:
    passage = why.passage
    if passage is None:
        return Text()
    line = Text(f"{number}. {passage.voice} ({passage.confidence:.0%})", style="bold")
    if passage.speaker is not None:
        line.append(f", by {_short(passage.speaker.name)}")
    for words, frames in (("own words", passage.own), ("quotation", passage.quoted)):
        if frames:
            line.append(clean_terminal(f"; in the {words}: {', '.join(frames)}"))
    return line


def _summary(why: Explanation) -> Text:
    known = f"{why.known_words:.0%} of the words are known to the model"
    if why.undecided:
        return Text(f"can't tell: {known}", style="yellow")
    frames = clean_terminal(", ".join(why.frames)) or "no frame"
    return Text(f"{frames} ({known})", style="bold" if why.frames else "")


def _draw_evidence(out: Console, why: Explanation, evidence: Evidence) -> None:
    out.print()
    decision = "present" if evidence.present else "not present"
    heading = Text(clean_terminal(f"{evidence.name} ({evidence.frame})"), style="bold")
    heading.append(
        f": {decision}, probability {evidence.probability:.2f}, threshold {evidence.threshold:.2f}",
        style="not bold",
    )
    out.print(heading)
    out.print(_Shaded(why, evidence.shades), soft_wrap=True)
    terms = by_term(evidence.contributions)
    for words, side in (("for", 1), ("against", -1)):
        chosen = [term for term in terms if term.weight * side >= LEAST]
        if chosen:
            out.print(Text(f"{words + ':':<9}{_named(chosen)}"))
    out.print(
        Text(
            f"margin {evidence.margin:+.2f} = intercept {evidence.intercept:+.2f}, "
            f"evidence {evidence.total:+.2f}",
            style="dim",
        )
    )


def _named(terms: Sequence[Term]) -> str:
    named = []
    for term in terms[:N_TERMS]:
        times = f" ×{term.count}" if term.count > 1 else ""
        named.append(f"{_short(term.text)}{times} {term.weight:+.2f}")
    more = f" and {len(terms) - N_TERMS:,} more" if len(terms) > N_TERMS else ""
    return ", ".join(named) + more


def _short(text: str) -> str:
    plain = " ".join(clean_terminal(text).split())
    return plain if len(plain) <= LONGEST_TERM else plain[: LONGEST_TERM - 1] + "…"


class _Shaded:
    """The text of an explanation with its shades, as wide as the console, and the signs."""

    def __init__(self, why: Explanation, shades: Sequence[Shade]) -> None:
        self.text = Text(shown(why.text[why.start : why.end]).replace("\t", " "))
        #: The level of each style, to be told again from a line that was wrapped.
        self.levels: dict[str, int] = {}
        for one in shades:
            if one.level:
                style = STYLES[one.level]
                self.levels[style] = one.level
                self.text.stylize(style, one.start - why.start, one.end - why.start)

    def __rich_console__(self, out: Console, options: ConsoleOptions) -> RenderResult:
        # Segments instead of prints: a long text has ten thousand lines.
        margin, dim = Segment(" " * INDENT), out.get_style("dim")
        for line in self.text.wrap(out, max(10, out.width - INDENT), overflow="fold"):
            line.rstrip()
            line.end = ""
            yield margin
            yield from line.render(out)
            yield Segment.line()
            signs = ""
            spans = sorted(line.spans)
            places = [cell_len(line.plain[: span.start]) for span in spans]
            behind = [*places, math.inf][1:]
            for span, at, following in zip(spans, places, behind, strict=True):
                # What follows a mark at once is more often a word.
                if following < at + SIGN:
                    continue
                signs += " " * (at - len(signs)) + f"{self.levels[str(span.style)]:+d}"
            if signs:
                yield margin
                yield Segment(signs, dim)
                yield Segment.line()


def _draw_without(out: Console, why: Explanation, without: Without) -> None:
    removed = ", ".join(
        f"{_short(term)} ({f'{n}×' if n else 'not in the text'})"
        for term, n in without.removed.items()
    )
    out.print()
    line = Text(f"without {removed}", style="bold")
    if without.undecided:
        line.append(f": can't tell, {without.known_words:.0%} of the words are known")
    out.print(line)
    explained = {found.frame for found in why.evidence}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("frame", no_wrap=True)
    for column in ("probability", "without", "margin", "without"):
        table.add_column(column, justify="right")
    table.add_column("decision")
    for change in without.changes:
        if change.frame not in explained and change.present == change.present_without:
            continue
        before, after = ("present" if p else "-" for p in (change.present, change.present_without))
        table.add_row(
            Text(clean_terminal(change.frame)),
            f"{change.probability:.2f}",
            f"{change.probability_without:.2f}",
            f"{change.margin:+.2f}",
            f"{change.margin_without:+.2f}",
            before if before == after else f"{before} → {after}",
        )
    if table.row_count:
        out.print(table)
