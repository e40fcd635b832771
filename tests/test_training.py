"""Training: repeatable, fair to its test, and clear about what can't be learned."""

from dataclasses import replace

import numpy as np
import pytest

from framing.calibration import fit_sigmoid
from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.errors import TrainingError
from framing.evaluation import evaluate
from framing.fitting import Recipe
from framing.scoring import score_texts
from framing.splitting import group_folds
from framing.training import train
from framing.voice_features import read_span
from framing.voice_model import VOICES

from .conftest import FRAMES, PLACES, make_corpus, make_vectors

#: Quicker, where the choice of C isn't the point.
QUICK = Recipe(inverse_regularisations=(1.0,), n_folds=2)


def assert_same_model(first, second):
    assert first.arrays.keys() == second.arrays.keys()
    for name, array in first.arrays.items():
        np.testing.assert_array_equal(array, second.arrays[name], err_msg=name)
    assert first.operating_points == second.operating_points
    assert first.facts == second.facts
    assert first.seed == second.seed


def held_out(model):
    """Return the contexts whose place the model never heard of."""
    known = set(model.word_names)
    return [number for number, place in enumerate(PLACES) if place not in known]


def in_contexts(corpus, contexts):
    return np.isin(corpus.groups(), contexts)


@pytest.fixture(scope="module")
def quick(corpus):
    return train(corpus, QUICK, jobs=1)


def test_trained_twice_is_the_same(corpus, trained):
    assert_same_model(train(corpus, jobs=1).model, trained.model)


@pytest.mark.parametrize("jobs", [2, -1])
def test_threads_make_no_difference(corpus, trained, jobs):
    assert_same_model(train(corpus, jobs=jobs).model, trained.model)


def test_seed_makes_a_difference(corpus, quick):
    other = train(corpus, replace(QUICK, seed=5), jobs=1)
    assert held_out(other.model) != held_out(quick.model)


def test_whole_contexts_are_held_out(corpus, trained):
    held = held_out(trained.model)
    assert 2 <= len(held) <= 4
    facts = trained.model.facts
    assert facts["n_contexts"] == len(PLACES) - len(held)
    assert facts["n_statements"] == len(corpus) - in_contexts(corpus, held).sum()
    assert trained.evaluation.n_rows == in_contexts(corpus, held).sum()
    assert trained.evaluation.n_groups == len(held)


def test_test_texts_are_used_for_nothing(corpus, quick):
    rows = in_contexts(corpus, held_out(quick.model))
    statements = tuple(
        replace(s, text=f"other words {s.id}, heroes, rubble") if hidden else s
        for s, hidden in zip(corpus.statements, rows, strict=True)
    )
    other = train(Corpus(corpus.codebook, statements), QUICK, jobs=1)
    assert_same_model(other.model, quick.model)
    assert other.evaluation != quick.evaluation


def test_test_labels_are_used_for_nothing_but_the_split(corpus, quick):
    # Two statements of one test context change their frames: no split can tell, nor the model.
    held = held_out(quick.model)
    rows = np.flatnonzero(in_contexts(corpus, held[:1]))
    statements = list(corpus.statements)
    first = next(i for i in rows if statements[i].frames == ("hero",))
    second = next(i for i in rows if statements[i].frames == ("victim",))
    statements[first] = replace(statements[first], frames=("victim",))
    statements[second] = replace(statements[second], frames=("hero",))
    other = train(Corpus(corpus.codebook, tuple(statements)), QUICK, jobs=1)
    assert_same_model(other.model, quick.model)
    assert other.evaluation != quick.evaluation


def test_evaluation_is_of_the_test_contexts(corpus, trained):
    test = corpus.select(in_contexts(corpus, held_out(trained.model)))
    model = trained.model
    probabilities = model.probabilities(score_texts(model, test.texts).margins)
    decided = probabilities >= model.thresholds
    expected = evaluate(FRAMES, test.labels(), probabilities, decided, test.groups())
    for frame in FRAMES:
        for name, figure in expected.frames[frame].items():
            found = trained.evaluation.frames[frame][name].value
            assert found == pytest.approx(figure.value, abs=1e-5)
    for baseline in trained.baselines.values():
        assert (baseline.n_rows, baseline.support) == (len(test), trained.evaluation.support)


def about_frames(training):
    """Return the notes that aren't about voices."""
    return [note for note in training.notes if not note.startswith("voices: ")]


def test_learns_what_is_plain(trained):
    averages = trained.evaluation.averages
    assert averages["macro_f1"].value > 0.9
    assert (
        averages["macro_f1"].value > trained.baselines["most_frequent"].averages["macro_f1"].value
    )
    assert about_frames(trained) == []


