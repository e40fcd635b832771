"""The kernel over every kind of Arrow column, and from many threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest

from framing.errors import InputError
from framing.fast_scoring import KernelScorer, kernel_scorer, to_text_column
from framing.kernel import score_rows
from framing.scoring import score_texts

TEXTS = [
    "Our fallen heroes",
    "",
    "to the last man \U0001f600",
    None,
    "STRA\u1e9eE \u039f\u0394\u039f\u03a3 \u0130stanbul",
    "a ring of rubble",
]
KINDS = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "binary": pa.binary(),
    "large_binary": pa.large_binary(),
    "binary_view": pa.binary_view(),
    "dictionary of string": pa.dictionary(pa.int8(), pa.string()),
    "dictionary of large_string": pa.dictionary(pa.int32(), pa.large_string()),
    "dictionary of binary": pa.dictionary(pa.uint16(), pa.binary()),
}


@pytest.fixture(scope="module")
def scorer(model):
    return KernelScorer(model)


def array_of(texts, kind):
    plain = pa.binary() if "binary" in str(kind) else pa.string()
    encode = plain == pa.binary()
    values = [text.encode() if encode and text is not None else text for text in texts]
    column = pa.array(values, plain)
    if pa.types.is_dictionary(kind):
        return column.dictionary_encode().cast(kind)
    return column.cast(kind)


def assert_scored(scorer, model, column, texts):
    scores, valid = scorer.score(column)
    expected = score_texts(model, [text or "" for text in texts])
    np.testing.assert_allclose(scores.margins, expected.margins, rtol=0, atol=1e-5)
    np.testing.assert_allclose(scores.known_words, expected.known_words, rtol=0, atol=1e-12)
    assert valid.tolist() == [True] * len(texts)


@pytest.fixture(params=KINDS, name="kind")
def _kind(request):
    return KINDS[request.param]


def test_whole_column(scorer, model, kind):
    assert_scored(scorer, model, array_of(TEXTS, kind), TEXTS)


@pytest.mark.parametrize("bounds", [(1, 5), (2, 2), (0, 3), (5, 6), (3, 4)])
def test_slice(scorer, model, kind, bounds):
    start, stop = bounds
    assert_scored(scorer, model, array_of(TEXTS, kind)[start:stop], TEXTS[start:stop])


def test_slice_of_a_slice(scorer, model, kind):
    assert_scored(scorer, model, array_of(TEXTS * 3, kind)[4:17][3:9], (TEXTS * 3)[7:13])


def test_chunks(scorer, model, kind):
    chunks = [array_of(TEXTS, kind), array_of([], kind), array_of(TEXTS[::-1], kind)[1:4]]
    texts = TEXTS + TEXTS[::-1][1:4]
    assert_scored(scorer, model, pa.chunked_array(chunks, kind), texts)


def test_no_rows(scorer, kind):
    for column in (array_of([], kind), array_of(TEXTS, kind)[3:3], pa.chunked_array([], kind)):
        scores, valid = scorer.score(column)
        assert scores.margins.shape == (0, 3)
        assert scores.known_words.shape == valid.shape == (0,)


def test_only_nulls_and_only_empty_texts(scorer, model, kind):
    for text in (None, ""):
        assert_scored(scorer, model, array_of([text] * 4, kind), [text] * 4)


def test_column_of_no_type(scorer, model):
    assert_scored(scorer, model, pa.nulls(3), [None] * 3)


def test_binary_of_fixed_size(scorer, model):
    column = pa.array([b"heroes", None, b"rubble"], pa.binary(6))
    assert_scored(scorer, model, column, ["heroes", None, "rubble"])


def test_null_that_hides_bytes(scorer, model):
    # Arrow leaves open what stands behind a null.
    shown = pa.array([b"heroes", None], pa.binary())
    hidden = pa.array([b"heroes", b"rubble\xff"], pa.binary())
    column = pa.Array.from_buffers(pa.binary(), 2, [shown.buffers()[0], *hidden.buffers()[1:]])
    assert column.to_pylist() == [b"heroes", None]
    assert_scored(scorer, model, column, ["heroes", None])


def test_read_only_memory_takes_no_compiling(scorer, model):
    # Batches from Spark, Ray or a memory-mapped file can't be written to. To Numba that is
    # another type, for which it would compile the kernel anew: half a minute in each process.
    scorer.score(pa.array(["heroes"]))
    scorer.score(pa.array(["heroes"], pa.large_string()))
    ready = set(score_rows.signatures)
    sink = pa.BufferOutputStream()
    batch = pa.record_batch({"text": ["heroes", "rubble"]})
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    column = pa.ipc.open_stream(sink.getvalue().to_pybytes()).read_next_batch().column(0)
    assert not column.buffers()[2].is_mutable
    assert_scored(scorer, model, column, ["heroes", "rubble"])
    assert set(score_rows.signatures) == ready


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, 2]),
        pa.array([1.5]),
        pa.array([["a"]]),
        pa.array([True]),
        pa.array([1, 1]).dictionary_encode(),
        pa.array([{"text": "a"}]),
    ],
    ids=lambda column: str(column.type),
)
def test_columns_that_hold_no_text_are_refused(scorer, column):
    with pytest.raises(InputError, match="can't be scored; allowed are string and binary columns"):
        scorer.score(column)


def test_text_column_keeps_the_texts(kind):
    column = to_text_column(pa.chunked_array([array_of(TEXTS, kind), array_of(["x"], kind)]))
    values = [v.decode() if isinstance(v, bytes) else v for v in column.to_pylist()]
    assert values == [*TEXTS, "x"]


def test_many_threads_give_the_same_bytes(scorer, corpus):
    texts = [*corpus.texts * 5, " ".join(f"w{i}x" for i in range(6000)), "x" * 500]
    columns = [pa.array(texts[shift:] + texts[:shift]) for shift in range(24)]
    expected = [scorer.score(column)[0].margins.tobytes() for column in columns]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda column: scorer.score(column)[0].margins.tobytes(), columns))
    assert found == expected


def test_threads_share_no_memory_with_the_caller(scorer):
    column = pa.array(["heroes"] * 100)
    first = scorer.score(column)[0].margins.copy()
    scorer.score(pa.array(["rubble under"] * 100))
    np.testing.assert_array_equal(scorer.score(column)[0].margins, first)


def test_scorer_is_made_once_for_each_model(model, fitted_models):
    other = fitted_models["cues"].model
    assert kernel_scorer(model) is kernel_scorer(model)
    assert kernel_scorer(model) is not kernel_scorer(other)


def test_shipped_model_as_its_reference(corpus):
    import framing

    model = framing.load().model
    texts = [*corpus.texts, "\u0130\u03a3 " * 3, "the terrorists' puppet regime", "\ud800 zzyzx"]
    found = kernel_scorer(model).score_texts(texts)
    expected = score_texts(model, texts)
    np.testing.assert_allclose(found.margins, expected.margins, rtol=0, atol=1e-5)
    np.testing.assert_array_equal(found.known_words, expected.known_words)
