"""Record batches in, the same rows with their scores out, whatever cuts them up."""

import threading

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.batch import WAITING, Columns, ahead, score_batch, score_chunks, score_schema
from framing.errors import InputError
from framing.evidence import classify
from framing.files import Chunk
from framing.scoring import score_texts

NEW = ("hero", "siege", "victim", "frames", "known_words", "undecided", "error")
TEXTS = (
    "Our fallen heroes of antonville gave their blood for the homeland",
    "Enemies press on the market from every side; innocent children lie under the rubble",
    "Der Zug fährt heute nicht",
    "",
)
CELLS = st.none() | st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]))


def batch_of(texts, kind=None, **columns):
    arrays = {name: pa.array(values) for name, values in columns.items()}
    return pa.RecordBatch.from_pydict({**arrays, "text": pa.array(texts, kind or pa.string())})


def chunk_of(batch, first_row=1, path="a.csv", errors=None):
    """Return a chunk as a reader makes it: no text exactly where there is an error."""
    text = batch.column(batch.schema.get_field_index("text"))
    nulls = {
        i: "no text (null)" for i, known in enumerate(text.is_valid().to_pylist()) if not known
    }
    return Chunk(batch, text, nulls | (errors or {}), path, first_row)


def chunks_of(batch, sizes):
    start = 0
    for size in sizes:
        yield chunk_of(batch.slice(start, size), start + 1)
        start += size


def table_of(scored):
    return pa.Table.from_batches([part.batch for part in scored]).to_pylist()


def test_the_columns(model):
    schema = score_schema(model, pa.schema([("id", pa.int64()), ("text", pa.string())]))
    assert schema.names == ["id", "text", *NEW]
    kinds = ["float"] * 3 + ["list<item: string>", "float", "bool", "string"]
    assert [str(kind) for kind in schema.types[2:]] == kinds


def test_frames_joined_and_names_with_a_prefix(model):
    schema = score_schema(model, pa.schema([("hero", pa.string())]), Columns("x_", joined=True))
    assert schema.names == ["hero", *(f"x_{name}" for name in NEW)]
    assert schema.field("x_frames").type == pa.string()


@pytest.mark.parametrize("name", NEW)
def test_a_column_that_is_there_already_is_refused(name, model):
    with pytest.raises(InputError, match=f"column '{name}' already.*--prefix"):
        score_schema(model, pa.schema([("text", pa.string()), (name, pa.int8())]))


def test_scores_are_those_of_one_text(model):
    rows = score_batch(model, batch_of(TEXTS)).to_pylist()
    for text, row in zip(TEXTS, rows, strict=True):
        found = classify(model, text)
        assert row["text"] == text
        assert [row[frame] for frame in model.frame_ids] == pytest.approx(
            [score.probability for score in found.scores], abs=1e-5
        )
        assert set(row["frames"]) == set(found.frames)
        assert row["known_words"] == pytest.approx(found.known_words, abs=1e-6)
        assert row["undecided"] is found.undecided
        assert row["error"] is None


def test_rows_that_can_not_be_scored(model):
    batch = batch_of([b"the heroes", None, b"\xff\xfe", b"the library"], pa.binary())
    rows = score_batch(model, batch).to_pylist()
    assert [row["error"] for row in rows] == [None, "no text (null)", "not valid UTF-8", None]
    for row in rows[1:3]:
        assert all(row[name] is None for name in NEW[:-1])
    for row in (rows[0], rows[3]):
        assert all(row[name] is not None for name in NEW[:-1])


@pytest.mark.parametrize(
    "kind",
    [
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int8(), pa.string()),
    ],
    ids=str,
)
def test_every_kind_of_text_column(kind, model):
    plain = score_batch(model, batch_of([*TEXTS, None])).select(list(NEW))
    column = pa.array([*TEXTS, None], pa.string()).cast(kind)
    other = score_batch(model, pa.RecordBatch.from_arrays([column], ["text"]))
    assert other.schema.field("text").type == kind
    assert other.select(list(NEW)).equals(plain)


@pytest.mark.parametrize(
    ("texts", "kind"), [([], pa.string()), ([None, None], pa.null()), ([None], pa.string())]
)
def test_batches_without_text(texts, kind, model):
    done = score_batch(model, batch_of(texts, kind))
    assert done.num_rows == len(texts)
    assert done.column("error").to_pylist() == ["no text (null)"] * len(texts)


def test_a_million_empty_texts(model):
    n_texts = 1_000_000
    offsets = pa.py_buffer(bytes(4 * (n_texts + 1)))
    column = pa.StringArray.from_buffers(n_texts, offsets, pa.py_buffer(b""))
    done = score_batch(model, pa.RecordBatch.from_arrays([column], ["text"]))
    assert done.num_rows == n_texts
    assert done.column("error").null_count == n_texts
    assert pc.all(done.column("undecided")).as_py()


