"""Ways to split a corpus into what is learned from and what is judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from framing.corpus import Corpus
from framing.errors import CorpusError
from framing.splitting import group_folds

__all__ = ["Split", "fold_splits", "given_splits", "parse_times", "time_splits"]

Ints = NDArray[np.int64]
YEAR, MONTH = re.compile(r"\d{4}"), re.compile(r"\d{4}-\d{2}")
#: Names of parts, in lower case, that say on which side of a split they are.
TRAINING_NAMES = ("train", "training", "dev", "valid", "validation", "val")
TEST_NAMES = ("test", "testing")


@dataclass(frozen=True, slots=True)
class Split:
    """One fitting and one judging.

    Attributes
    ----------
    name : str
    repeat : int
        Each statement is judged at most once in each repeat.
    training, test : ndarray of int64
        Rows of the corpus, without one in common.
    """

    name: str
    repeat: int
    training: Ints
    test: Ints


def fold_splits(
    corpus: Corpus, groups: Ints, n_folds: int, *, n_repeats: int = 1, seed: int = 0
) -> list[Split]:
    """Split into folds that keep groups together, each of them judged once in each repeat.

    Parameters
    ----------
    corpus : Corpus
    groups : ndarray of int64, shape (len(corpus),)
        ``numpy.arange(len(corpus))`` splits statement by statement.
    n_folds, n_repeats : int
    seed : int

    Raises
    ------
    CorpusError
        There are fewer groups than folds.
    """
    numbers, groups = np.unique(groups, return_inverse=True)
    if len(numbers) < n_folds:
        raise CorpusError(
            f"{len(numbers)} groups are fewer than {n_folds} folds; take fewer with --folds, "
            "another group column, or none"
        )
    splits = []
    for repeat in range(n_repeats):
        folds = group_folds(corpus.labels(), groups, n_folds, seed + repeat)
        for fold in range(n_folds):
            name = f"fold {fold + 1}" + (f", repeat {repeat + 1}" if n_repeats > 1 else "")
            inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            if len(outside):
                splits.append(Split(name, repeat, inside, outside))
    return splits


def time_splits(times: Sequence[datetime], n_folds: int) -> list[Split]:
    """Split by time: train on all that is before, judge what comes next.

    Statements are put in order and cut into ``n_folds + 1`` parts of about the same size, never
    between statements of the same time; the first part is only learned from.

    Parameters
    ----------
    times : sequence of datetime, one for each statement
    n_folds : int

    Raises
    ------
    CorpusError
        There are too few different times.
    """
    moments = np.array([time.timestamp() for time in times])
    different = np.unique(moments)
    wanted = np.quantile(moments, np.arange(1, n_folds + 1) / (n_folds + 1), method="higher")
    cuts = np.unique(wanted[wanted > different[0]])
    if len(cuts) < n_folds:
        raise CorpusError(
            f"{len(different)} different times are too few, or too unevenly filled, for "
            f"{n_folds} folds; take {max(1, len(cuts))} with --folds, or finer times"
        )
    part = np.searchsorted(cuts, moments, side="right")
    splits = []
    for number, cut in enumerate(cuts.tolist(), 1):
        name = f"from {_date(cut)}"
        splits.append(Split(name, 0, np.flatnonzero(part < number), np.flatnonzero(part == number)))
    return splits


def given_splits(names: Sequence[str]) -> list[Split]:
    """Split as the data say.

    Parameters
    ----------
    names : sequence of str, one for each statement
        Either ``train`` and ``test`` (``dev`` is learned from, since all choices are made by
        cross-validation), or names of folds, each of which is judged by a model of the others.

    Raises
    ------
    CorpusError
        A statement has no name, there is one name only, or names of both kinds.
    """
    plain = [name.strip().lower() for name in names]
    empty = [row for row, name in enumerate(plain) if not name]
    if empty:
        raise CorpusError(
            f"{len(empty)} statements name no split (the first is number {empty[0] + 1}); each "
            "needs train or test, or the name of a fold"
        )
    found = np.array(plain)
    if set(plain) <= {*TRAINING_NAMES, *TEST_NAMES} and set(plain) & set(TEST_NAMES):
        tested = np.isin(found, TEST_NAMES)
        if not tested.all():
            return [Split("test", 0, np.flatnonzero(~tested), np.flatnonzero(tested))]
    different = list(dict.fromkeys(plain))
    if len(different) < 2:
        raise CorpusError(
            f"all statements are of the split {names[0]!r}; allowed are train and test, or the "
            "names of at least two folds"
        )
    sides = [name for name in different if name in (*TRAINING_NAMES, *TEST_NAMES)]
    if sides:
        others = [name for name in different if name not in sides]
        raise CorpusError(
            f"{', '.join(sides)} are sides of a split, but "
            + (f"{', '.join(others)} is none" if others else "there is no test to judge")
            + "; allowed are train (also dev) and test, or names of folds"
        )
    return [
        Split(name, 0, np.flatnonzero(found != name), np.flatnonzero(found == name))
        for name in different
    ]


def parse_times(values: Sequence[str], ids: Sequence[str]) -> list[datetime]:
    """Read dates and times.

    Parameters
    ----------
    values : sequence of str
        ISO 8601 (``2022-02-24``, ``2022-02-24T05:30:00+03:00``), a month (``2022-02``) or a
        year. Without a time zone it is UTC.
    ids : sequence of str
        Ids of the statements, for messages.

    Raises
    ------
    CorpusError
        Some can't be read; names the first ten.
    """
    times: list[datetime] = []
    faults = []
    for value, name in zip(values, ids, strict=True):
        try:
            times.append(_time(value.strip()))
        except ValueError:
            faults.append(f"{name}: {value[:40]!r} is no date" if value else f"{name}: no date")
    if faults:
        shown = "\n".join(faults[:10])
        raise CorpusError(
            f"{shown}\n{len(faults)} of {len(values)} dates can't be read; allowed are 2022-02-24, "
            "2022-02-24T05:30, 2022-02 and 2022"
        )
    return times


def _time(value: str) -> datetime:
    if YEAR.fullmatch(value):
        value = f"{value}-01-01"
    elif MONTH.fullmatch(value):
        value = f"{value}-01"
    time = datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _date(timestamp: float) -> str:
    return (
        datetime.fromtimestamp(timestamp, UTC)
        .isoformat(sep=" ")
        .split("+")[0]
        .removesuffix(" 00:00:00")
    )
