import json
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.errors import ModelError, TrainingError
from framing.voice import VOICES, VoiceModel, find_voices, own_and_quoted, voice_of
from framing.voice_training import cross_validate_voice, read_voices, train_voice
from framing.voice_words import CLASSES, inflect

PARTS = [*"\"'“”«».,:;-! \n\ud800sSaİI1", "said ", "He ", "no ", "that ", " the minister", "myth "]
TEXTS = st.text() | st.lists(st.sampled_from(PARTS), max_size=60).map("".join)

QUOTED = [
    ("“All attacks have been repelled,” the ministry said.", "the ministry"),
    ('"We will win," said President Petrov.', "President Petrov"),
    ('"We will win and they will lose," Anna Smith told reporters.', "Anna Smith"),
    ("'They are traitors,' the deputy said, 'and will pay.'", "the deputy"),
    ("«Они бегут», said the Russian general.", "the Russian general"),
    ("The general said: “They are running like rats from our guns.”", "The general"),
    ("“They are running like rats,” warned the commander.", "the commander"),
    ("“The enemy has lost all of its tanks,” wrote Pravda.", "Pravda"),
    ("“We have lost everything we had,” Mr. Smith said in Geneva.", "Mr. Smith"),
    ("“We have lost everything we had,” Dr. Win Aung said.", "Dr. Win Aung"),
    ("“They have betrayed us all, each of them.”", None),
    ("“We will bury them in the sea,” vowed the admiral.", "the admiral"),
]
REPORTED = [
    ("Moscow said that the troops had repelled all attacks.", "Moscow"),
    ("The army says it has won.", "The army"),
    ("The minister claimed that the enemy was broken.", "The minister"),
    ("The envoy alleged that Kyiv had staged it.", "The envoy"),
    ("The ministry accused Israel of terrorism.", "The ministry"),
    ("The president vowed to defeat the rebels.", "The president"),
    ("The bishop warned that a war of faiths was near.", "The bishop"),
    ("The spokesman stressed that no one would surrender.", "The spokesman"),
    ("According to the ministry, the city was freed.", "the ministry"),
    ("The city was freed, according to a military official.", "a military official"),
    ("In the words of the commander, the enemy is broken.", "the commander"),
    ("The enemy is broken, the ministry said on Monday.", "the ministry"),
    ("The enemy, the general said, is broken.", "the general"),
    ("The enemy is broken, said the general.", "the general"),
    ("The bandits were crushed, she told the congress.", None),
    ("Minister: we will crush the bandits", "Minister"),
    ("On Monday the ministry said that the city was free.", "the ministry"),
    ("In his speech the president said that traitors would be punished.", "the president"),
    ("The committee, founded in 1999, said that it was genocide.", "The committee"),
    ("Kyiv denied that any soldier had fled.", "Kyiv"),
    ("ISW assesses that the army lacks reserves.", "ISW"),
    ("Officials believe that the rebels are paid from abroad.", "Officials"),
]
REJECTED = [
    "There is no evidence that they are terrorists.",
    "He was falsely called an agent of the West.",
    "The story was debunked within a day.",
    "Fact check: the video does not show the massacre.",
    "The claim that they are Nazis is false.",
    "Contrary to claims on television, nobody was freed.",
    "That they are foreign agents is simply untrue.",
    "The allegation is baseless.",
    "The charge that it is a puppet does not stand up.",
    "It is a myth that the army can't be beaten, and it was always wrong.",
]
DISCUSSED = [
    "The rhetoric of a besieged nation is key to his platform.",
    "The term 'liberation' hides what happened.",
    "Their narrative of betrayal is old.",
    "Calling the rebels vermin prepares the ground for worse.",
    "The word “denazification” was chosen with care.",
    "Such language turns neighbours into enemies.",
    "The trope of the puppet master returns in each campaign.",
    "His discourse casts every critic as a traitor.",
    "By describing the war as a rescue, the paper spares its readers.",
    "Our study of headlines finds two metaphors.",
]
ASSERTED = [
    "Our heroes gave their lives for the land.",
    "They are bandits and murderers.",
    "We say to the world that our cause is just.",
    "The enemy has nothing left but lies.",
    "The committee meets on Monday.",
    "Glory to those who hold the line!",
    "",
    "...",
]


