"""Folders of articles that label files refer to."""

import re
from pathlib import Path

from framing.errors import InputError
from framing.formats.sources import read_text

__all__ = ["Articles"]

_NUMBERED = re.compile(r"article(\d+)\.txt")


class Articles:
    """The articles of a folder by their ids; each is read when it is first asked for.

    Parameters
    ----------
    folder : Path or None
        With ``article<ID>.txt``, whose id is the number, or any ``.txt``, whose id is its name.
    numbered : bool
        Which of the two.
    encoding : str, optional

    Raises
    ------
    InputError
        No folder was named, it isn't there, or it has no articles.
    """

    def __init__(self, folder: Path | None, *, numbered: bool, encoding: str | None = None) -> None:
        pattern = "article<ID>.txt" if numbered else "<name>.txt"
        if folder is None:
            raise InputError(
                f"the labels refer to articles; name their folder (of {pattern}) with --articles"
            )
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder; --articles needs one of {pattern}")
        self.folder, self.pattern, self._encoding = folder, pattern, encoding
        self._paths: dict[str, Path] = {}
        for path in sorted(folder.iterdir()):
            match = _NUMBERED.fullmatch(path.name)
            if numbered and match:
                self._paths[match[1]] = path
            elif not numbered and path.suffix == ".txt" and "annotations" not in path.name:
                self._paths[path.name] = path
        if not self._paths:
            raise InputError(f"{folder}: no articles here; expected files {pattern}")
        self._texts: dict[str, str] = {}

    @property
    def ids(self) -> list[str]:
        """All ids, in order."""
        return list(self._paths)

    def text(self, article: str) -> str:
        """Return the text of an article that is there."""
        if article not in self._texts:
            self._texts[article] = read_text(self._paths[article], self._encoding)
        return self._texts[article]

    def __contains__(self, article: str) -> bool:
        return article in self._paths

    def missing(self, article: str) -> str:
        """Return the message about an article that isn't there."""
        expected = self.pattern.replace("<ID>", article).replace("<name>.txt", article)
        return f"no article {article!r} in {self.folder}; expected {self.folder / expected}"
