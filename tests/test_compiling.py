"""Compiling: every word, phrase and n-gram has its row, and nothing else."""

import numpy as np
import pytest

from framing.compiling import Calibrated, compile_model
from framing.errors import TrainingError
from framing.features import SubwordVectorizer, TermVectorizer
from framing.hashing import code_points, span_keys
from framing.model import ARRAYS

from .conftest import CUES, FRAMES, make_vectors


def test_arrays_are_those_of_the_format(fitted):
    arrays = fitted.model.arrays
    assert arrays.keys() == ARRAYS.keys()
    sizes: dict[str, int] = {}
    for name, (dtype, shape) in ARRAYS.items():
        assert arrays[name].dtype == np.dtype(dtype)
        for dimension, size in zip(shape, arrays[name].shape, strict=True):
            assert sizes.setdefault(dimension, size) == size
        assert not arrays[name].flags.writeable
    for part in ("word", "phrase", "ngram"):
        keys = arrays[f"{part}_keys"]
        assert (keys[1:] > keys[:-1]).all()


def test_names_stand_in_the_order_of_their_keys(fitted):
    model = fitted.model
    names = model.word_names
    lengths = np.array([len(name) for name in names])
    ends = np.cumsum(lengths)
    keys = span_keys(code_points("".join(names)), ends - lengths, ends, model.seed)
    np.testing.assert_array_equal(keys, model.arrays["word_keys"])
    assert len(model.phrase_names) == len(model.arrays["phrase_keys"])


def test_words_of_texts_cues_and_vectors_have_rows(fitted_models):
    model = fitted_models["vectors"].model
    words = set(model.word_names)
    assert {"heroes", "antonville"} <= words
    assert {word for cue in CUES for word in cue.split()} <= words
    assert set(make_vectors().words) <= words
    assert {cue for cue in CUES if " " in cue} <= set(model.phrase_names)


def test_row_of_a_word_is_what_it_adds(fitted):
    model, name = fitted.model, "heroes"
    row = model.word_names.index(name)
    at = fitted.features.terms.terms_.index(name)
    terms, arrays = fitted.features.terms, model.arrays
    n_terms = len(terms.terms_)
    expected = fitted.weights[:, at] * terms.idf_[at]
    cues = terms.cue_matrix_.toarray()[at]
    expected = expected + fitted.weights[:, n_terms : n_terms + len(cues)] @ cues
    np.testing.assert_allclose(arrays["word_term_rows"][row], expected, rtol=1e-6)
    norm = terms.idf_[at] ** 2 + cues @ cues
    assert arrays["word_term_norms"][row] == pytest.approx(norm, rel=1e-6)


def test_word_that_is_no_term_has_an_empty_term_row(fitted_models):
    fitted = fitted_models["long"]
    terms = set(fitted.features.terms.terms_)
    outside = [i for i, name in enumerate(fitted.model.word_names) if name not in terms]
    assert outside
    assert not fitted.model.arrays["word_term_rows"][outside].any()
    assert not fitted.model.arrays["word_term_norms"][outside].any()


def test_a_mark_is_a_word_of_one_character_without_subwords(fitted_models):
    fitted = fitted_models["marks"]
    model, terms = fitted.model, fitted.features.terms
    alone = [row for row, name in enumerate(model.word_names) if len(name) == 1]
    assert {model.word_names[row] for row in alone} == set(terms.marks_)
    assert {"!", "\u200d", "\u0307", "\u03c2", "\u24d0", "k", "\x00", "\u00e9"} <= set(terms.marks_)
    assert not model.arrays["word_subword_rows"][alone].any()
    assert not model.arrays["word_subword_norms"][alone].any()
    for row in alone:
        at = terms.terms_.index(model.word_names[row])
        expected = fitted.weights[:, at] * terms.idf_[at]
        np.testing.assert_allclose(model.arrays["word_term_rows"][row], expected, rtol=1e-6)
        norm = model.arrays["word_term_norms"][row]
        assert norm == pytest.approx(terms.idf_[at] ** 2, rel=1e-6)
    assert all(" " in name for name in model.phrase_names)


def test_model_without_phrases(fitted_models):
    model = fitted_models["bare"].model
    assert model.phrase_names == []
    assert model.arrays["phrase_rows"].shape == (0, 3)


def test_metadata_is_kept(fitted, codebook):
    n = len(FRAMES)
    model = compile_model(
        codebook,
        fitted.features.terms,
        fitted.features.subwords,
        fitted.weights,
        fitted.intercepts,
        Calibrated(np.ones(n), np.zeros(n), np.full(n, 0.25)),
        min_known_words=0.75,
        operating_points={"f1": (0.25,) * n},
        facts={"a": 1},
    )
    assert model.min_known_words == 0.75
    assert model.thresholds.tolist() == [0.25] * n
    assert model.thresholds_at("f1").tolist() == [0.25] * n
    assert model.facts == {"a": 1}
    assert model.ngram_range == fitted.features.subwords.ngram_range


def test_another_seed_is_taken_where_keys_collide():
    # Two words of one key can't be found in a lifetime; two names that are one word can.
    texts = ["our heroes fell"]
    terms, subwords = TermVectorizer().fit(texts), SubwordVectorizer().fit(texts)
    subwords.ngrams_ = {gram: i for i, gram in enumerate(subwords.ngrams_)}
    terms.terms_[-1] = terms.terms_[-2]
    n_features = terms.transform(texts).shape[1] + len(subwords.ngrams_)
    with pytest.raises(TrainingError, match="keys collide under 16 seeds"):
        compile_model(
            None,
            terms,
            subwords,
            np.zeros((1, n_features)),
            np.zeros(1),
            Calibrated(np.ones(1), np.zeros(1), np.ones(1)),
        )
