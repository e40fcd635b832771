import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.sentences import find_paragraphs, find_sentences

ODD = st.text(st.sampled_from(" \n\r\t\u2028\x0c.!?\"'“”«»。…aAbB1é\ud800🪖-"), max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("We won. They fled.", ["We won.", "They fled."]),
        ("Mr. Smith of the U.S. Army left.", ["Mr. Smith of the U.S. Army left."]),
        ("Gen. Petrov arrived at 5 p.m. today.", ["Gen. Petrov arrived at 5 p.m. today."]),
        ("“We won!” the general said. He left.", ["“We won!” the general said.", "He left."]),
        ('"Is it?" he asked. "No."', ['"Is it?" he asked.', '"No."']),
        (
            'He said: "They fled. We won." Then he left.',
            ['He said: "They fled.', 'We won."', "Then he left."],
        ),
        ("„Wir siegen.“ Dann ging er. Ende.", ["„Wir siegen.“ Dann ging er.", "Ende."]),
        ("他说：「我们赢了。」然后走了。再见。", ["他说：「我们赢了。」然后走了。", "再见。"]),
        ("Headline\n\nText of it.", ["Headline", "Text of it."]),
        ("Headline\nText of it.", ["Headline", "Text of it."]),
        ("a long line that was\nwrapped here.", ["a long line that was\nwrapped here."]),
        ("- one\n- two", ["- one", "- two"]),
        ("One.\r\nTwo.", ["One.", "Two."]),
        ("Really?! Yes... No.", ["Really?!", "Yes...", "No."]),
    ],
)
def test_sentences(text, expected):
    assert [text[s.start : s.end] for s in find_sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "n_paragraphs"),
    [
        ("One.\n\nTwo.", 2),
        ("One.\n \t\nTwo.", 2),
        ("One.\r\n\r\nTwo.", 2),
        ("One.\u2029Two.", 2),
        ("One line\ngoes on", 1),
        ("One line.\nAnother line.", 2),
    ],
)
def test_paragraphs(text, n_paragraphs):
    assert len(find_paragraphs(text)) == n_paragraphs


def test_hard_wrapped_text_is_one_paragraph():
    text = "the army of\nMoscow has\nwon a great\nwar in the\nsouth of the\nUkraine and"
    assert len(find_paragraphs(text)) == 1


@given(st.text() | ODD)
def test_every_character_lies_in_one_sentence(text):
    sentences = find_sentences(text)
    covered = [0] * len(text)
    end = 0
    for sentence in sentences:
        assert end <= sentence.start < sentence.end <= len(text)
        end = sentence.end
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        for place in range(sentence.start, sentence.end):
            covered[place] += 1
    assert all(n == 1 for n, c in zip(covered, text, strict=True) if not c.isspace())
    assert [s.paragraph for s in sentences] == sorted(s.paragraph for s in sentences)


@pytest.mark.parametrize("unit", ["!", '."', "\n", " \n", ". ", "。", "a\n", '" ', "?!a"])
def test_time_is_linear(unit):
    text = unit * (60_000 // len(unit))
    started = time.process_time()
    find_sentences(text)
    assert time.process_time() - started < 3


def test_start_does_not_load_nupunkt():
    import subprocess
    import sys

    code = (
        "import sys, framing.voice; sys.exit('nupunkt' in sys.modules or 'sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_long_runs_keep_offsets():
    text = "Look: " + "http://x.org/" + "a.b!" * 200 + " Then this. And that."
    assert [re.sub(r"\S{99,}", "URL", text[s.start : s.end]) for s in find_sentences(text)] == [
        "Look: URL",
        "Then this.",
        "And that.",
    ]
