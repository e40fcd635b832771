import os
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.files.discovery import by_suffix, discover


def names(*inputs, kind=None):
    return [source.name for source in discover([str(one) for one in inputs], kind)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", ("csv", None)),
        ("a.TSV", ("tsv", None)),
        ("a.b.jsonl.gz", ("jsonl", "gzip")),
        ("a.ndjson.zst", ("jsonl", "zstd")),
        ("a.txt.GZ", ("txt", "gzip")),
        ("a.parquet", ("parquet", None)),
        ("a.pq", ("parquet", None)),
        ("a.pq.gz", (None, None)),
        ("a.xlsx", (None, None)),
        ("csv", (None, None)),
        (".gz", (None, None)),
    ],
)
def test_suffixes(name, expected):
    assert by_suffix(name) == expected


def test_a_folder_gives_all_below_sorted(make, tmp_path):
    for name in ("b.csv", "a/z.jsonl.gz", "a/b/c.txt", "notes.md", ".hidden.csv", ".git/x.txt"):
        make(name, "x")
    expected = ["a/b/c.txt", "a/z.jsonl.gz", "b.csv"]
    assert names(tmp_path) == [str(tmp_path / name) for name in expected]


def test_a_folder_with_format_gives_every_suffix(make, tmp_path):
    make("b.md", "x")
    make("a.txt", "x")
    found = discover([tmp_path], "txt")
    assert [(Path(s.name).name, s.format) for s in found] == [
        ("a.txt", "txt"),
        ("b.md", "txt"),
    ]


def test_a_folder_without_texts(make, tmp_path):
    make("notes.md", "x")
    with pytest.raises(InputError, match=r"no file to read; allowed are \.csv, \.tsv"):
        names(tmp_path)


def test_patterns(make, tmp_path):
    for name in ("b.csv", "a.csv", "a.md", "deep/er/c.csv"):
        make(name, "x")
    assert names(tmp_path / "*.csv") == [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert len(names(tmp_path / "**" / "*.csv")) == 3
    assert names(tmp_path / "*") == [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    with pytest.raises(InputError, match="no file matches this pattern"):
        names(tmp_path / "*.jsonl")
    with pytest.raises(InputError, match="none of 1 matches is a file to read; allowed"):
        names(tmp_path / "*.md")


def test_a_name_with_brackets_is_a_name_first(make, tmp_path):
    path = make("posts [1].csv", "x")
    assert names(path) == [str(path)]


def test_each_file_once(make, tmp_path, monkeypatch):
    path = make("a.csv", "x")
    (tmp_path / "link.csv").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    assert names(path, tmp_path, "a.csv", "*.csv", "-", "-") == [str(path), "-"]


def test_what_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv: no such file or folder"):
        names(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="no input"):
        names()


def test_unknown_suffix_and_format(make):
    path = make("a.xlsx", "x")
    with pytest.raises(
        InputError,
        match=r"a\.xlsx: can't tell the format.*\.parquet.*Save or rename.*--input-format",
    ):
        names(path)
    assert discover([path], "csv")[0].format == "csv"
    with pytest.raises(InputError, match="unknown format 'cvs': did you mean 'csv'"):
        names(path, kind="cvs")


def test_format_keeps_the_compression(make):
    assert discover([make("a.log.gz", "x")], "txt")[0].compression == "gzip"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(make, read):
    path = make("a.csv", "text\nx\n")
    path.chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        read(path)
