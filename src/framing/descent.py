"""Linear support vector machines for many frames and many values of C at once.

Dual coordinate descent (Hsieh et al. 2008): each step solves the problem of one text exactly,
given all others. All problems go side by side through the same texts, so that each feature that
is looked up gives neighbouring weights; what one problem does depends on no other.

References
----------
C.-J. Hsieh, K.-W. Chang, C.-J. Lin, S. S. Keerthi, S. Sundararajan, A dual coordinate descent
method for large-scale linear SVM, ICML 2008.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from framing.jit import compiled

__all__ = ["support_vector_machines"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: At most so many problems side by side.
MOST_PROBLEMS = 64
#: Solved problems are left out once no more than this share of those side by side is unsolved.
STILL_RUNNING = 0.67
#: How far a dual derivative may be from what the optimum allows.
TOLERANCE = 1e-3
MAX_PASSES = 1000


def support_vector_machines(
    blocks: sparse.csr_matrix,
    labels: Bools,
    weights: Floats,
    grid: Sequence[float],
    *,
    seed: int = 0,
    jobs: int = 1,
) -> tuple[NDArray[np.float32], Floats]:
    """Fit a machine with squared hinge loss for each frame and each C.

    The intercept is punished as well: it is the weight of a column of ones.

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
    >>> found, _ = support_vector_machines(blocks, labels, np.ones((2, 1)), [1.0])
    >>> found.shape, round(float(found[0, 0, 0]), 2)
    ((1, 1, 1), 0.8)
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
    costs: Floats,
    seed: int,
) -> tuple[NDArray[np.float32], Floats]:
    """Solve problems side by side; `costs` is what an error costs, shape (n_texts, n_problems)."""
    n_texts, n_problems = labels.shape
    coefficients = np.zeros((n_features, n_problems), dtype=np.float32)
    intercepts = np.zeros(n_problems)
    at = np.arange(n_problems)
    signs, slacks = np.where(labels, np.float32(1), np.float32(-1)), 1 / (2 * costs)
    duals, weights = np.zeros_like(slacks), np.zeros_like(coefficients)
    biases = np.zeros(n_problems, dtype=np.float32)
    running, steepest = np.ones(n_problems, dtype=np.bool_), np.zeros(n_problems)
    drawn = np.random.default_rng(seed)
    for _ in range(MAX_PASSES):
        order = drawn.permutation(n_texts)
        _pass(order, *rows, signs, slacks, duals, weights, biases, running, steepest)
        running &= steepest > TOLERANCE
        if running.mean() < STILL_RUNNING:
            coefficients[:, at], intercepts[at] = weights, biases
            if not running.any():
                return coefficients, intercepts
            signs, slacks, duals, weights, biases = (
                np.ascontiguousarray(x[..., running])
                for x in (signs, slacks, duals, weights, biases)
            )
            at, steepest, running = at[running], steepest[running], running[running]
    coefficients[:, at], intercepts[at] = weights, biases
    return coefficients, intercepts


@partial(compiled, fastmath=True)
def _pass(
    order, starts, columns, values, squared, signs, slacks, duals, weights, intercepts, running,
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
        moved = False
        for k in range(lanes):
            steps[k] = 0.0
            if running[k]:
                old, slack = duals[row, k], slacks[row, k]
                derivative = np.float64(signs[row, k] * margins[k]) - 1.0 + slack * old
                if old > 0.0 or derivative < 0.0:
                    steepest[k] = max(steepest[k], abs(derivative))
                    duals[row, k] = max(old - derivative / (squared[row] + slack), 0.0)
                    steps[k] = signs[row, k] * np.float32(duals[row, k] - old)
                    moved = True
        # A text well on its side moves nothing; soon that is most of them.
        if moved:
            for k in range(lanes):
                intercepts[k] += steps[k]
            for at in range(first, last):
                column, value = columns[at], values[at]
                for k in range(lanes):
                    weights[column, k] += value * steps[k]
