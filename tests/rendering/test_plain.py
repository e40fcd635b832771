import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.evidence import classify
from framing.rendering.plain import classification_to_dict, to_json

ANY_TEXT = st.text(st.characters())
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@given(data=PLAIN)
def test_plain_data_comes_back(data):
    assert json.loads(to_json(data)) == data


@given(text=ANY_TEXT)
def test_any_text_comes_back_in_text_that_can_be_written(text):
    written = to_json([text])
    written.encode()
    assert json.loads(written) == [text]


@pytest.mark.parametrize("text", ["\x1b[31m", "\x7f", "\x9b2J", "\u202eabc", "\u2066", "\ud800"])
def test_nothing_in_it_steers_a_terminal(text):
    assert not UNSEEN.search(to_json({"text": text}))


def test_other_scripts_stay_readable():
    assert to_json("Köln 🔥 мир") == '"Köln 🔥 мир"'


def test_what_json_has_no_form_for_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        to_json(float("nan"))


def test_a_classification(model):
    found = classify(model, "Our fallen heroes of antonville")
    data = classification_to_dict(found)
    assert list(data) == ["text", "frames", "undecided", "known_words", "scores"]
    assert data["frames"] == list(found.frames)
    for score, said in zip(found.scores, data["scores"], strict=True):
        assert said["probability"] == round(score.probability, 6)
        assert [word["text"] for word in said["words"]] == [word.text for word in score.words]
    assert json.loads(to_json(classification_to_dict(found))) == data
