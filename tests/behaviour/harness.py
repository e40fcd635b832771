"""Behaviour cases: load them, run a classifier over them, say which it fails and why.

Run it as a file for a table: ``python tests/behaviour/harness.py [--failures]``.
The forms of the cases are described in README.md beside this file.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]
Check = Callable[["Case", "Scores"], list[str]]

CASES = Path(__file__).parent / "cases"
EVERY_FRAME = "*"
MINIMUM_MOVE = 0.02  # what a cue has to move the probability by ...
CERTAIN = 0.98  # ... unless it is beyond this already, or beyond 1 - CERTAIN on its way down


class CaseError(ValueError):
    """A behaviour case that is not well-formed."""


class Model(Protocol):
    """The part of a model that a decision needs."""

    @property
    def thresholds(self) -> NDArray[np.floating]:
        """One threshold per frame."""


class Classifier(Protocol):
    """What the cases are run with."""

    @property
    def frame_ids(self) -> tuple[str, ...]:
        """Ids of the frames, in the order of the columns."""

    @property
    def model(self) -> Model:
        """The model, with its thresholds."""

    def predict_proba(self, texts: Iterable[str], /) -> Probabilities:
        """Probabilities, shape (n_texts, n_frames)."""


@dataclass(frozen=True)
class Case:
    """One case: its texts, the frames that it names, and what is expected of them."""

    id: str
    capability: str
    texts: tuple[str, ...]
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    direction: str = ""

    @property
    def named_frames(self) -> tuple[str, ...]:
        """Every frame that the case says something about."""
        return self.present + self.absent + self.frames


@dataclass(frozen=True)
class Scores:
    """Probabilities of one case's texts, shape (n_texts, n_frames), with the frames' thresholds."""

    frame_ids: tuple[str, ...]
    thresholds: NDArray[np.floating]
    probabilities: Probabilities

    def probability(self, frame: str, text: int = 0) -> float:
        """Return the probability of a frame in the case's text of that number."""
        return float(self.probabilities[text, self.frame_ids.index(frame)])

    def has(self, frame: str, text: int = 0) -> bool:
        """Return whether the frame counts as present in the text."""
        return self.probability(frame, text) >= float(self.thresholds[self.frame_ids.index(frame)])

    def shown(self, frame: str, text: int = 0) -> str:
        """Return the frame with its probability and threshold, for messages."""
        threshold = self.thresholds[self.frame_ids.index(frame)]
        return f"{frame} {self.probability(frame, text):.2f} (threshold {threshold:.2f})"


@dataclass(frozen=True)
class Failure:
    """A case that a classifier failed."""

    case: Case
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        """Show the case, its first text and the reasons."""
        return f"{self.case.id}: {self.case.texts[0]}\n    " + "\n    ".join(self.reasons)


@dataclass(frozen=True)
class Result:
    """How a classifier did on one capability."""

    capability: str
    n_cases: int
    failures: tuple[Failure, ...]

    @property
    def n_passed(self) -> int:
        """Number of cases passed."""
        return self.n_cases - len(self.failures)

    @property
    def pass_rate(self) -> float:
        """Share of cases passed; 0 where there are none."""
        return self.n_passed / self.n_cases if self.n_cases else 0.0


def check_functionality(case: Case, scores: Scores) -> list[str]:
    """Return what is missing and what is there without cause."""
    absent = case.absent
    if absent == (EVERY_FRAME,):
        absent = scores.frame_ids
    missing = [f"missing: {scores.shown(f)}" for f in case.present if not scores.has(f)]
    return missing + [f"wrong: {scores.shown(f)}" for f in absent if scores.has(f)]


def check_pair(case: Case, scores: Scores) -> list[str]:
    """Return the sentence of the pair that got the wrong decision, or both."""
    (frame,) = case.frames
    reasons = []
    if not scores.has(frame, 0):
        reasons.append(f"missing: {scores.shown(frame, 0)}")
    if scores.has(frame, 1):
        reasons.append(f"wrong: {scores.shown(frame, 1)} in: {case.texts[1]}")
    return reasons


def check_invariance(case: Case, scores: Scores) -> list[str]:
    """Return the variants whose decision differs from the text's."""
    return [
        f"changed: {scores.shown(frame)} -> {scores.shown(frame, number)} in: {case.texts[number]}"
        for frame in case.frames
        for number in range(1, len(case.texts))
        if scores.has(frame, number) != scores.has(frame)
    ]


def check_direction(case: Case, scores: Scores) -> list[str]:
    """Return the move of the probability, if it isn't as expected."""
    (frame,) = case.frames
    before, after = scores.probability(frame, 0), scores.probability(frame, 1)
    sign = 1 if case.direction == "up" else -1
    room_left = min(before, after) < CERTAIN if sign > 0 else max(before, after) > 1 - CERTAIN
    if room_left and sign * (after - before) < MINIMUM_MOVE:
        moved = f"{frame} {before:.3f} -> {after:.3f}"
        return [f"not {case.direction}: {moved} in: {case.texts[1]}"]
    return []


CHECKS: dict[str, Check] = {
    "minimum_functionality": check_functionality,
    "minimal_pairs": check_pair,
    "actors": check_invariance,
    "typos": check_invariance,
    "quotation_marks": check_invariance,
    "letter_case": check_invariance,
    "spelling": check_invariance,
    "direction": check_direction,
}


