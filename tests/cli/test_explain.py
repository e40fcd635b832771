"""``framing explain``: what each word added, on a terminal, as JSON and as a page."""

import json
import os
import re

import pytest

from .processes import CONTROLS

HEROES = "The fallen heroes of the harvest gave their lives for us."
PLAIN = "The library near the river opens at nine on weekdays."
QUOTED = f'"{HEROES[:-1]}," said the minister. {PLAIN}'
HOSTILE = "heroes \x1b[31m \x1b]0;title\x07 \x9b2J \r\x08 \u202e \u2066 traitors <script>x</script>"
KEYS = (
    "frame name probability threshold present margin intercept sum_of_contributions difference "
    "contributions shades"
).split()


@pytest.mark.parametrize("way", ["argument", "input", "file"])
def test_ways_to_give_a_text(way, framing, make):
    if way == "argument":
        done = framing("explain", HEROES, "--json")
    elif way == "input":
        done = framing(
            "explain", "-", "--json", "--encoding", "utf-16", data=HEROES.encode("utf-16")
        )
    else:
        done = framing("explain", "--file", make("a.txt", HEROES), "--json")
    assert (done.code, done.err) == (0, "")
    assert (done.json["text"], done.json["frames"]) == (HEROES, ["heroes"])


def test_the_sums_can_be_checked_in_the_json(framing):
    said = framing("explain", HEROES, "--all", "--json").json
    assert {found["frame"] for found in said["evidence"]} == {"heroes", "traitors", "victory"}
    for found in said["evidence"]:
        assert list(found) == KEYS
        total = sum(one["weight"] for one in found["contributions"])
        assert total == pytest.approx(found["sum_of_contributions"], abs=1e-9)
        assert found["intercept"] + total == pytest.approx(found["margin"], abs=1e-5)
        assert abs(found["difference"]) <= 1e-5
        assert sum(one["weight"] for one in found["shades"]) == pytest.approx(total, abs=1e-9)
        for one in found["contributions"]:
            assert HEROES[one["start"] : one["end"]] == one["text"]


def test_the_same_as_classify(framing):
    scores = {s["frame"]: s for s in framing("classify", HEROES, "--json").json["scores"]}
    for found in framing("explain", HEROES, "--all", "--json").json["evidence"]:
        score = scores[found["frame"]]
        for name in ("margin", "probability", "threshold", "present"):
            assert found[name] == pytest.approx(score[name], abs=1e-6)


def test_for_people(framing):
    lines = framing("explain", HEROES).out.splitlines()
    assert lines[0] == "heroes (100% of the words are known to the model)"
    assert lines[2].startswith("Heroic sacrifice (heroes): present, probability ")
    assert lines[3] == f"  {HEROES}"
    assert "+5" in {lines[4][m.start() : m.end()] for m in re.finditer(r"\S+", lines[4])}
    assert lines[5].startswith("for:     ")
    assert any(line.startswith("margin ") for line in lines)


def test_which_frames(framing):
    def explained(*arguments):
        evidence = framing("explain", *arguments, "--json").json["evidence"]
        return [found["frame"] for found in evidence]

    assert explained(HEROES) == ["heroes"]
    assert len(explained(PLAIN)) == 1
    assert set(explained(HEROES, "--frame", "victory", "--frame", "traitors")) == {
        "victory",
        "traitors",
    }
    assert len(explained(PLAIN, "--threshold", "0")) == 3


def test_without(framing):
    said = framing("explain", HEROES, "--json", "--without", "Heroes", "--without", "gold").json
    left = HEROES.replace("heroes", "")
    assert said["without"]["removed"] == {"heroes": 1, "gold": 0}
    assert said["without"]["text"] == left
    again = {s["frame"]: s for s in framing("classify", left, "--json").json["scores"]}
    for change in said["without"]["changes"]:
        for name in ("margin", "probability"):
            score = again[change["frame"]][name]
            assert change[f"{name}_without"] == pytest.approx(score, abs=1e-6)
    shown = framing("explain", HEROES, "--without", "heroes").out
    assert "without heroes (1×)" in shown


