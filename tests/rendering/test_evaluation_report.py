"""Reports in all forms: nothing in them is obeyed by a terminal, a browser, Markdown or LaTeX."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from framing.codebook import Codebook
from framing.corpus import Corpus
from framing.fitting import Recipe
from framing.rendering.evaluation_html import report_to_html
from framing.rendering.evaluation_report import print_report
from framing.rendering.evaluation_text import report_to_latex, report_to_markdown
from framing.rendering.figures import interval, with_interval
from framing.rendering.plain import to_json
from framing.rendering.svg import (
    learning_diagram,
    precision_recall_diagram,
    reliability_diagram,
)
from framing.reports import cross_validation_report, evaluation_report
from framing.splits import fold_splits

EVIL = "<script>alert(1)</script>|`x` **b** $5 50% \x1b[31m\u202e\ud800 &amp; \\end{table} \"'"
VOID = {"meta", "br", "hr", "img", "input", "link"}


@pytest.fixture(scope="module")
def evil_corpus(corpus):
    """The small corpus with names, ids and texts that try everything."""
    names = {"hero": f"hero {EVIL}", "siege": "siege_&_%_#", "victim": "victim"}
    statements = tuple(
        replace(
            s,
            id=f"{s.id} {EVIL}",
            text=f"{s.text} {EVIL}",
            frames=tuple(names[f] for f in s.frames),
            coders={f"ann {EVIL}": tuple(names[f] for f in s.frames), "ben": (names["hero"],)},
        )
        for s in corpus.statements
    )
    wrong = replace(statements[0], frames=("victim",))
    return Corpus(Codebook.from_ids(list(names.values())), (wrong, *statements[1:]))


@pytest.fixture(scope="module")
def validated(evil_corpus):
    groups = evil_corpus.groups()
    splits = fold_splits(evil_corpus, groups, 2)
    recipe = Recipe(inverse_regularisations=(3.0,), n_folds=2)
    return cross_validation_report(
        evil_corpus, splits, groups, recipe, curve=True, notes=[EVIL], jobs=1
    )


@pytest.fixture(scope="module")
def evaluated(model, corpus):
    some = Corpus(corpus.codebook, tuple(s for s in corpus.statements if "siege" not in s.frames))
    return evaluation_report(model, some, against=model)


@pytest.fixture(params=["validated", "evaluated"])
def report(request):
    return request.getfixturevalue(request.param)


class Page(HTMLParser):
    """Checks that tags are closed in order, and collects what there is."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_json_is_the_same_data(report):
    assert json.loads(to_json(report)) == json.loads(json.dumps(report))


def test_terminal(report, capsys, monkeypatch):
    for width in ("40", "80", "120"):
        monkeypatch.setenv("COLUMNS", width)
        print_report(report)
        out = capsys.readouterr().out
        assert "macro" in out
        assert not re.search("[\x1b\u202e\ud800]", out)


def test_confusions_of_repeats_are_no_whole_numbers(evaluated, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    names = evaluated["confusion"]["names"]
    counts = [[0.0] * len(names) for _ in names]
    counts[0][1], counts[1][0] = 0.25, 12.0
    print_report({**evaluated, "confusion": {"names": names, "counts": counts}})
    assert f"{names[1]} → {names[0]} 12, {names[0]} → {names[1]} 0.2" in capsys.readouterr().out


def test_table_on_a_terminal_is_whole(evaluated, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    print_report(evaluated)
    out = capsys.readouterr().out
    f1 = evaluated["frames"]["hero"]["f1"]
    assert f"{f1[0]:.3f}" in out
    assert interval(f1) in out
    assert "cal. error" in out
    assert "p" in out.split("compared")[1]


def test_markdown(report):
    text = report_to_markdown(report)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        lines = table.splitlines()
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
    assert not re.search(r"(?<!\\)<script", text)
    assert "\x1b" not in text


def test_latex(report):
    text = report_to_latex(report)
    tables = text.split(r"\begin{table}")[1:]
    assert len(tables) == 1 + ("ceiling" in report)
    for table, n_cells in zip(tables, (7, 5), strict=False):
        body = "".join(table.split("\\midrule\n")[1:]).split("\\bottomrule")[0]
        for line in body.splitlines():
            assert len(re.findall(r"(?<!\\)&", line)) == n_cells - 1
            assert line.endswith(r"\\")
    assert text.count(r"\end{table}") == len(tables)
    assert not re.search(r"(?<!\\)[#$%_](?!\s*needs)", text.replace("% needs", ""))


def test_html(report):
    page = Page()
    text = report_to_html(report)
    page.feed(text)
    page.close()
    assert not page.open
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not any(name in ("href", "src") for name, _ in page.attributes)
    assert "default-src 'none'" in text
    assert not re.search("[\x1b\u202e\ud800]", text)
    assert "http://" not in text
    assert "https://" not in text
    text.encode("utf-8")


def test_html_has_its_diagrams(report):
    drawn = re.findall(r"<svg.*?</svg>", report_to_html(report))
    curves = 3 if "learning_curve" in report else 0
    assert len(drawn) == 2 * len(report["curves"]) + curves
    for svg in drawn:
        ET.fromstring(svg)


def test_points_left_out_of_a_learning_curve_are_noted(validated):
    shares = [point["share"] for point in validated["learning_curve"]]
    told = [note for note in validated["notes"] if note.startswith("learning curve: ")]
    assert bool(told) == (len(shares) < 5)
    assert all(f"{share:.0%}" not in note for share in shares for note in told)


def test_texts_are_shown_as_they_are(validated):
    text = report_to_html(validated)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&amp;amp;" in text


def test_what_is_there_is_shown(validated, evaluated):
    for report in (validated, evaluated):
        markdown, html = report_to_markdown(report), report_to_html(report)
        for name, title in (
            ("splits", "Splits"),
            ("learning_curve", "Learning curve"),
            ("comparison", "Against the other model"),
            ("ceiling", "Beside the coders"),
        ):
            assert (f"## {title}" in markdown) == (name in report)
            assert (f"<h2>{title}</h2>" in html) == (name in report)


def test_points_of_diagrams_are_where_they_belong():
    svg = ET.fromstring(reliability_diagram([[0.0, 0.0, 1], [1.0, 1.0, 4]], "x"))
    low, high = svg.findall("circle")
    assert (low.get("cx"), low.get("cy")) == ("34.0", "178.0")
    assert (high.get("cx"), high.get("cy")) == ("204.0", "8.0")
    assert float(high.get("r")) == 2 * float(low.get("r"))
    line = ET.fromstring(precision_recall_diagram([[0, 1], [1, 0.5]], 0.5, "x"))
    assert line.find("path[@class='line']").get("d") == "M34.0 8.0L204.0 93.0"


def test_empty_diagrams():
    for svg in (
        reliability_diagram([], "x"),
        precision_recall_diagram([], 0.1, "x"),
        learning_diagram([], "x"),
    ):
        ET.fromstring(svg)


def test_intervals():
    assert with_interval([0.5, 0.4, 0.6]) == "0.500 (.40–.60)"
    assert with_interval([None, None, None]) == "–"
    assert with_interval([0.5, None, None]) == "0.500"
    assert with_interval([1.0, 0.99, 1.0]) == "1.000 (.99–1.00)"
    assert with_interval([-0.1, -1.0, -0.001]) == "-0.100 (-1.00–.00)"
    assert interval([12.0, -0.25, 10.0]) == "-.25–10.00"
    assert with_interval(None) == ""
