"""Tables for people: what they say, that they fit, and that no text in them is taken for orders."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.evidence import Classification, Contribution, FrameScore, classify
from framing.inspection import describe, strongest_terms
from framing.rendering.terminal import (
    print_classification,
    print_description,
    print_evaluation,
    print_statistics,
    print_terms,
)

HOSTILE = "\x1b]0;t\x07[red]x[/y] \x9b2J\u202e\r\x08"
#: What of it may be seen.
SHOWN = "]0;t"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(autouse=True)
def width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")


def score(frame="war", probability=0.8, threshold=0.5, present=None, words=()):
    present = probability >= threshold if present is None else present
    return FrameScore(frame, frame.title(), probability, threshold, 1.0, present, words)


def classification(*scores, undecided=False, known=0.75):
    frames = tuple(s.frame for s in scores if s.present)
    return Classification("text", frames, undecided, known, scores)


def evaluation(frame="war"):
    figure = [0.5, 0.25, None]
    names = ("precision", "recall", "f1", "average_precision", "brier", "calibration_error")
    averages = {
        f"{kind}_{name}": figure for kind in ("micro", "macro", "samples") for name in names
    }
    return {
        "n_rows": 9,
        "n_groups": 3,
        "frames": {frame: {"support": 4} | dict.fromkeys(names, figure)},
        "averages": averages | {"mean_average_precision": [None, None, None]},
    }


def description(text):
    return {
        "path": text,
        "codebook": {"title": text, "version": text, "language": "en"},
        "words": 1234,
        "phrases": 5,
        "ngrams": 6,
        "bytes": 2_500_000,
        "min_known_words": 0.5,
        "frames": [{"frame": "war", "name": text, "family": text, "threshold": 0.25}],
        "operating_points": ["f1", text],
        "voices": {"rules": 7, "grams": 8000},
        "trained": {text: text},
    }


def hostile_classification():
    words = (Contribution(HOSTILE, 0, 3, 1.0),)
    return classification(FrameScore(HOSTILE, HOSTILE, 0.9, 0.5, 1.0, True, words))


HOSTILE_RESULTS = {
    "classification": lambda: print_classification(hostile_classification()),
    "description": lambda: print_description(description(HOSTILE)),
    "terms": lambda: print_terms(HOSTILE, [{"term": HOSTILE, "weight": 1.0}]),
    "evaluation": lambda: print_evaluation(HOSTILE, evaluation(HOSTILE)),
    "statistics": lambda: print_statistics({"n": 3, "genres": {HOSTILE: 3}}),
}


@pytest.mark.parametrize("result", HOSTILE_RESULTS)
def test_no_result_steers_a_terminal(result, capsys):
    HOSTILE_RESULTS[result]()
    said = capsys.readouterr().out
    assert SHOWN in said
    assert not UNSEEN.search(said)


@pytest.mark.parametrize("result", HOSTILE_RESULTS)
def test_brackets_are_no_markup(result, capsys):
    HOSTILE_RESULTS[result]()
    said = capsys.readouterr().out
    assert said.count("[red]x[/y]") >= 1
    assert said.count("[red]x[/y]") == said.count(SHOWN)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(st.characters()))
def test_any_text_can_be_classified_and_shown(text, model, capsys):
    capsys.readouterr()
    print_classification(classify(model, text), show_all=True)
    assert not UNSEEN.search(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("found", "summary"),
    [
        (classification(score()), "War (75% of the words are known to the model)"),
        (classification(score(), score("us")), "War, Us (75% of the words"),
        (classification(score(probability=0.1)), "no frame (75% of the words are known"),
        (classification(undecided=True, known=0.2), "can't tell: 20% of the words are known"),
    ],
)
def test_the_first_line_says_it(found, summary, capsys):
    print_classification(found)
    assert capsys.readouterr().out.startswith(summary)


def rows(capsys):
    return [row.split()[0] for row in capsys.readouterr().out.splitlines()[2:] if row.strip()]


def test_unlikely_frames_are_shown_on_request_only(capsys):
    found = classification(
        score("a", 0.2), score("b", 0.9), score("c", 0.3), score("d", 0.6), score("e", 0.01)
    )
    print_classification(found)
    assert rows(capsys) == ["b", "d", "c"]
    print_classification(found, show_all=True)
    assert rows(capsys) == ["b", "d", "c", "a", "e"]


def test_what_is_undecided_has_no_table(capsys):
    found = classification(score(present=False), undecided=True)
    print_classification(found)
    assert len(capsys.readouterr().out.splitlines()) == 1
    print_classification(found, show_all=True)
    assert rows(capsys) == ["war"]


def test_words_are_short_and_on_one_line(capsys):
    words = (Contribution("x" * 5000, 0, 5000, 1.0), Contribution("two\nlines", 0, 9, 0.5))
    print_classification(classification(score(words=words)))
    said = capsys.readouterr().out
    assert "x" * 40 in said
    assert "x" * 41 not in said
    assert "two lines" in said


@pytest.mark.parametrize("columns", ["40", "200"])
def test_lines_fit_the_terminal(columns, capsys, monkeypatch, model):
    monkeypatch.setenv("COLUMNS", columns)
    print_classification(classify(model, "Our fallen heroes " * 9), show_all=True)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= int(columns)


def test_a_description(model, tmp_path, capsys):
    print_description(describe(model, tmp_path))
    said = capsys.readouterr().out
    assert said.startswith(str(tmp_path)[:20])
    for frame in model.codebook.frames:
        assert frame.id in said
        assert frame.name in said
    assert "voices: by rules alone" in said
    print_description(description("x"))
    said = capsys.readouterr().out
    assert "1,234 words, 5 phrases" in said
    assert "voices: by a model of 7 rules and 8,000 words and patterns" in said


def test_terms(model, capsys):
    terms = strongest_terms(model, "hero", 3)
    print_terms("Hero", terms)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].strip() == "Hero"
    assert [line.split()[0] for line in lines[2:8]] == [f"{t['weight']:+.2f}" for t in terms]


def test_an_evaluation(trained, capsys):
    print_evaluation("on test", trained.evaluation.to_dict())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].strip() == "on test"
    first = [line.split()[0] for line in lines[2:] if line.strip() and line[0].isalpha()]
    assert first == [*trained.model.frame_ids, "micro", "macro", "samples"]


def test_what_is_undefined_is_a_dash(capsys):
    print_evaluation("t", evaluation())
    said = capsys.readouterr().out
    assert "nan" not in said.lower()
    assert "None" not in said
    assert "0.250–-" in said


def test_statistics(capsys):
    print_statistics({"statements": 1234, "words": {"median": 7.5}, "genres": {"a": 2, "b": 1}})
    assert capsys.readouterr().out.splitlines() == [
        "statements: 1,234",
        "words (1): median 7.5",
        "genres (2): a 2, b 1",
    ]
