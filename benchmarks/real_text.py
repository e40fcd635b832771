"""How we do on real sentences that nobody of the project wrote.

Mean average precision, macro F1 at own thresholds and calibration error, with 95 % bootstrap
intervals over documents, by source, for the default model, for our recipe and a sentence-embedding
head trained on all statements of the corpus, for the lexicon alone, and for chance; then how far
we are ahead of the head, a learning curve, ablations, transfer to another codebook, and how often
any frame is found in whole files. Averages leave out frames that a source lacks.
"""

import argparse

import numpy as np

import embedding
import framing
import studies
from common import DATA, ROOT, Budgets, need, read_jsonl, table
from framing.baselines import lexicon_scores
from framing.calibration import best_f1_threshold, fit_sigmoid, sigmoid
from framing.choosing import fit_chosen
from framing.corpus import Corpus, load_corpus
from framing.evaluation import Evaluation, Figure, evaluate
from framing.fitting import Choice, Recipe
from framing.vectors import WordVectors, load_vectors
from studies import Measuring

FIGURES = ("mean_average_precision", "macro_f1", "macro_calibration_error")
OURS, HEAD = "our recipe, all statements", "embedding head, all statements"
#: The issue's targets on the development set.
MIN_MAP, MIN_F1, MAX_ERROR, MIN_AHEAD = 0.58, 0.52, 0.05, 0.10


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", help="a model instead of the default one")
    parser.add_argument("--quick", action="store_true", help="only score, fit nothing")
    options = parser.parse_args()
    if not need(DATA / "frames_dev.jsonl"):
        return
    classifier = framing.load(options.model)
    measuring = coded_sentences(classifier.frame_ids)
    probabilities = classifier.predict_proba(measuring.texts)
    decided = probabilities >= classifier.model.thresholds
    scored = {"default model": (probabilities, decided)}
    corpus = load_corpus(ROOT / "corpus")
    embedded = {}
    choice, head_c = None, None
    if not options.quick:
        vectors = load_vectors(ROOT / "corpus" / "vectors.npz")
        facts = classifier.model.facts
        choice = facts["inverse_regularisation"], facts["vector_weight"]
        scored[OURS] = our_recipe(corpus, choice, vectors, measuring)
        if embedding.available():
            embedded = {
                "train": embedding.embed(corpus.texts),
                "test": embedding.embed(measuring.texts),
            }
            head = embedding.fit_head(embedded["train"], corpus.labels(), corpus.groups())
            found = head.probabilities(embedded["test"])
            scored[HEAD], head_c = (found, found >= head.thresholds), head.c
    scored["lexicon alone"] = lexicon_alone(corpus, measuring)
    scored["chance"] = (
        np.tile(measuring.labels.mean(axis=0), (len(measuring.texts), 1)),
        np.zeros_like(decided),
    )
    budgets = Budgets()
    overall = print_comparison(classifier.frame_ids, measuring, scored)
    budgets.at_least("mean average precision", overall.averages[FIGURES[0]].value, MIN_MAP)
    budgets.at_least("macro F1", overall.averages[FIGURES[1]].value, MIN_F1)
    budgets.at_most("calibration error", overall.averages[FIGURES[2]].value, MAX_ERROR)
    if HEAD in scored:
        ahead = (
            measuring.mean_average_precision(scored[OURS][0])
            - measuring.mean_average_precision(scored[HEAD][0])
        )  # fmt: skip
        print(f"Ahead of the embedding head (paired): {studies.interval(ahead)}\n", flush=True)
        budgets.at_least("ahead of the embedding head", ahead[0], MIN_AHEAD)
        budgets.at_least("lower end of its interval", np.percentile(ahead[1:], 2.5), 1e-9)
    print_transfer(classifier, measuring)
    if choice is not None:
        print(f"Trained with C = {choice[0]:g}; three draws of whole contexts, mean and range:\n")
        print(studies.curve(corpus, choice, vectors, head_c, measuring, embedded), flush=True)
        print(f"\n{studies.ablations(corpus, choice, vectors, measuring)}\n")
    budgets.exit()


