"""Models on disk: writing them atomically, and checking all of them before use."""

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.codebook import Codebook
from framing.errors import FramingError, ModelError, OutputError
from framing.model import ARRAYS, FrameModel
from framing.model_reading import check_digest, exists, read_file
from framing.voice_files import MAX_VOICE_BYTES, VOICE, decode_voice, encode_voice
from framing.voice_model import VoiceModel

__all__ = ["FORMAT", "FORMAT_VERSION", "check_place", "load_model", "read_manifest", "save_model"]

FORMAT = "framing-model"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 16 << 20
#: Largest weight that is believed; anything beyond is damage.
MAX_ABSOLUTE = 1e6


def save_model(
    model: FrameModel,
    path: Path,
    *,
    force: bool = False,
    companions: Mapping[str, str] | None = None,
) -> None:
    """Write a model so that the folder or zip appears only when it is complete.

    Parameters
    ----------
    model : FrameModel
    path : Path
        A folder, or a zip file where the name ends in ``.zip``.
    force : bool
        Replace a model that is there already.
    companions : mapping of str to str, optional
        Further text files of the folder by name, such as the model's card.

    Raises
    ------
    OutputError
        The place can't be written to, or exists and `force` isn't given.
    """
    check_place(path, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as temporary:
            folder = Path(temporary) / "model"
            folder.mkdir()
            _write_folder(model, folder)
            for name, text in (companions or {}).items():
                (folder / name).write_text(text, encoding="utf-8")
            if path.suffix == ".zip":
                _zip_folder(folder, Path(temporary) / "model.zip")
                (Path(temporary) / "model.zip").replace(path)
            else:
                _replace_folder(folder, path, Path(temporary) / "old")
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror or error}") from error


def check_place(path: Path, *, force: bool) -> None:
    """Check that a model may be written to a place.

    Raises
    ------
    OutputError
        There is something already: a model, and `force` isn't given, or something else.
    """
    if path.exists() and not force:
        raise OutputError(f"{path} exists already; give another place or use --force")
    if path.is_dir() and any(path.iterdir()) and not (path / MANIFEST).exists():
        raise OutputError(f"{path} is a folder of something else; it is not overwritten")
    if path.is_file() and path.suffix != ".zip":
        raise OutputError(f"{path} is a file of something else; it is not overwritten")


def _write_folder(model: FrameModel, folder: Path) -> None:
    described: dict[str, Any] = {}
    for name, (dtype, _) in ARRAYS.items():
        array = np.ascontiguousarray(model.arrays[name], dtype=np.dtype(dtype))
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        data = buffer.getvalue()
        (folder / f"{name}.npy").write_bytes(data)
        described[name] = {
            "shape": list(array.shape),
            "dtype": dtype,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "framing_version": _package_version(),
        "seed": model.seed,
        "ngram_range": list(model.ngram_range),
        "min_known_words": model.min_known_words,
        "operating_points": {name: list(v) for name, v in model.operating_points.items()},
        "codebook": model.codebook.to_dict(),
        "arrays": described,
        "facts": dict(model.facts),
    }
    if model.voice is not None:
        data = encode_voice(model.voice)
        (folder / VOICE).write_bytes(data)
        manifest["voice"] = {"file": VOICE, "sha256": hashlib.sha256(data).hexdigest()}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _replace_folder(folder: Path, path: Path, old: Path) -> None:
    if path.exists():
        path.rename(old)
    folder.rename(path)


def _zip_folder(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            # A fixed date keeps the archive the same for the same model.
            entry = zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)


def load_model(path: Path) -> FrameModel:
    """Load a model from a folder or zip file and check all of it."""
    manifest = read_manifest(path)
    described = manifest.get("arrays")
    if not isinstance(described, dict):
        raise ModelError(f"{path / MANIFEST}: no list of arrays; the file is damaged")
    arrays: dict[str, NDArray[Any]] = {}
    sizes: dict[str, int] = {}
    for name, (dtype, shape) in ARRAYS.items():
        entry = described.get(name)
        if not isinstance(entry, dict):
            raise ModelError(
                f"{path / MANIFEST}: array {name!r} is not listed; the file is damaged"
            )
        arrays[name] = _load_array(path, name, entry)
        _check_array(path / f"{name}.npy", arrays[name], np.dtype(dtype), shape, sizes)
    return replace(_build(path, manifest, arrays, sizes), voice=_load_voice(path, manifest))


