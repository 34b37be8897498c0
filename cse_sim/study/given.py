"""What a program hands in, seen to be of the kind it should be before anything is looked up in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

from cse_sim.errors import InputError

if TYPE_CHECKING:
    from cse_sim.processes import Process
    from cse_sim.scenario.model import Scenario


def several(names: Any, where: str) -> list[str]:
    """Names as a list; a text alone, which Python takes for a sequence of letters, is one name.

    Raises
    ------
    InputError
        when they are no names.
    """
    if isinstance(names, str):
        return [names]
    given = list(names) if isinstance(names, Iterable) else [names]
    for name in given:
        if not isinstance(name, str):
            raise InputError(f"{name!r} is no name", where=where, do="Give names as texts")
    return given


def whole(value: Any, where: str, least: int, most: int) -> int:
    """A whole number between two others.

    Raises
    ------
    InputError
        when it is none.
    """
    if (
        not _is_real(value)
        or not math.isfinite(value)
        or int(value) != value
        or not least <= value <= most
    ):
        raise InputError(
            f"{value!r} cannot be used", where=where, allowed=f"Allowed: {least} to {most}"
        )
    return int(value)


def numbers(values: Any, where: str, such: str) -> dict[str, float]:
    """Numbers by name; ``such`` shows how they are written.

    Raises
    ------
    InputError
        when they are not.
    """
    if not isinstance(values, Mapping):
        raise InputError("these are no numbers by name", where=where, do=f"Write {such}")
    several(list(values), where)
    found = {}
    for name, value in values.items():
        try:
            found[name] = float(value)
        except (TypeError, ValueError):
            raise InputError(
                f'"{name}" cannot be {value!r}', where=where, do=f"Write {such}"
            ) from None
    return found


def real_numbers(values: Any, where: str) -> list[float]:
    """Numbers as a list; one alone is a list of one.

    Raises
    ------
    InputError
        when something among them is no number.
    """
    given = list(values) if isinstance(values, Iterable) else [values]
    for value in given:
        if not _is_real(value):
            raise InputError(f"{value!r} is no number", where=where, do="Write [1, 5, 20]")
    return [float(value) for value in given]


def _is_real(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real)


def scenario(case: Any) -> Scenario:
    """A scenario that has been read.

    Raises
    ------
    InputError
        when it is something else.
    """
    from cse_sim.scenario.model import Scenario

    if not isinstance(case, Scenario):
        raise InputError(
            f"{case!r} is no scenario",
            where="scenario",
            do="Give a shipped name, a path that ends in .yaml, or what read_scenario gave",
        )
    return case


def processes(extra: Any) -> list[Process]:
    """The user's own processes.

    Raises
    ------
    InputError
        when something among them has not been declared as one.
    """
    own = list(extra) if isinstance(extra, Iterable) else [extra]
    if not own:
        return []
    from cse_sim.processes import Process

    for each in own:
        if not isinstance(each, Process):
            raise InputError(
                f"{getattr(each, '__name__', repr(each))} is no process",
                where="extra",
                do="Declare it with process or python_process",
            )
    return own
