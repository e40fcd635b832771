"""One statement of several coders' codings of a text."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from framing.corpus import Statement
from framing.errors import CorpusError

__all__ = ["join_codings", "majority"]


def majority(codings: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Return the labels that more than half of the coders gave.

    Examples
    --------
    >>> majority([("war", "fear"), ("war",), ("peace", "war")]), majority([("war",), ()])
    (('war',), ())
    """
    counts = Counter(label for labels in codings for label in dict.fromkeys(labels))
    return tuple(label for label, count in counts.items() if 2 * count > len(codings))


def join_codings(statements: Sequence[Statement]) -> tuple[list[Statement], int]:
    """Make one statement of each text of which there is a statement for each coder.

    Parameters
    ----------
    statements : sequence of Statement
        Those of one text have its id; each has its `coder` and his or her frames.

    Returns
    -------
    statements : list of Statement
        One for each id, in order of first sight, with `coders`; its frames are those that more
        than half of them gave.
    n_several : int
        How many of them have two coders or more.

    Raises
    ------
    CorpusError
        Statements of one id have different texts, or a coder has two of them.

    Examples
    --------
    >>> one = Statement("7", "No war.", ("war",), coder="ann")
    >>> joined, _ = join_codings([one, replace(one, frames=(), coder="ben")])
    >>> joined[0].frames, joined[0].coders
    ((), {'ann': ('war',), 'ben': ()})
    """
    units: dict[str, list[Statement]] = {}
    for statement in statements:
        units.setdefault(statement.id, []).append(statement)
    joined = []
    for name, codings in units.items():
        if any(coding.text != codings[0].text for coding in codings):
            raise CorpusError(
                f"{name}: its codings have different texts; which column has an id for each text? "
                "name it with --unit-column"
            )
        coders = {coding.coder: coding.frames for coding in codings}
        if len(coders) < len(codings):
            twice = Counter(coding.coder for coding in codings).most_common(1)[0][0]
            raise CorpusError(
                f"{name}: the coder {twice!r} has two rows; allowed is one for each text and coder"
            )
        frames = majority([coding.frames for coding in codings])
        joined.append(replace(codings[0], frames=frames, coder="", coders=coders))
    return joined, sum(len(statement.coders) > 1 for statement in joined)
