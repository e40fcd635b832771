"""Texts with marked words as HTML: for a page of an explanation, the web page and the report.

A mark says by its colour and by the line under it what it stands for: words for a frame have a
solid line, words against it a dotted one, and the stronger, the thicker. ``title`` adds the number.

    highlight(text, shading(evidence.shades))   # the words of a text, by frame
    highlight(text, [Mark(0, 9, ("quotation",), "the ministry")])

`STYLE` has the rules for ``mark.for-1`` … ``mark.against-5``, in light and dark; a page whose texts
stand on another colour than ``Canvas`` says so in ``--paper``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from framing.shades import N_LEVELS, Shade
from framing.text import clean_terminal

__all__ = ["STYLE", "Mark", "escaped", "highlight", "shading", "shown"]

#: Share of the colour in the background at each level; the text keeps a contrast of 4.5 and more.
_TINTS = (10, 18, 26, 34, 42)


def _style() -> str:
    rules = [
        ":root{--for:#2458c6;--against:#b4540a}",
        "@media(prefers-color-scheme:dark){:root{--for:#7fa6ff;--against:#f0a35e}}",
        "mark{color:inherit;background:none;text-decoration-skip-ink:none;"
        "text-underline-offset:.2em;border-radius:.15em}",
    ]
    for level, tint in enumerate(_TINTS, 1):
        for side, line in (("for", "solid"), ("against", "dotted")):
            rules.append(
                f"mark.{side}-{level}{{background:color-mix(in srgb,var(--{side}) {tint}%,"
                f"var(--paper,Canvas));text-decoration:underline {line} var(--{side}) "
                f"{level / 16:.3f}em}}"
            )
    return "\n".join(rules)


#: CSS for the marks that `shading` makes.
STYLE = _style()


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text to be marked.

    Attributes
    ----------
    start, end : int
        Offsets into the original text, in code points.
    classes : tuple of str
        CSS classes of the ``<mark>`` element.
    title : str
        Shown where a pointer rests on it; say it elsewhere in the page too, as not everybody
        has a pointer.
    """

    start: int
    end: int
    classes: tuple[str, ...] = ()
    title: str = ""


def shown(text: str) -> str:
    r"""Return a text as it can be shown: of the same length, without control characters.

    Examples
    --------
    >>> shown("one\r\ntwo\x1b") == "one \ntwo\ufffd"
    True
    """
    return clean_terminal(text.replace("\r\n", " \n"))


def escaped(text: object) -> str:
    """Return anything as text for HTML: shown, and escaped for content and attributes."""
    return escape(shown(str(text)), quote=True)


def shading(shades: Iterable[Shade]) -> list[Mark]:
    """Return marks for the words that weigh something, the stronger the higher the level.

    Examples
    --------
    >>> shading([Shade(0, 4, 1.25, 5), Shade(5, 7, -0.1, -1), Shade(8, 9, 0.0, 0)])[0]
    Mark(start=0, end=4, classes=('for-5',), title='+1.25')
    """
    return [
        Mark(
            one.start,
            one.end,
            (f"{'for' if one.level > 0 else 'against'}-{min(abs(one.level), N_LEVELS)}",),
            f"{one.weight:+.2f}",
        )
        for one in shades
        if one.level
    ]


def highlight(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> str:
    """Return a text, or a part of it, as escaped HTML with ``<mark>`` elements.

    What is left after taking the elements away is ``shown(text[start:end])``. Show it where
    ``white-space`` is ``pre-wrap``, with ``dir="auto"``.

    Parameters
    ----------
    text : str
        Anything.
    marks : iterable of Mark
        In any order; what reaches out of the part is cut off there.
    start, end : int, optional
        The part of the text to return; the marks' offsets are into the whole text all the same.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Two marks overlap (`framing.shades.shade` merges what overlaps), or one ends
        before it starts.

    Examples
    --------
    >>> highlight("<b> heroes", [Mark(4, 10, ("for-5",), "+2.00")])
    '&lt;b&gt; <mark class="for-5" title="+2.00">heroes</mark>'
    """
    end = len(text) if end is None else end
    clean, parts, last = shown(text[start:end]), [], start

    def part(at: int, to: int) -> str:
        return escape(clean[at - start : to - start])

    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        if mark.end < mark.start:
            raise ValueError(f"a mark ends at {mark.end}, before its start at {mark.start}")
        at, to = max(mark.start, start), min(mark.end, end)
        if at >= to:
            continue
        if at < last:
            raise ValueError(f"two marks overlap at {at}; framing.shades.shade merges them")
        parts += [part(last, at), _opened(mark), part(at, to), "</mark>"]
        last = to
    return "".join([*parts, part(last, end)])


def _opened(mark: Mark) -> str:
    classes = f' class="{escaped(" ".join(mark.classes))}"' if mark.classes else ""
    title = f' title="{escaped(mark.title)}"' if mark.title else ""
    return f"<mark{classes}{title}>"
