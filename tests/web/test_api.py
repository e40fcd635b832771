"""The REST API over a socket: answers, what it keeps to, and what it says to nonsense."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import httpx
import jsonschema
import pytest
from openapi_spec_validator import validate

from framing.documents import read_document
from framing.evidence import classify
from framing.explanation import explain, explain_passages
from framing.rendering.explanation_html import explanations_to_html
from framing.rendering.plain import (
    classification_to_dict,
    document_to_dict,
    explanation_to_dict,
)

from .serving import PATIENCE

JSON = {"Content-Type": "application/json"}
HERO = "Our fallen heroes gave their blood for the homeland."
QUOTED = '"Innocent children lie under the rubble of our homes," the ministry said.'
TEXT = f"{HERO} {QUOTED}\n\nThe library opens at nine on weekdays."
#: Texts that readers of JSON, HTML or Unicode stumble over.
STRANGE = (
    "",
    " \n ",
    "\x00\x1b[31m",
    "\ud800 heroes \udfff",
    "\u202eheroes\u2066",
    "\U0001f600" * 50 + " fallen heroes",
    "<script>alert(1)</script> heroes",
    "\u0130stanbul heroes\r\n\r\nheroes",
    "a" * 100_000,
)


def plain(data):
    """Return data as it looks after a way through JSON."""
    return json.loads(json.dumps(data))


@pytest.fixture(scope="session")
def api(site):
    return httpx.get(f"{site}openapi.json").json()


@pytest.fixture
def conforms(api):
    """Return a function that holds an answer against its schema."""

    def conforms(data, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": api["components"]}
        jsonschema.validate(data, schema)
        return True

    return conforms


@pytest.fixture
def ask(client):
    """Return a function that posts fields and returns the answer's JSON."""

    def ask(path, **fields):
        response = client.post(path, content=json.dumps(fields), headers=JSON)
        assert response.status_code == HTTPStatus.OK, response.text
        return response.json()

    return ask


def test_classify(ask, described, conforms):
    found = ask("/api/classify", text=TEXT)
    assert found == plain(classification_to_dict(classify(described, TEXT)))
    assert set(found["frames"]) == {"hero", "victim"}
    assert conforms(found, "Classification")


@pytest.mark.parametrize("unit", ["sentence", "paragraph", "document"])
def test_classify_passages(unit, ask, described, conforms):
    found = ask("/api/classify", text=TEXT, unit=unit)
    assert found == plain(document_to_dict(read_document(described, TEXT, unit)))
    assert len(found["passages"]) == {"sentence": 3, "paragraph": 2, "document": 1}[unit]
    assert conforms(found, "Document")


def test_only_present_frames(ask, conforms):
    found = ask("/api/classify", text=TEXT, unit="sentence", only_present=True)
    present = [[s["frame"] for s in p["found"]["scores"]] for p in found["passages"]]
    assert present == [["hero"], ["victim"], []]
    assert [s["frame"] for s in found["whole"]["scores"]] == ["hero", "victim"]
    assert conforms(found, "Document")


def test_thresholds(ask, described):
    point = ask("/api/classify", text=TEXT, operating_point="recall=0.9")
    wanted = described.thresholds_at("recall=0.9")
    assert point == plain(classification_to_dict(classify(described, TEXT, thresholds=wanted)))
    assert ask("/api/classify", text=TEXT, threshold=0)["frames"] != []
    assert ask("/api/classify", text=TEXT, threshold=1)["frames"] == []


