"""The most telling texts: the same as sorting everything, whatever the batches."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from framing.telling import EXCERPT, MostTelling, Telling, explain_telling

ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "bb", "cc", "dd", " dd ", "", None]), st.integers(0, 8)),
    max_size=30,
)


@given(ROWS, st.integers(1, 4), st.integers(1, 7))
def test_the_best_of_all_batches(rows, limit, size):
    # Copies of a text have one probability, as scores have.
    scores = {text and text.strip(): number / 8 for text, number in rows}
    table = [(text, scores[text and text.strip()]) for text, _ in rows]
    most = MostTelling(1, limit)
    for begin in range(0, len(table), size):
        part = table[begin : begin + size]
        column = np.array([[p] for _, p in part], dtype=np.float32)
        texts = pa.array([text for text, _ in part], pa.string())
        most.add(texts, column, column > 0.3, lambda row, begin=begin: {"row": begin + row})
    wanted = {}
    for n, (text, p) in enumerate(table):
        if text and text.strip() and p > 0.3 and text.strip() not in wanted:
            wanted[text.strip()] = (p, n)
    best = sorted(wanted.values(), key=lambda found: -found[0])[:limit]
    found = most.of(0)
    assert [one.probability for one in found] == [p for p, _ in best]
    assert len({one.text for one in found}) == len(found)
    assert all(table[one.facts["row"]][0].strip() == one.text for one in found)


def test_texts_of_one_probability_are_told_apart():
    most = MostTelling(1, 3)
    column = np.ones((3, 1), dtype=np.float32)
    most.add(pa.array(["one", "three", "seventeen"]), column, column > 0, lambda row: {})
    assert [one.text for one in most.of(0)] == ["one", "three", "seventeen"]


def test_a_long_text_is_shown_where_it_says_most(model):
    filler = "The library opens at nine. " * 200
    text = filler + "Our fallen heroes gave their blood for the homeland. " + filler
    (shown,) = explain_telling(model, "hero", [Telling(text, 0.9, {"row": 1})])
    assert "fallen heroes" in shown["text"]
    assert len(shown["text"]) <= EXCERPT
    assert shown["cut_before"]
    assert shown["cut_behind"]
    words = [shown["text"][start:end] for start, end, _, level in shown["shades"] if level > 2]
    assert "heroes" in words


def test_a_text_without_spaces_or_words(model):
    for text in ("x" * 5000, "。" * 5000, "?"):
        (shown,) = explain_telling(model, "hero", [Telling(text, 0.5, {})])
        assert 0 < len(shown["text"]) <= EXCERPT


def test_a_foreign_probability_is_noticed(model):
    from framing.evidence import classify

    text = "Our fallen heroes gave their blood"
    own = classify(model, text).scores[0].probability
    found = explain_telling(model, "hero", [Telling(text, own, {}), Telling(text, own / 2, {})])
    assert [one["same_model"] for one in found] == [True, False]
