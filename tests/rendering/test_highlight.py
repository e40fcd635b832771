"""Marked texts: whatever is in them shows as text, and comes back whole."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.explanation import explain
from framing.rendering.highlight import STYLE, Mark, escaped, highlight, shading, shown
from framing.shades import N_LEVELS, Shade

from ..conftest import FRAMES, TEXTS

HOSTILE = "</mark><script>alert('1')</script>&amp;\"<!-- <img src=x onerror=y>"


class Read(HTMLParser):
    """What a browser would show, and the elements with their attributes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_endtag(self, tag):
        assert self.tags[-1] == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)


@settings(max_examples=100)
@given(text=TEXTS | st.text("<>&\"'/=abc -!"), data=st.data())
@example(text=HOSTILE, data=None)
def test_what_is_seen_is_the_text(text, data):
    cuts = [0, len(text)]
    if data is not None:
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    marks = [
        Mark(at, to, ("for-1", HOSTILE), HOSTILE)
        for at, to in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    read = Read(highlight(text, reversed(marks)))
    seen = [mark for mark in marks if mark.start < mark.end]
    assert read.text == shown(text)
    assert read.tags == ["mark"] * len(seen)
    assert all(a == {"class": f"for-1 {HOSTILE}", "title": HOSTILE} for a in read.attributes)


@settings(max_examples=50)
@given(before=TEXTS, text=TEXTS, after=TEXTS)
def test_a_part_of_a_text(before, text, after):
    whole = before + text + after
    start, end = len(before), len(before + text)
    html = highlight(whole, [Mark(0, len(whole))] if whole else [], start=start, end=end)
    assert html == (f"<mark>{escaped(text)}</mark>" if text else "")


def test_marks_stand_around_their_words():
    html = highlight("the <fallen> heroes", [Mark(13, 19, title="2"), Mark(5, 11, ("for-5",))])
    assert html == 'the &lt;<mark class="for-5">fallen</mark>&gt; <mark title="2">heroes</mark>'


@pytest.mark.parametrize("marks", [[Mark(0, 3), Mark(2, 4)], [Mark(0, 3), Mark(0, 3)]])
def test_marks_that_overlap(marks):
    with pytest.raises(ValueError, match=r"two marks overlap at [02]; .*shade"):
        highlight("heroes", marks)


def test_a_mark_that_ends_before_its_start():
    with pytest.raises(ValueError, match="ends at 1, before its start at 3"):
        highlight("heroes", [Mark(3, 1)])


@settings(max_examples=50)
@given(text=TEXTS)
def test_shown_texts_keep_their_length(text):
    assert len(shown(text)) == len(text)
    shown(text).encode()


@pytest.mark.parametrize(
    ("text", "seen"),
    [("a\r\nb", "a \nb"), ("a\rb", "a\ufffdb"), ("\x1b[1m\u202e\ud800", "\ufffd[1m\ufffd\ufffd")],
)
def test_shown(text, seen):
    assert shown(text) == seen


def test_shading_has_a_rule_for_each_level():
    shades = [Shade(n, n + 1, n / 2, n) for n in range(-N_LEVELS, N_LEVELS + 1)]
    marks = shading(shades)
    assert len(marks) == 2 * N_LEVELS
    assert (marks[0].classes, marks[0].title) == (("against-5",), "-2.50")
    assert (marks[-1].classes, marks[-1].title) == (("for-5",), "+2.50")
    for mark in marks:
        assert f"mark.{mark.classes[0]}{{" in STYLE


def test_shades_of_an_explanation_never_overlap(model):
    text = "They lie under the rubble, under the rubble. " * 3
    for evidence in explain(model, text, frames=FRAMES).evidence:
        read = Read(highlight(text, shading(evidence.shades)))
        assert read.text == text
        assert read.tags


def luminance(colour):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("page", "ink", "hues"),
    [((1, 1, 1), (0, 0, 0), ("2458c6", "b4540a")), ((0.07,) * 3, (1, 1, 1), ("7fa6ff", "f0a35e"))],
    ids=["light", "dark"],
)
def test_words_stand_out_from_the_strongest_shade(page, ink, hues):
    for hue in hues:
        assert f"#{hue}" in STYLE
        colour = [int(hue[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        shade = [0.42 * c + 0.58 * p for c, p in zip(colour, page, strict=True)]
        bright, dark = sorted((luminance(shade), luminance(ink)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5
