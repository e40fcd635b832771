"""What training writes, all of it or nothing."""

import json
import os

import pytest

import framing
from framing.errors import OutputError
from framing.training_files import check_output, save_training, training_to_dict


@pytest.fixture
def saved(trained, corpus, tmp_path):
    save_training(trained, corpus, tmp_path / "m")
    return tmp_path / "m"


def test_a_folder_with_model_metrics_and_card(saved, trained):
    assert {path.name for path in saved.iterdir() if path.suffix != ".npy"} == {
        *("manifest.json", "metrics.json", "MODEL_CARD.md")
    }
    assert framing.load(saved).frame_ids == trained.model.frame_ids
    assert list(saved.parent.iterdir()) == [saved]


def test_metrics_are_the_trainings(saved, trained):
    written = json.loads((saved / "metrics.json").read_text())
    assert written == json.loads(json.dumps(training_to_dict(trained)))
    assert written["test"] == trained.evaluation.to_dict()
    assert set(written["baselines"]) == set(trained.baselines)
    assert list(written["thresholds"].values()) == trained.model.thresholds.tolist()
    assert written["notes"] == list(trained.notes)


def test_the_same_training_gives_the_same_files(saved, trained, corpus, tmp_path):
    save_training(trained, corpus, tmp_path / "again")
    for path in saved.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_everybody_may_read_what_anybody_could(saved):
    mask = os.umask(0)
    os.umask(mask)
    assert saved.stat().st_mode & 0o777 == 0o777 & ~mask
    assert {path.stat().st_mode & 0o777 for path in saved.iterdir()} == {0o666 & ~mask}


def test_a_model_is_replaced_when_forced_only(saved, trained, corpus):
    (saved / "stale.npy").write_text("old")
    with pytest.raises(OutputError, match=r"exists already.*--force"):
        save_training(trained, corpus, saved)
    assert (saved / "stale.npy").exists()
    save_training(trained, corpus, saved, force=True)
    assert not (saved / "stale.npy").exists()
    assert framing.load(saved).frame_ids == trained.model.frame_ids
    assert list(saved.parent.iterdir()) == [saved]


def test_something_else_is_never_replaced(trained, corpus, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "draft.txt").write_text("precious")
    with pytest.raises(OutputError, match="thesis is a folder of something else"):
        save_training(trained, corpus, tmp_path / "thesis", force=True)
    (tmp_path / "notes").write_text("precious")
    with pytest.raises(OutputError, match="notes"):
        save_training(trained, corpus, tmp_path / "notes", force=True)
    assert (tmp_path / "thesis" / "draft.txt").read_text() == "precious"
    assert (tmp_path / "notes").read_text() == "precious"


class TestBeforeTraining:
    def test_a_new_place_is_fine_and_left_empty(self, tmp_path):
        check_output(tmp_path / "m", force=False)
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_around_it_is_made(self, tmp_path):
        check_output(tmp_path / "models" / "new" / "m", force=False)
        assert (tmp_path / "models" / "new").is_dir()
        assert not any((tmp_path / "models" / "new").iterdir())

    def test_what_is_there_needs_force(self, saved):
        with pytest.raises(OutputError, match="exists already; give another place or use --force"):
            check_output(saved, force=False)
        check_output(saved, force=True)

    def test_a_zip_is_refused(self, tmp_path):
        with pytest.raises(OutputError, match=r"without \.zip"):
            check_output(tmp_path / "m.zip", force=False)

    def test_a_file_in_the_way_is_told(self, tmp_path):
        (tmp_path / "file").write_text("x")
        with pytest.raises(OutputError, match=r"can't be written: (Not a directory|File exists)"):
            check_output(tmp_path / "file" / "m", force=False)

    @pytest.mark.parametrize("what", ["file", "folder"])
    def test_what_could_not_be_replaced_after_training_is_refused(self, what, tmp_path):
        """Not after an hour."""
        place = tmp_path / "thesis"
        if what == "file":
            place.write_text("precious")
        else:
            place.mkdir()
            (place / "draft.txt").write_text("precious")
        with pytest.raises(OutputError, match="thesis"):
            check_output(place, force=True)

    @pytest.mark.skipif(not os.geteuid(), reason="root may write to any folder")
    def test_a_folder_that_may_not_be_written_to(self, tmp_path):
        tmp_path.chmod(0o500)
        with pytest.raises(OutputError, match="can't be written: Permission denied"):
            check_output(tmp_path / "m", force=False)
