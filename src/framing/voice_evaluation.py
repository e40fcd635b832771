"""How well voices are told: a confusion table and figures with intervals."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.corpus import Corpus
from framing.evaluation import Evaluation, evaluate
from framing.voice_model import VOICES, VoiceModel
from framing.voice_training import cross_validate_voice, read_voices, train_voice

__all__ = ["VoiceEvaluation", "evaluate_voices", "learn_voices"]

#: Parts into which contexts are split for the test.
N_FOLDS = 5


@dataclass(frozen=True, slots=True)
class VoiceEvaluation:
    """How well voices were told.

    Attributes
    ----------
    confusion : ndarray of int64, shape (5, 5)
        Statements by the voice that they were coded with (rows) and that was found (columns).
    evaluation : Evaluation
        With voices in the place of frames.
    """

    confusion: NDArray[np.int64]
    evaluation: Evaluation

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; each figure is a list of value, low and high."""
        found = self.evaluation
        names = ("precision", "recall", "f1")
        return {
            "n_statements": found.n_rows,
            "n_contexts": found.n_groups,
            "macro_f1": found.averages["macro_f1"].to_list(),
            "accuracy": round(float(np.trace(self.confusion) / max(1, found.n_rows)), 6),
            "voices": {
                voice: {"support": found.support[voice]}
                | {name: found.frames[voice][name].to_list() for name in names}
                for voice in VOICES
            },
            "confusion": {
                voice: dict(zip(VOICES, row, strict=True))
                for voice, row in zip(VOICES, self.confusion.tolist(), strict=True)
            },
        }


def evaluate_voices(
    voices: NDArray[np.int64], probabilities: NDArray[np.float64], groups: NDArray[np.int64]
) -> VoiceEvaluation:
    """Compare found voices with coded ones.

    Parameters
    ----------
    voices : ndarray of int64, shape (n_statements,)
        Index in ``VOICES`` of the coded ones.
    probabilities : ndarray of float64, shape (n_statements, 5)
        The most probable voice counts as found.
    groups : ndarray of int64, shape (n_statements,)
        Resampled as a whole for the intervals.

    Examples
    --------
    >>> found = evaluate_voices(np.array([0, 1, 1]), np.eye(5)[[0, 1, 0]], np.arange(3))
    >>> found.confusion[:2, :2].tolist()
    [[1, 0], [1, 1]]
    """
    one_of = np.eye(len(VOICES), dtype=np.bool_)
    decided = probabilities.argmax(axis=1)
    confusion = np.zeros((len(VOICES), len(VOICES)), dtype=np.int64)
    np.add.at(confusion, (voices, decided), 1)
    found = evaluate(VOICES, one_of[voices], probabilities, one_of[decided], groups)
    return VoiceEvaluation(confusion, found)


def learn_voices(corpus: Corpus, seed: int = 0) -> tuple[VoiceModel, VoiceEvaluation]:
    """Learn voices from a corpus, and tell how well that goes on contexts that were not seen.

    Parameters
    ----------
    corpus : Corpus
    seed : int
        Of the split.

    Returns
    -------
    model : VoiceModel
        Learned from all framed statements.
    evaluation : VoiceEvaluation
        Of models of the same kind, on statements of contexts that they did not see.

    Raises
    ------
    TrainingError
        A voice has no framed statement, or too few contexts.
    """
    data = read_voices(corpus)
    probabilities = cross_validate_voice(data, N_FOLDS, seed)
    return train_voice(data), evaluate_voices(data.voices, probabilities, data.groups)
