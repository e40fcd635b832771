"""Learns the word vectors that the default model is trained with: corpus/vectors.npz.

From UN speeches and from posts on the war in Gaza, both under the MIT license, without the
documents that `real_text.py` measures on. Only numbers are kept.
"""

from collections.abc import Iterator

from common import DATA, ROOT, need, read_jsonl
from framing.vectors import learn_vectors, save_vectors

SOURCES = {"ungd_paragraphs.jsonl.gz": "text", "fignews2024.jsonl": "text_en"}
OUTPUT = ROOT / "corpus" / "vectors.npz"


def unlabelled_texts() -> list[str]:
    """Return the texts of all sources, without the documents that are measured on."""
    measured = {row["doc"] for row in read_jsonl(DATA / "frames_dev.jsonl")}
    return list(_texts(measured))


def _texts(measured: set[str]) -> Iterator[str]:
    for name, field in SOURCES.items():
        for row in read_jsonl(DATA / name):
            # A paragraph is named after its speech.
            if row["id"] not in measured and row["id"].rpartition("-")[0] not in measured:
                yield row[field] or ""


def main() -> None:
    """Learn the vectors and write them into the corpus."""
    needed = [need(DATA / name) for name in (*SOURCES, "frames_dev.jsonl")]
    if not all(needed):
        return
    texts = unlabelled_texts()
    vectors = learn_vectors(lambda: texts)
    facts = {
        "texts": len(texts),
        "learned_from": [
            "UN General Debate speeches (MafiAtUN/osaa-unga-analysis, MIT)",
            "posts of FIGNEWS 2024 in English translation (MIT)",
        ],
        "left_out": "documents of frames_dev.jsonl",
    }
    save_vectors(vectors, OUTPUT, facts=facts)
    print(f"{OUTPUT}: {len(vectors.words):,} words, {OUTPUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
