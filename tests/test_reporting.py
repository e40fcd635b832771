"""Reports of scored files, held against a plain count over all rows."""

import json
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.batch import score_chunks
from framing.documents import read_document, whose
from framing.errors import InputError
from framing.files import open_tables, open_writer
from framing.passage_batch import passage_schema, score_passages
from framing.reporting import Breakdown, report_scored
from framing.voice_model import VOICES

OUTLETS = ("Morgenpost", "Evening <b>Star</b>", "", None)
DATES = ("2020-01-05", "2020-02-07T10:00:00Z", "2020", "soon", None)


@pytest.fixture(scope="module")
def rows(corpus):
    """Documents of three statements each, one without text, one in no known word."""
    texts = [s.text for s in corpus.statements]
    found = [
        {
            "text": f'{texts[n]} "{texts[n + 1]}", the ministry said. {texts[n + 2]}',
            "outlet": OUTLETS[n % 4],
            "published": DATES[n % 5],
        }
        for n in range(0, len(texts) - 2, 3)
    ]
    found[3]["text"] = None
    found[4]["text"] = "zzzz qqqq xxxx"
    return found


def write_scores(model, rows, path, unit=None, prefix=""):
    """Write what `framing score` writes."""
    from framing.batch import Columns, score_schema

    given = path.parent / "given.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows))
    columns = Columns(prefix, joined=path.suffix in (".csv", ".tsv"))
    with open_tables([given], batch_rows=7) as reader:
        if unit:
            schema = passage_schema(model, reader.schema, "text", columns)
            scored = score_passages(model, reader, "text", columns, unit=unit, jobs=1)
        else:
            schema = score_schema(model, reader.schema, columns)
            scored = score_chunks(model, reader, columns, jobs=1)
        with open_writer(path, schema) as writer:
            for part in scored:
                writer.write(part.batch)
    return path


@pytest.fixture(scope="module")
def texts(model, rows, tmp_path_factory):
    return write_scores(model, rows, tmp_path_factory.mktemp("texts") / "scored.parquet")


@pytest.fixture(scope="module")
def passages(model, rows, tmp_path_factory):
    place = tmp_path_factory.mktemp("passages") / "scored.parquet"
    return write_scores(model, rows, place, "sentence")


def report_of(model, *paths, batch_rows=8192, **options):
    with open_tables(paths, batch_rows=batch_rows) as reader:
        return report_scored(reader, model, Breakdown(**options))


def without(report, *keys):
    return {key: value for key, value in report.items() if key not in keys}


def test_counts_are_those_of_the_rows(model, texts):
    report = report_of(model, texts, by=("outlet",))
    rows = pq.read_table(texts).to_pylist()
    decided = [row for row in rows if row["error"] is None and not row["undecided"]]
    assert (report["texts"], report["failed"], report["undecided"]) == (len(rows), 1, 1)
    assert report["decided"] == len(decided)
    assert report["without_frame"] == sum(not row["frames"] for row in decided)
    for k, one in enumerate(report["frames"]):
        count = sum(one["frame"] in row["frames"] for row in decided)
        assert one["count"] == count > 0
        assert one["share"][0] == count / len(decided)
        assert one["share"][1] < one["share"][0] < one["share"][2]
        assert report["together"]["counts"][k][k] == count
    pair = sum({"hero", "siege"} <= set(row["frames"]) for row in decided)
    assert report["together"]["counts"][0][1] == report["together"]["counts"][1][0] == pair
    known = [row["known_words"] for row in rows if row["known_words"] is not None]
    assert report["known_words"]["mean"] == pytest.approx(np.mean(known), abs=1e-6)
    assert report["known_words"]["median"] == pytest.approx(np.median(known), abs=0.02)


def test_groups_are_counted_apart(model, texts):
    report = report_of(model, texts, by=("outlet",))
    rows = pq.read_table(texts).to_pylist()
    (group,) = report["groups"]
    sizes = {row["value"]: row["texts"] for row in group["rows"]}
    assert sizes == {
        "Morgenpost": sum(row["outlet"] == "Morgenpost" for row in rows),
        "Evening <b>Star</b>": sum(row["outlet"] == "Evening <b>Star</b>" for row in rows),
        None: sum(not row["outlet"] for row in rows),
    }
    assert group["other"] is None
    for one in report["frames"]:
        counts = [row["frames"][one["frame"]]["count"] for row in group["rows"]]
        assert sum(counts) == one["count"]


