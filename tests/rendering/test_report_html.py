"""The page of a report: nothing in it is obeyed, and each diagram has its figures in a table."""

import hashlib
import json
import re
import sys
from base64 import b64encode
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from framing.errors import FramingError
from framing.files import open_tables
from framing.rendering.report_charts import PAPER, charts, frame_names
from framing.rendering.report_html import scored_report_to_html
from framing.rendering.vega import needs_altair, pictures
from framing.reporting import Breakdown, report_scored

EVIL = "</script><script>alert(1)</script><!--<script> &amp; \"'`{{x}} \x1b[31m\u202e\u2028"
VOID = {"meta"}


@pytest.fixture(scope="module")
def report(model, tmp_path_factory):
    """A report in which every text that comes from outside is hostile."""
    frames = tuple(replace(frame, name=f"{frame.id} {EVIL}") for frame in model.codebook.frames)
    evil_model = replace(model, codebook=replace(model.codebook, frames=frames, title=EVIL))
    path = tmp_path_factory.mktemp("evil") / "scored <b> &.jsonl"
    rows = [
        {
            "text": f"Our fallen heroes gave their blood {number} {EVIL}",
            f"outlet {EVIL}": f"{EVIL} {number % 3}",
            "when": EVIL if number % 7 == 0 else f"2020-0{1 + number % 4}-01",
            "document": number // 2,
            "passage": number % 2,
            "paragraph": 0,
            "start": 0,
            "voice": "asserted" if number % 3 else "quoted",
            "speaker": EVIL,
            "hero": 0.9,
            "siege": 0.8,
            "victim": 0.1,
            "frames": ["hero", "siege"],
            "own_frames": ["hero"],
            "quoted_frames": ["siege"],
            "known_words": 0.9,
            "undecided": False,
            "error": EVIL if number == 5 else None,
        }
        for number in range(40)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_tables([path]) as reader:
        breakdown = Breakdown(by=(f"outlet {EVIL}",), time="when", every="month", shown_groups=2)
        return report_scored(reader, evil_model, breakdown)


@pytest.fixture(scope="module")
def html(report):
    return scored_report_to_html(report)


class Page(HTMLParser):
    """Checks that tags are closed in order, and collects what there is."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []
        self.inside: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag in ("script", "style", "th", "td"):
            self.inside.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_data(self, data):
        for tag in ("script", "style", "th", "td"):
            if tag in self.open:
                self.inside[tag][-1] += data

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole(html):
    page = Page(html)
    assert not page.open
    assert not {"link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not any(name.startswith("on") or name == "style" for name, _ in page.attributes)
    assert not any(name in ("href", "src") for name, _ in page.attributes)
    assert page.tags.count("script") == 3
    assert not re.search("[\x1b\u202e]", html.split("<script")[0])


def test_the_policy_allows_this_script_and_style_and_nothing_else(html):
    page = Page(html)
    policy = unescape(re.search('Content-Security-Policy" content="([^"]*)"', html)[1])
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == "'none'"

    def digests(texts):
        return {
            f"'sha256-{b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts
        }

    data, *run = page.inside["script"]
    assert set(allowed["script-src"].split()) == digests(run)
    assert set(allowed["style-src"].split()) == digests(page.inside["style"])
    assert json.loads(data).keys() == {"frames", "by-1", "time", "voices", "together"}
    assert "unsafe" not in policy
    assert "http" not in policy


def test_hostile_texts_are_shown_as_they_are(html, report):
    assert html.count("alert(1)") > 20
    assert "<script>alert" not in html
    assert report["examples"]["hero"]
    shown = [cell for cell in Page(html).inside["th"] if "outlet" in cell]
    assert any("</script><script>alert(1)" in cell for cell in shown)


def figures_in(spec):
    """Return all rows of data in a specification."""
    return [row for rows in spec["datasets"].values() for row in rows]


def test_every_diagram_has_its_figures_in_a_table(html, report):
    cells = Page(html).inside["td"]
    specs = charts(report)
    for name in ("frames", "by-1", "time"):
        for row in figures_in(specs[name]):
            share, _, interval = row["percent"].partition(" (")
            assert any(share in cell for cell in cells)
            assert any(interval.split("%")[0] in cell for cell in cells)
    assert {str(row["passages"]) for row in figures_in(specs["voices"])} <= set(cells)
    assert {str(row["texts"]) for row in figures_in(specs["together"])} <= set(cells)


def test_diagrams_hold_what_was_counted(report):
    (hero, *_) = figures_in(charts(report)["frames"])
    assert hero["texts"] == 39
    assert (hero["share"], hero["low"]) == (1.0, report["frames"][0]["share"][1])
    months = figures_in(charts(report)["time"])
    assert [row["period"] for row in months[:4]] == ["2020-01", "2020-02", "2020-03", "2020-04"]
    together = {
        (row["with"], row["also"]): row["share"] for row in figures_in(charts(report)["together"])
    }
    names = list(frame_names(report).values())
    assert together[names[0], names[1]] == 1.0
    assert together[names[0], names[2]] == 0.0
    assert together[names[0], names[0]] is None


def test_frames_of_one_name_are_told_apart(report):
    frames = [one | {"name": "The same"} for one in report["frames"]]
    assert len(set(frame_names({"frames": frames}).values())) == 3


def test_pictures(report):
    found = dict(pictures(report, "svg"))
    assert [name.split("-")[0].split(".")[0] for name in found] == [
        *("frames", "by", "time", "voices", "together")
    ]
    for name, data in found.items():
        assert re.fullmatch(r"[\w-]+\.svg", name)
        tags = {element.tag.split("}")[1] for element in ET.fromstring(data).iter()}
        assert "text" in tags
        assert not {"script", "a", "image", "foreignObject"} & tags
        assert PAPER.background.encode() in data or b"white" in data
    assert dict(pictures(report, "png"))["frames.png"].startswith(b"\x89PNG")


def test_what_is_not_there_is_not_drawn(model, report, tmp_path):
    bare = report | {"groups": [], "time": None, "voices": None, "examples": {}}
    assert charts(bare).keys() == {"frames", "together"}
    html = scored_report_to_html(bare)
    assert "Over time" not in html
    assert "framing score --unit sentence" in html
    assert "<h2>Examples" not in html


def test_without_altair(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    monkeypatch.setattr("framing.rendering.vega.find_spec", sys.modules.get)
    with pytest.raises(FramingError, match=r"pip install 'framing\[report\]'"):
        needs_altair()
