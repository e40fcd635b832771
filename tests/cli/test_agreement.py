"""`framing agreement` as a user meets it."""

import json

import pytest

from framing import cli
from framing.cli import run

TABLE = "unit,coder,labels\n1,a,war\n1,b,war\n2,a,\n2,b,peace\n3,a,peace\n3,b,peace\n"


@pytest.fixture(autouse=True)
def command(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "agreement", ("framing.cli.agreement:agreement", "Agree."))


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text(TABLE)
    return str(path)


def test_the_table(table, capsys):
    assert run(["agreement", table]) == 0
    shown = capsys.readouterr().out
    assert "3 of 3 units coded twice or more, 6 codings by 2 coders (a, b)" in shown
    assert "peace" in shown
    assert "all frames at once" in shown


def test_json_and_markdown_say_the_same(table, capsys):
    assert run(["agreement", table, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["frames"]["war"]["alpha"]["value"] == 1.0
    assert run(["agreement", table, "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    value = data["frames"]["peace"]["alpha"]["value"]
    assert any(line.startswith("| peace | 3 |") and f"{value:.3f}" in line for line in lines)


def test_wide(tmp_path, capsys):
    path = tmp_path / "wide.csv"
    path.write_text("id,ann,ben\n1,war,war\n2,-,peace\n3,,war\n")
    assert run(["agreement", str(path), "--coder-columns", "ann, ben"]) == 0
    out, err = capsys.readouterr()
    assert "2 of 3 units" in out
    assert "note: 1 empty cells were taken for: not coded" in err


def test_one_coder(tmp_path, capsys):
    path = tmp_path / "one.csv"
    path.write_text("unit,coder,labels\n1,a,war\n")
    assert run(["agreement", str(path)]) == 2
    assert "only one coder ('a')" in capsys.readouterr().err


def test_equal_labels_are_undefined(tmp_path, capsys):
    path = tmp_path / "same.csv"
    path.write_text("unit,coder,labels\n1,a,war\n1,b,war\n2,a,war\n2,b,war\n")
    assert run(["agreement", str(path)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "undefined: all 4 codings" in out
    assert "kappa, mean over frames: - (it is undefined for each frame)" in out


def test_options_that_exclude_each_other(table, capsys):
    assert run(["agreement", table, "--json", "--markdown"]) == 2
    assert run(["agreement", table, "--coder-columns", "a,b", "--coder-column", "coder"]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_names_from_outside_cant_move_the_terminal(tmp_path, capsys):
    path = tmp_path / "evil.csv"
    path.write_text("unit,coder,labels\n1,\x1b[31ma,x[bold]war\n1,b,\n2,b,x\n")
    assert run(["agreement", str(path)]) == 0
    assert "\x1b" not in capsys.readouterr().out
