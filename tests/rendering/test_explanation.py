"""Explanations on a terminal and as a page."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from framing.explanation import explain, explain_passages
from framing.rendering.explanation_html import explanations_to_html
from framing.rendering.explanation_text import print_explanations
from framing.rendering.highlight import shown
from framing.rendering.plain import explanation_to_dict, to_json
from framing.shades import Shade

from ..conftest import FRAMES, TEXTS

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
HEROES = "Our fallen heroes of antonville gave their blood for the homeland."
TWO = f'"{HEROES}" said the minister. The library of antonville opens at nine.'
HOSTILE = "<script>alert(1)</script> heroes \x1b]0;t\x07[red]x[/y] \x9b2J\u202e\r\x08 <b>rubble"


class Page(HTMLParser):
    """The elements of a page, its texts, and what stands in ``class="text"``."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts, self.style, self.inside = [], [], [], "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "style" or ("class", "text") in attrs:
            self.inside = tag
            self.texts += [""] if tag == "div" else []

    def handle_endtag(self, tag):
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data):
        if self.inside == "style":
            self.style += data
        elif self.inside:
            self.texts[-1] += data


@pytest.fixture(autouse=True)
def width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def printed(capsys):
    def printed(found):
        capsys.readouterr()
        print_explanations(found)
        return capsys.readouterr().out

    return printed


FIXTURE = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_signs_stand_below_their_words(model, printed):
    why = explain(model, HEROES, frames=["hero"])
    lines = printed([why]).splitlines()
    at = lines.index(f"  {HEROES}")
    below = [(m.start() - 2, int(m[0])) for m in re.finditer(r"[+-]\d", lines[at + 1])]
    assert below == [(s.start, s.level) for s in why.evidence[0].shades if s.level]
    assert (5, "heroes") in {(level, HEROES[i : i + 6]) for i, level in below}
    assert "Hero (hero): present, probability " in printed([why])


def test_signs_of_marks_give_way_to_what_follows_at_once(model, printed):
    text = "Heroes!!! '\u2764Heroes\u2764' a ! cafe\u0301."
    why = explain(model, text, frames=["hero"])
    found = [(6, 1), (7, -2), (8, 3), (10, 4), (12, 5), (18, -1), (21, 2), (23, -3), (29, 4)]
    shades = tuple(Shade(at, at + 1, 1.0, level) for at, level in found)
    lines = printed([replace(why, evidence=(replace(why.evidence[0], shades=shades),))])
    assert lines.splitlines()[lines.splitlines().index(f"  {text}") + 1].rstrip() == (
        "          +3+4+5    -1 +2-3    +4"
    )


def test_it_says_the_sum(model, printed):
    why = explain(model, HEROES, frames=["hero"]).evidence[0]
    line = next(x for x in printed([explain(model, HEROES)]).splitlines() if "margin" in x)
    margin, intercept, total = map(float, re.findall(r"[+-]\d+\.\d+", line))
    assert margin == pytest.approx(why.margin, abs=0.0051)
    assert intercept + total == pytest.approx(margin, abs=0.011)


