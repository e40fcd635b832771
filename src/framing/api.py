"""A loaded model with the verbs that a user needs."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing.documents import Document, read_document
from framing.evidence import Classification, classify
from framing.explanation import Explanation, explain
from framing.model import FrameModel, default_model_path
from framing.model_files import load_model, save_model
from framing.scoring import score_texts

__all__ = ["TextClassifier", "load"]


class TextClassifier:
    """Classifies texts by frame.

    Parameters
    ----------
    model : FrameModel

    Examples
    --------
    >>> import framing
    >>> classifier = framing.load()
    >>> classifier.classify("The library opens at nine on weekdays.").frames
    ()
    """

    def __init__(self, model: FrameModel) -> None:
        self.model = model

    @property
    def frame_ids(self) -> tuple[str, ...]:
        """Ids of the frames, in the order of the columns of `predict_proba`."""
        return self.model.frame_ids

    def classify(self, text: str, *, operating_point: str | None = None) -> Classification:
        """Classify one text, with the words that weighed most.

        Parameters
        ----------
        text : str
        operating_point : str, optional
            ``f1``, ``precision=0.9``, ``recall=0.9`` …; without it the model's thresholds.

        Returns
        -------
        Classification

        Raises
        ------
        ModelError
            The model has no such operating point.
        """
        return classify(self.model, text, thresholds=self._thresholds(operating_point))

    def explain(
        self,
        text: str,
        *,
        frames: Collection[str] | None = None,
        without: Sequence[str] = (),
        operating_point: str | None = None,
    ) -> Explanation:
        """Explain the scores of a text: what each word and phrase added to each margin.

        Parameters
        ----------
        text : str
        frames : collection of str, optional
            Ids of the frames to explain; without it those that are present, or the most probable.
        without : sequence of str, optional
            Words and phrases; the scores are worked out again without their occurrences.
        operating_point : str, optional
            As for `classify`.

        Returns
        -------
        Explanation

        Raises
        ------
        CodebookError
            There is no such frame.
        InputError
            What should be taken out has no word in it.
        ModelError
            The model has no such operating point.
        """
        limits = self._thresholds(operating_point)
        return explain(self.model, text, frames=frames, thresholds=limits, without=without)

    def read_document(
        self, text: str, unit: str = "sentence", *, operating_point: str | None = None
    ) -> Document:
        """Read a text passage by passage: frames, voice and speaker of each.

        Parameters
        ----------
        text : str
        unit : {"sentence", "paragraph", "document"}
            What a passage is.
        operating_point : str, optional
            As for `classify`.

        Returns
        -------
        Document

        Raises
        ------
        InputError
            There is no such unit.
        ModelError
            The model has no such operating point.
        """
        return read_document(self.model, text, unit, thresholds=self._thresholds(operating_point))

    def _thresholds(self, operating_point: str | None) -> NDArray[np.float64] | None:
        return None if operating_point is None else self.model.thresholds_at(operating_point)

    def predict_proba(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Return the probability of each frame, shape (n_texts, n_frames)."""
        return self.model.probabilities(score_texts(self.model, texts).margins)

    def predict(self, texts: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the frames of each text; none where the model can't tell."""
        return [self.classify(text).frames for text in texts]

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the model to a folder, or to a zip file where the name ends in ``.zip``.

        Raises
        ------
        OutputError
            The place can't be written to, or exists and `force` isn't given.
        """
        save_model(self.model, Path(path), force=force)


def load(path: str | Path | None = None) -> TextClassifier:
    """Load a model.

    Parameters
    ----------
    path : path, optional
        A model's folder or zip file; without it the one that the environment variable
        ``FRAMING_MODEL`` names, or the one that came with the package.

    Returns
    -------
    TextClassifier

    Raises
    ------
    ModelError
        There is no model there, or it is damaged, foreign or of another format.
    """
    return TextClassifier(load_model(Path(path) if path is not None else default_model_path()))
