"""Passages as rows: what `read_document` says of each, in order, whatever cuts the input up."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.batch import Columns
from framing.documents import read_document
from framing.errors import InputError
from framing.files import Chunk
from framing.passage_batch import passage_schema, score_passages
from framing.passages import UNITS

from .conftest import FRAMES

PLACE = ("document", "passage", "paragraph", "start", "end", "voice", "voice_confidence", "speaker")
NEW = (
    *PLACE,
    *FRAMES,
    "frames",
    "own_frames",
    "quoted_frames",
    "known_words",
    "undecided",
    "error",
)
TEXTS = (
    "Our fallen heroes gave their blood. Rain is expected.\n\nEnemies press on us from every side.",
    "\u201cInnocent children lie under the rubble,\u201d the doctor said. Heroes!",
    "",
    " \r\n ",
    "The brave heroes said: \u201cThey want to strangle us and bring us to our knees.\u201d No.",
)
CELLS = st.none() | st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]))


def chunk_of(texts, kind=None, first=0):
    batch = pa.RecordBatch.from_pydict(
        {
            "id": pa.array(range(first, first + len(texts))),
            "text": pa.array(texts, kind or pa.string()),
        }
    )
    errors = {i: "no text (null)" for i, text in enumerate(texts) if text is None}
    return Chunk(batch, pa.array(texts, pa.string()), errors, "a.csv", first + 1)


def rows_of(model, texts, sizes=(), **options):
    cuts = [0, *sizes, len(texts)]
    chunks = [chunk_of(texts[a:b], first=a) for a, b in pairwise(cuts)]
    parts = list(score_passages(model, chunks, "text", **{"jobs": 1} | options))
    assert sum(part.texts for part in parts) == len(texts)
    return [row for part in parts for row in part.batch.to_pylist()]


def test_the_columns(model):
    schema = pa.schema([("text", pa.string()), ("id", pa.int64())])
    found = passage_schema(model, schema, "text")
    assert found.names == ["text", "id", *NEW]
    kinds = [str(found.field(name).type) for name in PLACE]
    assert kinds == ["int64", "int32", "int32", "int64", "int64", "string", "float", "string"]
    prefixed = passage_schema(model, schema, "text", Columns("x_", joined=True))
    assert prefixed.names == ["text", "id", *(f"x_{name}" for name in NEW)]
    assert prefixed.field("x_own_frames").type == pa.string()


@pytest.mark.parametrize("name", NEW)
def test_a_column_that_is_there_already(model, name):
    with pytest.raises(InputError, match=f"'{name}' already.*--prefix"):
        passage_schema(model, pa.schema([("text", pa.string()), (name, pa.string())]), "text")


@settings(max_examples=40)
@given(texts=st.lists(CELLS, max_size=6), unit=st.sampled_from(UNITS))
def test_rows_say_what_read_document_says(model, texts, unit):
    rows = iter(rows_of(model, texts, unit=unit))
    for number, text in enumerate(texts):
        passages = read_document(model, text or "", unit).passages
        for place, passage in enumerate(passages):
            row = next(rows)
            assert (row["id"], row["document"], row["passage"]) == (number, number, place)
            assert (row["start"], row["end"]) == (passage.start, passage.end)
            assert row["paragraph"] == passage.paragraph
            assert row["text"] == text[passage.start : passage.end]
            assert row["voice"] == passage.voice
            assert row["voice_confidence"] == pytest.approx(passage.confidence)
            assert row["speaker"] == (passage.speaker.name if passage.speaker else None)
            assert set(row["frames"]) == set(passage.found.frames)
            assert set(row["own_frames"]) == set(passage.own)
            assert set(row["quoted_frames"]) == set(passage.quoted)
            chances = [score.probability for score in passage.found.scores]
            np.testing.assert_allclose([row[frame] for frame in FRAMES], chances, atol=1e-5)
            assert row["undecided"] is passage.found.undecided
            assert row["error"] is None
        if not passages:
            row = next(rows)
            assert (row["id"], row["document"], row["passage"]) == (number, number, 0)
    assert next(rows, None) is None


def test_a_row_that_failed_and_a_blank_one(model):
    failed, empty, blank = rows_of(model, [None, "", " \n"])
    assert [failed["document"], failed["passage"], failed["error"]] == [0, 0, "no text (null)"]
    rest = set(failed) - {"id", "document", "passage", "error"}
    assert {name: failed[name] for name in rest} == dict.fromkeys(rest)
    for row in (empty, blank):
        assert (row["passage"], row["start"], row["end"], row["text"]) == (0, 0, 0, "")
        assert (row["voice"], row["speaker"], row["error"]) == (None, None, None)
        assert (row["undecided"], row["frames"], row["own_frames"]) == (True, [], [])


def test_what_failed_is_told(model):
    (part,) = score_passages(model, [chunk_of([TEXTS[0], None, ""])], "text", jobs=1)
    assert part.failed == {3: "no text (null)"}
    assert (part.texts, part.batch.num_rows, part.path) == (3, 5, "a.csv")
    assert part.undecided == sum(row["undecided"] or 0 for row in part.batch.to_pylist())


@pytest.mark.parametrize("sizes", [(1, 2, 3, 4), (2,), (0, 5)])
def test_how_it_is_cut_makes_no_difference(model, sizes):
    assert rows_of(model, TEXTS, sizes) == rows_of(model, TEXTS)


def test_documents_are_counted_on(model):
    rows = rows_of(model, TEXTS, (2,), first_document=7)
    assert sorted({row["document"] for row in rows}) == [7, 8, 9, 10, 11]


def test_processes_make_no_difference(model, monkeypatch):
    texts = [*TEXTS, None, "x" * 3000] * 5
    expected = rows_of(model, texts)
    monkeypatch.setattr("framing.passage_batch.WORTH_PROCESSES", 1)
    monkeypatch.setattr("framing.passage_batch.TASK_CHARACTERS", 700)
    assert rows_of(model, texts, jobs=2) == expected


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_types_of_the_text_column(model, kind):
    texts = [text for text in TEXTS if text.strip()]
    chunk = chunk_of(texts, kind)
    (part,) = score_passages(model, [chunk], "text", jobs=1)
    assert part.batch.schema.field("text").type == pa.large_string()
    assert part.batch.to_pylist() == rows_of(model, texts)


def test_what_failed_keeps_its_text(model):
    batch = pa.RecordBatch.from_pydict({"text": pa.array(["5", "Heroes."])})
    text = pa.array([None, "Heroes."])
    chunk = Chunk(batch, text, {0: "a number, not text"}, "a.jsonl", 1)
    (part,) = score_passages(model, [chunk], "text", jobs=1)
    assert part.batch.column("text").to_pylist() == ["5", "Heroes."]


def test_other_units_are_refused(model):
    with pytest.raises(InputError, match="no unit 'page'"):
        next(score_passages(model, [], "text", unit="page"))


def test_nothing_gives_nothing(model):
    assert list(score_passages(model, [], "text", jobs=2)) == []