def test_a_text_of_200_megabytes(model):
    sentence = "Enemies press on the market from every side. "
    batch = batch_of([sentence, sentence * (200_000_000 // len(sentence)), sentence])
    done = score_batch(model, batch).drop_columns(["text"]).to_pylist()
    assert done[0] == done[2]
    # All counts grow alike, so a thousand sentences give what millions give.
    (expected,) = model.probabilities(score_texts(model, [sentence * 1000]).margins)
    found = [done[1][name] for name in ("hero", "siege", "victim")]
    np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize("kind", [pa.int64(), pa.list_(pa.string()), pa.bool_()], ids=str)
def test_a_column_that_holds_no_text_is_refused(kind, model):
    with pytest.raises(InputError, match="can't be scored; allowed are string"):
        score_batch(model, batch_of([None], kind))


def test_a_missing_column_is_refused(model):
    with pytest.raises(InputError, match="no column 'body'; there are n, text"):
        score_batch(model, batch_of(["x"], n=[1]), "body")


def test_a_column_that_is_there_twice_is_refused(model):
    column = pa.array(["x"])
    twice = pa.RecordBatch.from_arrays([column, column, pa.array(["y"])], ["text", "text", "n"])
    with pytest.raises(InputError, match="text"):
        score_batch(model, twice)


def test_a_slice_is_scored_as_what_it_shows(model):
    whole = score_batch(model, batch_of([*TEXTS, None, *TEXTS]))
    part = score_batch(model, batch_of([*TEXTS, None, *TEXTS]).slice(1, 5))
    assert part.equals(whole.slice(1, 5))


@pytest.mark.parametrize(
    ("thresholds", "wanted"), [(0.0, ["hero", "siege", "victim"]), (1.1, [])], ids=["all", "none"]
)
def test_thresholds(thresholds, wanted, model):
    columns = Columns(thresholds=np.full(3, thresholds))
    rows = score_batch(model, batch_of(TEXTS), columns=columns).to_pylist()
    assert rows[0]["frames"] == wanted
    assert rows[2]["undecided"] is True
    assert rows[2]["frames"] == []


def test_joined_frames(model):
    columns = Columns(joined=True, thresholds=np.zeros(3))
    done = score_batch(model, batch_of([TEXTS[0], "", None]), columns=columns)
    assert done.column("frames").to_pylist() == ["hero;siege;victim", "", None]


@settings(max_examples=60)
@given(texts=st.lists(CELLS, min_size=1, max_size=20), data=st.data())
def test_however_it_is_cut_every_row_comes_once_and_in_order(texts, data, model):
    batch = batch_of(texts, n=range(len(texts)))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(texts)), max_size=6)) | {len(texts)})
    sizes = np.diff([0, *cuts]).tolist()
    jobs = data.draw(st.integers(1, 4))
    scored = list(score_chunks(model, chunks_of(batch, sizes), jobs=jobs))
    assert [part.batch.num_rows for part in scored] == sizes
    rows = table_of(scored)
    assert rows == score_batch(model, batch).to_pylist()
    assert [row["n"] for row in rows] == list(range(len(texts)))


def test_what_the_reader_says_is_wrong_stands_in_the_row(model):
    batch = batch_of(["the heroes", None, "the library"], n=[1, 2, 3])
    chunk = chunk_of(batch, path="b.csv", errors={1: "row 2: 3 cells"})
    (part,) = score_chunks(model, [chunk])
    assert (part.path, dict(part.failed)) == ("b.csv", {1: "row 2: 3 cells"})
    assert part.batch.column("error").to_pylist() == [None, "row 2: 3 cells", None]
    assert part.batch.column("hero").is_valid().to_pylist() == [True, False, True]


def test_undecided_rows_are_counted(model):
    (part,) = score_chunks(model, [chunk_of(batch_of([*TEXTS, None]))])
    assert part.undecided == 2
    assert part.batch.column("undecided").to_pylist() == [False, False, True, True, None]


def test_no_chunks_give_nothing(model):
    assert list(score_chunks(model, [])) == []


class BrokenError(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1, 30])
def test_what_stops_the_reader_stops_the_scoring(after, model):
    def reading():
        for n in range(after):
            yield chunk_of(batch_of([TEXTS[0]], n=[n]))
        raise BrokenError

    seen = []
    with pytest.raises(BrokenError):
        seen.extend(part.batch for part in score_chunks(model, reading(), jobs=2))
    assert [batch.column("n")[0].as_py() for batch in seen] == list(range(len(seen)))


def test_a_chunk_that_can_not_be_scored_raises(model):
    good = chunk_of(batch_of(["x"]))
    bad = Chunk(batch_of(["x"]), pa.array([1]), {}, "a.csv", 1)
    with pytest.raises(InputError, match="can't be scored"):
        list(score_chunks(model, [good, bad, good]))


def test_only_a_few_chunks_are_held(model):
    read = []

    def reading():
        for n in range(200):
            read.append(n)
            yield chunk_of(batch_of(["x"], n=[n]))

    for written, _ in enumerate(score_chunks(model, reading(), jobs=2), 1):
        assert len(read) - written <= WAITING * 2 + 2


def test_whoever_stops_early_leaves_no_thread(model):
    before = threading.active_count()
    scored = score_chunks(model, (chunk_of(batch_of(["x"])) for _ in range(1000)), jobs=3)
    next(scored)
    scored.close()
    assert threading.active_count() == before


def test_reading_ahead_keeps_order_and_passes_errors_on():
    assert list(ahead(iter(range(1, 50)))) == list(range(1, 50))

    def failing():
        yield 1
        raise BrokenError

    items = ahead(failing())
    assert next(items) == 1
    with pytest.raises(BrokenError):
        next(items)


def test_it_may_be_called_from_many_threads(model):
    batch = batch_of(TEXTS * 50)
    wanted = score_batch(model, batch)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(score_batch(model, batch).equals(wanted)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8
