"""Quotations of a text, with offsets into the original text.

One pass over the quotation marks with a stack for each paragraph: what a mark does depends on
what is open and on its neighbours. All common styles are known, also mixed and nested; a mark
that nobody closes holds to the end of its paragraph, and one that every paragraph opens anew
goes on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from framing.sentences import find_paragraphs

__all__ = ["Quotation", "find_quotations"]

#: Opening marks and the marks that may close them.
PAIRS = {
    '"': '"\u201d',
    "``": "\"'",
    "\u201c": '\u201d\u201c"',
    "\u201d": "\u201d",
    "\u201e": '\u201c\u201d"',
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab\u00bb",
    "\u2039": "\u203a",
    "\u203a": "\u2039\u203a",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\ufe41": "\ufe42",
    "\ufe43": "\ufe44",
    "\u301d": "\u301e\u301f",
    "\uff02": "\uff02",
    "'": "'\u2019",
    "\u2018": "\u2019'",
    "\u201a": "\u2018\u2019",
}
#: Marks that are apostrophes too: nothing is quoted unless both ends are there.
SINGLE = "'\u2018\u2019\u201a"
#: Marks whose direction only their neighbours tell.
TURNING = '"\u201c\u201d\u00ab\u00bb\u2039\u203a\uff02'
#: What may stand right before an opening mark, and right after one, but letters and digits.
BEFORE = "([{-\u2013\u2014/\u00bf\u00a1'\u2018`\u201a"
AFTER = "([{$\u20ac\u00a3#@\u2026\u00bf\u00a1'\u2018\u201a"
#: Marks that close whatever stands around them.
CLOSING = "\u300d\u300f\ufe42\ufe44\u301e\u301f"
MARK = re.compile(
    "``|\"+|''+|[" + "".join(PAIRS).replace('"', "").replace("`", "") + "\u2019" + CLOSING + "]"
)
ELISION = re.compile(
    r"n\b|(?:em|tis|twas|til|till|cause|bout|round|\d\ds?)\b(?!['\u2019])", re.IGNORECASE
)
#: Deeper nesting than this is no quotation but noise.
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation.

    Attributes
    ----------
    start, end : int
        Where it stands with its marks, as code points of the original text, end exclusive.
    inner_start, inner_end : int
        Where its words stand, without the marks.
    depth : int
        0 for a quotation in the author's text, 1 for one inside that, and so on.
    closed : bool
        False where the closing mark is missing and the paragraph ends it.
    continues : bool
        True where it goes on from the paragraph before, by the same speaker.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int = 0
    closed: bool = True
    continues: bool = False


@dataclass(slots=True)
class _Open:
    """A mark that waits for its end; ends are filled in when they are known."""

    mark: str
    start: int
    inner_start: int
    children: "list[_Open]"
    inner_end: int = -1
    end: int = -1
    closed: bool = False
    continues: bool = False


def find_quotations(text: str) -> list[Quotation]:
    r"""Find the quotations of `text`.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Quotation
        By start; any two are apart or one lies inside the other.

    Notes
    -----
    Takes linear time. Straight double quotes, curly ones in English, German, Polish and Swedish
    order, guillemets both ways, corner brackets, TeX's ``\`\``` and ``''``, and single quotes,
    told from apostrophes, are found.

    Examples
    --------
    >>> text = "The people's 'heroes' weren't “heroes of the ‘people’”."
    >>> [(text[q.start : q.end], q.depth) for q in find_quotations(text)]
    [("'heroes'", 0), ('“heroes of the ‘people’”', 0), ('‘people’', 1)]
    """
    found: list[Quotation] = []
    carried = ""
    for start, end in find_paragraphs(text):
        if not MARK.search(text, start, end):
            carried = ""
            continue
        scan = _Scan(text, start, end, carried)
        carried = scan.run()
        found.extend(_flatten(scan.roots))
    return found


def _flatten(roots: "list[_Open]") -> Iterator[Quotation]:
    stack = [(node, 0) for node in reversed(roots)]
    while stack:
        node, depth = stack.pop()
        yield Quotation(
            node.start, node.end, node.inner_start, node.inner_end,
            depth, node.closed, node.continues,
        )  # fmt: skip
        stack.extend((child, depth + 1) for child in reversed(node.children))


class _Scan:
    """The scan of one paragraph."""

    def __init__(self, text: str, start: int, end: int, carried: str) -> None:
        self.text = text
        self.start = start
        self.end = end
        #: The mark that the paragraph before left open.
        self.carried = carried
        self.roots: list[_Open] = []
        self.stack: list[_Open] = []

    def run(self) -> str:
        """Fill in the roots; return the mark that is left open, if any."""
        marks = [match.span() for match in MARK.finditer(self.text, self.start, self.end)]
        strong = self._strong_closers(marks)
        for number, (start, end) in enumerate(marks):
            mark = self.text[start]
            left, right = self._beside(start, end)
            if mark == "'" and end - start > 1:
                mark = '"'
            if mark in SINGLE:
                self._single(mark, start, left, right, may_wait=strong[number])
            elif mark == "`":
                self._push("``", start, end)
            elif mark in CLOSING or (mark in TURNING and not self._opens(mark, left, right)):
                self._close(mark, start, end)
            else:
                self._push(mark, start, end)
        return self._finish()

    def _beside(self, start: int, end: int) -> tuple[str, str]:
        """Return the characters on both sides, a space at the paragraph's ends."""
        left = self.text[start - 1] if start > self.start else " "
        right = self.text[end] if end < self.end else " "
        return left, right

    def _opens(self, mark: str, left: str, right: str) -> bool:
        """Tell whether a mark that can turn opens something here."""
        level = self._level(mark)
        before = not left.isspace() and left not in BEFORE
        after = right.isalnum() or (right in AFTER and not right.isspace())
        if level >= 0:
            sure = mark == "\u201d" or self.stack[level].mark in "\u00ab\u2039"
            return after and not before and not sure
        if mark in "\u201c\u00ab\u2039":
            return True
        if mark in "\u201d\u00bb\u203a":
            return after and not before
        # Hebrew writes this mark inside words, and inches end with it.
        inside = "\u05d0" <= left <= "\u05ea" and "\u05d0" <= right <= "\u05ea"
        return not inside and (after or not before)

    def _strong_closers(self, marks: list[tuple[int, int]]) -> list[bool]:
        """Tell for each mark whether the next single mark is surely a closing one."""
        answers = [False] * len(marks)
        following = False
        for number in range(len(marks) - 1, -1, -1):
            answers[number] = following
            start, end = marks[number]
            if end - start > 1 or self.text[start] not in SINGLE:
                continue
            left, right = self._beside(start, end)
            if left.isalnum() and right.isalnum():
                continue
            following = (
                not left.isspace()
                and not right.isalnum()
                and (not left.isalnum() or not right.isspace() or end >= self.end)
            )
        return answers

    def _single(self, mark: str, start: int, left: str, right: str, *, may_wait: bool) -> None:
        if left.isalnum() and right.isalnum() and mark != "\u201a":
            return
        if mark == "\u2018" and any(node.mark == "\u201a" for node in self.stack):
            self._close(mark, start, start + 1)
        elif not left.isspace() and not right.isalnum():
            # "the soldiers' blood'": a possessive, if a surer end comes.
            plural = left in "sS" and right == " " and start + 2 < self.end
            if not (plural and may_wait and self.text[start + 2].isalpha()):
                self._close(mark, start, start + 1)
        elif mark != "\u2019" and not (
            left.isalnum() or right.isspace() or ELISION.match(self.text, start + 1)
        ):
            self._push(mark, start, start + 1)

    def _push(self, mark: str, start: int, end: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            return
        same = next((node for node in self.stack if node.mark == mark), None)
        if same is not None and mark in SINGLE:
            return
        node = _Open(mark, start, end, [])
        if not self.roots and not self.stack and mark == self.carried and start == self.start:
            node.continues = True
        self.stack.append(node)

    def _close(self, mark: str, start: int, end: int) -> None:
        """Close what waits for this mark; a run of marks closes as many as are open."""
        for place in range(start, end):
            level = self._level(mark)
            if level < 0:
                if place == start:
                    self._close_carried(mark, start, end)
                return
            while len(self.stack) > level + 1:
                self._end_open(self.stack.pop(), place)
            node = self.stack.pop()
            more = mark == '"' and self._level(mark) >= 0
            node.inner_end, node.closed = place, True
            node.end = place + 1 if more else end
            self._keep(node)
            if not more:
                return

    def _level(self, mark: str) -> int:
        for level in range(len(self.stack) - 1, -1, -1):
            if mark in PAIRS[self.stack[level].mark]:
                return level
        return -1

    def _close_carried(self, mark: str, start: int, end: int) -> None:
        """Close what the paragraph before left open and this one did not open anew."""
        if not self.carried or self.stack or mark not in PAIRS[self.carried] or self.roots:
            return
        node = _Open(self.carried, self.start, self.start, [], start, end, True, True)
        self.carried = ""
        self.roots.append(node)

    def _end_open(self, node: _Open, place: int) -> None:
        if node.mark in SINGLE:
            self._keep(*node.children)
            return
        if place <= node.inner_start:
            return
        node.inner_end = node.end = place
        again = next((child for child in node.children if child.mark == node.mark), None)
        rest: list[_Open] = []
        if again is not None:
            # Opened anew in mid-paragraph: the first one ended unmarked before that.
            number = node.children.index(again)
            node.children, rest = node.children[:number], node.children[number:]
            node.inner_end = node.end = again.start
        self._keep(node, *rest)

    def _keep(self, *nodes: _Open) -> None:
        (self.stack[-1].children if self.stack else self.roots).extend(nodes)

    def _finish(self) -> str:
        left_open = next((node.mark for node in self.stack if node.mark not in SINGLE), "")
        while self.stack:
            self._end_open(self.stack.pop(), self.end)
        last = self.roots[-1] if self.roots else None
        return left_open if last and not last.closed and last.end == self.end else ""
