"""Which indicators a person reads first, and in which block; the files hold them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HEADLINE = "stability_index"
SPENT = "spent_usd"

OUTCOMES = (
    HEADLINE,
    "deaths",
    "deaths_civilians",
    "events",
    "months_without_violence",
    "relapse",
    "recovery_weeks",
    "trust_in_peacekeepers",
    "trust_in_authorities",
    "trust_in_csos",
    "trust_between_groups",
    "cooperation",
    "participation_rate",
    "responsiveness",
    "initiatives_by_csos",
    "institution_after_exit",
)
HARMS = (
    "misconduct_true",
    "reprisals_against_csos",
    "reprisals_against_board_members",
    "extrajudicial_punishment",
    "displaced_violence",
    "wellbeing",
    "fear",
    "grievance",
)


@dataclass(frozen=True)
class Shown:
    """Names of indicators in the order of the page; ``more`` is how many are left to the files."""

    outcomes: tuple[str, ...]
    harms: tuple[str, ...]
    more: int

    @property
    def names(self) -> tuple[str, ...]:
        """All names on the page, outcomes first."""
        return self.outcomes + self.harms

    @property
    def first(self) -> str:
        """The indicator that the page begins with."""
        return self.names[0]


def shown(harm: Mapping[str, bool], everything: bool) -> Shown:
    """What is on the page, from the indicators there are and whether each is a harm.

    Every harm is on every page, in the same order on all. With ``everything`` all the others are too.
    """
    ledger = _in_order(HARMS, sorted(name for name in harm if harm[name] or name in HARMS))
    others = [name for name in harm if name not in ledger and name != SPENT]
    listed = _in_order(OUTCOMES, others)
    if not everything:
        listed = tuple(name for name in listed if name in OUTCOMES)
    if not listed + ledger:
        listed = tuple(others) or tuple(harm)
    return Shown(listed, ledger, len(others) - len(listed))


def blocks(page: Shown, rows: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    """The rows of a page in its two blocks, each with its title; a block without rows is left out."""
    titled = (("Outcomes", page.outcomes), ("Harm ledger", page.harms))
    found = [(title, [rows[name] for name in names if name in rows]) for title, names in titled]
    return [(title, there) for title, there in found if there]


def _in_order(order: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    there = list(names)
    first = [name for name in order if name in there]
    return (*first, *(name for name in there if name not in first))
