"""``framing score --unit``: a row for each passage, in order, also after a run cut off."""

import csv
import io
import json
import shutil
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import framing as library
from framing.model_files import save_model

FRAMES = ("heroes", "traitors", "victory")
PLACE = ("document", "passage", "paragraph", "start", "end", "voice", "voice_confidence", "speaker")
NEW = (
    *PLACE,
    *FRAMES,
    "frames",
    "own_frames",
    "quoted_frames",
    "known_words",
    "undecided",
    "error",
)
TEXTS = (
    "The fallen heroes of the harvest gave their lives for us. It rains.",
    "\u201cTraitors within sold the river to the enemy,\u201d the general said.\n\nIt rains.",
    "",
)
ROWS = [{"id": f"00{n}", "text": text} for n, text in enumerate(TEXTS)]
#: Row, passage, text, voice, speaker, own frames, quoted frames.
EXPECTED = [
    (0, 0, TEXTS[0][:57], "asserted", None, ["heroes"], []),
    (0, 1, "It rains.", "asserted", None, [], []),
    (1, 0, TEXTS[1][:64], "quoted", "the general", [], ["traitors"]),
    (1, 1, "It rains.", "asserted", None, [], []),
    (2, 0, "", None, None, [], []),
]


def as_file(suffix):
    if suffix == ".parquet":
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(ROWS), sink)
        return sink.getvalue()
    if suffix == ".jsonl":
        return "".join(json.dumps(row) + "\n" for row in ROWS)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "text"])
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue()


def as_rows(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    for row in rows:
        for name in ("document", "passage", "start", "end"):
            row[name] = int(row[name])
        for name in ("frames", "own_frames", "quoted_frames"):
            row[name] = [frame for frame in row[name].split(";") if frame]
        row |= {name: row[name] or None for name in ("voice", "speaker", "error")}
    return rows


def check(rows):
    assert [list(row) for row in rows] == [["id", "text", *NEW]] * len(EXPECTED)
    names = ("document", "passage", "text", "voice", "speaker", "own_frames", "quoted_frames")
    assert [tuple(row[name] for name in names) for row in rows] == EXPECTED
    for row in rows:
        assert row["id"] == f"00{row['document']}"
        assert row["text"] == TEXTS[row["document"]][row["start"] : row["end"]]


@pytest.mark.parametrize("source", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("target", [".csv", ".jsonl", ".parquet"])
def test_formats(source, target, framing, make):
    path = make(f"in{source}", as_file(source))
    done = framing("score", path, "-o", f"out{target}", "--unit", "sentence")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("3 rows, ")
    check(as_rows(path.with_name(f"out{target}")))


def test_the_same_as_the_library(framing, make, model_folder):
    make("in.jsonl", as_file(".jsonl"))
    rows = framing("score", "in.jsonl", "-o", "-", "--unit", "paragraph").rows
    classifier = library.load(model_folder)
    passages = [p for text in TEXTS for p in classifier.read_document(text, "paragraph").passages]
    assert len(rows) == len(passages) + 1
    for row, passage in zip(rows, passages, strict=False):
        assert (row["start"], row["end"]) == (passage.start, passage.end)
        chances = [score.probability for score in passage.found.scores]
        assert [row[frame] for frame in FRAMES] == pytest.approx(chances, abs=1e-5)


def test_rows_that_fail(framing, make):
    make("in.jsonl", '{"text": 5}\n{"text": "It rains. It snows."}\n{"text": null}\n')
    done = framing("score", "in.jsonl", "-o", "-", "--unit", "sentence")
    assert done.code == 1
    assert [(r["document"], r["passage"], r["error"] is None) for r in done.rows] == [
        *((0, 0, False), (1, 0, True), (1, 1, True), (2, 0, False))
    ]
    assert "row 1" in done.err
    assert "3 rows" in done.err
    assert "2 not scored" in done.err


def test_a_prefix(framing, make):
    make("in.jsonl", '{"text": "It rains.", "voice": "loud"}\n')
    refused = framing("score", "in.jsonl", "-o", "-", "--unit", "sentence")
    assert refused.code == 2
    assert "'voice' already" in refused.err
    (row,) = framing("score", "in.jsonl", "-o", "-", "--unit", "sentence", "--prefix", "f_").rows
    assert list(row) == ["text", "voice", *(f"f_{name}" for name in NEW)]


class TestParts:
    OPTIONS = ("--unit", "sentence", "--parts", "--batch-size", "4", "--part-rows", "12")

    @pytest.fixture
    def source(self, make):
        rows = [{"row": n, "text": TEXTS[n % 3]} for n in range(60)]
        return make("in.jsonl", "".join(json.dumps(row) + "\n" for row in rows))

    def parts(self, folder):
        return {path.name: path.read_bytes() for path in sorted(folder.glob("part-*"))}

    def test_a_run_cut_off_goes_on(self, source, framing):
        options = ["score", "in.jsonl", "-o", "out.jsonl", *self.OPTIONS]
        assert framing(*options).code == 0
        folder = source.with_name("out.jsonl")
        whole = self.parts(folder)
        assert len(whole) > 3
        rows = [json.loads(line) for data in whole.values() for line in data.splitlines()]
        assert [row["document"] for row in rows] == [row["row"] for row in rows]
        assert sorted({row["row"] for row in rows}) == list(range(60))
        journal = folder / "_journal.jsonl"
        journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:3]))
        for name in sorted(whole)[2:]:
            (folder / name).unlink()
        again = framing(*options)
        assert "going on after " in again.err
        assert "60 rows" in again.err
        assert self.parts(folder) == whole

    def test_other_voices_are_refused_where_they_matter(
        self, source, framing, model_folder, voice_model, tmp_path
    ):
        model = library.load(model_folder).model
        save_model(replace(model, voice=voice_model), tmp_path / "spoken")
        with_unit = ["score", source, "-o", "out.jsonl", *self.OPTIONS]
        assert framing(*with_unit).code == 0
        refused = framing(*with_unit, "-m", tmp_path / "spoken")
        assert refused.code == 2
        assert "voices was 'rules', is now" in refused.err
        assert framing(*with_unit[:4], *self.OPTIONS[2:]).code == 2
        shutil.rmtree(tmp_path / "out.jsonl")
        without = ["score", source, "-o", "out.jsonl", *self.OPTIONS[2:]]
        assert framing(*without).code == 0
        assert framing(*without, "-m", tmp_path / "spoken").code == 0
