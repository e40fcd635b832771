"""What ``framing evaluate`` and ``framing cross-validate`` share: labelled data in, reports out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.errors import InputError, suggest

if TYPE_CHECKING:
    from framing.coded import Columns
    from framing.corpus import Corpus

__all__ = ["Data", "Reports", "columns_of", "data_options", "report_options"]

Command = TypeVar("Command", bound=Callable[..., Any])


def data_options(command: Command) -> Command:
    """Add the options that say what in the tables is what."""
    for option in reversed(
        (
            click.option("--text-column", metavar="NAME", help="Column that has the texts."),
            click.option(
                "--labels-column", metavar="NAME", help="Column with labels: a list, a;b or a|b."
            ),
            click.option(
                "--label-columns", metavar="A,B,…", help="Instead: a column of 0 and 1 a frame."
            ),
            click.option(
                "--group-column",
                metavar="NAME",
                help="Column whose groups stay together (event, outlet, speaker).",
            ),
            click.option(
                "--coder-columns", metavar="A,B,…", help="Several coders: a column of labels each."
            ),
            click.option(
                "--coder-column",
                metavar="NAME",
                help="Several coders: a row each, and whose it is.",
            ),
            click.option(
                "--unit-column", metavar="NAME", help="With it: which text a row is of [id]."
            ),
            click.option("--encoding", help="Of tables that aren't UTF-8."),
        )
    ):
        command = option(command)
    return command


def columns_of(named: Mapping[str, str | None]) -> "Columns":
    """Return the columns that the options of `data_options` name.

    Raises
    ------
    UsageError
        Options exclude or need each other.
    """
    from framing.coded import Columns

    coders = _names(named.get("coder_columns"))
    coder, unit = named.get("coder_column"), named.get("unit_column")
    if coders and coder:
        raise click.UsageError(
            "--coder-columns (a column of labels for each coder) and --coder-column (a row for "
            "each coder) exclude each other"
        )
    if unit and not coder:
        raise click.UsageError("--unit-column is for tables with a row for each --coder-column")
    return Columns(
        named.get("text_column"),
        named.get("labels_column"),
        _names(named.get("label_columns")),
        named.get("group_column"),
        coder,
        unit,
        coders,
    )


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def report_options(command: Command) -> Command:
    """Add the options that say where reports go."""
    path = click.Path(path_type=Path)
    for option in reversed(
        (
            click.option(
                "--json", type=path, metavar="FILE", help="Write JSON (- prints any report)."
            ),
            click.option("--markdown", type=path, metavar="FILE", help="Write Markdown."),
            click.option("--latex", type=path, metavar="FILE", help="Write a LaTeX table."),
            click.option("--html", type=path, metavar="FILE", help="Write a page with diagrams."),
            click.option("--force", is_flag=True, help="Replace reports that are there already."),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Data:
    """Labelled data as a command names them: a corpus folder, or tables.

    Attributes
    ----------
    paths : tuple of Path
    columns : Columns
    encoding : str, optional
    """

    paths: tuple[Path, ...]
    columns: "Columns"
    encoding: str | None = None

    @property
    def is_corpus(self) -> bool:
        """Whether it is one folder with statements."""
        return len(self.paths) == 1 and (self.paths[0] / "statements").is_dir()

    def load(self, codebook: Path | None = None) -> tuple["Corpus", list[str]]:
        """Read the statements; return also notes on rows that were left out.

        Raises
        ------
        CorpusError, InputError, CodebookError
            Something can't be read or used.
        """
        from framing.codebook import Codebook
        from framing.coded import Columns, read_coded
        from framing.corpus import load_corpus

        book = Codebook.load(codebook) if codebook else None
        if not self.is_corpus:
            corpus, notes = read_coded(
                list(self.paths), self.columns, codebook=book, encoding=self.encoding
            )
            return corpus, notes + self._rows_of_coders(corpus)
        if replace(self.columns, group=None) != Columns():
            raise click.UsageError(f"{self.paths[0]} is a corpus; text and labels have their place")
        corpus = load_corpus(self.paths[0], book)
        if self.columns.group is None:
            return corpus, []
        groups = self._fields(corpus, self.columns.group)
        pairs = zip(corpus.statements, groups, strict=True)
        return replace(corpus, statements=tuple(replace(s, context=g) for s, g in pairs)), []

    def texts(self) -> "Corpus":
        """Read the statements for their texts: columns of coders and groups needn't be there.

        Raises
        ------
        CorpusError, InputError, CodebookError
            Something can't be read or used.
        """
        from framing.coded import Columns

        named = self.columns
        columns = Columns(named.text, named.labels, named.label_columns)
        return replace(self, columns=Columns() if self.is_corpus else columns).load()[0]

    def values(self, corpus: "Corpus", name: str) -> list[str]:
        """Return a column (of a corpus, a field of its statements) for each statement.

        Raises
        ------
        InputError
            There is no such column, or it would have to be read from standard input again.
        """
        from framing.coded import read_coded

        if self.is_corpus:
            return self._fields(corpus, name)
        if any(str(path) == "-" for path in self.paths):
            raise InputError(
                f"standard input can't be read again for the column {name!r}; give a file"
            )
        # The table is read a second time, with this column in the place of the groups.
        again, _ = read_coded(
            list(self.paths), replace(self.columns, group=name), encoding=self.encoding
        )
        return [statement.context for statement in again.statements]

    def _rows_of_coders(self, corpus: "Corpus") -> list[str]:
        """Say so if a table has a row for each coder and nobody said what to make of them."""
        coders = {statement.coder for statement in corpus.statements} - {""}
        if self.columns.coder is not None or len(coders) < 2:
            return []
        return [
            f"rows of {len(coders)} coders were taken for texts of their own; --coder-column coder "
            "joins those of one text and shows how far coders agree"
        ]

    def _fields(self, corpus: "Corpus", name: str) -> list[str]:
        names = [f.name for f in fields(corpus.statements[0]) if isinstance(f.default, str)]
        if name not in names:
            raise InputError(f"statements have no field {name!r}; {suggest(name, names)}")
        return [getattr(statement, name) for statement in corpus.statements]


@dataclass(frozen=True, slots=True)
class Reports:
    """Where reports go; None where none is wanted."""

    json: Path | None = None
    markdown: Path | None = None
    latex: Path | None = None
    html: Path | None = None
    force: bool = False

    def check(self) -> None:
        """Complain before the work, not after it.

        Raises
        ------
        UsageError
            Two reports would go to one place.
        OutputError
            A place is taken or can't be written to.
        """
        from framing.files.atomic import check_target

        wanted = [p for p in (self.json, self.markdown, self.latex, self.html) if p is not None]
        for path in wanted:
            if wanted.count(path) > 1:
                raise click.UsageError(f"{path}: two reports can't go to one place; name another")
            if str(path) != "-":
                check_target(path, force=self.force)

    def write(self, report: Mapping[str, Any]) -> None:
        """Write the reports that are wanted, and print the figures unless one is printed."""
        from framing.cli.options import echo_json
        from framing.rendering.evaluation_html import report_to_html
        from framing.rendering.evaluation_report import print_report
        from framing.rendering.evaluation_text import report_to_latex, report_to_markdown
        from framing.rendering.plain import to_json

        wanted: Sequence[tuple[Path | None, Callable[[Mapping[str, Any]], str]]] = (
            (self.json, lambda found: to_json(found) + "\n"),
            (self.markdown, report_to_markdown),
            (self.latex, report_to_latex),
            (self.html, report_to_html),
        )
        if not any(str(path) == "-" for path, _ in wanted):
            print_report(report)
        for path, render in wanted:
            if path is not None and str(path) != "-":
                self._write(path, render(report))
            elif path is not None and path == self.json:
                echo_json(report)
            elif path is not None:
                click.echo(render(report), nl=False)

    def _write(self, path: Path, text: str) -> None:
        from framing.files import atomic_path

        with atomic_path(path, force=self.force) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
