"""What is in a model: sizes, frames, and the words that speak for and against a frame."""

from pathlib import Path
from typing import Any

import numpy as np

from framing.model import FrameModel

__all__ = ["describe", "strongest_terms"]


def describe(model: FrameModel, path: Path) -> dict[str, Any]:
    """Return a description of a model as plain data.

    Parameters
    ----------
    model : FrameModel
    path : Path
        Where it was loaded from.

    Returns
    -------
    dict
        Place, codebook, sizes, thresholds and operating points, and how it was trained.
    """
    arrays = model.arrays
    return {
        "path": str(path),
        "codebook": {
            key: model.codebook.to_dict()[key] for key in ("title", "version", "language")
        },
        "words": len(arrays["word_keys"]),
        "phrases": len(arrays["phrase_keys"]),
        "ngrams": len(arrays["ngram_keys"]),
        "bytes": int(sum(array.nbytes for array in arrays.values())),
        "min_known_words": model.min_known_words,
        "frames": [
            {
                "frame": frame.id,
                "name": frame.name,
                "family": frame.family,
                "threshold": float(model.thresholds[k]),
            }
            for k, frame in enumerate(model.codebook.frames)
        ],
        "operating_points": sorted(model.operating_points),
        "voices": None
        if model.voice is None
        else {"rules": len(model.voice.rules), "grams": len(model.voice.grams)},
        "trained": dict(model.facts),
    }


def strongest_terms(model: FrameModel, frame_id: str, limit: int) -> list[dict[str, Any]]:
    """Return the words and phrases with the largest and the smallest weights for a frame.

    The weight is what a term adds to the margin of a text that consists of nothing else, so
    that rare and common terms compare.

    Parameters
    ----------
    model : FrameModel
    frame_id : str
    limit : int
        How many for, and how many against.

    Returns
    -------
    list of dict
        ``term`` and ``weight``; those for the frame first, the strongest first.

    Raises
    ------
    CodebookError
        There is no such frame.
    """
    model.codebook.frame(frame_id)
    k = model.frame_ids.index(frame_id)
    arrays = model.arrays
    words = np.zeros(len(arrays["word_keys"]))
    for block in ("term", "subword"):
        norms = arrays[f"word_{block}_norms"].astype(np.float64)
        there = norms > 0
        words[there] += arrays[f"word_{block}_rows"][there, k] / np.sqrt(norms[there])
    phrases = arrays["phrase_rows"][:, k] / np.sqrt(np.maximum(arrays["phrase_norms"], 1e-12))
    names = model.word_names + model.phrase_names
    weights = np.concatenate([words, phrases])
    order = np.argsort(-weights, kind="stable").tolist()
    chosen = list(dict.fromkeys([*order[:limit], *order[max(0, len(order) - limit) :]]))
    return [{"term": names[i], "weight": round(float(weights[i]), 6)} for i in chosen]
