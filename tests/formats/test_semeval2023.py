"""SemEval-2023 Task 3: genres, frames and persuasion techniques by line."""

import pytest

from framing.formats import Options, read_format, write_format

ARTICLE = "A title\n\nWe stand as one.\nVote now or never.\n"
FRAMES = "12\tSecurity_and_defense,Political\n13\tMorality\n"
GOLD = "12\t1\t\n12\t3\tFlag_Waving,Slogans\n12\t4\tFalse_Dilemma-No_Choice\n"


@pytest.fixture
def options(put):
    put("articles/article12.txt", ARTICLE)
    folder = put("articles/article13.txt", "Other\n\nSilence.\n").parent
    return Options(articles=folder, language="en")


def test_genres(put, options, round_trip):
    labels = put("l.txt", "12\topinion\n13\tsatire\n")
    records, notes = read_format("semeval2023-1", [labels], options)
    assert [record.labels for record in records] == [("opinion",), ("satire",)]
    assert records[0].text == ARTICLE
    assert notes == []
    assert round_trip("semeval2023-1", [labels], options) == labels.read_text()


def test_frames(put, options, round_trip):
    labels = put("l.txt", FRAMES)
    records, _ = read_format("semeval2023-2", [labels], options)
    assert records[0].labels == ("Security_and_defense", "Political")
    assert records[0].language == "en"
    assert round_trip("semeval2023-2", [labels], options) == FRAMES


def test_the_frame_with_a_comma_in_its_name(put, options):
    labels = put("l.txt", "12\tLegality,Constitutionality_and_jurisprudence,Political\n")
    records, notes = read_format("semeval2023-2", [labels], options)
    assert records[0].labels == ("Legality_Constitutionality_and_jurisprudence", "Political")
    assert notes == ["1 articles without a line of labels were left out"]


def test_paragraphs(put, options, round_trip):
    labels = put("l.txt", GOLD)
    records, notes = read_format("semeval2023-3", [labels], options)
    assert [(r.id, r.text, r.labels) for r in records] == [
        ("12:1", "A title", ()),
        ("12:3", "We stand as one.", ("Flag_Waving", "Slogans")),
        ("12:4", "Vote now or never.", ("False_Dilemma-No_Choice",)),
    ]
    assert {record.group for record in records} == {"12"}
    assert notes == ["1 articles without a line of labels were left out"]
    assert round_trip("semeval2023-3", [labels], options) == GOLD


def test_the_tab_behind_a_paragraph_without_techniques_may_be_gone(put, options):
    records, notes = read_format("semeval2023-3", [put("l.txt", "12\t1\n12\t3\tDoubt\n")], options)
    assert [record.labels for record in records] == [(), ("Doubt",)]
    assert "1 paragraphs without a line of labels were left out" in notes


def test_a_template_has_texts_of_its_own(put):
    path = put("test.template", "12\t1\tA title\n12\t3\tWe stand\tas one.\n")
    records, _ = read_format("semeval2023-3", [path])
    assert [(r.id, r.text, r.labels) for r in records] == [
        ("12:1", "A title", ()),
        ("12:3", "We stand\tas one.", ()),
    ]


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("semeval2023-1", "12\topinion\textra", "3 columns; subtask 1 has 2"),
        ("semeval2023-1", "12\topinions", "did you mean 'opinion'?"),
        ("semeval2023-1", "12\topinion,satire", "2 genres; an article has one"),
        ("semeval2023-1", "99\topinion", "no article '99'"),
        ("semeval2023-1", "13\tsatire", "article '13' has labels already"),
        ("semeval2023-2", "12\tPolitics", "did you mean 'Political'?"),
        ("semeval2023-2", "12\tOther", "unknown code 'Other'"),
        ("semeval2023-3", "12\t3", None),
        ("semeval2023-3", "12", "1 columns; subtask 3 has 3"),
        ("semeval2023-3", "12\tx\tDoubt", "line 'x'; allowed are whole numbers"),
        ("semeval2023-3", f"12\t{'9' * 5000}\tDoubt", "allowed are whole numbers"),
        ("semeval2023-3", "12\t2\tDoubt", "has no text in line 2 (it has 5 lines)"),
        ("semeval2023-3", "12\t9\tDoubt", "has no text in line 9"),
        ("semeval2023-3", "12\t3\tDouht", "unknown code 'Douht'; did you mean 'Doubt'?"),
        ("semeval2023-3", "13\t1\tDoubt", "13:1 has labels already"),
    ],
)
def test_faults_name_the_line(put, options, fails, name, line, message):
    first = {"semeval2023-1": "13\topinion", "semeval2023-2": "13\tMorality"}.get(name, "13\t1\t")
    path = put("l.txt", f"{first}\n{line}\n")
    if message is None:
        assert len(read_format(name, [path], options)[0]) == 2
        return
    told = fails(name, [path], options)
    assert told.startswith(f"{path}:2: ")
    assert message in told


def test_of_a_scored_article_the_likeliest_genre_is_written(put, tmp_path):
    scored = put(
        "scored.jsonl",
        '{"id":"12","text":"x","opinion":0.2,"reporting":0.3,"satire":0.1,"frames":[],'
        '"known_words":1.0,"undecided":false,"error":null}\n',
    )
    write_format("semeval2023-1", [scored], tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "12\treporting\n"


def test_what_cant_be_a_submission(put, tmp_path):
    from framing.errors import CorpusError

    lines = put("r.jsonl", '{"id":"12","text":"x","labels":["Doubt"]}\n')
    with pytest.raises(CorpusError, match="12: no line of an article"):
        write_format("semeval2023-3", [lines], tmp_path / "out.txt")
    with pytest.raises(CorpusError, match="12: unknown code 'Doubt'"):
        write_format("semeval2023-2", [lines], tmp_path / "out.txt")
    empty = put("e.jsonl", '{"id":"12","text":"x","labels":[]}\n')
    with pytest.raises(CorpusError, match="12: 0 genres; it must have one"):
        write_format("semeval2023-1", [empty], tmp_path / "out.txt")
    assert not (tmp_path / "out.txt").exists()
