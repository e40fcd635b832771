"""The page in a real browser. Nothing here waits for a time; all waits are for conditions."""

import csv
import json
import re

import pytest
from playwright.sync_api import expect

from .browsing import inaccessible
from .conftest import ATTACK

HERO = "Our fallen heroes gave their blood for the homeland."
QUOTED = "“Innocent children lie under the rubble of our homes,” the ministry said."
PLAIN = "The library opens at nine on weekdays."
TEXT = f"{HERO} {QUOTED}\n\n{PLAIN}"
INJECTION = f"<script>alert(2)</script>{ATTACK} {HERO} &lt;b&gt; javascript:alert(3) \u202e\x00"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def show(pages, site):
    """Return a function that opens the page and types a text."""

    def show(text=TEXT, **options):
        page = pages.open(site, **options)
        page.locator("body[data-ready]").wait_for()
        if text:
            page.get_by_label("Text", exact=True).fill(text)
            expect(page.locator("#document")).to_contain_text(text.split()[0])
        return page

    return show


def passages(page):
    return page.locator(".passage")


def drop(page, name, content, times=1):
    """Drop a file onto the page, with the same bytes so many times."""
    made = """([name, bytes, times]) => {
        const data = new DataTransfer();
        data.items.add(new File(Array(times).fill(new Uint8Array(bytes)), name));
        return data;
    }"""
    data = page.evaluate_handle(made, [name, list(content), times])
    page.dispatch_event("body", "dragover", {"dataTransfer": data})
    expect(page.locator("#drop")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": data})


def test_type(show):
    page = show(text="")
    page.get_by_label("Text", exact=True).press_sequentially(HERO)
    expect(passages(page)).to_have_count(1)
    page.get_by_label("Text", exact=True).press_sequentially(f" {PLAIN}")
    expect(page.get_by_role("status")).to_have_text("1 of 2 sentences carry 1 frame.")
    page.get_by_label("Text", exact=True).fill("")
    expect(passages(page)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")


def test_marks_and_voices(show):
    page = show()
    hero, victim = passages(page).all()
    expect(hero).to_have_text(f"{HERO}FH")
    expect(victim).to_have_text(f"{QUOTED}VOquoted, the ministry")
    marked = page.locator(".passage mark").all_text_contents()
    assert {"fallen heroes", "rubble"} & set(" ".join(marked).split()) or marked
    assert all(word in HERO + QUOTED for word in marked)
    expect(page.locator("#document")).to_contain_text(PLAIN)
    chips = page.locator("#frames li:visible")
    expect(chips).to_have_count(2)
    expect(chips.first).to_contain_text("Fallen heroesown 1")
    expect(chips.last).to_contain_text("others 1")


def test_frames_differ_by_more_than_colour(show):
    page = show()
    style = "made => getComputedStyle(made).textDecorationStyle"
    first, second = (one.locator("mark").first.evaluate(style) for one in passages(page).all())
    assert first != second
    codes = page.locator(".passage .code").all_text_contents()
    assert len(set(codes)) == 2


def test_hover_tells_why(show):
    page = show()
    reason = page.get_by_role("region", name="Why")
    expect(reason).to_be_empty()
    passages(page).last.hover()
    expect(reason).to_contain_text("Quoted, by the ministry")
    expect(reason).to_contain_text("in a quotation")
    words = reason.locator("dt").all_text_contents()
    weights = [float(word) for word in reason.locator("dd:not(.bar)").all_text_contents()]
    assert len(words) == len(weights) > 0
    assert weights == sorted(weights, reverse=True)
    assert all(word in QUOTED for word in words)
    page.get_by_role("status").hover()
    expect(reason).to_be_empty()


def test_a_click_keeps_the_reason(show):
    page = show()
    reason = page.get_by_role("region", name="Why")
    passages(page).first.click()
    expect(passages(page).first).to_have_attribute("aria-pressed", "true")
    passages(page).last.hover()
    expect(reason).to_contain_text("by the ministry")
    page.get_by_role("status").hover()
    expect(reason).to_contain_text("In the author’s own voice")
    page.get_by_label("Text", exact=True).fill(f"{HERO} {PLAIN}")
    expect(passages(page)).to_have_count(1)
    expect(reason).to_contain_text("In the author’s own voice")
    passages(page).first.click()
    page.get_by_role("status").hover()
    expect(reason).to_be_empty()


def test_keyboard(show):
    page = show()
    reason = page.get_by_role("region", name="Why")
    first, last = passages(page).all()
    page.locator("#document").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    expect(reason).to_contain_text("Fallen heroes")
    for key, target in (("ArrowRight", last), ("Home", first), ("End", last), ("ArrowUp", first)):
        page.keyboard.press(key)
        expect(target).to_be_focused()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(first).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Tab")
    expect(first).not_to_be_focused()
    expect(last).not_to_be_focused()


def test_switch_a_frame_off_and_on(show):
    page = show()
    chip = page.locator("#frames").get_by_role("button", name="Fallen heroes")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(passages(page)).to_have_count(1)
    expect(page.locator("#document")).to_contain_text(HERO)
    chip.press("Enter")
    expect(passages(page)).to_have_count(2)


def test_all_frames(show):
    page = show()
    page.get_by_role("button", name="All frames").click()
    expect(page.locator("#frames li:visible")).to_have_count(3)


def test_operating_point_and_unit(show):
    page = show()
    with page.expect_request("**/api/classify") as request:
        page.get_by_label("Operating point").select_option("precision=0.95")
    assert request.value.post_data_json["operating_point"] == "precision=0.95"
    with page.expect_request("**/api/classify") as request:
        page.get_by_label("Passages").select_option("paragraph")
    assert request.value.post_data_json["unit"] == "paragraph"
    expect(page.get_by_role("status")).to_contain_text("of 2 paragraphs")


def test_an_answer_that_is_stale_is_dropped(show):
    page = show(text="")
    held = []
    page.route("**/api/classify", lambda route: held.append(route))  # noqa: PLW0108
    box = page.get_by_label("Text", exact=True)
    with page.expect_request("**/api/classify"):
        box.fill(HERO)
    box.fill(QUOTED)
    with page.expect_request("**/api/classify"):
        held[0].continue_()
    expect(page.locator("#document")).to_be_empty()
    held[1].continue_()
    expect(page.locator("#document")).to_contain_text("Innocent children")
    assert len(held) == 2


@pytest.mark.parametrize("way", ["drop", "open"])
def test_a_file(way, show, tmp_path):
    page = show(text="")
    content = f"\ufeff{HERO}\r\n{QUOTED}".encode("utf-16-le")
    if way == "drop":
        drop(page, "speech.txt", content)
    else:
        (tmp_path / "speech.txt").write_bytes(content)
        page.get_by_label("Open a file").set_input_files(tmp_path / "speech.txt")
    expect(passages(page)).to_have_count(2)
    expect(page.get_by_label("Text", exact=True)).to_have_value(f"{HERO}\n{QUOTED}")
    expect(page.locator("#drop")).to_be_hidden()


@pytest.mark.parametrize(
    ("content", "times", "said"),
    [
        (b"\xff\xfa\xfb heroes", 1, "<b>x</b>.txt is no text in UTF-8 or UTF-16."),
        (b"heroes heroes heroes heroes heroes ", 30_000, "longer than 1,048,576 bytes"),
    ],
    ids=["not text", "too long"],
)
def test_a_file_that_can_not_be_read(content, times, said, show):
    page = show()
    drop(page, "<b>x</b>.txt", content, times)
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)


def save(page, name, path):
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download {name}").click()
    download.value.save_as(path)
    assert download.value.suggested_filename == f"framing.{name.lower()}"
    return path


def test_download(show, pages, tmp_path):
    page = show()
    found = json.loads(save(page, "JSON", tmp_path / "a.json").read_text())
    assert [len(passage["found"]["scores"]) for passage in found["passages"]] == [3, 3, 3]
    with save(page, "CSV", tmp_path / "a.csv").open(newline="") as file:
        assert [row["frames"] for row in csv.DictReader(file)] == ["hero", "victim", ""]
    saved = pages.open(save(page, "HTML", tmp_path / "a.html").as_uri())
    expect(saved.locator("body")).to_contain_text("Fallen heroes")
    assert inaccessible(saved) == []


def test_markup_shows_as_text(show, pages, tmp_path):
    page = show(INJECTION)
    shown = page.locator("#document")
    expect(passages(page).first).to_be_visible()
    passages(page).first.hover()
    text = shown.evaluate("""made => {
        for (const extra of made.querySelectorAll(".code, .voice")) extra.remove();
        return made.textContent;
    }""")
    assert text == page.get_by_label("Text", exact=True).input_value()
    assert "<script>alert(2)</script><img src=x onerror=alert(1)>" in text
    assert page.locator("main img, main script").count() == 0
    saved = pages.open(save(page, "HTML", tmp_path / "a.html").as_uri())
    expect(saved.locator("body")).to_contain_text("<script>alert(2)</script>")
    assert saved.locator("img, script").count() == 0


def test_characters_beyond_the_first_plane(show):
    text = f"\U0001f600\U0001f3f4 {HERO} \U0001d518"
    page = show(text)
    expect(passages(page)).to_have_count(1)
    for marked in page.locator(".passage mark").all_text_contents():
        assert re.search(rf"\b{marked}\b", HERO)


def test_codebook(show):
    page = show(text="")
    page.get_by_role("tab", name="Read").focus()
    page.keyboard.press("ArrowRight")
    book = page.get_by_role("tabpanel", name="Codebook")
    expect(book).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Read")).to_be_hidden()
    for said in ("What siege means.", "Code when: It is said.", "In quotation marks."):
        expect(book).to_contain_text(said)
    expect(book).to_contain_text(f"An example of hero. {ATTACK}")
    assert book.locator("img").count() == 0
    assert inaccessible(page) == []


def fits(page):
    """Whether nothing reaches out of the page to the side."""
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return width <= shown


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_docs(size, pages, site):
    page = pages.open(f"{site}docs", **size)
    page.locator("body[data-ready]").wait_for()
    for path in ("/api/classify", "/api/explain", "/api/score", "/api/codebook", "/api/model"):
        expect(page.get_by_role("heading", name=path)).to_be_visible()
    expect(page.locator("main")).to_contain_text("operating_point")
    assert inaccessible(page) == []
    assert fits(page)


def test_example(show):
    page = show(text="")
    page.get_by_role("button", name="Try an example").click()
    expect(page.locator("#document")).to_contain_text("The city library reopens on Monday.")


def test_the_server_is_gone(show, pages):
    page = show()
    page.route("**/api/classify", lambda route: route.abort())
    page.get_by_label("Text", exact=True).fill(HERO)
    expect(page.get_by_role("alert")).to_contain_text("The server doesn’t answer.")
    page.unroute("**/api/classify")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(passages(page)).to_have_count(1)
    assert pages.faults != []  # the browser notes the request that failed
    pages.faults.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_accessible(size, scheme, show):
    page = show(text="", color_scheme=scheme, **size)
    assert inaccessible(page) == []
    page.get_by_label("Text", exact=True).fill(TEXT)
    passages(page).last.click()
    page.get_by_role("button", name="All frames").click()
    page.get_by_role("button", name="Besieged nation").click()
    assert inaccessible(page) == []
    assert fits(page)
