"""Fitted features and linear models to the rows of a `FrameModel`.

Whatever a word adds to a margin is fixed once the model is fitted: its dimensions times
their weights. Compiling does that sum once for each word, phrase and n-gram.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from framing.codebook import Codebook
from framing.errors import TrainingError
from framing.features import SubwordVectorizer, TermVectorizer
from framing.hashing import code_points, join_keys, span_keys
from framing.model import FrameModel

__all__ = ["Calibrated", "compile_model"]

Keys = NDArray[np.uint64]
MAX_SEEDS = 16


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What turns margins into decisions, each of shape (n_frames,)."""

    slopes: NDArray[np.float64]
    offsets: NDArray[np.float64]
    thresholds: NDArray[np.float64]


def compile_model(
    codebook: Codebook,
    terms: TermVectorizer,
    subwords: SubwordVectorizer,
    weights: NDArray[np.float64],
    intercepts: NDArray[np.float64],
    calibrated: Calibrated,
    **metadata: Any,
) -> FrameModel:
    """Compile fitted features and one linear model for each frame.

    Parameters
    ----------
    codebook : Codebook
        Its frames are those of the rows of `weights`, in this order.
    terms, subwords : fitted transformers
        Their blocks stand side by side in this order.
    weights : ndarray of float64, shape (n_frames, n_features)
    intercepts : ndarray of float64, shape (n_frames,)
    calibrated : Calibrated
    **metadata
        Further fields of the `FrameModel`: `min_known_words`, `operating_points`, `facts`.

    Returns
    -------
    FrameModel

    Raises
    ------
    TrainingError
        No seed keeps the keys apart: more words than 64 bits can tell apart.
    """
    n_terms, n_ngrams = len(terms.terms_), len(subwords.ngrams_)
    n_term_features = n_terms + terms.cue_matrix_.shape[1]
    of_terms, of_cues = weights[:, :n_terms], weights[:, n_terms:n_term_features]
    of_subwords = weights[:, n_term_features:]
    term_rows = (of_terms * terms.idf_).T + terms.cue_matrix_ @ of_cues.T
    names, word_tables = _word_tables(terms, subwords, term_rows, of_subwords)
    phrases = slice(len(terms.word_keys_), n_terms - len(terms.marks_))
    parts: dict[str, tuple[Sequence[str], Mapping[str, Any]]] = {
        "word": (names, word_tables),
        "phrase": (
            terms.terms_[phrases],
            {"phrase_rows": term_rows[phrases], "phrase_norms": terms.squared_norms_[phrases]},
        ),
        "ngram": (
            list(subwords.ngrams_),
            {
                "ngram_rows": (of_subwords[:, :n_ngrams] * subwords.idf_ * subwords.scale).T,
                "ngram_norms": subwords.idf_**2,
            },
        ),
    }
    seed, keys = _distinct_keys({part: names for part, (names, _) in parts.items()})
    arrays: dict[str, NDArray[Any]] = {
        "intercepts": intercepts.astype(np.float64),
        "slopes": calibrated.slopes,
        "offsets": calibrated.offsets,
        "thresholds": calibrated.thresholds,
    }
    for part, (part_names, tables) in parts.items():
        order = np.argsort(keys[part])
        arrays[f"{part}_keys"] = keys[part][order]
        for name, table in tables.items():
            arrays[name] = _dense(table)[order].astype(np.float32)
        if part != "ngram":
            joined = "\n".join(part_names[i] for i in order.tolist())
            arrays[f"{part}_names"] = np.frombuffer(joined.encode(), dtype=np.uint8)
    arrays = {name: _frozen(array) for name, array in arrays.items()}
    return FrameModel(codebook, arrays, seed, subwords.ngram_range, **metadata)


def _word_tables(
    terms: TermVectorizer,
    subwords: SubwordVectorizer,
    term_rows: NDArray[np.float64],
    of_subwords: NDArray[np.float64],
) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
    """Return the names of words and marks and their rows; marks have none of the subword block."""
    words = _word_names(terms, subwords)
    names = list(dict.fromkeys([*words, *terms.marks_]))
    row = {name: number for number, name in enumerate(names)}
    n_words, n_marks = len(terms.word_keys_), len(terms.marks_)
    columns = np.r_[:n_words, len(terms.terms_) - n_marks : len(terms.terms_)]
    at = np.array([row[terms.terms_[column]] for column in columns.tolist()], dtype=np.int64)
    n_frames = term_rows.shape[1]
    tables = {
        "word_term_rows": np.zeros((len(names), n_frames)),
        "word_term_norms": np.zeros(len(names)),
        "word_subword_rows": np.zeros((len(names), n_frames)),
        "word_subword_norms": np.zeros(len(names)),
    }
    tables["word_term_rows"][at] = term_rows[columns]
    tables["word_term_norms"][at] = terms.squared_norms_[columns]
    vectors, norms = subwords.type_vectors(words)
    tables["word_subword_rows"][: len(words)] = vectors @ of_subwords.T
    tables["word_subword_norms"][: len(words)] = norms
    return names, tables


def _word_names(terms: TermVectorizer, subwords: SubwordVectorizer) -> list[str]:
    """Return every word that gets a row: of the texts, of the cues and of the word vectors."""
    names = dict.fromkeys(subwords.types_) | dict.fromkeys(terms.index_)
    if subwords.vectors is not None:
        names |= dict.fromkeys(subwords.vectors.words)
    return list(names)


def _distinct_keys(names: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, Keys]]:
    """Find a seed under which no two names of a table share a key."""
    for seed in range(MAX_SEEDS):
        keys = {
            "word": _keys(names["word"], seed),
            "phrase": _phrase_keys(names["phrase"], seed),
            "ngram": _keys(names["ngram"], seed),
        }
        if all(len(np.unique(found)) == len(found) for found in keys.values()):
            return seed, keys
    raise TrainingError(f"keys collide under {MAX_SEEDS} seeds; there are too many terms")


def _keys(names: Sequence[str], seed: int) -> Keys:
    lengths = np.fromiter((len(name) for name in names), np.int64, len(names))
    ends = np.cumsum(lengths)
    return span_keys(code_points("".join(names)), ends - lengths, ends, seed)


def _phrase_keys(names: Sequence[str], seed: int) -> Keys:
    split = [name.split(" ") for name in names]
    keys = join_keys(_keys([s[0] for s in split], seed), _keys([s[1] for s in split], seed))
    triple = np.array([len(s) == 3 for s in split], dtype=np.bool_)
    thirds = _keys([s[2] for s in split if len(s) == 3], seed)
    keys[triple] = join_keys(keys[triple], thirds)
    return keys


def _dense(table: Any) -> NDArray[np.float64]:
    if isinstance(table, sparse.csr_matrix):
        return table.toarray()
    return np.asarray(table, dtype=np.float64)


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array
