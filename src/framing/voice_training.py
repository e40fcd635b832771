"""Corpus -> `VoiceModel`: the only room of voices that imports scikit-learn."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
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

__all__ = ["cross_validate_voice", "train_voice"]

#: Only features of at least so many contexts are kept: others tell the topic.
MIN_CONTEXTS = 4
#: What a rule counts against the unit length of all grams.
RULE_SCALE = 0.15
COST = 5.0
#: How far rare voices are weighted up; 1 is all the way.
BALANCE = 0.8


def train_voice(corpus: Corpus) -> VoiceModel:
    """Learn voices from the framed statements of a corpus.

    The voice of a statement is that of its frames, so statements without frames are left out.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    VoiceModel

    Raises
    ------
    TrainingError
        A voice has no framed statement.
    """
    statements = _usable(corpus)
    charged = _charged(corpus.codebook.lexicon)
    return _fit(statements, _read(statements, charged), charged)


def cross_validate_voice(
    corpus: Corpus, n_folds: int = 5, seed: int = 0
) -> tuple[list[Statement], NDArray[np.int64], NDArray[np.float64]]:
    """Voice each framed statement by a model that saw no statement of its context.

    Returns
    -------
    statements : list of Statement
        The framed ones.
    voices : ndarray of int64, shape (n_statements,)
        Index in ``VOICES`` of the voice that each was coded with.
    probabilities : ndarray of float64, shape (n_statements, 5)
        Out-of-fold.
    """
    statements = _usable(corpus)
    charged = _charged(corpus.codebook.lexicon)
    features = _read(statements, charged)
    voices = _voices(statements)
    groups = Corpus(corpus.codebook, tuple(statements)).groups()
    folds = group_folds(np.eye(len(VOICES), dtype=np.bool_)[voices], groups, n_folds, seed)
    found = np.zeros((len(statements), len(VOICES)))
    for fold in range(n_folds):
        seen = np.flatnonzero(folds != fold).tolist()
        model = _fit([statements[i] for i in seen], [features[i] for i in seen], charged)
        for row in np.flatnonzero(folds == fold).tolist():
            found[row] = model.probabilities(features[row])
    return statements, voices, found


def _usable(corpus: Corpus) -> list[Statement]:
    statements = [s for s in corpus.statements if s.frames and s.voice in VOICES]
    missing = [voice for voice in VOICES if all(s.voice != voice for s in statements)]
    if missing:
        raise TrainingError(
            f"no framed statement is {', '.join(missing)}; each of {', '.join(VOICES)} is needed"
        )
    return statements


def _voices(statements: Sequence[Statement]) -> NDArray[np.int64]:
    return np.array([VOICES.index(s.voice) for s in statements], dtype=np.int64)


def _read(statements: Sequence[Statement], charged: frozenset[str]) -> list[SpanFeatures]:
    return [read_span(s.text, 0, len(s.text), find_quotations(s.text), charged) for s in statements]


def _charged(lexicon: Lexicon) -> frozenset[str]:
    """Return stems of the single words that are sure cues of a frame."""
    weights: dict[str, float] = defaultdict(float)
    for cue, by_frame in lexicon.cues.items():
        if " " not in cue and len(cue) > 3 and CLASSES.get(cue, "WHO") == "WHO":
            weights[stem(cue)] += sum(by_frame.values())
    return frozenset(word for word, weight in weights.items() if weight >= 3)


def _fit(
    statements: Sequence[Statement], features: Sequence[SpanFeatures], charged: frozenset[str]
) -> VoiceModel:
    from sklearn.linear_model import LogisticRegression

    contexts = [s.context or s.id for s in statements]
    rules = _frequent((f.rules for f in features), contexts)
    grams = _frequent((f.grams for f in features), contexts)
    idf = _idf(grams, [f.grams for f in features])
    matrix = _matrix(features, rules, grams, idf)
    voices = _voices(statements)
    counts = np.bincount(voices, minlength=len(VOICES))
    weight = (len(voices) / len(VOICES) / counts) ** BALANCE
    fitted = LogisticRegression(C=COST, max_iter=1000)
    fitted.fit(matrix, voices, sample_weight=weight[voices])
    rows = np.asarray(fitted.coef_, dtype=np.float64).T
    return VoiceModel(
        rules,
        grams,
        _round(rows[: len(rules)] * RULE_SCALE),
        _round(rows[len(rules) :] * idf[:, None]),
        _round(idf**2),
        _round(np.asarray(fitted.intercept_, dtype=np.float64)),
        charged,
    )


def _round(array: NDArray[np.float64]) -> NDArray[np.float32]:
    # As many digits as are stored, so that a saved model gives the same answers.
    return np.round(array, 4).astype(np.float32)


def _frequent(found: Iterable[frozenset[str]], contexts: Sequence[str]) -> dict[str, int]:
    where: dict[str, set[str]] = defaultdict(set)
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