@pytest.mark.parametrize(("text", "speaker"), QUOTED)
def test_quoted(text, speaker):
    found = voice_of(text)
    assert found.voice == "quoted"
    assert (found.speaker.name if found.speaker else None) == speaker


@pytest.mark.parametrize(("text", "speaker"), REPORTED)
def test_reported(text, speaker):
    found = voice_of(text)
    assert found.voice == "reported"
    # A pronoun with nobody to stand for names no speaker.
    assert (found.speaker.name if found.speaker else None) == (
        None if speaker == "she" else speaker
    )


@pytest.mark.parametrize(
    ("voice", "text"),
    [("rejected", text) for text in REJECTED]
    + [("discussed", text) for text in DISCUSSED]
    + [("asserted", text) for text in ASSERTED],
)
def test_other_voices(voice, text):
    assert voice_of(text).voice == voice


def test_speaker_of_a_quotation_of_several_sentences():
    text = "“We held the line. We will hold it again. No one fled,” the general said. It rained."
    found = find_voices(text)
    assert [v.voice for v in found] == ["quoted", "quoted", "quoted", "asserted"]
    assert [v.speaker.name if v.speaker else "" for v in found] == ["the general"] * 3 + [""]


def test_speaker_after_the_full_stop():
    found = find_voices("“We held the line.” President Petrov said. It rained.")
    assert found[0].speaker.name == "President Petrov"


def test_speaker_over_paragraphs():
    found = find_voices("The general said: “We held the line.\n\n“We will hold it again.”")
    assert found[1].voice == "quoted"
    assert found[1].speaker.name == "The general"


def test_pronoun_stands_for_the_last_speaker():
    text = "The minister said that they had won. He said that the war was over."
    found = find_voices(text)
    assert found[1].speaker == found[0].speaker
    assert text[found[1].speaker.start : found[1].speaker.end] == "The minister"


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("“All won,” he said.", ["he said."], ["All won,"]),
        ("plain", ["plain"], []),
        ("“all quoted”", [], ["all quoted"]),
        ("a “b ‘c’ d” e", ["a", "e"], ["b ‘c’ d"]),
        ("a “b c", ["a"], ["b c"]),
        ("“a” “b”", [], ["a", "b"]),
        ("", [], []),
    ],
)
def test_own_and_quoted(text, own, quoted):
    pieces = own_and_quoted(text, 0, len(text))
    assert [text[p.start : p.end] for p in pieces if not p.quoted] == own
    assert [text[p.start : p.end] for p in pieces if p.quoted] == quoted


def test_pieces_of_a_sentence_inside_a_quotation():
    text = "He said: “We won. They lost. All is well.”"
    start = text.index("They")
    (piece,) = own_and_quoted(text, start, start + 10)
    assert (piece.start, piece.end, piece.quoted, piece.speech) == (start, start + 10, True, True)


@given(TEXTS)
def test_any_text_has_voices(text):
    for found in find_voices(text):
        assert found.voice in VOICES
        assert 0 <= found.start < found.end <= len(text)
        assert 0 <= found.confidence <= 1
        for cue in found.cues:
            assert found.start <= cue.start <= cue.end <= found.end
        if found.speaker:
            assert text[found.speaker.start : found.speaker.end] == found.speaker.name


