"""``framing score``: files of texts."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.interrupts import deferred_interrupt
from framing.cli.options import (
    FAILED_ROWS,
    decision_options,
    load,
    model_option,
    thresholds,
    unit_option,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from framing.batch import Columns, Scored
    from framing.files import Chunk, TableReader
    from framing.model import FrameModel

__all__ = ["score"]

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
@unit_option
@click.option("--parts", is_flag=True, help="Write a folder of parts; a run cut off goes on.")
@click.option("--part-rows", default=131072, show_default=True, help="Rows of a part.")
@click.option(
    "--jobs",
    default=-1,
    show_default=True,
    help="Threads, with --unit processes; -1: one on each core.",
)
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
    unit: str | None,
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

    With --unit each passage gets a row: its place, voice and speaker, and which frames are in the
    author's own words and which in quoted ones.
    """
    from framing.batch import Columns
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
        job = _Job(model, reader.text_column, columns, unit, jobs)
        if parts:
            options = reading | {"prefix": prefix, "thresholds": chosen.tolist()}
            return _write_parts(job, reader, Path(output), options, part_rows, force)
        schema = job.schema(reader.schema)
        with open_writer(
            output, schema, force=force, format=kind, safe_cells=safe_cells, inputs=reader.files
        ) as writer:

            def written(scored: "Iterable[Scored]") -> "Generator[Scored]":
                for part in scored:
                    writer.write(part.batch)
                    yield part

            with closing(job.score(reader)) as scored:
                return _report(reader, written(scored))


@dataclass(frozen=True, slots=True)
class _Job:
    """What is done to each chunk: texts are scored whole, or passage by passage."""

    model: "FrameModel"
    text_column: str
    columns: "Columns"
    unit: str | None
    jobs: int

    def schema(self, schema: "pa.Schema") -> "pa.Schema":
        """Return the schema of the scored rows."""
        if self.unit is None:
            from framing.batch import score_schema

            return score_schema(self.model, schema, self.columns)
        from framing.passage_batch import passage_schema

        return passage_schema(self.model, schema, self.text_column, self.columns)

    def score(self, chunks: "Iterable[Chunk]", first_row: int = 0) -> "Generator[Scored]":
        """Score chunks in order, of which the first row has a number."""
        if self.unit is None:
            from framing.batch import score_chunks

            return score_chunks(self.model, chunks, self.columns, jobs=self.jobs)
        from framing.passage_batch import score_passages

        return score_passages(
            self.model,
            chunks,
            self.text_column,
            self.columns,
            unit=self.unit,
            first_document=first_row,
            jobs=self.jobs,
        )


def _write_parts(
    job: _Job,
    reader: "TableReader",
    folder: Path,
    options: Mapping[str, Any],
    part_rows: int,
    force: bool,
) -> int:
    from framing.journal import Journal, describe_inputs
    from framing.resumable import PartsTarget, score_parts

    suffix = _suffix(folder.name)
    if suffix.split(".")[1:2] not in (["parquet"], ["jsonl"]) or "-" in reader.files:
        raise click.UsageError("--parts reads files and writes a folder: NAME.parquet, NAME.jsonl")
    identity = {
        "inputs": describe_inputs(reader.files),
        "model": job.model.digest,
        "options": options,
    }
    if job.unit is not None:
        identity |= {"unit": job.unit, "voices": job.model.voice_digest}
    journal = Journal(folder, identity)
    journal.open(force=force)
    if journal.parts:
        click.echo(f"going on after {journal.rows:,} rows", err=True)
    target = PartsTarget(folder, suffix, job.schema(reader.schema))
    done = journal.parts
    before = (journal.rows, sum(p.failed for p in done), sum(p.undecided for p in done))
    score = partial(job.score, first_row=journal.rows)
    return _report(reader, score_parts(score, reader, target, journal, part_rows=part_rows), before)


def _report(
    reader: "TableReader", scored: "Generator[Scored]", before: tuple[int, int, int] = (0, 0, 0)
) -> int:
    """Show progress, name rows that failed, and return the exit code."""
    from framing.rendering.progress import row_progress
    from framing.text import clean_terminal

    rows, failed, undecided = before
    with row_progress() as report, closing(scored), deferred_interrupt() as check:
        for part in scored:
            check()
            rows += part.texts
            undecided += part.undecided
            for row in sorted(part.failed)[: max(0, MAX_NAMED - failed)]:
                click.echo(clean_terminal(f"{part.path}: {part.failed[row]}"), err=True)
            failed += len(part.failed)
            report(rows, reader.bytes_read, reader.bytes_total)
        check()
    summary = f"{rows:,} rows"
    if undecided:
        summary += f", {undecided:,} undecided (too few known words)"
    if failed:
        summary += f", {failed:,} not scored (see the column error)"
    click.echo(summary, err=True)
    return FAILED_ROWS if failed else 0


def _suffix(name: str) -> str:
    return "".join(Path(name).suffixes[-2:])
