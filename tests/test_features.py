"""The two blocks, against scikit-learn's own vectorizers and against the design's formula."""

from collections import Counter
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer

from framing.analysis import word_ngrams
from framing.features import SubwordVectorizer, TermVectorizer
from framing.text import marks, words

from .conftest import CUES, FRAMES, make_codebook, make_vectors

WORD = st.sampled_from(
    "our heroes fell under the rubble of Ring ring to last every side \u0130stanbul "
    "\u039f\u0394\u039f\u03a3 children a x , !! Ring. \u2764\ufe0f \ud800".split()
)
DOCUMENT = st.lists(WORD, max_size=12).map(" ".join)
DOCUMENTS = st.lists(DOCUMENT, min_size=1, max_size=8)
#: Texts of words with two letters or more: those are words to char_wb as well.
PLAIN = st.lists(
    st.lists(st.text("abc\u03c3\u65e5", min_size=2, max_size=6), min_size=1, max_size=8).map(
        " ".join
    ),
    min_size=1,
    max_size=8,
)


def slow_terms(vectorizer, text):
    """Return the block of one text as the design writes it: a sum of vectors over a norm."""
    found, terms = words(text), set(vectorizer.terms_)
    counts = Counter(
        term
        for n in (1, 2, 3)
        for at in range(len(found) - n + 1)
        if (term := " ".join(found[at : at + n])) in terms
    )
    counts.update(mark for mark in marks(text) if mark in terms)
    place = {term: i for i, term in enumerate(vectorizer.terms_)}
    scale = vectorizer.cue_scale
    weights = dict(zip(vectorizer.cues, vectorizer.cue_weights, strict=True))
    block = np.zeros(len(place) + len(FRAMES))
    norm = 0.0
    for term, count in counts.items():
        vector = np.zeros(len(block))
        vector[place[term]] = vectorizer.idf_[place[term]]
        vector[len(place) :] = scale * np.asarray(weights.get(term, np.zeros(len(FRAMES))))
        block += (1 + log(count)) * vector
        norm += (1 + log(count)) ** 2 * (vector @ vector)
    return block / sqrt(norm) if norm else block


def slow_subwords(vectorizer, text):
    n_grams, vectors = len(vectorizer.ngrams_), vectorizer.vectors
    known = {} if vectors is None else dict(zip(vectors.words, vectors.vectors, strict=True))
    block = np.zeros(n_grams + (0 if vectors is None else vectors.vectors.shape[1]))
    norm = 0.0
    for word, count in Counter(words(text)).items():
        vector = np.zeros(len(block))
        squared = 0.0
        for gram in word_ngrams(word, *vectorizer.ngram_range):
            if gram in vectorizer.ngrams_:
                column = vectorizer.ngrams_[gram]
                vector[column] += vectorizer.scale * vectorizer.idf_[column]
                squared += vectorizer.idf_[column] ** 2
        if word in known:
            idf = vectorizer.word_idf_.get(word, vectorizer.word_idf_[""])
            vector[n_grams:] = vectorizer.vector_scale_ * idf * known[word].astype(float)
        block += (1 + log(count)) * vector
        norm += (1 + log(count)) ** 2 * squared
    return block / sqrt(norm) if norm else np.zeros(len(block))


@pytest.mark.parametrize("min_df", [1, 2])
@settings(max_examples=40)
@given(training=DOCUMENTS, texts=DOCUMENTS)
def test_terms_without_cues_are_tfidf(min_df, training, texts):
    theirs = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=min_df)
    ours = TermVectorizer(min_df=min_df, min_df_pairs=min_df).fit(training)
    try:
        theirs.fit(training)
    except ValueError:  # no terms
        assert ours.terms_ == []
        return
    assert sorted(ours.terms_) == sorted(theirs.vocabulary_)
    order = [theirs.vocabulary_[term] for term in ours.terms_]
    np.testing.assert_allclose(ours.idf_, theirs.idf_[order], rtol=1e-12)
    np.testing.assert_allclose(
        ours.transform(texts).toarray(), theirs.transform(texts).toarray()[:, order], atol=1e-12
    )


@settings(max_examples=40)
@given(
    training=DOCUMENTS,
    texts=DOCUMENTS,
    scale=st.sampled_from([0.5, 1.0, 3.0]),
    min_df_marks=st.sampled_from([None, 1, 2]),
)
def test_terms_with_cues_follow_the_formula(training, texts, scale, min_df_marks):
    cues, weights = make_codebook().lexicon.matrix(FRAMES)
    vectorizer = TermVectorizer(
        cues, weights, cue_scale=scale, min_df_pairs=2, min_df_marks=min_df_marks
    ).fit(training)
    expected = [slow_terms(vectorizer, text) for text in texts]
    np.testing.assert_allclose(vectorizer.transform(texts).toarray(), expected, atol=1e-12)


