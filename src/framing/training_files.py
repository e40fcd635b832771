"""What training writes: the model's folder with its metrics and its card."""

from pathlib import Path
from typing import Any

from framing.corpus import Corpus
from framing.errors import OutputError
from framing.model_files import check_place, save_model
from framing.rendering.card import model_card
from framing.rendering.plain import to_json
from framing.training import Training

__all__ = ["check_output", "save_training", "training_to_dict"]


def check_output(path: Path, *, force: bool) -> None:
    """Complain before an hour of training, not after it.

    Raises
    ------
    OutputError
        There is something already and `force` isn't given, or the place can't be written to.
    """
    if path.suffix == ".zip":
        raise OutputError(f"{path}: training writes a folder; give a name without .zip")
    check_place(path, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.parent / f".{path.name}.probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror or error}") from error


def save_training(training: Training, corpus: Corpus, path: Path, *, force: bool = False) -> None:
    """Write model, ``metrics.json`` and ``MODEL_CARD.md`` to a folder, all or nothing.

    Raises
    ------
    OutputError
        The place can't be written to.
    """
    metrics = training_to_dict(training)
    companions = {
        "metrics.json": to_json(metrics) + "\n",
        "MODEL_CARD.md": model_card(training.model.codebook, corpus, metrics),
    }
    save_model(training.model, path, force=force, companions=companions)


def training_to_dict(training: Training) -> dict[str, Any]:
    """Return the figures of a training as plain data."""
    return {
        "test": training.evaluation.to_dict(),
        "baselines": {name: found.to_dict() for name, found in training.baselines.items()},
        "voices": None if training.voices is None else training.voices.to_dict(),
        "training": dict(training.model.facts),
        "thresholds": dict(
            zip(training.model.frame_ids, training.model.thresholds.tolist(), strict=True)
        ),
        "notes": list(training.notes),
    }
