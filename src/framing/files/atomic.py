"""Files that appear whole or not at all."""

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from framing.errors import OutputError

__all__ = ["atomic_path", "check_target", "same_file"]


def same_file(first: str | Path, second: str | Path) -> bool:
    """Whether two paths lead to one file, also through links and where neither is there yet."""
    try:
        return Path(first).samefile(second)
    except OSError:
        return os.path.realpath(first) == os.path.realpath(second)


def check_target(path: str | Path, *, force: bool) -> None:
    """Raise OutputError unless a file can be made here: nothing there, or `force`; a folder around.

    Devices and named pipes (``/dev/null``) are written to as they are, so nothing is lost there.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise OutputError(f"{path}: this is a folder; name a file in it")
        if _is_special(target):
            return
        if target.exists() and not force:
            raise OutputError(_exists_message(path))
        if not target.parent.is_dir():
            raise OutputError(f"{path}: there is no folder {target.parent}; make it first")
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({error.strerror})") from error


@contextmanager
def atomic_path(path: str | Path, force: bool = False) -> Iterator[Path]:
    """Give a temporary path in the same folder that becomes `path` when the block ends well.

    Parameters
    ----------
    path : str or Path
        Where the file is to appear. A link is followed; a device is given as it is.
    force : bool, default False
        Replace a file that is there already.

    Yields
    ------
    pathlib.Path
        An empty file to be written (and closed) in the block. On any exception, Ctrl-C included,
        it is removed and `path` stays as it was.

    Raises
    ------
    OutputError
        If the folder is missing or not writable, the disk is full, or the file exists.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_path(Path(folder) / "a.txt") as temporary:
    ...         _ = temporary.write_text("whole")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    check_target(path, force=force)
    if _is_special(Path(path)):
        with _explained(path, Path(path)):
            yield Path(path)
        return
    # Through a link, the file it leads to is meant.
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with _explained(path, temporary, target, target.parent):
            # Opened by hand: tempfile's files can be read by their owner only.
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            if target.exists():
                shutil.copymode(target, temporary)
            yield temporary
            _sync(temporary)
            _publish(temporary, target, path, force=force)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def _explained(path: str | Path, *own: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # A full disk names no file; an error that names another one isn't about this.
        if error.filename is not None and Path(os.fsdecode(error.filename)) not in own:
            raise
        why = error.strerror or str(error)
        raise OutputError(
            f"{path}: can't be written ({why}); nothing was left behind. "
            "Make room or choose another place"
        ) from error


def _publish(temporary: Path, target: Path, path: str | Path, *, force: bool) -> None:
    if not force:
        try:
            # Unlike a rename, a link fails where something has come to stand in the meantime.
            target.hardlink_to(temporary)
        except FileExistsError:
            raise OutputError(_exists_message(path)) from None
        except OSError:  # a file system without links
            temporary.replace(target)
    else:
        temporary.replace(target)
    with suppress(OSError):  # not every system can sync a folder
        _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _exists_message(path: str | Path) -> str:
    return f"{path}: exists already; --force overwrites it"
