"""``framing score``: files of texts."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.options import decision_options, load, model_option, thresholds

if TYPE_CHECKING:
    from framing.batch import Columns, Scored
    from framing.files import TableReader
    from framing.model import FrameModel

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
@click.option("--parts", is_flag=True, help="Write a folder of parts; a run cut off goes on.")
@click.option("--part-rows", default=131072, show_default=True, help="Rows of a part.")
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
    parts: bool,
    part_rows: int,
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

    With --parts the output is a folder of Parquet or JSON Lines files with a journal. After a
    crash the same command goes on where it was.
    """
    from framing.batch import Columns, score_chunks, score_schema
    from framing.files import open_tables, open_writer
    from framing.files.discovery import by_suffix

    model = load(model_path)
    chosen = thresholds(model, threshold, operating_point)
    reading: dict[str, Any] = {
        "text_column": text_column,
        "encoding": encoding,
        "lines": lines,
        "format": input_format,
        "batch_rows": batch_size,
    }
    with open_tables(inputs, **reading) as reader:
        kind = output_format or ("jsonl" if output == "-" else None)
        joined = (kind or by_suffix(output)[0]) in ("csv", "tsv")
        columns = Columns(prefix, joined, chosen)
        if parts:
            options = reading | {"prefix": prefix, "thresholds": chosen.tolist()}
            return _write_parts(
                model, reader, Path(output), columns, options, part_rows, jobs, force
            )
        schema = score_schema(model, reader.schema, columns)
        with open_writer(
            output, schema, force=force, format=kind, safe_cells=safe_cells, inputs=reader.files
        ) as writer:

            def written(scored: "Iterable[Scored]") -> "Iterable[Scored]":
                for part in scored:
                    writer.write(part.batch)
                    yield part

            with closing(score_chunks(model, reader, columns, jobs=jobs)) as scored:
                return _report(reader, written(scored))


def _write_parts(
    model: "FrameModel",
    reader: "TableReader",
    folder: Path,
    columns: "Columns",
    options: Mapping[str, Any],
    part_rows: int,
    jobs: int,
    force: bool,
) -> int:
    from framing.batch import score_schema
    from framing.journal import Journal, describe_inputs
    from framing.resumable import PartsTarget, score_parts

    suffix = _suffix(folder.name)
    if suffix.split(".")[1:2] not in (["parquet"], ["jsonl"]) or "-" in reader.files:
        raise click.UsageError("--parts reads files and writes a folder: NAME.parquet, NAME.jsonl")
    identity = {
        "inputs": describe_inputs(reader.files),
        "model": model.digest,
        "options": options,
    }
    journal = Journal(folder, identity)
    journal.open(force=force)
    if journal.parts:
        click.echo(f"going on after {journal.rows:,} rows", err=True)
    target = PartsTarget(folder, suffix, score_schema(model, reader.schema, columns))
    done = journal.parts
    before = (journal.rows, sum(p.failed for p in done), sum(p.undecided for p in done))
    scored = score_parts(model, reader, target, journal, columns, jobs=jobs, part_rows=part_rows)
    return _report(reader, scored, before)


def _report(
    reader: "TableReader", scored: "Iterable[Scored]", before: tuple[int, int, int] = (0, 0, 0)
) -> int:
    """Show progress, name rows that failed, and return the exit code."""
    from framing.rendering.progress import row_progress
    from framing.text import clean_terminal

    rows, failed, undecided = before
    with row_progress() as report:
        for part in scored:
            rows += part.batch.num_rows
            undecided += part.undecided
            for row in sorted(part.failed)[: max(0, MAX_NAMED - failed)]:
                click.echo(clean_terminal(f"{part.path}: {part.failed[row]}"), err=True)
            failed += len(part.failed)
            report(rows, reader.bytes_read, reader.bytes_total)
    summary = f"{rows:,} rows"
    if undecided:
        summary += f", {undecided:,} undecided (too few known words)"
    if failed:
        summary += f", {failed:,} not scored (see the column error)"
    click.echo(summary, err=True)
    return FAILED_ROWS if failed else 0


def _suffix(name: str) -> str:
    return "".join(Path(name).suffixes[-2:])
