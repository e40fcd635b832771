"""The columns that ``framing score`` adds, read back as arrays from any of its formats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from framing.errors import InputError
from framing.files.schemas import as_strings, is_string
from framing.voice_model import VOICES

__all__ = ["Passages", "ScoredColumns", "ScoredRows"]

Bools = NDArray[np.bool_]
#: What tells a table of passages from one of whole texts.
PASSAGE_COLUMNS = ("document", "passage", "voice", "speaker", "own_frames", "quoted_frames")


@dataclass(frozen=True, slots=True)
class Passages:
    """What only passages have.

    Attributes
    ----------
    document, passage : ndarray of int64, shape (n_rows,)
        -1 where the cell holds none.
    voices : ndarray of int64, shape (n_rows,)
        Indices in `framing.voice_model.VOICES`; its length where there is none.
    own, others : ndarray of bool, shape (n_rows, n_frames)
        Frames that the author uses, and that somebody who is quoted or reported uses.
    """

    document: NDArray[np.int64]
    passage: NDArray[np.int64]
    voices: NDArray[np.int64]
    own: Bools
    others: Bools


@dataclass(frozen=True, slots=True)
class ScoredRows:
    """Some scored rows.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n_rows, n_frames)
        NaN where a row failed.
    present : ndarray of bool, shape (n_rows, n_frames)
    known_words : ndarray of float32, shape (n_rows,)
        NaN where a row failed.
    failed, undecided : ndarray of bool, shape (n_rows,)
        Never both.
    passages : Passages or None
    """

    probabilities: NDArray[np.float32]
    present: Bools
    known_words: NDArray[np.float32]
    failed: Bools
    undecided: Bools
    passages: Passages | None


class ScoredColumns:
    """Finds and reads the columns of a table of scores.

    Parameters
    ----------
    schema : pyarrow.Schema
        Of the table.
    frame_ids : sequence of str
        Of the model that scored it.
    prefix : str
        As given to ``framing score``.

    Raises
    ------
    InputError
        The table holds no scores of such a model.

    Examples
    --------
    >>> rows = [{"siege": 0.9, "frames": "siege", "known_words": 1, "undecided": 0, "error": None}]
    >>> batch = pa.RecordBatch.from_pylist(rows)
    >>> ScoredColumns(batch.schema, ["siege"]).read(batch).present.tolist()
    [[True]]
    """

    def __init__(self, schema: pa.Schema, frame_ids: Sequence[str], prefix: str = "") -> None:
        self._frame_ids, self._prefix = tuple(frame_ids), prefix
        names = set(schema.names)
        wanted = [*frame_ids, "frames", "known_words", "undecided", "error"]
        missing = [prefix + name for name in wanted if prefix + name not in names]
        if missing:
            raise InputError(
                f"no column {missing[0]!r}"
                + (f" (and {len(missing) - 1} more)" if len(missing) > 1 else "")
                + f"; there are {', '.join(schema.names)}. Give what `framing score` wrote, the "
                "model that scored it with --model, and its --prefix if it had one"
            )
        self.has_passages = all(prefix + name in names for name in PASSAGE_COLUMNS)

    def name(self, column: str) -> str:
        """Return what a column is called in the table."""
        return self._prefix + column

    def read(self, batch: pa.RecordBatch) -> ScoredRows:
        """Read rows.

        Raises
        ------
        InputError
            A column holds what `framing score` doesn't write.
        """
        probabilities = np.column_stack([self._numbers(batch, f) for f in self._frame_ids])
        known = self._numbers(batch, "known_words")
        errors = as_strings(self._column(batch, "error"))
        named = pc.fill_null(pc.greater(pc.utf8_length(errors), 0), False)
        failed = np.isnan(known) | named.to_numpy(zero_copy_only=False)
        undecided = self._flags(batch, "undecided") & ~failed
        present = self._frames(batch, "frames") & ~(failed | undecided)[:, None]
        passages = self._passages(batch, present) if self.has_passages else None
        return ScoredRows(probabilities, present, known, failed, undecided, passages)

    def _column(self, batch: pa.RecordBatch, name: str) -> pa.Array:
        return batch.column(batch.schema.get_field_index(self._prefix + name))

    def _wrong(self, name: str, what: str, found: object) -> InputError:
        return InputError(
            f"column {self._prefix + name!r} holds {str(found)[:80]!r}, which is no {what}; give "
            "the table as `framing score` wrote it"
        )

    def _numbers(self, batch: pa.RecordBatch, name: str) -> NDArray[np.float32]:
        column = self._column(batch, name)
        try:
            if is_string(column.type):
                column = as_strings(column)
                column = pc.if_else(pc.equal(column, ""), None, column)
            values = column.cast(pa.float32())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise self._wrong(name, "number", error) from None
        found: NDArray[np.float32] = values.to_numpy(zero_copy_only=False).astype(np.float32)
        return found

    def _integers(self, batch: pa.RecordBatch, name: str) -> NDArray[np.int64]:
        column = self._column(batch, name)
        if is_string(column.type):
            column = as_strings(column)
            column = pc.if_else(pc.equal(column, ""), None, column)
        try:
            found: NDArray[np.int64] = (
                column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
            )
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise self._wrong(name, "whole number", error) from None
        return found

    def _flags(self, batch: pa.RecordBatch, name: str) -> Bools:
        column = self._column(batch, name)
        if not pa.types.is_boolean(column.type):
            words = pc.utf8_lower(as_strings(column))
            known = pa.array(["true", "false", "1", "0", ""])
            strange = pc.drop_null(words).filter(
                pc.invert(pc.is_in(pc.drop_null(words), value_set=known))
            )
            if len(strange):
                raise self._wrong(name, "true or false", strange[0])
            column = pc.is_in(words, value_set=pa.array(["true", "1"]))
        found: Bools = column.fill_null(False).to_numpy(zero_copy_only=False)
        return found

    def _frames(self, batch: pa.RecordBatch, name: str) -> Bools:
        """Return which frames a column of lists, or of ids with ``;`` between, names."""
        column = self._column(batch, name)
        if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
            column = pc.split_pattern(as_strings(column), ";")
        rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
        ids = pc.list_flatten(column)
        ids = as_strings(ids) if len(ids) else pa.array([], pa.string())
        found = pc.index_in(ids, value_set=pa.array(self._frame_ids, pa.string()))
        named = found.is_valid().to_numpy(zero_copy_only=False)
        blank = pc.fill_null(pc.equal(ids, ""), True).to_numpy(zero_copy_only=False)
        strange = np.flatnonzero(~named & ~blank)
        if len(strange):
            raise self._wrong(name, "frame of this model", ids[int(strange[0])])
        matrix = np.zeros((batch.num_rows, len(self._frame_ids)), dtype=np.bool_)
        matrix[rows[named], found.drop_null().to_numpy(zero_copy_only=False)] = True
        return matrix

    def _passages(self, batch: pa.RecordBatch, present: Bools) -> Passages:
        voices = pc.index_in(as_strings(self._column(batch, "voice")), value_set=pa.array(VOICES))
        codes = voices.fill_null(len(VOICES)).to_numpy(zero_copy_only=False).astype(np.int64)
        own, quoted = (self._frames(batch, name) for name in ("own_frames", "quoted_frames"))
        # As framing.documents.whose has it, for many rows at once.
        asserted = (codes == VOICES.index("asserted"))[:, None]
        reported = np.isin(codes, [VOICES.index("quoted"), VOICES.index("reported")])[:, None]
        return Passages(
            self._integers(batch, "document"),
            self._integers(batch, "passage"),
            codes,
            own & asserted,
            quoted | (reported & (present | own)),
        )
