"""How the default model does on real sentences that nobody of the project wrote.

Prints mean average precision, macro F1 at the model's own thresholds and calibration error, with
95 % bootstrap intervals over documents, for the model, for the lexicon alone, and for chance, on
all and by source.
"""

import sys

import numpy as np

import framing
from common import DATA, ROOT, Budgets, need, read_jsonl, table
from framing.baselines import lexicon_scores
from framing.codebook import Codebook
from framing.evaluation import Evaluation, evaluate

FIGURES = ("mean_average_precision", "macro_f1", "macro_calibration_error")


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    if not need(DATA / "frames_dev.jsonl"):
        return
    rows = read_jsonl(DATA / "frames_dev.jsonl")
    classifier = framing.load(sys.argv[1] if len(sys.argv) > 1 else None)
    ids = classifier.frame_ids
    texts = [row["text"] for row in rows]
    labels = np.array([[frame in row["frames"] for frame in ids] for row in rows])
    documents = np.unique([row["doc"] for row in rows], return_inverse=True)[1]
    sources = np.array([row["source"] for row in rows])
    probabilities = classifier.predict_proba(texts)
    decided = probabilities >= classifier.model.thresholds
    lexicon = lexicon_scores(Codebook.load(ROOT / "corpus").lexicon, ids, texts)
    # Squeezed into 0 to 1 for the calibration error; the order is what counts.
    lexicon = lexicon / lexicon.max()
    chance = np.tile(labels.mean(axis=0), (len(rows), 1))
    lines = []
    for source in ("all", *sorted(set(sources))):
        at = np.ones(len(rows), dtype=bool) if source == "all" else sources == source
        for name, scores, chosen in (
            ("default model", probabilities, decided),
            ("lexicon alone", lexicon, lexicon > 0),
            ("chance", chance, np.zeros_like(decided)),
        ):
            found = evaluate(ids, labels[at], scores[at], chosen[at], documents[at])
            lines.append([source, str(at.sum()), name, *(cell(found, key) for key in FIGURES)])
            if source == "all" and name == "default model":
                overall = found
    print(table(["source", "texts", "scored by", *(f.replace("_", " ") for f in FIGURES)], lines))
    print()
    print(
        table(
            ["frame", "texts", "average precision", "F1"],
            [
                [f, str(overall.support[f]), show(v["average_precision"]), show(v["f1"])]
                for f, v in overall.frames.items()
            ],
        )
    )
    print()
    budgets = Budgets()
    budgets.at_least("mean average precision", overall.averages[FIGURES[0]].value, 0.45)
    budgets.exit()


def cell(found: Evaluation, name: str) -> str:
    """Return a figure with its interval."""
    return show(found.averages[name])


def show(figure: object) -> str:
    """Return a figure with its interval."""
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


if __name__ == "__main__":
    main()
