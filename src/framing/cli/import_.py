"""``framing import`` and ``framing export``: the field's formats, read and written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from framing.cli.options import show_notes
from framing.errors import InputError

__all__ = ["export", "import_"]

Command = TypeVar("Command", bound=Callable[..., Any])
SHOWN = 10

IMPORTS = """\b
semeval2020      SemEval-2020 Task 11: spans, techniques     --articles FOLDER
semeval2023-1    SemEval-2023 Task 3: genres                 --articles FOLDER
semeval2023-2    SemEval-2023 Task 3: frames                 --articles FOLDER
semeval2023-3    SemEval-2023 Task 3: techniques by line     --articles FOLDER
semeval2025-2    SemEval-2025 Task 10: narratives            --articles FOLDER
mfc              Media Frames Corpus: frames by coder
mfc-primary      Media Frames Corpus: settled primary frame
gvfc             Gun Violence Frame Corpus
unlp2025         UNLP 2025: techniques (-spans: only where)
labelstudio      Label Studio, JSON
doccano          doccano, JSONL
brat             brat standoff, .txt and .ann
table            CSV, JSONL, Parquet                         --text-column and so on
"""
EXPORTS = """\b
semeval2020-si, semeval2020-tc, semeval2023-1, semeval2023-2, semeval2023-3,
semeval2025-2, unlp2025, unlp2025-spans, labelstudio, doccano
"""


def column_options(command: Command) -> Command:
    """Add the options that say which columns of a table hold what."""
    for name in ("spans", "language", "coder", "group", "document", "id", "labels", "text"):
        command = click.option(f"--{name}-column", metavar="NAME", help=f"Table: the {name}.")(
            command
        )
    return command


@click.command("import", short_help="Read a shared task's or a tool's format as JSON Lines.")
@click.argument("format_name", metavar="FORMAT")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="JSONL file.")
@click.option("--articles", type=click.Path(path_type=Path), help="Folder the labels refer to.")
@click.option("--unit", default="document", show_default=True, help="Or paragraph, sentence, span.")
@click.option(
    "--merge", default="each", show_default=True, help="Coders of a text: each, any, majority, all."
)
@click.option(
    "--codes", type=click.Path(path_type=Path), help="File of allowed labels, one a line."
)
@click.option(
    "--ids",
    is_flag=True,
    help="Write labels as ids of frames; export knows them, some only by --codes.",
)
@click.option("--language", default="", help="Of all texts, where the format doesn't tell.")
@click.option("--encoding", help="Of files that aren't UTF-8.")
@click.option("--label-columns", metavar="A,B,…", help="Table: a column of 0 and 1 a label.")
@column_options
@click.option("--force", is_flag=True, help="Replace the output if it is there already.")
def import_(
    format_name: str,
    paths: tuple[Path, ...],
    output: Path,
    articles: Path | None,
    unit: str,
    merge: str,
    codes: Path | None,
    ids: bool,
    language: str,
    encoding: str | None,
    label_columns: str | None,
    force: bool,
    **columns: str | None,
) -> None:
    """Read PATHS (files or folders of labels) in a FORMAT and write one JSON object a text."""
    from framing.files import same_file
    from framing.formats import Columns, Options, read_format, write_records

    if any(same_file(path, output) for path in paths):
        raise InputError(f"{output}: this is an input file too; choose another output")
    names = {name.removesuffix("_column"): value for name, value in columns.items()}
    flags = tuple(name.strip() for name in (label_columns or "").split(",") if name.strip())
    options = Options(
        articles=articles,
        codes=_codes(codes),
        encoding=encoding,
        language=language,
        columns=Columns(label_columns=flags, **names),
    )
    records, notes = read_format(format_name, paths, options, unit=unit, merge=merge, ids=ids)
    write_records(output, records, force=force)
    _notes(notes)
    labelled = sum(bool(record.labels) for record in records)
    codes_found = len({label for record in records for label in record.labels})
    spans = sum(len(record.spans) for record in records)
    coders = len({record.coder for record in records if record.coder})
    click.echo(
        f"{output}: {len(records):,} records, {labelled:,} with labels ({codes_found} different), "
        f"{spans:,} spans" + (f", {coders} coders" if coders else ""),
        err=True,
    )


@click.command(short_help="Write scored or coded texts in a shared task's or a tool's format.")
@click.argument("format_name", metavar="FORMAT")
@click.argument("scored", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File.")
@click.option("--labels-column", metavar="NAME", help="Instead of what the model decided.")
@click.option("--text-column", metavar="NAME", help="Found by usual names without it.")
@click.option(
    "--codes", type=click.Path(path_type=Path), help="File of allowed labels, one a line."
)
@click.option("--predictions", is_flag=True, help="Label Studio: as predictions to be corrected.")
@click.option("--encoding", help="Of files that aren't UTF-8.")
@click.option("--force", is_flag=True, help="Replace the output if it is there already.")
def export(
    format_name: str,
    scored: tuple[Path, ...],
    output: Path,
    labels_column: str | None,
    text_column: str | None,
    codes: Path | None,
    predictions: bool,
    encoding: str | None,
    force: bool,
) -> None:
    """Write SCORED files, as import or score made them, in a FORMAT.

    Of scored files it is what the model decided that is written; of others, their labels.
    """
    from framing.formats import Columns, Options, write_format

    options = Options(
        codes=_codes(codes),
        encoding=encoding,
        columns=Columns(text=text_column, labels=labels_column),
        predictions=predictions,
    )
    count, notes = write_format(format_name, scored, output, options, force=force)
    _notes(notes)
    click.echo(f"{output}: {count:,} records as {format_name}", err=True)


import_.epilog = f"Formats:\n\n{IMPORTS}"
export.epilog = f"Formats:\n\n{EXPORTS}"


def _codes(path: Path | None) -> tuple[str, ...]:
    from framing.formats.sources import read_text

    if path is None:
        return ()
    codes = tuple(line.strip() for line in read_text(path).lstrip("\ufeff").split("\n"))
    codes = tuple(dict.fromkeys(code for code in codes if code))
    if not codes:
        raise InputError(f"{path}: no codes here; needed is one label a line")
    return codes


def _notes(notes: list[str]) -> None:
    show_notes(notes[:SHOWN])
    if len(notes) > SHOWN:
        click.echo(f"note: (and {len(notes) - SHOWN} more)", err=True)
