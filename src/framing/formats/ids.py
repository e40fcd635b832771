"""Labels as ids of frames, which models and codebooks allow, and back to the codes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from framing.errors import InputError
from framing.formats.records import UNKNOWN, Record, Span, labels_of

__all__ = ["as_id", "with_codes", "with_ids"]

_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")


def as_id(label: str) -> str:
    """Return a label in letters, digits, ``_``, ``-`` and ``.``.

    Examples
    --------
    >>> as_id("Name_Calling,Labeling"), as_id("URW: Blaming others: They began it")
    ('Name_Calling_Labeling', 'URW_Blaming_others_They_began_it')
    """
    return _OTHER.sub("_", label).strip("_.-")


def with_ids(records: Sequence[Record]) -> list[Record]:
    """Return records whose labels can be ids of frames.

    Raises
    ------
    InputError
        Two labels would have one id, or a label none.
    """
    known: dict[str, str] = {}
    for record in records:
        for label in (*record.labels, *labels_of(record.spans)):
            if label == UNKNOWN:
                continue
            name = as_id(label)
            if not name or known.setdefault(name, label) != label:
                other = f", as {known[name]!r} would too" if name else ""
                raise InputError(
                    f"{record.id}: label {label!r} would have the id {name!r}{other}; ids have "
                    "letters, digits, _, - and . in them: rename it, or leave out --ids"
                )
    return [_renamed(record, {label: name for name, label in known.items()}) for record in records]


def with_codes(records: Sequence[Record], codes: Sequence[str]) -> list[Record]:
    """Return records whose labels are the codes again of which they are the ids."""
    back = {as_id(code): code for code in codes} | {code: code for code in codes}
    return [_renamed(record, back) for record in records]


def _renamed(record: Record, names: dict[str, str]) -> Record:
    return replace(
        record,
        labels=tuple(names.get(label, label) for label in record.labels),
        spans=tuple(Span(s.start, s.end, names.get(s.label, s.label)) for s in record.spans),
    )
