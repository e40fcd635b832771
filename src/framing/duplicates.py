"""Texts that stand on both sides of a split, and what to do about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from framing.corpus import Corpus
from framing.similarity import similar_pairs
from framing.splits import Split

__all__ = ["SAME", "Duplicate", "across", "distinct_rows", "find_duplicates", "shared_texts"]

#: Jaccard similarity of character 5-grams from which two texts count as the same.
SAME = 0.9


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two statements with (nearly) the same text.

    Attributes
    ----------
    first, second : int
        Rows, the earlier one first.
    similarity : float
        1 for texts of the same words.
    same_frames : bool
        Whether they were coded alike; if not, one of them is likely wrong.
    """

    first: int
    second: int
    similarity: float
    same_frames: bool


def find_duplicates(corpus: Corpus, threshold: float = SAME) -> tuple[Duplicate, ...]:
    """Find all pairs of statements whose texts are (nearly) the same.

    Parameters
    ----------
    corpus : Corpus
    threshold : float
        Similarity from which texts count as the same.

    Returns
    -------
    tuple of Duplicate
    """
    coded = [frozenset(statement.frames) for statement in corpus.statements]
    return tuple(
        Duplicate(earlier, later, similarity, coded[earlier] == coded[later])
        for later, earlier, similarity in similar_pairs(corpus.texts, threshold)
    )


def distinct_rows(n_rows: int, duplicates: Sequence[Duplicate]) -> list[int]:
    """Return the rows that are left when the later one of each pair goes.

    Examples
    --------
    >>> from framing.codebook import Codebook
    >>> from framing.corpus import Statement
    >>> texts = [Statement("1", "No more war."), Statement("2", "No more war!")]
    >>> distinct_rows(2, find_duplicates(Corpus(Codebook.from_ids(["war"]), tuple(texts))))
    [0]
    """
    later = {duplicate.second for duplicate in duplicates}
    return [row for row in range(n_rows) if row not in later]


def across(duplicates: Sequence[Duplicate], splits: Sequence[Split]) -> tuple[Duplicate, ...]:
    """Return the pairs of which a split has one to learn from and the other to judge."""
    found = []
    sides = [(set(s.training.tolist()), set(s.test.tolist())) for s in splits]
    for pair in duplicates:
        one, two = pair.first, pair.second
        if any((one in a and two in b) or (two in a and one in b) for a, b in sides):
            found.append(pair)
    return tuple(found)


def shared_texts(training: Corpus, test: Corpus, threshold: float = SAME) -> tuple[int, ...]:
    """Return the rows of `test` whose text stands (nearly so) in `training` too."""
    n_training = len(training)
    pairs = similar_pairs([*training.texts, *test.texts], threshold)
    found = {later - n_training for later, earlier, _ in pairs if later >= n_training > earlier}
    return tuple(sorted(found))
