"""Photographs the page for the README: a server of its own, and the browser that the tests drive.

``make picture`` runs it.
"""

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "page.png"
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1240, "height": 860}
MOST_BYTES = 200_000


def photograph(address: str) -> None:
    """Show the page's own example, with the reason for one sentence, and keep the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(address)
        page.locator("body[data-ready]").wait_for()
        page.get_by_role("button", name="Try an example").click()
        page.locator(".passage").nth(2).click()
        expect(page.get_by_role("region", name="Why")).not_to_be_empty()
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE, animations="disabled")
        browser.close()


def main() -> int:
    """Serve, photograph, and say how large the picture is."""
    command = [sys.executable, "-m", "framing", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            found = re.search(r"http://\S+", server.stdout.readline() if server.stdout else "")
            if found is None:
                return 1
            photograph(found[0])
        finally:
            server.terminate()
    # The browser packs loosely; a page has few enough colours for a palette.
    Image.open(PICTURE).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        PICTURE, optimize=True
    )
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    return 0 if size < MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
