"""`framing import` and `framing export` as a user meets them."""

import json

import pytest

from framing import cli
from framing.cli import run


@pytest.fixture(autouse=True)
def commands(monkeypatch):
    for name, function in (("import", "import_"), ("export", "export")):
        monkeypatch.setitem(cli.COMMANDS, name, (f"framing.cli.import_:{function}", name))


@pytest.fixture
def files(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "article7.txt").write_text("Our heroes\n\nThey hold.\n")
    (tmp_path / "a.labels").write_text("7\tFlag-Waving\t4\t10\n")
    (tmp_path / "bad.labels").write_text("7\tFlag-Waving\t4\t10\n7\tWaving\t4\t10\n")
    return tmp_path


def test_there_and_back(files, capsys):
    out = files / "records.jsonl"
    command = ["import", "semeval2020", str(files / "a.labels"), "-o", str(out)]
    assert run([*command, "--articles", str(files / "articles")]) == 0
    assert "1 records, 1 with labels (1 different), 1 spans" in capsys.readouterr().err
    record = json.loads(out.read_text())
    assert record["labels"] == ["Flag-Waving"]
    assert list(record) == [
        "id",
        "document",
        "text",
        "labels",
        "spans",
        "group",
        "coder",
        "language",
    ]
    back = files / "back.labels"
    assert run(["export", "semeval2020-tc", str(out), "-o", str(back)]) == 0
    assert back.read_text() == (files / "a.labels").read_text()


def test_a_fault_names_file_and_line_and_leaves_nothing(files, capsys):
    out = files / "records.jsonl"
    command = ["import", "semeval2020", str(files / "bad.labels"), "-o", str(out)]
    assert run([*command, "--articles", str(files / "articles")]) == 2
    assert f"{files / 'bad.labels'}:2: unknown code 'Waving'" in capsys.readouterr().err
    assert not out.exists()
    codes = files / "codes.txt"
    codes.write_text("Flag-Waving\nWaving\n")
    options = ["--articles", str(files / "articles"), "--codes", str(codes)]
    assert run([*command, *options, "--unit", "span"]) == 0
    assert len(out.read_text().splitlines()) == 1


def test_columns_of_a_table(files, capsys):
    table = files / "t.csv"
    table.write_text("headline,war,fear,paper\nTo arms,1,0,X\nCalm,0,0,Y\n")
    out = files / "t.jsonl"
    options = ["--text-column", "headline", "--label-columns", "war, fear"]
    command = ["import", "table", str(table), "-o", str(out), "--group-column", "paper"]
    assert run([*command, *options]) == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["text"], row["labels"], row["group"]) for row in rows] == [
        ("To arms", ["war"], "X"),
        ("Calm", [], "Y"),
    ]
    assert run([*command, *options]) == 2
    assert "exists already" in capsys.readouterr().err
    assert run([*command, *options, "--force"]) == 0


def test_the_input_is_not_replaced(files, capsys):
    lines = files / "t.jsonl"
    lines.write_text('{"text": "To arms", "source": "X"}\n')
    assert run(["import", "table", str(lines), "-o", str(lines), "--force"]) == 2
    assert "this is an input file too" in capsys.readouterr().err
    assert '"source"' in lines.read_text()


def test_predictions_for_label_studio(files):
    (files / "t.csv").write_text("id,text,labels\n1,To arms,war\n")
    out = files / "tasks.json"
    command = ["export", "labelstudio", str(files / "t.csv"), "-o", str(out)]
    assert run([*command, "--predictions"]) == 0
    assert json.loads(out.read_text())[0]["predictions"]


def test_help_lists_the_formats(capsys):
    assert run(["import", "-h"]) == 0
    shown = capsys.readouterr().out
    for name in ("semeval2025-2", "mfc-primary", "labelstudio", "brat"):
        assert f"\n  {name}" in shown
    assert run(["export", "-h"]) == 0
    assert "semeval2020-si" in capsys.readouterr().out
