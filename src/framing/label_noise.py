"""Labels that are probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.corpus import Corpus

__all__ = ["Suspect", "off_diagonal", "suspects"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
N_SUSPECTS = 50


@dataclass(frozen=True, slots=True)
class Suspect:
    """A label worth a second look.

    Attributes
    ----------
    id, text, frame : str
    labelled : bool
        The coders gave the frame; else they didn't.
    probability : float
        Of the frame, by a model that was not trained on this text.
    """

    id: str
    text: str
    frame: str
    labelled: bool
    probability: float


def suspects(corpus: Corpus, probabilities: Floats, limit: int = N_SUSPECTS) -> tuple[Suspect, ...]:
    """Return the labels that are most likely wrong, the least likely label first.

    Parameters
    ----------
    corpus : Corpus
    probabilities : ndarray of float64, shape (len(corpus), n_frames)
        Out of fold, or of a model that was trained on other texts.
    limit : int

    Returns
    -------
    tuple of Suspect

    References
    ----------
    C. G. Northcutt, L. Jiang, I. L. Chuang, Confident learning: estimating uncertainty in
    dataset labels, JAIR 70, 2021.
    """
    labels = corpus.labels()
    doubtful = off_diagonal(labels, probabilities)
    likelihood = np.where(labels, probabilities, 1 - probabilities)
    order = np.argsort(np.where(doubtful, likelihood, 2), axis=None, kind="stable")
    found = []
    for row, k in zip(*np.unravel_index(order[:limit], labels.shape), strict=True):
        if not doubtful[row, k]:
            break
        statement = corpus.statements[int(row)]
        found.append(
            Suspect(
                statement.id,
                statement.text,
                corpus.codebook.frame_ids[int(k)],
                bool(labels[row, k]),
                float(probabilities[row, k]),
            )
        )
    return tuple(found)


def off_diagonal(labels: Bools, probabilities: Floats) -> Bools:
    """Return which labels stand off the diagonal of the confident joint, frame by frame.

    The threshold of "present" is the mean probability of the texts with the frame, that of
    "absent" the mean probability of its absence in those without. A text belongs confidently to
    a side whose threshold it reaches, and to the more probable one if it reaches both.

    Parameters
    ----------
    labels : ndarray of bool, shape (n_rows, n_frames)
    probabilities : ndarray of float64, shape (n_rows, n_frames)

    Returns
    -------
    ndarray of bool, shape (n_rows, n_frames)

    Examples
    --------
    >>> labels = np.array([[1], [1], [1], [0], [0], [0]], dtype=bool)
    >>> probabilities = np.array([[0.9], [0.8], [0.1], [0.1], [0.2], [0.2]])
    >>> off_diagonal(labels, probabilities).ravel().tolist()
    [False, False, True, False, False, False]
    """
    n_with, n_without = labels.sum(axis=0), (~labels).sum(axis=0)
    absence = 1 - probabilities
    present_from = (probabilities * labels).sum(axis=0) / np.maximum(n_with, 1)
    absent_from = (absence * ~labels).sum(axis=0) / np.maximum(n_without, 1)
    is_present, is_absent = probabilities >= present_from, absence >= absent_from
    taken_present = is_present & (~is_absent | (probabilities > absence))
    taken_absent = is_absent & (~is_present | (absence > probabilities))
    known = (n_with > 0) & (n_without > 0)
    doubtful: Bools = np.where(labels, taken_absent, taken_present) & known
    return doubtful
