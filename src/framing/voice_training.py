"""Corpus -> `VoiceModel`: the only room of voices that imports scikit-learn."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.corpus import Corpus, Statement
from framing.errors import TrainingError
from framing.lexicon import Lexicon
from framing.quotations import find_quotations
from framing.splitting import group_folds
from framing.voice_features import SpanFeatures, read_span, stem
from framing.voice_model import VOICES, VoiceModel
from framing.voice_words import CLASSES

__all__ = ["VoiceData", "cross_validate_voice", "read_voices", "train_voice"]

#: Only features of at least so many contexts are kept: others tell the topic.
MIN_CONTEXTS = 4
#: What a rule counts against the unit length of all grams.
RULE_SCALE = 0.15
COST = 5.0
#: How far rare voices are weighted up; 1 is all the way.
BALANCE = 0.8


@dataclass(frozen=True, slots=True)
class VoiceData:
    """Framed statements, read once for all that is learned of them.

    Attributes
    ----------
    statements : tuple of Statement
        The framed ones, since the voice of a statement is that of its frames.
    features : tuple of SpanFeatures
    voices : ndarray of int64, shape (n_statements,)
        Index in ``VOICES`` of the voice that each was coded with.
    groups : ndarray of int64, shape (n_statements,)
        Number of each statement's context.
    charged : frozenset of str
        Stems of words that carry frames.
    """

    statements: tuple[Statement, ...]
    features: tuple[SpanFeatures, ...]
    voices: NDArray[np.int64]
    groups: NDArray[np.int64]
    charged: frozenset[str]


def read_voices(corpus: Corpus) -> VoiceData:
    """Read the framed statements of a corpus.

    Raises
    ------
    TrainingError
        A voice has no framed statement.
    """
    statements = _usable(corpus)
    charged = _charged(corpus.codebook.lexicon)
    return VoiceData(
        tuple(statements),
        tuple(_read(statements, charged)),
        np.array([VOICES.index(s.voice) for s in statements], dtype=np.int64),
        Corpus(corpus.codebook, tuple(statements)).groups(),
        charged,
    )


def train_voice(data: VoiceData) -> VoiceModel:
    """Learn voices from all statements.

    Parameters
    ----------
    data : VoiceData
        As `read_voices` gave it.

    Returns
    -------
    VoiceModel
    """
    return _fit(data, range(len(data.statements)))


def cross_validate_voice(data: VoiceData, n_folds: int = 5, seed: int = 0) -> NDArray[np.float64]:
    """Voice each statement by a model that saw no statement of its context.

    Parameters
    ----------
    data : VoiceData
    n_folds : int
    seed : int
        Of the split.

    Returns
    -------
    ndarray of float64, shape (n_statements, 5)
        Out-of-fold probabilities of the voices.

    Raises
    ------
    TrainingError
        A voice has too few contexts for a split.
    """
    wanted = np.eye(len(VOICES), dtype=np.bool_)[data.voices]
    for voice, present in zip(VOICES, wanted.T, strict=True):
        n_groups = len(np.unique(data.groups[present]))
        if n_groups < n_folds:
            raise TrainingError(
                f"framed statements that are {voice} stand in {n_groups} contexts; at least "
                f"{n_folds} are needed"
            )
    folds = group_folds(wanted, data.groups, n_folds, seed)
    found = np.zeros((len(data.statements), len(VOICES)))
    for fold in range(n_folds):
        model = _fit(data, np.flatnonzero(folds != fold).tolist())
        for row in np.flatnonzero(folds == fold).tolist():
            found[row] = model.probabilities(data.features[row])
    return found


def _usable(corpus: Corpus) -> list[Statement]:
    statements = [s for s in corpus.statements if s.frames and s.voice in VOICES]
    missing = [voice for voice in VOICES if all(s.voice != voice for s in statements)]
    if missing:
        raise TrainingError(
            f"no framed statement is {', '.join(missing)}; each of {', '.join(VOICES)} is needed"
        )
    return statements


def _read(statements: Sequence[Statement], charged: frozenset[str]) -> list[SpanFeatures]:
    return [read_span(s.text, 0, len(s.text), find_quotations(s.text), charged) for s in statements]


def _charged(lexicon: Lexicon) -> frozenset[str]:
    """Return stems of the single words that are sure cues of a frame."""
    weights: dict[str, float] = defaultdict(float)
    for cue, by_frame in lexicon.cues.items():
        if " " not in cue and len(cue) > 3 and CLASSES.get(cue, "WHO") == "WHO":
            weights[stem(cue)] += sum(by_frame.values())
    return frozenset(word for word, weight in weights.items() if weight >= 3)


def _fit(data: VoiceData, chosen: Sequence[int]) -> VoiceModel:
    """Fit on some of the statements."""
    from sklearn.linear_model import LogisticRegression

    features = [data.features[i] for i in chosen]
    groups = [int(data.groups[i]) for i in chosen]
    rules = _frequent((f.rules for f in features), groups)
    grams = _frequent((f.grams for f in features), groups)
    idf = _idf(grams, [f.grams for f in features])
    matrix = _matrix(features, rules, grams, idf)
    voices = data.voices[list(chosen)]
    counts = np.bincount(voices, minlength=len(VOICES))
    if not counts.all():
        raise TrainingError("a voice stands in too few contexts to be learned and tested")
    weight = (len(voices) / len(VOICES) / counts) ** BALANCE
    # Newton's method takes a dozen steps where others take hundreds.
    fitted = LogisticRegression(C=COST, max_iter=1000, solver="newton-cg")
    fitted.fit(matrix, voices, sample_weight=weight[voices])
    rows = np.asarray(fitted.coef_, dtype=np.float64).T
    return VoiceModel(
        rules,
        grams,
        _round(rows[: len(rules)] * RULE_SCALE),
        _round(rows[len(rules) :] * idf[:, None]),
        _round(idf**2),
        _round(np.asarray(fitted.intercept_, dtype=np.float64)),
        data.charged,
    )


def _round(array: NDArray[np.float64]) -> NDArray[np.float32]:
    # As many digits as are stored, so that a saved model gives the same answers.
    return np.round(array, 4).astype(np.float32)


def _frequent(found: Iterable[frozenset[str]], contexts: Sequence[int]) -> dict[str, int]:
    where: dict[str, set[int]] = defaultdict(set)
    for names, context in zip(found, contexts, strict=True):
        for name in names:
            where[name].add(context)
    enough = min(MIN_CONTEXTS, max(1, len(set(contexts)) // 4))
    kept = sorted(name for name, places in where.items() if len(places) >= enough)
    return {name: row for row, name in enumerate(kept)}


def _idf(grams: dict[str, int], found: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    counts = np.zeros(len(grams))
    for names in found:
        for name in names:
            if name in grams:
                counts[grams[name]] += 1
    return np.asarray(np.log((1 + len(found)) / (1 + counts)) + 1)


def _matrix(
    features: Sequence[SpanFeatures],
    rules: dict[str, int],
    grams: dict[str, int],
    idf: NDArray[np.float64],
) -> Any:
    from scipy.sparse import csr_matrix

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for read in features:
        for name in sorted(read.rules & rules.keys()):
            columns.append(rules[name])
            values.append(RULE_SCALE)
        known = [grams[name] for name in sorted(read.grams & grams.keys())]
        norm = math.sqrt(float((idf[known] ** 2).sum())) or 1.0
        columns.extend(len(rules) + row for row in known)
        values.extend((idf[known] / norm).tolist())
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(features), len(rules) + len(grams)))
