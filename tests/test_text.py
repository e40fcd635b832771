"""Words, and where they stand in the original text."""

import pytest
from hypothesis import given, settings

from framing.text import clean_terminal, find_words, lower_with_offsets, normalise_term, words

from .conftest import TEXTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a I x", []),
        ("The army's T-72 tanks", ["the", "army", "72", "tanks"]),
        ("snake_case __", ["snake_case", "__"]),
        ("\u0130stanbul", ["stanbul"]),
        ("a\u0130b", ["ai"]),
        ("cafe\u0301s", ["cafe"]),
        ("\u0967\u0968 \u65e5\u672c", ["\u0967\u0968", "\u65e5\u672c"]),
        ("\u039f\u0394\u039f\u03a3 \u03a3\u0391", ["\u03bf\u03b4\u03bf\u03c2", "\u03c3\u03b1"]),
        ("STRA\u1e9eE", ["stra\u00dfe"]),
        ("ab\ud800cd", ["ab", "cd"]),
        ("ab\x00cd", ["ab", "cd"]),
        ("\U0001f600\U0001f600", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@settings(max_examples=50)
@given(TEXTS)
def test_found_words_are_the_words(text):
    assert list(find_words(text)) == words(text)
    assert len(find_words(text)) == len(words(text))


@settings(max_examples=50)
@given(TEXTS)
def test_offsets_index_the_original_text(text):
    found = find_words(text)
    starts, ends = found.original_starts.tolist(), found.original_ends.tolist()
    for word, start, end in zip(found, starts, ends, strict=True):
        piece = text[start:end].lower()
        # A dot above that belongs to a capital I stays behind; a sigma looks around.
        assert piece.removesuffix("\u0307").replace("\u03c2", "\u03c3") == word.replace(
            "\u03c2", "\u03c3"
        )
    assert starts == sorted(starts)
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_offsets_behind_capital_i_with_dot():
    found = find_words("\u0130\u0130 heroes")
    assert (found.original_starts.tolist(), found.original_ends.tolist()) == ([3], [9])


@settings(max_examples=50)
@given(TEXTS)
def test_lowered_characters_come_from_their_offsets(text):
    lowered, offsets = lower_with_offsets(text)
    assert lowered == text.lower()
    places = range(len(text) + 1) if offsets is None else offsets.tolist()
    assert len(places) == len(lowered) + 1
    assert "".join(text[at].lower()[0] for at in sorted(set(places[:-1]))) == "".join(
        char.lower()[0] for char in text
    )


def test_no_other_character_grows_when_lowered():
    grown = [chr(point) for point in range(0x110000) if len(chr(point).lower()) != 1]
    assert grown == ["\u0130"]


@pytest.mark.parametrize(
    ("term", "expected"),
    [("Anti-Russian  hysteria", "anti russian hysteria"), ("!", ""), (" a ring of ", "ring of")],
)
def test_normalise_term(term, expected):
    assert normalise_term(term) == expected


@pytest.mark.parametrize(
    "control", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x9b", "\u202e", "\ud800"]
)
def test_terminal_is_safe_from(control):
    assert clean_terminal(f"a{control}b") == "a\ufffdb"


def test_terminal_keeps_lines_tabs_and_letters():
    assert clean_terminal("a\tb\nç \u65e5") == "a\tb\nç \u65e5"
