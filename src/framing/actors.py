"""Names of actors in texts: countries and their people from a list, others by their capitals.

A model that learned from names rather than from wording would have learned who was written
about, not how. To see whether it did, one must know which of its words are names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from framing.text import normalise_term, words

__all__ = ["actor_names", "capitalised_names", "countries", "country_names", "names_in"]

#: How often a word must stand inside sentences, and with a capital, to be a name.
MIN_COUNT = 3
MIN_SHARE = 0.9
#: A text with more words in capitals is a headline, in which capitals say nothing.
HEADLINE = 0.6
MAX_NAME_WORDS = 3
WORD = re.compile(r"\w\w+")
#: What a sentence, a quotation or a clause of its own begins after.
BEGINNING = re.compile(r"(?:^|[.!?…:;\"“”„«»'‘’(\[#@\n–—-])\s*$")
#: Capitalised, and names of nobody: the calendar, titles, numerals, faiths (but believers are).
NO_ACTORS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays january february march april may june july august september october
    november december christmas easter ramadan eid passover mr mrs ms dr st sir madam ii iii iv vi
    vii viii ix xi xii bc ad gmt id tv mps ngos ngo usd eur god allah christ satan antichrist bible
    quran koran islam christianity christendom judaism hinduism buddhism orthodoxy catholicism
    """.split()
)


@cache
def countries() -> Mapping[str, str]:
    """Return the country of each name of a country or its people, all normalised.

    Examples
    --------
    >>> countries()["chadian"], countries()["south koreans"]
    ('chad', 'korea')
    """
    lines = files("framing").joinpath("countries.txt").read_text("utf-8").splitlines()
    listed = ([*map(normalise_term, x.split(","))] for x in lines if not x.startswith("#"))
    return {name: names[0] for names in listed for name in names}


def country_names() -> frozenset[str]:
    """Return the names of countries and their people, normalised, of one to three words.

    Examples
    --------
    >>> {"chad", "chadian", "south korea"} <= country_names()
    True
    """
    return frozenset(countries())


def capitalised_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that mostly have a capital inside sentences, lower-cased.

    Parameters
    ----------
    texts : iterable of str
        In a language that writes only names with a capital.

    Examples
    --------
    >>> sorted(capitalised_names(["They say that Tito met Castro."] * 3))
    ['castro', 'tito']
    """
    found: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        matches = [match for match in WORD.finditer(text) if match[0][0].isalpha()]
        if sum(match[0][0].isupper() for match in matches) > HEADLINE * len(matches):
            continue
        for match in matches:
            if BEGINNING.search(text, max(0, match.start() - 3), match.start()):
                continue
            word = match[0].lower()
            found[word] += 1
            capital[word] += match[0][0].isupper()
    return frozenset(
        word
        for word, n in found.items()
        if n >= MIN_COUNT and capital[word] >= MIN_SHARE * n and word not in NO_ACTORS
    )


def actor_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of countries and what else is a name in these texts.

    Examples
    --------
    >>> {"france", "tito"} <= actor_names(["They say that Tito met Castro."] * 3)
    True
    """
    return country_names() | capitalised_names(texts)


def names_in(text: str, names: frozenset[str]) -> set[str]:
    """Return which of these names of one to three words stand in a text.

    Examples
    --------
    >>> sorted(names_in("South Korea and Chad", frozenset(["south korea", "chad"])))
    ['chad', 'south korea']
    """
    found = words(text)
    return {
        name
        for n in range(1, MAX_NAME_WORDS + 1)
        for at in range(len(found) - n + 1)
        if (name := " ".join(found[at : at + n])) in names
    }