def test_no_group_is_split_over_folds(corpus):
    labels, groups = corpus.labels(), corpus.groups()
    for seed in range(3):
        folds = group_folds(labels, groups, 5, seed)
        assert all(len(set(folds[groups == group])) == 1 for group in set(groups.tolist()))


def test_c_is_chosen_out_of_fold(trained):
    scores = trained.model.facts["out_of_fold_mean_average_precision"]
    best = max(scores, key=lambda found: found["value"])
    assert [found["inverse_regularisation"] for found in scores] == list(
        Recipe().inverse_regularisations
    )
    assert {found["vector_weight"] for found in scores} == {0.0}  # there are none
    assert trained.model.facts["inverse_regularisation"] == best["inverse_regularisation"]


def test_what_word_vectors_count_is_chosen_with_c(corpus):
    recipe = replace(QUICK, inverse_regularisations=(0.2, 2.0), vector_weights=(0.0, 0.5))
    facts = train(corpus, recipe, vectors=make_vectors(), jobs=1).model.facts
    names = ("inverse_regularisation", "vector_weight")
    scores = {
        tuple(found[name] for name in names): found["value"]
        for found in facts["out_of_fold_mean_average_precision"]
    }
    assert set(scores) == {(0.2, 0.0), (0.2, 0.5), (2.0, 0.0), (2.0, 0.5)}
    assert scores[facts[names[0]], facts[names[1]]] == max(scores.values())


@pytest.mark.parametrize("seed", range(3))
def test_calibrated_out_of_fold(corpus, seed):
    # By chance alone a model tells apart the texts that it was fitted to: calibrated on these,
    # probabilities would rise steeply with the margin. Out of fold there is nothing to rise with.
    drawn = np.random.default_rng(seed)
    statements = tuple(
        replace(s, text=" ".join([place, *(f"w{n}x" for n in drawn.integers(0, 400, 12))]))
        for s, place in zip(corpus.statements, np.repeat(PLACES, 10), strict=True)
    )
    model = train(Corpus(corpus.codebook, statements), QUICK, jobs=1).model
    rest = Corpus(corpus.codebook, statements).select(~in_contexts(corpus, held_out(model)))
    assert len(rest) == model.facts["n_statements"]
    margins, labels = score_texts(model, rest.texts).margins, rest.labels()
    steep = [fit_sigmoid(margins[:, k], labels[:, k])[0] for k in range(len(FRAMES))]
    assert np.mean(model.arrays["slopes"] / steep) < 0.5


def test_thresholds_are_those_of_the_best_f1(corpus, trained):
    rest = corpus.select(~in_contexts(corpus, held_out(trained.model)))
    model = trained.model
    np.testing.assert_allclose(model.facts["prevalence"], rest.labels().mean(0), atol=1e-6)
    assert ((model.thresholds > 0) & (model.thresholds < 1)).all()
    assert model.operating_points["f1"] == tuple(model.thresholds)


def test_lexicon_stays_out_of_the_model(trained):
    assert len(trained.model.codebook.lexicon) == 0
    assert "martyrdom" in trained.model.word_names


def test_progress_counts_up_to_the_end(corpus):
    seen = []
    train(corpus, QUICK, jobs=1, progress=lambda *step: seen.append(step))
    assert [done for _, done, _ in seen] == list(range(QUICK.n_folds + 3))
    assert {total for _, _, total in seen} == {QUICK.n_folds + 3}
    assert [what for what, _, _ in seen][-2:] == ["fitting", "testing"]


def test_word_vectors(corpus):
    model = train(corpus, QUICK, vectors=make_vectors(), jobs=1).model
    learned = {"words": 6, "dimensions": 4, "learned_from": "unlabelled text"}
    assert model.facts["word_vectors"] == [learned]  # the statements have too few words
    assert {"saviour", "famine"} <= set(model.word_names)


@pytest.mark.parametrize("given", [None, make_vectors()])
def test_word_vectors_are_learned_from_the_statements_too(given, corpus):
    assert train(corpus, QUICK, jobs=1).model.facts["word_vectors"] == []  # too few words
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"{a}{b}" for a in letters for b in letters]
    statements = tuple(
        replace(s, text=f"{s.text} {' '.join(words[n % 5 :: 5])}")
        for n, s in enumerate(corpus.statements)
    )
    more = Corpus(corpus.codebook, statements)
    facts = train(more, QUICK, vectors=given, jobs=1).model.facts
    *others, own = facts["word_vectors"]
    assert len(others) == (given is not None)
    assert own["learned_from"] == "the statements"
    assert own["words"] >= len(words)


def test_no_groups_are_noted(corpus):
    statements = tuple(replace(s, context="") for s in corpus.statements)
    training = train(Corpus(corpus.codebook, statements), QUICK, jobs=1)
    assert len(about_frames(training)) == 1
    assert about_frames(training)[0].startswith("no groups: statements were split one by one")


