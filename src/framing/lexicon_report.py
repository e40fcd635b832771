"""Where a lexicon's cues fire: never, everywhere, or for several frames."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from framing.corpus import Corpus
from framing.lexicon import MAX_CUE_WORDS, Lexicon
from framing.text import words

__all__ = ["count_cues", "coverage"]

#: A cue in more than this share of texts fires everywhere.
EVERYWHERE = 0.02


def count_cues(lexicon: Lexicon, texts: Iterable[str]) -> tuple[Counter[str], int]:
    """Return in how many texts each cue stands, and how many texts there are."""
    found: Counter[str] = Counter()
    n_texts = 0
    for text in texts:
        n_texts += 1
        found.update(_cues_in(lexicon, text))
    return found, n_texts


def coverage(
    lexicon: Lexicon, corpus: Corpus, unlabelled: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return, frame by frame, how the cues stand in a corpus and in unlabelled texts.

    Parameters
    ----------
    lexicon : Lexicon
    corpus : Corpus
    unlabelled : iterable of str, optional

    Returns
    -------
    dict
        ``frames``: by frame the number of cues, how many stand in no statement, in a statement
        with the frame, and the share of statements with the frame among those with a cue.
        ``several``: cues of several frames. ``everywhere`` and ``never``: cues that fire in more
        than one text in fifty of the unlabelled ones, and in none.
    """
    frames: dict[str, Any] = {}
    with_frame: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for statement in corpus.statements:
        cues = _cues_in(lexicon, statement.text)
        seen.update(cues)
        named = {frame for cue in cues for frame in lexicon.cues[cue]}
        hits.update(named)
        right.update(named & set(statement.frames))
        with_frame.update((cue, frame) for cue in cues for frame in statement.frames)
    for frame in corpus.codebook.frame_ids:
        cues_of = lexicon.of_frame(frame)
        frames[frame] = {
            "cues": len(cues_of),
            "in_no_statement": sum(not seen[cue] for cue in cues_of),
            "with_the_frame": sum(with_frame[cue, frame] > 0 for cue in cues_of),
            "precision": round(right[frame] / hits[frame], 3) if hits[frame] else None,
        }
    several = {cue: dict(by) for cue, by in sorted(lexicon.cues.items()) if len(by) > 1}
    report: dict[str, Any] = {"frames": frames, "several": several}
    if unlabelled is not None:
        counted, n_texts = count_cues(lexicon, unlabelled)
        report["texts"] = n_texts
        common = {cue: n for cue, n in counted.most_common() if n > EVERYWHERE * n_texts}
        report["everywhere"] = common
        report["never"] = sorted(set(lexicon.cues) - set(counted))
    return report


def _cues_in(lexicon: Lexicon, text: str) -> set[str]:
    found = words(text)
    return {
        cue
        for n in range(1, MAX_CUE_WORDS + 1)
        for at in range(len(found) - n + 1)
        if (cue := " ".join(found[at : at + n])) in lexicon.cues
    }
