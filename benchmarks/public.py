"""Our recipe, untouched, against peers on public sets, in the same five folds.

UNLP-2025: manipulation techniques in Ukrainian and Russian posts. BABE: biased sentences of US
news, whole outlets held out. FIGNEWS: bias and propaganda in posts in five languages; posts whose
coders tied are left out. Putin: rhetorical codes of two speeches. Near-duplicates are left out
before splitting. Macro F1 is that of all folds' decisions together; mean average precision is the
mean over the folds, since scores of different models have no common scale (Forman and Scholz
2010); codes that a fold lacks are left out there. Intervals are bootstrap intervals over texts
(outlets in BABE). Training is CPU seconds on one fold of UNLP-2025, scoring one core; what was
fitted before is taken from a cache; embeddings count as they would without one. Arguments are
names of sets; without any, all are measured.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from joblib import Memory

import embedding
from common import DATA, Budgets, machine, need, table
from framing.agreement_measures import mean_defined
from framing.coded import Columns, read_coded
from framing.corpus import Corpus
from framing.duplicates import distinct_rows, find_duplicates
from framing.evaluation import Figure, evaluate
from framing.fitting import Recipe
from framing.metrics import average_precision, bootstrap_weights
from framing.splits import Split, fold_splits
from framing.training import with_enough
from peers import Peer, all_peers

SETS = {
    "UNLP-2025": "unlp2025.jsonl",
    "BABE": "babe_sg2.jsonl",
    "FIGNEWS": "fignews2024.jsonl",
    "Putin": "putin_unity_codes.jsonl",
}
FIGURES = ("macro F1", "mean average precision")
MULTI_LABEL = ("UNLP-2025", "FIGNEWS", "Putin")
TIMED = "UNLP-2025"
N_FOLDS = 5
N_RESAMPLINGS = 1000
MIN_UNLP_F1, MAX_TRAINING = 0.42, 60.0
TIMED_TEXTS = 100
Fold = tuple[np.ndarray, np.ndarray, float]


def load(name: str) -> Corpus:
    """Read a set, leave out near-duplicates, ties and codes that are too rare to learn."""
    columns = Columns(group="outlet" if name == "BABE" else None)
    corpus, _ = read_coded([DATA / SETS[name]], columns)
    rows = np.array(distinct_rows(len(corpus), find_duplicates(corpus)))
    corpus = corpus.select(rows)
    if name == "FIGNEWS":
        kinds = [{frame.split(":")[0] for frame in s.frames} for s in corpus.statements]
        corpus = corpus.select(np.flatnonzero([kind == {"bias", "prop"} for kind in kinds]))
    everything = np.ones(len(corpus), dtype=bool)
    return with_enough(corpus, everything, corpus.groups(), Recipe())[0]


@Memory(embedding.CACHE, verbose=0).cache(ignore=["peer", "corpus", "split"])
def judged(peer: Peer, corpus: Corpus, split: Split, name: str, dataset: str, version: int) -> Fold:
    """Return scores and decisions of a fold and the CPU seconds of training."""
    del name, dataset, version
    training = corpus.select(split.training)
    start = time.process_time()
    model = peer.fit(training, corpus.groups()[split.training])
    seconds = time.process_time() - start
    return *peer.score(model, corpus.select(split.test).texts), seconds


def compare(corpus: Corpus, dataset: str, peer: Peer) -> tuple[dict[str, Figure], float]:
    """Return how a peer does on all folds, and its median seconds of training."""
    groups, labels = corpus.groups(), corpus.labels()
    scores, decided = np.zeros(labels.shape), np.zeros(labels.shape, dtype=bool)
    seconds, precisions = [], []
    weights = bootstrap_weights(groups, N_RESAMPLINGS, 0)
    for split in fold_splits(corpus, groups, N_FOLDS):
        # Our own code changes from run to run, so nothing of it is kept.
        function = judged.func if peer.name == "framing" else judged
        found = function(peer, corpus, split, peer.name, f"{dataset} {split.name}", 1)
        scores[split.test], decided[split.test] = found[:2]
        seconds.append(found[2])
        precisions.append(precision_of(labels[split.test], found[0], weights[:, split.test]))
    evaluation = evaluate(corpus.codebook.frame_ids, labels, scores, decided, groups)
    # A resampling may have drawn nothing of a fold that is one outlet.
    mean = mean_defined(np.transpose(precisions))
    low, high = np.percentile(mean[1:], [2.5, 97.5])
    figures = (evaluation.averages["macro_f1"], Figure(float(mean[0]), float(low), float(high)))
    return dict(zip(FIGURES, figures, strict=True)), statistics.median(seconds)


def precision_of(labels: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return mean average precision on a fold, of the data and of each resampling."""
    by_frame = [
        average_precision(labels[:, k], scores[:, k], weights)
        for k in range(labels.shape[1])
        if labels[:, k].any()
    ]
    return mean_defined(np.transpose(by_frame))