def _load_voice(path: Path, manifest: Mapping[str, Any]) -> VoiceModel | None:
    """Load the voice model, if the manifest names one; models before voices have none."""
    entry = manifest.get("voice")
    if entry is None:
        return None
    if not isinstance(entry, dict):
        raise ModelError(f"{path / MANIFEST}: its entry of voices is damaged")
    data = read_file(path, VOICE, MAX_VOICE_BYTES)
    check_digest(path / VOICE, hashlib.sha256(data).hexdigest(), entry)
    return decode_voice(path / VOICE, data)


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the manifest of a model and check that this version of framing can use it.

    Raises
    ------
    ModelError
        There is no model, or it is foreign or of another format.
    """
    place = path / MANIFEST
    if not exists(path):
        raise ModelError(f"{path}: no such model; train one with `framing train`, or name another")
    raw = read_file(path, MANIFEST, MAX_MANIFEST_BYTES)
    try:
        manifest = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{place}: not a manifest: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelError(f"{place}: not a model of framing (its format isn't {FORMAT!r})")
    version = manifest.get("format_version")
    if version != FORMAT_VERSION:
        made_by = manifest.get("framing_version", "unknown")
        raise ModelError(
            f"{place}: format version {version!r}, made by framing {made_by}; this version reads "
            f"{FORMAT_VERSION}: install that version of framing, or train the model again"
        )
    return manifest


def _load_array(path: Path, name: str, entry: Mapping[str, Any]) -> NDArray[Any]:
    place = path / f"{name}.npy"
    try:
        if path.is_dir():
            with place.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            check_digest(place, digest, entry)
            array = np.load(place, mmap_mode="r", allow_pickle=False)
        else:
            data = read_file(path, f"{name}.npy")
            check_digest(place, hashlib.sha256(data).hexdigest(), entry)
            array = np.load(io.BytesIO(data), allow_pickle=False)
    except FileNotFoundError:
        raise ModelError(f"{place}: missing; get the model again or train it again") from None
    except ModelError:
        raise
    except Exception as error:  # a damaged header can raise almost anything
        raise ModelError(f"{place}: not a plain array: {error}") from error
    if not isinstance(array, np.ndarray):
        raise ModelError(f"{place}: not a plain array")
    if list(array.shape) != entry.get("shape") or array.dtype.str != entry.get("dtype"):
        raise ModelError(
            f"{place}: shape or type isn't what the manifest says; the file is damaged"
        )
    return array


def _check_array(
    place: Path,
    array: NDArray[Any],
    dtype: np.dtype[Any],
    shape: tuple[str, ...],
    sizes: dict[str, int],
) -> None:
    """Check type, shape and values; `sizes` remembers each dimension for the other arrays."""
    if array.dtype != dtype or array.ndim != len(shape):
        raise ModelError(f"{place}: {array.dtype} of {array.ndim} dimensions; expected {dtype}")
    for dimension, size in zip(shape, array.shape, strict=True):
        if sizes.setdefault(dimension, size) != size:
            raise ModelError(
                f"{place}: {size} entries for {dimension}; others have {sizes[dimension]}"
            )
    if dtype.kind == "f" and array.size:
        low, high = array.min(), array.max()  # NaN makes both NaN, and the comparison false
        if not (low >= -MAX_ABSOLUTE and high <= MAX_ABSOLUTE):
            raise ModelError(f"{place}: values that aren't finite or beyond ±{MAX_ABSOLUTE:g}")
        if place.stem.endswith("norms") and low < 0:
            raise ModelError(f"{place}: negative squared norms")
        if place.stem == "thresholds" and not (low >= 0 and high <= 1):
            raise ModelError(f"{place}: thresholds that are no probabilities")
    if place.stem.endswith("keys") and not bool((array[1:] > array[:-1]).all()):
        raise ModelError(f"{place}: keys aren't sorted and distinct")


def _build(
    path: Path, manifest: Mapping[str, Any], arrays: dict[str, NDArray[Any]], sizes: dict[str, int]
) -> FrameModel:
    place = path / MANIFEST
    try:
        codebook = Codebook.from_dict(manifest["codebook"], source=str(place))
        shortest, longest = (int(n) for n in manifest["ngram_range"])
        points = {str(k): tuple(map(float, v)) for k, v in manifest["operating_points"].items()}
        seed, min_known = int(manifest["seed"]), float(manifest["min_known_words"])
        facts = dict(manifest["facts"])
    except FramingError as error:
        raise ModelError(str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelError(f"{place}: damaged: {error!r}") from error
    n_frames = len(codebook.frames)
    if sizes["K"] != n_frames:
        raise ModelError(f"{place}: {n_frames} frames in the codebook, {sizes['K']} in the arrays")
    if not 1 <= shortest <= 4 or not shortest <= longest <= 16 or not 0 <= min_known <= 1:
        raise ModelError(f"{place}: ngram_range or min_known_words out of range")
    if any(len(v) != n_frames or not all(0 <= x <= 1 for x in v) for v in points.values()):
        raise ModelError(f"{place}: operating points need {n_frames} thresholds from 0 to 1")
    for table, count in (("word", sizes["W"]), ("phrase", sizes["P"])):
        blob = arrays[f"{table}_names"]
        try:
            blob.tobytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ModelError(f"{path / table}_names.npy: not UTF-8: {error}") from error
        if count != (int((blob == ord("\n")).sum()) + 1 if len(blob) else 0):
            raise ModelError(f"{path / table}_names.npy: not one name for each of {count} keys")
    return FrameModel(codebook, arrays, seed, (shortest, longest), min_known, points, facts)


def _package_version() -> str:
    from importlib.metadata import version

    return version("framing")
