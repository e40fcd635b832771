"""HTML as text: whatever the HTML, nodes lie in order in what is shown."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.formats.html_text import HtmlText

PIECES = ["<p>", "</p>", "<b>", "</b>", "<br/>", "<li>", "</ul>", "<!--", "-->", "<![", "&amp;"]
PIECES += ["<td>", "<script>", "</script>", "<", "&#0;", "<?", "</", "war", " ", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_html_is_read(html):
    page = HtmlText(html)
    places = list(page._nodes.values())
    assert all(0 <= start < end <= len(page.text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    # What no node holds are line breaks between them.
    inside = sum(end - start for start, end in places)
    assert len(page.text) - inside <= page.text.count("\n")


@given(st.text(st.characters(blacklist_characters="<&\r\0", codec="utf-8"), min_size=1))
def test_plain_text_is_one_node(text):
    page = HtmlText(text)
    assert page.text == text
    assert page.place("/text()[1]") == (0, len(text))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<head><title>No</title></head><body><p>War.</body>", "War."),
        ("<ul><li>War<li>Peace</ul>Calm", "War\nPeace\nCalm"),
        ("<table><tr><td>War<td>Peace<tr><td>Calm</table>", "War\nPeace\nCalm"),
        ("War<!-- no --> and<style>p{}</style> peace", "War and peace"),
        ("a < b &lt; c", "a < b < c"),
    ],
)
def test_what_is_shown(html, text):
    assert HtmlText(html).text == text


def test_a_comment_parts_text_nodes():
    page = HtmlText("War<!-- no --> and peace")
    assert page.place("/text()[2]") == (3, 13)
    assert not re.search("no", page.text)


def test_paths_that_lead_nowhere():
    page = HtmlText("<p>War</p>")
    for path in ("", "/p[1]", "/p[2]/text()[1]", "/p[1]/text()[2]", "p/text()", "//"):
        assert page.place(path) is None
