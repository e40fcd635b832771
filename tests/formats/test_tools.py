"""Label Studio, doccano and brat."""

import json

import pytest

from framing.formats import Options, Span, read_format

TEXT = "🔥 No war. Our heroes hold."


def studio(*results, number=5, who=3, **more):
    annotation = {"id": 1, "completed_by": who, "was_cancelled": False, "result": list(results)}
    return {"id": number, "data": {"text": TEXT}, "annotations": [annotation]} | more


def choices(*names):
    return {"type": "choices", "from_name": "f", "to_name": "text", "value": {"choices": names}}


def labels(start, end, text, *names):
    value = {"start": start, "end": end, "text": text, "labels": names}
    return {"type": "labels", "from_name": "l", "to_name": "text", "value": value}


def test_label_studio(put):
    task = studio(choices("peace"), labels(5, 8, "war", "war"), {"type": "rating", "value": {}})
    task["annotations"].append({"completed_by": {"email": "x@y"}, "result": []})
    task["annotations"].append({"completed_by": 9, "was_cancelled": True, "result": []})
    empty = {"id": 6, "data": {"text": "?"}, "annotations": []}
    (first, second), notes = read_format("labelstudio", [put("e.json", [task, empty])])
    assert (first.id, first.coder, first.text) == ("5", "3", TEXT)
    assert first.labels == ("peace", "war")
    assert first.spans == (Span(5, 8, "war"),)
    assert (second.coder, second.labels) == ("x@y", ())
    assert notes == [
        "1 results of type 'rating' were left out",
        "1 tasks nobody annotated were left out",
    ]


def test_label_studio_counts_utf16_units_in_old_exports(put):
    (record,), _ = read_format("labelstudio", [put("e.json", [studio(labels(6, 9, "war", "w"))])])
    assert record.spans == (Span(5, 8, "w"),)


def test_label_studio_counts_line_breaks_as_they_are(put):
    """In the text of a span they are told in several ways."""
    for said in ("war.\r\nOur", "war.\n\nOur", "war.\\nOur", "war. Our"):
        task = studio(labels(3, 12, said, "w"))
        task["data"] = {"text": "No war.\r\nOur heroes hold."}
        (record,), _ = read_format("labelstudio", [put("e.json", [task])])
        assert [record.text[s.start : s.end] for s in record.spans] == ["war.\r\nOur"]


PAGE = "<h1>🔥 No war</h1>\n<p>Our <b>heroes</b> hold &amp; win.<p>Rain<br>again."


def marked(start, first, end, last, said=None, kind="hypertextlabels"):
    value = {"start": start, "startOffset": first, "end": end, "endOffset": last, kind: ["war"]}
    value["globalOffsets"] = {"start": 900, "end": 901}
    return {"type": kind, "value": value | ({} if said is None else {"text": said})}


@pytest.mark.parametrize(
    ("result", "quote"),
    [
        (marked("/h1[1]/text()[1]", 6, "/h1[1]/text()[1]", 9), "war"),
        (marked("/h1[1]/text()[1]", 5, "/h1[1]/text()[1]", 8, "war"), "war"),
        (marked("/p[1]/b[1]/text()[1]", 0, "/p[1]/text()[2]", 5, "heroes hold"), "heroes hold"),
        (marked("/p[1]/b/text()", 0, "/p/text()[2]", 5, "heroes hold"), "heroes hold"),
        (marked("/html[1]/body[1]/p[2]/text()[1]", 0, "/p[2]/text()[2]", 5), "Rain\nagain"),
        (marked("/p[1]/text()[2]", 1, "/p[1]/text()[2]", 7, "hold &", "labels"), "hold &"),
    ],
)
def test_label_studio_html(put, result, quote):
    tasks = [studio(result), studio(choices("peace"), number=6)]
    for task in tasks:
        task["data"] = {"text": PAGE}
    (first, second), _ = read_format("labelstudio", [put("e.json", tasks)])
    shown = "🔥 No war\nOur heroes hold & win.\nRain\nagain."
    assert first.text == second.text == shown
    assert [first.text[s.start : s.end] for s in first.spans] == [quote]
    assert (first.labels, second.labels) == (("war",), ("peace",))


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (marked("/p[9]/text()[1]", 0, "/p[9]/text()[1]", 3), "needed is a text node of the HTML"),
        (marked("/p[1]", 0, "/p[1]", 1), "a span from '/p[1]' to '/p[1]'; needed is a text node"),
        (marked("/h1[1]/text()[1]", 0, "/h1[1]/text()[1]", 3, "war"), "where it says 'war',"),
    ],
)
def test_label_studio_html_faults_name_the_line(put, fails, result, message):
    task = studio(result) | {"data": {"text": PAGE}}
    path = put("e.json", f"[\n{json.dumps(task)}]")
    told = fails("labelstudio", [path])
    assert told.startswith(f"{path}:2: task 5: ")
    assert message in told


