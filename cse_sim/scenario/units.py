"""The unit a person gives beside a value: nothing is converted, so another unit than the parameter's is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

DOSE = "share of the full dose"
FACTOR = "factor on the budget"


class Mismatch(TypedDict):
    """What an error about a unit says; its place is known to who asks."""

    what: str
    allowed: str
    do: str


def mismatch(name: str, unit: Any, known: Mapping[str, Any]) -> Mismatch | None:
    """What is wrong with the unit given for an input, ``known`` being the catalogue of parameters; None if nothing is.

    ``trust.*`` names every parameter of a group. An input nobody knows has no unit; that it is not known is said
    elsewhere.
    """
    if unit is None:
        return None
    for full_name, wanted in _units(name, known):
        if str(unit).strip() != wanted:
            return {
                "what": f'the unit given is "{unit}", that of {full_name} is "{wanted}"',
                "allowed": f"Allowed: {wanted}",
                "do": "Convert the value by hand; nothing is converted here",
            }
    return None


def _units(name: str, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    if name.startswith("dose."):
        return [(name, DOSE)]
    if name == "budget_factor":
        return [(name, FACTOR)]
    if name.endswith("*"):
        return [(each, known[each].unit) for each in known if each.startswith(name[:-1])]
    return [(name, known[name].unit)] if name in known else []
