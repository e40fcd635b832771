import json
from dataclasses import replace

import numpy as np
import pytest

from framing.codebook import Codebook, Frame
from framing.rendering.card import figures_table, model_card, voices_table
from framing.training_files import training_to_dict
from framing.voice_evaluation import evaluate_voices
from framing.voice_model import VOICES


@pytest.fixture(scope="module")
def metrics(trained):
    return json.loads(json.dumps(training_to_dict(trained)))


def front_matter(card):
    assert card.startswith("---\n")
    return card.split("\n---\n")[0].splitlines()[1:]


def value_of(lines, key):
    """Return the values of a key in simple YAML: a quoted string, or one that needs no quotes."""
    texts = [line.partition(f"{key}: ")[2] for line in lines if line.strip("- ").startswith(key)]
    for text in texts:
        if not text.startswith('"'):
            assert not set(text) & set("#:[]{}\n\"'&*!|>%@`"), f"needs quotes in YAML: {text}"
    return [json.loads(text) if text.startswith('"') else text for text in texts]


def cells(table):
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]


def test_front_matter(codebook, corpus, metrics):
    lines = front_matter(model_card(codebook, corpus, metrics))
    for line in ("library_name: framing", "pipeline_tag: text-classification", "- en"):
        assert line in lines
    assert value_of(lines, "license") == ["apache-2.0"]
    figures = dict(zip(value_of(lines, "name")[2:], value_of(lines, "value"), strict=True))
    averages = metrics["test"]["averages"]
    assert {name: float(value) for name, value in figures.items()} == {
        name: averages[name][0] for name in ("macro_f1", "micro_f1", "mean_average_precision")
    }


@pytest.mark.parametrize(
    "title", ["War: a codebook", "# one", "[x]", 'He said "no"', "a\nb: c", ""]
)
def test_any_title_stays_yaml(title, codebook, corpus, metrics):
    card = model_card(replace(codebook, title=title), corpus, metrics)
    assert value_of(front_matter(card), "name")[0] in (title or "frames", title.replace("\n", " "))


def test_an_undefined_figure_is_null_or_left_out(codebook, corpus, metrics):
    averages = metrics["test"]["averages"] | {"macro_f1": [None, None, None]}
    metrics = metrics | {"test": metrics["test"] | {"averages": averages}}
    assert "None" not in "\n".join(front_matter(model_card(codebook, corpus, metrics)))


def test_figures_table(metrics):
    header, rule, *rows = cells(figures_table(metrics["test"]))
    assert {len(row) for row in (header, rule, *rows)} == {8}
    assert [row[0] for row in rows] == [*metrics["test"]["frames"], *KINDS]
    for frame, row in zip(metrics["test"]["frames"], rows, strict=False):
        value, low, high = metrics["test"]["frames"][frame]["f1"]
        assert row[4] == f"{value:.3f} ({low:.3f}–{high:.3f})"


KINDS = ("**micro**", "**macro**", "**samples**")


def test_what_a_reader_has_to_know(codebook, corpus, metrics):
    card = model_card(codebook, corpus, metrics | {"notes": ["something was left out"]})
    for heading in ("## How well it does", "## What it was trained on", "## Limits"):
        assert heading in card
    for frame in codebook.frames:
        assert f"- `{frame.id}` ({frame.name}): {frame.definition}" in card
    assert f"{len(corpus)} coded statements, test included." in card
    assert f"On {metrics['test']['n_rows']} statements of {metrics['test']['n_groups']}" in card
    for baseline in ("this model", "most frequent", "lexicon"):
        assert f"| {baseline} |" in card
    assert "- something was left out" in card


def test_a_codebook_that_knows_nothing_but_ids(corpus, metrics):
    book = Codebook((Frame("hero", "Hero"),))
    bare = replace(corpus, statements=tuple(replace(s, lang="") for s in corpus.statements))
    card = model_card(book, bare, metrics)
    assert "# Frames: a model of framing" in card
    assert "language:" not in card


def test_voices_table():
    voices = np.repeat(np.arange(5), 4)
    found = np.eye(5)[np.where(np.arange(20) % 4 == 0, 0, voices)]
    data = evaluate_voices(voices, found, np.arange(20)).to_dict()
    table = voices_table(json.loads(json.dumps(data)))
    assert "20 framed statements" in table
    assert "(20 contexts" in table
    header, _, *rows = cells(table[table.index("| coded as") :])
    assert header == ["coded as", *VOICES, "precision", "recall", "f1"]
    assert rows[0][:6] == ["asserted", "4", "0", "0", "0", "0"]
    assert rows[4][:6] == ["rejected", "1", "0", "0", "0", "3"]
    assert rows[4][7].startswith("0.750 (")
    assert data["macro_f1"][0] == pytest.approx((2 / 3 + 4 * 6 / 7) / 5)


def test_a_card_without_voices(codebook, corpus, metrics):
    assert metrics["voices"] is None
    assert "Whose words" not in model_card(codebook, corpus, metrics)
