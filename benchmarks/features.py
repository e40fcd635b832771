"""What compiled features cost in quality: mean average precision against textbook TF-IDF.

Both have word pairs and character n-grams of the same orders and the same learner; only
that counts are made sublinear, and norms taken, by word type tells them apart. Same folds.
"""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_union

from common import DATA, Budgets, machine, need, table
from framing.codebook import Codebook
from framing.coded import Columns, read_coded
from framing.corpus import Corpus
from framing.fitting import Features, Recipe, fit_linear
from framing.splitting import group_folds

N_FOLDS, WORDS = 5, r"\w\w+"
SETS = {
    "unlp2025": Columns(text="text", labels="labels"),
    "babe_sg2": Columns(text="text", labels="labels", group="outlet"),
}


def main() -> None:
    """Measure, print, and fail where a budget is missed."""
    print(machine())
    budgets, rows = Budgets(), []
    for name, columns in SETS.items():
        path = DATA / f"{name}.jsonl"
        if not need(path):
            continue
        corpus, _ = read_coded([path], columns)
        labels = corpus.labels()
        # Features differ in scale, so each side has the C that suits it.
        textbook, compiled = (
            max(average(labels, margins) for margins in side) for side in out_of_fold(corpus)
        )
        rows.append([name, f"{textbook:.4f}", f"{compiled:.4f}", f"{compiled - textbook:+.4f}"])
        budgets.at_least(f"{name}: compiled minus textbook", compiled - textbook, -0.006)
    print(table(["data", "textbook", "compiled", "difference"], rows))
    budgets.exit()


def average(labels: np.ndarray, margins: np.ndarray) -> float:
    """Return the mean average precision over frames."""
    columns = zip(labels.T, margins.T, strict=True)
    return float(np.nanmean([average_precision_score(y, m) for y, m in columns]))


def out_of_fold(corpus: Corpus) -> np.ndarray:
    """Return out-of-fold margins, textbook, then compiled: shape (2, n_Cs, n_texts, n_frames)."""
    labels = corpus.labels()
    folds = group_folds(labels, corpus.groups(), N_FOLDS, 0)
    # The textbook knows no marks.
    recipe = Recipe(min_df_pairs=1, min_df_marks=None)
    grid = recipe.inverse_regularisations
    margins = np.zeros((2, len(grid), *labels.shape))
    for fold in range(N_FOLDS):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        training, held_out = corpus.select(inside), corpus.select(outside)
        textbook = make_union(
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORDS, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
        )
        ours = Features.of(recipe, Codebook.from_ids(corpus.codebook.frame_ids))
        for number, features in enumerate((textbook, ours)):
            blocks = features.fit_transform(training.texts)
            outside_blocks = features.transform(held_out.texts)
            fitted = fit_linear(blocks, labels[inside], grid, recipe, 2)
            for place, (weights, intercepts) in enumerate(fitted):
                margins[number, place, outside] = outside_blocks @ weights.T + intercepts
    return margins


if __name__ == "__main__":
    main()