@settings(max_examples=60)
@given(training=DOCUMENTS, texts=DOCUMENTS, min_df=st.sampled_from([0, 1, 2]))
def test_marks_stand_behind_the_other_terms_and_change_none(training, texts, min_df):
    cues, weights = make_codebook().lexicon.matrix(FRAMES)
    without = TermVectorizer(cues, weights).fit(training)
    beside = TermVectorizer(cues, weights, min_df_marks=min_df).fit(training)
    n_others = len(without.terms_)
    frequency = Counter(mark for text in training for mark in set(marks(text)))
    assert beside.terms_[:n_others] == without.terms_
    assert beside.terms_[n_others:] == sorted(m for m in frequency if frequency[m] >= min_df)
    assert without.marks_ == []
    np.testing.assert_array_equal(beside.idf_[:n_others], without.idf_)
    np.testing.assert_array_equal(beside.squared_norms_[:n_others], without.squared_norms_)
    # The two blocks of a text differ by its norm alone.
    wide, narrow = beside.transform(texts).toarray(), without.transform(texts).toarray()
    kept = np.delete(wide, np.s_[n_others : len(beside.terms_)], axis=1)
    length = np.linalg.norm(kept, axis=1, keepdims=True)
    np.testing.assert_allclose(kept, narrow * length, atol=1e-12)


def test_cues_are_terms_though_no_text_has_them():
    cues, weights = make_codebook().lexicon.matrix(FRAMES)
    vectorizer = TermVectorizer(cues, weights, min_df=5, min_df_pairs=5).fit(["nothing here"])
    assert sorted(vectorizer.terms_) == sorted(CUES)
    row = vectorizer.transform(["under the rubble"]).toarray()[0]
    assert row[-3:].tolist() == pytest.approx([0, 0, 3 / sqrt(9 + vectorizer.idf_[0] ** 2)])


def test_cues_and_weights_must_fit():
    with pytest.raises(ValueError, match="1 cues but weights for 0"):
        TermVectorizer(["heroes"]).fit(["our heroes"])


@given(st.text("ab\u65e5\u0301", min_size=1, max_size=8), st.integers(1, 5), st.integers(0, 4))
def test_ngrams_are_those_of_char_wb(word, shortest, more):
    longest = shortest + more
    analyse = TfidfVectorizer(analyzer="char_wb", ngram_range=(shortest, longest)).build_analyzer()
    assert Counter(word_ngrams(word, shortest, longest)) == Counter(analyse(word))


@pytest.mark.parametrize("min_df", [1, 2])
@settings(max_examples=40)
@given(texts=PLAIN)
def test_subword_weights_are_those_of_char_wb(min_df, texts):
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=min_df)
    ours = SubwordVectorizer(ngram_range=(2, 4), min_df=min_df).fit(texts)
    try:
        theirs.fit(texts)
    except ValueError:  # no n-gram stands in enough texts
        assert ours.ngrams_ == {}
        return
    assert ours.ngrams_.keys() == theirs.vocabulary_.keys()
    order = [theirs.vocabulary_[gram] for gram in ours.ngrams_]
    np.testing.assert_allclose(ours.idf_, theirs.idf_[order], rtol=1e-12)


@settings(max_examples=40)
@given(
    training=DOCUMENTS,
    texts=DOCUMENTS,
    with_vectors=st.booleans(),
    scale=st.sampled_from([0.5, 1.0]),
)
def test_subwords_follow_the_formula(training, texts, with_vectors, scale):
    vectors = make_vectors() if with_vectors else None
    vectorizer = SubwordVectorizer(scale=scale, vectors=vectors).fit(training)
    expected = [slow_subwords(vectorizer, text) for text in texts]
    np.testing.assert_allclose(vectorizer.transform(texts).toarray(), expected, atol=1e-9)


def test_sums_of_word_vectors_have_length_1_on_average():
    texts = ["heroes and children", "a famine", "nobody", "heroes, heroes, heroes"]
    vectorizer = SubwordVectorizer(vectors=make_vectors()).fit(texts)
    sums = vectorizer.transform(texts)[:, len(vectorizer.ngrams_) :].toarray()
    assert (sums**2).sum(axis=1).mean() == pytest.approx(1)
    assert not sums[2].any()


def test_word_vectors_change_nothing_of_the_ngrams():
    texts = ["heroes and children", "a famine", "nobody"]
    without = SubwordVectorizer().fit(texts)
    beside = SubwordVectorizer(vectors=make_vectors()).fit(texts)
    np.testing.assert_array_equal(
        beside.transform(texts)[:, : len(beside.ngrams_)].toarray(),
        without.transform(texts).toarray(),
    )


@pytest.mark.parametrize("vectorizer", [TermVectorizer(), SubwordVectorizer()])
def test_nothing_to_learn_from_gives_empty_blocks(vectorizer):
    fitted = clone(vectorizer).fit(["", "a"])
    assert fitted.transform(["our heroes", ""]).toarray().sum() == 0
    assert fitted.transform([]).shape[0] == 0


@pytest.mark.parametrize("vectorizer", [TermVectorizer(), SubwordVectorizer()])
def test_transforming_before_fitting_is_refused(vectorizer):
    with pytest.raises(NotFittedError):
        vectorizer.transform(["our heroes"])


@pytest.mark.parametrize(
    "vectorizer", [TermVectorizer(min_df=2, min_df_marks=3), SubwordVectorizer(min_df=3)]
)
def test_clones_have_the_same_settings(vectorizer):
    assert clone(vectorizer).get_params() == vectorizer.get_params()
