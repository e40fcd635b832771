"""``framing evaluate`` and ``framing cross-validate``, from files to reports."""

import csv
import io
import json

import pytest

from framing import cli

from .processes import statements

NEW = {
    "evaluate": ("framing.cli.evaluate:evaluate", "Evaluate a model on labelled texts."),
    "cross-validate": (
        "framing.cli.cross_validate:cross_validate",
        "Cross-validate a model of labelled texts.",
    ),
}


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process; return its code, output and messages."""
    for name, place in NEW.items():
        monkeypatch.setitem(cli.COMMANDS, name, place)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments):
        code = cli.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        assert "framing: unexpected" not in captured.err
        return code, captured.out, captured.err

    return run


def rows(**columns):
    """The coded statements as rows of a table, with further columns from their number."""
    return [
        {"text": s["text"], "labels": s["frames"], "event": s["context"]}
        | {name: value(number) for name, value in columns.items()}
        for number, s in enumerate(statements())
    ]


@pytest.fixture
def table(make):
    def write(name="coded.jsonl", **columns):
        return make(name, "".join(json.dumps(row) + "\n" for row in rows(**columns)))

    return write


def validate(run, *arguments):
    return run("cross-validate", *arguments, "--folds", 2, "--jobs", 1, "--json", "-")


def test_cross_validate_a_table(run, table, tmp_path):
    places = [tmp_path / name for name in ("r.json", "r.md", "r.tex", "r.html")]
    options = zip(("--json", "--markdown", "--latex", "--html"), places, strict=True)
    code, out, err = run(
        *("cross-validate", table(), "--group-column", "event", "--folds", 2, "--jobs", 1),
        *(argument for option in options for argument in option),
    )
    assert code == 0, err
    assert "macro" in out
    assert "95 %" in out
    report = json.loads(places[0].read_text())
    assert report["averages"]["macro_f1"][0] > 0.8
    assert report["n_groups"] == 12
    assert all(place.stat().st_size > 500 for place in places)


def test_cross_validate_a_corpus(run, corpus_folder):
    code, out, _ = validate(run, corpus_folder)
    assert code == 0
    report = json.loads(out)
    assert report["n_groups"] == 12
    assert [split["name"] for split in report["splits"]] == ["fold 1", "fold 2"]


def test_at_random_and_repeated(run, corpus_folder):
    code, out, _ = validate(run, corpus_folder, "--at-random", "--repeats", 2)
    assert code == 0
    report = json.loads(out)
    assert len(report["splits"]) == 4
    assert report["n_rows"] == 144


def test_groups_of_a_corpus_by_another_field(run, corpus_folder):
    code, out, err = validate(run, corpus_folder, "--group-column", "speakr")
    assert code == 2
    assert "did you mean 'speaker'" in err
    assert not out


def test_time_column(run, table):
    data = table(when=lambda n: f"20{10 + n // 12:02d}-05-01")
    code, out, err = validate(run, data, "--time-column", "when")
    assert code == 0, err
    report = json.loads(out)
    assert [s["name"][:9] for s in report["splits"]] == ["from 2014", "from 2018"]
    assert report["splits"][0]["training"] < report["splits"][1]["training"]
    assert any("only learned from" in note for note in report["notes"])


def test_dates_that_do_not_parse(run, table):
    code, _, err = validate(run, table(when=lambda n: "soon"), "--time-column", "when")
    assert code == 2
    assert "'soon' is no date" in err
    assert "144 of 144 dates" in err


def test_split_column(run, table):
    data = table(part=lambda n: "test" if n >= 96 else "train")
    code, out, _ = validate(run, data, "--split-column", "part")
    assert code == 0
    (split,) = json.loads(out)["splits"]
    assert (split["training"], split["test"]) == (96, 48)


def test_csv_with_flags(run, make):
    out = io.StringIO(newline="")
    frames = ("heroes", "traitors", "victory")
    writer = csv.writer(out)
    writer.writerow(["body", *frames])
    for row in rows():
        writer.writerow([row["text"], *(int(frame in row["labels"]) for frame in frames)])
    data = make("coded.csv", out.getvalue())
    code, out, err = validate(
        run, data, "--text-column", "body", "--label-columns", ",".join(frames)
    )
    assert code == 0, err
    assert list(json.loads(out)["frames"]) == list(frames)


def test_duplicates_are_found_and_left_out(run, make):
    lines = [json.dumps(row) + "\n" for row in rows()]
    data = make("coded.jsonl", "".join([*lines, *lines[:20]]))
    code, out, err = validate(run, data)
    assert code == 0
    assert "pairs stand on both sides of a split" in err
    assert json.loads(out)["n_rows"] == 164
    code, out, err = validate(run, data, "--deduplicate")
    assert code == 0
    assert "left out" in err
    assert json.loads(out)["n_rows"] <= 144


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--folds", 13, "--group-column", "event"), "12 groups are fewer than 13 folds"),
        (("--group-column", "evnt"), "did you mean 'event'"),
        (("--time-column", "event", "--split-column", "event"), "exclude each other"),
        (("--repeats", 2, "--split-column", "event"), "--repeats is for random splits"),
        (("--labels-column", "label"), "did you mean 'labels'"),
    ],
)
def test_wrong_use(run, table, options, message):
    code, out, err = run("cross-validate", table(), *options)
    assert code == 2
    assert message in err
    assert not out


def test_rows_that_are_left_out_show_in_the_exit_code(run, model_folder, make):
    lines = [json.dumps(row) + "\n" for row in [*rows(), {**rows()[0], "text": " "}]]
    data = make("coded.jsonl", "".join(lines))
    n_rows = len(lines) - 1
    for code, out, err in (
        validate(run, data),
        run("evaluate", model_folder, data, "--json", "-"),
    ):
        assert code == 1
        assert f"note: {data}: left out: row {len(lines)}: empty text" in err
        assert json.loads(out)["n_rows"] == n_rows


def test_labels_outside_the_codebook(run, table, make):
    book = make("book.toml", '[[frames]]\nid = "heroes"\n[[frames]]\nid = "traitors"\n')
    code, _, err = run("cross-validate", table(), "--codebook", book)
    assert code == 2
    assert "'victory' is not in the codebook" in err


def test_one_label_for_all(run, make):
    data = make("coded.jsonl", '{"text": "some words", "labels": ["a"]}\n' * 30)
    code, _, err = run("cross-validate", data)
    assert code == 2
    assert "30 statements with it" in err
    assert "0 without" in err


def test_a_report_that_is_there_is_kept(run, table, make):
    place = make("report.json", "mine")
    code, _, err = run("cross-validate", table(), "--json", place)
    assert code == 2
    assert "report.json" in err
    assert place.read_text() == "mine"


@pytest.mark.parametrize(
    ("option", "start"),
    [("--markdown", "# Evaluation"), ("--latex", "% needs"), ("--html", "<!doctype html>")],
)
def test_a_report_is_printed(run, model_folder, table, option, start, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("evaluate", model_folder, table(), option, "-")
    assert code == 0
    assert out.startswith(start)
    assert not (tmp_path / "-").exists()


def test_two_reports_in_one_place(run, model_folder, table, tmp_path):
    place = tmp_path / "report"
    code, out, err = run("evaluate", model_folder, table(), "--json", place, "--html", place)
    assert code == 2
    assert "two reports can't go to one place" in err
    assert not out
    assert not place.exists()


def test_evaluate(run, model_folder, corpus_folder, tmp_path):
    page = tmp_path / "page.html"
    code, out, err = run("evaluate", model_folder, corpus_folder, "--html", page)
    assert code == 0, err
    assert "Evaluation: 144 texts" in out
    assert page.read_text().startswith("<!doctype html>")


def test_evaluate_against_another_and_on_known_texts(run, model_folder, corpus_folder, table):
    code, out, err = run(
        *("evaluate", model_folder, table(), "--group-column", "event", "--json", "-"),
        *("--against", model_folder, "--trained-on", corpus_folder),
    )
    assert code == 0
    report = json.loads(out)
    assert report["comparison"]["macro_f1"]["p_value"] == 1
    assert "144 of 144 texts stand in the training data" in err


def test_evaluate_at_another_operating_point(run, model_folder, table):
    code, out, _ = run("evaluate", model_folder, table(), "--threshold", 1, "--json", "-")
    assert code == 0
    assert json.loads(out)["averages"]["micro_recall"][0] == 0


def test_both_models_are_judged_at_the_operating_point(run, model_folder, table):
    code, out, _ = run(
        *("evaluate", model_folder, table(), "--against", model_folder),
        *("--threshold", 1, "--json", "-"),
    )
    assert code == 0
    assert json.loads(out)["comparison"]["macro_f1"]["second"] == 0


def test_evaluate_labels_that_the_model_does_not_know(run, model_folder, make):
    data = make(
        "coded.jsonl",
        '{"text": "fallen heroes", "labels": ["heroes", "heros"]}\n'
        '{"text": "the library", "labels": []}\n',
    )
    code, _, err = run("evaluate", model_folder, data)
    assert code == 2
    assert "did you mean 'heroes'" in err
    code, out, err = run("evaluate", model_folder, data, "--known-labels", "--json", "-")
    assert code == 0
    assert "heros: the model doesn't know it; 1 labels left out" in err
    assert json.loads(out)["frames"]["heroes"]["support"] == 1


def coders(number, frames):
    """Two coders of each text, and a third of every second one who saw nothing."""
    return {"ann": frames, "ben": frames} | ({} if number % 2 else {"cleo": []})


def test_the_model_beside_several_coders(run, model_folder, make):
    """As an object, as rows and as columns: the same figures."""
    plain = [(str(n), row) for n, row in enumerate(rows())]
    nested = [row | {"coders": coders(int(n), row["labels"])} for n, row in plain]
    long = [
        {"id": n, "text": row["text"], "labels": said, "coder": who, "event": row["event"]}
        for n, row in plain
        for who, said in coders(int(n), row["labels"]).items()
    ]
    wide = [
        {"text": row["text"], "event": row["event"]}
        | {who: coders(int(n), row["labels"]).get(who) for who in ("ann", "ben", "cleo")}
        for n, row in plain
    ]
    reports = []
    for name, table, options in (
        ("nested", nested, ()),
        ("long", long, ("--coder-column", "coder")),
        ("wide", wide, ("--coder-columns", "ann,ben,cleo")),
    ):
        data = make(f"{name}.jsonl", "".join(json.dumps(row) + "\n" for row in table))
        code, out, err = run(
            "evaluate", model_folder, data, "--group-column", "event", "--json", "-", *options
        )
        assert code == 0, err
        reports.append(json.loads(out)["ceiling"])
    assert reports[0] == reports[1] == reports[2]
    assert (reports[0]["n_texts"], reports[0]["coders"]) == (144, ["ann", "ben", "cleo"])
    micro = reports[0]["averages"]["micro"]
    assert 0.5 < micro["coders_f1"][0] < micro["model_f1"][0] < 1
    code, out, _ = run("evaluate", model_folder, data, *options)
    assert "F1 of coders" in out
    assert "of 144 texts that two coders or more have coded (ann, ben, cleo)" in out


def test_rows_of_coders_that_nobody_joins_are_told(run, model_folder, table):
    data = table(id=str, coder=lambda n: "ab"[n % 2])
    code, _, err = run("evaluate", model_folder, data)
    assert code == 0
    assert "rows of 2 coders were taken for texts of their own; --coder-column coder" in err


def test_one_coder_only(run, model_folder, table):
    data = table(id=str, coder=lambda n: "ann")
    code, out, err = run("evaluate", model_folder, data, "--coder-column", "coder", "--json", "-")
    assert code == 0
    assert "no text that was judged has labels of two coders" in err
    assert "ceiling" not in json.loads(out)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--coder-columns", "a,b", "--coder-column", "c"), "exclude each other"),
        (("--unit-column", "id"), "--unit-column is for tables with a row for each"),
        (("--coder-column", "event"), "no column 'id'"),
    ],
)
def test_wrong_use_of_coders(run, model_folder, table, options, message):
    code, out, err = run("evaluate", model_folder, table(), *options)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())


def test_evaluate_leaves_out_what_the_model_was_trained_on(run, model_folder, make):
    lines = [json.dumps(row) + "\n" for row in rows()]
    data = make("data.jsonl", "".join([*lines[:40], *lines[36:40]]))
    trained = make("trained.jsonl", "".join(lines[:20]))
    options = ("--trained-on", trained, "--json", "-")
    code, out, err = run("evaluate", model_folder, data, *options)
    assert code == 0
    assert "training data too: the figures flatter" in err
    assert json.loads(out)["n_rows"] == 44
    code, out, err = run("evaluate", model_folder, data, *options, "--deduplicate")
    assert code == 0
    assert err.count("left out") == 2
    assert json.loads(out)["n_rows"] <= 20
    everything = make("all.jsonl", "".join(lines))
    code, _, err = run("evaluate", model_folder, data, "--trained-on", everything, "--deduplicate")
    assert code == 2
    assert "all 44 texts stand in the training data; no text is left" in err


def test_trained_on_needs_no_columns_of_coders(run, model_folder, make, corpus_folder):
    table = [row | {"ann": row["labels"], "ben": row["labels"]} for row in rows()]
    data = make("wide.jsonl", "".join(json.dumps(row) + "\n" for row in table))
    code, _, err = run(
        *("evaluate", model_folder, data, "--trained-on", corpus_folder),
        *("--coder-columns", "ann,ben", "--text-column", "text"),
    )
    assert code == 0, err
    assert "144 of 144 texts stand in the training data" in err


def test_a_frame_that_never_occurs_in_a_fold(run, make):
    """It is judged where it occurs, and said of the fold that could not learn it."""
    table = [row | {"part": "ab"[row["event"] > "m"], "labels": row["labels"]} for row in rows()]
    for row in table:
        if row["part"] == "a":
            row["labels"] = [frame for frame in row["labels"] if frame != "victory"]
    data = make("coded.jsonl", "".join(json.dumps(row) + "\n" for row in table))
    code, out, err = run(
        "cross-validate", data, "--split-column", "part", "--jobs", 1, "--json", "-"
    )
    assert code == 0, err
    assert "victory: not in the training part of b: never decided there" in err
    assert json.loads(out)["frames"]["victory"]["recall"][0] == 0


def test_evaluate_without_a_model(run, table, tmp_path):
    code, _, err = run("evaluate", tmp_path / "nothing", table())
    assert code == 2
    assert "nothing" in err
