"""What matters: one method per module, each with ``sample`` (where to look) and ``analyse`` (what was seen).

A module with ``METHODS`` is found without being listed here.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from cse_sim.errors import InputError, nearest
from cse_sim.study.sensitivity.analysis import Analysis, IndexRow, Method

__all__ = ["METHODS", "Analysis", "IndexRow", "Method", "method_named"]


_USES_METHODS = ("of_function",)
"""Modules that stand on the methods, and on pandas, and hold none."""


def _found() -> dict[str, Method]:
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [module for module in modules if module not in _USES_METHODS]
    return {
        method.name: method
        for module in modules
        for method in vars(import_module(f"{__name__}.{module}")).get("METHODS", ())
    }


METHODS: dict[str, Method] = _found()

REFUSED = {
    "dgsm": "it divides by the square of a small step, so that a little luck becomes a large effect",
    "hdmr": "SALib retires it",
}


def method_named(name: str) -> Method:
    """The method with this name.

    Raises
    ------
    InputError
        when there is none, or it would mislead for a model with luck in it.
    """
    name = str(name)
    if name in METHODS:
        return METHODS[name]
    plain = name.removeprefix("salib:").lower()
    if plain in REFUSED:
        raise InputError(
            f'the method "{plain}" is not offered: {REFUSED[plain]}',
            do='"morris" screens, "sobol" measures'
            if plain == "dgsm"
            else 'Take "salib:enhanced_hdmr"',
        )
    known = ", ".join(sorted(METHODS))
    raise InputError(
        f'no method "{name}"', where="method", allowed=nearest(name, METHODS) or f"Known: {known}"
    )
