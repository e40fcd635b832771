"""Features side by side, and one linear model for each frame."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_class_weight

from framing.codebook import Codebook
from framing.fitting import Features, Recipe, fit_frames, fit_linear

from .conftest import FRAMES, make_vectors


@pytest.fixture(scope="module")
def blocks(corpus):
    return Features.of(Recipe(), corpus.codebook).fit_transform(corpus.texts)


def test_blocks_stand_side_by_side(corpus):
    features = Features.of(Recipe(), corpus.codebook, make_vectors())
    both = features.fit_transform(corpus.texts)
    terms = features.terms.transform(corpus.texts)
    subwords = features.subwords.transform(corpus.texts)
    assert both.shape == (
        len(corpus),
        len(features.terms.terms_) + 3 + len(features.subwords.ngrams_) + 4,
    )
    np.testing.assert_array_equal(both.toarray(), np.hstack([terms.toarray(), subwords.toarray()]))


def test_recipe_reaches_the_features(corpus):
    recipe = Recipe(
        cue_scale=2.0,
        min_df=2,
        min_df_pairs=4,
        min_df_ngrams=3,
        ngram_range=(3, 4),
    )
    features = Features.of(recipe, corpus.codebook)
    terms, subwords = features.terms.get_params(), features.subwords.get_params()
    assert (terms["cue_scale"], terms["min_df"], terms["min_df_pairs"]) == (2.0, 2, 4)
    assert subwords["min_df"] == 3
    assert subwords["scale"] == recipe.subword_scale_beside_cues
    bare = Features.of(recipe, Codebook.from_ids(FRAMES))
    assert bare.subwords.get_params()["scale"] == recipe.subword_scale
    assert subwords["ngram_range"] == (3, 4)


@pytest.mark.parametrize("balance", [0.0, 0.7, 1.0])
def test_each_frame_is_a_support_vector_machine_between_plain_and_balanced(blocks, corpus, balance):
    labels = corpus.labels()
    recipe = Recipe(class_balance=balance)
    ((weights, intercepts),) = fit_linear(blocks, labels, (1.0,), recipe)
    # The intercept is punished: it is the weight of a column of ones.
    wide = sparse.hstack([blocks, np.ones((blocks.shape[0], 1))]).tocsr()
    for k in range(len(FRAMES)):
        full = compute_class_weight("balanced", classes=np.array([False, True]), y=labels[:, k])
        learner = LinearSVC(
            class_weight=dict(zip([False, True], full**balance, strict=True)),
            fit_intercept=False,
            tol=1e-8,
            max_iter=100_000,
        )
        expected = wide @ learner.fit(wide, labels[:, k]).coef_[0]
        np.testing.assert_allclose(blocks @ weights[k] + intercepts[k], expected, atol=0.002)


def test_words_and_word_vectors_are_fitted_apart_and_added_up(corpus):
    recipe = Recipe(vector_weights=(0.5, 2.0), vector_regularisation=0.2)
    features = Features.of(recipe, corpus.codebook, make_vectors())
    blocks, labels = features.fit_transform(corpus.texts), corpus.labels()
    n_words = blocks.shape[1] - 4
    found = fit_frames(features, blocks, labels, (0.3, 3.0), recipe)
    ((apart, biases),) = fit_linear(blocks[:, n_words:], labels, (0.2,), Recipe())
    margins = found.margins(blocks)
    assert list(margins) == [(0.3, 0.5), (0.3, 2.0), (3.0, 0.5), (3.0, 2.0)]
    of_words = fit_linear(blocks[:, :n_words], labels, (0.3, 3.0), Recipe())
    for c, (alone, alone_intercepts) in zip((0.3, 3.0), of_words, strict=True):
        for share in (0.5, 2.0):
            weights, intercepts = found.added((c, share))
            np.testing.assert_allclose(weights, np.hstack([alone, share * apart]))
            np.testing.assert_allclose(intercepts, alone_intercepts + share * biases)
            np.testing.assert_allclose(blocks @ weights.T + intercepts, margins[c, share])


def test_without_word_vectors_nothing_is_added(corpus):
    features = Features.of(Recipe(), corpus.codebook)
    blocks, labels = features.fit_transform(corpus.texts), corpus.labels()
    found = fit_frames(features, blocks, labels, (0.3,), Recipe())
    ((weights, intercepts),) = fit_linear(blocks, labels, (0.3,), Recipe())
    assert list(found.margins(blocks)) == [(0.3, 0.0)]
    np.testing.assert_array_equal(found.added((0.3, 0.0))[0], weights)
    np.testing.assert_array_equal(found.added((0.3, 0.0))[1], intercepts)


@pytest.mark.parametrize(("value", "sign"), [(False, -1), (True, 1)])
def test_frame_of_one_kind_goes_the_way_that_is_known(blocks, value, sign):
    labels = np.column_stack([np.full(blocks.shape[0], value), np.arange(blocks.shape[0]) % 2 == 0])
    ((weights, intercepts),) = fit_linear(blocks, labels, (1.0,), Recipe())
    margins = blocks @ weights[0] + intercepts[0]
    assert (np.sign(margins) == sign).all()


def test_result_does_not_depend_on_threads_nor_on_the_run():
    # More problems than one thread takes at a time.
    drawn = np.random.default_rng(0)
    blocks = sparse.random(800, 10_000, density=0.005, random_state=0, format="csr")
    labels = drawn.random((800, 40)) < 0.2
    expected = fit_linear(blocks, labels, (0.3, 3.0), Recipe(), 1)
    for jobs in (1, 2, -1):
        for found, wanted in zip(
            fit_linear(blocks, labels, (0.3, 3.0), Recipe(), jobs), expected, strict=True
        ):
            np.testing.assert_array_equal(found[0], wanted[0])
            np.testing.assert_array_equal(found[1], wanted[1])


def test_order_of_the_frames_does_not_matter(blocks, corpus):
    labels = corpus.labels()
    ((weights, intercepts),) = fit_linear(blocks, labels, (1.0,), Recipe())
    ((turned, turned_intercepts),) = fit_linear(blocks, labels[:, ::-1], (1.0,), Recipe())
    np.testing.assert_array_equal(weights[::-1], turned)
    np.testing.assert_array_equal(intercepts[::-1], turned_intercepts)


def test_a_grid_gives_what_each_value_gives_alone(blocks, corpus):
    labels, grid = corpus.labels(), (0.1, 1.0, 10.0)
    for c, (weights, intercepts) in zip(
        grid, fit_linear(blocks, labels, grid, Recipe()), strict=True
    ):
        ((alone, alone_intercepts),) = fit_linear(blocks, labels, (c,), Recipe())
        np.testing.assert_array_equal(weights, alone)
        np.testing.assert_array_equal(intercepts, alone_intercepts)
