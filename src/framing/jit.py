"""Compiling functions to machine code that is kept on disk where it can be."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

__all__ = ["compiled"]

Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def compiled(function: Compiled, **further: Any) -> Compiled:
    """Compile, and keep the result on disk: beside the package, or in the user's cache folder.

    While it runs, other threads of Python run as well.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"} | further
    try:
        found: Compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:
        # Neither place can be written to: it is compiled anew in each process.
        found = numba.njit(**options)(function)
    return found
