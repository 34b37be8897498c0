"""The levers a strategy can pay for, one module each."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from cse_sim.levers.lever import Lever


@cache
def catalogue() -> dict[str, Lever]:
    """Every lever by name, in alphabetical order of its module."""
    found: dict[str, Lever] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        lever = getattr(importlib.import_module(f"{__name__}.{module.name}"), "LEVER", None)
        if lever is not None:
            found[lever.name] = lever
    return found
