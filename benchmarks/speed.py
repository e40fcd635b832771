"""The scorer per core: against the textbook scikit-learn pipeline, `wc -w`, and two threads.

All by turns in one process, medians of five. Texts are made from the corpus, and, where present,
taken from the measuring data.
"""

import random
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from common import DATA, ROOT, Budgets, machine, read_jsonl, side_by_side, table
from framing.corpus import load_corpus
from framing.fast_scoring import kernel_scorer
from framing.fitting import Features, Recipe, fit_linear
from framing.model_files import load_model

N_TRAINING = 2_000
SLOW_MEGABYTES = 0.5


def megabytes(texts: list[str]) -> float:
    """Return the size of texts in UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def corpus_texts(n_megabytes: float) -> list[str]:
    """Make documents of five to forty statements of the corpus."""
    draw = random.Random(0)
    statements = load_corpus(ROOT / "corpus").texts
    texts: list[str] = []
    size = 0
    while size < n_megabytes * 1e6:
        text = " ".join(draw.choices(statements, k=draw.randint(5, 40)))
        texts.append(text)
        size += len(text)
    return texts


def textbook() -> object:
    """Fit the pipeline that the kernel is held against, on part of the corpus."""
    corpus = load_corpus(ROOT / "corpus").select(range(0, N_TRAINING * 5, 5))
    pipeline = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        OneVsRestClassifier(LogisticRegression(class_weight="balanced", solver="liblinear")),
    )
    return pipeline.fit(corpus.texts, corpus.labels().astype(int))


def same_features() -> tuple[Features, np.ndarray, np.ndarray]:
    """Fit framing's own features and learner as scikit-learn objects, on part of the corpus."""
    corpus = load_corpus(ROOT / "corpus").select(range(0, N_TRAINING * 5, 5))
    features = Features.of(Recipe(), corpus.codebook)
    blocks = features.fit_transform(corpus.texts)
    return features, *fit_linear(blocks, corpus.labels(), 1.0, 0, 1)


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    print(machine())
    budgets = Budgets()
    scorer = kernel_scorer(load_model(ROOT / "models/default"))
    english = corpus_texts(20)
    sources = {"corpus": english}
    for name, file in (("UN speeches", "ungd_paragraphs"), ("Telegram, Russian", "telegram_ru")):
        path = DATA / f"{file}.jsonl.gz"
        if path.exists():
            sources[name] = [row["text"] for row in read_jsonl(path)]
    rates: dict[str, float] = {}
    for name, texts in sources.items():
        rates[name] = against_words(scorer, texts, name)
    main_source = "UN speeches" if "UN speeches" in sources else "corpus"
    texts = sources[main_source]
    budgets.at_least(f"kernel against wc -w ({main_source})", rates[main_source], 0.33, " ×")
    slow = texts[: max(1, int(len(texts) * SLOW_MEGABYTES / megabytes(texts)))]
    pipeline, (features, weights, intercepts) = textbook(), same_features()
    fast = pa.array(texts, pa.large_string())
    scorer.score(fast)
    found = side_by_side(
        {
            "kernel": lambda: scorer.score(fast),
            "scikit-learn, textbook features": lambda: pipeline.decision_function(slow),
            "scikit-learn, framing's features": lambda: (
                features.transform(slow) @ weights.T + intercepts
            ),
        }
    )
    sizes = {name: megabytes(slow) for name in found} | {"kernel": megabytes(texts)}
    speed = {name: sizes[name] / seconds for name, seconds in found.items()}
    print(table(["scorer, one core", "MB/s"], [[n, f"{s:.2f}"] for n, s in speed.items()]))
    ratio = speed["kernel"] / speed["scikit-learn, textbook features"]
    budgets.at_least("kernel against the fitted scikit-learn pipeline", ratio, 120, " ×")
    if "Telegram, Russian" in sources:
        budgets.at_least(
            "Russian against English, per character", per_character(scorer, sources), 0.5, " ×"
        )
    budgets.at_least("two threads against one", threads(scorer, texts), 1.85, " ×")
    budgets.exit()


def against_words(scorer: object, texts: list[str], name: str) -> float:
    """Return the kernel's rate over that of `wc -w` on the same texts."""
    column = pa.array(texts, pa.large_string())
    scorer.score(column.slice(0, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.txt"
        path.write_text("\n".join(texts), encoding="utf-8")
        found = side_by_side(
            {
                "kernel": lambda: scorer.score(column),
                "wc": lambda: subprocess.run(["wc", "-w", path], check=True, capture_output=True),
            }
        )
    size = megabytes(texts)
    print(f"{name}: kernel {size / found['kernel']:.1f} MB/s, wc -w {size / found['wc']:.1f} MB/s")
    return found["wc"] / found["kernel"]


def per_character(scorer: object, sources: dict[str, list[str]]) -> float:
    """Return characters a second in Russian over those in English."""
    pair = {name: sources[name] for name in ("UN speeches", "Telegram, Russian") if name in sources}
    columns = {name: pa.array(texts, pa.large_string()) for name, texts in pair.items()}
    found = side_by_side(
        {name: lambda column=column: scorer.score(column) for name, column in columns.items()}
    )
    rate = {name: sum(map(len, pair[name])) / found[name] for name in pair}
    print(
        ", ".join(f"{name}: {value / 1e6:.1f} million characters/s" for name, value in rate.items())
    )
    return rate["Telegram, Russian"] / rate["UN speeches"]


def threads(scorer: object, texts: list[str]) -> float:
    """Return the time on one thread over that on two, for the same chunks."""
    column = pa.array(texts, pa.large_string())
    chunks = [column.slice(start, 512) for start in range(0, len(column), 512)]
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two:
        found = side_by_side(
            {
                "one": lambda: list(one.map(scorer.score, chunks)),
                "two": lambda: list(two.map(scorer.score, chunks)),
            }
        )
    print(f"one thread {found['one']:.2f} s, two threads {found['two']:.2f} s")
    return found["one"] / found["two"]


if __name__ == "__main__":
    main()
