"""``framing report``: from scored files to a page, pictures and figures."""

import json

import pytest

STATEMENTS = [
    ("The fallen heroes of the harvest gave their lives for us.", "Morgenpost", "2020-01-05"),
    ("Traitors within sold the river to the enemy.", "Morgenpost", "2020-02-05"),
    ("The library near the border opens at nine on weekdays.", "Star", "2020-02-06"),
    ('"The fallen heroes of the winter gave their lives," the ministry said.', "Star", "soon"),
]


@pytest.fixture
def scored(framing, make):
    """Score a small table; return the path of the scores."""

    def score(name="scored.parquet", *options, statements=STATEMENTS):
        rows = [{"text": t, "outlet": o, "published": p} for t, o, p in statements]
        given = make("in.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        done = framing("score", given, "-o", name, *options)
        assert done.code in (0, 1), done.err
        return given.parent / name

    return score


def test_everything_at_once(framing, scored, tmp_path):
    done = framing(
        *("report", scored("scored.parquet", "--unit", "sentence"), "-o", "report.html"),
        *("--by", "outlet", "--time", "published", "--every", "month"),
        *("--json", "report.json", "--svg", "pictures", "--png", "pixels"),
    )
    assert done.code == 0, done.err
    assert "4 passages of 4 documents" in done.err
    assert "1 dates could not be read: 'soon'" in done.err
    assert done.out == ""
    report = json.loads((tmp_path / "report.json").read_text())
    assert {row["value"]: row["texts"] for row in report["groups"][0]["rows"]} == {
        "Morgenpost": 2,
        "Star": 2,
    }
    assert [row["period"] for row in report["time"]["rows"]] == ["2020-01", "2020-02"]
    page = (tmp_path / "report.html").read_text()
    assert "<h2>By outlet</h2>" in page
    assert "Heroic sacrifice" in page
    names = {"frames", "by-1-outlet", "time", "voices", "together"}
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {f"{n}.svg" for n in names}
    assert {path.name for path in (tmp_path / "pixels").iterdir()} == {f"{n}.png" for n in names}


@pytest.mark.parametrize("name", ["scored.csv", "scored.jsonl.gz", "scored.parquet"])
def test_formats(name, framing, scored):
    done = framing("report", scored(name), "--json", "-")
    assert done.code == 0, done.err
    assert done.json["texts"] == 4
    assert done.json["frames"][0]["count"] >= 1


def test_a_folder_of_parts(framing, scored):
    folder = scored("parts.jsonl", "--parts", "--part-rows", "2", "--batch-size", "2")
    assert (folder / "_journal.jsonl").exists()
    done = framing("report", folder, "--json", "-")
    assert done.code == 0, done.err
    assert done.json["texts"] == 4
    assert len(done.json["files"]) == 2


def test_a_prefix_and_a_text_column(framing, scored):
    path = scored("scored.csv", "--prefix", "f_")
    assert framing("report", path, "--json", "-").code == 2
    done = framing("report", path, "--prefix", "f_", "--text-column", "text", "--json", "-")
    assert done.code == 0, done.err


def test_rows_that_failed(framing, scored):
    path = scored("scored.jsonl", statements=[*STATEMENTS, (None, "Star", "2020")])
    done = framing("report", path, "--json", "-")
    assert done.code == 1
    assert done.json["failed"] == 1
    assert "1 not scored" in done.err


def test_nothing_is_replaced_unasked(framing, scored, make, left):
    path = scored()
    page = make("report.html", "precious")
    make("pictures/mine.txt", "precious")
    before = left()
    for options in (["-o", "report.html"], ["--svg", "pictures"], ["--json", "report.html"]):
        done = framing("report", path, *options)
        assert done.code == 2
        assert "--force" in done.err
    assert left() == before
    assert page.read_text() == "precious"
    done = framing("report", path, "-o", "report.html", "--force")
    assert done.code == 0, done.err
    assert page.read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "name what to write"),
        (["-o", "-"], "a page is written to a file"),
        (["-o", "nowhere/report.html"], "there is no folder"),
        (["--json", "-", "--by", "outlt"], "did you mean 'outlet'"),
        (["--json", "-", "--time", "outlet"], "nothing in the column 'outlet' is a date"),
        (["--json", "-", "--every", "month"], "--every needs --time"),
        (["--svg", "in.jsonl"], "this is a file; name a folder"),
    ],
)
def test_wrong_use(options, said, framing, scored, left):
    path = scored()
    before = left()
    done = framing("report", path, *options)
    assert done.code == 2
    assert said in done.err
    assert left() == before


def test_a_table_without_scores(framing, scored):
    scored()
    done = framing("report", "in.jsonl", "--json", "-")
    assert done.code == 2
    assert "no column 'heroes'" in done.err
    assert "--model" in done.err
