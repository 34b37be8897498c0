"""What is varied, from what a person says to the inputs a study declares: every name known, every range inside bounds.

An item is a name, or a name with a distribution of its own and the reason for it. Names are parameters in full
(``trust.reach``), all of a group (``trust.*``), ``dose.<lever>`` or ``budget_factor``. Ranges come from the catalogue;
a dose runs from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cse_sim.distributions import described, distribution
from cse_sim.errors import InputError, nearest
from cse_sim.params import Parameter, catalogue
from cse_sim.scenario.units import mismatch
from cse_sim.study.design import Factor

DOSE, BUDGET = "dose.", "budget_factor"
MOST_BUDGET = 1000.0
OF_A_DOSE = {"kind": "uniform", "low": 0.0, "high": 1.0}
KEYS = ("name", "distribution", "because", "group", "unit")

Item = str | Mapping[str, Any]
Row = dict[str, Any]
"""An input as a study declares it: name, kind, distribution, group and, of one's own, because."""


def factors_of(design: Mapping[str, Any]) -> list[Factor]:
    """The inputs that a study declares."""
    return [
        Factor(row["name"], distribution(row["distribution"]), row["kind"], row["group"])
        for row in design["factors"]
    ]


def varied(
    asked: Item | Sequence[Item] | None,
    set_already: Iterable[str],
    levers: Iterable[str],
    groups: bool = False,
    where: str = "vary",
) -> list[Row]:
    """The inputs that are varied, in the order in which they are said; None: every parameter that is not set already.

    Parameters
    ----------
    asked
        names, groups, or mappings with the keys ``name``, ``distribution``, ``because``, ``group``, ``unit``; or one of
        these. A unit must be that of the input.
    set_already
        parameters to which scenario or question give a value.
    levers
        those that the strategies use.
    groups
        whether the parameters of one group of the catalogue move together.

    Raises
    ------
    InputError
        when a name or a distribution cannot be used.
    """
    fixed, used = set(set_already), list(levers)
    rows: list[Row] = []
    for item in ["*"] if asked is None else one_or_more(asked):
        rows += _rows(item, fixed if asked is None else set(), used, where)
    for row in rows:
        if groups and row["kind"] == "uncertain" and row["group"] is None:
            row["group"] = row["name"].partition(".")[0]
    names = [row["name"] for row in rows]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f'"{name}" is varied twice', where=where, do="Name it once")
    if not rows:
        raise InputError("nothing is varied", where=where, do="Name a parameter")
    return rows


def one_or_more(asked: Item | Sequence[Item]) -> Sequence[Item]:
    """A single name, or mapping, as a list of one."""
    if isinstance(asked, str | Mapping):
        return [asked]
    given: Any = asked
    items = list(given) if isinstance(given, Iterable) else [given]
    for item in items:
        if not isinstance(item, str | Mapping):
            raise InputError(
                f"{item!r} is no input", where="vary", do='Give names, such as ["trust.reach"]'
            )
    return items


def kind_of(name: str) -> str:
    """What kind of input a name is."""
    return "uncertain" if name in catalogue() else "lever"


def check_value(name: str, value: float, where: str = "vary") -> None:
    """Raise InputError unless the input may have this value."""
    if name in catalogue():
        catalogue()[name].check(value, where)
        return
    most = 1.0 if name.startswith(DOSE) else MOST_BUDGET
    if not 0.0 <= value <= most:
        raise InputError(
            f"{name} cannot be {value:g}", where=where, allowed=f"Allowed: 0 to {most:g}"
        )


def _rows(item: Item, fixed: set[str], levers: list[str] | None, where: str) -> Iterator[Row]:
    said: Mapping[str, Any] = {"name": item} if isinstance(item, str) else item
    for key in said:
        if key not in KEYS:
            raise InputError(f'unknown key "{key}"', where=where, allowed=nearest(key, KEYS))
    name, own = said.get("name"), said.get("distribution")
    if not isinstance(name, str):
        raise InputError("an item has no name", where=where, do="Write {name: trust.reach, ...}")
    wrong = mismatch(name, said.get("unit"), catalogue())
    if wrong is not None:
        raise InputError(where=f"{where}: {name}", **wrong)
    if own is not None and not said.get("because"):
        raise InputError(
            f'{name} has a distribution of its own and no "because"', where=where, do="Say why"
        )
    if name.endswith("*") and own is not None:
        raise InputError("a group has no one distribution", where=where, do="Name its parameters")
    for found in named(name, fixed, levers, where):
        ready = described_of(found, own, where)
        row = {
            "name": found,
            "kind": kind_of(found),
            "distribution": ready,
            "group": said.get("group"),
        }
        yield row if own is None else {**row, "because": said["because"]}


def described_of(name: str, own: Mapping[str, Any] | None, where: str) -> dict[str, Any]:
    """The distribution of an input: its own, checked against its bounds, or the catalogue's."""
    if own is None:
        if name == BUDGET:
            raise InputError(
                "budget_factor has no range of its own",
                where=where,
                do="Give it a distribution and because",
            )
        return described(catalogue()[name].prior) if name in catalogue() else dict(OF_A_DOSE)
    made = distribution(own, f"{where}: {name}")
    for end in (made.low, made.high):
        check_value(name, end, f"{where}: {name}")
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in own.items()
        if value is not None
    }


def named(name: str, fixed: set[str], levers: list[str] | None, where: str) -> list[str]:
    """The inputs that a name or a group means; ``levers`` None takes any lever.

    Raises
    ------
    InputError
        when there are none.
    """
    known = catalogue()
    if name == "*" or (name.endswith(".*") and name != f"{DOSE}*"):
        found = [
            each.full_name
            for each in known.values()
            if name in ("*", f"{each.group}.*") and _has_width(each) and each.full_name not in fixed
        ]
        if not found:
            groups = sorted({each.group for each in known.values()})
            raise InputError(
                f'there is no group "{name}"',
                where=where,
                allowed=nearest(name, [f"{group}.*" for group in groups]),
            )
        return found
    if name == f"{DOSE}*":
        return [f"{DOSE}{lever}" for lever in levers or ()]
    if name.startswith(DOSE):
        _check_lever(name, levers, where)
    elif name != BUDGET and name not in known:
        raise InputError(
            f'there is no parameter "{name}"',
            where=where,
            allowed=nearest(name, [*known, BUDGET]),
            do='"cse-sim list parameters" shows them all',
        )
    elif name in known and not _has_width(known[name]):
        raise InputError(f"{name} is known exactly", where=where, do="Leave it out")
    return [name]


def _check_lever(name: str, levers: list[str] | None, where: str) -> None:
    from cse_sim.levers import catalogue as lever_catalogue

    lever = name.removeprefix(DOSE)
    if lever not in lever_catalogue():
        raise InputError(
            f'there is no lever "{lever}"', where=where, allowed=nearest(lever, lever_catalogue())
        )
    if levers is not None and lever not in levers:
        raise InputError(
            f'no strategy of the question uses the lever "{lever}"',
            where=where,
            allowed=f"Used: {', '.join(levers) or 'none'}",
        )


def _has_width(parameter: Parameter) -> bool:
    return parameter.prior.low < parameter.prior.high