def test_too_few_groups():
    with pytest.raises(TrainingError, match="40 statements in 4 groups; at least 6 groups"):
        train(make_corpus(PLACES[:4]), jobs=1)


def test_as_few_groups_as_allowed():
    training = train(make_corpus(PLACES[:6]), jobs=1)
    assert training.evaluation.n_groups >= 1


def rare(corpus, n, contexts):
    """Return the corpus with a fourth frame on `n` statements of so many contexts."""
    book = Codebook((*corpus.codebook.frames, *Codebook.from_ids(["rare"]).frames))
    statements = list(corpus.statements)
    for i in range(n):
        at = (i % contexts) * 10 + 6 + i // contexts % 3
        statements[at] = replace(statements[at], frames=("rare",))
    return Corpus(book, tuple(statements))


def test_frame_with_too_few_statements_is_left_out_and_named(corpus):
    training = train(rare(corpus, 3, 3), QUICK, jobs=1)
    assert training.model.frame_ids == FRAMES
    assert len(about_frames(training)) == 1
    assert about_frames(training)[0].startswith("rare: left out of the model: ")
    assert "at least 8 of each, in 2 groups, are needed" in about_frames(training)[0]


def test_frame_in_one_context_only_is_left_out(corpus):
    training = train(rare(corpus, 9, 1), replace(QUICK, min_positives=2), jobs=1)
    assert training.model.frame_ids == FRAMES
    assert "rare: left out of the model" in about_frames(training)[0]


def test_frame_with_enough_statements_stays(corpus):
    training = train(rare(corpus, 30, 12), QUICK, jobs=1)
    assert training.model.frame_ids == (*FRAMES, "rare")
    assert about_frames(training) == []


def test_frame_that_every_statement_has_is_left_out(corpus):
    book = Codebook((*corpus.codebook.frames, *Codebook.from_ids(["always"]).frames))
    statements = tuple(replace(s, frames=(*s.frames, "always")) for s in corpus.statements)
    training = train(Corpus(book, statements), QUICK, jobs=1)
    assert training.model.frame_ids == FRAMES
    assert "and 0 without" in about_frames(training)[0]


@pytest.mark.parametrize("frames", [(), ("a",)])
def test_nothing_to_learn(corpus, frames):
    statements = tuple(replace(s, frames=frames) for s in corpus.statements)
    with pytest.raises(TrainingError, match=r"no frame can be learned .*\na: left out"):
        train(Corpus(Codebook.from_ids(["a"]), statements), QUICK, jobs=1)


def test_no_statements():
    with pytest.raises(TrainingError, match="0 statements in 0 groups"):
        train(Corpus(Codebook.from_ids(["a"]), ()), jobs=1)


def test_texts_without_words():
    statements = tuple(
        Statement(
            str(i), "!" if i % 3 else "\U0001f600", ("a",) if i % 2 else (), context=f"c{i % 8}"
        )
        for i in range(80)
    )
    training = train(Corpus(Codebook.from_ids(["a"]), statements), QUICK, jobs=1)
    assert training.model.frame_ids == ("a",)
    assert sorted(training.model.word_names) == ["!", "\U0001f600"]


def test_no_voices_are_learned_where_one_is_missing(trained):
    assert (trained.model.voice, trained.voices) == (None, None)
    assert trained.notes == (
        "voices: told by rules alone: no framed statement is quoted, reported, discussed, "
        "rejected; each of asserted, quoted, reported, discussed, rejected is needed",
    )


def test_no_voices_are_learned_where_none_is_coded(corpus):
    statements = tuple(replace(s, voice="") for s in corpus.statements)
    training = train(Corpus(corpus.codebook, statements), QUICK, jobs=1)
    assert training.model.voice is None
    assert training.notes == ("voices: told by rules alone: none is coded",)


def test_voices_are_learned_where_all_are_coded(corpus):
    leads = ("", "“{}”, he said: ", "Officials claim that ", "The myth: ", "It is false that ")
    statements = tuple(
        replace(
            s,
            text=leads[n % 5].format(s.text) + s.text,
            voice=VOICES[n % 5],
            frames=s.frames or ("hero",),
        )
        for n, s in enumerate(corpus.statements)
    )
    training = train(Corpus(corpus.codebook, statements), QUICK, jobs=1)
    assert about_frames(training) == list(training.notes)
    assert training.voices.evaluation.n_rows == training.voices.confusion.sum() == len(corpus)
    assert training.voices.evaluation.averages["macro_f1"].value > 0.8
    assert training.model.voice.probabilities(read("It is false that they won.")).argmax() == 4


def read(text):
    return read_span(text, 0, len(text), ())
