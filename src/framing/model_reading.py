"""Files of a model, from its folder or its zip, before anything is believed of them."""

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from framing.errors import ModelError

__all__ = ["check_digest", "exists", "read_file"]


def exists(path: Path) -> bool:
    """Tell whether there is a folder or file; any name will do."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, or has a NUL
        return False


def read_file(path: Path, name: str, limit: int = -1) -> bytes:
    """Read a file of a model; of one that is too large, no more than shows that it is.

    Parameters
    ----------
    path : Path
        The model's folder or zip.
    name : str
    limit : int
        Most bytes that are allowed; any number if negative.

    Raises
    ------
    ModelError
        It is missing, can't be read or is too large.
    """
    try:
        with _open_file(path, name) as file:
            data = file.read(limit + 1 if limit >= 0 else -1)
    except (KeyError, FileNotFoundError):
        raise ModelError(f"{path}: no {name}; this is not a model, or not all of one") from None
    except Exception as error:  # a damaged zip can raise almost anything
        raise ModelError(f"{path}: {name} can't be read: {error}") from error
    if 0 <= limit < len(data):
        raise ModelError(f"{path / name}: larger than {limit} bytes, the most that is allowed")
    return data


@contextmanager
def _open_file(path: Path, name: str) -> Iterator[IO[bytes]]:
    if path.is_dir():
        with (path / name).open("rb") as file:
            yield file
    else:
        with zipfile.ZipFile(path) as archive, archive.open(name) as member:
            yield member


def check_digest(place: Path, digest: str, entry: Mapping[str, Any]) -> None:
    """Check the SHA-256 of a file against the manifest's entry.

    Raises
    ------
    ModelError
        It is another one.
    """
    if digest != entry.get("sha256"):
        raise ModelError(
            f"{place}: its SHA-256 isn't the manifest's: truncated, altered or of another model; "
            "get the model again or train it again"
        )
