"""``framing train``: corpus folders and tables of coded texts to a model with its papers."""

import csv
import io
import json
import os
import signal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import framing as library
from framing.vectors import WordVectors, save_vectors

from .processes import CONTROLS, clean_environment, statements

HEROES = "The fallen heroes of the harvest gave their lives for us."
PAPERS = {"MODEL_CARD.md", "manifest.json", "metrics.json"}
FRAMES = ("heroes", "traitors", "victory")


def table(join=None, **names):
    """Return the coded statements as rows; `join` turns their frames into one cell."""
    return [
        {
            names.get("text", "text"): s["text"],
            names.get("labels", "labels"): join(s["frames"]) if join else s["frames"],
            "context": s["context"],
        }
        for s in statements()
    ]


def with_two(rows_join):
    """Rows of which some carry two frames."""
    rows = table(rows_join)
    for row, statement in zip(rows, statements(), strict=True):
        if statement["frames"] == ["traitors"]:
            row["labels"] = rows_join(["traitors", "victory"])
    return rows


def as_csv(rows, delimiter=","):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_jsonl(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_parquet(rows):
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


@pytest.fixture
def train(framing, left):
    """Train to the folder `m` and hold that it is there if and only if all went well."""

    def train(*arguments, **options):
        done = framing("train", *arguments, "-o", "m", **options)
        assert ("m" in left()) is (done.code < 2), done.err
        assert not [name for name in left() if name.startswith(".")]
        return done

    return train


def test_a_corpus_gives_a_model_with_its_papers(trained_folder):
    folder, done = trained_folder
    assert {path.name for path in folder.iterdir() if path.suffix != ".npy"} == PAPERS
    assert library.load(folder).classify(HEROES).frames == ("heroes",)
    assert "held-out statements" in done.out
    for row in (*FRAMES, "micro", "macro", "samples", "baseline most_frequent", "baseline lexicon"):
        assert any(line.startswith(row) for line in done.out.splitlines())
    assert done.err.startswith("note: voices: told by rules alone: no framed statement is ")


def test_metrics(trained_folder):
    metrics = json.loads((trained_folder[0] / "metrics.json").read_bytes())
    assert set(metrics) >= {"test", "baselines", "thresholds", "training", "notes"}
    assert set(metrics["baselines"]) == {"most_frequent", "lexicon"}
    assert set(metrics["test"]["frames"]) == set(metrics["thresholds"]) == set(FRAMES)
    names = {"precision", "recall", "f1", "average_precision", "brier", "calibration_error"}
    for figures in metrics["test"]["frames"].values():
        assert set(figures) >= {"support", *names}
        for name in names:
            value, low, high = figures[name]
            assert 0 <= low <= value <= high <= 1
    for kind in ("micro", "macro", "samples"):
        assert f"{kind}_f1" in metrics["test"]["averages"]
    assert metrics["test"]["n_groups"] + metrics["training"]["n_contexts"] == 12
    assert metrics["test"]["n_rows"] + metrics["training"]["n_statements"] == len(statements())


def test_card(trained_folder):
    front, _, body = (trained_folder[0] / "MODEL_CARD.md").read_text().partition("\n---\n")
    assert front.startswith("---\n")
    for line in ("library_name: framing", "license: apache-2.0", "- en", "model-index:"):
        assert line in front.splitlines()
    for frame in FRAMES:
        assert f"`{frame}`" in body
    assert "## Limits" in body


def test_trained_twice_the_arrays_are_equal(framing, corpus_folder, tmp_path):
    for name, jobs in (("once", 1), ("twice", 4)):
        assert framing("train", corpus_folder, "-o", name, "--jobs", jobs).code == 0
    names = [path.name for path in (tmp_path / "once").iterdir()]
    for name in (*names, "metrics.json", "manifest.json"):
        both = [(tmp_path / folder / name).read_bytes() for folder in ("once", "twice")]
        assert both[0] == both[1], name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", as_csv(with_two(";".join))),
        ("t.csv", as_csv(with_two(" | ".join))),
        ("t.tsv", as_csv(with_two(json.dumps), "\t")),
        ("t.jsonl", as_jsonl(with_two(list))),
        ("t.parquet", as_parquet(with_two(list))),
    ],
    ids=["csv ;", "csv |", "tsv json", "jsonl list", "parquet list"],
)
def test_tables(name, content, train, make, tmp_path):
    make(name, content)
    done = train(name, "--group-column", "context")
    assert (done.code, done.err) == (0, "note: voices: told by rules alone: none is coded\n")
    model = library.load(tmp_path / "m")
    assert model.frame_ids == FRAMES
    assert model.classify("Traitors within sold the river to the enemy.").frames[:2] in (
        ("traitors", "victory"),
        ("victory", "traitors"),
    )
    metrics = json.loads((tmp_path / "m" / "metrics.json").read_bytes())
    assert metrics["test"]["n_groups"] + metrics["training"]["n_contexts"] == 12


