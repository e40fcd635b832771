import errno
import os

import pytest

from framing.errors import InputError, OutputError
from framing.files import atomic, atomic_path, same_file


def test_it_appears_at_the_end(tmp_path, left):
    path = tmp_path / "a.txt"
    with atomic_path(path) as temporary:
        temporary.write_text("whole")
        assert temporary.parent == tmp_path
        assert not path.exists()
    assert path.read_text() == "whole"
    assert left() == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, InputError])
def test_nothing_is_left_after_an_exception(tmp_path, left, error):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail():
        with atomic_path(path, force=True) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert left() == ["a.txt"]


def test_an_existing_file_needs_force(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(OutputError, match=r"a\.txt: exists already; --force"), atomic_path(path):
        pass
    with atomic_path(path, force=True) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("links", [True, False])
def test_one_that_came_in_the_meantime_is_kept(tmp_path, left, monkeypatch, links):
    path = tmp_path / "a.txt"
    if not links:
        monkeypatch.setattr(
            "pathlib.Path.hardlink_to", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no"))
        )
        with atomic_path(path) as temporary:
            temporary.write_text("mine")
        assert path.read_text() == "mine"
        return
    with pytest.raises(OutputError, match="exists already"), atomic_path(path):
        path.write_text("theirs")
    assert path.read_text() == "theirs"
    assert left() == ["a.txt"]


def test_permissions(tmp_path):
    path = tmp_path / "a.txt"
    plain = tmp_path / "plain.txt"
    plain.write_text("")
    with atomic_path(path):
        pass
    assert path.stat().st_mode == plain.stat().st_mode
    path.chmod(0o640)
    with atomic_path(path, force=True):
        pass
    assert path.stat().st_mode & 0o777 == 0o640


def test_links_are_followed(tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    with atomic_path(link) as temporary:
        temporary.write_text("x")
    assert link.is_symlink()
    assert target.read_text() == "x"


def test_places_that_cannot_be(tmp_path):
    for path, why in (
        (tmp_path / "no" / "a.txt", "there is no folder"),
        (tmp_path, "this is a folder"),
    ):
        with pytest.raises(OutputError, match=why), atomic_path(path):
            pass
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"), atomic_path(tmp_path / "file" / "a.txt"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"), atomic_path(tmp_path / "a.txt"):
        pass


def test_a_read_only_file_system(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path))

    monkeypatch.setattr(atomic.os, "open", refuse)
    with pytest.raises(OutputError, match="Read-only file system"), atomic_path(tmp_path / "a.txt"):
        pass


def test_a_full_disk(tmp_path, left):
    path = tmp_path / "a.txt"
    with (
        pytest.raises(OutputError, match=r"a\.txt: can't be written \(No space"),
        atomic_path(path),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert left() == []


def test_errors_about_other_files_and_pipes_pass(tmp_path):
    for error in (FileNotFoundError(2, "No such file", "/other"), BrokenPipeError(32, "closed")):
        with pytest.raises(type(error)), atomic_path(tmp_path / "a.txt"):
            raise error


def test_devices_are_written_to():
    with atomic_path("/dev/null") as place:
        place.write_text("x")
    with pytest.raises(OutputError, match="/dev/full"), atomic_path("/dev/full") as place:
        place.write_text("x")


def test_same_file(tmp_path):
    path, link = tmp_path / "a", tmp_path / "b"
    assert same_file(path, tmp_path / "x" / ".." / "a")
    path.write_text("")
    link.symlink_to(path)
    assert same_file(path, link)
    assert not same_file(path, tmp_path / "c")