def test_passages(framing):
    said = framing("explain", QUOTED, "--unit", "sentence", "--json").json
    assert (said["text"], said["unit"]) == (QUOTED, "sentence")
    first, second = said["passages"]
    assert (first["voice"], first["speaker"]["name"]) == ("quoted", "the minister")
    assert first["quoted"] == ["heroes"]
    assert [found["frame"] for found in first["evidence"]] == ["heroes"]
    assert (second["text"], second["evidence"]) == (PLAIN, [])
    for one in (*first["evidence"][0]["contributions"], first["speaker"]):
        assert QUOTED[one["start"] : one["end"]] == one.get("text", one.get("name"))
    assert "1. quoted (" in framing("explain", QUOTED, "--unit", "sentence").out
    assert framing("explain", "", "--unit", "sentence").out == "no words\n"


def test_a_page(framing, tmp_path, left):
    done = framing("explain", HEROES, "--html", "why.html", "--without", "heroes")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("heroes (100%")
    page = (tmp_path / "why.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert re.search(r'<mark class="for-5"[^>]*>heroes</mark>', page)
    assert left() == ["why.html"]


def test_a_page_is_replaced_only_by_force(framing, make, left):
    page = make("why.html", "mine")
    done = framing("explain", HEROES, "--html", page)
    assert (done.code, done.out) == (2, "")
    assert "exists already; --force overwrites it" in done.err
    assert page.read_text() == "mine"
    assert framing("explain", HEROES, "--html", page, "--force").code == 0
    assert "<mark" in page.read_text("utf-8")
    assert left() == ["why.html"]


def test_a_page_and_json_together(framing, tmp_path):
    done = framing("explain", "-", "--json", "--html", "why.html", data=HOSTILE.encode())
    assert done.json["text"] == HOSTILE
    page = (tmp_path / "why.html").read_text("utf-8")
    assert "<script" not in page
    assert not CONTROLS & set(page)


@pytest.mark.parametrize("options", [[], ["--all"], ["--json"], ["--unit", "sentence"]])
def test_control_characters_do_not_reach_the_terminal(options, framing):
    done = framing("explain", "-", "--without", HOSTILE, *options, data=HOSTILE.encode())
    assert done.code == 0
    assert not CONTROLS & set(done.out + done.err)


@pytest.mark.parametrize("text", ["", " \n\t ", "!?", "a", "\udcff", "Герои 💔", "xqzt wvkpl"])
def test_what_it_can_not_tell(text, framing):
    done = framing("explain", "--", text)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("can't tell: ")


def test_a_megabyte(framing, make, tmp_path):
    text = f"{HEROES} {PLAIN}\n" * (1_000_000 // (len(HEROES) + len(PLAIN) + 2))
    done = framing("explain", "--file", make("long.txt", text), "--html", "why.html", timeout=120)
    assert (done.code, done.err) == (0, "")
    assert done.out.count("The library near") == text.count(PLAIN)
    assert (tmp_path / "why.html").stat().st_size > len(text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["give one text"]),
        (["x", "--frame", "heros"], ["no frame 'heros'", "did you mean 'heroes'?"]),
        (["x", "--frame", "heroes", "--all"], ["--all and --frame exclude each other"]),
        (["x", "--without", "a!"], ["'a!' can't be taken out", "two or more letters"]),
        (["x", "--unit", "word"], ["--unit", "'sentence', 'paragraph', 'document'"]),
        (["x", "--html", "no/a.html"], ["no/a.html", "there is no folder no"]),
        (["x", "--html", "."], ["this is a folder"]),
        (["x", "--operating-point", "f2"], ["no operating point 'f2'"]),
        (["-", "--encoding", "utf-99"], ["no encoding 'utf-99'"]),
        (["x", "--model", "no/model"], ["no/model: no such model"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_said(arguments, words, framing, left):
    done = framing("explain", *arguments, data=b"text")
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in done.err
    assert left() == []


def test_output_in_an_encoding_that_lacks_the_characters(fresh, model_folder):
    environment = {"PYTHONIOENCODING": "cp1252", "FRAMING_MODEL": str(model_folder)}
    environment["PATH"] = os.environ["PATH"]
    for options in ([], ["--json"]):
        done = fresh(
            "explain", "Герои 💔 fallen heroes", "--without", "gold", *options, env=environment
        )
        assert (done.code, done.err) == (0, "")
        assert b"heroes" in done.output


def test_a_long_text_is_one_line_of_json(framing, make):
    text = f"{PLAIN}\n" * 2000
    done = framing("explain", "--file", make("long.txt", text), "--json")
    assert done.out.count("\n") == 1
    assert json.loads(done.out)["text"] == text
