"""A document on a terminal: every passage with its voice, and no text that gives orders."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.documents import read_document
from framing.rendering.document_text import print_document

HERO = "Our fallen heroes gave their blood"
SIEGE = "Enemies press on us from every side"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(autouse=True)
def width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")


def shown(capsys, document, **options):
    print_document(document, **options)
    return capsys.readouterr().out


def test_passages_and_totals(model, capsys):
    text = f"{HERO}. \u201c{SIEGE},\u201d the general\nof the army said.\n\nZzyxq blorb."
    lines = shown(capsys, read_document(model, text)).splitlines()
    assert lines[0].startswith("Siege, Hero (")
    assert f"  1 {HERO}." in lines
    assert f"  2 \u201c{SIEGE},\u201d the general of the army said." in lines
    assert "    asserted, 0.75; Hero" in lines
    assert any(
        line.startswith("    quoted (the general of the army), 0.75; Siege (quoted)")
        for line in lines
    )
    assert "    asserted, 0.75; can't tell" in lines
    totals = [line.split() for line in lines[-3:]]
    assert totals[0] == ["frame", "own", "voice", "others", "most", "telling"]
    assert totals[1:] == [["Hero", "1", "0", "1"], ["Siege", "0", "1", "2"]]


def test_paragraphs_stand_apart(model, capsys):
    lines = shown(capsys, read_document(model, f"{HERO}.\n\n{HERO}.")).splitlines()
    numbers = [n for n, line in enumerate(lines) if re.match(r"  \d ", line)]
    assert [lines[n - 1] for n in numbers] == ["", ""]


def test_all_frames(model, capsys):
    few = shown(capsys, read_document(model, f"{HERO}."))
    every = shown(capsys, read_document(model, f"{HERO}."), show_all=True)
    assert "Victim" not in few
    assert "Victim" in every


def test_a_blank_text(model, capsys):
    assert shown(capsys, read_document(model, " ")).splitlines() == [
        "can't tell: 0% of the words are known to the model"
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text() | st.text("\x1b[]m\x07\x9b\u202e\r\n\x00\ud800\"' saidHeroes.\u2028"))
def test_no_text_steers_a_terminal(model, capsys, text):
    said = shown(capsys, read_document(model, f"{text} \u201c{HERO} and {text}\u201d {text} said."))
    assert not UNSEEN.search(said)
    assert max(map(len, said.splitlines())) <= 120