def coded_sentences(frame_ids: tuple[str, ...]) -> Measuring:
    """Read the coded sentences."""
    rows = read_jsonl(DATA / "frames_dev.jsonl")
    return Measuring(
        [row["text"] for row in rows],
        np.array([[frame in row["frames"] for frame in frame_ids] for row in rows]),
        np.array([row["doc"] for row in rows]),
        np.array([row["source"] for row in rows]),
    )


def our_recipe(corpus: Corpus, choice: Choice, vectors: WordVectors, measuring: Measuring) -> tuple:
    """Fit as the default model was, but to all statements; return probabilities and decisions."""
    recipe = Recipe(inverse_regularisations=choice[:1], vector_weights=choice[1:])
    fitted = fit_chosen(corpus, corpus.groups(), recipe, vectors)
    model = fitted.compile()
    found = model.probabilities(fitted.margins(measuring.texts))
    return found, found >= model.thresholds


def lexicon_alone(corpus: Corpus, measuring: Measuring) -> tuple:
    """Return probabilities and decisions of the cues' weights, calibrated on the corpus."""
    lexicon, ids, labels = corpus.codebook.lexicon, corpus.codebook.frame_ids, corpus.labels()
    known = lexicon_scores(lexicon, ids, corpus.texts)
    scores = lexicon_scores(lexicon, ids, measuring.texts)
    found = np.zeros(scores.shape)
    decided = np.zeros(scores.shape, dtype=bool)
    for k in range(len(ids)):
        slope, offset = fit_sigmoid(known[:, k], labels[:, k])
        found[:, k] = sigmoid(slope * scores[:, k] + offset)
        decided[:, k] = scores[:, k] >= best_f1_threshold(known[:, k], labels[:, k])
    return found, decided


def print_comparison(ids: tuple[str, ...], measuring: Measuring, scored: dict) -> Evaluation:
    """Print the figures of each way to score, by source; return the default model's on all."""
    lines, first = [], None
    for source in ("all", *sorted(set(measuring.sources.tolist()))):
        at = (measuring.sources == source) | (source == "all")
        there = measuring.labels[at].any(axis=0)
        some = [frame for frame, is_there in zip(ids, there, strict=True) if is_there]
        for name, (scores, decided) in scored.items():
            found = evaluate(
                some,
                measuring.labels[at][:, there],
                scores[at][:, there],
                decided[at][:, there],
                measuring.documents[at],
            )
            cells = [show(found.averages[figure]) for figure in FIGURES]
            lines.append([source, str(at.sum()), str(len(some)), name, *cells])
            first = first or found
    head = ["source", "texts", "frames", "scored by", *(f.replace("_", " ") for f in FIGURES)]
    print(table(head, lines), "\n")
    rows = [
        [frame, str(first.support[frame]), show(found["average_precision"]), show(found["f1"])]
        for frame, found in first.frames.items()
    ]
    print(table(["frame", "texts", "average precision", "F1"], rows), "\n", flush=True)
    return first


def print_transfer(classifier: framing.TextClassifier, measuring: Measuring) -> None:
    """Print what the default model finds in other material."""
    thresholds = classifier.model.thresholds
    if (found := studies.transfer(classifier)) is not None:
        print(f"Area under the ROC curve of frames for the codes of another codebook:\n\n{found}\n")
    shares = studies.shares_with_a_frame(
        measuring, lambda texts: classifier.predict_proba(texts) >= thresholds
    )
    print("Share of sentences with any frame (the coded ones were partly drawn by keywords):\n")
    print(f"{shares}\n", flush=True)


def show(figure: Figure) -> str:
    """Return a figure with its interval."""
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


if __name__ == "__main__":
    main()
