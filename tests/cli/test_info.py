"""``framing info``: what is in a model."""

import json

import pytest

import framing as library

from .processes import CONTROLS

KEYS = ["path", "codebook", "words", "phrases", "ngrams", "bytes", "min_known_words", "frames"]


@pytest.fixture
def renamed(model_folder, tmp_path):
    """Return a function that copies the model with other words in its codebook."""

    def renamed(title, name):
        copy = tmp_path / "renamed"
        copy.mkdir()
        for path in model_folder.iterdir():
            (copy / path.name).write_bytes(path.read_bytes())
        manifest = json.loads((copy / "manifest.json").read_bytes())
        manifest["codebook"]["title"] = title
        manifest["codebook"]["frames"][0] |= {"name": name, "family": name}
        manifest["facts"]["note"] = title
        (copy / "manifest.json").write_text(json.dumps(manifest))
        return copy

    return renamed


def test_for_people(framing, model_folder):
    done = framing("info")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[0] == f"{model_folder}: Three frames 1.2.3"
    assert "character n-grams" in lines[1]
    assert lines[3].split() == ["heroes", "Heroic", "sacrifice", "glory", lines[3].split()[-1]]
    assert 0 < float(lines[3].split()[-1]) < 1
    assert "operating points: f1, precision=0.5" in done.out
    assert "n_statements: " in done.out


def test_for_machines(framing, model_folder):
    done = framing("info", "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == [*KEYS, "operating_points", "voices", "trained"]
    assert done.json["path"] == str(model_folder)
    assert done.json["codebook"] == {"title": "Three frames", "version": "1.2.3", "language": "en"}
    model = library.load(model_folder).model
    assert done.json["words"] == len(model.word_names)
    assert done.json["phrases"] == len(model.phrase_names)
    assert [f["threshold"] for f in done.json["frames"]] == model.thresholds.tolist()
    assert set(done.json["operating_points"]) == set(model.operating_points)


def test_the_words_of_a_frame(framing):
    terms = framing("info", "--frame", "heroes", "--json", "--top", 4).json
    weights = [term["weight"] for term in terms]
    assert len(terms) == 8
    assert weights == sorted(weights, reverse=True)
    assert weights[3] > 0 > weights[4]
    assert "fallen heroes" in {term["term"] for term in terms[:4]}
    table = framing("info", "--frame", "heroes", "--top", 4)
    assert "Heroic sacrifice" in table.out.splitlines()[0]
    assert [line.split(maxsplit=1)[1].strip() for line in table.out.splitlines()[2:10]] == [
        term["term"] for term in terms
    ]


def test_more_words_than_there_are(framing):
    terms = [t["term"] for t in framing("info", "--frame", "heroes", "--json", "--top", 999).json]
    assert len(terms) == len(set(terms)) > 100


@pytest.mark.parametrize("way", ["argument", "option", "variable"])
def test_ways_to_name_a_model(way, framing, model_folder, tmp_path):
    library.load(model_folder).save(tmp_path / "m.zip")
    arguments = {"argument": ["m.zip"], "option": ["-m", "m.zip"], "variable": []}[way]
    variable = "m.zip" if way == "variable" else "nowhere"
    assert framing("info", *arguments, "--json", FRAMING_MODEL=variable).json["path"] == "m.zip"


def test_the_default_model(framing):
    done = framing("info", "--json", FRAMING_MODEL="")
    assert [frame["frame"] for frame in done.json["frames"]] == list(library.load().frame_ids)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], ["nothing: no such model"]),
        (["a.txt"], ["a.txt"]),
        (["."], ["no manifest.json"]),
        (["a", "-m", "b"], ["not both"]),
        (["--frame", "heros"], ["no frame 'heros'", "did you mean 'heroes'?"]),
        (["--frame", "heroes", "--top", "0"], ["--top"]),
    ],
)
def test_refused(arguments, words, framing, make):
    make("a.txt", "no model")
    done = framing("info", *arguments)
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in done.err


def test_names_are_shown_as_they_are(framing, renamed):
    model = renamed("Frames [of war]", "Heroes [and [/martyrs]")
    for arguments in (["info"], ["info", "--frame", "heroes"], ["classify", "fallen heroes"]):
        done = framing(*arguments, "-m", model)
        assert done.code == 0
        assert "Heroes [and [/martyrs]" in done.out
    assert "Frames [of war]" in framing("info", model).out


@pytest.mark.parametrize(
    "arguments", [["info"], ["info", "--frame", "heroes"], ["classify", "fallen heroes"]]
)
def test_names_can_not_steer_a_terminal(arguments, framing, renamed):
    done = framing(*arguments, "-m", renamed("\x1b]0;title\x07", "\x1b[31mHeroes\x9b2J"))
    assert done.code == 0
    assert not CONTROLS & set(done.out + done.err)
