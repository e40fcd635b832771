"""How well voices are told: figures of a confusion, and those of the model that is shipped."""

import json

import numpy as np
import pytest

from framing.codebook import Codebook
from framing.corpus import Corpus, Statement
from framing.errors import TrainingError
from framing.model import default_model_path
from framing.model_files import load_model
from framing.voice import voice_of
from framing.voice_evaluation import evaluate_voices, learn_voices
from framing.voice_model import VOICES

#: By voice, what stands before and behind the same words.
WORDING = {
    "asserted": ("", ""),
    "quoted": ("\u201c", "\u201d, the general said"),
    "reported": ("The ministry claimed that ", ""),
    "discussed": ("Propaganda keeps repeating the phrase that ", ""),
    "rejected": ("It is false that ", ""),
}


def corpus_of(n_contexts):
    return Corpus(
        Codebook.from_ids(["war"]),
        tuple(
            Statement(
                f"{context}-{voice}",
                f"{before}the army has won the war again{behind}.",
                ("war",),
                voice=voice,
                context=f"c{context}",
            )
            for context in range(n_contexts)
            for voice, (before, behind) in WORDING.items()
        ),
    )


def test_figures_of_a_confusion():
    voices = np.array([0, 0, 1, 2, 3, 4])
    found = np.eye(5)[[0, 1, 1, 2, 3, 0]]
    evaluation = evaluate_voices(voices, found, np.arange(6))
    assert evaluation.confusion.tolist() == [
        [1, 1, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [1, 0, 0, 0, 0],
    ]
    data = evaluation.to_dict()
    assert data["voices"]["asserted"]["f1"][0] == 0.5
    assert data["voices"]["rejected"]["f1"][0] == 0
    assert data["macro_f1"][0] == pytest.approx((0.5 + 2 / 3 + 1 + 1 + 0) / 5, abs=1e-6)
    assert data["accuracy"] == pytest.approx(4 / 6, abs=1e-6)
    assert data["confusion"]["asserted"]["quoted"] == 1
    assert (data["n_statements"], data["n_contexts"]) == (6, 6)


def test_plain_wording_is_learned():
    model, evaluation = learn_voices(corpus_of(8))
    assert evaluation.evaluation.averages["macro_f1"].value == 1
    assert np.diag(evaluation.confusion).tolist() == [8] * 5
    for voice, (before, behind) in WORDING.items():
        text = f"{before}the army has won the war again{behind}."
        assert voice_of(text, model=model).voice == voice


def test_too_few_contexts():
    with pytest.raises(TrainingError, match="asserted stand in 4 contexts; at least 5"):
        learn_voices(corpus_of(4))


def test_voices_of_the_shipped_model():
    folder = default_model_path()
    found = json.loads((folder / "metrics.json").read_bytes())["voices"]
    assert found["macro_f1"][0] >= 0.80
    assert found["voices"]["quoted"]["f1"][0] >= 0.90
    assert found["voices"]["asserted"]["f1"][0] >= 0.90
    assert set(found["voices"]) == set(VOICES)
    rows = [list(row.values()) for row in found["confusion"].values()]
    assert np.sum(rows) == found["n_statements"]
    card = (folder / "MODEL_CARD.md").read_text("utf-8")
    for voice, row in zip(VOICES, rows, strict=True):
        assert f"| {voice} | {' | '.join(map(str, row))} |" in card
    assert load_model(folder).voice is not None
