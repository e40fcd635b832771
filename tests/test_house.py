"""The order of the house: who may import whom, and what no room may do."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "framing"
MAX_LINES = 320
#: Every module has a place, and imports only from those above it; so there are no circles.
ORDER = """
errors
text
files.streams
files.lines
files.parts
files.discovery
files.atomic
files.json_types
files.schemas
files.json_text
files.csv_parser
files.ragged
files.csv_files
files.json_files
files.parquet_files
files.text_files
files.tables
files.encoders
files.writing
files
sentences
quotations
voice_words
voice_tokens
voice_rules
voice_wording
voice_features
voice_speakers
voice_model
voice_files
voice
lexicon
codebook
corpus
similarity
corpus_report
actors
diversity
lexicon_report
splitting
splits
duplicates
voice_training
counting
jit
analysis
vectors
descent
features
hashing
unicode_tables
model
model_reading
model_files
compiling
fitting
metrics
calibration
evaluation
agreement_measures
ceiling
voice_evaluation
significance
diagnostics
label_noise
baselines
choosing
training
classifier
scoring
kernel_intrinsics
kernel_parts
kernel_reading
kernel_counting
kernel
kernel_tables
fast_scoring
evidence
shades
counterfactual
passages
documents
explanation
inspection
assessment
cross_validation
reports
dates
tallies
scored_columns
telling
report_breakdowns
reporting
api
formats.findings
formats.options
formats.codes
formats.records
formats.cells
formats.ids
formats.sources
formats.rows
formats.units
formats.articles
formats.brat
formats.doccano
formats.gvfc
formats.html_text
formats.labelstudio
formats.mfc
formats.semeval2020
formats.semeval2023
formats.semeval2025
formats.table
formats.unlp
formats.catalogue
formats
codings
agreement
several_coders
coded
batch
passage_batch
journal
resumable
rendering
rendering.plain
rendering.highlight
rendering.terminal
rendering.document_text
rendering.diversity
rendering.explanation_text
rendering.explanation_html
rendering.document_csv
rendering.progress
rendering.card
rendering.agreement
rendering.figures
rendering.svg
rendering.evaluation_text
rendering.evaluation_html
rendering.evaluation_report
rendering.report_charts
rendering.vega
rendering.report_style
rendering.report_tables
rendering.report_html
training_files
web
web.codes
web.limits
web.guard
web.requests
web.openapi
web.rows
web.answers
web.app
web.server
cli.options
cli.interrupts
cli.evaluation_options
cli.classify
cli.explain
cli.score
cli.report
cli.serve
cli.train
cli.info
cli.evaluate
cli.cross_validate
cli.corpus
cli.lexicon
cli.vectors
cli.agreement
cli.import_
cli
__main__
__init__
""".split()


def name_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    if len(parts) > 1 and parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts)


MODULES = {name_of(path): path for path in sorted(SOURCE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}


def imports(tree) -> set[str]:
    """Return the full names of what a module imports, at its top and inside functions."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_of(tree) -> set[str]:
    """Return the modules of framing that a module imports."""
    found = set()
    for full in imports(tree):
        if full.split(".")[0] != "framing":
            continue
        inner = full.removeprefix("framing").lstrip(".")
        while inner and inner not in MODULES:
            inner = inner.rpartition(".")[0]
        found.add(inner or "__init__")
    return found


def packages_of(tree) -> set[str]:
    return {full.split(".")[0] for full in imports(tree)}


def test_every_module_has_one_place():
    assert set(MODULES) <= set(ORDER)
    assert len(ORDER) == len(set(ORDER))


def test_imports_only_from_rooms_above():
    below = {
        name: rooms_of(TREES[name]) - set(ORDER[: ORDER.index(name)])
        for name in MODULES
        if name in ORDER
    }
    assert {name: rooms for name, rooms in below.items() if rooms} == {}


def test_files_are_short():
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length >= MAX_LINES} == {}


def test_nothing_is_asserted():
    found = {
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    }
    assert found == set()


@pytest.mark.parametrize("function", ["print", "input", "eval", "exec", "breakpoint"])
def test_nothing_calls(function):
    found = {
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == function
    }
    assert found == set()


def test_click_stays_in_the_command_line():
    users = {name for name, tree in TREES.items() if "click" in packages_of(tree)}
    assert {name for name in users if name.split(".")[0] != "cli"} == set()
    assert "cli" in users


@pytest.mark.parametrize("package", ["pickle", "marshal", "shelve", "dill", "cloudpickle"])
def test_nothing_unpickles(package):
    assert {name for name, tree in TREES.items() if package in packages_of(tree)} == set()


def test_every_module_says_what_it_is_for():
    assert {name for name, tree in TREES.items() if not ast.get_docstring(tree)} == set()


@pytest.mark.parametrize(
    "module", ["framing", "framing.evidence", "framing.api", "framing.cli", "framing.web.app"]
)
def test_starts_without_scikit_learn(module):
    heavy = {"sklearn", "scipy", "numba", "pyarrow"}
    code = f"import sys, {module}; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