def test_a_column_of_zero_and_one_for_each_frame(train, make, tmp_path):
    rows = [
        {"text": s["text"], "war": int(s["frames"] == ["victory"]), "us": int(bool(s["frames"]))}
        for s in statements()
    ]
    make("t.csv", as_csv(rows))
    done = train("t.csv", "--label-columns", "us, war")
    assert done.code == 0
    assert "note: no groups: statements were split one by one" in done.err
    assert library.load(tmp_path / "m").frame_ids == ("us", "war")


def test_columns_by_name_and_several_files(train, make, tmp_path):
    rows = table(";".join, text="body", labels="kinds")
    make("a.csv", as_csv(rows[:70]))
    make("b.jsonl", as_jsonl(rows[70:]))
    columns = ["--text-column", "body", "--labels-column", "kinds", "--group-column", "context"]
    assert train("a.csv", "b.jsonl", *columns).code == 0
    assert library.load(tmp_path / "m").frame_ids == FRAMES


def test_a_codebook_gives_names_order_and_cues(train, make, corpus_folder, tmp_path):
    make("t.csv", as_csv(table(";".join)))
    done = train("t.csv", "--group-column", "context", "--codebook", corpus_folder)
    assert done.code == 0
    manifest = json.loads((tmp_path / "m" / "manifest.json").read_bytes())
    assert manifest["codebook"]["title"] == "Three frames"
    assert manifest["codebook"]["frames"][0]["name"] == "Heroic sacrifice"
    metrics = json.loads((tmp_path / "m" / "metrics.json").read_bytes())
    assert metrics["baselines"]["lexicon"]["averages"]["macro_f1"][0] > 0


def test_rows_without_text_are_left_out_and_named(train, make):
    rows = table(";".join)
    rows[3] = {**rows[3], "text": ""}
    make("t.csv", as_csv(rows) + "only one cell\n")
    done = train("t.csv", "--group-column", "context")
    assert done.code == 1
    notes = [line for line in done.err.splitlines() if "left out" in line]
    assert len(notes) == 2
    assert "t.csv" in notes[0]
    assert "row 4" in notes[0]
    assert "empty text" in notes[0]
    assert "row 145: 1 cells where the header has 3" in notes[1]


@pytest.mark.parametrize("label", ["war crimes", "\x1b[31mred"])
def test_any_label_gives_a_model_that_loads_or_a_clear_refusal(label, train, make, framing):
    make("t.jsonl", as_jsonl(table(lambda f: [label] if f == ["heroes"] else f)))
    done = train("t.jsonl", "--group-column", "context")
    assert not CONTROLS & set(done.out + done.err)
    if done.code == 0:
        assert framing("info", "m").code == 0
        said = framing("classify", HEROES, "--json", "-m", "m").json
        assert said["frames"] == [label]
    else:
        assert label.strip("\x1b") in done.err


def test_a_frame_with_too_few_statements_is_left_out_and_named(train, make, tmp_path):
    rows = table(";".join)
    for row in rows[:4]:
        row["labels"] = "rare"
    make("t.csv", as_csv(rows))
    done = train("t.csv", "--group-column", "context")
    assert done.code == 0
    assert "note: rare: left out of the model: " in done.err
    assert "at least 8 of each" in done.err
    assert library.load(tmp_path / "m").frame_ids == FRAMES


