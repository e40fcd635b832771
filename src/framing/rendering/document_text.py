"""A document on a terminal: its passages with frames, voice and speaker, then the totals."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from framing.documents import Document, Passage
from framing.rendering.terminal import console, draw_summary
from framing.text import clean_terminal

__all__ = ["draw_document", "print_document"]

#: How a frame is marked by where it stands.
PLACES = {(True, False): "", (False, True): " (quoted)", (True, True): " (own and quoted words)"}


def print_document(document: Document, *, show_all: bool = False) -> None:
    """Print a document."""
    draw_document(console(), document, show_all=show_all)


def draw_document(out: Console, document: Document, *, show_all: bool = False) -> None:
    """Print a document on a console.

    Parameters
    ----------
    out : Console
    document : Document
    show_all : bool
        List all frames in the totals, not only those that are used.
    """
    out.print(draw_summary(document.whole))
    names = {score.frame: clean_terminal(score.name) for score in document.whole.scores}
    paragraph = -1
    for number, passage in enumerate(document.passages, 1):
        if passage.paragraph != paragraph:
            out.print()
            paragraph = passage.paragraph
        _passage(out, document.text, number, passage, names)
    used = [t for t in document.totals if show_all or t.own or t.others or t.most_telling]
    if used:
        out.print()
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column("frame")
        table.add_column("own voice", justify="right")
        table.add_column("others", justify="right")
        table.add_column("most telling")
        for total in used:
            telling = ", ".join(str(number + 1) for number in total.most_telling)
            table.add_row(names[total.frame], str(total.own), str(total.others), telling or "-")
        out.print(table)


def _passage(out: Console, text: str, number: int, passage: Passage, names: dict[str, str]) -> None:
    shown = clean_terminal(text[passage.start : passage.end])
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim", min_width=3)
    grid.add_column()
    grid.add_row(str(number), Text(" ".join(shown.split())))
    out.print(grid)
    voice = passage.voice
    if passage.speaker is not None:
        voice += f" ({' '.join(clean_terminal(passage.speaker.name).split())})"
    line = Text.assemble((f"{voice}, {passage.confidence:.2f}", "cyan"))
    frames = dict.fromkeys([*passage.found.frames, *passage.own, *passage.quoted])
    if passage.found.undecided and not frames:
        line.append("; can't tell", style="yellow")
    elif not frames:
        line.append("; no frame", style="dim")
    for place, frame in enumerate(frames):
        where = PLACES.get((frame in passage.own, frame in passage.quoted), "")
        line.append("; " if not place else ", ")
        line.append(names[frame] + where, style="bold")
    out.print(Padding(line, (0, 0, 0, 4), expand=False))
