"""The estimator works where scikit-learn takes one."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline

from framing.classifier import FramingClassifier

from .conftest import FRAMES, make_codebook


@pytest.fixture(scope="module")
def several(corpus):
    """Return texts and one label for each: the first frame, or none."""
    return corpus.texts, np.array([s.frames[0] if s.frames else "none" for s in corpus.statements])


@pytest.fixture(scope="module")
def two(corpus):
    return corpus.texts, np.array(["hero" in s.frames for s in corpus.statements])


def test_multiclass(several):
    texts, labels = several
    classifier = FramingClassifier().fit(texts, labels)
    assert classifier.classes_.tolist() == ["hero", "none", "siege", "victim"]
    assert classifier.score(texts, labels) > 0.95
    margins, probabilities = classifier.decision_function(texts), classifier.predict_proba(texts)
    assert margins.shape == probabilities.shape == (len(texts), 4)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(margins.argmax(1), probabilities.argmax(1))
    np.testing.assert_array_equal(classifier.classes_[margins.argmax(1)], classifier.predict(texts))


@pytest.mark.parametrize("labels", [("no", "yes"), (False, True), (0, 1), (-1, 1), (3, 7)])
def test_binary(two, labels):
    texts, hero = two
    y = np.where(hero, labels[1], labels[0])
    classifier = FramingClassifier().fit(texts, y)
    assert classifier.classes_.tolist() == sorted(labels)
    assert classifier.coef_.shape[0] == 1
    assert classifier.score(texts, y) == 1
    margins, probabilities = classifier.decision_function(texts), classifier.predict_proba(texts)
    assert margins.shape == (len(texts),)
    assert probabilities.shape == (len(texts), 2)
    np.testing.assert_allclose(probabilities[:, 1], 1 / (1 + np.exp(-2 * margins)))
    np.testing.assert_array_equal(classifier.predict(texts) == labels[1], margins > 0)


def test_multilabel(corpus):
    labels = corpus.labels().astype(int)
    classifier = FramingClassifier().fit(corpus.texts, labels)
    assert classifier.classes_.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(classifier.predict(corpus.texts), labels)
    margins = classifier.decision_function(corpus.texts)
    np.testing.assert_allclose(
        classifier.predict_proba(corpus.texts), 1 / (1 + np.exp(-2 * margins)), atol=1e-12
    )


def test_multilabel_with_one_column(two):
    texts, hero = two
    classifier = FramingClassifier().fit(texts, hero[:, None].astype(int))
    assert classifier.predict(texts).shape == (len(texts), 1)
    np.testing.assert_array_equal(classifier.predict(texts)[:, 0], hero)


@pytest.mark.parametrize("value", [0, 1])
def test_multilabel_with_a_column_of_one_kind(corpus, value):
    labels = corpus.labels().astype(int)
    labels[:, 1] = value
    classifier = FramingClassifier().fit(corpus.texts, labels)
    np.testing.assert_array_equal(classifier.predict(corpus.texts), labels)


def test_cross_val_score(several, corpus):
    scores = cross_val_score(
        FramingClassifier(), *several, cv=GroupKFold(4), groups=corpus.groups()
    )
    assert scores.shape == (4,)
    assert scores.min() > 0.8


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_cross_val_predict(several, method):
    found = cross_val_predict(FramingClassifier(), *several, method=method, cv=3)
    assert len(found) == len(several[0])


def test_cross_validation_of_several_labels(corpus):
    labels = corpus.labels().astype(int)
    scores = cross_val_score(FramingClassifier(), corpus.texts, labels, scoring="f1_macro", cv=3)
    assert scores.min() > 0.8


def test_grid_search(several):
    grid = {"C": [0.01, 3.0], "ngram_range": [(2, 3), (3, 5)], "codebook": [None, make_codebook()]}
    search = GridSearchCV(FramingClassifier(), grid, cv=2).fit(*several)
    assert search.best_score_ > 0.8
    assert search.best_params_.keys() == grid.keys()
    assert len(search.cv_results_["params"]) == 8
    assert search.predict(several[0][:3]).shape == (3,)


def test_pipeline(several):
    assert make_pipeline(FramingClassifier()).fit(*several).score(*several) > 0.95


def test_parameters_and_clones():
    classifier = FramingClassifier(C=2.0, codebook=make_codebook(), min_df=2, ngram_range=(3, 4))
    copy = clone(classifier)
    assert copy is not classifier
    assert copy.get_params() == classifier.get_params()
    assert set(classifier.get_params()) == {
        "C",
        "codebook",
        "cue_scale",
        "ngram_range",
        "min_df",
        "min_df_pairs",
        "min_df_marks",
        "min_df_ngrams",
        "n_jobs",
        "random_state",
    }
    assert classifier.set_params(C=5.0).C == 5.0
    assert is_classifier(classifier)


def test_clone_of_a_fitted_one_is_not_fitted(two):
    with pytest.raises(NotFittedError):
        clone(FramingClassifier().fit(*two)).predict(["a"])


def test_fitted_twice_is_the_same(several):
    first, second = FramingClassifier().fit(*several), FramingClassifier().fit(*several)
    np.testing.assert_array_equal(first.coef_, second.coef_)
    np.testing.assert_array_equal(first.intercept_, second.intercept_)


def test_threads_make_no_difference(several):
    expected = FramingClassifier().fit(*several)
    for _ in range(3):
        found = FramingClassifier(n_jobs=2).fit(*several)
        np.testing.assert_array_equal(found.coef_, expected.coef_)


def test_fitting_again_forgets_what_was_before(several, two, corpus):
    classifier = FramingClassifier().fit(corpus.texts, corpus.labels().astype(int))
    classifier.fit(*two)
    assert classifier.predict(two[0]).shape == (len(two[0]),)
    assert classifier.predict_proba(two[0]).shape == (len(two[0]), 2)


def test_survives_a_pickle_of_its_user(two):
    classifier = FramingClassifier().fit(*two)
    copy = pickle.loads(pickle.dumps(classifier))
    np.testing.assert_array_equal(copy.predict_proba(two[0]), classifier.predict_proba(two[0]))


def test_lexicon_reaches_what_no_text_had(corpus):
    labels = corpus.labels().astype(int)
    with_cues = FramingClassifier(codebook=make_codebook(), cue_scale=3.0).fit(corpus.texts, labels)
    without = FramingClassifier().fit(corpus.texts, labels)
    text, hero = ["Martyrdom"], FRAMES.index("hero")
    assert (
        with_cues.decision_function(text)[0, hero] > without.decision_function(text)[0, hero] + 0.5
    )


def test_arrays_and_tuples_of_texts(two):
    texts, labels = two
    expected = FramingClassifier().fit(texts, labels).predict(texts)
    for kind in (tuple, np.array, lambda t: np.array(t, dtype=object)):
        found = FramingClassifier().fit(kind(texts), labels.tolist()).predict(kind(texts))
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("length", [10, 10_000, 100_000])
def test_probabilities_of_a_very_long_word_sum_to_one(several, length):
    classifier = FramingClassifier(C=100.0, ngram_range=(2, 3)).fit(*several)
    for letters in ("he", "zq", "es"):
        found = classifier.predict_proba([letters * (length // 2)])
        assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "texts", ["heroes fell", [b"heroes", b"rain"], [1, 2], [["a"], ["b"]], [None, "a"], 5, None]
)
def test_what_are_no_texts(texts):
    with pytest.raises(ValueError, match="X must be a sequence of texts"):
        FramingClassifier().fit(texts, [0, 1])


@pytest.mark.parametrize(
    ("labels", "what"),
    [
        ([0, 1, 1], "2 texts but 3 labels"),
        ([1, 1], "one class only in y: .*1.*; at least two are needed"),
        ([0.5, 1.5], "y is continuous; allowed are one label a text, or a matrix of 0 and 1"),
        ([[1, 2], [3, 4]], "y is multiclass-multioutput; allowed are"),
        ([], "2 texts but 0 labels"),
        (None, "y"),
    ],
)
def test_labels_that_do_not_fit(labels, what):
    with pytest.raises(ValueError, match=what):
        FramingClassifier().fit(["our heroes", "rain"], labels)


def test_no_texts_at_all():
    with pytest.raises(ValueError, match=r"at least one|0 texts|no texts|two are needed"):
        FramingClassifier().fit([], [])


def test_predicting_before_fitting():
    with pytest.raises(NotFittedError):
        FramingClassifier().predict(["a"])


def test_predicting_for_one_text_that_is_no_list(two):
    with pytest.raises(ValueError, match="X must be a sequence of texts"):
        FramingClassifier().fit(*two).predict("our heroes")
