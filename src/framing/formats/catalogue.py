"""The names of all formats, and where each one's reader and writer live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from framing.errors import InputError, suggest
from framing.files import atomic_path, same_file
from framing.formats import (
    brat,
    doccano,
    gvfc,
    labelstudio,
    mfc,
    semeval2020,
    semeval2023,
    semeval2025,
    table,
    unlp,
)
from framing.formats.codes import (
    FRAMES,
    GENRES,
    PERSUASION_TECHNIQUES,
    PROPAGANDA_TECHNIQUES,
    UNLP_TECHNIQUES,
)
from framing.formats.findings import Findings
from framing.formats.ids import with_codes, with_ids
from framing.formats.options import Options
from framing.formats.records import Record
from framing.formats.units import check_ids, merge_coders, split

__all__ = ["FORMATS", "Format", "read_format", "write_format"]

Reader = Callable[[Sequence[Path], Options, Findings], list[Record]]
Writer = Callable[[Sequence[Record], Options, Findings], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, and how it is read and written, where it is.

    Attributes
    ----------
    title : str
        One line for the help.
    read, write : callable, optional
    bare : bool
        Whether a folder of articles alone can be read, without labels.
    codes : tuple of str
        Labels that it knows; empty for any.
    single : bool
        A text has exactly one of them.
    spans : bool
        A text that is one span has exactly as many of them as it was marked times.
    """

    title: str
    read: Reader | None = None
    write: Writer | None = None
    bare: bool = False
    codes: tuple[str, ...] = ()
    single: bool = False
    spans: bool = False


FORMATS: dict[str, Format] = {
    "semeval2020": Format(
        "SemEval-2020 Task 11: articles, span and technique labels",
        semeval2020.read,
        bare=True,
        codes=PROPAGANDA_TECHNIQUES,
    ),
    "semeval2020-si": Format("… spans", semeval2020.read, semeval2020.write_spans, bare=True),
    "semeval2020-tc": Format(
        "… techniques",
        semeval2020.read,
        semeval2020.write_techniques,
        bare=True,
        codes=PROPAGANDA_TECHNIQUES,
        spans=True,
    ),
    "semeval2023-1": Format(
        "SemEval-2023 Task 3: genres",
        partial(semeval2023.read_articles, subtask=1),
        partial(semeval2023.write_articles, subtask=1),
        bare=True,
        codes=GENRES,
        single=True,
    ),
    "semeval2023-2": Format(
        "… frames",
        partial(semeval2023.read_articles, subtask=2),
        partial(semeval2023.write_articles, subtask=2),
        bare=True,
        codes=FRAMES[:-1],
    ),
    "semeval2023-3": Format(
        "… persuasion techniques by paragraph",
        semeval2023.read_paragraphs,
        semeval2023.write_paragraphs,
        codes=PERSUASION_TECHNIQUES,
    ),
    "semeval2025-2": Format(
        "SemEval-2025 Task 10: narratives", semeval2025.read, semeval2025.write, bare=True
    ),
    "mfc": Format("Media Frames Corpus: frames by coder", mfc.read, codes=FRAMES),
    "mfc-primary": Format(
        "Media Frames Corpus: settled primary frames", mfc.read_primary, codes=FRAMES
    ),
    "gvfc": Format("Gun Violence Frame Corpus", gvfc.read),
    "unlp2025": Format(
        "UNLP 2025: techniques and spans", unlp.read, unlp.write_techniques, codes=UNLP_TECHNIQUES
    ),
    "unlp2025-spans": Format("… spans", unlp.read_spans, unlp.write_spans),
    "labelstudio": Format("Label Studio, JSON", labelstudio.read, labelstudio.write),
    "doccano": Format("doccano, JSONL", doccano.read, doccano.write),
    "brat": Format("brat standoff", brat.read),
    "table": Format("CSV, JSONL or Parquet with columns that you name", table.read),
}


def read_format(
    name: str,
    paths: Sequence[str | Path],
    options: Options | None = None,
    *,
    unit: str = "document",
    merge: str = "each",
    ids: bool = False,
) -> tuple[list[Record], list[str]]:
    """Read files of a format.

    Parameters
    ----------
    name : str
        A key of `FORMATS`.
    paths : sequence of path
        Files or folders of labels; of formats with articles it may be empty.
    options : Options, optional
    unit : {"document", "paragraph", "sentence", "span"}
        What becomes a record.
    merge : {"each", "any", "majority", "all"}
        What becomes of several coders' codings of one text.
    ids : bool
        Write labels so that they can be ids of frames, as training needs them.

    Returns
    -------
    records : list of Record
    notes : list of str
        What was left out, and why.

    Raises
    ------
    InputError
        The format is unknown, or a file isn't there or can't be read as what it is.
    CorpusError
        Labels, articles or offsets are wrong; names the first ten with file and line.
    """
    options, findings = options or Options(), Findings()
    found = _format(name, [key for key, value in FORMATS.items() if value.read])
    if not paths and not (found.bare and options.articles):
        also = ", or only --articles for texts without labels" if found.bare else ""
        raise InputError(f"{name}: name at least one file or folder to read{also}")
    reader = found.read
    records = reader([Path(path) for path in paths], options, findings) if reader else []
    check_ids(records, findings)
    findings.check()
    if not records:
        why = "; ".join(findings.notes[:3]) or f"is this {name}?"
        raise InputError(f"{', '.join(map(str, paths))}: nothing to read; {why}")
    records = split(merge_coders(records, merge), unit)
    return with_ids(records) if ids else records, findings.notes


def write_format(
    name: str,
    paths: Sequence[str | Path],
    output: str | Path,
    options: Options | None = None,
    *,
    force: bool = False,
) -> tuple[int, list[str]]:
    """Write what `framing import` or `framing score` wrote in a format.

    Parameters
    ----------
    name : str
        A key of `FORMATS` that has a writer.
    paths : sequence of path
    output : path
    options : Options, optional
    force : bool
        Replace a file that is there.

    Returns
    -------
    n_records : int
    notes : list of str

    Raises
    ------
    InputError, CorpusError
        As `read_format`; or records don't fit the format.
    OutputError
        The place can't be written to.
    """
    options, findings = options or Options(), Findings()
    found = _format(name, [key for key, value in FORMATS.items() if value.write])
    files = [Path(path) for path in paths]
    for path in files:
        if same_file(path, output):
            raise InputError(f"{output}: this is an input file too; choose another output")
    best_of = options.codes or found.codes if found.single or found.spans else ()
    records = table.read_records(files, options, findings, best_of=best_of, spans=found.spans)
    check_ids(records, findings)
    findings.check()
    records = with_codes(records, options.codes or found.codes)
    content = found.write(records, options, findings) if found.write else ""
    findings.check()
    with atomic_path(output, force) as place:
        place.write_text(content, encoding="utf-8", errors="backslashreplace", newline="")
    return len(records), findings.notes


def _format(name: str, allowed: Sequence[str]) -> Format:
    if name not in allowed:
        raise InputError(f"unknown format {name!r}; {suggest(name, allowed)}")
    return FORMATS[name]
