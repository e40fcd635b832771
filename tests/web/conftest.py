"""A served model, clients, and a browser for the tests of pages."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Browser

from framing.codebook import Codebook, Voice
from framing.model import FrameModel

from .browsing import Pages, chromium
from .serving import PATIENCE, serving

#: Every text of a codebook is hostile too.
ATTACK = "<img src=x onerror=alert(1)>"
FULL_NAMES = {"hero": "Fallen heroes", "siege": "Besieged nation", "victim": f"Victims {ATTACK}"}


@pytest.fixture(scope="session")
def described(model) -> FrameModel:
    """Return the small model with a codebook that has all there can be in one."""
    frames = tuple(
        replace(
            frame,
            name=FULL_NAMES[frame.id],
            definition=f"What {frame.id} means.",
            code_when="It is said.",
            do_not_code_when="It is not.",
            colour=colour,
            examples=(f"An example of {frame.id}. {ATTACK}",),
        )
        for frame, colour in zip(
            model.codebook.frames, ("#b8860b", "#1f6fb2", "#fff7a0"), strict=True
        )
    )
    voices = (Voice("asserted", "By the author."), Voice("quoted", "In quotation marks."))
    book = Codebook(frames, voices, title="Small", version="1", language="en")
    return replace(model, codebook=book)


@pytest.fixture(scope="session")
def site(described) -> Iterator[str]:
    """Serve the small model and give the address of the page."""
    with serving(described) as address:
        yield address


@pytest.fixture
def client(site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=PATIENCE) as client:
        yield client


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
