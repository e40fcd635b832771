"""The scorer per core: against scikit-learn, fastText and `wc -w`; and on two threads.

All by turns in one process, medians of five. Texts are made from the corpus, and, where present,
taken from the measuring data.
"""

import random
import statistics
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from common import DATA, ROOT, Budgets, machine, need, read_jsonl, run, seconds, side_by_side, table
from fasttext_peer import FastText, fasttext_available, line
from framing.corpus import Corpus, load_corpus
from framing.fast_scoring import KernelScorer, kernel_scorer
from framing.fitting import Features, Recipe, fit_linear
from framing.model_files import load_model

N_TRAINING = 2_000
MEGABYTES, SLOW_MEGABYTES = 60, 0.5
REPEATS = 5
CORPUS, ENGLISH, RUSSIAN = "corpus", "UN speeches", "Telegram, Russian"
TEXTBOOK, FASTTEXT = "scikit-learn, textbook features", "fastText, pairs and n-grams"


def megabytes(texts: list[str]) -> float:
    """Return the size of texts in UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def up_to(n_megabytes: float, texts: Iterable[str]) -> list[str]:
    """Return the first texts, at least one, of so many megabytes."""
    kept: list[str] = []
    size = 0
    for text in texts:
        kept.append(text)
        size += len(text.encode())
        if size >= n_megabytes * 1e6:
            break
    return kept


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


def textbook() -> Any:
    """Return the pipeline that the kernel is held against: the same orders of n-grams."""
    return make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
        ),
        OneVsRestClassifier(LogisticRegression(class_weight="balanced", solver="liblinear")),
    )


def same_features(corpus: Corpus) -> tuple[Features, np.ndarray, np.ndarray]:
    """Fit framing's own features and learner as scikit-learn objects."""
    features = Features.of(Recipe(), corpus.codebook)
    blocks = features.fit_transform(corpus.texts)
    return features, *fit_linear(blocks, corpus.labels(), (1.0,), Recipe())[0]


def peers(texts: list[str]) -> dict[str, Callable[[], object]]:
    """Fit the peers on part of the corpus; return what scores the texts, by name."""
    corpus = load_corpus(ROOT / "corpus").select(range(0, N_TRAINING * 5, 5))
    labels = corpus.labels()
    pipeline = textbook().fit(corpus.texts, labels.astype(int))
    features, weights, intercepts = same_features(corpus)
    found: dict[str, Callable[[], object]] = {
        TEXTBOOK: lambda: pipeline.decision_function(texts),
        "scikit-learn, framing's features": lambda: (
            features.transform(texts) @ weights.T + intercepts
        ),
    }
    if fasttext_available():
        lines = [line(text) for text in texts]
        for name, char_ngrams in ((FASTTEXT, True), ("fastText, word pairs", False)):
            fast = FastText(corpus.codebook.frame_ids, char_ngrams=char_ngrams)
            model = fast.fit(corpus.texts, labels).model
            found[name] = lambda model=model: model.predict(lines, k=-1)
    return found


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    print(machine())
    budgets = Budgets()
    scorer = kernel_scorer(load_model(ROOT / "models/default"))
    sources = {CORPUS: corpus_texts(MEGABYTES)}
    for name, file in ((ENGLISH, "ungd_paragraphs"), (RUSSIAN, "telegram_ru")):
        path = DATA / f"{file}.jsonl.gz"
        if need(path):
            sources[name] = up_to(MEGABYTES, (row["text"] for row in read_jsonl(path)))
    rates = {name: against_words(scorer, texts, name) for name, texts in sources.items()}
    main_source = ENGLISH if ENGLISH in sources else CORPUS
    texts = sources[main_source]
    budgets.at_least(f"kernel against wc -w ({main_source})", rates[main_source], 0.33, " ×")
    slow = up_to(SLOW_MEGABYTES, texts)
    fast = iter(portions(texts))
    found = side_by_side({"kernel": lambda: scorer.score(next(fast))} | peers(slow), REPEATS)
    sizes = {name: megabytes(slow) for name in found} | {"kernel": megabytes(texts) / REPEATS}
    speed = {name: sizes[name] / seconds for name, seconds in found.items()}
    ratio = {name: speed["kernel"] / value for name, value in speed.items()}
    rows = [[name, f"{value:.2f}", f"{ratio[name]:.0f} ×"] for name, value in speed.items()]
    print(table(["scorer, one core", "MB/s", "the kernel against it"], rows))
    budgets.at_least("kernel against the fitted scikit-learn pipeline", ratio[TEXTBOOK], 120, " ×")
    if FASTTEXT in ratio:
        budgets.at_least("kernel against fastText, pairs and n-grams", ratio[FASTTEXT], 20, " ×")
    if RUSSIAN in sources:
        found_ratio = per_character(scorer, sources[RUSSIAN], texts)
        budgets.at_least("Russian against English, per character", found_ratio, 0.5, " ×")
    budgets.at_least("two threads against one", threads(scorer, texts), 1.85, " ×")
    budgets.exit()


def portions(texts: list[str]) -> list[pa.Array]:
    """Part texts into as many columns as there are repeats, of about the same size.

    A thread remembers the unknown words that it met, so a text scored twice would be too fast.
    """
    target = megabytes(texts) / REPEATS
    columns: list[pa.Array] = []
    rest = iter(texts)
    for number in range(REPEATS):
        part = list(rest) if number == REPEATS - 1 else up_to(target, rest)
        columns.append(pa.array(part, pa.large_string()))
    return columns


def against_words(scorer: KernelScorer, texts: list[str], name: str) -> float:
    """Return the kernel's rate over that of `wc -w` on the same texts, median of portions."""
    rates: dict[str, list[float]] = {"kernel": [], "wc": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.txt"
        for column in portions(texts):
            raw = "\n".join(column.to_pylist()).encode()
            path.write_bytes(raw)
            count = ["wc", "-w", str(path)]
            rates["kernel"].append(len(raw) / seconds(lambda c=column: scorer.score(c), 1))
            rates["wc"].append(len(raw) / seconds(lambda c=count: run(*c), 1))
    kernel, wc = (statistics.median(found) / 1e6 for found in rates.values())
    print(f"{name}: kernel {kernel:.1f} MB/s, wc -w {wc:.1f} MB/s")
    return statistics.median(k / w for k, w in zip(*rates.values(), strict=True))


def per_character(scorer: KernelScorer, russian: list[str], english: list[str]) -> float:
    """Return characters a second in Russian over those in English, median of portions."""
    ratios = []
    for pair in zip(portions(russian), portions(english), strict=True):
        rates = []
        for column in pair:
            n_characters = pc.sum(pc.utf8_length(column)).as_py()
            rates.append(n_characters / seconds(lambda c=column: scorer.score(c), 1))
        ratios.append(rates[0] / rates[1])
        print(f"million characters/s: Russian {rates[0] / 1e6:.1f}, English {rates[1] / 1e6:.1f}")
    return statistics.median(ratios)


def threads(scorer: KernelScorer, texts: list[str]) -> float:
    """Return the time on one thread over that on two, for the same chunks."""
    column = pa.array(texts, pa.large_string())
    chunks = [column.slice(start, 512) for start in range(0, len(column), 512)]
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two:
        found = side_by_side(
            {
                "one": lambda: list(one.map(scorer.score, chunks)),
                "two": lambda: list(two.map(scorer.score, chunks)),
            },
            2 * REPEATS + 1,
        )
    print(f"one thread {found['one']:.2f} s, two threads {found['two']:.2f} s")
    return found["one"] / found["two"]


if __name__ == "__main__":
    main()
