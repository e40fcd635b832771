"""Splits, and judgements that know nothing of what they judge."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from framing.assessment import judge
from framing.choosing import fit_chosen
from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.cross_validation import cross_validate, learning_curve
from framing.duplicates import across, distinct_rows, find_duplicates, shared_texts
from framing.errors import CorpusError, TrainingError
from framing.fitting import Recipe
from framing.splits import Split, fold_splits, given_splits, parse_times, time_splits

FAST = Recipe(inverse_regularisations=(1.0, 10.0), n_folds=3)


@pytest.fixture(scope="module")
def groups(corpus):
    return corpus.groups()


@pytest.fixture(scope="module")
def splits(corpus, groups):
    return fold_splits(corpus, groups, 3)


@pytest.fixture(scope="module")
def found(corpus, splits, groups):
    return cross_validate(corpus, splits, groups, FAST, jobs=1)


def recoded(corpus, rows, seed=0):
    """The corpus with the labels of these rows shuffled among themselves and turned round."""
    shuffled = np.random.default_rng(seed).permutation(rows)
    statements = list(corpus.statements)
    for row, other in zip(rows.tolist(), shuffled.tolist(), strict=True):
        had = corpus.statements[other].frames
        turned = tuple(f for f in corpus.codebook.frame_ids if f not in had)
        statements[row] = replace(statements[row], frames=turned)
    return Corpus(corpus.codebook, tuple(statements))


def test_every_statement_is_judged_once(corpus, found):
    assert sorted(found.judged.rows.tolist()) == list(range(len(corpus)))
    assert found.judged.probabilities.shape == (len(corpus), 3)
    for number, split in enumerate(found.splits):
        assert found.judged.rows[found.fold == number].tolist() == split.test.tolist()


def test_each_fold_is_judged_by_a_model_of_the_others(corpus, splits, groups, found):
    for number, split in enumerate(splits):
        fitted = fit_chosen(corpus.select(split.training), groups[split.training], FAST, jobs=1)
        expected = judge(fitted.compile(), corpus.select(split.test))
        at = found.fold == number
        np.testing.assert_array_equal(found.judged.probabilities[at], expected.probabilities)
        np.testing.assert_array_equal(found.judged.decided[at], expected.decided)


def test_labels_of_a_fold_change_nothing_of_what_is_said_of_it(corpus, splits, groups, found):
    for number, split in enumerate(splits[:2]):
        other = cross_validate(recoded(corpus, split.test), splits, groups, FAST, jobs=1)
        at = found.fold == number
        np.testing.assert_array_equal(
            other.judged.probabilities[at], found.judged.probabilities[at]
        )
        np.testing.assert_array_equal(other.judged.reached[at], found.judged.reached[at])
        assert other.facts[number] == found.facts[number]
        # ... and the labels are looked at: the other folds learn from them.
        assert (other.judged.probabilities[~at] != found.judged.probabilities[~at]).any()


def test_texts_of_a_fold_change_nothing_that_is_learned(corpus, splits, groups, found):
    statements = list(corpus.statements)
    for row in splits[0].test.tolist():
        statements[row] = replace(statements[row], text=f"Quite another text {row} entirely")
    other = Corpus(corpus.codebook, tuple(statements))
    assert cross_validate(other, splits[:1], groups, FAST, jobs=1).facts[0] == found.facts[0]


def test_noise_is_not_learned():
    """Labels drawn by lot: whoever saw those of the fold would do better than chance."""
    drawn = np.random.default_rng(5)
    vocabulary = [f"word{n}" for n in range(400)]
    statements = tuple(
        Statement(
            str(n), " ".join(drawn.choice(vocabulary, 12)), ("a",) * int(drawn.random() < 0.5)
        )
        for n in range(240)
    )
    corpus = Corpus(Codebook.from_ids(["a"]), statements)
    rows = np.arange(len(corpus))
    found = cross_validate(corpus, fold_splits(corpus, rows, 4), rows, FAST, jobs=1)
    # Within folds: over all of them a frame's share in the training part alone tells something.
    labels, probabilities = found.judged.labels[:, 0], found.judged.probabilities[:, 0]
    areas = [
        roc_auc_score(labels[found.fold == n], probabilities[found.fold == n]) for n in range(4)
    ]
    assert 0.35 < np.mean(areas) < 0.65


def test_jobs_change_nothing(corpus, splits, groups, found):
    other = cross_validate(corpus, splits[:2], groups, FAST, jobs=2).judged
    here = found.judged
    np.testing.assert_array_equal(other.probabilities, here.probabilities[: len(other.rows)])
    assert other.errors == here.errors[: len(other.errors)]


def test_progress_counts_splits(corpus, splits, groups):
    steps = []
    cross_validate(
        corpus, splits[:2], groups, FAST, jobs=1, progress=lambda *step: steps.append(step)
    )
    assert [(done, total) for _, done, total in steps] == [(0, 2), (1, 2), (2, 2)]


def test_frames_that_a_training_part_lacks_are_never_decided(corpus, groups):
    has = corpus.labels()[:, 0]
    split = Split("past", 0, np.flatnonzero(~has), np.flatnonzero(has))
    found = cross_validate(corpus, [split], groups, FAST, jobs=1)
    assert not found.judged.reached[:, 0].any()
    assert any("hero: not in the training part of past" in note for note in found.notes)


def test_frames_that_are_too_rare_are_left_out(corpus, splits, groups):
    frames = [*corpus.codebook.frame_ids, "rare"]
    statements = (
        replace(corpus.statements[0], frames=("rare",)),
        *corpus.statements[1:],
    )
    found = cross_validate(
        Corpus(Codebook.from_ids(frames), statements), splits[:1], groups, FAST, jobs=1
    )
    assert "rare" not in found.judged.corpus.codebook.frame_ids
    assert any(note.startswith("rare: left out") for note in found.notes)


def test_nothing_to_learn(corpus, splits, groups):
    plain = Corpus(corpus.codebook, tuple(replace(s, frames=()) for s in corpus.statements))
    with pytest.raises(TrainingError, match="no frame can be learned"):
        cross_validate(plain, splits, groups, FAST, jobs=1)


def test_too_few_groups_to_train_on(corpus, groups):
    rows = np.flatnonzero(groups < 2)
    with pytest.raises(CorpusError, match=r"2 groups to train on.* or --split-column"):
        cross_validate(
            corpus, [Split("only", 0, rows, np.flatnonzero(groups == 2))], groups, FAST, jobs=1
        )


def test_repeats_differ(corpus, groups):
    splits = fold_splits(corpus, groups, 3, n_repeats=2)
    assert [split.repeat for split in splits] == [0, 0, 0, 1, 1, 1]
    one, two = ([s.test.tolist() for s in splits if s.repeat == r] for r in (0, 1))
    assert one != two
    assert splits[3].name == "fold 1, repeat 2"


@pytest.mark.parametrize("n_folds", [2, 5])
def test_groups_stay_together(corpus, groups, n_folds):
    for split in fold_splits(corpus, groups, n_folds):
        assert not set(groups[split.training]) & set(groups[split.test])
        assert sorted([*split.training, *split.test]) == list(range(len(corpus)))


def test_fewer_groups_than_folds(corpus, groups):
    with pytest.raises(CorpusError, match="12 groups are fewer than 13 folds"):
        fold_splits(corpus, groups, 13)


def test_time_splits_train_on_the_past():
    times = [datetime(2020, 1, 1 + day, tzinfo=UTC) for day in (3, 3, 0, 1, 2, 4, 5, 5, 6, 7)]
    splits = time_splits(times, 3)
    assert len(splits) == 3
    for split in splits:
        assert max(times[r] for r in split.training) < min(times[r] for r in split.test)
    tested = np.concatenate([split.test for split in splits])
    assert len(set(tested.tolist())) == len(tested)
    assert splits[0].name.startswith("from 2020-01-0")


def test_time_splits_need_times():
    with pytest.raises(CorpusError, match="2 different times are too few"):
        time_splits([datetime(2020, 1, d, tzinfo=UTC) for d in (1, 1, 2, 2)], 3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022", datetime(2022, 1, 1, tzinfo=UTC)),
        ("2022-02", datetime(2022, 2, 1, tzinfo=UTC)),
        (" 2022-02-24 ", datetime(2022, 2, 24, tzinfo=UTC)),
        ("2022-02-24T05:30:00+03:00", datetime(2022, 2, 24, 2, 30, tzinfo=UTC)),
    ],
)
def test_times(value, expected):
    assert parse_times([value], ["1"]) == [expected]


def test_times_that_cannot_be_read():
    with pytest.raises(CorpusError, match=r"(?s)a: 'soon' is no date.*b: no date.*2 of 3 dates"):
        parse_times(["soon", "", "2022"], ["a", "b", "c"])


def test_given_splits():
    (split,) = given_splits(["train", "Test", "dev", "TRAIN"])
    assert (split.training.tolist(), split.test.tolist()) == ([0, 2, 3], [1])
    folds = given_splits(["x", "y", "x", "z"])
    assert [(s.name, s.test.tolist()) for s in folds] == [("x", [0, 2]), ("y", [1]), ("z", [3])]
    assert folds[1].training.tolist() == [0, 2, 3]


def test_given_splits_that_say_nothing():
    with pytest.raises(CorpusError, match="all statements are of the split 'train'"):
        given_splits(["train", "train"])
    with pytest.raises(CorpusError, match="1 statements name no split"):
        given_splits(["train", ""])
    with pytest.raises(CorpusError, match="train, dev are sides of a split, but there is no test"):
        given_splits(["train", "dev"])
    with pytest.raises(CorpusError, match="train, test are sides of a split, but x is none"):
        given_splits(["train", "x", "test"])


def test_learning_curve(corpus, splits, groups):
    points = learning_curve(corpus, splits[:2], groups, FAST, shares=(0.05, 0.5, 1.0), jobs=1)
    assert [point["share"] for point in points] == [0.5, 1.0]
    assert points[0]["statements"] < points[1]["statements"]
    value, low, high = points[1]["macro_f1"]
    assert low <= value <= high


def test_duplicates(corpus):
    copies = (
        replace(corpus.statements[0], id="copy", text=f"{corpus.statements[0].text} !"),
        replace(corpus.statements[1], id="other", frames=("siege", "victim")),
    )
    doubled = Corpus(corpus.codebook, (*corpus.statements, *copies))
    n = len(corpus)
    found = [d for d in find_duplicates(doubled) if d.second >= n]
    pairs = {(d.first, d.second): d.same_frames for d in found}
    assert pairs[0, n] is True
    assert pairs[1, n + 1] is False
    assert n not in distinct_rows(n + 2, found)
    one_side = Split("s", 0, np.array([0, n]), np.array([1]))
    assert not across(found[:1], [one_side])
    assert across([d for d in found if d.first == 0], [Split("s", 0, np.array([0]), np.array([n]))])
    assert shared_texts(corpus, Corpus(corpus.codebook, copies)) == (0, 1)
