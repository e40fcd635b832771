"""Words, and where they stand in the original text."""

import re

import pytest
from hypothesis import given, settings

from framing.text import (
    clean_terminal,
    find_marks,
    find_words,
    lower_with_offsets,
    marks,
    name_of,
    normalise_term,
    words,
)

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("heroes", ""),
        ("A b, cd!", "ab,!"),
        ("\u0130", "i\u0307"),
        ("a\u0130b", "\u0307b"),
        ("ab\u0130cd", "\u0307"),
        ("A'\u03a3 \u03a3", "a'\u03c2\u03c3"),
        ("cafe\u0301 \u24b6\u212a", "\u0301\u24d0k"),
        ("\u2764\ufe0f\u200d", "\u2764\ufe0f\u200d"),
        (" \t\n\r\x1c\x85\u00a0\u2028\u3000", ""),
        ("\x00\u200b_", "\x00\u200b_"),
        ("a\ud800\ufffdb", "ab"),
    ],
)
def test_marks(text, expected):
    assert "".join(marks(text)) == expected


@settings(max_examples=200)
@given(TEXTS)
def test_every_character_is_space_or_of_a_word_or_a_mark(text):
    lowered = text.lower()
    there = re.findall(r"[^\w\s]|(?<!\w)\w(?!\w)", lowered)
    assert marks(text) == [m for m in there if m != "\ufffd" and not "\ud800" <= m <= "\udfff"]
    spaces = sum(char.isspace() for char in lowered)
    assert spaces + sum(map(len, words(text))) + len(there) == len(lowered)


@settings(max_examples=100)
@given(TEXTS)
def test_found_marks_are_the_marks(text):
    found = find_marks(text)
    assert list(found) == marks(text)
    starts, ends = found.original_starts.tolist(), found.original_ends.tolist()
    assert starts == sorted(starts)
    for mark, start, end in zip(found, starts, ends, strict=True):
        assert end == start + 1
        # A sigma on its own has nothing before or behind it.
        assert mark in text[start:end].lower().replace("\u03c3", "\u03c3\u03c2")


def test_names():
    assert [name_of(t) for t in ("Ring,\nOF", "!", "X", "\u24b6")] == [
        "ring of",
        "!",
        "x",
        "\u24d0",
    ]


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
