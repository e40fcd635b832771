"""What a figure on real text is made of: size of the corpus, parts of the model, transfer.

Whole contexts are sampled for the curve. Curve and ablations use C and the weight of word vectors
of the default model; calibration doesn't change the order of texts, which is all that mean average
precision sees, so each point is a single fit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

import embedding
from common import DATA, need, read_jsonl, table
from framing.choosing import all_vectors
from framing.corpus import Corpus
from framing.fitting import Choice, Features, Recipe, fit_frames
from framing.lexicon import Lexicon
from framing.metrics import average_precision, bootstrap_weights, roc_auc
from framing.sentences import find_sentences
from framing.vectors import WordVectors, join_vectors

SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
DRAWS = 3
#: More statements than there are: no n-gram is that frequent.
NEVER = 10**9
N_RESAMPLINGS = 1000


@dataclass(frozen=True)
class Measuring:
    """Coded real sentences: texts, labels, the documents they come from, and weights to draw."""

    texts: Sequence[str]
    labels: np.ndarray
    documents: np.ndarray
    sources: np.ndarray

    def mean_average_precision(self, scores: np.ndarray) -> np.ndarray:
        """Return the figure of the data and of each resampling of whole documents."""
        weights = bootstrap_weights(self.documents, N_RESAMPLINGS, 0)
        by_frame = [
            average_precision(self.labels[:, k], scores[:, k], weights)
            for k in range(self.labels.shape[1])
        ]
        return np.nanmean(by_frame, axis=0)


def interval(values: np.ndarray) -> str:
    """Return the first value with the 95 % interval of the others."""
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return f"{values[0]:.3f} ({low:.3f}–{high:.3f})"


def margins(
    corpus: Corpus, recipe: Recipe, choice: Choice, texts: Sequence[str], learned: list[WordVectors]
) -> np.ndarray:
    """Fit to a corpus with this C and weight of word vectors; return the margins of texts."""
    vectors = join_vectors(learned) if learned else None
    features = Features.of(recipe, corpus.codebook, vectors)
    blocks = features.fit_transform(corpus.texts)
    fits = fit_frames(features, blocks, corpus.labels(), choice[:1], recipe)
    weights, intercepts = fits.added(choice)
    return features.transform(texts) @ weights.T + intercepts


def curve(
    corpus: Corpus,
    choice: Choice,
    vectors: WordVectors,
    head_c: float | None,
    measuring: Measuring,
    embedded: dict,
) -> str:
    """Return how mean average precision grows with the corpus, for us and for the head."""
    groups, labels = corpus.groups(), corpus.labels()
    rows = []
    for share in SHARES:
        ours, theirs, sizes = [], [], []
        for draw in range(DRAWS if share < 1 else 1):
            at = some_contexts(groups, share, draw)
            part = corpus.select(at)
            sizes.append(len(part))
            learned = all_vectors(part.texts, vectors, Recipe().seed)
            scores = margins(part, Recipe(), choice, measuring.texts, learned)
            ours.append(measuring.mean_average_precision(scores)[0])
            if head_c is not None:
                weights, intercepts = embedding.fit(embedded["train"][at], labels[at], head_c, 0)
                scores = embedded["test"] @ weights.T + intercepts
                theirs.append(measuring.mean_average_precision(scores)[0])
        row = [f"{share:g}", f"{np.mean(sizes):.0f}", *map(spread, (ours, theirs))]
        rows.append(row)
    return table(["share of contexts", "statements", "ours", "embedding head"], rows)


def some_contexts(groups: np.ndarray, share: float, draw: int) -> np.ndarray:
    """Return the rows of random whole contexts that hold a share of the statements."""
    shuffled = np.random.default_rng(draw).permutation(np.unique(groups))
    sizes = np.bincount(groups)[shuffled]
    n_chosen = int(np.searchsorted(np.cumsum(sizes), share * len(groups))) + 1
    return np.flatnonzero(np.isin(groups, shuffled[:n_chosen]))


def spread(values: list[float]) -> str:
    """Return the mean of some draws, and their range."""
    if not values:
        return "–"
    if len(values) == 1:
        return f"{values[0]:.3f}"
    return f"{np.mean(values):.3f} ({min(values):.3f}–{max(values):.3f})"


def ablations(corpus: Corpus, choice: Choice, vectors: WordVectors, measuring: Measuring) -> str:
    """Return mean average precision with parts taken away, and the paired differences."""
    bare = Corpus(replace(corpus.codebook, lexicon=Lexicon()), corpus.statements)
    # One thing at a time: subwords keep the weight that they have beside a lexicon.
    same_subwords = Recipe(subword_scale=Recipe().subword_scale_beside_cues)
    # Without n-grams there is no norm, and so no word vectors either.
    subwordless = Recipe(min_df_ngrams=NEVER)
    both = all_vectors(corpus.texts, vectors, Recipe().seed)
    variants: list[tuple[str, Corpus, Recipe, list[WordVectors]]] = [
        ("all", corpus, Recipe(), both),
        ("without the lexicon", bare, same_subwords, both),
        ("without marks", corpus, Recipe(min_df_marks=None), both),
        ("without the statements' own word vectors", corpus, Recipe(), both[:1]),
        ("without word vectors of other texts", corpus, Recipe(), both[1:]),
        ("without word vectors", corpus, Recipe(), []),
        ("without subwords and word vectors", corpus, subwordless, []),
        ("without lexicon and word vectors", bare, same_subwords, []),
        ("words and word pairs alone", bare, subwordless, []),
    ]
    rows, whole = [], None
    for name, trained_on, recipe, learned in variants:
        scores = margins(trained_on, recipe, choice, measuring.texts, learned)
        values = measuring.mean_average_precision(scores)
        whole = values if whole is None else whole
        difference = "–" if values is whole else interval(values - whole)
        rows.append([name, interval(values), difference])
    return table(["trained", "mean average precision", "difference"], rows)


def transfer(classifier) -> str | None:
    """Return which frames rank highest on each rhetorical code of another codebook.

    The figure is how often a segment with the code scores higher than one without (area under
    the ROC curve); segments are resampled for the interval.
    """
    path = DATA / "putin_unity_codes.jsonl"
    if not need(path):
        return None
    segments = read_jsonl(path)
    probabilities = classifier.predict_proba([row["text"] for row in segments])
    weights = bootstrap_weights(np.arange(len(segments)), N_RESAMPLINGS, 0)
    rows = []
    for code in sorted({code for row in segments for code in row["labels"]}):
        coded = np.array([code in row["labels"] for row in segments])
        figures = [roc_auc(coded, column, weights) for column in probabilities.T]
        best = np.argsort([-values[0] for values in figures])[:3]
        cells = [f"{classifier.frame_ids[k]} {interval(figures[k])}" for k in best]
        rows.append([code.replace("_", " "), str(coded.sum()), *cells])
    return table(["code", "segments", "first frame", "second", "third"], rows)


def shares_with_a_frame(
    measuring: Measuring, decide: Callable[[Sequence[str]], np.ndarray], n_paragraphs: int = 2000
) -> str:
    """Return the share of sentences with any frame in whole files, beside the coded samples."""
    rows = []
    for name, source, texts in (
        ("UN speeches", "ungd", un_sentences(n_paragraphs)),
        ("US news", "babe", us_news()),
    ):
        if not texts:
            continue
        at = measuring.sources == source
        coded = [text for text, there in zip(measuring.texts, at, strict=True) if there]
        by_coders = measuring.labels[at].any(axis=1).mean()
        cells = (decide(texts).any(axis=1).mean(), decide(coded).any(axis=1).mean(), by_coders)
        rows.append([name, f"{len(texts):,}", f"{at.sum():,}", *(f"{x:.1%}" for x in cells)])
    head = ["", "sentences", "coded", "model, all", "model, coded", "coders, coded"]
    return table(head, rows)


def un_sentences(n_paragraphs: int) -> list[str]:
    """Return the sentences of some random paragraphs."""
    path = DATA / "ungd_paragraphs.jsonl.gz"
    if not need(path):
        return []
    texts = [row["text"] for row in read_jsonl(path)]
    drawn = np.random.default_rng(0).choice(len(texts), n_paragraphs, replace=False)
    return [
        texts[i][sentence.start : sentence.end]
        for i in sorted(drawn.tolist())
        for sentence in find_sentences(texts[i])
    ]


def us_news() -> list[str]:
    """Return the sentences of US news."""
    path = DATA / "babe_sg2.jsonl"
    return [row["text"] for row in read_jsonl(path)] if need(path) else []
