"""The page of ``framing report`` in a real browser: drawn, harmless, and without a network."""

import json

import pytest

from framing.files import open_tables
from framing.rendering.report_html import scored_report_to_html
from framing.reporting import Breakdown, report_scored

from .browsing import inaccessible

EVIL = "</script><script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(2)> \"'`${x}"
CHARTS = ["frames", "by-1", "time", "voices", "together"]


@pytest.fixture(scope="module")
def page_file(model, tmp_path_factory):
    """A page with every kind of diagram, of a table whose every text is hostile."""
    folder = tmp_path_factory.mktemp("report")
    rows = [
        {
            "text": f"Our fallen heroes gave their blood {number} {EVIL}",
            f"outlet {EVIL}": f"{EVIL} {number % 3}",
            "published": f"2020-{1 + number % 12:02}-01",
            "document": number // 2,
            "passage": number % 2,
            "speaker": EVIL,
            "voice": "asserted" if number % 3 else "quoted",
            "hero": 0.9,
            "siege": 0.8,
            "victim": 0.1,
            "frames": ["hero", "siege"],
            "own_frames": ["hero"],
            "quoted_frames": ["siege"],
            "known_words": 0.9,
            "undecided": False,
            "error": None,
        }
        for number in range(60)
    ]
    (folder / "scored.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_tables([folder / "scored.jsonl"]) as reader:
        breakdown = Breakdown(by=(f"outlet {EVIL}",), time="published")
        report = report_scored(reader, model, breakdown)
    path = folder / "report.html"
    path.write_text(scored_report_to_html(report), encoding="utf-8")
    return path


@pytest.fixture
def show(pages, page_file):
    def show(**options):
        page = pages.open(page_file.as_uri(), **options)
        page.wait_for_selector("html[data-drawn]")
        return page

    return show


def test_all_diagrams_are_drawn(show):
    page = show()
    assert page.locator(".chart[data-drawn] svg").count() == len(CHARTS)
    for name in CHARTS:
        svg = page.locator(f".chart[data-chart={name}] svg")
        assert svg.bounding_box()["height"] > 50
        assert svg.locator("text").count() > 3
    titles = page.locator(".chart[data-chart=time] svg").text_content()
    assert all(frame in titles for frame in ("Hero", "Siege", "Victim"))


def test_hostile_texts_are_text(show):
    page = show()
    assert EVIL in page.locator("blockquote").first.inner_text()
    assert page.locator("main img, main script").count() == 0
    assert "</script>" in page.locator(".chart[data-chart=by-1] svg").inner_html().replace(
        "&lt;", "<"
    ).replace("&gt;", ">")


def test_pointing_at_a_mark_shows_its_figures(show):
    page = show()
    cell = page.locator(".chart[data-chart=by-1] svg .mark-rect path").first
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown = page.locator("#vg-tooltip-element.visible")
    shown.wait_for()
    assert "texts" in shown.inner_text()
    assert "</script>" in shown.inner_text()
    assert shown.locator("img, script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_in_light_and_dark(scheme, show):
    page = show(color_scheme=scheme)
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert inaccessible(page) == []


def test_a_phone_scrolls_in_one_direction(show):
    page = show(width=390, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    frames = page.locator(".chart[data-chart=frames] svg").bounding_box()
    assert frames["width"] <= 390
    facets = page.locator(".chart[data-chart=time] svg").bounding_box()
    assert facets["width"] <= 390


def test_small_diagrams_move_together_when_the_window_narrows(show):
    page = show(width=1280)
    width = "document.querySelector('.chart[data-chart=time] svg').clientWidth"
    assert page.evaluate(width) > 500
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_selector(".chart[data-chart=time][data-drawn='1']")
    assert page.evaluate(width) < 400
    assert page.locator(".chart[data-chart=time] svg").count() == 1


def test_colours_follow_the_scheme(show):
    page = show(color_scheme="light")
    mark = page.locator(".chart[data-chart=frames] svg .mark-rect path").first
    light = mark.evaluate("mark => getComputedStyle(mark).fill")
    page.emulate_media(color_scheme="dark")
    assert mark.evaluate("mark => getComputedStyle(mark).fill") != light
