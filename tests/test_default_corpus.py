"""The bounds that the project's own corpus keeps, so that no later change loses them."""

from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from framing.actors import actor_names, countries, country_names, names_in
from framing.agreement import agreement
from framing.codings import read_codings
from framing.corpus import Corpus, load_corpus
from framing.diversity import diversity
from framing.inspection import actor_weights
from framing.model_files import load_model
from framing.sentences import find_sentences

ROOT = Path(__file__).parents[1]
#: Sides of the conflicts that most statements are about.
SIDES = "russia ukraine israel iran united-states china turkey india britain france".split()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(ROOT / "corpus")


@pytest.fixture(scope="module")
def measured(corpus):
    return diversity(corpus)


def test_every_frame_in_at_least_400_of_6000(corpus):
    assert len(corpus) >= 6000
    counts = dict(zip(corpus.codebook.frame_ids, corpus.labels().sum(axis=0), strict=True))
    assert {frame: n for frame, n in counts.items() if n < 400} == {}


def test_half_without_a_frame_and_a_quarter_of_the_others_with_several(corpus):
    n_frames = corpus.labels().sum(axis=1)
    assert 0.45 <= (n_frames == 0).mean() <= 0.55
    assert (n_frames[n_frames > 0] > 1).mean() >= 0.25


def test_a_tenth_has_several_sentences(corpus):
    several = [len(find_sentences(text)) > 1 for text in corpus.texts]
    assert np.mean(several) >= 0.1


def test_many_contexts_and_none_large(corpus):
    sizes = Counter(statement.context for statement in corpus.statements)
    assert len(sizes) >= 60
    assert max(sizes.values()) <= 0.06 * len(corpus)


def test_every_frame_stands_in_many_contexts(corpus):
    contexts = defaultdict(set)
    for statement in corpus.statements:
        for frame in statement.frames:
            contexts[frame].add(statement.context)
    assert {frame: len(found) for frame, found in contexts.items() if len(found) < 60} == {}


def test_lengths_are_spread_as_in_real_text(corpus):
    lengths = [len(text.split()) for text in corpus.texts]
    assert 22 <= median(lengths) <= 30
    assert 4 <= min(lengths) <= 5
    assert 80 <= max(lengths) <= 90
    assert 0.02 <= np.mean([length <= 10 for length in lengths]) <= 0.3


def test_headlines_and_posts_are_among_them(corpus):
    genres = Counter(statement.genre for statement in corpus.statements)
    assert genres["headline"] >= 200
    assert genres["social_post"] + genres["telegram"] >= 500
    assert sum("#" in text for text in corpus.texts) >= 50
    assert sum(any(ord(c) >= 0x1F300 for c in text) for text in corpus.texts) >= 50


def test_voices_come_often_and_with_their_speakers(corpus):
    voices = Counter(statement.voice for statement in corpus.statements)
    assert set(voices) == set(corpus.codebook.voice_ids)
    assert min(voices.values()) >= 300
    nobody = [s.id for s in corpus.statements if s.voice != "asserted" and not s.speaker]
    assert nobody == []


@pytest.fixture(scope="module")
def sides(corpus):
    """Return by country how often it voices each frame, and how often it is the target."""
    of, names = countries(), country_names()
    voiced, targets = defaultdict(Counter), Counter()
    for statement in corpus.statements:
        speakers = {of[name] for name in names_in(statement.speaker, names)}
        accused = {of[name] for name in names_in(statement.target, names)}
        for frame in statement.frames:
            for country in speakers:
                voiced[country][frame] += 1
            targets.update(accused)
    return voiced, targets


def test_many_countries_are_both_speaker_and_target(sides):
    voiced, targets = sides
    assert len(voiced) >= 100
    assert len(voiced.keys() & targets.keys()) >= 100


def test_every_frame_is_voiced_by_many_countries(corpus, sides):
    voiced, _ = sides
    by_frame = Counter(frame for frames in voiced.values() for frame in frames)
    few = {frame: by_frame[frame] for frame in corpus.codebook.frame_ids if by_frame[frame] < 40}
    assert few == {}


@pytest.mark.parametrize("side", SIDES)
def test_the_great_sides_voice_every_frame_and_are_accused(side, corpus, sides):
    voiced, targets = sides
    country = side.replace("-", " ")
    assert set(voiced[country]) == set(corpus.codebook.frame_ids)
    assert targets[country] >= 50


def test_no_two_statements_are_nearly_the_same(measured):
    assert measured["nearest"]["at_least_limit"] == 0
    assert measured["nearest"]["largest"] < 0.5
    assert measured["nearest"]["percentiles"]["95"] < 0.25


def test_words_and_openings_are_varied(measured):
    assert measured["word_types"] >= 15_000
    assert measured["openings"]["share"] >= 0.85
    assert max(measured["openings"]["most_frequent"].values()) < 0.005 * 10_000


def test_no_word_of_content_gives_a_frame_away(measured):
    """Words that stand nearly only with a frame stand in few of its statements."""
    shortcuts = {
        (frame, word["word"])
        for frame, words in measured["strongest_words"].items()
        for word in words
        if word["share_with_frame"] > 0.3 and word["share_without"] < 0.03
    }
    assert shortcuts == set()


def test_names_tell_little_of_frames(measured):
    found = measured["actors"]
    told = {frame: one["share_of_uncertainty"] for frame, one in found["largest_by_frame"].items()}
    assert {frame: share for frame, share in told.items() if share > 0.07} == {}
    for one in found["strongest"]:
        assert one["share_with_frame"] <= 0.1, one


def test_names_weigh_little_in_the_default_model(corpus):
    model, lexicon = load_model(ROOT / "models" / "default"), corpus.codebook.lexicon
    found = actor_weights(model, actor_names(corpus.texts), lexicon)
    assert found["names"] >= 1000
    assert found["median_name"] < 0.25 * found["median_cue"]
    assert found["above_median_cue"] < 0.01 * found["names"]
    found = actor_weights(model, country_names(), lexicon)
    assert found["names"] >= 300
    assert found["above_median_cue"] == 0


def test_both_coders_labels_are_kept_and_agree(corpus):
    twice = [statement for statement in corpus.statements if statement.coders]
    assert len(twice) >= 0.1 * len(corpus)
    for statement in twice:
        assert statement.coders[statement.coder] == statement.frames
        assert len(statement.coders) == 2
    codings, _ = read_codings(sorted((ROOT / "corpus" / "statements").glob("*.jsonl")))
    found = agreement(codings, n_resamplings=1).to_dict()["frames"]
    low = {name: one["alpha"] for name, one in found.items() if one["alpha"]["value"] < 0.75}
    assert low == {}
