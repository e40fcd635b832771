import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.quotations import PAIRS, find_quotations

MARKS = st.text(st.sampled_from("\"'“”„‘’‚«»‹›「」『』`＂〝〞 \n.,sSaאה5-" + "\ud800"), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no quotation", []),
        ("don't, the people's, the boys' and rock 'n' roll in the '90s", []),
        ("'tis the ‘90s, get 'em", []),
        ("5'10\" tall and 6\" wide", []),
        ("צה\"ל", []),
        ("'", []),
        ('"', []),
        ("”", []),
        ('"We won," he said.', ['"We won,"']),
        ("“We won,” he said.", ["“We won,”"]),
        ("„Wir siegen“, sagte er.", ["„Wir siegen“"]),
        ("„Zwyciężymy”, powiedział.", ["„Zwyciężymy”"]),
        ("«Мы победили», — сказал он.", ["«Мы победили»"]),
        ("« Nous avons gagné », dit-il.", ["« Nous avons gagné »"]),
        ("»Wir siegen«, sagte er.", ["»Wir siegen«"]),
        ("»Vi vinner», sa han.", ["»Vi vinner»"]),
        ("”Vi vinner”, sa han.", ["”Vi vinner”"]),
        ("‹ja› und ›nein‹", ["‹ja›", "›nein‹"]),
        ("「我们赢了」他说", ["「我们赢了」"]),
        ("『勝った』と言った", ["『勝った』"]),
        ('他说"我们赢了"然后', ['"我们赢了"']),
        ("``We won,'' he said.", ["``We won,''"]),
        ("''We won,'' he said.", ["''We won,''"]),
        ('the ""heroes"" of it', ['""heroes""']),
        ("'We won,' he said, 'and they fled.'", ["'We won,'", "'and they fled.'"]),
        ("The people's 'heroes' weren't", ["'heroes'"]),
        ("'The soldiers' war is won,' he said", ["'The soldiers' war is won,'"]),
        ("the 'terrorists' and the 'heroes' of it", ["'terrorists'", "'heroes'"]),
        ("‘It’s the people’s war,’ she said.", ["‘It’s the people’s war,’"]),
        ("‚Wir siegen‘, sagte er.", ["‚Wir siegen‘"]),
        ('"No," he said. "Never."', ['"No,"', '"Never."']),
        ('"Yes"—he said—"no"', ['"Yes"', '"no"']),
        ('("yes")', ['"yes"']),
        ("“mixed\" marks", ["“mixed\""]),
        ("“He said ‘no’ twice”", ["“He said ‘no’ twice”", "‘no’"]),
        ("\"a 'b' c\"", ["\"a 'b' c\"", "'b'"]),
        ("'a \"b\" c'", ["'a \"b\" c'", '"b"']),
        ("«a «b» c»", ["«a «b» c»", "«b»"]),
        ("「a『b』c」", ["「a『b』c」", "『b』"]),
        ('"A "mad" act," she said', ['"A "mad" act,"', '"mad"']),
        ("“We won. They fled.” Then silence.", ["“We won. They fled.”"]),
        ("He said: “We won. They", ["“We won. They"]),
        ("“A b c.\n\nNot quoted", ["“A b c."]),
        ("“One.\n\n“Two.\n\n“Three,” he said.", ["“One.", "“Two.", "“Three,”"]),
        ("“One.\n\nTwo,” he said.", ["“One.", "Two,”"]),
        ('"One. "Two," he said', ['"One. ', '"Two,"']),
    ],
)  # fmt: skip
def test_quotations(text, expected):
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected


@pytest.mark.parametrize("opening", [mark for mark in PAIRS if mark != "``"])
def test_every_pair_closes(opening):
    closing = PAIRS[opening][0]
    text = f"He said {opening}we have won the war{closing} and left."
    (found,) = find_quotations(text)
    assert text[found.inner_start : found.inner_end] == "we have won the war"
    assert found.closed
    assert not found.depth


def test_reopened_quotation_continues():
    found = find_quotations("“One.\n\n“Two.\n\n“Three,” he said. “Four.”")
    assert [q.continues for q in found] == [False, True, True, False]
    assert [q.closed for q in found] == [False, False, True, True]


@given(MARKS | st.text())
def test_quotations_nest_and_stay_inside(text):
    found = find_quotations(text)
    assert [q.start for q in found] == sorted(q.start for q in found)
    stack = []
    for quotation in found:
        assert 0 <= quotation.start <= quotation.inner_start <= quotation.inner_end
        assert quotation.inner_end <= quotation.end <= len(text)
        while stack and stack[-1].end <= quotation.start:
            stack.pop()
        assert quotation.depth == len(stack)
        if stack:
            assert stack[-1].inner_start <= quotation.start
            assert quotation.end <= stack[-1].inner_end
        stack.append(quotation)


@pytest.mark.parametrize(
    "unit", ['"', "“", "'a ", '" ', "“a”", "«", "s' a ", '"\n', "“a\n\n", "“ “a ‘b "]
)
def test_time_is_linear(unit):
    text = unit * (40_000 // len(unit))
    started = time.process_time()
    find_quotations(text)
    assert time.process_time() - started < 3
