"""``framing report``: what is in a file of scores, as a page, as pictures, as data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from framing.cli.options import FAILED_ROWS, echo_json, load, model_option

__all__ = ["report"]

PERIODS = ("day", "week", "month", "quarter", "year", "decade")


@click.command(short_help="Report on scored files: a page with diagrams.")
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="HTML page.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Compare its values; may be repeated.")
@click.option("--time", metavar="COLUMN", help="Dates: show frames over time.")
@click.option("--every", type=click.Choice(PERIODS), help="Period; without it a fitting one.")
@click.option(
    "--groups",
    default=20,
    show_default=True,
    type=click.IntRange(1, 200),
    help="Largest groups that are told apart; the rest is one.",
)
@click.option(
    "--examples",
    default=3,
    show_default=True,
    type=click.IntRange(0, 50),
    help="Texts shown for each frame.",
)
@click.option("--svg", type=click.Path(path_type=Path), metavar="FOLDER", help="Diagrams as SVG.")
@click.option("--png", type=click.Path(path_type=Path), metavar="FOLDER", help="Diagrams as PNG.")
@click.option(
    "--json", type=click.Path(path_type=Path), metavar="FILE", help="All figures (- to print them)."
)
@click.option("--prefix", default="", help="Before the names of the scores' columns.")
@click.option("--text-column", metavar="NAME", help="Column that has the texts; guessed without.")
@click.option("--input-format", help="csv, tsv, jsonl or parquet, whatever the suffix.")
@click.option("--force", is_flag=True, help="Replace what is there already.")
@model_option
def report(
    inputs: tuple[str, ...],
    output: Path | None,
    by: tuple[str, ...],
    time: str | None,
    every: str | None,
    groups: int,
    examples: int,
    svg: Path | None,
    png: Path | None,
    json: Path | None,
    prefix: str,
    text_column: str | None,
    input_format: str | None,
    force: bool,
    model_path: Path | None,
) -> int:
    """Report on INPUTS: files that `framing score` wrote, or a folder of its parts.

    The page tells how often each frame occurs, by group and over time, which frames stand
    together, whose words they are, and shows the most telling texts. It holds its scripts and
    asks no network for anything. Scored by sentence (`framing score --unit sentence`) it tells
    an author's own words from those of others.
    """
    from framing.files import open_tables
    from framing.rendering.progress import row_progress
    from framing.reporting import Breakdown, report_scored

    if every is not None and time is None:
        raise click.UsageError("--every needs --time COLUMN")
    places = _Places(output, svg, png, json, force)
    places.check()
    model = load(model_path)
    breakdown = Breakdown(prefix, by, time, every, groups, examples)
    with (
        open_tables(inputs, text_column=text_column, format=input_format) as reader,
        row_progress() as shown,
    ):

        def progress(rows: int) -> None:
            shown(rows, reader.bytes_read, reader.bytes_total)

        found = report_scored(reader, model, breakdown, progress=progress)
    places.write(found)
    _summary(found)
    return FAILED_ROWS if found["failed"] else 0


class _Places:
    """Where a report goes."""

    def __init__(
        self,
        page: Path | None,
        svg: Path | None,
        png: Path | None,
        json: Path | None,
        force: bool,
    ) -> None:
        self.page, self.json, self.force = page, json, force
        self.folders = {kind: path for kind, path in (("svg", svg), ("png", png)) if path}

    def check(self) -> None:
        """Complain before the work, not after it."""
        from framing.errors import OutputError
        from framing.files.atomic import check_target
        from framing.rendering.vega import needs_altair

        if not (self.page or self.json or self.folders):
            raise click.UsageError("name what to write: -o FILE, --json, --svg or --png")
        if self.page or self.folders:
            needs_altair()
        for path in (self.page, self.json):
            if path is not None and str(path) != "-":
                check_target(path, force=self.force)
        if str(self.page) == "-":
            raise click.UsageError("-o - : a page is written to a file; --json - prints figures")
        for folder in self.folders.values():
            if folder.exists() and not folder.is_dir():
                raise OutputError(f"{folder}: this is a file; name a folder for the diagrams")
            if folder.is_dir() and any(folder.iterdir()) and not self.force:
                raise OutputError(
                    f"{folder}: this folder isn't empty; --force writes the diagrams into it"
                )

    def write(self, found: Mapping[str, Any]) -> None:
        """Write everything, the page last."""
        from framing.rendering.plain import to_json

        if self.json is not None and str(self.json) == "-":
            echo_json(found)
        elif self.json is not None:
            self._write(self.json, (to_json(found) + "\n").encode())
        for kind, folder in self.folders.items():
            self._write_pictures(found, kind, folder)
        if self.page is not None:
            from framing.rendering.report_html import scored_report_to_html

            self._write(self.page, scored_report_to_html(found).encode())

    def _write_pictures(self, found: Mapping[str, Any], kind: str, folder: Path) -> None:
        from framing.errors import OutputError
        from framing.rendering.vega import pictures

        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: can't be made ({error.strerror})") from error
        for name, data in pictures(found, kind):
            self._write(folder / name, data)

    def _write(self, path: Path, data: bytes) -> None:
        from framing.files import atomic_path

        with atomic_path(path, force=self.force) as temporary:
            temporary.write_bytes(data)


def _summary(found: Mapping[str, Any]) -> None:
    from framing.text import clean_terminal

    said = f"{found['texts']:,} {found['unit']}"
    if found["documents"] is not None:
        said += f" of {found['documents']:,} documents"
    for key, what in (("undecided", "undecided (too few known words)"), ("failed", "not scored")):
        if found[key]:
            said += f", {found[key]:,} {what}"
    click.echo(said, err=True)
    for note in found["notes"]:
        click.echo(f"note: {note}", err=True)
    time = found["time"]
    if time and time["unread"]:
        shown = clean_terminal(", ".join(map(repr, time["unread_examples"])))
        click.echo(f"note: {time['unread']:,} dates could not be read: {shown}", err=True)
