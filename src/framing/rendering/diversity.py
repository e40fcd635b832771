"""How varied a corpus is, and what gives its frames away, as tables on a terminal."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from framing.rendering.terminal import console
from framing.text import clean_terminal

__all__ = ["print_actor_weights", "print_diversity"]

SHOWN_WORDS = 6


def print_diversity(found: dict[str, Any]) -> None:
    """Print what `framing.diversity.diversity` returned."""
    out, openings, nearest = console(), found["openings"], found["nearest"]
    out.print(f"word types: {found['word_types']:,} of {found['words']:,} words")
    out.print(
        f"openings of three words: {openings['distinct']:,} distinct, "
        f"{openings['share']:.1%} of the statements"
    )
    if nearest["largest"] is not None:
        levels = ", ".join(f"{p} % {value:.2f}" for p, value in nearest["percentiles"].items())
        out.print(f"similarity of the nearest other statement, percentiles: {levels}")
        pair = clean_terminal(" and ".join(nearest["pair"]))
        out.print(
            f"largest {nearest['largest']:.2f} ({pair}); {nearest['at_least_limit']} of at least "
            f"{nearest['limit']:g}"
        )
    table = _table("frame", "strongest words, and the share of its statements with them")
    for frame, words in found["strongest_words"].items():
        shown = [f"{w['word']} {w['share_with_frame']:.0%}" for w in words[:SHOWN_WORDS]]
        table.add_row(clean_terminal(frame), clean_terminal(", ".join(shown)))
    out.print(table)
    _print_actors(found["actors"])


def _print_actors(actors: dict[str, Any]) -> None:
    out = console()
    out.print(
        f"names of actors: {actors['names']:,}, of them {actors['countries']:,} of countries and "
        f"their people; in {actors['statements_with_a_name']:,} statements"
    )
    columns = ("frame", "most told by a name, bits", "by chance", "share of uncertainty")
    table = _table(*columns, right=columns[1:])
    for frame, one in actors["largest_by_frame"].items():
        figures = (one["bits"], one["bits_of_shuffled_labels"])
        cells = [*(f"{x:.4f}" for x in figures), f"{one['share_of_uncertainty']:.1%}"]
        table.add_row(clean_terminal(frame), *cells)
    out.print(table)
    numbers = ("statements", "with", "without", "bits")
    table = _table("name", "frame", *numbers, right=numbers)
    for one in actors["strongest"]:
        shares = (f"{one['share_with_frame']:.1%}", f"{one['share_without']:.1%}")
        cells = [one["name"], one["frame"], str(one["statements"]), *shares, f"{one['bits']:.4f}"]
        table.add_row(*map(clean_terminal, cells))
    out.print(table)


def print_actor_weights(found: dict[str, Any]) -> None:
    """Print what `framing.inspection.actor_weights` returned."""
    out = console()
    if not found["names"] or found["median_cue"] is None:
        out.print("the model knows no names of actors, or no cues to compare them with")
        return
    out.print(
        f"{found['names']:,} names of actors in the model: median weight "
        f"{found['median_name']:.2f}, of cues {found['median_cue']:.2f}; "
        f"{found['above_median_cue']} names above that"
    )
    table = _table(
        "weight", "of a median cue", "name", "frame", right=("weight", "of a median cue")
    )
    for one in found["largest"]:
        weights = (f"{one['weight']:+.2f}", f"{one['in_median_cues']:.2f}")
        table.add_row(*weights, clean_terminal(one["name"]), clean_terminal(one["frame"]))
    out.print(table)


def _table(*columns: str, right: Iterable[str] = ()) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(Text(column), justify="right" if column in right else "left")
    return table
