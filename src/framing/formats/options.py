"""What a user says about the files to be read or written."""

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Columns", "Options"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what; None where there is no such column.

    Attributes
    ----------
    text, labels, id, document, group, coder, language, spans : str, optional
    label_columns : tuple of str
        Instead of `labels`: one column of 0 and 1 for each label.
    """

    text: str | None = None
    labels: str | None = None
    id: str | None = None
    document: str | None = None
    group: str | None = None
    coder: str | None = None
    language: str | None = None
    spans: str | None = None
    label_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """Options of readers and writers; each uses those that mean something to it.

    Attributes
    ----------
    articles : Path, optional
        The folder of articles that label files refer to.
    codes : tuple of str
        Labels that are allowed instead of those the format knows.
    encoding : str, optional
        UTF-8 without it.
    language : str
        Of all texts, where the format doesn't tell.
    columns : Columns
        Of tables.
    predictions : bool
        Label Studio: write predictions instead of annotations.
    """

    articles: Path | None = None
    codes: tuple[str, ...] = ()
    encoding: str | None = None
    language: str = ""
    columns: Columns = field(default_factory=Columns)
    predictions: bool = False
