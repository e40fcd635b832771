"""Names of actors: countries from a list, others by their capitals."""

from hypothesis import given
from hypothesis import strategies as st

from framing.actors import (
    MAX_NAME_WORDS,
    actor_names,
    capitalised_names,
    country_names,
    names_in,
)
from framing.text import normalise_term

from .conftest import TEXTS


def test_countries_are_terms_that_a_model_can_know():
    names = country_names()
    assert {"france", "russian federation", "papua new guinea", "türkiye", "ivorian"} <= names
    assert {name for name in names if normalise_term(name) != name or not name} == set()
    assert max(len(name.split()) for name in names) == MAX_NAME_WORDS


def test_the_pronoun_is_no_country():
    assert "us" not in country_names()
    assert {"united states", "usa"} <= country_names()


def test_names_have_capitals_inside_sentences():
    texts = ["Yesterday the general met Okello near Gulu.", "Reports say Okello left Gulu."] * 2
    assert capitalised_names(texts) == {"okello", "gulu"}


def test_what_is_rare_or_begins_a_sentence_is_no_name():
    assert capitalised_names(["We saw Okello."] * 2) == frozenset()
    texts = ["They left. Rain fell.", 'He said: "Rain fell."', "It ended – Rain fell."] * 2
    assert capitalised_names(texts) == frozenset()


def test_what_is_mostly_written_small_is_no_name():
    assert capitalised_names(["see the Council"] * 3 + ["see the council"]) == frozenset()


def test_headlines_days_and_titles_are_left_out():
    assert capitalised_names(["Army Takes Town After Siege"] * 5) == frozenset()
    assert capitalised_names(["they met on Monday with Mr Okello"] * 3) == {"okello"}


def test_both_kinds_together():
    names = actor_names(["we saw Okello"] * 3)
    assert names == country_names() | {"okello"}


def test_names_of_several_words_are_found():
    names = frozenset({"south korea", "korea", "papua new guinea"})
    assert names_in("South  Korea, and Papua New Guinea!", names) == names
    assert names_in("south of Korea", names) == {"korea"}


@given(st.lists(TEXTS, max_size=5))
def test_any_text(texts):
    names = actor_names(texts)
    assert country_names() <= names
    for text in texts:
        assert names_in(text, names) <= names
