"""What is in a model: sizes, frames, and the terms that speak for and against a frame."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.lexicon import Lexicon
from framing.model import FrameModel

__all__ = ["actor_weights", "describe", "strongest_terms"]


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
    """Return the words, phrases and marks with the largest and smallest weights for a frame.

    The weight is what a term adds to the margin of a text that consists of nothing else, so
    that rare and common terms compare. Words that no statement and no cue had, which the model
    knows from word vectors alone, are left out: their weights are guesses from their company.

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
    names, weights = model.word_names + model.phrase_names, _weights(model)[:, k]
    coded = np.ones(len(names), dtype=np.bool_)
    coded[: len(model.word_names)] = model.arrays["word_term_norms"] > 0
    order = [i for i in np.argsort(-weights, kind="stable").tolist() if coded[i]]
    chosen = list(dict.fromkeys([*order[:limit], *order[max(0, len(order) - limit) :]]))
    return [{"term": names[i], "weight": round(float(weights[i]), 6)} for i in chosen]


def actor_weights(
    model: FrameModel, names: Iterable[str], lexicon: Lexicon, limit: int = 20
) -> dict[str, Any]:
    """Compare what names of actors weigh with what cues weigh for their frames.

    A model that goes by wording gives names little weight.

    Parameters
    ----------
    model : FrameModel
    names : iterable of str
        Normalised; those that the model doesn't know are left out, and so are cues.
    lexicon : Lexicon
        That of the corpus; of each cue its weight for the frames it is listed for counts.
    limit : int
        How many names are listed.

    Returns
    -------
    dict
        ``names``: how many the model knows; ``median_cue`` and ``median_name``: of the cues'
        weights, and of each name's largest weight for any frame, by size; ``largest``: names
        with the largest weight for a frame, and how many median cues that is.
    """
    terms, weights = model.word_names + model.phrase_names, _weights(model)
    at = {term: i for i, term in enumerate(terms)}
    column = {frame: k for k, frame in enumerate(model.frame_ids)}
    cues = [
        abs(float(weights[at[cue], column[frame]]))
        for cue, by_frame in lexicon.cues.items()
        for frame in by_frame
        if cue in at and frame in column
    ]
    known = [at[name] for name in sorted(names) if name in at and name not in lexicon.cues]
    rows = weights[known] if known else np.zeros((0, len(column)))
    order = np.argsort(-np.abs(rows).max(axis=1, initial=0.0), kind="stable")[:limit].tolist()
    median_cue = float(np.median(cues)) if cues else None
    listed = []
    for i in order:
        k = int(np.abs(rows[i]).argmax())
        weight = float(rows[i, k])
        listed.append(
            {
                "name": terms[known[i]],
                "frame": model.frame_ids[k],
                "weight": round(weight, 6),
                "in_median_cues": round(abs(weight) / median_cue, 3) if median_cue else None,
            }
        )
    largest = np.abs(rows).max(axis=1, initial=0.0)
    return {
        "names": len(known),
        "median_cue": None if median_cue is None else round(median_cue, 6),
        "median_name": round(float(np.median(largest)), 6) if known else None,
        "above_median_cue": int((largest > median_cue).sum()) if median_cue else None,
        "largest": listed,
    }


def _weights(model: FrameModel) -> NDArray[np.float64]:
    """Return what each word (or mark) and phrase adds alone, (n_words + n_phrases, n_frames)."""
    arrays = model.arrays
    words = np.zeros(arrays["word_term_rows"].shape)
    for block in ("term", "subword"):
        norms = arrays[f"word_{block}_norms"].astype(np.float64)
        there = norms > 0
        words[there] += arrays[f"word_{block}_rows"][there] / np.sqrt(norms[there])[:, None]
    norms = np.maximum(arrays["phrase_norms"], 1e-12).astype(np.float64)
    return np.concatenate([words, arrays["phrase_rows"] / np.sqrt(norms)[:, None]])