def test_small_groups_are_put_together(model, texts):
    (group,) = report_of(model, texts, by=("outlet",), shown_groups=1)["groups"]
    assert len(group["rows"]) == 1
    assert group["other"]["values"] == 2
    assert group["rows"][0]["texts"] + group["other"]["texts"] == pq.read_table(texts).num_rows


def test_there_is_an_end_to_groups(model, texts, monkeypatch):
    monkeypatch.setattr("framing.report_breakdowns.MAX_GROUPS", 1)
    (group,) = report_of(model, texts, by=("outlet",), batch_rows=3)["groups"]
    assert group["beyond"]
    assert [row["value"] for row in group["rows"]] == ["Morgenpost"]
    assert group["rows"][0]["texts"] + group["other"]["texts"] == pq.read_table(texts).num_rows


def test_time(model, texts):
    n = pq.read_table(texts).num_rows
    time = report_of(model, texts, time="published", every="month")["time"]
    assert [row["period"] for row in time["rows"]] == ["2020-01", "2020-02"]
    lost = time["unread"] + time["empty"] + time["too_coarse"]
    assert sum(row["texts"] for row in time["rows"]) + lost == n
    assert time["unread_examples"] == ["soon"]
    years = report_of(model, texts, time="published", every="year")["time"]
    assert [row["period"] for row in years["rows"]] == ["2020"]
    assert years["rows"][0]["texts"] == n - years["unread"] - years["empty"]
    assert years["too_coarse"] == 0


def test_the_period_fits_the_dates(model, texts):
    # A third of the dates are years: months would leave them out.
    assert report_of(model, texts, time="published")["time"]["every"] == "year"


def test_no_dates_at_all(model, texts):
    with pytest.raises(InputError, match="'outlet' is a date: 'Morgenpost'"):
        report_of(model, texts, time="outlet")


def test_passages_say_whose_words_they_are(model, rows, passages):
    report = report_of(model, passages)
    read = [read_document(model, row["text"]) for row in rows if row["text"]]
    found = [p for document in read for p in document.passages if not p.found.undecided]
    assert report["unit"] == "passages"
    assert report["documents"] == len(rows)
    assert report["decided"] == len(found)
    used = [whose(p.voice, p.found.frames, p.own, p.quoted) for p in found]
    for frame in model.frame_ids:
        assert report["voices"]["frames"][frame] == {
            "own": sum(frame in own for own, _ in used),
            "others": sum(frame in others for _, others in used),
        }
    counts = {voice: sum(p.voice == voice for p in found) for voice in VOICES}
    assert report["voices"]["passages"] == counts
    assert sum(one["others"] for one in report["voices"]["frames"].values()) > 10


def test_frames_stand_together_in_documents(model, passages):
    report = report_of(model, passages)
    frames: dict[int, set] = {}
    for row in pq.read_table(passages).to_pylist():
        if row["error"] is None and not row["undecided"]:
            frames.setdefault(row["document"], set()).update(row["frames"])
    both = sum({"hero", "victim"} <= found for found in frames.values())
    assert report["together"]["counts"][0][2] == both > 0
    assert report["together"]["decided"] == len(frames)


@pytest.mark.parametrize("kind", ["texts", "passages"])
@pytest.mark.parametrize("size", [1, 5])
def test_batches_make_no_difference(kind, size, model, request):
    path = request.getfixturevalue(kind)
    options = {"by": ("outlet",), "time": "published"}
    whole = report_of(model, path, **options)
    assert report_of(model, path, batch_rows=size, **options) == whole
    json.dumps(whole, allow_nan=False)


@pytest.mark.parametrize("unit", [None, "sentence"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".jsonl.gz"])
def test_formats_make_no_difference(suffix, unit, model, rows, tmp_path):
    parquet = write_scores(model, rows, tmp_path / "scored.parquet", unit)
    other = write_scores(model, rows, tmp_path / f"scored{suffix}", unit)
    options = {"by": ("outlet",), "time": "published"}
    wanted, found = (report_of(model, path, **options) for path in (parquet, other))
    assert [one["count"] for one in found["frames"]] == [one["count"] for one in wanted["frames"]]
    ignored = ("files", "examples", "groups", "time", "known_words")
    assert without(found, *ignored) == without(wanted, *ignored)
    assert found["time"]["rows"][0]["frames"] == wanted["time"]["rows"][0]["frames"]
    for one, two in zip(found["examples"]["hero"], wanted["examples"]["hero"], strict=True):
        assert without(one, "file", "probability") == without(two, "file", "probability")


