"""What is measured, one family of indicators per module."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from cse_sim.indicators.measure import Indicator


@cache
def catalogue() -> dict[str, Indicator]:
    """Every indicator by name, in the order of the families and of their declaration."""
    found: dict[str, Indicator] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        for indicator in getattr(
            importlib.import_module(f"{__name__}.{module.name}"), "INDICATORS", ()
        ):
            found[indicator.name] = indicator
    return found
