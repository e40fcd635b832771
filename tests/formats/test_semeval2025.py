"""SemEval-2025 Task 10, subtask 2: narratives."""

import pytest

from framing.formats import Options, read_format

ONE = "URW: Blaming others: They began it"
GOLD = (
    f"EN_UA_1.txt\tURW: Blaming others;CC: Doubting science\t{ONE};CC: Doubting science: Other\n"
    "BG_2.txt\tOther\tOther\n"
)


@pytest.fixture
def options(put):
    put("raw-documents/EN_UA_1.txt", "They began it, he said.")
    put("raw-documents/subtask-2-annotations.txt", "beside them in some releases")
    return Options(articles=put("raw-documents/BG_2.txt", "Тишина.").parent)


def test_narratives(put, options, round_trip):
    labels = put("subtask-2-annotations.txt", GOLD)
    first, second = read_format("semeval2025-2", [labels], options)[0]
    assert first.labels == (ONE, "CC: Doubting science: Other")
    assert (first.document, first.language) == ("EN_UA_1.txt", "en")
    assert (second.labels, second.language, second.text) == (("Other",), "bg", "Тишина.")
    assert round_trip("semeval2025-2", [labels], options) == GOLD


def test_a_narrative_without_a_subnarrative(put, options, round_trip):
    for said in ("Other", "URW: Blaming others"):
        labels = put("l.txt", f"BG_2.txt\tURW: Blaming others\t{said}\n")
        assert round_trip("semeval2025-2", [labels], options) == (
            "BG_2.txt\tURW: Blaming others\tURW: Blaming others: Other\n"
        )


def test_ids_become_narratives_again_by_their_codes(put, options, round_trip):
    from framing.errors import CorpusError

    labels = put("l.txt", GOLD)
    codes = Options(codes=(ONE, "CC: Doubting science: Other", "Other"))
    how = {"options": options, "ids": True}
    assert round_trip("semeval2025-2", [labels], write_options=codes, **how) == GOLD
    with pytest.raises(CorpusError, match="needs --codes FILE"):
        round_trip("semeval2025-2", [labels], **how)


def test_articles_alone_become_other(options, round_trip):
    assert round_trip("semeval2025-2", [], options) == (
        "BG_2.txt\tOther\tOther\nEN_UA_1.txt\tOther\tOther\n"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("BG_2.txt\tOther", "2 columns; needed are 3"),
        ("no.txt\tOther\tOther", "no article 'no.txt'"),
        (f"BG_2.txt\tURW: Blaming others\t{ONE};Other", "1 narratives but 2 subnarratives"),
        (f"BG_2.txt\tURW: Hidden plots\t{ONE}", "doesn't belong to the narrative"),
        ("BG_2.txt\tWar: x\tWar: x: y", "unknown code 'War: x'; allowed are 'URW: …'"),
        ("EN_UA_1.txt\tOther\tOther", "has labels already"),
    ],
)
def test_faults_name_the_line(put, options, fails, line, message):
    path = put("l.txt", f"EN_UA_1.txt\tOther\tOther\n{line}\n")
    told = fails("semeval2025-2", [path], options)
    assert told.startswith(f"{path}:2: ")
    assert message in told


def test_own_codes_are_checked(put, options, fails):
    own = Options(articles=options.articles, codes=("Other",))
    assert f"{ONE!r}" in fails("semeval2025-2", [put("l.txt", GOLD)], own)
