"""The model card, in Markdown with Hugging Face's front matter (Mitchell et al. 2019)."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from framing.codebook import Codebook
from framing.corpus import Corpus

__all__ = ["averages_table", "figures_table", "model_card", "voices_table"]


def model_card(codebook: Codebook, corpus: Corpus, metrics: Mapping[str, Any]) -> str:
    """Return the card of a model.

    Parameters
    ----------
    codebook : Codebook
        Of the model.
    corpus : Corpus
        All that it was trained and tested on.
    metrics : mapping
        As ``metrics.json`` has them.
    """
    parts = [
        _front_matter(codebook, corpus, metrics),
        f"# {codebook.title or 'Frames'}: a model of framing\n",
        _use(codebook),
        "## How well it does\n",
        _test_sentence(metrics),
        figures_table(metrics["test"]),
        averages_table(metrics),
        voices_table(metrics.get("voices")),
        _training(corpus, metrics),
        _limits(),
    ]
    return "\n".join(part for part in parts if part)


def figures_table(test: Mapping[str, Any]) -> str:
    """Return the figures by frame and averaged as a Markdown table, with 95 % intervals."""
    names = ("precision", "recall", "f1", "average_precision", "brier", "calibration_error")
    lines = [
        "| frame | texts | " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "| --- | ---: | " + " | ".join("---:" for _ in names) + " |",
    ]
    for frame, figures in test["frames"].items():
        cells = " | ".join(_interval(figures[name]) for name in names)
        lines.append(f"| {frame} | {figures['support']} | {cells} |")
    averages = dict(test["averages"])
    averages["macro_average_precision"] = averages["mean_average_precision"]
    for kind in ("micro", "macro", "samples"):
        cells = " | ".join(_interval(averages.get(f"{kind}_{name}")) for name in names)
        lines.append(f"| **{kind}** | {test['n_rows']} | {cells} |")
    return "\n".join(lines) + "\n"


def _front_matter(codebook: Codebook, corpus: Corpus, metrics: Mapping[str, Any]) -> str:
    languages = sorted({s.lang for s in corpus.statements if s.lang}) or [codebook.language]
    averages = metrics["test"]["averages"]
    lines = ["---", "library_name: framing", "pipeline_tag: text-classification"]
    lines += ["license: apache-2.0", "tags:", "- framing", "- propaganda", "- content-analysis"]
    if any(languages):
        lines += ["language:", *(f"- {_yaml(code)}" for code in languages if code)]
    lines += [
        "model-index:",
        f"- name: {_yaml(codebook.title or 'frames')}",
        "  results:",
        "  - task:",
        "      type: text-classification",
        "    dataset:",
        "      name: held-out contexts of the training corpus",
        "      type: held-out",
        "    metrics:",
    ]
    for kind, name in (("f1", "macro_f1"), ("f1", "micro_f1"), ("map", "mean_average_precision")):
        value = averages[name][0]
        if value is None:
            continue
        lines += [f"    - type: {kind}", f"      name: {name}", f"      value: {value}"]
    return "\n".join([*lines, "---", ""])


def _yaml(text: str) -> str:
    """Return text as YAML reads it: quoted where it isn't a plain code."""
    return text if text.isascii() and text.isalpha() else json.dumps(text, ensure_ascii=False)


def _use(codebook: Codebook) -> str:
    frames = "\n".join(
        f"- `{frame.id}` ({frame.name}): {frame.definition}" for frame in codebook.frames
    )
    return (
        "Tells which discourse frames a text invokes. A frame says nothing of whether a claim is "
        "true, nor who is right; whoever uses the words of a frame gets it, quoted or not.\n\n"
        f"{frames}\n"
    )


def _test_sentence(metrics: Mapping[str, Any]) -> str:
    test = metrics["test"]
    return (
        f"On {test['n_rows']} statements of {test['n_groups']} contexts that were set aside whole "
        "and of which nothing was chosen; in brackets 95 % bootstrap intervals over contexts. "
        "They are statements of the same corpus: how it does on text from elsewhere has to be "
        "measured there.\n"
    )


def averages_table(metrics: Mapping[str, Any]) -> str:
    """Return model and baselines on the held-out statements as a Markdown table."""
    lines = ["| on the same test | macro F1 | mean average precision |", "| --- | ---: | ---: |"]
    rows = {"this model": metrics["test"], **metrics["baselines"]}
    for name, found in rows.items():
        averages = found["averages"]
        cells = (_interval(averages[key]) for key in ("macro_f1", "mean_average_precision"))
        lines.append(f"| {name.replace('_', ' ')} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def voices_table(voices: Mapping[str, Any] | None) -> str:
    """Return how well voices are told as a Markdown confusion table; nothing without voices."""
    if voices is None:
        return ""
    names = list(voices["voices"])
    lines = [
        "## Whose words\n",
        f"Voices of {voices['n_statements']} framed statements, each told by a model that saw no "
        f"statement of its context ({voices['n_contexts']} contexts in five parts); settings were "
        "chosen on the same parts. Rows are what coders said, columns what was found. Macro F1 "
        f"{_interval(voices['macro_f1'])}.\n",
        f"| coded as | {' | '.join(names)} | precision | recall | f1 |",
        "| --- |" + " ---: |" * (len(names) + 3),
    ]
    for voice, figures in voices["voices"].items():
        counts = " | ".join(str(voices["confusion"][voice][name]) for name in names)
        cells = " | ".join(_interval(figures[name]) for name in ("precision", "recall", "f1"))
        lines.append(f"| {voice} | {counts} | {cells} |")
    return "\n".join(lines) + "\n"


def _training(corpus: Corpus, metrics: Mapping[str, Any]) -> str:
    genres = Counter(s.genre for s in corpus.statements if s.genre).most_common()
    lines = ["## What it was trained on\n", f"{len(corpus)} coded statements, test included."]
    if genres:
        lines.append("Genres: " + ", ".join(f"{name} {n}" for name, n in genres) + ".")
    lines += ["", "| setting | value |", "| --- | --- |"]
    for name, value in metrics["training"].items():
        shown = value
        if isinstance(value, Mapping):
            shown = ", ".join(f"{key}: {item}" for key, item in value.items())
        lines.append(f"| {name.replace('_', ' ')} | {shown} |")
    lines += ["", *(f"- {note}" for note in metrics["notes"])]
    return "\n".join(lines) + "\n"


def _limits() -> str:
    return (
        "## Limits\n\n"
        "- It reads words, not facts: irony, allusion and frames without their usual wording are "
        "missed.\n"
        "- A quoted or rejected frame is found like an asserted one, unless a text is read passage "
        "by passage (`--unit`), which tells whose words they are.\n"
        "- In a language or on a subject whose words it doesn't know it answers \"can't tell\".\n"
        "- Probabilities are calibrated for texts as frequent in each frame as the training "
        "corpus; where frames are rarer, prefer an operating point of high precision.\n"
        "- It is a means of reading many texts, not of judging a person.\n"
    )


def _interval(figure: list[float | None] | None) -> str:
    if figure is None:
        return ""
    value, low, high = ("–" if x is None else f"{x:.3f}" for x in figure)
    return f"{value} ({low}–{high})"