def test_label_studio_choices_of_a_region_are_of_a_span(put):
    loud = choices("loud")
    loud["value"] |= {"start": 5, "end": 8, "text": "war"}
    task = studio(labels(5, 8, "war", "war"), loud, choices("peace"))
    (record,), _ = read_format("labelstudio", [put("e.json", [task])])
    assert record.labels == ("war", "loud", "peace")
    assert record.spans == (Span(5, 8, "war"), Span(5, 8, "loud"))


def test_label_studio_a_choice_that_is_no_list(put):
    task = studio({"type": "choices", "value": {"choices": "war"}})
    assert read_format("labelstudio", [put("e.json", [task])])[0][0].labels == ("war",)


def test_label_studio_taxonomies_and_other_keys(put):
    task = studio({"type": "taxonomy", "value": {"taxonomy": [["war", "glory"]]}})
    task["data"] = {"post": "Heroes", "id": "p7", "group": "radio"}
    (record,), _ = read_format("labelstudio", [put("e.json", [task])])
    assert (record.id, record.labels, record.group) == ("p7", ("war > glory",), "radio")


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ({"id": 1, "data": {}, "completions": []}, "before Label Studio 1.0"),
        ({"id": 1, "text": "x", "choice": "war"}, "JSON-MIN or another export"),
        (
            studio(labels(5, 900, "war", "war")),
            "the span 5 to 900, where it says 'war', doesn't fit",
        ),
        (studio(labels(0, 3, "war", "war")), "was the text changed"),
        (studio(labels("six", 3, "war", "war")), "needed is whole numbers, in plain text"),
        (studio(annotations=[4]), "annotations without their results"),
        (studio(annotations=[{"result": "war"}]), "a 'result' is no list of objects"),
        (studio("war"), "a 'result' is no list of objects"),
        (studio({"type": "choices", "value": {"choices": 7}}), "choices '7'; allowed is a list"),
        ({"id": 1, "data": {"n": 1}, "annotations": []}, "name the text with --text-column"),
        (7, "a number, not a task"),
    ],
)
def test_label_studio_faults_name_the_line(put, fails, task, message):
    path = put("e.json", f"[\n{json.dumps(studio())},\n{json.dumps(task)}\n]")
    told = fails("labelstudio", [path])
    assert told.startswith(f"{path}:3: ")
    assert message in told


def test_label_studio_codes_and_broken_files(put, fails):
    path = put("e.json", [studio(choices("wra"))])
    assert "did you mean 'war'" in fails("labelstudio", [path], Options(codes=("war",)))
    assert "no JSON array" in fails("labelstudio", [put("f.json", "{}")])
    assert "the file is empty" in fails("labelstudio", [put("f.json", "")])
    assert ":2: not valid JSON" in fails("labelstudio", [put("g.json", '[{"id": 1},\n{"id"')])
    assert ":1: not valid JSON" in fails("labelstudio", [put("h.json", '[{"id": 1} {"id": 2}]')])
    assert "nothing to read; is this" in fails("labelstudio", [put("i.json", "[ ]")])
    bare = put("j.json", [{"id": 6, "data": {"text": "?"}, "annotations": []}])
    assert "nothing to read; 1 tasks nobody annotated" in fails("labelstudio", [bare])


def test_label_studio_round_trip(put, round_trip):
    one = studio(choices("peace"), labels(5, 8, "war", "war"))
    one["annotations"].append({"completed_by": {"email": "x@y"}, "result": []})
    before, _ = read_format("labelstudio", [put("e.json", [one])])
    written = round_trip("labelstudio", [put("e.json", [one])])
    after, _ = read_format("labelstudio", [put("again.json", written)])
    key = lambda record: (set(record.labels), record.spans, record.coder, record.id, record.text)  # noqa: E731
    assert list(map(key, after)) == list(map(key, before))
    tasks = json.loads(written)
    assert [a.get("completed_by") for a in tasks[0]["annotations"]] == [3, {"email": "x@y"}]


def test_label_studio_predictions(put, round_trip):
    path = put("t.csv", "id,text,labels\n1,No war,war\n")
    options = Options(predictions=True)
    written = json.loads(round_trip("table", [path], to="labelstudio", write_options=options))
    prediction = written[0]["predictions"][0]
    assert prediction["result"][0]["value"] == {"choices": ["war"]}
    assert "annotations" not in written[0]


DOCCANO = {
    "classes": '{"id": 1, "text": "No war.", "label": ["war", "peace"], "Comments": []}\n',
    "spans": '{"id": 1, "text": "No war.", "label": [[3, 6, "war"]]}\n',
    "both": '{"id": 1, "text": "No war.", "cats": ["peace"], "entities": [[3, 6, "war"]]}\n',
}


@pytest.mark.parametrize("kind", DOCCANO)
def test_doccano_round_trips(put, round_trip, kind):
    path = put("ann.jsonl", DOCCANO[kind])
    (record,), _ = read_format("doccano", [path])
    assert record.coder == "ann"
    assert (
        record.labels
        == {
            "classes": ("war", "peace"),
            "spans": ("war",),
            "both": ("peace", "war"),
        }[kind]
    )
    before = json.loads(DOCCANO[kind])
    after = json.loads(round_trip("doccano", [path]))
    for name in ("text", "label", "cats", "entities"):
        assert after.get(name) == before.get(name)


