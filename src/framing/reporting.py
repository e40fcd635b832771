"""A table of scores as a report: how often each frame occurs, where, when and in whose words.

One pass over Arrow batches; what is kept are counts by frame, group and day, and a few texts.
Shares are of the texts that could be decided on. A report is plain data: `framing.rendering`
makes pages and diagrams of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.dates import PERIODS
from framing.errors import InputError, suggest
from framing.files import Chunk, TableReader
from framing.model import FrameModel
from framing.report_breakdowns import Groups, Times, Together
from framing.scored_columns import ScoredColumns, ScoredRows
from framing.tallies import Tally
from framing.telling import MostTelling, explain_telling
from framing.voice_model import VOICES

__all__ = ["Breakdown", "Reporter", "report_scored"]

#: Of shares of known words so many bins are kept, for their quantiles.
KNOWN_BINS = 1000
#: So much of a cell is shown beside an example.
LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What a report tells apart.

    Attributes
    ----------
    prefix : str
        Of the columns of scores.
    by : tuple of str
        Columns by whose values shares are reported.
    time : str, optional
        Column of dates.
    every : str, optional
        One of `framing.dates.PERIODS`; without it the finest with enough texts in each.
    shown_groups : int
        Groups that are told apart, the largest first; the others are put together.
    examples : int
        Texts shown for each frame.
    """

    prefix: str = ""
    by: tuple[str, ...] = ()
    time: str | None = None
    every: str | None = None
    shown_groups: int = 20
    examples: int = 3


