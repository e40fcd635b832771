"""The model: immutable arrays and plain metadata, and the folder they are kept in.

Nothing in a model file is ever executed: arrays are ``.npy`` files read with
``allow_pickle=False`` and mapped into memory, everything else is JSON. Every array is
checked for its shape, type, range and SHA-256 before it is used.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.codebook import Codebook
from framing.errors import ModelError, suggest
from framing.voice_files import voice_digest
from framing.voice_model import VoiceModel

__all__ = ["ARRAYS", "FrameModel", "Probabilities", "default_model_path"]

Floats = NDArray[np.float32]
Probabilities = NDArray[np.float64]

#: Every array of a model: its type and its shape in words (W), phrases (P), n-grams (G), frames
#: (K) and bytes of names (any).
ARRAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "word_keys": ("<u8", ("W",)),
    "word_term_rows": ("<f4", ("W", "K")),
    "word_term_norms": ("<f4", ("W",)),
    "word_subword_rows": ("<f4", ("W", "K")),
    "word_subword_norms": ("<f4", ("W",)),
    "word_names": ("|u1", ("word bytes",)),
    "phrase_keys": ("<u8", ("P",)),
    "phrase_rows": ("<f4", ("P", "K")),
    "phrase_norms": ("<f4", ("P",)),
    "phrase_names": ("|u1", ("phrase bytes",)),
    "ngram_keys": ("<u8", ("G",)),
    "ngram_rows": ("<f4", ("G", "K")),
    "ngram_norms": ("<f4", ("G",)),
    "intercepts": ("<f8", ("K",)),
    "slopes": ("<f8", ("K",)),
    "offsets": ("<f8", ("K",)),
    "thresholds": ("<f8", ("K",)),
}


@dataclass(frozen=True, eq=False)
class FrameModel:
    """A compiled model: one row of weights for each word, phrase, mark and character n-gram.

    Attributes
    ----------
    codebook : Codebook
        The frames it scores, in the order of the columns; without the lexicon.
    arrays : mapping of str to ndarray
        As listed in `ARRAYS`: sorted 64-bit keys, one row of K weights and one squared norm
        for each key; a word has a row in the term block and one in the subword block. A mark
        is a word of one character, with zeros in the subword block.
        ``margin = terms / norm + subwords / norm + intercept`` and
        ``probability = 1 / (1 + exp(-(slope * margin + offset)))``.
    seed : int
        Of the hash (`framing.hashing`).
    ngram_range : pair of int
        Character n-grams by which a word without a row is read.
    min_known_words : float
        A text of whose words a smaller share is known is not decided on.
    operating_points : mapping of str to tuple of float
        Thresholds by name, one for each frame.
    facts : mapping
        What the model was trained on and how, as plain data.
    voice : VoiceModel, optional
        Tells who says it; without one the rules of `framing.voice` decide alone.
    """

    codebook: Codebook
    arrays: Mapping[str, NDArray[Any]]
    seed: int = 0
    ngram_range: tuple[int, int] = (2, 5)
    min_known_words: float = 0.5
    operating_points: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    voice: VoiceModel | None = None

    @property
    def frame_ids(self) -> tuple[str, ...]:
        """Ids of the frames, in the order of the columns."""
        return self.codebook.frame_ids

    @property
    def thresholds(self) -> Probabilities:
        """Probability from which each frame counts as present, shape (n_frames,)."""
        return self.arrays["thresholds"]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides on scores: equal models have equal digests.

        Voices don't change scores and aren't in it: `voice_digest` tells them apart.
        """
        found = hashlib.sha256(repr((self.seed, self.ngram_range, self.frame_ids)).encode())
        found.update(repr(self.min_known_words).encode())
        for name in ARRAYS:
            found.update(np.ascontiguousarray(self.arrays[name]).tobytes())
        return found.hexdigest()

    @cached_property
    def voice_digest(self) -> str:
        """SHA-256 of all that decides on voices, or ``rules`` where no model does."""
        return voice_digest(self.voice)

    def thresholds_at(self, operating_point: str) -> Probabilities:
        """Return the thresholds of a named operating point, shape (n_frames,).

        Parameters
        ----------
        operating_point : str
            ``f1``, ``precision=0.9`` or ``recall=0.9``, or another that the model has.

        Raises
        ------
        ModelError
            The model has no such operating point.
        """
        if operating_point not in self.operating_points:
            names = list(self.operating_points)
            raise ModelError(
                f"no operating point {operating_point!r} in this model; "
                f"{suggest(operating_point, names)}"
            )
        return np.array(self.operating_points[operating_point])

    def probabilities(self, margins: NDArray[np.floating]) -> Probabilities:
        """Turn margins into calibrated probabilities, shape kept (..., n_frames)."""
        logits = self.arrays["slopes"] * margins + self.arrays["offsets"]
        probabilities: Probabilities = 0.5 * (1 + np.tanh(0.5 * logits))
        return probabilities

    @cached_property
    def word_names(self) -> list[str]:
        """The words and marks, in the order of their rows."""
        return _names(self.arrays["word_names"])

    @cached_property
    def phrase_names(self) -> list[str]:
        """The word pairs and triples, in the order of their rows."""
        return _names(self.arrays["phrase_names"])


def default_model_path() -> Path:
    """Return where the model is that is used when none is named.

    That is the folder in the environment variable ``FRAMING_MODEL``, or else the model that
    came with the package.
    """
    named = os.environ.get("FRAMING_MODEL")
    if named:
        return Path(named)
    package = Path(__file__).resolve().parent
    installed = package / "models" / "default"
    return installed if installed.is_dir() else package.parents[1] / "models" / "default"


def _names(blob: NDArray[np.uint8]) -> list[str]:
    text = blob.tobytes().decode("utf-8")
    return text.split("\n") if text else []
