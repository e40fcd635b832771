"""Coordinate descent against scikit-learn, and problems that don't touch each other."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import LinearSVC

from framing.descent import MOST_PROBLEMS, support_vector_machines


@pytest.fixture(scope="module")
def problem():
    drawn = np.random.default_rng(1)
    blocks = sparse.random(300, 500, density=0.05, random_state=1, format="csr")
    labels = drawn.random((300, 4)) < np.array([0.02, 0.2, 0.5, 0.9])
    return blocks, labels, drawn.uniform(0.2, 5, labels.shape)


@pytest.mark.parametrize("c", [0.01, 1.0, 100.0])
def test_optimum_is_that_of_another_solver(problem, c):
    blocks, labels, weights = problem
    coefficients, intercepts = support_vector_machines(blocks, labels, weights, [c])
    # The intercept is punished: it is the weight of a column of ones.
    wide = sparse.hstack([blocks, np.ones((len(labels), 1))]).tocsr()
    for k in range(labels.shape[1]):
        learner = LinearSVC(C=c, fit_intercept=False, tol=1e-8, max_iter=100_000)
        learner.fit(wide, labels[:, k], sample_weight=weights[:, k])
        found = blocks @ coefficients[0][:, k] + intercepts[0, k]
        np.testing.assert_allclose(found, wide @ learner.coef_[0], atol=2e-3)


def test_each_problem_stands_alone(problem):
    blocks, labels, weights = problem
    grid = (0.1, 3.0)
    coefficients, intercepts = support_vector_machines(blocks, labels, weights, grid)
    for number, c in enumerate(grid):
        for k in range(labels.shape[1]):
            one = slice(k, k + 1)
            w, b = support_vector_machines(blocks, labels[:, one], weights[:, one], [c])
            np.testing.assert_array_equal(coefficients[number][:, k], w[0][:, 0])
            assert intercepts[number, k] == b[0, 0]


def test_more_problems_than_go_side_by_side(problem):
    blocks, labels, weights = problem
    grid = [1.0] * (MOST_PROBLEMS // labels.shape[1] + 1)
    coefficients, _ = support_vector_machines(blocks, labels, weights, grid, jobs=2)
    for found in coefficients:
        np.testing.assert_array_equal(found, coefficients[0])


def test_texts_without_features_leave_the_prevalence():
    labels = np.arange(100)[:, None] < 25
    coefficients, intercepts = support_vector_machines(
        sparse.csr_matrix((100, 3)), labels, np.ones((100, 1)), [100.0]
    )
    assert not coefficients.any()
    # The squared hinge is least at twice the probability minus 1 (Zhang 2004).
    assert intercepts[0, 0] == pytest.approx(2 * 0.25 - 1, abs=0.01)
