"""A real browser that tells when a page does what no page of this project may do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
#: Milliseconds that anything in a page may take.
PATIENCE = 15_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of the system; without one skip, or fail where CI must have it."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing; `make browser` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Pages:
    """Opens pages and notes console errors, exceptions and requests to other places."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(self, address: str, *, width: int = 1280, height: int = 900, **options) -> Page:
        """Open an address (http: or file:) in a profile of its own.

        Parameters
        ----------
        address : str
        width, height : int
            Of the window, in CSS pixels.
        **options
            Of ``browser.new_context``, such as ``color_scheme``.
        """
        viewport = {"width": width, "height": height}
        context = self._browser.new_context(viewport=viewport, **options)
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        home = urlsplit(address)

        def check(request: Request) -> None:
            place = urlsplit(request.url)
            if place.scheme in ("data", "blob"):
                return
            if (place.scheme, place.netloc) != (home.scheme, home.netloc):
                self.faults.append(f"asked for {request.url}")

        page.on("request", check)
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on(
            "console",
            lambda message: (
                self.faults.append(f"console: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("dialog", self._close_dialog)
        page.goto(address)
        return page

    def _close_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def inaccessible(page: Page) -> list[str]:
    """Return what axe-core objects to on a page: rule, help and the elements."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'] for node in rule['nodes']]}"
        for rule in found
    ]
