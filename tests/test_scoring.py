"""The NumPy reference gives the margins of the fitted scikit-learn pipeline, for any text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.scoring import analyse, score_texts
from framing.text import MARK, marks, words

from .conftest import TEXTS, VARIANTS


def assert_as_pipeline(fitted, texts, rtol=0.0):
    expected = fitted.margins(texts)
    np.testing.assert_allclose(
        score_texts(fitted.model, texts).margins, expected, rtol=rtol, atol=1e-5
    )


@settings(max_examples=350)
@given(name=st.sampled_from(VARIANTS), texts=st.lists(TEXTS, min_size=1, max_size=2))
def test_any_text(fitted_models, name, texts):
    assert_as_pipeline(fitted_models[name], texts)


def test_training_texts(fitted, corpus):
    assert_as_pipeline(fitted, corpus.texts)


@pytest.mark.parametrize("length", [2, 3, 33, 1000, 20_000])
def test_long_word(fitted, length):
    letters = "herosvictm"
    word = "".join(letters[i * i % 10] for i in range(length))
    # A row holds seven digits, and the margin of a word grows with the root of its length.
    assert_as_pipeline(fitted, [word, f"heroes {word} under the rubble"], rtol=1e-6)


def test_many_unknown_words(fitted):
    assert_as_pipeline(fitted, [" ".join(f"w{i}ord{i % 7}" for i in range(8000))])


def test_words_repeated_many_times(fitted):
    assert_as_pipeline(fitted, ["heroes under the rubble zzz " * 5000])


@pytest.mark.parametrize("text", ["", " ", "b", "\U0001f600", "\ud800", "\x00", " \ufffd"])
def test_text_without_words_and_known_marks_has_the_intercept(model, text):
    scores = score_texts(model, [text])
    np.testing.assert_array_equal(scores.margins[0], model.arrays["intercepts"])
    assert scores.known_words.tolist() == [0.0]


@pytest.mark.parametrize("text", [".", "A", "\u0130", "\u0301", ". . ."])
def test_marks_count_but_are_no_known_words(model, text):
    scores = score_texts(model, [text, f"{text} heroes", f"qqwwee {text}"])
    assert (scores.margins[0] != model.arrays["intercepts"]).all()
    assert scores.known_words.tolist() == [0.0, 1.0, 0.0]


@settings(max_examples=100)
@given(text=TEXTS)
def test_a_model_without_marks_passes_them_over(fitted_models, text):
    model = fitted_models["bare"].model
    assert all(len(name) > 1 for name in model.word_names)
    lowered = text.lower()
    without = MARK.sub(" ", lowered)
    scores = score_texts(model, [lowered, without])
    np.testing.assert_array_equal(*scores.margins)
    assert scores.known_words[0] == scores.known_words[1]
    assert not len(analyse(model, text).marks.starts)


@settings(max_examples=100)
@given(text=TEXTS)
def test_known_marks_are_found_where_they_stand(fitted_models, text):
    model = fitted_models["marks"].model
    known = {name for name in model.word_names if len(name) == 1}
    found = analyse(model, text).marks
    expected = [mark for mark in marks(text) if mark in known]
    assert len(found.starts) == len(expected)
    for mark, start, end in zip(expected, found.starts, found.ends, strict=True):
        assert end == start + 1
        # A sigma on its own has nothing before or behind it.
        assert mark in text[start:end].lower().replace("\u03c3", "\u03c3\u03c2")


def test_no_texts(model):
    scores = score_texts(model, iter(()))
    assert scores.margins.shape == (0, 3)
    assert scores.known_words.shape == (0,)


@settings(max_examples=50)
@given(text=TEXTS)
def test_known_words(model, text):
    found = words(text)
    known = set(model.word_names)
    share = sum(word in known for word in found) / len(found) if found else 0.0
    assert score_texts(model, [text]).known_words[0] == pytest.approx(share)


@settings(max_examples=50)
@given(text=TEXTS)
def test_parts_add_up(fitted_models, text):
    model = fitted_models["marks"].model
    found = analyse(model, text)
    total = sum(part.weights.sum(0) for part in found.parts) + model.arrays["intercepts"]
    np.testing.assert_allclose(total, found.margins, rtol=0, atol=1e-9)


def test_margins_do_not_depend_on_the_other_texts(model, corpus):
    alone = [score_texts(model, [text]).margins[0] for text in corpus.texts]
    np.testing.assert_array_equal(score_texts(model, corpus.texts).margins, alone)
