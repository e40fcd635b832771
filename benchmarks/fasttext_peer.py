"""fastText as a peer (Joulin et al. 2017): one logistic output for each frame."""

import importlib.util
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NONE = "none"


def fasttext_available() -> bool:
    """Tell whether the package is there, and say so if it is not."""
    if importlib.util.find_spec("fasttext"):
        return True
    print("skipped: fastText needs `pip install --group bench`")
    return False


class FastText:
    """fastText with word pairs, and with character n-grams or without.

    Parameters
    ----------
    frame_ids : sequence of str
    char_ngrams : bool
        Use the character n-grams of 2 to 5 that framing reads.
    """

    def __init__(self, frame_ids: Sequence[str], *, char_ngrams: bool) -> None:
        self.frame_ids = list(frame_ids)
        self.options = {"minn": 2, "maxn": 5} if char_ngrams else {"minn": 0, "maxn": 0}

    def fit(self, texts: Sequence[str], labels: NDArray[np.bool_], threads: int = 2) -> "FastText":
        """Train with fastText's own settings for many labels; `labels` (n_texts, n_frames)."""
        import fasttext

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            with path.open("w", encoding="utf-8") as file:
                for text, row in zip(texts, labels, strict=True):
                    names = [self.frame_ids[k] for k in np.flatnonzero(row)] or [NONE]
                    marks = " ".join(f"__label__{name}" for name in names)
                    file.write(f"{marks} {line(text)}\n")
            self.model = fasttext.train_supervised(
                str(path), loss="ova", wordNgrams=2, epoch=25, lr=0.5, thread=threads, verbose=0,
                bucket=200_000, seed=0, **self.options,
            )  # fmt: skip
        return self

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each frame, shape (n_texts, n_frames)."""
        place = {f"__label__{name}": k for k, name in enumerate(self.frame_ids)}
        found = np.zeros((len(texts), len(self.frame_ids)))
        labels, chances = self.model.predict([line(text) for text in texts], k=-1)
        for row, (names, values) in enumerate(zip(labels, chances, strict=True)):
            for name, value in zip(names, values, strict=True):
                if name in place:
                    found[row, place[name]] = value
        return found


def line(text: str) -> str:
    """Return a text as fastText reads it: lower-cased, on one line."""
    return " ".join(text.lower().split())