def test_a_prefix(model, rows, texts, tmp_path):
    path = write_scores(model, rows, tmp_path / "scored.parquet", prefix="framing_")
    found = report_of(model, path, prefix="framing_")
    assert found["frames"] == report_of(model, texts)["frames"]
    with pytest.raises(InputError, match=r"no column 'hero' .and 6 more.*--prefix"):
        report_of(model, path)


def test_files_scored_apart_hold_documents_of_their_own(model, rows, passages, tmp_path):
    again = write_scores(model, rows, tmp_path / "again.parquet", "sentence")
    report = report_of(model, passages, again)
    assert report["documents"] == 2 * len(rows)
    assert report["notes"] == []


def test_passages_out_of_order_are_noted(model, passages, tmp_path):
    table = pq.read_table(passages)
    pq.write_table(table.sort_by([("hero", "descending")]), tmp_path / "sorted.parquet")
    assert "order" in report_of(model, tmp_path / "sorted.parquet")["notes"][0]


def test_examples_are_the_most_probable(model, texts):
    report = report_of(model, texts, by=("outlet",), examples=2)
    rows = pq.read_table(texts).to_pylist()
    for frame in model.frame_ids:
        best = max(row[frame] for row in rows if frame in (row["frames"] or ()))
        shown = report["examples"][frame]
        assert shown[0]["probability"] == best
        assert rows[shown[0]["row"] - 1][frame] == best
        assert len(shown) == 2
        assert all(one["same_model"] for one in shown)


def test_scores_of_another_model_are_noticed(model, texts, tmp_path):
    table = pq.read_table(texts)
    halved = pa.array([x and x / 2 for x in table["hero"].to_pylist()], pa.float32())
    changed = table.set_column(table.schema.get_field_index("hero"), "hero", halved)
    pq.write_table(changed, tmp_path / "other.parquet")
    assert "another one" in report_of(model, tmp_path / "other.parquet")["notes"][0]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("hero", "much", "which is no number"),
        ("undecided", "perhaps", "no true or false"),
        ("frames", ["nonsense"], "no frame of this model"),
    ],
)
def test_strange_cells(column, value, said, model, texts, tmp_path):
    rows = pq.read_table(texts).to_pylist()[:3]
    rows[1][column] = value
    path = tmp_path / "strange.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(InputError, match=f"strange.jsonl: rows 1 to 3: .*{said}"):
        report_of(model, path)


@pytest.mark.parametrize("options", [{"by": ("outlt",)}, {"time": "outlt"}])
def test_a_column_that_is_not_there(options, model, texts):
    with pytest.raises(InputError, match="no column 'outlt'; did you mean 'outlet'"):
        report_of(model, texts, **options)


def test_no_rows(model, texts, tmp_path):
    pq.write_table(pq.read_table(texts).slice(0, 0), tmp_path / "empty.parquet")
    report = report_of(model, tmp_path / "empty.parquet", by=("outlet",), time="published")
    assert report["texts"] == 0
    assert report["frames"][0]["share"] == [None, None, None]
    assert report["groups"][0]["rows"] == report["time"]["rows"] == []


GROWTH = """
import resource, sys
from pathlib import Path
from framing.files import open_tables
from framing.model_files import load_model
from framing.reporting import Breakdown, Reporter
model = load_model(Path(sys.argv[1]))
with open_tables([sys.argv[2]]) as reader:
    reporter = Reporter(model, reader.schema, Breakdown(by=("outlet", "author"), time="published"))
    for n, chunk in enumerate(reader):
        reporter.add(chunk)
        if n == 3:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = reporter.report()["texts"]
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_does_not_grow_with_the_rows(model, texts, tmp_path):
    from framing.model_files import save_model

    save_model(model, tmp_path / "model")
    part = pq.read_table(texts)
    part = pa.concat_tables([part] * (8192 // part.num_rows + 1)).combine_chunks()
    schema = part.schema.append(pa.field("author", pa.string()))
    with pq.ParquetWriter(tmp_path / "large.parquet", schema) as writer:
        for n in range(20):
            # Ever new values, as of a column that nobody should group by.
            authors = pa.array([f"author {n} {row}" for row in range(part.num_rows)])
            writer.write_table(part.append_column(schema.field("author"), authors))
    command = [sys.executable, "-c", GROWTH, tmp_path / "model", tmp_path / "large.parquet"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows, grown = map(int, done.stdout.split())
    assert rows == 20 * part.num_rows
    assert grown < 60
