"""Letter codes of frames."""

from hypothesis import given
from hypothesis import strategies as st

from framing.web.codes import letter_codes

NAMES = st.sampled_from(["Enemy within", "Enemy without", "E", "", "!", "\u65e5\u672c", "Straße"])


@given(st.lists(NAMES | st.text(max_size=8), max_size=40))
def test_every_name_has_a_code_of_its_own(names):
    codes = letter_codes(names)
    assert len(codes) == len(set(codes)) == len(names)
    assert all(2 <= len(code) <= 4 for code in codes)


def test_the_same_names_again():
    assert letter_codes(["Enemy within"] * 3) == ["EW", "En", "Ee"]
