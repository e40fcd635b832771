"""The harness itself, on a classifier whose answers are known."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from . import harness

FRAMES = ("liberation", "triumph")


class Scripted:
    """Gives each text the probabilities that it was told."""

    frame_ids = FRAMES
    model = SimpleNamespace(thresholds=np.array([0.5, 0.5]))

    def __init__(self, **answers):
        self.answers = answers

    def predict_proba(self, texts):
        return np.array([self.answers[text] for text in texts])


def fails(capability, fields, **answers):
    case = harness.parse_case(capability, {"id": "x", **fields})
    return bool(harness.run_cases([case], Scripted(**answers)))


@pytest.mark.parametrize(
    ("absent", "a", "expected"),
    [
        ([], (0.5, 0.9), False),  # at its threshold a frame is present
        ([], (0.49, 0.0), True),
        (["triumph"], (0.9, 0.49), False),
        (["triumph"], (0.9, 0.5), True),
    ],
)
def test_functionality(absent, a, expected):
    fields = {"text": "a", "present": ["liberation"], "absent": absent}
    assert fails("minimum_functionality", fields, a=a) is expected


@pytest.mark.parametrize(("a", "expected"), [((0.4, 0.4), False), ((0.4, 0.6), True)])
def test_a_star_means_every_frame(a, expected):
    fields = {"text": "a", "present": [], "absent": ["*"]}
    assert fails("minimum_functionality", fields, a=a) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [(0.6, 0.4, False), (0.6, 0.6, True), (0.4, 0.4, True), (0.4, 0.6, True)],
)
def test_pair(a, b, expected):
    fields = {"frame": "liberation", "with": "a", "without": "b"}
    assert fails("minimal_pairs", fields, a=(a, 0), b=(b, 0)) is expected


@pytest.mark.parametrize(
    ("a", "b", "c", "expected"),
    [(0.6, 0.9, 0.5, False), (0.4, 0.0, 0.1, False), (0.6, 0.7, 0.4, True), (0.4, 0.6, 0.6, True)],
)
def test_invariance_is_sameness_of_decision(a, b, c, expected):
    fields = {"frames": ["liberation"], "text": "a", "variants": ["b", "c"]}
    assert fails("actors", fields, a=(a, 0), b=(b, 1), c=(c, 0)) is expected


@pytest.mark.parametrize(
    ("direction", "a", "b", "expected"),
    [
        ("up", 0.10, 0.13, False),
        ("up", 0.10, 0.11, True),
        ("up", 0.13, 0.10, True),
        ("up", 0.985, 0.981, False),
        ("up", 0.985, 0.97, True),
        ("up", 0.001, 0.001, True),
        ("down", 0.13, 0.10, False),
        ("down", 0.10, 0.13, True),
        ("down", 0.015, 0.012, False),
        ("down", 0.99, 0.99, True),
    ],
)
def test_direction(direction, a, b, expected):
    fields = {"frame": "liberation", "text": "a", "changed": "b", "direction": direction}
    assert fails("direction", fields, a=(a, 0), b=(b, 0)) is expected


def test_cases_with_different_numbers_of_texts_keep_their_own_scores():
    cases = [
        harness.parse_case("actors", {"id": "1", "frames": ["liberation"], "text": "a",
                                      "variants": ["b", "c"]}),
        harness.parse_case("minimal_pairs", {"id": "2", "frame": "triumph", "with": "d",
                                             "without": "a"}),
    ]  # fmt: skip
    answers = {"a": (0.6, 0.1), "b": (0.6, 0.1), "c": (0.6, 0.1), "d": (0.1, 0.2)}
    (failure,) = harness.run_cases(cases, Scripted(**answers))
    assert failure.case.id == "2"
    assert "missing: triumph 0.20" in str(failure)


@pytest.mark.parametrize(
    ("capability", "fields", "message"),
    [
        ("actors", {"frames": ["liberation"], "text": "a", "variants": ["b"]}, "no id"),
        ("actors", {"id": "x", "frames": ["liberation"], "text": "a", "variants": []}, "variants"),
        ("actors", {"id": "x", "frames": [], "text": "a", "variants": ["b"]}, "name frames"),
        ("actors", {"id": "x", "frames": ["f"], "text": "a", "variants": ["a"]}, "the same"),
        ("actors", {"id": "x", "frames": ["f"], "text": "a"}, "missing or unknown"),
        ("minimal_pairs", {"id": "x", "frame": "f", "without": "a"}, "missing or unknown"),
        ("minimal_pairs", {"id": "x", "frame": "f", "with": " ", "without": "a"}, "empty"),
        ("direction", {"id": "x", "frame": "f", "text": "a", "changed": "b", "direction": "left"},
         "'up' or 'down'"),
        ("minimum_functionality", {"id": "x", "text": "a", "present": ["f"], "absent": ["f"]},
         "once"),
    ],
)  # fmt: skip
def test_malformed_cases_are_refused(capability, fields, message):
    with pytest.raises(harness.CaseError, match=message):
        harness.parse_case(capability, fields)


def test_unknown_frames_are_refused():
    case = harness.parse_case("minimal_pairs", {"id": "x", "frame": "f", "with": "a",
                                                "without": "b"})  # fmt: skip
    with pytest.raises(harness.CaseError, match="unknown frames: f"):
        harness.run_cases([case], Scripted())


def test_ids_must_be_unique_over_all_files(tmp_path):
    for path in harness.CASES.glob("*.jsonl"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    case = json.loads((tmp_path / "typos.jsonl").read_text(encoding="utf-8").splitlines()[0])
    with (tmp_path / "spelling.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(case) + "\n")
    with pytest.raises(harness.CaseError, match=case["id"]):
        harness.load_cases(tmp_path)


def test_a_missing_file_and_a_broken_line_are_named(tmp_path):
    with pytest.raises(harness.CaseError, match="has no cases for"):
        harness.load_cases(tmp_path)
    (tmp_path / "typos.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(harness.CaseError, match="line 1: not JSON"):
        harness.load_capability(tmp_path / "typos.jsonl")