def parse_case(capability: str, fields: dict[str, Any]) -> Case:
    """Make a case of a JSON object.

    Raises
    ------
    CaseError
        The object has not the form that its capability asks for.
    """
    name = fields.get("id")
    if not isinstance(name, str) or not name:
        raise CaseError(f"a case of {capability} has no id: {fields}")
    check = CHECKS[capability]
    try:
        rest = {key: value for key, value in fields.items() if key != "id"}
        if check is check_functionality:
            case = _functionality(name, capability, **rest)
        elif check is check_pair:
            case = _pair(name, capability, rest.pop("with"), **rest)
        elif check is check_invariance:
            case = _invariance(name, capability, **rest)
        else:
            case = _direction(name, capability, **rest)
    except (TypeError, KeyError) as error:
        raise CaseError(f"{name}: fields missing or unknown: {error}") from error
    _validate(case)
    return case


def _functionality(
    name: str, capability: str, *, text: str, present: list[str], absent: list[str]
) -> Case:
    return Case(name, capability, (text,), present=tuple(present), absent=tuple(absent))


def _pair(name: str, capability: str, with_frame: str, *, frame: str, without: str) -> Case:
    return Case(name, capability, (with_frame, without), frames=(frame,))


def _invariance(
    name: str, capability: str, *, frames: list[str], text: str, variants: list[str]
) -> Case:
    return Case(name, capability, (text, *variants), frames=tuple(frames))


def _direction(
    name: str, capability: str, *, frame: str, text: str, changed: str, direction: str
) -> Case:
    return Case(name, capability, (text, changed), frames=(frame,), direction=direction)


def _validate(case: Case) -> None:
    if not all(isinstance(text, str) and text.strip() for text in case.texts):
        raise CaseError(f"{case.id}: a text is empty or not a string")
    if len(set(case.texts)) != len(case.texts):
        raise CaseError(f"{case.id}: two of its texts are the same")
    named = case.named_frames
    if not named or len(set(named)) != len(named):
        raise CaseError(f"{case.id}: it must name frames, and each of them once")
    check = CHECKS[case.capability]
    if check is check_invariance and len(case.texts) < 2:
        raise CaseError(f"{case.id}: it has no variants")
    if check is check_direction and case.direction not in {"up", "down"}:
        raise CaseError(f"{case.id}: direction must be 'up' or 'down', not {case.direction!r}")


def load_capability(path: Path) -> tuple[Case, ...]:
    """Read the cases of one file, which is named after its capability.

    Raises
    ------
    CaseError
        A line is not a well-formed case, or the file's name is no capability.
    """
    if path.stem not in CHECKS:
        raise CaseError(f"{path}: no such capability; there are {', '.join(CHECKS)}")
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            raise CaseError(f"{path}, line {number}: not JSON: {error}") from error
        if not isinstance(fields, dict):
            raise CaseError(f"{path}, line {number}: not a JSON object")
        cases.append(parse_case(path.stem, fields))
    return tuple(cases)


def load_cases(folder: Path = CASES) -> dict[str, tuple[Case, ...]]:
    """Read all cases, by capability.

    Raises
    ------
    CaseError
        A file is missing, a case is not well-formed, or two have the same id.
    """
    missing = [name for name in CHECKS if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        raise CaseError(f"{folder} has no cases for {', '.join(missing)}")
    cases = {name: load_capability(folder / f"{name}.jsonl") for name in CHECKS}
    ids = Counter(case.id for group in cases.values() for case in group)
    twice = [name for name, count in ids.items() if count > 1]
    if twice:
        raise CaseError(f"ids must be unique; these are not: {', '.join(twice)}")
    return cases


def run_cases(cases: Sequence[Case], classifier: Classifier) -> list[Failure]:
    """Run cases of any capabilities, and return those that fail, in order.

    Raises
    ------
    CaseError
        A case names a frame that the classifier doesn't have.
    """
    frame_ids = tuple(classifier.frame_ids)
    for case in cases:
        unknown = set(case.named_frames) - {*frame_ids, EVERY_FRAME}
        if unknown:
            raise CaseError(f"{case.id}: unknown frames: {', '.join(sorted(unknown))}")
    texts = [text for case in cases for text in case.texts]
    probabilities = np.asarray(classifier.predict_proba(texts), dtype=np.float64)
    thresholds = np.asarray(classifier.model.thresholds)
    failures = []
    start = 0
    for case in cases:
        stop = start + len(case.texts)
        scores = Scores(frame_ids, thresholds, probabilities[start:stop])
        reasons = CHECKS[case.capability](case, scores)
        if reasons:
            failures.append(Failure(case, tuple(reasons)))
        start = stop
    return failures


def run_capabilities(
    cases: dict[str, tuple[Case, ...]], classifier: Classifier
) -> dict[str, Result]:
    """Run all cases and return the result of each capability."""
    return {
        name: Result(name, len(group), tuple(run_cases(group, classifier)))
        for name, group in cases.items()
    }


def format_table(results: Iterable[Result]) -> str:
    """Return capability, cases, passed and rate as a table in plain text."""
    rows = [f"{'capability':<24}{'cases':>6}{'passed':>8}{'rate':>7}"]
    rows += [
        f"{result.capability:<24}{result.n_cases:>6}{result.n_passed:>8}{result.pass_rate:>7.2f}"
        for result in results
    ]
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table for a model, and the failures where they are asked for."""
    import framing

    parser = argparse.ArgumentParser(description="Run the behaviour cases.")
    parser.add_argument("--model", help="a model's folder or zip file; else the default model")
    parser.add_argument("--failures", action="store_true", help="show the failed cases too")
    options = parser.parse_args(arguments)
    results = run_capabilities(load_cases(), framing.load(options.model))
    sys.stdout.write(format_table(results.values()) + "\n")
    if options.failures:
        for result in results.values():
            for failure in result.failures:
                sys.stdout.write(f"\n{failure}")
        sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