def test_doccano_relations_and_single_labels(put):
    lines = (
        '{"id": 1, "text": "No war.", "entities": [{"id": 9, "label": "war", "start_offset": 3, '
        '"end_offset": 6}], "relations": []}\n'
        '{"id": 2, "text": "Peace.", "label": "peace"}\n'
        '{"id": 3, "text": "Calm.", "label": []}\n'
    )
    records, _ = read_format("doccano", [put("all.jsonl", lines)])
    assert [record.labels for record in records] == [("war",), ("peace",), ()]
    assert records[0].spans == (Span(3, 6, "war"),)
    assert records[0].coder == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": 1, "text": "x", "annotations": [{"label": 2}]}', "doccano before 1.0"),
        ('{"id": 1, "text": "x"}', "no label; the fields are id, text"),
        ('{"id": 1, "filename": "x.png", "label": []}', "no text; the fields are"),
        ('{"text": "x", "label": [[0, 9, "war"]]}', "the span 0 to 9 doesn't fit the text of 1"),
        ('{"text": "x", "label": [[0, 1]]}', "label '[0, 1]'; allowed are names, and spans"),
        ('{"text": "x", "label": 5}', "label '5'; allowed are names, and spans"),
        ('{"text": "x", "label": [""]}', "label ''; allowed are names, and spans"),
        ('{"text": "x", "cats": {"war": 1, "peace": 0}}', "label \"{'war': 1, 'peace': 0}\";"),
        ('{"text": "x"', "not valid JSON"),
        ("[]", "a list, not an object"),
    ],
)
def test_doccano_faults_name_the_line(put, fails, line, message):
    path = put("a.jsonl", DOCCANO["spans"] + line + "\n")
    told = fails("doccano", [path])
    assert told.startswith(f"{path}:2: ")
    assert message in told


def test_doccano_json_array(put, fails):
    path = put("a.json", [{"id": 1, "text": "x", "label": ["war"]}])
    assert (
        fails("doccano", [path]) == f"{path}: a JSON array; export JSONL instead, one object a line"
    )


BRAT_TEXT = "No war.\r\nOur heroes hold 🔥 on.\n"
ANN = (
    "T1\twar 3 6\twar\n"
    "T2\tglory 9 19;25 26\tOur heroes 🔥\n"
    "A1\tNegated T1\n#1\tAnnotatorNotes T1\tsure?\n*\tAlias T1 T2\n"
)


def test_brat(put):
    put("ann/a.b.txt", BRAT_TEXT)
    put("ann/a.b.ann", ANN)
    put("ann/sub/c.txt", "Unread.")
    folder = put("ann/d.txt", "Empty.").parent
    put("ann/d.ann", "")
    records, notes = read_format("brat", [folder])
    first, second = records
    assert (first.id, first.coder) == ("a.b", "")
    assert first.labels == ("war", "glory")
    assert [first.text[s.start : s.end] for s in first.spans] == ["war", "Our heroes", "🔥"]
    assert (second.id, second.labels) == ("d", ())
    assert notes[0].startswith("1 texts without an .ann file were left out")
    assert "1 attributes were left out" in notes


def test_brat_folders_are_coders(put):
    folders = []
    for coder in ("ann", "ben"):
        put(f"{coder}/a.txt", BRAT_TEXT)
        folders.append(put(f"{coder}/a.ann", ANN).parent)
    records, _ = read_format("brat", folders)
    assert [(record.id, record.coder) for record in records] == [("a", "ann"), ("a", "ben")]
    assert len(read_format("brat", [folders[0] / "a.ann"])[0]) == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T3\twar 3 900\twar", "the span 3 to 900 doesn't fit the text of 31 characters"),
        ("T3\twar 0 2\twar", "the text there is 'No', not 'war'"),
        ("T3 war 3 6 war", "expected T1 <tab> Type start end <tab> text"),
        ("Z1\twar 3 6\twar", "expected T1 <tab>"),
        (f"T1\twar 3 {'9' * 5000}\twar", "expected T1 <tab>"),
    ],
)
def test_brat_faults_name_the_line(put, fails, line, message):
    put("x/a.txt", BRAT_TEXT)
    path = put("x/a.ann", f"T1\twar 3 6\twar\n{line}\n")
    told = fails("brat", [path.parent])
    assert told.startswith(f"{path}:2: ")
    assert message in told


def test_brat_annotations_may_begin_with_a_byte_order_mark(put):
    put("x/a.txt", BRAT_TEXT)
    folder = put("x/a.ann", "\ufeffT1\twar 3 6\twar\n").parent
    assert read_format("brat", [folder])[0][0].labels == ("war",)


def test_brat_without_its_text(put, fails, tmp_path):
    path = put("x/a.ann", ANN)
    assert f"{path}:1: no text beside it" in fails("brat", [path.parent])
    put("x/a.txt", BRAT_TEXT)
    told = fails("brat", [path.parent], Options(codes=("war",)))
    assert ":2: unknown code 'glory'" in told
    (tmp_path / "empty").mkdir()
    assert "no .ann and .txt files" in fails("brat", [tmp_path / "empty"])