ROWS = as_csv(table(";".join))
FEW = as_csv(table(";".join)[:4])
ONE_CLASS = as_csv(table(lambda _: "same"))
GROUPED = as_csv([{**row, "context": "all one"} for row in table(";".join)])


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (ROWS.replace(",heroes,", ",heros,", 1), ["--codebook", "corpus"], [
            "t.csv:1: label 'heros' is not in the codebook", "did you mean 'heroes'?"]),
        (ROWS, ["--labels-column", "lables"], ["no column 'lables'", "did you mean 'labels'?"]),
        (ROWS, ["--text-column", "txt"], ["no column 'txt'", "did you mean 'text'?"]),
        (ROWS, ["--group-column", "contxt"], ["no column 'contxt'", "did you mean 'context'?"]),
        (ROWS, ["--label-columns", "a,b"], ["no column 'a'", "allowed: text, labels, context"]),
        (ROWS, ["--label-columns", "labels"], ["row 1: labels is 'heroes'", "allowed are 0 and 1"]),
        (ROWS, ["--label-columns", "a", "--labels-column", "labels"], ["not both"]),
        (ROWS.replace("labels", "kind", 1), [], ["which column holds the labels?",
            "text, kind, context", "--labels-column"]),
        (ROWS.replace(",heroes,", ',"[""heroes",', 1), [], ["row 1: labels", "aren't one"]),
        ("text,labels\na b,\nc d,\n", [], ["no row has a label"]),
        ("text,labels\n", [], ["no row with a text"]),
        (ONE_CLASS, ["--group-column", "context"], ["no frame can be learned", "same: left out",
            "0 without"]),
        (FEW, [], ["4 statements in 4 groups", "at least 6 groups"]),
        (GROUPED, ["--group-column", "context"], ["in 1 groups", "name another group column"]),
        (ROWS, ["--codebook", "nothing.toml"], ["nothing.toml: no such codebook"]),
        (ROWS, ["nothing.csv"], ["nothing.csv: no such file"]),
        (ROWS, ["--encoding", "utf-99"], ["unknown encoding 'utf-99'"]),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else "",
)  # fmt: skip
def test_refused(content, options, words, train, make, own_corpus):
    make("t.csv", content)
    done = train("t.csv", *options)
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["corpus: no such"]),
        (["nothing"], ["nothing: no such file or folder"]),
        (["own", "--text-column", "text"], ["own is a corpus", "columns are named for tables"]),
        (["faulty"], ["faulty/statements/b.jsonl:1: not valid JSON", "framing corpus check"]),
    ],
)
def test_folders_that_are_refused(arguments, words, framing, own_corpus):
    faulty = own_corpus.rename(own_corpus.with_name("faulty"))
    (faulty / "statements" / "b.jsonl").write_text("{\n")
    own = faulty.with_name("own")
    (own / "statements").mkdir(parents=True)
    done = framing("train", *arguments, "-o", "m")
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in done.err


def test_tables_need_a_place(framing, make):
    make("t.csv", ROWS)
    done = framing("train", "t.csv")
    assert done.code == 2
    assert "name the folder for the model with -o" in done.err


def test_a_corpus_has_a_place(framing, own_corpus):
    done = framing("train", "corpus")
    assert done.code == 0
    assert (own_corpus.parent / "models" / "default" / "manifest.json").is_file()
    assert framing("train").code == 2  # it is there now


def test_the_word_vectors_of_a_corpus_are_used_unless_others_are_named(framing, own_corpus):
    vectors = WordVectors(("heroes", "harvest"), np.eye(2, dtype=np.float32))
    save_vectors(vectors, own_corpus / "vectors.npz")
    save_vectors(vectors, own_corpus / "other.npz")
    for name, options in (("m", ()), ("n", ("--vectors", own_corpus / "other.npz"))):
        assert framing("train", "corpus", "-o", name, *options).code == 0
        learned = library.load(own_corpus.parent / name).model.facts["word_vectors"]
        assert learned == [{"words": 2, "dimensions": 2, "learned_from": "unlabelled text"}]
    (own_corpus / "vectors.npz").write_bytes(b"no archive")
    done = framing("train", "corpus", "-o", "o")
    assert done.code == 2
    assert "vectors.npz: no word vectors" in done.err


