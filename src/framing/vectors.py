"""Word vectors learned from unlabelled text.

Words that stand among the same words get similar vectors (Levy, Goldberg and Dagan 2015):
co-occurrence counts in a window become positive pointwise mutual information, and a truncated
singular value decomposition makes it small. They carry what a small corpus taught of one word
over to others that it never saw.

References
----------
O. Levy, Y. Goldberg, I. Dagan, Improving distributional similarity with lessons learned from word
embeddings, Transactions of the ACL 3, 2015.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from framing.errors import InputError, TrainingError
from framing.text import words

__all__ = [
    "VectorRecipe",
    "WordVectors",
    "join_vectors",
    "learn_vectors",
    "load_vectors",
    "save_vectors",
    "shipped_vectors",
]

#: Co-occurrences are added to the matrix in portions of so many.
PORTION = 1 << 24
#: Shipped vectors are for texts of which they know more than this share of the words.
MOST = 0.5
#: Singular values below this share of the largest one count as zero.
NEGLIGIBLE = 1e-4
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class VectorRecipe:
    """How word vectors are learned.

    Attributes
    ----------
    n_dimensions : int
    n_words : int
        The most frequent words get vectors.
    min_count : int
        How often a word must stand in the texts.
    window : int
        Words on each side that count as neighbours, nearer ones more.
    smoothing : float
        Exponent of the frequencies of neighbours; under 1 it tames rare ones.
    shift : float
        Subtracted from the mutual information, as the logarithm of it negative samples.
    spectrum : float
        Exponent of the singular values in the vectors; with 0 all directions count the same.
    words_per_dimension : int
        With no more words than this for each dimension nothing is learned; as many words as
        dimensions would all be equally far from each other.
    seed : int
    """

    n_dimensions: int = 150
    n_words: int = 30_000
    min_count: int = 5
    window: int = 5
    smoothing: float = 0.75
    shift: float = 0.0
    spectrum: float = 0.0
    words_per_dimension: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """Vectors of length 1, by word.

    Attributes
    ----------
    words : tuple of str
        Lower-cased words, in the order of the rows.
    vectors : ndarray of float16 or float32, shape (n_words, n_dimensions)
    facts : mapping
        From what they were learned, as `save_vectors` was told.
    """

    words: tuple[str, ...]
    vectors: NDArray[np.floating]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def look_up(self, wanted: Iterable[str]) -> NDArray[np.float32]:
        """Return the vectors of words, zeros for a word that has none.

        Returns
        -------
        ndarray of float32, shape (n_wanted, n_dimensions)
        """
        row = {word: i for i, word in enumerate(self.words)}
        at = np.array([row.get(word, -1) for word in wanted], dtype=np.int64)
        found = self.vectors[at].astype(np.float32)
        found[at < 0] = 0
        return found

    def nearest(self, word: str, limit: int = 10) -> list[tuple[str, float]]:
        """Return the words with the most similar vectors and their cosine similarity."""
        vector = self.look_up([word])[0]
        similarity = self.vectors.astype(np.float32) @ vector
        order = np.argsort(-similarity, kind="stable")
        chosen = [i for i in order.tolist()[: limit + 1] if self.words[i] != word]
        return [(self.words[i], float(similarity[i])) for i in chosen[:limit]]


def learn_vectors(
    texts: Callable[[], Iterable[str]],
    recipe: VectorRecipe | None = None,
    *,
    progress: Progress | None = None,
) -> WordVectors:
    """Learn word vectors from texts.

    Parameters
    ----------
    texts : callable
        Returns the texts anew each time; they are gone through twice.
    recipe : VectorRecipe, optional
    progress : callable, optional
        Called with what is being done, the steps done and all steps.

    Returns
    -------
    WordVectors
        As float16.

    Raises
    ------
    TrainingError
        There are too few words.
    """
    recipe = recipe or VectorRecipe()
    report = progress or (lambda *_: None)
    report("counting words", 0, 4)
    frequency: Counter[str] = Counter()
    for text in texts():
        frequency.update(words(text))
    common = [w for w, n in frequency.most_common(recipe.n_words) if n >= recipe.min_count]
    too_few = recipe.n_dimensions * recipe.words_per_dimension
    if len(common) <= too_few:
        raise TrainingError(
            f"{len(common)} words stand at least {recipe.min_count} times in the texts; more than "
            f"{too_few} are needed: give more text, or fewer dimensions"
        )
    report("counting neighbours", 1, 4)
    together = _co_occurrences(texts(), {word: i for i, word in enumerate(common)}, recipe)
    report("weighing", 2, 4)
    information = _mutual_information(together, recipe)
    report("decomposing", 3, 4)
    vectors = _decompose(information, recipe)
    _to_length_1(vectors)
    # What all words share tells none from another; a word that keeps no company stays at zero.
    known = vectors.any(axis=1)
    vectors[known] -= vectors[known].mean(axis=0)
    _to_length_1(vectors)
    return WordVectors(tuple(common), vectors.astype(np.float16))


def save_vectors(vectors: WordVectors, path: Path, *, facts: dict[str, Any] | None = None) -> None:
    """Write vectors to a ``.npz`` file: plain arrays, and facts as JSON text.

    Raises
    ------
    OutputError
        The place can't be written to.
    """
    from framing.files import atomic_path

    joined = np.frombuffer("\n".join(vectors.words).encode(), dtype=np.uint8)
    described = np.frombuffer(json.dumps(facts or {}).encode(), dtype=np.uint8)
    with atomic_path(path, force=True) as temporary, Path(temporary).open("wb") as file:
        np.savez_compressed(file, words=joined, vectors=vectors.vectors, facts=described)


def load_vectors(path: str | Path) -> WordVectors:
    """Read vectors from a ``.npz`` file; nothing in it is executed.

    Raises
    ------
    InputError
        It is not such a file, or damaged.
    """
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as archive:
            names = tuple(archive["words"].tobytes().decode("utf-8").split("\n"))
            vectors = archive["vectors"]
            facts = json.loads(archive["facts"].tobytes()) if "facts" in archive else {}
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; make one with `framing vectors`") from None
    except Exception as error:  # zip, header and text may each be broken in ways of their own
        raise InputError(f"{path}: no word vectors: {error}") from error
    if vectors.ndim != 2 or vectors.dtype.kind != "f" or len(vectors) != len(names):
        raise InputError(f"{path}: no word vectors: not one row of numbers for each word")
    if not np.isfinite(vectors).all():
        raise InputError(f"{path}: no word vectors: some values aren't finite")
    if not isinstance(facts, dict):
        raise InputError(f"{path}: no word vectors: its facts aren't a JSON object")
    return WordVectors(names, vectors, facts)


def join_vectors(several: Sequence[WordVectors]) -> WordVectors:
    """Return vectors that stand side by side, zeros where one of them lacks a word.

    Parameters
    ----------
    several : sequence of WordVectors
        At least one; of several the result has no facts.

    Examples
    --------
    >>> one = WordVectors(("army",), np.array([[1.0]]))
    >>> other = WordVectors(("navy", "army"), np.array([[1.0], [-1.0]]))
    >>> join_vectors([one, other]).look_up(["army", "navy"]).tolist()
    [[1.0, -1.0], [0.0, 1.0]]
    """
    if len(several) == 1:
        return several[0]
    words_of_all = tuple(dict.fromkeys(word for vectors in several for word in vectors.words))
    return WordVectors(words_of_all, np.hstack([v.look_up(words_of_all) for v in several]))


def shipped_vectors(texts: Iterable[str]) -> WordVectors | None:
    """Return the word vectors that come with the package, if they are for texts such as these.

    They are English. Vectors of another language would make words pass for known that no
    statement had.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    WordVectors or None
        None where half of the words or more have no vector.
    """
    here = Path(__file__).resolve().parent
    installed, source = here / "models" / "vectors.npz", here.parents[1] / "corpus" / "vectors.npz"
    vectors = load_vectors(installed if installed.is_file() else source)
    known = set(vectors.words)
    counted = Counter(word in known for text in texts for word in words(text))
    return vectors if counted[True] > MOST * counted.total() else None


def _to_length_1(vectors: NDArray[np.float32]) -> None:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, norms, out=vectors, where=norms > 0)


def _co_occurrences(
    texts: Iterable[str], index: dict[str, int], recipe: VectorRecipe
) -> sparse.csr_matrix:
    """Count neighbours within the window, a neighbour at distance d as 1 / d."""
    shape = (len(index), len(index))
    total: Any = sparse.csr_array(shape, dtype=np.float32)
    for ids in _portions(texts, index):
        for distance in range(1, recipe.window + 1):
            left, right = ids[:-distance], ids[distance:]
            both = (left >= 0) & (right >= 0)
            weight = np.full(int(both.sum()), 1 / distance, dtype=np.float32)
            total = total + sparse.coo_matrix((weight, (left[both], right[both])), shape).tocsr()
    both_ways: sparse.csr_matrix = sparse.csr_matrix(total + total.T)
    return both_ways


def _portions(texts: Iterable[str], index: dict[str, int]) -> Iterator[NDArray[np.int64]]:
    """Yield the numbers of words, -1 for the others and between texts, in bounded arrays."""
    portion: list[int] = []
    for text in texts:
        portion += [index.get(word, -1) for word in words(text)]
        portion += [-1] * 16
        if len(portion) > PORTION:
            yield np.array(portion, dtype=np.int64)
            portion = []
    yield np.array(portion, dtype=np.int64)


def _mutual_information(together: sparse.csr_matrix, recipe: VectorRecipe) -> sparse.csr_matrix:
    """Return the positive part of the shifted pointwise mutual information."""
    pairs = together.tocoo()
    row_sums = np.asarray(together.sum(axis=1)).ravel().astype(np.float64)
    neighbours = row_sums**recipe.smoothing
    expected = row_sums[pairs.row] * neighbours[pairs.col] / neighbours.sum()
    information = np.log(pairs.data / expected) - recipe.shift
    kept = information > 0
    return sparse.coo_matrix(
        (information[kept].astype(np.float32), (pairs.row[kept], pairs.col[kept])), pairs.shape
    ).tocsr()


def _decompose(information: sparse.csr_matrix, recipe: VectorRecipe) -> NDArray[np.float32]:
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits

    # Sums of several threads would differ in their last digits from those of one.
    with threadpool_limits(1):
        left, values, _ = randomized_svd(
            information, recipe.n_dimensions, n_iter=4, random_state=recipe.seed
        )
    # Directions without substance are rounding errors, which must not be blown up.
    weights = np.where(values > NEGLIGIBLE * values[0], values**recipe.spectrum, 0.0)
    scaled: NDArray[np.float32] = (left * weights).astype(np.float32)
    return scaled
