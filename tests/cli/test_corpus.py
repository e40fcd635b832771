"""``framing corpus``: every fault as ``file:line: what, and what is allowed``."""

import json

import pytest

from .processes import CONTROLS, line

GOOD = {"text": "The fallen heroes of the harvest gave their lives.", "frames": ["heroes"]}
OTHER = {"text": "Buses to the airport leave every twenty minutes.", "frames": []}


def entry(**changes):
    """Return a good line with some fields changed; None takes one away."""
    whole = json.loads(line(7, {**GOOD, "context": "harvest"})) | changes
    return json.dumps({key: value for key, value in whole.items() if value is not None})


@pytest.fixture
def check(framing, own_corpus):
    """Check a corpus of these lines."""

    def check(*lines):
        data = b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines)
        (own_corpus / "statements" / "all.jsonl").write_bytes(data)
        return framing("corpus", "check", "corpus")

    return check


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("{", ["not valid JSON: ", "character 2", "one object a line"]),
        ("{}{}", ["not valid JSON: Extra data at character 3"]),
        ("[1]", ["list instead of an object"]),
        ("7", ["int instead of an object"]),
        ("null", ["NoneType instead of an object"]),
        ("[" * 100_000, ["not usable JSON"]),
        (b'{"text": "caf\xe9"}', ["not valid UTF-8 at byte 14 of the line"]),
        (entry(frames=["heros"]), ["unknown frame 'heros'", "did you mean 'heroes'? allowed: "]),
        (entry(frames=["heroes", "heroes"]), ["'heroes' is there twice; each frame once"]),
        (entry(frames="heroes"), ["frames is no list", "allowed is a list of frame ids"]),
        (entry(frames=[1]), ["frames is no list of texts"]),
        (entry(frames=None), ["no field 'frames'; allowed is a list"]),
        (entry(context=None), ["no field 'context'; needed are id, text"]),
        (entry(speaker=None), ["no field 'speaker'"]),
        (entry(text=7), ["text is int; allowed is text"]),
        (entry(id=["a"]), ["id is list; allowed is text"]),
        (entry(text=""), ["text is empty"]),
        (entry(text=" \n\t"), ["text is empty"]),
        (entry(genre=""), ["genre is empty"]),
        (entry(voice="quted"), ["unknown voice 'quted'", "did you mean 'quoted'?"]),
        (entry(txt="x"), ["unknown field 'txt'", "did you mean 'text'?"]),
        (entry(coders=[]), ["coders must be an object"]),
        (entry(coders={"ann": ["heros"]}), ["coders: ann: unknown frame 'heros'"]),
        (line(1, {**OTHER, "context": "x"}), ["id 's1' is taken by", "all.jsonl:1", "must differ"]),
        (entry(text="Rain, rain all day long."), ["the same text as", ":2 (similarity 1.00)"]),
        (entry(text="RAIN,  rain all day long!"), ["nearly the text of", "(similarity 1.00)"]),
        (entry(text="Rain, rain all day, long"), ["nearly the text of", "allowed is less than"]),
    ],
    ids=lambda value: str(value[0])[:40] if isinstance(value, list) else "",
)
def test_each_fault_is_told_with_its_line(fault, words, check):
    rain = line(2, {"text": "Rain, rain all day long.", "frames": [], "context": "x"})
    done = check(line(1, {**OTHER, "context": "airport"}), rain, "", fault, "")
    assert done.code == 1
    assert done.err == "1 faults\n"
    (told,) = done.out.splitlines()
    assert told.startswith("corpus/statements/all.jsonl:4: ")
    for word in words:
        assert word in told


def test_every_fault_is_told(check):
    done = check("{", entry(text="", genre=7, x=1), b"\xff", entry(voice="loud"))
    places = [told.split(": ")[0].rpartition(":")[2] for told in done.out.splitlines()]
    assert places == ["1", "2", "2", "2", "3", "4"]
    assert done.err == "6 faults\n"


def test_a_good_corpus_has_none(check):
    done = check(entry(), line(2, {**OTHER, "context": "x", "coders": {"ann": ["heroes"]}}), "")
    assert (done.code, done.out, done.err) == (0, "no faults\n", "")


