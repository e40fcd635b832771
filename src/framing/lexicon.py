"""The lexicon: words and set phrases that hint at a frame, with weights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing.errors import CodebookError, suggest
from framing.text import normalise_term

__all__ = ["CUE_WEIGHTS", "MAX_CUE_WORDS", "Lexicon", "load_lexicon"]

CUE_WEIGHTS = (1, 2, 3)
MAX_CUE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cues: words and set phrases that hint at a frame.

    Attributes
    ----------
    cues : mapping of str to mapping of str to int
        Normalised cue (see `framing.text.normalise_term`) to weight by frame id.
    """

    cues: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(len(weights) for weights in self.cues.values())

    def matrix(self, frame_ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Return the cues in sorted order and their weights.

        Parameters
        ----------
        frame_ids : sequence of str
            The frames whose weights are wanted, in this order.

        Returns
        -------
        cues : list of str, length n_cues
        weights : ndarray of float32, shape (n_cues, n_frames)
        """
        column = {frame: i for i, frame in enumerate(frame_ids)}
        names = sorted(cue for cue, by in self.cues.items() if any(f in column for f in by))
        weights = np.zeros((len(names), len(frame_ids)), dtype=np.float32)
        for row, cue in enumerate(names):
            for frame, weight in self.cues[cue].items():
                if frame in column:
                    weights[row, column[frame]] = weight
        return names, weights

    def of_frame(self, frame_id: str) -> dict[str, int]:
        """Return the cues of one frame with their weights."""
        return {cue: by[frame_id] for cue, by in self.cues.items() if frame_id in by}


def load_lexicon(folder: str | Path, frame_ids: Sequence[str]) -> Lexicon:
    """Load the cues of a folder of ``<frame>.tsv`` files.

    Each line is a cue of one to three words, a tab, and a weight of 1 (hint), 2 (typical)
    or 3 (almost certain). Lines that begin with ``#`` are comments. A folder that isn't
    there is an empty lexicon.

    Raises
    ------
    CodebookError
        Names every fault with file and line, ten at the most.
    """
    folder = Path(folder)
    cues: dict[str, dict[str, int]] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.tsv")):
        frame = path.stem
        if frame not in frame_ids:
            faults.append(
                f"{path}: no frame {frame!r} in the codebook; {suggest(frame, frame_ids)}"
            )
            continue
        for number, cue, weight in _read_cues(path, faults):
            if frame in cues.get(cue, {}):
                faults.append(f"{path}:{number}: the cue {cue!r} stands there twice; keep one")
            else:
                cues.setdefault(cue, {})[frame] = weight
    if faults:
        more = f"\n(and {len(faults) - 10} more)" if len(faults) > 10 else ""
        raise CodebookError("\n".join(faults[:10]) + more)
    return Lexicon(cues)


def _read_cues(path: Path, faults: list[str]) -> Iterator[tuple[int, str, int]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path}: can't be read as UTF-8 text: {error}")
        return
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cue_text, _, weight_text = line.partition("\t")
        cue = normalise_term(cue_text)
        if weight_text.strip() not in {str(weight) for weight in CUE_WEIGHTS}:
            faults.append(f"{path}:{number}: weight {weight_text.strip()!r}; allowed: 1, 2 or 3")
        elif not 1 <= len(cue.split()) <= MAX_CUE_WORDS:
            faults.append(
                f"{path}:{number}: the cue {cue_text!r} has {len(cue.split())} words of two or "
                f"more letters; allowed are 1 to {MAX_CUE_WORDS}"
            )
        else:
            yield number, cue, int(weight_text)