def test_wide_letters_and_wrapped_lines(model, printed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    out = printed(
        [explain(model, "日本語日本語 heroes " * 4 + "x" * 70 + " heroes", frames=["hero"])]
    )
    lines = out.splitlines()
    below = [
        (lines[i - 1], lines[i])
        for i in range(1, len(lines))
        if re.fullmatch(r"[ +\-\d]+", lines[i])
    ]
    assert below
    for above, signs in below:
        widened = re.sub("[日本語]", "ww", above)
        assert all(" " not in widened[m.start() : m.end()] for m in re.finditer(r"\S+", signs))
    assert sum(signs.count("+5") for _, signs in below) == 5


def test_what_is_different_without_words(model, printed):
    out = printed([explain(model, HEROES, without=["heroes", "gold"])])
    assert "without heroes (1×), gold (not in the text)" in out
    row = [line for line in out.splitlines() if line.startswith("hero ")][-1]
    change = explain(model, HEROES, without=["heroes"]).without.changes[0]
    assert row.split()[1:5] == [
        f"{change.probability:.2f}",
        f"{change.probability_without:.2f}",
        f"{change.margin:+.2f}",
        f"{change.margin_without:+.2f}",
    ]


def test_passages_have_a_voice_and_a_speaker(model, printed):
    out = printed(explain_passages(model, TWO, "sentence"))
    assert re.search(
        r"^1\. quoted \(\d+%\), by the minister; in the quotation: hero$", out, re.MULTILINE
    )
    assert re.search(r"^2\. asserted", out, re.MULTILINE)
    assert "  The library of antonville opens at nine.\n" in out
    assert printed([]) == "no words\n"


@FIXTURE
@given(text=TEXTS)
def test_nothing_steers_the_terminal(model, printed, text):
    out = printed([explain(model, text, frames=FRAMES, without=["heroes"])])
    assert not UNSEEN.search(out)
    assert "margin" in out


def test_hostile_text_is_shown(model, printed):
    out = printed([explain(model, HOSTILE, frames=["hero"])])
    assert not UNSEEN.search(out)
    assert "<script>alert(1)</script> heroes \ufffd]0;t\ufffd[red]x[/y]" in out


@FIXTURE
@given(text=TEXTS)
def test_a_page_shows_the_text_and_nothing_else(model, text):
    why = explain(model, text, frames=FRAMES, without=["heroes"])
    page = Page(explanations_to_html([why]))
    assert page.texts == [shown(text)] * 3
    assert not {"script", "img", "b", "link", "iframe"} & set(page.tags)


def test_hostile_text_is_text_on_the_page(model):
    html = explanations_to_html(explain_passages(model, HOSTILE, "document", frames=FRAMES))
    page = Page(html)
    assert "<script" not in html
    assert page.texts == [shown(HOSTILE)] * 3
    assert not UNSEEN.search(html)


def test_a_page_needs_nothing_from_elsewhere(model):
    html = explanations_to_html([explain(model, HEROES, without=["heroes"])])
    page = Page(html)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    policy = next(value for name, value in page.attributes if value and "default-src" in value)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not {"style", "src", "href"} & {name for name, _ in page.attributes}
    assert not re.search(r"https?:|url\(|@import|\son\w+=", html)
    assert page.tags.count("script") == 0


def test_a_page_says_it_without_colour(model):
    why = explain(model, HEROES, frames=["hero"])
    html = explanations_to_html([why])
    assert re.search(r'<mark class="for-5" title="\+\d+\.\d\d">heroes</mark>', html)
    assert '<tr><th scope="row" dir="auto">heroes</th><td>1</td><td>+' in html
    assert "<caption>What was added to the margin of Hero</caption>" in html
    headings = re.findall(r"<h(\d)", html)
    assert headings == ["1", "2"]


def test_a_page_of_passages(model):
    html = explanations_to_html(explain_passages(model, TWO, "sentence"))
    assert re.search(r"<h2>1\. quoted \(\d+%\), by the minister; in the quotation: hero</h2>", html)
    assert Page(html).texts == [f'"{HEROES}" said the minister.', TWO[-40:]]
    assert re.findall(r"<h(\d)", html) == ["1", "2", "3", "2"]
    assert "<h1>" in explanations_to_html([])


def test_plain_data_adds_up(model):
    why = explain(model, HEROES * 50, frames=FRAMES, without=["heroes"])
    data = explanation_to_dict(why)
    assert list(data)[:3] == ["text", "start", "end"]
    for found in data["evidence"]:
        total = sum(one["weight"] for one in found["contributions"])
        assert total == pytest.approx(found["sum_of_contributions"], abs=1e-8)
        assert found["intercept"] + total == pytest.approx(found["margin"], abs=1e-5)
        assert abs(found["difference"]) <= 1e-5
        assert sum(one["weight"] for one in found["shades"]) == pytest.approx(total, abs=1e-8)
    assert data["without"]["removed"] == {"heroes": 50}
    assert to_json(data)


def test_plain_data_of_a_passage(model):
    data = explanation_to_dict(explain_passages(model, TWO, "sentence")[0])
    assert (data["text"], data["voice"]) == (f'"{HEROES}" said the minister.', "quoted")
    assert data["speaker"]["name"] == "the minister"
    assert (data["own"], data["quoted"], data["paragraph"]) == ([], ["hero"], 0)


def test_undecided(model, printed):
    found = explain(model, "xqzt wvkpl", thresholds=np.zeros(3))
    assert printed([found]).startswith("can't tell: 0% of the words are known")
    assert "Can’t tell: 0% of the words" in explanations_to_html([found])
