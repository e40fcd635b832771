"""Documents: passages in their places, and whose words are whose."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import framing
from framing.documents import FrameTotal, read_document, whose
from framing.errors import InputError
from framing.evidence import classify
from framing.model import default_model_path
from framing.model_files import load_model
from framing.passages import UNITS, find_spans
from framing.sentences import find_paragraphs, find_sentences
from framing.voice import VOICES

from .conftest import TEXTS

HERO = "Our fallen heroes gave their blood"
SIEGE = "Enemies press on us from every side"
MARKS = [*"\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e\u300c\u300d`.:,! \n\r\t", "\r\n", "\n\n"]
WORDS = (
    "heroes",
    "he said",
    "The minister claimed that",
    "\u05e9\u05dc\u05d5\u05dd",
    "\ud800",
    "\u0130",
)
#: Sentences, marks in any order, line ends of all kinds, right-to-left text, lone surrogates.
DOCUMENTS = TEXTS | st.lists(
    st.sampled_from([*MARKS, *MARKS, *WORDS, HERO, f"{SIEGE}. "]), max_size=40
).map("".join)


@pytest.fixture(scope="module")
def shipped():
    return load_model(default_model_path())


def used(document):
    return {t.frame: (t.own, t.others) for t in document.totals if t.own or t.others}


@settings(max_examples=80)
@given(text=DOCUMENTS, unit=st.sampled_from(UNITS))
@example(text="", unit="sentence")
@example(text="\"\" \u201c\u201d ''", unit="sentence")
@example(text="\ud800\udfff", unit="paragraph")
@example(text=f"\u201c{HERO}.\u201d\r\n\r\n\u05e9\u05dc\u05d5\u05dd {SIEGE}.", unit="document")
def test_offsets_index_the_original_text(model, text, unit):
    document = read_document(model, text, unit)
    last = 0
    for passage in document.passages:
        assert last <= passage.start < passage.end <= len(text)
        assert not text[last : passage.start].strip()
        shown = text[passage.start : passage.end]
        assert shown == shown.strip() == passage.found.text
        assert passage.voice in VOICES
        assert 0 <= passage.confidence <= 1
        for score in passage.found.scores:
            for word in score.words:
                assert passage.start <= word.start < word.end <= passage.end
                assert text[word.start : word.end] == word.text
        if passage.speaker:
            assert text[passage.speaker.start : passage.speaker.end] == passage.speaker.name
        last = passage.end
    assert not text[last:].strip()


@settings(max_examples=50)
@given(text=DOCUMENTS, unit=st.sampled_from(UNITS))
def test_a_passage_is_scored_like_a_text_of_its_own(model, text, unit):
    document = read_document(model, text, unit)
    assert document.whole == classify(model, text)
    for passage in document.passages:
        alone = classify(model, text[passage.start : passage.end])
        assert passage.found.frames == alone.frames
        assert [s.margin for s in passage.found.scores] == [s.margin for s in alone.scores]


@settings(max_examples=50)
@given(text=DOCUMENTS)
def test_units(model, text):
    sentences = read_document(model, text, "sentence").passages
    found = find_sentences(text)
    assert [(p.start, p.end, p.paragraph) for p in sentences] == [
        (s.start, s.end, s.paragraph) for s in found
    ]
    paragraphs = read_document(model, text, "paragraph").passages
    assert [(p.start, p.end) for p in paragraphs] == find_paragraphs(text)
    assert [p.paragraph for p in paragraphs] == list(range(len(paragraphs)))
    whole = read_document(model, text, "document").passages
    bare = text.strip()
    assert [text[p.start : p.end] for p in whole] == ([bare] if found else [])


@settings(max_examples=50)
@given(text=DOCUMENTS, unit=st.sampled_from(UNITS))
def test_words_are_own_or_quoted(model, text, unit):
    for span in find_spans(text, unit, model.voice):
        shown = [c for c in text[span.start : span.end] if c.isalnum()]
        assert sorted(shown) == sorted(c for c in span.own + span.quoted if c.isalnum())


@settings(max_examples=50)
@given(text=DOCUMENTS)
def test_totals_count_passages(model, text):
    document = read_document(model, text)
    assert [total.frame for total in document.totals] == list(model.frame_ids)
    for k, total in enumerate(document.totals):
        shares = [whose(p.voice, p.found.frames, p.own, p.quoted) for p in document.passages]
        assert total.own == sum(total.frame in own for own, _ in shares)
        assert total.others == sum(total.frame in others for _, others in shares)
        chances = [document.passages[i].found.scores[k].probability for i in total.most_telling]
        assert chances == sorted(chances, reverse=True)
        assert len(chances) <= 3
        assert bool(total.most_telling) >= bool(total.own or total.others)


def test_the_ministrys_words_are_the_ministrys(shipped):
    text = '"All attacks by terrorists have been repelled," the ministry said.'
    document = framing.load().read_document(text)
    (passage,) = document.passages
    assert (passage.voice, passage.speaker.name) == ("quoted", "the ministry")
    assert "terrorist_label" in passage.quoted
    assert passage.own == ()
    total = document.totals[shipped.frame_ids.index("terrorist_label")]
    assert total == FrameTotal("terrorist_label", 0, 1, (0,))


@pytest.mark.parametrize("unit", UNITS)
def test_quoted_and_own_words_are_told_apart(model, unit):
    text = f"{HERO}. \u201c{SIEGE},\u201d the general of the army said."
    document = read_document(model, text, unit)
    own = {frame for passage in document.passages for frame in passage.own}
    quoted = {frame for passage in document.passages for frame in passage.quoted}
    assert (own, quoted) == ({"hero"}, {"siege"})


def test_totals_part_own_voice_and_others(model):
    text = (
        f"{HERO}. {HERO}. \u201c{SIEGE},\u201d the general said. "
        f"The minister claimed that the {SIEGE.lower()}."
    )
    document = read_document(model, text)
    assert [p.voice for p in document.passages] == ["asserted", "asserted", "quoted", "reported"]
    assert used(document) == {"hero": (2, 0), "siege": (0, 2)}
    telling = {t.frame: t.most_telling for t in document.totals}
    assert sorted(telling["hero"]) == [0, 1]
    assert sorted(telling["siege"]) == [2, 3]


def test_what_is_rejected_is_nobodys(model):
    document = read_document(model, f"There is no evidence that {SIEGE.lower()}.")
    assert document.passages[0].voice == "rejected"
    assert "siege" in document.passages[0].own
    assert used(document) == {}


def test_most_telling_are_three_at_most(model):
    document = read_document(model, f"{HERO}. " * 5)
    assert len(document.passages) == document.totals[0].own == 5
    assert len(document.totals[0].most_telling) == 3


def test_short_quotations_are_the_authors_unless_speech(model):
    ironic = read_document(model, "The \u201cheroes\u201d gave their blood for nothing.")
    assert ironic.passages[0].voice == "asserted"
    assert ironic.passages[0].quoted == ()
    assert "hero" in ironic.passages[0].own


@pytest.mark.parametrize(
    ("voice", "own", "others"),
    [
        ("asserted", {"b"}, {"c"}),
        ("quoted", set(), {"a", "b", "c"}),
        ("reported", set(), {"a", "b", "c"}),
        ("discussed", set(), {"c"}),
        ("rejected", set(), {"c"}),
    ],
)
def test_whose(voice, own, others):
    assert whose(voice, ["a"], ["b"], ["c"]) == (own, others)


def test_a_long_passage_has_the_voice_of_most_of_it(model):
    quoted = "\u201cWe have won and they will lose,\u201d he said. " * 3
    (document,) = read_document(model, f"It rains. {quoted}", "document").passages
    assert document.voice == "quoted"
    assert document.confidence < 1
    (other,) = read_document(model, f"{HERO} and bread. " * 20 + quoted, "document").passages
    assert (other.voice, other.speaker) == ("asserted", None)


def test_the_models_voices_are_asked(model, voice_model):
    text = "The evidence is there."
    assert read_document(model, text).passages[0].voice == "asserted"
    spoken = replace(model, voice=voice_model)
    assert read_document(spoken, text).passages[0].voice == "rejected"


def test_own_thresholds(model):
    text = f"{HERO}, the man wrote, \u201cand children and heroes of the harvest\u201d."
    (passage,) = read_document(model, text, thresholds=np.zeros(3)).passages
    assert len(passage.found.frames) == len(passage.own) == len(passage.quoted) == 3
    (passage,) = read_document(model, text, thresholds=np.full(3, 1.01)).passages
    assert passage.found.frames == passage.own == passage.quoted == ()


@pytest.mark.parametrize("unit", ["", "sentences", "Sentence", "page"])
def test_other_units_are_refused(model, unit):
    with pytest.raises(InputError, match=f"no unit '{unit}'.*"):
        read_document(model, "x", unit)


def test_operating_point():
    classifier = framing.load()
    found = classifier.read_document("Our heroes.", "paragraph", operating_point="precision=0.9")
    expected = classifier.model.thresholds_at("precision=0.9").tolist()
    assert [s.threshold for s in found.whole.scores] == expected
    assert [s.threshold for s in found.passages[0].found.scores] == expected


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "\u201c" * 100_000, f"\u201c{HERO}.\u201d " * 500, "he said \u201c" * 9000],
)
def test_time_is_linear(model, text):
    started = time.process_time()
    read_document(model, text)
    assert time.process_time() - started < 15
