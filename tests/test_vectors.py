"""Word vectors: learned from the company that words keep, kept as plain arrays."""

import zipfile

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from framing.errors import InputError, TrainingError
from framing.vectors import (
    VectorRecipe,
    WordVectors,
    join_vectors,
    learn_vectors,
    load_vectors,
    save_vectors,
    shipped_vectors,
)

SMALL = VectorRecipe(n_dimensions=8, min_count=1)
#: Words of two fields that stand with their own kind alone.
FIELDS = (
    "army soldiers tanks artillery brigade front trenches infantry".split(),
    "wheat barley harvest meadow orchard plough seeds tractor".split(),
)


def make_texts(n_texts: int = 400) -> list[str]:
    drawn = np.random.default_rng(0)
    return [" ".join(drawn.permutation(FIELDS[n % 2])[:5]) for n in range(n_texts)]


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return learn_vectors(make_texts, SMALL)


def test_every_word_that_is_frequent_enough_has_a_vector(vectors):
    assert set(vectors.words) == {word for field in FIELDS for word in field}
    assert vectors.vectors.shape == (16, 8)
    assert vectors.vectors.dtype == np.float16
    texts = ["rare words", *make_texts()]
    assert "rare" not in learn_vectors(lambda: texts, VectorRecipe(8, min_count=2)).words


def test_vectors_have_length_1_about_their_middle(vectors):
    lengths = np.linalg.norm(vectors.vectors.astype(float), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=0.01)
    assert np.linalg.norm(vectors.vectors.astype(float).mean(axis=0)) < 0.2


@pytest.mark.parametrize("field", FIELDS)
def test_words_that_keep_the_same_company_are_near(field):
    vectors = learn_vectors(make_texts, VectorRecipe(n_dimensions=2, min_count=1))
    for word in field:
        nearest = [other for other, _ in vectors.nearest(word, len(field) - 1)]
        assert set(nearest) == set(field) - {word}


def test_a_word_without_a_vector_gets_zeros(vectors):
    found = vectors.look_up(["army", "nobody"])
    assert found.shape == (2, 8)
    assert found[0].any()
    assert not found[1].any()


@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_texts_give_the_same_vectors_on_any_number_of_threads(threads, vectors):
    with threadpool_limits(threads):
        again = learn_vectors(make_texts, SMALL)
    assert again.words == vectors.words
    np.testing.assert_array_equal(again.vectors, vectors.vectors)


def test_too_few_words_are_refused():
    with pytest.raises(TrainingError, match=r"2 words stand at least 1 times .* more than 8"):
        learn_vectors(lambda: ["army tanks"], SMALL)


def test_how_many_words_are_too_few_can_be_said():
    learn_vectors(make_texts, VectorRecipe(n_dimensions=8, min_count=1, words_per_dimension=1))
    with pytest.raises(TrainingError, match=r"^16 words .* more than 16 are needed"):
        learn_vectors(make_texts, VectorRecipe(n_dimensions=8, min_count=1, words_per_dimension=2))


def test_progress_names_the_steps():
    seen = []
    learn_vectors(make_texts, SMALL, progress=lambda *step: seen.append(step))
    assert [(done, total) for _, done, total in seen] == [(0, 4), (1, 4), (2, 4), (3, 4)]


def test_joined_they_stand_side_by_side(vectors):
    other = WordVectors(("army", "fleet"), np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32))
    joined = join_vectors([other, vectors])
    assert joined.vectors.shape == (17, 10)
    assert sorted(joined.words) == sorted({*vectors.words, "fleet"})
    wanted = ("army", "fleet", "wheat", "nobody")
    expected = np.hstack([other.look_up(wanted), vectors.look_up(wanted)])
    np.testing.assert_array_equal(joined.look_up(wanted), expected)
    assert join_vectors([vectors]) is vectors


def test_shipped_vectors_are_for_texts_whose_words_they_mostly_know():
    shipped = shipped_vectors(["The government spoke of peace."])
    assert {"peace", "sovereignty", "terrorism"} <= set(shipped.words)
    assert shipped_vectors(["The government xqzt xqzu xqzv."]) is None
    assert shipped_vectors(["Уряд говорив про мир і зброю."]) is None
    assert shipped_vectors(["", "…"]) is None


def test_saved_and_loaded_they_are_the_same(vectors, tmp_path):
    save_vectors(vectors, tmp_path / "v.npz", facts={"texts": 400})
    loaded = load_vectors(tmp_path / "v.npz")
    assert loaded.words == vectors.words
    np.testing.assert_array_equal(loaded.vectors, vectors.vectors)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"vectors": np.ones((3, 2))}, "not one row"),
        ({"vectors": np.ones(2)}, "not one row"),
        ({"vectors": np.ones((2, 2), int)}, "not one row"),
        ({"vectors": np.full((2, 2), np.nan)}, "aren't finite"),
        ({"vectors": np.array([[object(), None]] * 2)}, "no word vectors"),
        ({}, "no word vectors"),
    ],
)
def test_foreign_arrays_are_refused(arrays, words, tmp_path):
    names = np.frombuffer(b"army\ntanks", np.uint8)
    np.savez(tmp_path / "v.npz", words=names, **arrays)
    with pytest.raises(InputError, match=rf"v\.npz: .*{words}"):
        load_vectors(tmp_path / "v.npz")


def test_damaged_and_missing_files_are_refused(vectors, tmp_path):
    with pytest.raises(InputError, match="no such file; make one with `framing vectors`"):
        load_vectors(tmp_path / "nothing.npz")
    save_vectors(vectors, tmp_path / "v.npz")
    (tmp_path / "short.npz").write_bytes((tmp_path / "v.npz").read_bytes()[:-200])
    with pytest.raises(InputError, match=r"short\.npz: no word vectors"):
        load_vectors(tmp_path / "short.npz")
    with zipfile.ZipFile(tmp_path / "empty.npz", "w"):
        pass
    with pytest.raises(InputError, match=r"empty\.npz: no word vectors"):
        load_vectors(tmp_path / "empty.npz")
