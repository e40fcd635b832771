"""HTML to the text it shows, with the place of each text node by its XPath."""

import re
from html.parser import HTMLParser

__all__ = ["HtmlText"]

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
#: Open elements that a tag ends without saying so; a block ends a paragraph too.
_ENDS = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
}
_UNSEEN = frozenset(("head", "script", "style", "title"))
#: Elements that are no part of a path, whether the HTML is a whole page or a part of one.
_AROUND = frozenset(("html", "body"))
#: A marked section, which browsers take for a comment and some parsers stumble over.
_SECTION = re.compile(r"<!\[[^>]*>?")
_STEP = re.compile(r"/(\w+(?:\(\))?)(?:\[(\d+)\])?")


class _Element:
    def __init__(self, tag: str, path: str) -> None:
        self.tag, self.path = tag, path
        self.children: dict[str, int] = {}

    def next(self, tag: str) -> str:
        """Return the path of the next child of this kind."""
        self.children[tag] = self.children.get(tag, 0) + 1
        return f"{self.path}/{tag}[{self.children[tag]}]"


class HtmlText(HTMLParser):
    r"""The text of some HTML; white space is kept, and blocks stand on lines of their own.

    Attributes
    ----------
    text : str

    Examples
    --------
    >>> page = HtmlText("<h1>No war</h1><p>Our <b>heroes</b> &amp; sons</p>")
    >>> page.text, page.place("/p[1]/text()[2]")
    ('No war\nOur heroes & sons', (17, 24))
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._length, self._line_ends = 0, False
        self._nodes: dict[str, tuple[int, int]] = {}
        self._open = [_Element("", "")]
        self._data: list[str] = []
        self.feed(_SECTION.sub("<!---->", html))
        self.close()
        self._node_ends()
        self.text = "".join(self._parts)

    def place(self, path: str) -> tuple[int, int] | None:
        """Return where a text node begins and ends in the text; None if there is none."""
        steps = [(tag, number or "1") for tag, number in _STEP.findall(path)]
        plain = "".join(f"/{tag}[{number}]" for tag, number in steps if tag not in _AROUND)
        return self._nodes.get(plain)

    def handle_data(self, data: str) -> None:
        """Take text, which may come in pieces."""
        self._data.append(data)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        """End a text node."""
        self._node_ends()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Open an element, and end those that it ends."""
        self._node_ends()
        ended = _ENDS.get(tag, ()) + (("p",) if tag in _BLOCKS else ())
        while self._open[-1].tag and self._open[-1].tag in ended:
            self._open.pop()
        if tag == "br":
            self._add("\n")
        self._line_ends |= tag in _BLOCKS
        path = self._open[-1].path if tag in _AROUND else self._open[-1].next(tag)
        if tag not in _VOID:
            self._open.append(_Element(tag, path))

    def handle_endtag(self, tag: str) -> None:
        """Close an element with all that is open in it."""
        self._node_ends()
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass
        self._line_ends |= tag in _BLOCKS

    def _node_ends(self) -> None:
        data = "".join(self._data)
        self._data.clear()
        if data and not any(element.tag in _UNSEEN for element in self._open):
            path = self._open[-1].next("text()")
            if self._line_ends and data.strip():
                self._line_ends = False
                if self._parts and not self._parts[-1].endswith("\n"):
                    self._add("\n")
            self._nodes[path] = (self._length, self._length + len(data))
            self._add(data)

    def _add(self, data: str) -> None:
        self._parts.append(data)
        self._length += len(data)