@pytest.mark.parametrize(
    "unit", ["“a. ", "no ", "; call ", "he said, ", "the claim ", '"', "a", "1."]
)
def test_time_is_linear(unit):
    text = unit * (40_000 // len(unit))
    started = time.process_time()
    find_voices(text)
    assert time.process_time() - started < 4


@given(TEXTS, st.data())
def test_pieces_are_apart_and_complete(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    last = start
    for piece in own_and_quoted(text, start, end):
        assert last <= piece.start < piece.end <= end
        assert not any(c.isalnum() for c in text[last : piece.start])
        last = piece.end
    assert not any(c.isalnum() for c in text[last:end])


@pytest.fixture(scope="module")
def corpus():
    samples = {
        "quoted": [text for text, _ in QUOTED],
        "reported": [text for text, _ in REPORTED],
        "rejected": REJECTED,
        "discussed": DISCUSSED,
        "asserted": ASSERTED[:6],
    }
    statements = [
        Statement(f"{voice}-{i}", text, ("war",), voice=voice, context=f"c{i % 5}")
        for voice, texts in samples.items()
        for i, text in enumerate(texts)
    ]
    return Corpus(Codebook.from_ids(["war"]), tuple(statements))


@pytest.fixture(scope="module")
def model(corpus):
    return train_voice(read_voices(corpus))


def test_model_learns_its_corpus(corpus, model):
    found = [voice_of(s.text, model=model).voice for s in corpus.statements]
    assert np.mean([v == s.voice for v, s in zip(found, corpus.statements, strict=True)]) > 0.9


def test_model_survives_json(corpus, model):
    again = VoiceModel.from_dict(json.loads(json.dumps(model.to_dict())))
    for statement in corpus.statements:
        assert voice_of(statement.text, model=model) == voice_of(statement.text, model=again)


def test_training_is_repeatable(corpus, model):
    assert train_voice(read_voices(corpus)).to_dict() == model.to_dict()


@settings(max_examples=50)
@given(text=TEXTS)
def test_any_text_has_voices_by_model(model, text):
    assert all(found.voice in VOICES for found in find_voices(text, model))


def test_cross_validation_gives_a_row_for_each_framed_statement(corpus):
    data = read_voices(corpus)
    chances = cross_validate_voice(data, 2)
    assert chances.shape == (len(corpus), len(VOICES))
    assert [VOICES[k] for k in data.voices] == [s.voice for s in corpus.statements]
    assert np.allclose(chances.sum(axis=1), 1)


def test_voices_of_too_few_contexts(corpus):
    statements = [
        replace(s, context="one") if s.voice == "rejected" else s for s in corpus.statements
    ]
    with pytest.raises(TrainingError, match="that are rejected stand in 1 contexts"):
        cross_validate_voice(read_voices(Corpus(corpus.codebook, tuple(statements))))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 9}, "format 1"),
        ({"voices": ["said"]}, "its voices"),
        ({"rules": "said"}, "rules is no list"),
        ({"grams": ["a", "a"]}, "name twice"),
        ({"intercept": [1, 2]}, "shape"),
        ({"intercept": [float("nan")] * 5}, "out of range"),
        ({"intercept": ["a"] * 5}, "no numbers"),
        ({"gram_rows": None}, "gram_rows"),
    ],
)
def test_damaged_model(model, change, message):
    with pytest.raises(ModelError, match=message):
        VoiceModel.from_dict({**model.to_dict(), **change})


def test_training_needs_every_voice():
    statement = Statement("1", "War.", ("war",), voice="asserted", context="c")
    with pytest.raises(TrainingError, match="no framed statement is quoted"):
        read_voices(Corpus(Codebook.from_ids(["war"]), (statement,)))


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("claim", ("claim", "claims", "claimed", "claiming")),
        ("deny", ("deny", "denies", "denied", "denying")),
        ("allege", ("allege", "alleges", "alleged", "alleging")),
        ("stress", ("stress", "stresses", "stressed", "stressing")),
    ],
)
def test_inflection(verb, forms):
    assert inflect(verb) == forms
    assert {form[:-1] for form in map(CLASSES.get, forms)} in (
        {"STRESS"},
        {"DENY"},
    ) or verb == "claim"
