"""How well coders predict each other, beside how well a model predicts them.

A model can't be expected to agree with coders better than these agree among themselves. Both
are told by the same figure: F1 of what one coder said, judged by what another said of the same
text, and F1 of what the model decided, judged by what a coder said. What was settled on in the
end doesn't take part, since each coder had a share in it and the model had none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing import metrics
from framing.agreement_measures import krippendorff_alpha, mean_defined
from framing.corpus import Corpus, Statement
from framing.evaluation import N_RESAMPLINGS, Figure, figure_of

__all__ = ["Ceiling", "human_ceiling"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Coders among themselves, and a model beside them.

    Attributes
    ----------
    n_texts : int
        Texts with two coders or more; all figures are of these.
    coders : tuple of str
    frames, averages : mapping of str to mapping of str to Figure
        By frame, and for ``macro`` and ``micro``: ``coders_f1``, ``model_f1`` and
        ``difference`` (the model's less the coders'); ``alpha`` of frames and of their mean.
    """

    n_texts: int
    coders: tuple[str, ...]
    frames: Mapping[str, Mapping[str, Figure]]
    averages: Mapping[str, Mapping[str, Figure]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; each figure is a list of value, low and high."""

        def plain(found: Mapping[str, Mapping[str, Figure]]) -> dict[str, Any]:
            return {
                name: {what: figure.to_list() for what, figure in figures.items()}
                for name, figures in found.items()
            }

        return {
            "n_texts": self.n_texts,
            "coders": list(self.coders),
            "frames": plain(self.frames),
            "averages": plain(self.averages),
        }


def human_ceiling(
    corpus: Corpus,
    rows: Ints,
    decided: Bools,
    groups: Ints,
    *,
    n_resamplings: int = N_RESAMPLINGS,
    seed: int = 0,
) -> Ceiling | None:
    """Compare a model with coders as these compare with each other.

    Each pair of codings of a text counts by 1 / (codings - 1), so that a text counts as often
    as it was coded, on both sides and as for Krippendorff's alpha.

    Parameters
    ----------
    corpus : Corpus
        Statements with `coders`; labels that are no frames of the codebook don't count.
    rows : ndarray of int64, shape (n_judged,)
        Of the corpus: what was judged; in repeats a row comes several times.
    decided : ndarray of bool, shape (n_judged, n_frames)
    groups : ndarray of int64, shape (n_judged,)
        Resampled as a whole.
    n_resamplings, seed : int

    Returns
    -------
    Ceiling or None
        None if no text that was judged has two coders, or these gave no label.

    Examples
    --------
    >>> from framing.codebook import Codebook
    >>> coders = {"ann": ("war",), "ben": ("war",)}
    >>> texts = (Statement("1", "No war.", coders=coders), Statement("2", "Calm."))
    >>> corpus, said = Corpus(Codebook.from_ids(["war"]), texts), np.array([[True], [False]])
    >>> found = human_ceiling(corpus, np.arange(2), said, np.arange(2))
    >>> found.n_texts, found.averages["micro"]["model_f1"].value
    (1, 1.0)
    """
    ids = corpus.codebook.frame_ids
    several = np.array([len(s.coders) > 1 for s in corpus.statements], dtype=np.bool_)[rows]
    if not several.any():
        return None
    statements = [corpus.statements[row] for row in rows[several].tolist()]
    given = np.array([_given(statement, ids) for statement in statements], dtype=np.float64)
    size = np.array([[len(statement.coders)] for statement in statements], dtype=np.float64)
    found = decided[several].astype(np.float64)
    some: Bools = np.any(given, axis=0)
    if not some.any():
        return None
    weights = metrics.bootstrap_weights(groups[several], n_resamplings, seed)
    alphas = np.column_stack(
        [
            krippendorff_alpha(
                np.column_stack([given[:, k], size[:, 0] - given[:, k]]), None, weights
            )
            for k in range(len(ids))
        ]
    )
    labelled = weights @ given
    agreed = weights @ (given * (given - 1) / (size - 1))
    right, said = weights @ (given * found), weights @ (size * found)
    by_frame = {
        "coders_f1": _f1(agreed, labelled, labelled),
        "model_f1": _f1(right, said, labelled),
    }
    macro = {name: mean_defined(values[:, some]) for name, values in by_frame.items()}
    total = labelled.sum(axis=1)
    micro = {
        "coders_f1": _f1(agreed.sum(axis=1), total, total),
        "model_f1": _f1(right.sum(axis=1), said.sum(axis=1), total),
    }
    return Ceiling(
        len(np.unique(rows[several])),
        tuple(sorted({who for statement in statements for who in statement.coders})),
        {
            frame: _figures({name: v[:, k] for name, v in by_frame.items()}, alphas[:, k])
            for k, frame in enumerate(ids)
            if some[k]
        },
        {"macro": _figures(macro, mean_defined(alphas)), "micro": _figures(micro)},
    )


def _f1(true: Floats, decided: Floats, labelled: Floats) -> Floats:
    """Return F1; NaN in resamplings without a text to which a coder gave the frame."""
    found: Floats = np.where(labelled > 0, metrics.f1(true, decided, labelled), np.nan)
    return found


def _given(statement: Statement, frame_ids: Sequence[str]) -> list[int]:
    """Return how many coders gave each frame."""
    return [sum(frame in labels for labels in statement.coders.values()) for frame in frame_ids]


def _figures(drawn: Mapping[str, Floats], alpha: Floats | None = None) -> dict[str, Figure]:
    figures = {} if alpha is None else {"alpha": figure_of(alpha)}
    figures |= {name: figure_of(values) for name, values in drawn.items()}
    return figures | {"difference": figure_of(drawn["model_f1"] - drawn["coders_f1"])}
