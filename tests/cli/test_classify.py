"""``framing classify``: one text in, a table or JSON out."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import framing as library

from .processes import CONTROLS

HEROES = "The fallen heroes of the harvest gave their lives for us."
PLAIN = "The library near the river opens at nine on weekdays."
GERMAN = "Der Zug nach Köln fährt heute leider nicht, wir bitten um Entschuldigung."
HOSTILE = "heroes \x1b[31m \x1b]0;title\x07 \x9b2J \r\x08 \u202e \u2066 traitors"


@pytest.mark.parametrize("way", ["argument", "input", "file"])
def test_ways_to_give_a_text(way, framing, make):
    if way == "argument":
        done = framing("classify", HEROES, "--json")
    elif way == "input":
        done = framing("classify", "-", "--json", data=HEROES.encode())
    else:
        done = framing("classify", "--file", make("a.txt", HEROES), "--json")
    assert (done.code, done.err) == (0, "")
    assert (done.json["text"], done.json["frames"]) == (HEROES, ["heroes"])


def test_the_same_as_the_library(framing, model_folder):
    found = library.load(model_folder).classify(HEROES)
    said = framing("classify", HEROES, "--json").json
    assert [score["probability"] for score in said["scores"]] == pytest.approx(
        [score.probability for score in found.scores], abs=1e-6
    )
    assert [score["frame"] for score in said["scores"]] == ["heroes", "traitors", "victory"]


def test_json_says_why(framing):
    said = framing("classify", HEROES, "--json").json
    assert set(said) == {"text", "frames", "undecided", "known_words", "scores"}
    score = said["scores"][0]
    assert score["present"] is (score["probability"] >= score["threshold"]) is True
    assert score["words"]
    for word in score["words"]:
        assert said["text"][word["start"] : word["end"]] == word["text"]
        assert word["weight"] > 0


def test_the_table_shows_likely_frames(framing):
    lines = framing("classify", HEROES).out.splitlines()
    assert lines[0] == "Heroic sacrifice (100% of the words are known to the model)"
    assert lines[1].split() == (
        "frame probability threshold decision words that weighed most".split()
    )
    assert [line.split()[0] for line in lines[2:] if line.strip()] == ["heroes"]
    assert "present" in lines[2]
    assert "heroes" in lines[2].partition("present")[2]


def test_all_shows_every_frame(framing):
    rows = framing("classify", HEROES, "--all").out.splitlines()[2:]
    assert {row.split()[0] for row in rows if row.strip()} == {"heroes", "traitors", "victory"}


def test_a_text_without_a_frame(framing):
    assert framing("classify", PLAIN).out.startswith("no frame (100% of the words are known")
    assert framing("classify", PLAIN, "--json").json["frames"] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GERMAN, id="another language"),
        pytest.param("xqzt wvkpl qqqq zzyx brrt", id="noise"),
        pytest.param("🔥💔😡🇵🇸👨\u200d👩\u200d👧", id="emoji"),
        pytest.param("a", id="one letter"),
        pytest.param("", id="nothing"),
        pytest.param(" \n\t ", id="blanks"),
        pytest.param("!?… --- ***", id="signs"),
        pytest.param("\u0301\u0300\u0302", id="combining marks"),
        pytest.param("\udcff\udcfe", id="bytes that are no text"),
    ],
)
def test_what_it_can_not_tell(text, framing):
    done = framing("classify", "--", text)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("can't tell: ")
    assert "of the words are known to the model" in done.out
    said = framing("classify", "--json", "--", text).json
    assert said["undecided"] is True
    assert said["frames"] == []
    assert not any(score["present"] for score in said["scores"])


@pytest.mark.parametrize("data", [b"", "\ufeff".encode(), b"\0" * 1000], ids=["0", "BOM", "NUL"])
def test_input_without_a_word(data, framing):
    done = framing("classify", "-", data=data)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("can't tell: 0% ")


def test_five_megabytes_without_a_space(framing, make):
    done = framing("classify", "--file", make("long.txt", "heroes" * 840_000))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("can't tell: 0% ")
    assert len(done.out) < 10_000


def test_nul_bytes_stand_between_words(framing):
    text = HEROES.replace(" ", "\0 \0")
    said = framing("classify", "-", "--json", data=text.encode()).json
    assert said["text"] == text
    assert said["frames"] == ["heroes"]


@pytest.mark.parametrize("options", [[], ["--all"], ["--json"]], ids=" ".join)
def test_control_characters_do_not_reach_the_terminal(options, framing):
    done = framing("classify", "-", *options, data=HOSTILE.encode())
    assert done.code == 0
    assert not CONTROLS & set(done.out + done.err)


@settings(
    deadline=None,
    database=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=200))
def test_any_text_comes_back_whole_and_harmless(text, framing):
    done = framing("classify", "-", "--json", data=text.encode("utf-8", "surrogatepass"))
    if any("\ud800" <= c <= "\udfff" for c in text):
        assert done.code == 2
        return
    assert done.code == 0
    assert done.json["text"] == text.removeprefix("\ufeff")
    assert not CONTROLS & set(done.out)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", HEROES.encode()),
        ("utf-8", HEROES.encode("utf-8-sig")),
        ("utf-16", HEROES.encode("utf-16")),
        ("cp1252", "Café: the fallen heroes".encode("cp1252")),
        ("cp1251", "Герои: the fallen heroes".encode("cp1251")),
    ],
)
@pytest.mark.parametrize("way", ["input", "file"])
def test_encodings(encoding, data, way, framing, make):
    given = ["-"] if way == "input" else ["--file", make("a.txt", data)]
    done = framing("classify", *given, "--encoding", encoding, "--json", data=data)
    assert done.code == 0
    assert done.json["text"] == data.decode(encoding).removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["give one text"]),
        (["x", "--file", "a.txt"], ["give one text"]),
        (["--file", "nothing.txt"], ["nothing.txt", "No such file"]),
        (["--file", "."], ["can't be read", "directory"]),
        (["-"], ["standard input: not valid utf-8 at byte 4", "--encoding cp1252"]),
        (["-", "--encoding", "utf-99"], ["no encoding 'utf-99'", "cp1252"]),
        (["-", "--encoding", "rot13"], ["no encoding 'rot13'"]),
        (["-", "--encoding", "undefined"], ["undefined"]),
        (["x", "--threshold", "1.5"], ["--threshold", "0<=x<=1"]),
        (["x", "--threshold", "-0.1"], ["--threshold"]),
        (["x", "--threshold", "half"], ["--threshold", "half"]),
        (["x", "--threshold", "nan"], ["--threshold", "nan"]),
        (["x", "--threshold", "0.5", "--operating-point", "f1"], ["exclude each other"]),
        (["x", "--operating-point", "f2"], ["no operating point 'f2'", "allowed: f1, precision="]),
        (["x", "--operating-point", "precision=0.99"], ["did you mean 'precision=0.9"]),
        (["x", "--model", "no/model"], ["no/model: no such model", "framing train"]),
        (["x", "--model", "."], ["manifest.json"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_said(arguments, words, framing):
    done = framing("classify", *arguments, data=b"abc\xe9\xe9")
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in done.err


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["table", "json"])
def test_a_threshold_that_is_no_number(options, framing):
    assert framing("classify", HEROES, "--threshold", "nan", *options).code == 2


def test_one_threshold_for_all(framing):
    for threshold, wanted in ((0, {"heroes", "traitors", "victory"}), (1, set())):
        said = framing("classify", HEROES, "--json", "--threshold", threshold).json
        assert set(said["frames"]) == wanted
        assert {score["threshold"] for score in said["scores"]} == {threshold}


def test_operating_points_are_the_models(framing, model_folder):
    points = json.loads((model_folder / "manifest.json").read_bytes())["operating_points"]
    for name in ("f1", "precision=0.9", "recall=0.9"):
        said = framing("classify", HEROES, "--json", "--operating-point", name).json
        used = [score["threshold"] for score in said["scores"]]
        assert used == pytest.approx(points[name], abs=1e-6)


def test_the_model_is_named_by_option_variable_or_default(framing, model_folder, tmp_path):
    nowhere = str(tmp_path / "nowhere")
    assert framing("classify", "x", FRAMING_MODEL=nowhere).code == 2
    assert framing("classify", "x", "-m", model_folder, FRAMING_MODEL=nowhere).code == 0
    frames = framing("classify", "x", "--json", FRAMING_MODEL="").json["scores"]
    assert tuple(score["frame"] for score in frames) == library.load().frame_ids


def test_a_model_in_a_zip(framing, model_folder, tmp_path):
    library.load(model_folder).save(tmp_path / "model.zip")
    both = [framing("classify", HEROES, "--json", "-m", m) for m in (model_folder, "model.zip")]
    assert both[0] == both[1]


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["table", "json"])
def test_output_in_an_encoding_that_lacks_the_characters(options, fresh, model_folder):
    environment = {"PYTHONIOENCODING": "cp1252", "FRAMING_MODEL": str(model_folder), "PATH": "/bin"}
    done = fresh("classify", "Герои 💔 fallen heroes of the harvest", *options, env=environment)
    assert (done.code, done.err) == (0, "")
    assert b"heroes" in done.output


def test_probabilities_are_probabilities(framing):
    said = framing("classify", f"{HEROES} {PLAIN} {GERMAN}", "--json").json
    values = np.array([score["probability"] for score in said["scores"]])
    assert ((values > 0) & (values < 1)).all()


def test_a_document_as_json(framing, model_folder):
    text = f"{HEROES}\n\n\u201cTraitors within sold the river,\u201d the general said. It rains."
    done = framing("classify", text, "--unit", "sentence", "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == ["text", "unit", "whole", "passages", "totals"]
    passages = done.json["passages"]
    assert list(passages[0]) == [
        *("text", "start", "end", "paragraph", "found", "voice", "confidence", "speaker"),
        *("own", "quoted"),
    ]
    assert [p["paragraph"] for p in passages] == [0, 1, 1]
    assert [p["text"] for p in passages] == [text[p["start"] : p["end"]] for p in passages]
    assert [p["voice"] for p in passages] == ["asserted", "quoted", "asserted"]
    assert passages[1]["speaker"]["name"] == "the general"
    assert (passages[1]["own"], passages[1]["quoted"]) == ([], ["traitors"])
    expected = library.load(model_folder).read_document(text)
    totals = [(t.frame, t.own, t.others, list(t.most_telling)) for t in expected.totals]
    assert [tuple(total.values()) for total in done.json["totals"]] == totals


@pytest.mark.parametrize(("unit", "shown"), [("document", 1), ("paragraph", 2), ("sentence", 3)])
def test_a_document_for_people(framing, unit, shown):
    done = framing("classify", "-", "--unit", unit, data=f"{HEROES} {PLAIN}\n\n{HEROES}".encode())
    assert (done.code, done.err) == (0, "")
    assert done.out.count("asserted, ") == shown
    assert "own voice" in done.out


def test_a_hostile_document(framing):
    done = framing(
        "classify", f"\u201c{HEROES} {HOSTILE}\u201d the {HOSTILE} said", "--unit", "sentence"
    )
    assert done.code == 0
    assert not CONTROLS & set(done.out)


def test_a_unit_that_is_none(framing):
    done = framing("classify", HEROES, "--unit", "page")
    assert done.code == 2
    assert "'document', 'paragraph', 'sentence'" in done.err
