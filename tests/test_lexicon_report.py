"""Where cues fire, and which common ones too few statements teach."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus import Corpus, Statement
from framing.lexicon import MAX_CUE_WORDS, Lexicon
from framing.lexicon_report import count_cues, coverage, uncovered
from framing.rendering import terminal
from framing.text import words

from .conftest import CUES, TEXTS, make_codebook


def corpus_of(*coded):
    rows = (
        Statement(str(n), text, frames, context=context)
        for n, (text, frames, context) in enumerate(coded)
    )
    return Corpus(make_codebook(), tuple(rows))


@given(st.lists(TEXTS, max_size=4))
def test_cues_are_counted_as_by_looking_at_every_word(texts):
    by_hand = dict.fromkeys(CUES, 0)
    for text in texts:
        found = words(text)
        runs = {
            " ".join(found[at : at + n])
            for n in range(1, MAX_CUE_WORDS + 1)
            for at in range(len(found))
        }
        for cue in runs & CUES.keys():
            by_hand[cue] += 1
    counted, n_texts = count_cues(Lexicon(CUES), iter(texts))
    assert {cue: counted[cue] for cue in CUES} == by_hand
    assert n_texts == len(texts)


def test_coverage():
    corpus = corpus_of(
        ("Innocent heroes.", ("hero",), "a"), ("Innocent rain, to the last drop.", (), "b")
    )
    found = coverage(Lexicon(CUES), corpus, ["heroes", *["rain"] * 30, "brave sons"])
    assert found["frames"]["hero"] == {
        "cues": 4,
        "in_no_statement": 2,
        "with_the_frame": 1,
        "precision": 0.5,
    }
    assert found["frames"]["victim"]["precision"] == 0
    assert found["several"] == {"to the last": {"hero": 3, "siege": 1}}
    assert found["everywhere"] == {"heroes": 1, "brave sons": 1}
    assert "innocent" in found["never"]
    assert {one["cue"] for one in found["uncovered"]} == {"heroes", "brave sons"}


COMMON = {"heroes": 3.0, "brave sons": 2.0, "innocent": 1.0, "ring of": 9.0}


def missing(corpus, **options):
    found = uncovered(Lexicon(CUES), corpus, COMMON, **options)
    return {one["cue"]: (one["missing_with"], one["missing_without"]) for one in found}


def test_strong_common_cues_need_contexts_with_their_frame_and_weaker_ones_others_without():
    assert missing(corpus_of()) == {"heroes": (2, 0), "brave sons": (2, 2), "innocent": (2, 2)}
    corpus = corpus_of(
        ("heroes and brave sons", ("hero",), "a"),
        ("heroes and brave sons", ("hero",), "a"),
        ("brave sons, innocent", ("hero", "victim"), "b"),
        ("brave sons, innocent", (), "b"),
    )
    assert missing(corpus) == {"heroes": (1, 0), "brave sons": (0, 1), "innocent": (1, 1)}


def test_statements_without_a_context_count_one_by_one():
    corpus = corpus_of(("heroes", ("hero",), ""), ("our heroes", ("hero",), ""))
    assert "heroes" not in missing(corpus)


def test_only_the_commonest_are_looked_at():
    assert list(missing(corpus_of(), n_commonest=1)) == ["heroes"]
    assert missing(corpus_of(), n_commonest=0) == {}


@pytest.mark.parametrize("texts", [None, ["heroes"]])
def test_a_report_is_printed(texts, monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(
        terminal, "console", lambda: terminal.Console(file=shown, width=120, markup=False)
    )
    terminal.print_coverage(coverage(Lexicon(CUES), corpus_of(), texts))
    assert "1 cues of several frames: to the last" in shown.getvalue()
    told = "1 of the common cues stand in too few statements of theirs: heroes (hero)"
    assert (told in shown.getvalue()) == (texts is not None)
