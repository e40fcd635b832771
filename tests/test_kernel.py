"""The kernel gives what the NumPy reference gives, of any text and of any bytes."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.errors import ModelError
from framing.fast_scoring import KernelScorer
from framing.scoring import analyse, score_texts
from framing.text import MARK

from .conftest import BYTES, MARKED, TEXTS, VARIANTS


@pytest.fixture(scope="module")
def scorers(fitted_models):
    return {name: KernelScorer(fitted.model) for name, fitted in fitted_models.items()}


def assert_as_reference(scorer, model, texts, rtol=0.0):
    expected = score_texts(model, texts)
    found = scorer.score_texts(texts)
    np.testing.assert_allclose(found.margins, expected.margins, rtol=rtol, atol=1e-5)
    np.testing.assert_allclose(found.known_words, expected.known_words, rtol=0, atol=1e-12)


def assert_as_decoded(scorer, model, raw):
    expected = score_texts(model, [one.decode("utf-8", "replace") for one in raw])
    found, valid = scorer.score(pa.array(raw, pa.binary()))
    np.testing.assert_allclose(found.margins, expected.margins, rtol=0, atol=1e-5)
    np.testing.assert_array_equal(found.known_words, expected.known_words)
    assert valid.tolist() == [is_utf8(one) for one in raw]


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=800)
@given(name=st.sampled_from(VARIANTS), text=TEXTS)
def test_any_text(scorers, fitted_models, name, text):
    assert_as_reference(scorers[name], fitted_models[name].model, [text, "heroes", text])


@settings(max_examples=200)
@given(name=st.sampled_from(VARIANTS), texts=st.lists(TEXTS, min_size=1, max_size=2))
def test_any_text_as_the_pipeline(scorers, fitted_models, name, texts):
    expected = fitted_models[name].margins(texts)
    found = scorers[name].score_texts(texts).margins
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


@settings(max_examples=700)
@given(name=st.sampled_from(VARIANTS), raw=st.lists(BYTES, min_size=1, max_size=4))
@example(name="cues", raw=[b"A\xce\xa3\x801", b"A\xce\xa3\xff"])
@example(name="cues", raw=[b"heroes\xe1", b"\x80\x80", b"\xce\xa31"])  # never over an edge
@example(name="marks", raw=[b"x\xffx!\xc4", b"\xb0", b"\xe2\x80", b"\x94", b"\xe2\x80\x94"])
def test_any_bytes(scorers, fitted_models, name, raw):
    assert_as_decoded(scorers[name], fitted_models[name].model, raw)


@pytest.mark.parametrize("stray", [b"\x80", b"\xbf\x80", b"\xff", b"\xc3", b"\xe1\x80"])
@pytest.mark.parametrize("letter", ["A", "\u03b1", "\u1f00", "\U0001d400", "\u0301"])
def test_sigma_behind_stray_bytes(scorers, fitted_models, letter, stray):
    raw = letter.encode() + stray + "\u03a31".encode()
    assert_as_decoded(scorers["cues"], fitted_models["cues"].model, [raw])


def test_every_ascii_character_at_every_place(scorers, fitted_models):
    # Words are read eight bytes at a time: each place in the eight, and each length around them.
    texts = [
        f"{'heroes'[:place]}{chr(point)}{'heroes'[place:]}{tail}"
        for point in range(128)
        for place in range(7)
        for tail in ("", "x", " xy", "\u2019s heroes", "\u00e9")
    ]
    for name in ("cues", "marks"):
        assert_as_reference(scorers[name], fitted_models[name].model, texts)


@pytest.mark.parametrize("length", range(2, 27))
def test_words_that_end_with_the_buffer(scorers, fitted_models, length):
    word = ("Heroes_of_Antonville_1812" * 2)[:length]
    raw = [word.encode(), b"heroes", word.encode() + b" heroes", b"heroes"]
    assert_as_decoded(scorers["cues"], fitted_models["cues"].model, raw)
    # A slice that ends inside a word must not read the rest of it.
    whole = pa.array([b"heroes", word.encode(), b"heroes"], pa.binary())
    found, _ = scorers["cues"].score(whole.slice(1, 1))
    expected = score_texts(fitted_models["cues"].model, [word])
    np.testing.assert_allclose(found.margins, expected.margins, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    "text", ["\u212aremlin", "hero\u212a", "\u0130stanbul", "her\u0130", "A\u0130b"]
)
def test_letters_that_become_ascii(scorers, fitted_models, text):
    # The Kelvin sign becomes k, and a dotted capital I becomes i and a dot.
    for name in VARIANTS:
        assert_as_reference(scorers[name], fitted_models[name].model, [text, text.lower()])


@pytest.mark.parametrize(
    "change",
    [
        lambda names: ["heroes"],
        lambda names: [*names, "heroes"],
        lambda names: [*names, "!"],
        lambda names: [" ", *names[1:]],
        lambda names: ["", *names[1:]],
        lambda names: ["!!", *names[1:]],
        lambda names: ["\u2028", *names[1:]],
    ],
)
def test_a_model_with_names_that_do_not_fit_is_refused(fitted_models, change):
    for name in ("cues", "marks"):
        model = fitted_models[name].model
        joined = "\n".join(change(model.word_names)).encode()
        arrays = dict(model.arrays) | {"word_names": np.frombuffer(joined, np.uint8)}
        with pytest.raises(ModelError, match="names of words"):
            KernelScorer(replace(model, arrays=arrays))


@pytest.mark.parametrize("tail", ["", " ", "!", "\u2014", "\u0130", "\u00e9", "\ud800", " heroes"])
@pytest.mark.parametrize("mark", ["!", "x", "X", "\u00e9", "\u212a", "\u0130", "\u2014", "\u03a3"])
def test_a_mark_at_every_place(scorers, fitted_models, mark, tail):
    # Alone, between words of every length up to two times eight bytes, and last of all.
    texts = [f"{'heroes_of_antonville'[:n]}{glue}{mark}{tail}" for n in range(18) for glue in " '"]
    texts += [mark + text for text in texts]
    for name in ("cues", "marks"):
        assert_as_reference(scorers[name], fitted_models[name].model, texts)


@pytest.mark.parametrize("n_words", [1019, 1020, 1021, 1022, 1023, 2044])
def test_marks_at_the_edge_of_a_block(scorers, fitted_models, n_words):
    ends = ("!", " x", " x!", "\u2014", " \u2014 x", "\u0130", " \u00e9", ",heroes!")
    texts = ["zz " * (n_words + shift) + "heroes" + end for shift in (-1, 0, 1, 2) for end in ends]
    assert_as_reference(scorers["marks"], fitted_models["marks"].model, texts)


@pytest.mark.parametrize("n_marks", [1022, 2045, 2046, 2047, 2048, 4096, 9000])
@pytest.mark.parametrize("mark", ["!", "\u2014", "x ", "\u0130 "])
def test_marks_part_no_phrases_however_many_there_are(scorers, fitted_models, mark, n_marks):
    model, many = fitted_models["marks"].model, f" {mark * n_marks} "
    texts = [many.join("never seen under the rubble".split()), f"{many}under the{many}rubble{many}"]
    assert_as_reference(scorers["marks"], model, texts)
    # A triple and its pairs are there as they would be without the marks.
    expected = len(analyse(model, "under the rubble").phrases.starts)
    assert len(analyse(model, texts[1]).phrases.starts) == expected > 0


@pytest.mark.parametrize(
    "mark", ["!", "\u2014", "\u0130", "\U0001f600", "x ", "\u00e9 ", "!x\u2014 "]
)
def test_documents_of_marks_alone(scorers, fitted_models, mark):
    texts = [mark * n for n in (1, 2, 63, 64, 65, 1023, 1024, 1025, 50_000)]
    scores = scorers["marks"].score_texts(texts)
    assert not scores.known_words.any()
    assert_as_reference(scorers["marks"], fitted_models["marks"].model, texts)


def test_marks_count_once_where_a_document_is_scored_again(scorers, fitted_models):
    # The scratch is too small for these; what was counted in it must not stay in it.
    unknown = " ".join(f"w{i}x!" for i in range(9000))
    texts = ["heroes fell!", f"x \u2014 {unknown} \u2014 ?", "! heroes fell", "x", ""]
    model, fresh = fitted_models["marks"].model, KernelScorer(fitted_models["marks"].model)
    for _ in range(3):
        assert_as_reference(fresh, model, texts)


def test_lone_surrogates_part_words_and_are_no_marks(scorers, fitted_models):
    # Encoded with "replace" they would have become question marks.
    texts = ["heroes\ud800", "her\udfffoes \ud83d", "\ud800", "x\ud800x?", "?"]
    assert_as_reference(scorers["marks"], fitted_models["marks"].model, texts)
    margins = scorers["marks"].score_texts(["\ud800", ""]).margins
    np.testing.assert_array_equal(*margins)


def test_a_model_without_marks_passes_them_over(scorers, corpus):
    texts = [*corpus.texts, "heroes! x \u2014 \u0130 \u00e9 heroes"]
    without = [MARK.sub(" ", text.lower()) for text in texts]
    np.testing.assert_array_equal(
        scorers["bare"].score_texts(texts).margins, scorers["bare"].score_texts(without).margins
    )


def test_every_code_point_inside_a_word(scorers, fitted_models):
    # In the middle of a known word, so that it either parts the word or makes another of it.
    points = [*range(0x3000), *range(0xA000, 0xAC00), *range(0x1C000, 0x20000)]
    words = [f"her{chr(point)}oes {chr(point)}\u03a31" for point in points]
    texts = ["\n".join(words[i : i + 16]) for i in range(0, len(words), 16)]
    for name in ("cues", "marks"):
        assert_as_reference(scorers[name], fitted_models[name].model, texts)


@pytest.mark.parametrize("length", [2, 30, 31, 32, 33, 300, 5000])
def test_long_word(scorers, fitted_models, length):
    letters = "herosvictm"
    word = "".join(letters[i * i % 10] for i in range(length))
    for name, fitted in fitted_models.items():
        texts = [word, f"heroes {word} under the rubble"]
        assert_as_reference(scorers[name], fitted.model, texts, rtol=1e-6)


@pytest.mark.parametrize("length", [1000, 100_000, 500_000])
def test_word_that_says_the_same_all_along(scorers, fitted_models, length):
    word = "heroes" * (length // 6)
    assert_as_reference(scorers["cues"], fitted_models["cues"].model, [word], rtol=1e-6)


@pytest.mark.parametrize("n_words", [4095, 4096, 4097, 17_000, 70_000])
def test_more_unknown_words_than_there_is_room_for(scorers, fitted_models, n_words):
    text = " ".join(f"w{i}x" for i in range(n_words))
    texts = ["heroes fell", f"{text} {text[:50_000]}", "heroes fell"]
    assert_as_reference(scorers["cues"], fitted_models["cues"].model, texts)


@pytest.mark.parametrize("n_words", [1021, 1022, 1023, 2044, 3000])
def test_phrases_over_the_edge_of_a_block(scorers, fitted_models, n_words):
    # Whatever the block's size, each place of the phrase falls on its edge once.
    texts = ["zz " * (n_words + shift) + "to the last ring of rubble" for shift in range(-6, 6)]
    assert_as_reference(scorers["cues"], fitted_models["cues"].model, texts)


def test_words_repeated_many_times(scorers, fitted_models):
    texts = ["heroes under the rubble zzz " * n for n in (1, 62, 63, 64, 65, 20_000)]
    for name, fitted in fitted_models.items():
        assert_as_reference(scorers[name], fitted.model, texts)


def test_document_of_a_megabyte(scorers, fitted_models, corpus):
    rng = np.random.default_rng(0)
    vocabulary = [word for text in corpus.texts for word in text.split()]
    vocabulary += [f"un{i}known" for i in range(3000)]
    text = " ".join(rng.choice(vocabulary, 150_000).tolist())
    assert len(text) > 1_000_000
    assert_as_reference(scorers["cues"], fitted_models["cues"].model, [text])


def test_what_was_scored_before_leaves_no_trace(scorers, corpus):
    texts = [*corpus.texts, "zzz yyy " * 3, "a" * 5000, "", "!?\u2014 x", *MARKED]
    scorer = scorers["marks"]
    one_by_one = [scorer.score_texts([text]).margins[0] for text in texts]
    np.testing.assert_array_equal(scorer.score_texts(texts).margins, one_by_one)
    backwards = scorer.score_texts(texts[::-1]).margins
    np.testing.assert_array_equal(backwards[::-1], one_by_one)