def test_csv(client, described):
    text = f"=1+1 is what {HERO}\n\n{QUOTED}"
    response = client.post("/api/classify", json={"text": text, "format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="framing.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    document = read_document(described, text)
    assert [row["text"] for row in rows] == [
        ("'" if passage.start == 0 else "") + text[passage.start : passage.end]
        for passage in document.passages
    ]
    last, passage = rows[-1], document.passages[-1]
    assert (int(last["start"]), int(last["end"])) == (passage.start, passage.end)
    assert (last["voice"], last["speaker"]) == ("quoted", "the ministry")
    assert (last["own_frames"], last["quoted_frames"]) == ("", "victim")
    assert float(last["victim"]) == pytest.approx(passage.found.scores[2].probability, rel=1e-4)


def test_explain(ask, described, conforms):
    found = ask("/api/explain", text=HERO, frames=["hero", "siege"], without=["heroes"])
    why = explain(described, HERO, frames=["hero", "siege"], without=["heroes"])
    assert found == plain(explanation_to_dict(why))
    assert found["without"]["removed"] == {"heroes": 1}
    for evidence in found["evidence"]:
        total = sum(one["weight"] for one in evidence["contributions"])
        assert evidence["intercept"] + total == pytest.approx(evidence["margin"], abs=1e-5)
    assert conforms(found, "Explanation")


def test_explain_passages(ask, described, conforms):
    found = ask("/api/explain", text=TEXT, unit="sentence")
    passages = explain_passages(described, TEXT, "sentence")
    assert found["passages"] == plain([explanation_to_dict(why) for why in passages])
    assert conforms(found, "Explanations")


def test_explain_as_a_page(client, described):
    fields = {"text": TEXT, "unit": "sentence", "format": "html"}
    response = client.post("/api/explain", json=fields)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="framing.html"'
    assert response.text == explanations_to_html(explain_passages(described, TEXT, "sentence"))


def test_codebook(client, described):
    book = client.get("/api/codebook").json()
    codes = [frame.pop("code") for frame in book["frames"]]
    assert book == plain(described.codebook.to_dict())
    assert codes == ["FH", "BN", "VO"]


def test_model(client, described):
    found = client.get("/api/model").json()
    assert found["model"] == "small"
    assert found["operating_points"] == list(described.operating_points)
    assert found["limits"] == {"text_bytes": 1 << 20, "rows_bytes": 64 << 20, "seconds": 60}
    assert [frame["frame"] for frame in found["frames"]] == list(described.frame_ids)


def test_openapi(api, described):
    validate(api)
    assert set(api["paths"]) == {
        *("/api/classify", "/api/explain", "/api/score", "/api/codebook", "/api/model")
    }
    assert api["components"]["schemas"]["Document"]["required"][0] == "text"


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("path", ["/api/classify", "/api/explain"])
def test_strange_texts(path, text, ask, conforms):
    name = {"/api/classify": "Document", "/api/explain": "Explanations"}[path]
    found = ask(path, text=text, unit="sentence")
    assert found["text"] == text
    assert conforms(found, name)
    for passage in found["passages"]:
        assert passage["text"] == text[passage["start"] : passage["end"]]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts_as_files(text, client):
    for path, kind in (("/api/classify", "csv"), ("/api/explain", "html")):
        fields = {"text": text, "unit": "sentence", "format": kind}
        response = client.post(path, content=json.dumps(fields), headers=JSON)
        assert response.status_code == HTTPStatus.OK
        assert "\x1b" not in response.text
        assert "<script>alert" not in response.text or kind == "csv"


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 400, "isn't JSON: Expecting value at line 1, column 1"),
        (b'{"text": ', 400, "isn't JSON: Expecting value at line 1, column 10"),
        (b'{"text": "\xff"}', 400, "isn't UTF-8 at byte 11"),
        (b"[" * 100_000, 400, "too deep"),
        (b'{"text": "a", "threshold": ' + b"9" * 5_000 + b"}", 400, "too long"),
        (b"[]", 422, "the body is a list, not an object"),
        (b"null", 422, "the body is null"),
        (b"{}", 422, "'text' is missing; it must be a string"),
        (b'{"text": null}', 422, "'text' is null"),
        (b'{"text": ["a"]}', 422, "'text' is a list"),
        (b'{"txet": "a"}', 422, "unknown field 'txet'; did you mean 'text'?"),
        (b'{"text": "a", "unit": "word"}', 422, "no unit 'word'; allowed: document"),
        (b'{"text": "a", "unit": null}', 422, "no unit None"),
        (b'{"text": "a", "format": "xml"}', 422, "no format 'xml'"),
        (b'{"text": "a", "threshold": 2}', 422, "a number from 0 to 1, not 2"),
        (b'{"text": "a", "threshold": NaN}', 422, "a number from 0 to 1, not nan"),
        (b'{"text": "a", "threshold": true}', 422, "not true or false"),
        (b'{"text": "a", "operating_point": "f2"}', 422, "in this model; allowed: f1"),
        (b'{"text": "a", "operating_point": 1}', 422, "must be a string, not a number"),
        (b'{"text": "a", "operating_point": "f1", "threshold": 1}', 422, "give one"),
        (b'{"text": "a", "only_present": 1}', 422, "only_present must be true or false"),
    ],
)
def test_wrong_bodies(content, status, said, client, conforms):
    response = client.post("/api/classify", content=content, headers=JSON)
    assert response.status_code == status
    assert said in response.json()["error"]
    assert response.json()["status"] == status
    assert conforms(response.json(), "Problem")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"frames": "hero"}, "frames must be a list of strings"),
        ({"frames": [1]}, "frames must be a list of strings"),
        ({"frames": ["heroes"]}, "no frame 'heroes' in the codebook; did you mean 'hero'?"),
        ({"without": ["!?"]}, "word"),
    ],
)
def test_wrong_explanations(fields, said, client):
    response = client.post("/api/explain", json={"text": HERO, **fields})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in response.json()["error"]


def test_many_at_once(client, site, described):
    texts = [f"{HERO} Number {n}." for n in range(12)]

    def one(text):
        return httpx.post(f"{site}api/classify", json={"text": text}, timeout=PATIENCE).json()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(one, texts))
    assert found == [plain(classification_to_dict(classify(described, text))) for text in texts]
