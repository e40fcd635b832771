"""The baselines are what they are said to be."""

from math import sqrt

import numpy as np
import pytest
from sklearn.metrics import f1_score

from framing.baselines import baseline_evaluations, lexicon_scores
from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.lexicon import Lexicon

from .conftest import CUES, FRAMES


def split(corpus):
    groups = corpus.groups()
    return corpus.select(groups >= 3), corpus.select(groups < 3), groups[groups < 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [0, 0, 0]),
        ("!", [0, 0, 0]),
        ("Heroes", [3, 0, 0]),
        ("heroes heroes", [6 / sqrt(2), 0, 0]),
        ("to the last hero", [3 / 2, 1 / 2, 0]),
        ("Under-the RUBBLE", [0, 0, 3 / sqrt(3)]),
        ("under the bread rubble", [0, 0, 0]),
    ],
)
def test_lexicon_scores(text, expected):
    found = lexicon_scores(Lexicon(CUES), FRAMES, [text])
    np.testing.assert_allclose(found, [expected])


def test_lexicon_scores_of_the_wanted_frames_in_their_order():
    found = lexicon_scores(Lexicon(CUES), ["siege", "hero"], ["to the last"])
    np.testing.assert_allclose(found, [[1 / sqrt(3), 3 / sqrt(3)]])


def test_most_frequent_frame_is_decided_for_every_text():
    book = Codebook.from_ids(FRAMES)
    training = Corpus(
        book,
        tuple(Statement(str(i), "x", ("siege",) if i < 6 else ("hero",)) for i in range(10)),
    )
    test = Corpus(book, (Statement("a", "x", ("siege",)), Statement("b", "x", ("hero",))))
    found = baseline_evaluations(training, test, np.arange(2))["most_frequent"]
    recall = {frame: figures["recall"].value for frame, figures in found.frames.items()}
    assert recall == {"siege": 1, "hero": 0, "victim": 0}
    assert found.averages["micro_precision"].value == 0.5


def test_as_many_frames_as_a_statement_has_on_average():
    book = Codebook.from_ids(FRAMES)
    both = [Statement(str(i), "x", ("siege", "hero")) for i in range(9)]
    training = Corpus(book, (*both, Statement("n", "x"), Statement("v", "x", ("victim",))))
    test = Corpus(book, (Statement("a", "x", FRAMES),))
    found = baseline_evaluations(training, test, np.arange(1))["most_frequent"]
    recall = {frame: figures["recall"].value for frame, figures in found.frames.items()}
    assert recall == {"siege": 1, "hero": 1, "victim": 0}


def test_lexicon_decides_by_the_best_threshold_on_the_training_texts(corpus):
    training, test, groups = split(corpus)
    found = baseline_evaluations(training, test, groups)["lexicon"]
    scores = lexicon_scores(corpus.codebook.lexicon, FRAMES, training.texts)
    on_test = lexicon_scores(corpus.codebook.lexicon, FRAMES, test.texts)
    for k, frame in enumerate(FRAMES):
        best = max(
            {*scores[:, k].tolist()},
            key=lambda cut: f1_score(training.labels()[:, k], scores[:, k] >= cut),
        )
        expected = f1_score(test.labels()[:, k], on_test[:, k] >= best)
        assert found.frames[frame]["f1"].value == pytest.approx(expected)


def test_no_lexicon_no_such_baseline(corpus):
    bare = Corpus(Codebook.from_ids(FRAMES), corpus.statements)
    assert set(baseline_evaluations(*split(bare))) == {"most_frequent"}
    assert set(baseline_evaluations(*split(corpus))) == {"most_frequent", "lexicon"}
