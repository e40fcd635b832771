"""Passages as CSV: what is read back is what was there, and no cell is a formula."""

import csv
import io

import pytest
from hypothesis import given

from framing.documents import read_document
from framing.rendering.document_csv import document_to_csv
from framing.text import clean_terminal

from ..conftest import TEXTS


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@given(text=TEXTS)
def test_every_passage_is_a_row(model, text):
    document = read_document(model, text)
    head, *rows = rows_of(document_to_csv(document))
    assert len(rows) == len(document.passages)
    for row, passage in zip(rows, document.passages, strict=True):
        cells = dict(zip(head, row, strict=True))
        found = clean_terminal(text[passage.start : passage.end])
        assert cells["text"].removeprefix("'") == found.removeprefix("'")
        assert (int(cells["start"]), int(cells["end"])) == (passage.start, passage.end)
        assert cells["frames"].split(";") == list(passage.found.frames or [""])
        assert cells["undecided"] == str(passage.found.undecided).lower()
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)


@pytest.mark.parametrize("text", ["=SUM(A1)", "+1 heroes", "-1 heroes", "@heroes here"])
def test_formulas_are_text(text, model):
    _, row = rows_of(document_to_csv(read_document(model, text)))
    assert row[0] == f"'{text}"


def test_nothing(model):
    assert len(rows_of(document_to_csv(read_document(model, "  ")))) == 1
