"""A browser for the tests of pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .browsing import Pages, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def pages(browser) -> Iterator[Pages]:
    """Open pages; afterwards none may have had an error or asked for anything elsewhere."""
    pages = Pages(browser)
    yield pages
    pages.close()
    assert pages.faults == []