def report_scored(
    reader: TableReader,
    model: FrameModel,
    breakdown: Breakdown | None = None,
    *,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Report on what ``framing score`` wrote.

    Parameters
    ----------
    reader : TableReader
        By text or by passage.
    model : FrameModel
        That scored it.
    breakdown : Breakdown, optional
    progress : callable, optional
        Called with the number of rows read so far.

    Returns
    -------
    dict
        Plain data. ``frames`` has count and share (with its interval) of each frame; ``groups``
        and ``time`` the same by group and period; ``together`` how often two frames stand in one
        text (or document); ``voices`` whose words they are, None for whole texts; ``examples``
        the most probable texts; ``notes`` what a reader must know.

    Raises
    ------
    InputError
        These are no scores of this model, or a column isn't there.
    """
    reporter = Reporter(model, reader.schema, breakdown or Breakdown())
    rows = 0
    for chunk in reader:
        reporter.add(chunk)
        rows += chunk.columns.num_rows
        if progress is not None:
            progress(rows)
    return {"files": list(reader.files), **reporter.report()}


class Reporter:
    """Adds up chunks of scored rows; see `report_scored`.

    Parameters
    ----------
    model : FrameModel
    schema : pyarrow.Schema
    breakdown : Breakdown
    """

    def __init__(self, model: FrameModel, schema: pa.Schema, breakdown: Breakdown) -> None:
        for column in (*breakdown.by, *filter(None, [breakdown.time])):
            if column not in schema.names:
                raise InputError(f"no column {column!r}; {suggest(column, schema.names)}")
        if breakdown.every not in (None, *PERIODS):
            raise InputError(f"no period {breakdown.every!r}; {suggest(breakdown.every, PERIODS)}")
        self._model, self._breakdown = model, breakdown
        self._columns = ScoredColumns(schema, model.frame_ids, breakdown.prefix)
        n = len(model.frame_ids)
        self._all = Tally(n)
        self._groups = [Groups(column, n) for column in dict.fromkeys(breakdown.by)]
        self._times = Times(breakdown.time, n) if breakdown.time else None
        self._known = np.zeros(KNOWN_BINS + 1, dtype=np.int64)
        self._without_frame = 0
        self._whose = np.zeros((2, n), dtype=np.int64)
        self._voices = np.zeros(len(VOICES) + 1, dtype=np.int64)
        self._together = Together(n)
        self._telling = MostTelling(n, breakdown.examples)
        self._last = (-1, -1)
        self._going_back = 0

    def add(self, chunk: Chunk) -> None:
        """Add rows.

        Raises
        ------
        InputError
            A column holds what `framing score` doesn't write; names the file and the row.
        """
        if not chunk.columns.num_rows:
            return
        try:
            rows = self._columns.read(chunk.columns)
        except InputError as error:
            first = chunk.first_row
            place = f"{chunk.path}: rows {first} to {first + chunk.columns.num_rows - 1}"
            raise InputError(f"{place}: {error}") from None
        unreadable = list(chunk.errors)
        rows.failed[unreadable] = True
        rows.undecided[unreadable] = rows.present[unreadable] = False
        documents = self._documents(rows)
        sums = np.column_stack(
            [
                rows.failed,
                rows.undecided,
                np.where(rows.failed, 0, rows.known_words),
                ~(rows.failed | rows.undecided),
                rows.present,
            ]
        ).astype(np.float64)
        self._all.add(np.zeros(len(documents), dtype=np.int64), sums, documents)
        for group in self._groups:
            group.add(_column(chunk, group.column), sums, documents)
        if self._times is not None:
            self._times.add(_column(chunk, self._times.column), sums, documents)
        self._count(rows, documents)
        self._telling.add(chunk.text, rows.probabilities, rows.present, self._facts(chunk, rows))

    def _documents(self, rows: ScoredRows) -> NDArray[np.int64]:
        """Return the number of each row's document; 0 goes on with the last one before."""
        if rows.passages is None:
            return np.arange(1, len(rows.failed) + 1)
        found = rows.passages
        before = np.concatenate([[self._last[0]], found.document[:-1]])
        passage_before = np.concatenate([[self._last[1]], found.passage[:-1]])
        # Files that were scored apart both begin with document 0; passages then begin anew.
        starts = (found.document != before) | (found.passage <= passage_before)
        self._going_back += int(((found.document < before) & (found.document > 0)).sum())
        self._last = (int(found.document[-1]), int(found.passage[-1]))
        return np.cumsum(starts)

    def _count(self, rows: ScoredRows, documents: NDArray[np.int64]) -> None:
        scored = rows.known_words[~rows.failed]
        bins = np.clip(np.nan_to_num(scored) * KNOWN_BINS, 0, KNOWN_BINS).astype(np.int64)
        self._known += np.bincount(bins, minlength=KNOWN_BINS + 1)
        decided = ~(rows.failed | rows.undecided)
        self._without_frame += int((decided & ~rows.present.any(axis=1)).sum())
        self._together.add(rows.present, decided, documents)
        if rows.passages is not None:
            seen = decided[:, None]
            self._whose += np.stack(
                [(m & seen).sum(axis=0) for m in (rows.passages.own, rows.passages.others)]
            )
            self._voices += np.bincount(rows.passages.voices[decided], minlength=len(VOICES) + 1)

    def _facts(self, chunk: Chunk, rows: ScoredRows) -> Callable[[int], dict[str, Any]]:
        """Return what tells of a row where it stands and who says it."""
        named = [*self._breakdown.by, *filter(None, [self._breakdown.time])]

        def facts(row: int) -> dict[str, Any]:
            found: dict[str, Any] = {"file": chunk.path, "row": chunk.first_row + row}
            cells = {name: _column(chunk, name)[row].as_py() for name in named}
            found["columns"] = {
                name: str(value)[:LONGEST_CELL]
                for name, value in cells.items()
                if value not in (None, "")
            }
            if rows.passages is not None:
                code = int(rows.passages.voices[row])
                found["voice"] = VOICES[code] if code < len(VOICES) else None
                name = self._columns.name("speaker")
                said = (
                    _column(chunk, name)[row].as_py() if name in chunk.columns.schema.names else 0
                )
                found["speaker"] = str(said) if said else None
            return found

        return facts

    def report(self) -> dict[str, Any]:
        """Return the report on all that was added."""
        self._all.close()
        model, n = self._model, len(self._model.frame_ids)
        unit = "passages" if self._columns.has_passages else "texts"
        empty = not self._all.rows()[:1].any()
        tally = Tally(n).merged([[]]) if empty else self._all
        data: dict[str, Any] = {
            "kind": "report",
            "model": {"title": model.codebook.title, "digest": model.digest},
            "unit": unit,
            **tally.totals(0),
            "documents": self._together.n_documents() if unit == "passages" else None,
            "without_frame": self._without_frame,
            "known_words": {"mean": tally.totals(0)["known_words"], **_quantiles(self._known)},
            "frames": [
                {
                    "frame": frame.id,
                    "name": frame.name,
                    "count": tally.count(0, k),
                    "share": list(tally.share(0, k)),
                }
                for k, frame in enumerate(model.codebook.frames)
            ],
            "voices": self._whose_words() if unit == "passages" else None,
            "together": self._together.to_dict(),
            "groups": [
                group.to_dict(model.frame_ids, self._breakdown.shown_groups)
                for group in self._groups
            ],
            "time": None
            if self._times is None
            else self._times.to_dict(model.frame_ids, self._breakdown.every),
            "examples": {
                frame: explain_telling(model, frame, self._telling.of(k))
                for k, frame in enumerate(model.frame_ids)
            },
        }
        return data | {"notes": self._notes(data)}

    def _whose_words(self) -> dict[str, Any]:
        counts = dict(zip(VOICES, self._voices.tolist(), strict=False))
        frames = {
            frame: {"own": int(self._whose[0, k]), "others": int(self._whose[1, k])}
            for k, frame in enumerate(self._model.frame_ids)
        }
        return {"passages": counts, "frames": frames}

    def _notes(self, data: dict[str, Any]) -> list[str]:
        notes = []
        if self._going_back:
            notes.append(
                "the passages are not in the order in which they were scored: those of a document "
                "count as independent where they stand apart, and intervals are too narrow"
            )
        others = sum(not one["same_model"] for found in data["examples"].values() for one in found)
        if others:
            notes.append(
                f"{others} of the examples have other scores by this model than in the table: it "
                "was scored by another one, and the marked words may not be its reasons"
            )
        return notes


def _column(chunk: Chunk, name: str) -> pa.Array:
    return chunk.columns.column(chunk.columns.schema.get_field_index(name))


def _quantiles(bins: NDArray[np.int64]) -> dict[str, float | None]:
    """Return the median and the lowest tenth, to a thousandth."""
    total = int(bins.sum())
    below = np.cumsum(bins)
    return {
        name: float(np.searchsorted(below, share * total) / KNOWN_BINS) if total else None
        for name, share in (("median", 0.5), ("lowest_tenth", 0.1))
    }
