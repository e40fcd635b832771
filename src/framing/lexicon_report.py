"""Where a lexicon's cues fire: never, everywhere, or for several frames."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from framing.corpus import Corpus
from framing.lexicon import Lexicon
from framing.text import words

__all__ = ["N_COMMONEST", "count_cues", "coverage", "uncovered"]

#: A cue in more than this share of texts fires everywhere.
EVERYWHERE = 0.02
#: Cues that a corpus should teach with and without their frame.
N_COMMONEST = 1500
#: About half of the real sentences with a cue of this weight carry its frame; with a heavier
#: one nearly all do.
STRONG = 2


def count_cues(lexicon: Lexicon, texts: Iterable[str]) -> tuple[Counter[str], int]:
    """Return in how many texts each cue stands, and how many texts there are."""
    cues_in = _finder(lexicon)
    found: Counter[str] = Counter()
    n_texts = 0
    for text in texts:
        n_texts += 1
        found.update(cues_in(text))
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
        than one text in fifty of the unlabelled ones, and in none; ``uncovered``: see there.
    """
    cues_in = _finder(lexicon)
    frames: dict[str, Any] = {}
    with_frame: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for statement in corpus.statements:
        cues = cues_in(statement.text)
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
        report["uncovered"] = uncovered(lexicon, corpus, counted)
    return report


def uncovered(
    lexicon: Lexicon,
    corpus: Corpus,
    frequency: Mapping[str, float],
    n_commonest: int = N_COMMONEST,
    needed: int = 2,
) -> list[dict[str, Any]]:
    """Return common cues that too few statements teach.

    Each of the commonest cues of weight 2 and 3 should stand in statements of several contexts
    that have its frame. One of weight 2, which real texts also use plainly, should stand in as
    many statements without.

    Parameters
    ----------
    lexicon : Lexicon
    corpus : Corpus
    frequency : mapping of str to float
        How common cues are in real text; cues that aren't there are left out.
    n_commonest : int
        How many pairs of a cue and a frame are looked at.
    needed : int
        Contexts with the frame, and statements without it.

    Returns
    -------
    list of dict
        The commonest first: ``cue``, ``frame``, ``weight``, ``missing_with`` and
        ``missing_without``.
    """
    cues_in = _finder(lexicon)
    contexts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    without: Counter[tuple[str, str]] = Counter()
    for statement in corpus.statements:
        for cue in cues_in(statement.text):
            for frame in lexicon.cues[cue]:
                if frame in statement.frames:
                    contexts[cue, frame].add(statement.context or statement.id)
                else:
                    without[cue, frame] += 1
    strong = [
        (-frequency[cue], cue, frame, weight)
        for cue, by_frame in lexicon.cues.items()
        for frame, weight in by_frame.items()
        if weight >= STRONG and frequency.get(cue, 0) > 0
    ]
    found = []
    for _, cue, frame, weight in sorted(strong)[:n_commonest]:
        missing_with = max(0, needed - len(contexts[cue, frame]))
        missing_without = max(0, needed - without[cue, frame]) if weight == STRONG else 0
        if missing_with or missing_without:
            found.append(
                {
                    "cue": cue,
                    "frame": frame,
                    "weight": weight,
                    "missing_with": missing_with,
                    "missing_without": missing_without,
                }
            )
    return found


def _finder(lexicon: Lexicon) -> Callable[[str], set[str]]:
    """Return a function that finds the cues in a text."""
    longest: dict[str, int] = {}
    for cue in lexicon.cues:
        first, *more = cue.split()
        longest[first] = max(longest.get(first, 0), 1 + len(more))

    def cues_in(text: str) -> set[str]:
        found = words(text)
        return {
            cue
            for at, first in enumerate(found)
            if first in longest
            for end in range(at + 1, at + longest[first] + 1)
            if (cue := " ".join(found[at:end])) in lexicon.cues
        }

    return cues_in
