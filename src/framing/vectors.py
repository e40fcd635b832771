"""Word vectors: numbers for words, learned from unlabelled text."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["WordVectors"]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Vectors of length 1, by word.

    Attributes
    ----------
    words : tuple of str
        Lower-cased words, in the order of the rows.
    vectors : ndarray of float16 or float32, shape (n_words, n_dimensions)
    """

    words: tuple[str, ...]
    vectors: NDArray[np.floating]

    def look_up(self, wanted: Iterable[str]) -> NDArray[np.float32]:
        """Return the vectors of words, zeros for a word that has none.

        Returns
        -------
        ndarray of float32, shape (n_wanted, n_dimensions)
        """
        row = {word: i for i, word in enumerate(self.words)}
        at = np.array([row.get(word, -1) for word in wanted], dtype=np.int64)
        found = self.vectors[at].astype(np.float32)
        found[at < 0] = 0
        return found