def test_c_is_taken_as_named_or_chosen_of_those_named(framing, own_corpus):
    for name, options, grid in (("m", ("-C", 0.5), [0.5]), ("n", ("-C", 2, "-C", 1), [1.0, 2.0])):
        assert framing("train", "corpus", "-o", name, *options).code == 0
        facts = library.load(own_corpus.parent / name).model.facts
        assert facts["recipe"]["inverse_regularisations"] == grid
        assert facts["inverse_regularisation"] in grid


def test_shipped_word_vectors_are_used_for_texts_whose_words_they_know(framing, own_corpus):
    assert framing("train", "corpus", "-o", "m", "--vector-weight", 0.5).code == 0
    facts = library.load(own_corpus.parent / "m").model.facts
    assert "UN General Debate" in facts["word_vectors"][0]["learned_from"]
    assert (facts["recipe"]["vector_weights"], facts["vector_weight"]) == ([0.5], 0.5)


@pytest.mark.parametrize("c", ["0", "-1", "nan", "inf", "much"])
def test_c_must_be_above_0_and_finite(c, framing, own_corpus):
    done = framing("train", "corpus", "-o", "m", "-C", c)
    assert (done.code, done.out) == (2, "")
    assert "inverse-regularisation" in done.err


@pytest.mark.parametrize("weight", ["-1", "nan", "inf", "much"])
def test_a_vector_weight_must_be_0_or_above_and_finite(weight, framing, own_corpus):
    done = framing("train", "corpus", "-o", "m", "--vector-weight", weight)
    assert (done.code, done.out) == (2, "")
    assert "vector-weight" in done.err


def test_what_is_there_stays_without_force(framing, make, corpus_folder):
    make("m/manifest.json", "precious")
    done = framing("train", corpus_folder, "-o", "m")
    assert done.code == 2
    assert "m exists already" in done.err
    assert "--force" in done.err
    assert make("x", "").with_name("m").joinpath("manifest.json").read_text() == "precious"


def test_progress_is_not_shown_in_a_pipe(trained_folder):
    assert "cross-validating" not in trained_folder[1].err


def test_force_replaces_a_model(framing, make, corpus_folder, tmp_path):
    make("m/manifest.json", "an older model")
    make("m/stale.npy", "of it")
    assert framing("train", corpus_folder, "-o", "m", "--force").code == 0
    assert library.load(tmp_path / "m").frame_ids == FRAMES
    assert not (tmp_path / "m" / "stale.npy").exists()


@pytest.mark.parametrize("name", ["m/thesis.docx", "m"])
def test_force_replaces_nothing_but_a_model(name, framing, make, corpus_folder):
    path = make(name, "precious")
    done = framing("train", corpus_folder, "-o", "m", "--force")
    assert path.is_file()
    assert done.code == 2
    assert path.read_text() == "precious"
    assert "m is a " in done.err


def test_a_zip_is_refused_before_training(framing, corpus_folder, left):
    done = framing("train", corpus_folder, "-o", "m.zip")
    assert (done.code, done.out, left()) == (2, "", [])
    assert "without .zip" in done.err


def test_a_read_only_folder_is_refused_before_training(framing, corpus_folder, read_only):
    done = framing("train", corpus_folder, "-o", "fixed/m")
    assert (done.code, done.out) == (2, "")
    assert "fixed/m: can't be written: Read-only file system" in done.err


def test_a_full_disk(framing, corpus_folder, tiny_disk):
    (tiny_disk / "ballast").write_bytes(bytes(100_000))
    done = framing("train", corpus_folder, "-o", "tiny/m")
    assert done.code == 2
    assert "tiny/m: can't be written: No space left on device" in done.err
    assert [path.name for path in tiny_disk.iterdir()] == ["ballast"]


def test_control_c(forks, corpus_folder, tmp_path, model_folder):
    """Between the first look at the place and the end of training."""
    request = {
        "arguments": ["train", str(corpus_folder), "-o", "m"],
        "environment": clean_environment(FRAMING_MODEL=str(model_folder)),
        "folder": tmp_path,
    }
    with forks.start(**request) as running:
        assert not running.wait(0.05)
        os.kill(running.pid, signal.SIGINT)
        done = running.finish(30)
    assert done.code == 130
    assert "framing: interrupted" in done.err
    assert list(tmp_path.iterdir()) == []
