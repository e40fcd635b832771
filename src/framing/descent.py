"""Logistic regression for many frames and many values of C at once.

Dual coordinate descent (Yu, Huang and Lin 2011): each step solves the problem of one text
exactly, given all others. All problems go side by side through the same texts, so that each
feature that is looked up gives neighbouring weights; what one problem does depends on no other.

References
----------
H.-F. Yu, F.-L. Huang, C.-J. Lin, Dual coordinate descent methods for logistic regression and
maximum entropy models, Machine Learning 85, 2011.
"""

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from framing.jit import compiled

__all__ = ["logistic_regressions"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: At most so many problems side by side.
MOST_PROBLEMS = 64
#: Solved problems are left out once no more than this share of those side by side is unsolved.
STILL_RUNNING = 0.67
#: How far a dual derivative may be from zero: margins are right to about a ten-thousandth then.
TOLERANCE = 1e-3
MAX_PASSES = 1000
_NEWTON_STEPS, _NEWTON_TOLERANCE = 100, 1e-6


def logistic_regressions(
    blocks: sparse.csr_matrix,
    labels: Bools,
    weights: Floats,
    grid: Sequence[float],
    *,
    seed: int = 0,
    jobs: int = 1,
) -> tuple[NDArray[np.float32], Floats]:
    """Fit a logistic regression for each frame and each C; the intercept is punished as well.

    Parameters
    ----------
    blocks : csr matrix, shape (n_texts, n_features)
    labels : ndarray of bool, shape (n_texts, n_frames)
    weights : ndarray of float64, shape (n_texts, n_frames)
        How much each text counts for each frame; above 0.
    grid : sequence of float
        The values of C.
    seed : int
        Of the order in which texts are gone through.
    jobs : int
        Threads; -1 for one on each core.

    Returns
    -------
    coefficients : ndarray of float32, shape (n_values, n_features, n_frames)
    intercepts : ndarray of float64, shape (n_values, n_frames)

    Examples
    --------
    >>> blocks = sparse.csr_matrix(np.array([[1.0], [-1.0]]))
    >>> labels = np.array([[True], [False]])
    >>> found, _ = logistic_regressions(blocks, labels, np.ones((2, 1)), [1.0])
    >>> found.shape, round(float(found[0, 0, 0]), 2)
    ((1, 1, 1), 0.67)
    """
    n_frames = labels.shape[1]
    squared = np.asarray(blocks.multiply(blocks).sum(axis=1)).ravel() + 1.0
    rows = (blocks.indptr, blocks.indices, blocks.data.astype(np.float32), squared)
    problems = [(c, k) for c in grid for k in range(n_frames)]
    parts = [
        problems[start : start + MOST_PROBLEMS] for start in range(0, len(problems), MOST_PROBLEMS)
    ]
    found = Parallel(n_jobs=jobs, prefer="threads")(
        delayed(_solve)(
            rows,
            blocks.shape[1],
            labels[:, [k for _, k in part]],
            weights[:, [k for _, k in part]] * np.array([c for c, _ in part]),
            seed,
        )
        for part in parts
    )
    coefficients = np.hstack([w for w, _ in found]).reshape(-1, len(grid), n_frames)
    intercepts = np.concatenate([b for _, b in found]).reshape(len(grid), n_frames)
    return coefficients.transpose(1, 0, 2), intercepts


def _solve(
    rows: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.float32], Floats],
    n_features: int,
    labels: Bools,
    upper: Floats,
    seed: int,
) -> tuple[NDArray[np.float32], Floats]:
    """Solve problems side by side; `upper` bounds the duals, shape (n_texts, n_problems)."""
    n_texts, n_problems = labels.shape
    coefficients = np.zeros((n_features, n_problems), dtype=np.float32)
    intercepts = np.zeros(n_problems)
    at = np.arange(n_problems)
    signs, upper = np.where(labels, np.float32(1), np.float32(-1)), np.ascontiguousarray(upper)
    duals = np.minimum(0.001 * upper, 1e-8)
    weights, biases = np.zeros_like(coefficients), np.zeros(n_problems, dtype=np.float32)
    running, steepest = np.ones(n_problems, dtype=np.bool_), np.zeros(n_problems)
    drawn = np.random.default_rng(seed)
    for _ in range(MAX_PASSES):
        order = drawn.permutation(n_texts)
        _pass(order, *rows, signs, upper, duals, weights, biases, running, steepest)
        running &= steepest > TOLERANCE
        if running.mean() < STILL_RUNNING:
            coefficients[:, at], intercepts[at] = weights, biases
            if not running.any():
                return coefficients, intercepts
            signs, upper, duals, weights, biases = (
                np.ascontiguousarray(x[..., running])
                for x in (signs, upper, duals, weights, biases)
            )
            at, steepest, running = at[running], steepest[running], running[running]
    coefficients[:, at], intercepts[at] = weights, biases
    return coefficients, intercepts


@partial(compiled, fastmath=True)
def _pass(
    order, starts, columns, values, squared, signs, bounds, duals, weights, intercepts, running,
    steepest,
):  # fmt: skip
    """Go once through all texts; `steepest` becomes the largest derivative of each problem."""
    lanes = weights.shape[1]
    margins, steps = np.empty(lanes, np.float32), np.empty(lanes, np.float32)
    steepest[:] = 0.0
    for row in order:
        first, last = starts[row], starts[row + 1]
        margins[:] = intercepts
        for at in range(first, last):
            column, value = columns[at], values[at]
            for k in range(lanes):
                margins[k] += value * weights[column, k]
        for k in range(lanes):
            steps[k] = 0.0
            if running[k]:
                old = duals[row, k]
                margin = np.float64(signs[row, k]) * np.float64(margins[k])
                new, derivative = _minimise(old, bounds[row, k], squared[row], margin)
                steepest[k] = max(steepest[k], derivative)
                duals[row, k] = new
                steps[k] = signs[row, k] * np.float32(new - old)
        for k in range(lanes):
            intercepts[k] += steps[k]
        for at in range(first, last):
            column, value = columns[at], values[at]
            for k in range(lanes):
                weights[column, k] += value * steps[k]


@partial(compiled, fastmath=True)
def _minimise(old, bound, squared, margin):
    """Return the dual that is best for one text, and how steep it was before.

    The dual lies between 0 and `bound`. Newton's method runs from the side that is farther from
    the end where the logarithm falls off, so that it can't leave the interval.
    """
    turned = 0.5 * squared * (bound - 2 * old) + margin < 0
    start = bound - old if turned else old
    slope = -margin if turned else margin
    dual = start if bound - start >= 0.5 * bound else 0.1 * start
    derivative = squared * (dual - start) + slope + math.log(dual / (bound - dual))
    before = abs(derivative)
    for _ in range(_NEWTON_STEPS):
        if abs(derivative) < _NEWTON_TOLERANCE:
            break
        curvature = squared + bound / (bound - dual) / dual
        following = dual - derivative / curvature
        dual = 0.1 * dual if following <= 0 else following
        derivative = squared * (dual - start) + slope + math.log(dual / (bound - dual))
    return (bound - dual if turned else dual), before
