"""Media Frames Corpus, Gun Violence Frame Corpus, UNLP 2025, and tables of one's own."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.formats import Columns, Options, Span, read_format, write_format

HEAD = "IMM-10005\n\nPRIMARY\n\n"
BODY = "Jobs first\n\nWages fell, and the court agreed."


def span(quote, code, text=HEAD + BODY):
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "code": code}


@pytest.fixture
def article():
    return {
        "text": HEAD + BODY,
        "source": "daily planet",
        "year": 2006,
        "irrelevant": 0,
        "primary_frame": 1.2,
        "annotations": {
            "irrelevant": {"ann": False},
            "tone": {},
            "framing": {
                "ann": [span("PRIMARY", 1.2), span("Jobs first", 1.1), span("the court", 5.0)],
                "ben": [span("Wages fell", 1.0)],
            },
        },
    }


def test_mfc_by_coder(put, article):
    empty = article | {"annotations": {"framing": {}}}
    path = put("immigration.json", {"Immigration-1": article, "Immigration-2": empty})
    (ann, ben), notes = read_format("mfc", [path])
    assert (ann.id, ann.coder, ann.group) == ("Immigration-1", "ann", "daily planet")
    assert ann.labels == ("Economic", "Legality_Constitutionality_and_jurisprudence")
    assert ann.text == ben.text == BODY
    assert [ann.text[s.start : s.end] for s in ann.spans] == ["Jobs first", "the court"]
    assert ben.labels == ("Economic",)
    assert notes == ["1 articles were coded by nobody for frames; they were left out"]
    merged, _ = read_format("mfc", [path], merge="all")
    assert merged[0].labels == ("Economic",)
    assert [s.label for s in merged[0].spans] == ["Economic", "Economic"]


def test_mfc_primary(put, article):
    data = {
        "a": article,
        "b": article | {"primary_frame": None},
        "d": article | {"primary_frame": float("nan")},
        "c": article | {"primary_frame": 16.2},
    }
    records, notes = read_format("mfc-primary", [put("a.json", data)])
    assert [(r.id, r.labels, r.coder) for r in records] == [("a", ("Economic",), ""), ("c", (), "")]
    assert notes == ["2 articles have no settled primary frame; they were left out"]


def test_mfc_faults_name_the_line(put, article, fails):
    def told(bad, name="mfc"):
        import json

        text = f'{{\n "a": {json.dumps(article)},\n "b": {json.dumps(bad)}\n}}'
        message = fails(name, [put("a.json", text)])
        assert "a.json:3: b: " in message
        return message

    framing = article["annotations"]["framing"]
    code = {"framing": framing | {"ann": [span("Jobs", 99.0)]}}
    for number in (float("nan"), float("inf")):
        place = {"framing": {"ann": [span("Jobs", number)]}}
        assert f"unknown code {number}" in told(article | {"annotations": place})
    place = {"framing": {"ann": [{"start": 5, "end": 900, "code": 1.0}]}}
    assert "coder ann: unknown code 99.0" in told(article | {"annotations": code})
    assert "5 to 900 doesn't fit the text of" in told(article | {"annotations": place})
    assert "versions 1 to 3 keep the articles apart" in told({"annotations": {"framing": {}}})
    assert "unlabelled articles" in told({"text": "x"})
    assert "a list, not an object" in told([])
    assert "primary_frame 77" in told(article | {"primary_frame": 77}, "mfc-primary")
    assert "no JSON object" in fails("mfc", [put("b.json", "[]")])
    cut = fails("mfc", [put("c.json", '{"a": {"text": "x"},\n"b": {"te')])
    assert "c.json:2: not valid JSON" in cut


GVFC = """imageID,news_title,Q1 Relevant,Q2 Focus,Q3 Theme1,Q3 Theme2
1,"Senate, again, debates checks",1,1,3,2
2,Concert tonight,0,99,99,99
3,Grief after the shooting,1.0,1,8.0,
"""


def test_gvfc(put):
    records, _ = read_format("gvfc", [put("g.csv", GVFC)])
    assert [(r.text, r.labels) for r in records] == [
        ("Senate, again, debates checks", ("politics", "gun_control")),
        ("Concert tonight", ()),
        ("Grief after the shooting", ("society_or_culture",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1,3,2", f"1,{'9' * 5000},2", "in Q3 Theme1; allowed are 1 to 9"),
        ("1,3,2", "1,12,2", "row 1: unknown code '12' in Q3 Theme1; allowed are 1 to 9"),
        ("again,", "again", None),
        (",1,1,3,2", ",1,1,3", "row 1: 5 cells where the header has 6"),
        (",0,99", ",maybe,99", "row 2: Q1 Relevant is 'maybe'"),
        ("Q3 Theme1", "theme", "no column 'Q3 Theme1'"),
    ],
)
def test_gvfc_faults(put, fails, old, new, message):
    path = put("g.csv", GVFC.replace(old, new))
    if message is None:
        assert len(read_format("gvfc", [path])[0]) == 3
    else:
        assert message in fails("gvfc", [path])


POSTS = {
    "id": ["p1", "p2"],
    "content": ["Ганьба! Усі тікають.", "Погода."],
    "lang": ["uk", "uk"],
    "manipulative": [True, False],
    "techniques": [["loaded_language", "cliche"], None],
    "trigger_words": [[[0, 7], [8, 19]], None],
}


def test_unlp_parquet_and_csv_say_the_same(put, tmp_path):
    pq.write_table(pa.table(POSTS), tmp_path / "train.parquet")
    text = (
        "id,content,lang,manipulative,techniques,trigger_words\n"
        "p1,Ганьба! Усі тікають.,uk,True,['loaded_language' 'cliche'],"
        '"[array([0, 7]) array([ 8, 19])]"\n'
        "p2,Погода.,uk,False,,\n"
    )
    from_parquet, _ = read_format("unlp2025", [tmp_path / "train.parquet"])
    from_csv, _ = read_format("unlp2025", [put("train.csv", text)])
    assert from_csv == from_parquet
    assert from_csv[0].labels == ("loaded_language", "cliche")
    assert from_csv[0].spans == (Span(0, 7, "manipulation"), Span(8, 19, "manipulation"))
    only_where, _ = read_format("unlp2025-spans", [tmp_path / "train.parquet"])
    assert [record.labels for record in only_where] == [("manipulation",), ()]


def test_unlp_submissions(tmp_path, round_trip):
    pq.write_table(pa.table(POSTS), tmp_path / "train.parquet")
    rows = list(csv.DictReader(io.StringIO(round_trip("unlp2025", [tmp_path / "train.parquet"]))))
    assert [name for name, value in rows[0].items() if value == "1"] == [
        "loaded_language",
        "cliche",
    ]
    assert set(rows[1].values()) == {"p2", "0"}
    spans = round_trip("unlp2025-spans", [tmp_path / "train.parquet"])
    assert spans == 'id,trigger_words\np1,"[(0, 7), (8, 19)]"\np2,[]\n'
    sentences = round_trip("unlp2025-spans", [tmp_path / "train.parquet"], unit="sentence")
    assert sentences == spans


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("p2,x,['sarcasm'],", "row 2: unknown code 'sarcasm'"),
        ('p2,xyz,,"[(0, 9)]"', "row 2: the span 0 to 9 doesn't fit the post of 3 characters"),
        ('p2,xyz,,"[(0, 9, 3)]"', "row 2: spans '[(0, 9, 3)]'; allowed is a list of pairs"),
        (f'p2,xyz,,"[(0, {"9" * 5000})]"', "allowed is a list of pairs"),
        ("p1,x,,", "row 2: the id 'p1' is there twice"),
        ("p2,x", "row 2: 2 cells where the header has 4"),
    ],
)
def test_unlp_faults(put, fails, row, message):
    path = put("t.csv", f"id,content,techniques,trigger_words\np1,x,,\n{row}\n")
    assert message in fails("unlp2025", [path])


def test_a_table_with_chosen_columns(put):
    path = put("t.csv", "nr,headline,paper,c1,who,l\n7,War!,X,war|fear,ann,en\n8,Calm,Y,,ben,en\n")
    columns = Columns(
        text="headline", labels="c1", id="nr", group="paper", coder="who", language="l"
    )
    first, second = read_format("table", [path], Options(columns=columns))[0]
    assert (first.id, first.labels, first.group, first.coder) == ("7", ("war", "fear"), "X", "ann")
    assert (second.labels, second.language, second.document) == ((), "en", "8")


def test_a_table_with_a_column_for_each_label(put, fails):
    path = put("t.csv", "text,war,fear\nWar!,1,0\nCalm,0,\n")
    options = Options(columns=Columns(label_columns=("war", "fear")))
    assert [r.labels for r in read_format("table", [path], options)[0]] == [("war",), ()]
    bad = put("b.csv", "text,war,fear\nWar!,1,perhaps\n")
    assert "row 1: fear is 'perhaps'; allowed are 0 and 1" in fails("table", [bad], options)


def test_spans_of_a_table_without_labels_are_its_labels(put, fails):
    path = put("t.jsonl", '{"text":"No war","spans":[{"start":3,"end":6,"label":"war"}]}\n')
    assert read_format("table", [path])[0][0].labels == ("war",)
    assert read_format("table", [path], unit="span")[0][0].labels == ("war",)
    assert "unknown code 'war'" in fails("table", [path], Options(codes=("peace",)))


def test_an_encoding_that_is_none(put, fails):
    path = put("t.csv", "text,labels\nx,y\n")
    assert "unknown encoding 'foo'" in fails("table", [path], Options(encoding="foo"))


def test_our_own_lines_come_back_whole(put, tmp_path):
    from framing.formats import write_records

    line = (
        '{"id":"7","document":"d","text":"No war.","labels":["war"],"spans":[{"start":3,"end":6,'
        '"label":"war"}],"group":"g","coder":"c","language":"en"}\n'
    )
    records, _ = read_format("table", [put("r.jsonl", line)])
    write_records(tmp_path / "again.jsonl", records)
    again, _ = read_format("table", [tmp_path / "again.jsonl"])
    assert again == records
    assert records[0].spans == (Span(3, 6, "war"),)
    pq.write_table(
        pa.Table.from_pylist([record.to_dict() for record in records]), tmp_path / "r.parquet"
    )
    assert read_format("table", [tmp_path / "r.parquet"])[0] == records


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("a,b\n1,2\n", Columns(), "which column holds the text? There are a, b"),
        ("text,labels\nx,y\n", Columns(labels="label"), "did you mean 'labels'?"),
        ("text,labels\nx,[1\n", Columns(), "row 1: labels '[1' look like a list"),
        ("text,spans\nx,7\n", Columns(), "row 1: spans '7'; allowed is a list of objects"),
        ("text,labels\n,y\n", Columns(), "nothing to read"),
    ],
)
def test_table_faults(put, fails, text, columns, message):
    assert message in fails("table", [put("t.csv", text)], Options(columns=columns))


def test_rows_that_were_not_scored_are_noted(put, tmp_path):
    scored = put(
        "s.csv",
        "id,text,frames,known_words,undecided,error\n1,x,loaded_language,1,false,\n"
        "2,y,,,,row 2: no text\n",
    )
    count, notes = write_format("unlp2025", [scored], tmp_path / "o.csv")
    assert count == 2
    assert notes == [f"{scored}: row 2: was not scored: row 2: no text"]
