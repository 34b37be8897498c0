"""How functions are compiled: three decorators, one set of options.

Division by zero follows NumPy (an infinity, which stops the run with its place), nothing is allocated, and no lock is
held. ``fastmath`` stays off: it changes the bits of every run and gains nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
INNER: dict[str, Any] = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Options of functions that only compiled functions call. Otherwise each would also be wrapped for Python, which for
many arrays takes longer than compiling it."""
OUTER: dict[str, Any] = {**_OPTIONS, "no_cfunc_wrapper": True}
"""Options of functions Python calls."""


def formula(body: Callable[..., Any]) -> Any:
    """A small scalar function merged into its callers; it can also be called from Python."""
    return numba.njit(**OUTER, forceinline=True)(body)


def function(body: Callable[..., Any]) -> Any:
    """A compiled function that can also be called from Python."""
    return numba.njit(**OUTER)(body)


def part(body: Callable[..., Any]) -> Any:
    """A part of a kernel, called by compiled code only."""
    return numba.njit(**INNER)(body)