def costs(corpus: Corpus, peer: Peer, seconds: float) -> list[str]:
    """Return training time, scoring speed, size on disk and start-up of a peer.

    What is timed here is fitted to half a set; `seconds` is what a fold took, without the
    embeddings, which are kept: what they take is told from how fast texts are embedded here.
    """
    n_half = len(corpus) // 2
    half = corpus.select(np.arange(n_half))
    model = peer.fit(half, np.arange(n_half))
    texts = list(corpus.texts[n_half:])
    # Embeddings are cached, so texts must be new ones; they are slow enough for a few to do.
    slow = "MiniLM" in peer.name
    texts = [f"{text} ." for text in texts[:TIMED_TEXTS]] if slow else texts
    size = sum(len(text.encode()) for text in texts) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        if slow:
            encoder = embedding.load()
            run = lambda: encoder.encode(texts, batch_size=embedding.BATCH)  # noqa: E731
        else:
            peer.score(model, texts[:10])
            run = lambda: peer.score(model, texts)  # noqa: E731
        start = time.process_time()
        run()
        rate = size / (time.process_time() - start)
        if slow:
            all_texts = sum(len(text.encode()) for text in corpus.texts) / 1e6
            seconds += all_texts * (N_FOLDS - 1) / N_FOLDS / rate
        on_disk = peer.save(model, Path(folder))
        times = []
        for _ in range(3):
            start = time.perf_counter()
            command = [sys.executable, "-c", peer.start, folder]
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
    return [
        f"{seconds:.1f}",
        f"{rate:.2g}",
        f"{on_disk / 1e6:.1f}",
        f"{statistics.median(times):.1f}",
    ]


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    print(machine())
    wanted = {name: file for name, file in SETS.items() if name in (sys.argv[1:] or SETS)}
    corpora = {name: load(name) for name, file in wanted.items() if need(DATA / file)}
    if not corpora:
        return
    peers = all_peers()
    found = {
        (peer.name, name): compare(corpus, name, peer)
        for name, corpus in corpora.items()
        for peer in peers
    }
    sizes = [f"{name}: {len(c)} texts, {c.labels().shape[1]} codes" for name, c in corpora.items()]
    print("; ".join(sizes))
    for figure in FIGURES:
        print(f"\n{figure}\n")
        print(quality(found, [p.name for p in peers], list(corpora), figure))
    if TIMED in corpora:
        head = ["", "training, CPU s", "scoring, MB/s", "on disk, MB", "start, s"]
        rows = [[p.name, *costs(corpora[TIMED], p, found[p.name, TIMED][1])] for p in peers]
        print(f"\ncosts, on {TIMED}\n\n{table(head, rows)}\n")
    demand(found, peers, list(corpora))


def quality(found: dict, names: list[str], sets: list[str], figure: str) -> str:
    """Return the table of a figure: a row a peer, a column a set, and the mean."""
    rows = []
    for name in names:
        figures = [found[name, each][0][figure] for each in sets]
        cells = [f"{f.value:.3f} ({f.low:.3f}–{f.high:.3f})" for f in figures]
        rows.append([name, *cells, f"{statistics.mean(f.value for f in figures):.3f}"])
    return table(["", *sets, "mean"], rows)


def demand(found: dict, peers: list[Peer], sets: list[str]) -> None:
    """Hold our recipe against the budgets."""
    budgets = Budgets()

    def value(name: str, dataset: str, figure: str) -> float:
        return found[name, dataset][0][figure].value

    linear = [p.name for p in peers[1:] if p.linear]
    for figure in FIGURES:
        ahead = {
            s: value("framing", s, figure) - max(value(n, s, figure) for n in linear) for s in sets
        }
        for dataset, difference in ahead.items():
            budgets.at_least(f"{figure}, {dataset}, against the best linear peer", difference, 0)
        ours, theirs = (
            max(statistics.mean(value(n, s, figure) for s in sets) for n in names)
            for names in (["framing"], linear)
        )
        budgets.at_least(f"{figure}, mean, against the best linear peer", ours - theirs, 0)
    for head in (p.name for p in peers if not p.linear):
        for dataset in (s for s in sets if s in MULTI_LABEL):
            difference = value("framing", dataset, "macro F1") - value(head, dataset, "macro F1")
            budgets.at_least(f"macro F1, {dataset}, against the embedding head", difference, 0)
    if TIMED in sets:
        budgets.at_least(f"macro F1, {TIMED}", value("framing", TIMED, "macro F1"), MIN_UNLP_F1)
    for dataset in sets:
        seconds = found["framing", dataset][1]
        budgets.at_most(f"training on {dataset}, CPU", seconds, MAX_TRAINING, " s")
    budgets.exit()


if __name__ == "__main__":
    main()
