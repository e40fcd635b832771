"""``framing vectors``: files of texts to a file of word vectors."""

import json

from framing.vectors import load_vectors

WORDS = "army soldiers tanks artillery wheat barley harvest meadow".split()
TEXTS = [" ".join(WORDS[n % 8 :] + WORDS[: n % 8]) for n in range(40)]


def test_vectors_of_files_train_a_model(framing, make, corpus_folder, tmp_path):
    make("a.jsonl", "".join(json.dumps({"body": text}) + "\n" for text in TEXTS[:20]))
    make("b.csv", "body\n" + "\n".join(TEXTS[20:]) + "\n")
    done = framing(
        "vectors", "a.jsonl", "b.csv", "--text-column", "body", "-o", "v.npz", "--dimensions", 4
    )
    assert (done.code, done.out) == (0, "v.npz: 8 words, 4 dimensions\n")
    assert set(load_vectors(tmp_path / "v.npz").words) == set(WORDS)
    assert framing("train", corpus_folder, "-o", "m", "--vectors", "v.npz").code == 0


def test_what_is_refused(framing, make, left):
    make("few.csv", "text\narmy tanks\n")
    for arguments, words in (
        (("few.csv",), "0 words stand at least 5 times"),
        (("nothing.csv",), "nothing.csv: no such file"),
        (("few.csv", "--text-column", "body"), "no column 'body'"),
    ):
        done = framing("vectors", *arguments, "-o", "v.npz")
        assert done.code == 2
        assert words in done.err
        assert "v.npz" not in left()