def test_windows_line_ends_are_no_fault(check):
    assert check(entry() + "\r", line(2, {**OTHER, "context": "x"}) + "\r", "").code == 0


def test_what_is_quoted_can_not_steer_a_terminal(check):
    done = check(entry(voice="\x1b[31m\x9b2J"), entry(**{"\x1b]0;x\x07": 1}), '{"\x1b[2J')
    assert done.code == 1
    assert not CONTROLS & set(done.out + done.err)


def test_the_same_id_in_two_files(framing, own_corpus):
    for name in ("all", "b"):
        (own_corpus / "statements" / f"{name}.jsonl").write_text(entry())
    done = framing("corpus", "check", "corpus")
    assert "b.jsonl:1: the id 's7' is taken by corpus/statements/all.jsonl:1" in done.out


@pytest.mark.parametrize("command", ["check", "stats"])
def test_refused(command, framing, own_corpus, make):
    assert framing("corpus", command, "nothing").code == 2
    assert "codebook.toml: no such codebook" in framing("corpus", command, ".").err
    (own_corpus / "statements" / "all.jsonl").unlink()
    done = framing("corpus", command)
    assert (done.code, done.out) == (2, "")
    assert "corpus: no statements; expected corpus/statements/*.jsonl" in done.err


def test_a_faulty_lexicon_is_told(framing, own_corpus):
    (own_corpus / "lexicon" / "heroes.tsv").write_text("fallen heroes\t7\n")
    done = framing("corpus", "check", "corpus")
    assert done.code == 2
    assert "corpus/lexicon/heroes.tsv:1: weight '7'; allowed" in done.err


def test_stats_for_machines(framing, corpus_folder):
    done = framing("corpus", "stats", corpus_folder, "--json")
    assert (done.code, done.err) == (0, "")
    assert (done.json["statements"], done.json["without_frame"]) == (144, 36)
    assert done.json["frames"] == {"heroes": 36, "traitors": 36, "victory": 36}
    assert len(done.json["contexts"]) == 12
    assert done.json["voices"] == {"asserted": 144}


def test_stats_for_people(framing, corpus_folder):
    lines = framing("corpus", "stats", corpus_folder).out.splitlines()
    assert lines[0] == "statements: 144"
    assert "frames (3): heroes 36, traitors 36, victory 36" in lines


def test_stats_tell_how_varied_a_corpus_is(framing, corpus_folder):
    found = framing("corpus", "stats", corpus_folder, "--json").json["diversity"]
    assert set(found["strongest_words"]) == {"heroes", "traitors", "victory"}
    assert 0 < found["openings"]["share"] <= 1
    assert 0 < found["nearest"]["largest"] <= 1
    shown = framing("corpus", "stats", corpus_folder).out
    assert f"word types: {found['word_types']:,} of {found['words']:,} words" in shown


def test_stats_with_what_names_weigh_in_a_model(framing, corpus_folder, model_folder):
    done = framing("corpus", "stats", corpus_folder, "--json", "--model", model_folder)
    assert (done.code, done.err) == (0, "")
    assert done.json["actor_weights"]["median_cue"] > 0
    shown = framing("corpus", "stats", corpus_folder, "--model", model_folder)
    assert shown.out.count("names of actors") == 2
    done = framing("corpus", "stats", corpus_folder, "--model", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "nowhere" in done.err


def test_stats_are_shown_as_they_are(framing, own_corpus):
    path = own_corpus / "statements" / "all.jsonl"
    path.write_text(entry(genre="[red]x[/nothing]", context="\x1b[31m"))
    done = framing("corpus", "stats")
    assert done.code == 0
    assert "[red]x[/nothing] 1" in done.out
    assert not CONTROLS & set(done.out)


def test_stats_of_a_faulty_corpus(framing, own_corpus):
    (own_corpus / "statements" / "b.jsonl").write_text("{\n")
    done = framing("corpus", "stats")
    assert (done.code, done.out) == (2, "")
    assert "b.jsonl:1: not valid JSON" in done.err
