"""Learns the shipped word vectors: corpus/vectors.npz.

From UN speeches under the MIT license, without the documents that `real_text.py` measures on.
Only numbers are kept.
"""

from common import DATA, ROOT, need, read_jsonl
from framing.vectors import learn_vectors, save_vectors

SOURCE = "ungd_paragraphs.jsonl.gz"
OUTPUT = ROOT / "corpus" / "vectors.npz"


def unlabelled_texts() -> list[str]:
    """Return the paragraphs of the speeches that nothing is measured on."""
    measured = {row["doc"] for row in read_jsonl(DATA / "frames_dev.jsonl")}
    # A paragraph is named after its speech.
    return [
        row["text"]
        for row in read_jsonl(DATA / SOURCE)
        if row["id"].rpartition("-")[0] not in measured
    ]


def main() -> None:
    """Learn the vectors and write them into the corpus."""
    needed = [need(DATA / name) for name in (SOURCE, "frames_dev.jsonl")]
    if not all(needed):
        return
    texts = unlabelled_texts()
    vectors = learn_vectors(lambda: texts)
    facts = {
        "texts": len(texts),
        "learned_from": "UN General Debate speeches (MafiAtUN/osaa-unga-analysis, MIT)",
        "left_out": "documents of frames_dev.jsonl",
    }
    save_vectors(vectors, OUTPUT, facts=facts)
    print(f"{OUTPUT}: {len(vectors.words):,} words, {OUTPUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
