"""Ctrl-C between two chunks, not in the middle of a lock."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["deferred_interrupt"]


@contextmanager
def deferred_interrupt() -> Iterator[Callable[[], None]]:
    """Hold Ctrl-C back until the function that is given is called.

    Python raises KeyboardInterrupt wherever the main thread is, also while it holds a lock of a
    pool of threads, which then wait for it forever. A second Ctrl-C isn't held back. Where
    somebody else handles the signal, or ignores it as `nohup` does, that stays so.

    Yields
    ------
    callable
        Raises KeyboardInterrupt if Ctrl-C was pressed.

    Examples
    --------
    >>> with deferred_interrupt() as check:
    ...     for _ in range(3):
    ...         check()
    """
    pressed = False

    def check() -> None:
        if pressed:
            raise KeyboardInterrupt

    def note(_signal: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield check
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
