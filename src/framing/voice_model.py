"""The linear model of voices: plain numbers, scored without scikit-learn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import ModelError
from framing.voice_features import SpanFeatures

__all__ = ["VOICES", "VoiceModel"]

#: The voices, in the codebook's order.
VOICES = ("asserted", "quoted", "reported", "discussed", "rejected")
FORMAT = 1
#: Largest weight that is believed; anything beyond is damage.
MAX_ABSOLUTE = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class VoiceModel:
    """Weights of the features of `framing.voice_features`, for each voice.

    A margin is the sum of the rules' rows, plus the sum of the grams' rows over the root of
    the sum of their squared norms, plus the intercept.

    Attributes
    ----------
    rules, grams : mapping of str to int
        Row of each feature.
    rule_rows : ndarray of float32, shape (n_rules, 5)
    gram_rows : ndarray of float32, shape (n_grams, 5)
    gram_norms : ndarray of float32, shape (n_grams,)
        Squared.
    intercept : ndarray of float32, shape (5,)
    charged : frozenset of str
        Stems of words that carry frames.
    """

    rules: Mapping[str, int]
    grams: Mapping[str, int]
    rule_rows: NDArray[np.float32]
    gram_rows: NDArray[np.float32]
    gram_norms: NDArray[np.float32]
    intercept: NDArray[np.float32]
    charged: frozenset[str]

    def probabilities(self, features: SpanFeatures) -> NDArray[np.float64]:
        """Return the probability of each voice, shape (5,)."""
        margins = self.intercept.astype(np.float64)
        known = sorted(self.rules[name] for name in features.rules if name in self.rules)
        if known:
            margins += self.rule_rows[known].sum(axis=0)
        known = sorted(self.grams[name] for name in features.grams if name in self.grams)
        norm = float(self.gram_norms[known].sum()) if known else 0.0
        if norm > 0:
            margins += self.gram_rows[known].sum(axis=0) / np.sqrt(norm)
        weights = np.exp(margins - margins.max())
        return np.asarray(weights / weights.sum(), dtype=np.float64)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain data for JSON.

        Numbers keep four digits after the point, as `framing.voice_training` rounds them.
        """
        return {
            "format": FORMAT,
            "voices": list(VOICES),
            "rules": sorted(self.rules, key=self.rules.__getitem__),
            "grams": sorted(self.grams, key=self.grams.__getitem__),
            "rule_rows": _plain(self.rule_rows),
            "gram_rows": _plain(self.gram_rows),
            "gram_norms": _plain(self.gram_norms),
            "intercept": _plain(self.intercept),
            "charged": sorted(self.charged),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "VoiceModel":
        """Build the model from what `to_dict` gave.

        Raises
        ------
        ModelError
            Something is missing, of a wrong type or shape, or not finite.
        """
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            raise ModelError(f"voice model: not of format {FORMAT}; train the model anew")
        if data.get("voices") != list(VOICES):
            raise ModelError(f"voice model: its voices are not {', '.join(VOICES)}")
        rules, grams, charged = (_names(data, key) for key in ("rules", "grams", "charged"))
        return cls(
            {name: row for row, name in enumerate(rules)},
            {name: row for row, name in enumerate(grams)},
            _numbers(data, "rule_rows", (len(rules), len(VOICES))),
            _numbers(data, "gram_rows", (len(grams), len(VOICES))),
            _numbers(data, "gram_norms", (len(grams),)),
            _numbers(data, "intercept", (len(VOICES),)),
            frozenset(charged),
        )


def _plain(array: NDArray[np.float32]) -> Any:
    return np.round(array.astype(np.float64), 4).tolist()


def _names(data: Mapping[str, Any], key: str) -> list[str]:
    names = data.get(key)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ModelError(f"voice model: {key} is no list of texts")
    if len(set(names)) != len(names):
        raise ModelError(f"voice model: {key} has a name twice")
    return names


def _numbers(data: Mapping[str, Any], key: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    try:
        with np.errstate(over="ignore"):
            array = np.array(data.get(key), dtype=np.float32)
    except (TypeError, ValueError):
        raise ModelError(f"voice model: {key} holds no numbers of shape {shape}") from None
    if array.size == 0 and 0 in shape:
        array = array.reshape(shape)
    if array.shape != shape:
        raise ModelError(f"voice model: {key} has shape {array.shape}, needed is {shape}")
    # Not a number makes the comparison false.
    if not (np.abs(array) <= MAX_ABSOLUTE).all() or (key == "gram_norms" and (array < 0).any()):
        raise ModelError(f"voice model: {key} has numbers out of range")
    return array
