"""What a model must beat: the most frequent frames, and the lexicon as a keyword dictionary."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from framing.calibration import best_f1_threshold, fit_sigmoid, sigmoid
from framing.corpus import Corpus
from framing.evaluation import Evaluation, evaluate
from framing.lexicon import MAX_CUE_WORDS, Lexicon
from framing.text import words

__all__ = ["baseline_evaluations", "lexicon_scores"]


def baseline_evaluations(
    training: Corpus, test: Corpus, test_groups: NDArray[np.int64]
) -> dict[str, Evaluation]:
    """Evaluate the baselines on a test.

    Parameters
    ----------
    training, test : Corpus
        Of one codebook. Whatever a baseline needs is fitted on `training`.
    test_groups : ndarray of int64, shape (len(test),)

    Returns
    -------
    dict of str to Evaluation
        ``most_frequent``: as many of the most frequent frames as a statement that has any
        carries on average, for every text. ``lexicon``: the weights of the cues found, over the
        root of the length, with the thresholds that are best on `training`; only where the
        codebook has a lexicon.
    """
    ids = training.codebook.frame_ids
    labels, known = test.labels(), training.labels()
    prevalence = known.mean(axis=0)
    per_text = known.sum(axis=1)
    n_usual = max(1, round(float(per_text[per_text > 0].mean())))
    usual = np.zeros(len(ids), dtype=np.bool_)
    usual[np.argsort(-prevalence, kind="stable")[:n_usual]] = True
    found = {
        "most_frequent": evaluate(
            ids,
            labels,
            np.tile(prevalence, (len(test), 1)),
            np.tile(usual, (len(test), 1)),
            test_groups,
        )
    }
    if len(training.codebook.lexicon):
        found["lexicon"] = _lexicon_evaluation(training, test, test_groups)
    return found


def lexicon_scores(
    lexicon: Lexicon, frame_ids: Sequence[str], texts: Sequence[str]
) -> NDArray[np.float64]:
    """Return the sum of the weights of the cues in each text over the root of its length.

    Returns
    -------
    ndarray of float64, shape (n_texts, n_frames)
    """
    column = {frame: k for k, frame in enumerate(frame_ids)}
    scores = np.zeros((len(texts), len(frame_ids)))
    for row, text in enumerate(texts):
        found = words(text)
        for n in range(1, MAX_CUE_WORDS + 1):
            for at in range(len(found) - n + 1):
                for frame, weight in lexicon.cues.get(" ".join(found[at : at + n]), {}).items():
                    if frame in column:
                        scores[row, column[frame]] += weight
        scores[row] /= np.sqrt(max(1, len(found)))
    return scores


def _lexicon_evaluation(
    training: Corpus, test: Corpus, test_groups: NDArray[np.int64]
) -> Evaluation:
    ids, lexicon = training.codebook.frame_ids, training.codebook.lexicon
    known, labels = training.labels(), test.labels()
    fitted = lexicon_scores(lexicon, ids, training.texts)
    scores = lexicon_scores(lexicon, ids, test.texts)
    probabilities = np.zeros(scores.shape)
    decided = np.zeros(scores.shape, dtype=np.bool_)
    for k in range(len(ids)):
        slope, offset = fit_sigmoid(fitted[:, k], known[:, k])
        probabilities[:, k] = sigmoid(slope * scores[:, k] + offset)
        decided[:, k] = scores[:, k] >= best_f1_threshold(fitted[:, k], known[:, k])
    return evaluate(ids, labels, probabilities, decided, test_groups)
