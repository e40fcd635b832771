"""SemEval-2020 Task 11: articles, span and technique labels."""

import json

import pytest

from framing.formats import Options, read_format, write_format

ARTICLE = "The heroes hold on\n\nThey will never give up. Traitors flee abroad.\n"
OTHER = "Nothing here\n\nThe weather was mild.\n"
TC = "7\tFlag-Waving\t4\t10\n7\tName_Calling,Labeling\t45\t53\n7\tLoaded_Language\t45\t58\n"
SI = "7\t4\t10\n7\t45\t58\n"


@pytest.fixture
def options(put):
    put("articles/article7.txt", ARTICLE)
    return Options(articles=put("articles/article8.txt", OTHER).parent)


def test_techniques(put, options):
    records, notes = read_format("semeval2020", [put("train-task2-TC.labels", TC)], options)
    first, second = records
    assert first.labels == ("Flag-Waving", "Name_Calling,Labeling", "Loaded_Language")
    assert [first.text[s.start : s.end] for s in first.spans] == [
        "heroes",
        "Traitors",
        "Traitors flee",
    ]
    assert (first.id, first.document, first.language) == ("7", "7", "en")
    assert (second.labels, second.spans, second.text) == ((), (), OTHER)
    assert notes == ["1 of 2 articles have no span; they are kept"]


def test_a_folder_of_label_files(put, options):
    put("labels/article7.task1-SI.labels", SI)
    folder = put("labels/article8.task1-SI.labels", "").parent
    records, _ = read_format("semeval2020", [folder], options)
    assert [record.labels for record in records] == [("propaganda",), ()]


def test_round_trips(put, options, round_trip):
    labels = put("a.labels", TC)
    assert round_trip("semeval2020-tc", [labels], options) == TC
    assert round_trip("semeval2020-tc", [labels], options, unit="span") == TC
    assert round_trip("semeval2020", [labels], options, to="semeval2020-si") == SI
    assert round_trip("semeval2020-si", [put("b.labels", SI)], options) == SI


def test_sentences_know_their_place_in_the_article(put, options):
    labels = put("a.labels", TC)
    records, _ = read_format("semeval2020", [labels], options, unit="sentence")
    for record in records:
        document, _, place = record.id.partition(":")
        start, end = map(int, place.split("-"))
        assert {"7": ARTICLE, "8": OTHER}[document][start:end] == record.text
        assert record.group == record.document == document
    by_text = {record.text: record.labels for record in records}
    assert by_text["They will never give up."] == ()
    assert by_text["Traitors flee abroad."] == ("Name_Calling,Labeling", "Loaded_Language")


def test_a_scored_sentence_is_a_span(put, options, tmp_path):
    scored = put(
        "scored.csv",
        "id,document,text,spans,war,frames,known_words,undecided,error\n"
        '7:20-44,7,They will never give up.,"[{""start"":0,""end"":4,""label"":""x""}]",'
        "0.9,Slogans,1,false,\n"
        "7:45-66,7,Traitors flee abroad.,[],0.1,,1,false,\n",
    )
    out = tmp_path / "out.tsv"
    assert write_format("semeval2020-tc", [scored], out) == (2, [])
    assert out.read_text() == "7\tSlogans\t20\t44\n"


def test_a_test_template(put, options):
    template = put("test-task-TC-template.out", "7\t?\t4\t10\n7\t?\t45\t53\n")
    records, _ = read_format("semeval2020", [template], options, unit="span")
    assert [(r.id, r.text, r.labels) for r in records] == [
        ("7:4-10", "heroes", ()),
        ("7:45-53", "Traitors", ()),
    ]


def test_of_scored_spans_each_line_of_the_template_has_a_technique(put, options, tmp_path):
    """Whatever was decided; and of a span that is there twice the two likeliest."""
    template = put("template.out", "7\t?\t4\t10\n7\t?\t45\t53\n7\t?\t45\t53\n")
    records, _ = read_format("semeval2020", [template], options, unit="span", ids=True)
    lines = [
        record.to_dict()
        | {"Doubt": 0.2, "Slogans": 0.1, "Name_Calling_Labeling": 0.3 * place}
        | {"frames": [], "known_words": 1.0, "undecided": False, "error": None}
        for place, record in enumerate(records)
    ]
    scored = put("scored.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    write_format("semeval2020-tc", [scored], tmp_path / "out.tsv")
    assert (tmp_path / "out.tsv").read_text() == (
        "7\tDoubt\t4\t10\n7\tName_Calling,Labeling\t45\t53\n7\tDoubt\t45\t53\n"
    )


@pytest.mark.parametrize("prefix", ["", "framing_"])
def test_passages_of_scored_articles_are_spans(put, tmp_path, prefix):
    """As `framing score --unit sentence` writes them."""
    names = ("document", "passage", "start", "end", "frames", "known_words", "undecided", "error")
    header = ",".join(prefix + name for name in names)
    scored = put(
        "scored.csv",
        f"id,text,{header}\n7,The heroes hold on,0,0,0,18,,1,false,\n"
        "7,They will never give up.,0,1,20,44,Slogans,1,false,\n",
    )
    write_format("semeval2020-tc", [scored], tmp_path / "out.tsv")
    assert (tmp_path / "out.tsv").read_text() == "7\tSlogans\t20\t44\n"


def test_articles_alone(options):
    records, _ = read_format("semeval2020", [], options)
    assert [(record.id, record.labels) for record in records] == [("7", ()), ("8", ())]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("7\t4", "2 columns; allowed are 3 (article, start, end) or 4"),
        ("9\t4\t10", "no article '9' in"),
        ("7\tFlag_Waving\t4\t10", "did you mean 'Flag-Waving'?"),
        ("7\tSlogans\t4\t1000", "doesn't fit article '7', which has 67 characters"),
        ("7\tSlogans\t10\t4", "doesn't fit article '7'"),
        ("7\tSlogans\tx\t4", "offsets 'x' and '4'; allowed are whole numbers"),
        ("7\tSlogans\t-1\t4", "offsets '-1' and '4'"),
        (f"7\tSlogans\t4\t{'9' * 5000}", "allowed are whole numbers"),
        (f"7\t{'x' * 5000}\t4\t10", f"unknown code '{'x' * 80}'; allowed"),
    ],
)
def test_faults_name_the_line(put, options, fails, line, message):
    path = put("a.labels", f"7\tDoubt\t4\t10\n{line}\n")
    told = fails("semeval2020", [path], options)
    assert told.startswith(f"{path}:2: ")
    assert message in told


def test_ten_faults_are_told_at_once(put, options, fails):
    told = fails("semeval2020", [put("a.labels", "9\t1\t2\n" * 12)], options)
    assert told.count("no article") == 10
    assert told.endswith("(and 2 more)")


def test_articles_that_are_missing(put, fails, tmp_path):
    labels = put("a.labels", SI)
    assert "with --articles" in fails("semeval2020", [labels])
    assert "no such folder" in fails("semeval2020", [labels], Options(articles=tmp_path / "no"))
    assert "no articles here" in fails("semeval2020", [labels], Options(articles=tmp_path))


def test_an_article_that_is_not_utf8(put, options, fails):
    (options.articles / "article7.txt").write_bytes(b"caf\xe9 heroes hold")
    told = fails("semeval2020", [put("a.labels", SI)], options)
    assert "article7.txt: not valid UTF-8 at byte 4" in told


def test_own_codes(put, options):
    labels = put("a.labels", "7\tGlory\t4\t10\n")
    own = Options(articles=options.articles, codes=("Glory",))
    assert read_format("semeval2020", [labels], own)[0][0].labels == ("Glory",)
