"""The browser's watch: it must see what it is there to see."""

import pytest

from . import browsing
from .browsing import Pages, inaccessible


@pytest.fixture
def see(browser, tmp_path):
    """Return a function that shows HTML and returns the page and the faults that were noted."""
    pages = Pages(browser)

    def see(html):
        (tmp_path / "page.html").write_text(html)
        page = pages.open((tmp_path / "page.html").as_uri())
        page.wait_for_load_state("networkidle")
        return page, pages.faults

    yield see
    pages.close()


def test_a_good_page(see):
    page, faults = see("<!doctype html><html lang=en><title>a</title><main><h1>b</h1></main>")
    assert faults == []
    assert inaccessible(page) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>console.error('oh')</script>", "console: oh"),
        ("<script>throw Error('no')</script>", "exception: no"),
        ("<script>alert('me')</script>", "dialog: me"),
        ("<img src='http://127.0.0.1:9/a.png' alt=''>", "asked for http://127.0.0.1:9/a.png"),
    ],
)
def test_a_bad_page(html, fault, see):
    assert fault in see(html)[1]


def test_an_inaccessible_page(see):
    page, _ = see("<!doctype html><html lang=en><title>a</title><main><h1>b</h1><input></main>")
    assert [found.split(":")[0] for found in inaccessible(page)] == ["label"]


@pytest.mark.parametrize(
    ("where", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_without_a_browser(where, outcome, monkeypatch, tmp_path):
    """Under CI nothing is left out silently."""
    monkeypatch.setattr(browsing, "CHROMIUM", tmp_path / "chromium")
    monkeypatch.setenv("CI", where)
    with pytest.raises(outcome, match="make browser"), browsing.chromium():
        pass
