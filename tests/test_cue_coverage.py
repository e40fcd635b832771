"""The commonest cues of real text are taught by the project's own statements."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from framing.corpus import load_corpus
from framing.lexicon_report import count_cues, uncovered

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("FRAMING_SHARED", ROOT.parent / "shared")) / "data"
#: Real texts in which cues are counted, and the field that holds them.
UNLABELLED = {
    "ungd_paragraphs.jsonl.gz": "text",
    "babe_sg2.jsonl": "text",
    "fignews2024.jsonl": "text_en",
}


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(ROOT / "corpus")


def test_most_common_cues_stand_in_statements_with_and_without_their_frame(corpus):
    """Counted in unlabelled real text, of which each kind counts the same."""
    lexicon = corpus.codebook.lexicon
    frequency = Counter()
    for name, field in UNLABELLED.items():
        if not (path := DATA / name).exists():
            pytest.skip(f"{name} is not there; FRAMING_SHARED names the folder that has data/")
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            counted, n_texts = count_cues(lexicon, (json.loads(x)[field] or "" for x in lines))
        frequency.update({cue: n / n_texts for cue, n in counted.items()})
    assert uncovered(lexicon, corpus, frequency) == []
