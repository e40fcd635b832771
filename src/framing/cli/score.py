"""``framing score``: files of texts."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.options import decision_options, load, model_option, thresholds

if TYPE_CHECKING:
    from framing.batch import Scored
    from framing.files import TableReader, TableWriter

__all__ = ["score"]

FAILED_ROWS = 1
#: Rows that failed are named one by one up to this number.
MAX_NAMED = 5


@click.command(short_help="Score files of texts by frame.")
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", required=True, help="File to write, or - for standard output.")
@click.option("--text-column", metavar="NAME", help="Column that has the texts; guessed without.")
@click.option("--encoding", help="Of CSV, TSV, JSONL and text files that aren't UTF-8.")
@click.option("--lines", is_flag=True, help="Plain text: each line is a text of its own.")
@click.option("--input-format", help="csv, tsv, jsonl, parquet or txt, whatever the suffix.")
@click.option("--output-format", help="csv, tsv, jsonl or parquet, whatever the suffix.")
@click.option("--prefix", default="", help="Before the names of the new columns.")
@click.option("--safe-cells", is_flag=True, help="Neutralise spreadsheet formulas in CSV and TSV.")
@click.option("--jobs", default=-1, show_default=True, help="Threads; -1 for one on each core.")
@click.option("--batch-size", default=8192, show_default=True, help="Rows held at a time.")
@click.option("--force", is_flag=True, help="Replace the output if it is there already.")
@decision_options
@model_option
def score(
    inputs: tuple[str, ...],
    output: str,
    text_column: str | None,
    encoding: str | None,
    lines: bool,
    input_format: str | None,
    output_format: str | None,
    prefix: str,
    safe_cells: bool,
    jobs: int,
    batch_size: int,
    force: bool,
    threshold: float | None,
    operating_point: str | None,
    model_path: Path | None,
) -> int:
    """Score INPUTS and write all their columns with the scores.

    INPUTS are CSV, TSV, JSONL and Parquet files, also .gz and .zst of them, plain text,
    folders, glob patterns, or - for standard input. The suffix of the output says how it is
    written. A row that can't be scored gets empty scores and an error; the exit code is then 1.
    """
    from framing.batch import Columns, score_chunks, score_schema
    from framing.files import open_tables, open_writer

    model = load(model_path)
    chosen = thresholds(model, threshold, operating_point)
    with open_tables(
        inputs,
        text_column=text_column,
        encoding=encoding,
        lines=lines,
        format=input_format,
        batch_rows=batch_size,
    ) as reader:
        kind = output_format or ("jsonl" if output == "-" else None)
        joined = (kind or "".join(Path(output).suffixes)).strip(".").split(".")[0] in ("csv", "tsv")
        columns = Columns(prefix, joined, chosen)
        schema = score_schema(model, reader.schema, columns)
        with open_writer(
            output, schema, force=force, format=kind, safe_cells=safe_cells, inputs=reader.files
        ) as writer:
            scored = score_chunks(model, reader, columns, jobs=jobs)
            return _write(reader, writer, scored)


def _write(reader: "TableReader", writer: "TableWriter", scored: "Iterable[Scored]") -> int:
    from framing.rendering.progress import row_progress

    rows = failed = undecided = 0
    with row_progress() as report:
        for part in scored:
            writer.write(part.batch)
            rows += part.batch.num_rows
            undecided += part.undecided
            for message in list(part.failed.values())[: max(0, MAX_NAMED - failed)]:
                click.echo(f"{part.path}: {message}", err=True)
            failed += len(part.failed)
            report(rows, reader.bytes_read, reader.bytes_total)
    summary = f"{rows:,} rows"
    if undecided:
        summary += f", {undecided:,} undecided (too few known words)"
    if failed:
        summary += f", {failed:,} not scored (see the column error)"
    click.echo(summary, err=True)
    return FAILED_ROWS if failed else 0
