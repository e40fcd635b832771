"""Faults and composition of a corpus."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from framing.codebook import Codebook
from framing.corpus import Corpus, Fault, Statement, read_statements
from framing.similarity import similar_pairs
from framing.text import normalise_term

__all__ = ["NEAR_DUPLICATE", "check_corpus", "corpus_statistics"]

#: Jaccard similarity of character 5-grams from which two texts count as one.
NEAR_DUPLICATE = 0.5


def check_corpus(folder: str | Path, codebook: Codebook | None = None) -> Iterator[Fault]:
    """Yield every fault of the statements of a corpus folder.

    Raises
    ------
    CodebookError
        The codebook or the lexicon has faults of its own.
    CorpusError
        There are no statements.
    """
    book = codebook or Codebook.load(folder)
    places: list[tuple[str, int]] = []
    texts: list[str] = []
    for place, found in read_statements(folder, book):
        if isinstance(found, Fault):
            yield found
        else:
            places.append(place)
            texts.append(found.text)
    for later, earlier, similarity in similar_pairs(texts, NEAR_DUPLICATE):
        if texts[later] != texts[earlier] and not normalise_term(texts[later]):
            continue  # two texts without words are alike only if they are the same
        path, line = places[later]
        other = f"{places[earlier][0]}:{places[earlier][1]}"
        what = "the same text as" if texts[later] == texts[earlier] else "nearly the text of"
        yield Fault(
            path,
            line,
            f"{what} {other} (similarity {similarity:.2f}); allowed is less than {NEAR_DUPLICATE}",
        )


def corpus_statistics(corpus: Corpus) -> dict[str, Any]:
    """Return the composition of a corpus as plain data."""
    statements = corpus.statements
    lengths = sorted(len(s.text.split()) for s in statements)
    framed = [s for s in statements if s.frames]
    return {
        "statements": len(statements),
        "without_frame": len(statements) - len(framed),
        "with_several_frames": sum(len(s.frames) > 1 for s in framed),
        "frames": {
            frame: sum(frame in s.frames for s in statements) for frame in corpus.codebook.frame_ids
        },
        "voices": _count(statements, "voice"),
        "genres": _count(statements, "genre"),
        "languages": _count(statements, "lang"),
        "coders": _count(statements, "coder"),
        "contexts": _count(statements, "context"),
        "words": {
            "median": median(lengths) if lengths else 0,
            "shortest": lengths[0] if lengths else 0,
            "longest": lengths[-1] if lengths else 0,
        },
    }


def _count(statements: tuple[Statement, ...], field: str) -> dict[str, int]:
    return dict(Counter(getattr(s, field) or "unknown" for s in statements).most_common())
