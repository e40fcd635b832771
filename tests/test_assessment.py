"""What is drawn from judgements: figures, confusions, errors, suspects, significance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from framing import metrics
from framing.assessment import Judged, assess, judge, only_known
from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.diagnostics import abstention, confusions, curves
from framing.errors import CorpusError, ModelError
from framing.evaluation import evaluate
from framing.evidence import classify
from framing.label_noise import off_diagonal, suspects
from framing.reports import evaluation_report
from framing.significance import significance

SEEDS = st.integers(0, 2**32 - 1)


def random_table(seed, n=40, k=3):
    drawn = np.random.default_rng(seed)
    labels = drawn.random((n, k)) < 0.4
    scores = drawn.integers(0, 12, (n, k)) / 12
    return labels, scores, scores > 0.5


@settings(max_examples=25)
@given(SEEDS)
def test_new_figures_are_those_of_scikit_learn(seed):
    labels, scores, decided = random_table(seed)
    found = evaluate("abc", labels, scores, decided, np.arange(len(labels)), n_resamplings=2)
    for k, frame in enumerate("abc"):
        figures = found.frames[frame]
        expected = theirs.matthews_corrcoef(labels[:, k], decided[:, k])
        assert figures["matthews"].value == pytest.approx(expected)
        if 0 < labels[:, k].sum() < len(labels):
            expected = theirs.roc_auc_score(labels[:, k], scores[:, k])
            assert figures["roc_auc"].value == pytest.approx(expected)
    for name, function in (
        ("precision", theirs.precision_score),
        ("recall", theirs.recall_score),
        ("f1", theirs.f1_score),
    ):
        expected = function(labels, decided, average="weighted", zero_division=0)
        assert found.averages[f"weighted_{name}"].value == pytest.approx(expected)


@settings(max_examples=25)
@given(SEEDS)
def test_new_figures_take_weights(seed):
    labels, scores, decided = (part[:, 0] for part in random_table(seed))
    weights = np.random.default_rng(seed).integers(0, 4, (3, len(labels))).astype(float)
    areas = metrics.roc_auc(labels, scores, weights)
    counts = metrics.confusion(labels, decided, weights)
    correlations = metrics.matthews(*counts, weights.sum(axis=1))
    for weight, area, correlation in zip(weights, areas, correlations, strict=True):
        rows = np.repeat(np.arange(len(labels)), weight.astype(int))
        if len(set(labels[rows])) == 2:
            assert area == pytest.approx(theirs.roc_auc_score(labels[rows], scores[rows]))
        else:
            assert np.isnan(area)
        assert correlation == pytest.approx(theirs.matthews_corrcoef(labels[rows], decided[rows]))


def slow_confusions(labels, decided):
    k = labels.shape[1]
    counts = np.zeros((k + 1, k + 1))
    for y, d in zip(labels, decided, strict=True):
        missed, wrong = np.flatnonzero(y & ~d), np.flatnonzero(d & ~y)
        for frame in np.flatnonzero(y & d):
            counts[frame, frame] += 1
        for frame in missed:
            for other in wrong:
                counts[frame, other] += 1 / len(wrong)
            if not len(wrong):
                counts[frame, k] += 1
        if not len(missed):
            for other in wrong:
                counts[k, other] += 1
        if not y.any() and not d.any():
            counts[k, k] += 1
    return counts


@settings(max_examples=25)
@given(SEEDS)
def test_confusions(seed):
    labels, _, decided = random_table(seed)
    found = confusions(labels, decided)
    np.testing.assert_allclose(found, slow_confusions(labels, decided))
    np.testing.assert_allclose(found[:-1].sum(axis=1), labels.sum(axis=0))


def test_confusions_of_one_label_are_the_usual_ones():
    labels, decided = np.eye(3, dtype=bool)[[0, 1, 2, 0]], np.eye(3, dtype=bool)[[0, 2, 2, 1]]
    expected = theirs.confusion_matrix([0, 1, 2, 0], [0, 2, 2, 1])
    np.testing.assert_array_equal(confusions(labels, decided)[:3, :3], expected)


def slow_off_diagonal(y, p):
    """As the paper writes it: given label i, confidently of class j."""
    doubtful = np.zeros(len(y), dtype=bool)
    both = np.column_stack([1 - p, p])
    thresholds = [both[~y, 0].mean(), both[y, 1].mean()]
    for row in range(len(y)):
        reached = [j for j in (0, 1) if both[row, j] >= thresholds[j]]
        if reached:
            best = max(reached, key=lambda j: both[row, j])
            doubtful[row] = best != int(y[row])
    return doubtful


@settings(max_examples=25)
@given(SEEDS)
def test_confident_joint(seed):
    labels = random_table(seed)[0]
    scores = np.random.default_rng(seed).random(labels.shape)
    found = off_diagonal(labels, scores)
    for k in range(3):
        if 0 < labels[:, k].sum() < len(labels):
            expected = slow_off_diagonal(labels[:, k], scores[:, k])
            np.testing.assert_array_equal(found[:, k], expected)


def test_planted_errors_are_suspected():
    drawn = np.random.default_rng(1)
    truth = drawn.random(300) < 0.3
    probabilities = np.clip(np.where(truth, 0.8, 0.1) + drawn.normal(0, 0.02, 300), 0, 1)
    planted = drawn.choice(300, 12, replace=False)
    given_labels = truth.copy()
    given_labels[planted] ^= True
    statements = tuple(
        Statement(str(row), f"text {row}", ("a",) if has else ())
        for row, has in enumerate(given_labels.tolist())
    )
    found = suspects(Corpus(Codebook.from_ids(["a"]), statements), probabilities[:, None])
    assert {int(s.id) for s in found} <= set(planted.tolist())
    assert len(found) >= 6


def test_all_equal_labels_are_not_suspected():
    labels = np.ones((5, 1), dtype=bool)
    assert not off_diagonal(labels, np.linspace(0, 1, 5)[:, None]).any()


def f1(labels, decided):
    return 2 * (labels & decided).sum() / max(1, labels.sum() + decided.sum())


def exact_p(labels, one, two):
    """Every way to swap the two models, for figures of one frame."""
    n = len(labels)
    gaps = []
    for code in range(2**n):
        swap = np.array([code >> i & 1 for i in range(n)], dtype=bool)
        a, b = np.where(swap, two, one), np.where(swap, one, two)
        gaps.append(abs(f1(labels, a) - f1(labels, b)))
    return float((np.array(gaps) >= gaps[0] - 1e-12).mean())


def test_significance_is_that_of_all_permutations():
    labels, _, one = (part[:8, :1] for part in random_table(3))
    two = ~one
    two[:3] = one[:3]
    found = significance(labels, one, two, np.arange(8), n_shuffles=4000)["macro_f1"]
    assert found.first == pytest.approx(theirs.f1_score(labels, one, zero_division=0))
    assert found.second == pytest.approx(theirs.f1_score(labels, two, zero_division=0))
    assert found.p_value == pytest.approx(exact_p(labels[:, 0], one[:, 0], two[:, 0]), abs=0.03)


def test_significance_of_equal_models_and_of_groups():
    labels, _, decided = random_table(4, n=60)
    same = significance(labels, decided, decided, np.arange(60), n_shuffles=200)
    assert all(found.p_value == 1 for found in same.values())
    alone = significance(labels, labels, ~labels, np.arange(60), n_shuffles=500)["micro_f1"]
    grouped = significance(labels, labels, ~labels, np.arange(60) // 20, n_shuffles=500)
    assert alone.p_value < 0.01 < grouped["micro_f1"].p_value
    figures = significance(labels, decided, ~labels, np.arange(60), n_shuffles=10)
    expected = theirs.f1_score(labels, decided, average="samples", zero_division=1)
    assert figures["samples_f1"].first == pytest.approx(expected)
    assert figures["exact_match"].first == pytest.approx(theirs.accuracy_score(labels, decided))


def test_abstention():
    labels = np.array([[1, 0], [0, 1], [0, 0], [1, 1]], dtype=bool)
    reached = np.array([[1, 0], [0, 1], [1, 0], [0, 0]], dtype=bool)
    found = abstention(labels, reached, np.array([False, False, True, True]))
    assert found["coverage"] == 0.5
    assert (found["answered_micro_f1"], found["answered_exact_match"]) == (1, 1)
    assert (found["unanswered_micro_f1"], found["unanswered_with_frame"]) == (0, 0.5)
    all_known = abstention(labels, reached, np.zeros(4, dtype=bool))
    assert all_known["coverage"] == 1
    assert all_known["unanswered_micro_f1"] is None


def test_curves_are_those_of_scikit_learn():
    labels, scores, _ = (part[:, 0] for part in random_table(6))
    found = curves(labels, scores)
    precision, recall, _ = theirs.precision_recall_curve(labels, scores)
    expected = {(round(r, 6), round(p, 6)) for r, p in zip(recall, precision, strict=True)}
    assert {tuple(point) for point in found["precision_recall"]} <= expected
    assert sum(n for *_, n in found["reliability"]) == len(labels)


def test_judge_agrees_with_classify(model, corpus):
    known = Corpus(model.codebook, corpus.statements)
    odd = Statement("odd", "Xqzt wvrk plmn, zzgh bbcd.", ("hero",))
    judged = judge(model, replace(known, statements=(*known.statements, odd)))
    for row in (0, 5, len(corpus)):
        found = classify(model, judged.corpus.statements[row].text)
        assert bool(judged.undecided[row]) == found.undecided
        assert judged.decided[row].tolist() == [s.present for s in found.scores]
        np.testing.assert_allclose(
            judged.probabilities[row], [s.probability for s in found.scores], atol=1e-6
        )
    assert judged.undecided[-1]


def test_worst_errors(model, corpus):
    wrong = replace(corpus.statements[0], frames=("victim",))
    known = Corpus(model.codebook, (wrong, *corpus.statements[1:]))
    report = assess(judge(model, known), known.groups(), n_resamplings=5)
    worst = [error for error in report.errors if error.id == wrong.id]
    assert {(e.frame, e.labelled) for e in worst} >= {("hero", False), ("victim", True)}
    seen = next(e for e in worst if e.frame == "hero")
    assert seen.words
    assert all(word in wrong.text for word in seen.words)
    losses = [error.loss for error in report.errors]
    assert losses == sorted(losses, reverse=True)


def test_repeats_count_each_statement_once(model, corpus):
    known = Corpus(model.codebook, corpus.statements)
    once = judge(model, known)
    twice = Judged(
        known,
        np.concatenate([once.rows, once.rows]),
        np.vstack([once.probabilities] * 2),
        np.vstack([once.reached] * 2),
        np.concatenate([once.undecided] * 2),
        once.errors * 2,
    )
    one, two = (assess(j, known.groups(), n_resamplings=20).to_dict() for j in (once, twice))
    for name in set(one) - {"curves"}:
        assert one[name] == two[name]


def test_labels_that_a_model_does_not_know(model, corpus):
    book = Codebook.from_ids([*model.frame_ids, "heroo"])
    with_more = Corpus(
        book, (replace(corpus.statements[0], frames=("hero", "heroo")), *corpus.statements[1:])
    )
    with pytest.raises(CorpusError, match="did you mean 'hero'"):
        only_known(with_more, model)
    known, notes = only_known(with_more, model, leave_out=True)
    assert known.statements[0].frames == ("hero",)
    assert "1 labels left out" in notes[0]
    foreign = Corpus(Codebook.from_ids(["x, y"]), (Statement("1", "text", ("x, y",)),))
    with pytest.raises(CorpusError, match="no label of the data is a frame of the model: 'x, y'; "):
        only_known(foreign, model, leave_out=True)


def test_frames_that_never_occur_are_noted(model, corpus):
    some = Corpus(corpus.codebook, tuple(s for s in corpus.statements if "siege" not in s.frames))
    report = evaluation_report(model, some)
    assert any(note.startswith("siege: never occurs") for note in report["notes"])
    assert report["frames"]["siege"]["average_precision"][0] is None
    assert "siege" not in report["curves"]


def test_one_group_is_noted_and_has_no_intervals(model, corpus):
    one = Corpus(corpus.codebook, tuple(replace(s, context="all") for s in corpus.statements))
    report = evaluation_report(model, one)
    assert "all that was judged is of one group: no interval can be told" in report["notes"]
    assert report["averages"]["macro_f1"][1:] == [None, None]


def test_training_texts_in_the_data_are_counted(model, corpus):
    report = evaluation_report(model, corpus, trained_on=corpus)
    assert any(f"{len(corpus)} of {len(corpus)} texts stand in" in n for n in report["notes"])


def test_comparison(model, corpus):
    worse = replace(model, arrays=dict(model.arrays) | {"intercepts": np.full(3, -9.0)})
    report = evaluation_report(model, corpus, against=worse)
    assert report["comparison"]["macro_f1"]["difference"] > 0
    other = replace(model, codebook=Codebook.from_ids(["x", "y", "z"]))
    with pytest.raises(ModelError, match="different frames"):
        evaluation_report(model, corpus, against=other)
