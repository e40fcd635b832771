"""The library as a user sees it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import framing
from framing.errors import FramingError, ModelError, OutputError
from framing.scoring import score_texts

from .conftest import FRAMES

TEXT = "Our fallen heroes of the homeland stood to the last man"


@pytest.fixture
def classifier(model):
    return framing.TextClassifier(model)


@pytest.fixture
def saved(classifier, tmp_path):
    classifier.save(tmp_path / "model")
    return tmp_path / "model"


def test_classify(classifier):
    found = classifier.classify(TEXT)
    assert found.frames == ("hero",)
    assert "heroes" in {word.text for word in found.scores[0].words}
    assert classifier.classify("The library opens at nine on weekdays").frames == ()


def test_operating_point(classifier, model):
    for name, thresholds in model.operating_points.items():
        found = classifier.classify(TEXT, operating_point=name)
        assert [score.threshold for score in found.scores] == list(thresholds)


def test_unknown_operating_point(classifier):
    with pytest.raises(ModelError, match=r"no operating point 'precision=0.8\d'.* did you mean"):
        classifier.classify(TEXT, operating_point="precision=0.85")


def test_probabilities(classifier, model):
    texts = [TEXT, "", "\ud800", "Rain"]
    found = classifier.predict_proba(iter(texts))
    assert found.shape == (4, 3)
    np.testing.assert_array_equal(found, model.probabilities(score_texts(model, texts).margins))
    assert ((found >= 0) & (found <= 1)).all()
    assert classifier.predict_proba([]).shape == (0, 3)


def test_predict_is_classify_for_each(classifier, corpus):
    expected = [classifier.classify(text).frames for text in corpus.texts[:20]]
    assert classifier.predict(corpus.texts[:20]) == expected


def test_frames(classifier):
    assert classifier.frame_ids == FRAMES


def test_load_from_path_text_or_environment(saved, monkeypatch):
    assert framing.load(saved).classify(TEXT).frames == ("hero",)
    assert framing.load(str(saved)).classify(TEXT).frames == ("hero",)
    monkeypatch.setenv("FRAMING_MODEL", str(saved))
    assert framing.load().frame_ids == FRAMES


def test_path_goes_before_the_environment(saved, monkeypatch):
    monkeypatch.setenv("FRAMING_MODEL", "/nowhere")
    assert framing.load(saved).frame_ids == FRAMES
    with pytest.raises(ModelError, match="/nowhere: no such model"):
        framing.load()


def test_shipped_model_is_found_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("FRAMING_MODEL", raising=False)
    monkeypatch.chdir(tmp_path)
    classifier = framing.load()
    assert len(classifier.frame_ids) == 14
    found = classifier.classify(
        "The fallen heroes of our army stopped the terrorist gangs at the gates of the city."
    )
    assert {"heroic_sacrifice", "terrorist_label"} <= set(found.frames)
    assert classifier.classify("The library opens at nine on weekdays.").frames == ()


def test_saving_over_a_model_needs_force(classifier, saved):
    with pytest.raises(OutputError, match="exists already"):
        classifier.save(saved)
    classifier.save(str(saved), force=True)
    assert framing.load(saved).frame_ids == FRAMES


def test_every_public_name_is_there():
    for name in framing.__all__:
        assert getattr(framing, name).__name__ == name
    assert set(dir(framing)) == set(framing.__all__)
    assert issubclass(ModelError, framing.FramingError)
    assert framing.FramingError is FramingError


def test_unknown_name():
    with pytest.raises(AttributeError, match="module 'framing' has no attribute 'laod'"):
        framing.laod  # noqa: B018


def test_typed():
    assert (Path(framing.__file__).parent / "py.typed").exists()


def test_classifying_needs_neither_scikit_learn_nor_the_kernel(saved):
    code = (
        "import sys, framing; framing.load(sys.argv[1]).classify('our heroes'); "
        "print(sorted({'sklearn', 'scipy', 'numba', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(saved)], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
