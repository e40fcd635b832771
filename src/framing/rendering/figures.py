"""What all renderings of an evaluation share: names, order and form of its figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = [
    "ABSTENTION",
    "CEILING",
    "COLUMNS",
    "NAMES",
    "abstention_rows",
    "average_rows",
    "ceiling_rows",
    "ceiling_summary",
    "confused_pairs",
    "interval",
    "number",
    "percent",
    "summary",
    "with_interval",
]

#: Head of the table of texts that were decided on and of those that weren't.
ABSTENTION = ("", "texts", "carry a frame", "micro F1", "exact match")
#: Figures of a frame, in the order in which they are shown.
COLUMNS = (
    "precision",
    "recall",
    "f1",
    "matthews",
    "average_precision",
    "roc_auc",
    "brier",
    "calibration_error",
)
NAMES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "matthews": "MCC",
    "average_precision": "avg. prec.",
    "roc_auc": "ROC AUC",
    "brier": "Brier",
    "calibration_error": "cal. error",
}
#: Columns of the comparison with coders.
CEILING = ("alpha", "F1 of coders", "F1 of the model", "difference")
AVERAGES = ("macro", "micro", "weighted", "samples")


def number(value: float | None) -> str:
    """Return a figure with three decimals; a dash where it is undefined."""
    return "–" if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    """Return a share as a whole percentage."""
    return "–" if value is None else f"{value:.0%}"


def interval(figure: Sequence[float | None]) -> str:
    """Return the interval of a figure.

    Examples
    --------
    >>> interval([0.5, 0.4125, 0.6])
    '.41–.60'
    >>> interval([-0.1, -0.25, -0.001])
    '-.25–.00'
    """
    low, high = ("–" if x is None else _short(x) for x in figure[1:])
    return "" if figure[1] is None else f"{low}–{high}"


def _short(value: float) -> str:
    return f"{value:z.2f}".removeprefix("0").replace("-0", "-")


def with_interval(figure: Sequence[float | None] | None) -> str:
    """Return a figure with its interval in brackets; nothing where there is no such figure."""
    if figure is None:
        return ""
    found = interval(figure)
    return f"{number(figure[0])} ({found})" if found else number(figure[0])


def average_rows(report: Mapping[str, Any]) -> Iterator[tuple[str, list[Sequence[float] | None]]]:
    """Yield the averages by kind: its name, and its figures in the order of `COLUMNS`."""
    averages = dict(report["averages"])
    averages["macro_average_precision"] = averages.get("mean_average_precision")
    for kind in AVERAGES:
        yield kind, [averages.get(f"{kind}_{name}") for name in COLUMNS]


def ceiling_rows(
    report: Mapping[str, Any],
) -> Iterator[tuple[str, bool, list[Sequence[float | None] | None]]]:
    """Yield name, whether it is an average, and figures of coders and of the model beside them."""
    names = ("alpha", "coders_f1", "model_f1", "difference")
    for part in ("frames", "averages"):
        for name, figures in report["ceiling"][part].items():
            yield name, part == "averages", [figures.get(what) for what in names]


def ceiling_summary(report: Mapping[str, Any]) -> str:
    """Return a sentence on what the comparison with coders is of."""
    found = report["ceiling"]
    coders = ", ".join(found["coders"][:5]) + (" …" if len(found["coders"]) > 5 else "")
    return (
        f"of {found['n_texts']} texts that two coders or more have coded ({coders}): how well "
        "coders predict each other, and how well the model predicts a coder"
    )


def abstention_rows(report: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield the rows of what was decided on and what wasn't, under `ABSTENTION`."""
    found = report["abstention"]
    for name, words in (("answered", "decided on"), ("unanswered", "can't tell (if it had)")):
        yield [
            words,
            f"{found[f'{name}_texts']:.0f}",
            percent(found[f"{name}_with_frame"]),
            number(found[f"{name}_micro_f1"]),
            number(found[f"{name}_exact_match"]),
        ]


def confused_pairs(report: Mapping[str, Any], limit: int) -> list[tuple[str, str, float]]:
    """Return which frames were most often taken for which: coded, decided, how often."""
    names, counts = report["confusion"]["names"], report["confusion"]["counts"]
    pairs = [
        (coded, decided, counts[i][j])
        for i, coded in enumerate(names[:-1])
        for j, decided in enumerate(names[:-1])
        if i != j and counts[i][j] > 0
    ]
    return sorted(pairs, key=lambda pair: -pair[2])[:limit]


def summary(report: Mapping[str, Any]) -> str:
    """Return a sentence on what was judged, and how."""
    data = report["data"]
    judged = f"{report['n_rows']} texts, {data['frames']} frames"
    if report["n_groups"] != report["n_rows"]:
        judged += f", {report['n_groups']} groups"
    if report["kind"] == "cross-validation":
        return f"Cross-validation, {len(report['splits'])} splits: {judged}, judged out of fold"
    return f"Evaluation: {judged}"
