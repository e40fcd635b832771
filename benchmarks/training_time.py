"""How long training takes on 20,000 documents, beside the textbook pipeline and fastText.

Documents are made from the corpus: a statement of each context followed by others of the same
context, with the frames of all. Each side trains once, with its own settings, on both cores.
"""

import random
import sys
import tempfile
from pathlib import Path

import numpy as np
from joblib import parallel_config
from sklearn.multioutput import MultiOutputClassifier

from common import ROOT, machine, seconds, table
from fasttext_peer import FastText, fasttext_available
from framing.codebook import Codebook
from framing.corpus import Corpus, Statement, load_corpus
from framing.training import train
from framing.training_files import save_training
from speed import megabytes, textbook

N_DOCUMENTS = 20_000


def documents(corpus: Corpus, n_documents: int) -> Corpus:
    """Make documents of one to four statements of a context; groups are the contexts."""
    draw = random.Random(0)
    by_context: dict[str, list[Statement]] = {}
    for statement in corpus.statements:
        by_context.setdefault(statement.context or statement.id, []).append(statement)
    made: list[Statement] = []
    names = list(by_context)
    while len(made) < n_documents:
        name = draw.choice(names)
        parts = draw.sample(by_context[name], min(draw.randint(1, 4), len(by_context[name])))
        frames = tuple(f for f in corpus.codebook.frame_ids if any(f in p.frames for p in parts))
        text = " ".join(part.text for part in parts)
        made.append(Statement(f"{name}-{len(made)}", text, frames, context=name))
    return Corpus(Codebook.from_ids(corpus.codebook.frame_ids), tuple(made))


def main() -> int:
    """Measure and print."""
    print(machine())
    corpus = documents(load_corpus(ROOT / "corpus"), N_DOCUMENTS)
    labels = corpus.labels().astype(int)
    size = megabytes(corpus.texts)
    print(f"{len(corpus)} documents, {size:.1f} MB, {labels.shape[1]} frames")
    pipeline = textbook()
    features, one_vs_rest = pipeline[:-1], pipeline[-1]
    both = MultiOutputClassifier(one_vs_rest.estimator, n_jobs=2)

    def fit_textbook() -> None:
        # Processes get copies: liblinear may not write to what is shared, and threads that draw
        # from its one generator have crashed.
        with parallel_config(backend="loky", max_nbytes=None):
            both.fit(features.fit_transform(corpus.texts), labels)

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "model"
        sides = {
            "framing: C, calibration, thresholds, test": lambda: save_training(
                train(corpus, jobs=2), corpus, place, force=True
            ),
            "scikit-learn, one fit": fit_textbook,
        }
        if fasttext_available():
            for name, char_ngrams in (("pairs and n-grams", True), ("word pairs", False)):
                peer = FastText(corpus.codebook.frame_ids, char_ngrams=char_ngrams)
                sides[f"fastText, {name}, one fit"] = lambda peer=peer: peer.fit(
                    corpus.texts, np.asarray(labels, dtype=np.bool_)
                )
        times = {}
        for name, side in sides.items():
            times[name] = seconds(side, 1)
            print(f"{name}: {times[name]:.0f} s", flush=True)
    ours = next(iter(times.values()))
    rows = [[name, f"{t:.0f}", f"{t / ours:.2f} ×"] for name, t in times.items()]
    print(table(["training", "seconds", "of framing's"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
