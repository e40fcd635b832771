"""Rows in, rows out, while they come."""

import json

import pyarrow as pa
import pytest

from framing.batch import Columns, score_batch
from framing.web.rows import RowScorer

from .serving import begun, read_until

HERO = "Our fallen heroes gave their blood for the homeland."
ROWS = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
def score(client):
    """Return a function that posts lines and returns the answer's lines."""

    def score(content, **query):
        response = client.post("/api/score", content=content, headers=ROWS, params=query)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/x-ndjson"
        return response.text.splitlines()

    return score


def test_many_rows(score, described):
    texts = [f"{HERO} Number {n}. {'rubble ' * (n % 50)}" for n in range(3_000)]
    content = "".join(json.dumps({"n": n, "text": text}) + "\n" for n, text in enumerate(texts))
    rows = [json.loads(line) for line in score(content)]
    assert [row.pop("n") for row in rows] == list(range(3_000))
    wanted = score_batch(described, pa.record_batch({"text": texts})).to_pylist()
    assert rows == [
        {k: pytest.approx(v, rel=1e-6) if isinstance(v, float) else v for k, v in row.items()}
        for row in wanted
    ]


def test_what_a_row_says_is_kept_to_the_letter(score):
    row = '{"big": 123456789012345678901, "n": 1.0, "text": "our heroes" , "x": "\\ud800" }'
    (line,) = score(f"  {row}  ")
    assert line.startswith(row.rstrip("} ") + ',"hero":0.')
    assert json.loads(line)["big"] == 123456789012345678901


def test_options(score, described):
    row = {"body": HERO, "hero": "mine"}
    (line,) = score(json.dumps(row), text_column="body", prefix="f_", threshold=1)
    found = json.loads(line)
    assert (found["hero"], found["f_frames"], found["f_error"]) == ("mine", [], None)
    (line,) = score(json.dumps({"text": HERO}), operating_point="recall=0.9")
    columns = Columns("", False, described.thresholds_at("recall=0.9"))
    batch = score_batch(described, pa.record_batch({"text": [HERO]}), columns=columns)
    assert json.loads(line)["frames"] == batch["frames"][0].as_py()


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("no", "line 2: not valid JSON"),
        ("[1]", "line 2: a list, not a JSON object"),
        ("{}", "line 2: 'text' is missing, not text"),
        ('{"text": null}', "line 2: 'text' is null, not text"),
        ('{"text": 7}', "line 2: 'text' is a number, not text"),
        ('{"text": "a", "hero": 1}', "line 2: has 'hero' already"),
        ("[" * 5_000, "line 2: not valid JSON (nested too deeply)"),
        (b'{"text": "\xff"}', "line 2: not valid JSON"),
    ],
)
def test_rows_that_can_not_be_scored(line, error, score):
    line = line if isinstance(line, bytes) else line.encode()
    good = json.dumps({"text": HERO}).encode()
    first, wrong, last = map(json.loads, score(good + b"\n" + line + b"\n\n \r\n" + good))
    assert first["error"] is last["error"] is None
    assert first["frames"] == last["frames"] == ["hero"]
    assert wrong["error"].startswith(error)
    assert (wrong["frames"], wrong["known_words"], wrong["siege"]) == (None, None, None)


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \r\n"])
def test_no_rows(content, score):
    assert score(content) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"text_colum": "a"}, "unknown field 'text_colum'; did you mean 'text_column'?"),
        ({"threshold": "much"}, "threshold must be a number from 0 to 1"),
        ({"threshold": "nan"}, "threshold must be a number from 0 to 1"),
        ({"operating_point": "f2"}, "in this model; allowed: f1"),
    ],
)
def test_wrong_queries(query, said, client):
    response = client.post("/api/score", content=b"{}", headers=ROWS, params=query)
    assert response.status_code == 422
    assert said in response.json()["error"]


def test_answers_come_while_rows_are_still_sent(site):
    headers = ("Content-Type: application/x-ndjson", "Transfer-Encoding: chunked")
    rows = [f'{{"text":"our heroes","n":{n}}}\n'.encode() for n in (1, 2)]
    chunks = [b"%x\r\n%s\r\n" % (len(row), row) for row in rows]
    with begun(site, "/api/score", *headers, body=chunks[0]) as connection:
        assert b'{"text":"our heroes","n":1,"hero":' in read_until(connection, b'"error":null}\n')
        connection.sendall(chunks[1])
        assert b'"n":2' in read_until(connection, b'"error":null}\n')
        connection.sendall(b"0\r\n\r\n")
        read_until(connection, b"0\r\n\r\n")


def test_a_client_that_sends_all_before_it_reads(site):
    """Both sides' buffers are full long before it is through."""
    row = json.dumps({"text": HERO}).encode() + b"\n"
    body = row * 100_000
    headers = ("Content-Type: application/x-ndjson", f"Content-Length: {len(body)}")
    with begun(site, "/api/score", *headers, body=body) as connection:
        count = 0
        while count < 100_000:
            piece = connection.recv(1 << 20)
            assert piece
            count += piece.count(b"}")
    assert count == 100_000


def test_a_client_that_leaves(site, client):
    headers = ("Content-Type: application/x-ndjson", "Content-Length: 999")
    with begun(site, "/api/score", *headers, body=b'{"text": "a"}\n') as connection:
        read_until(connection, b"\n")
    assert client.get("/api/model").status_code == 200


def test_scores_lines_of_any_length(described):
    scorer = RowScorer(described, "text", "", described.thresholds)
    line = json.dumps({"text": "heroes " * 200_000}).encode()
    assert json.loads(scorer.score([(1, line)]))["frames"] == ["hero"]
