"""The page of ``framing explain --html`` in a browser."""

import pytest

from framing.explanation import explain, explain_passages
from framing.rendering.explanation_html import explanations_to_html
from framing.rendering.highlight import shown

from .browsing import inaccessible
from .conftest import ATTACK

TEXT = f'"Our fallen heroes of antonville," said the minister. They lie under the rubble. {ATTACK}'


@pytest.fixture
def page_of(tmp_path):
    def page_of(found):
        place = tmp_path / "why.html"
        place.write_text(explanations_to_html(found), encoding="utf-8")
        return place.as_uri()

    return page_of


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_is_accessible_and_fits(described, pages, page_of, scheme, width):
    why = explain(described, TEXT, frames=described.frame_ids, without=["heroes"])
    page = pages.open(page_of([why]), width=width, color_scheme=scheme)
    assert inaccessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_passages_with_the_same_frames(described, pages, page_of):
    found = explain_passages(described, f"{TEXT} {TEXT}", "sentence", without=["heroes"])
    page = pages.open(page_of(found), width=360)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("caption").count() > page.locator("h2").count() > 3
    assert inaccessible(page) == []


def test_its_policy_lets_its_own_style_through(described, pages, page_of):
    page = pages.open(page_of([explain(described, TEXT, frames=["hero"])]))
    line = "e => getComputedStyle(e).textDecorationStyle + getComputedStyle(e).textDecorationLine"
    assert page.locator("mark.for-5").first.evaluate(line) == "solidunderline"


def test_attacks_are_text(described, pages, page_of):
    page = pages.open(page_of(explain_passages(described, TEXT + "\x1b\x00", "document")))
    assert page.locator(".text").first.text_content() == shown(TEXT + "\x1b\x00")
    assert page.locator("img").count() == 0
