"""What must agree between the parts of a scenario: names, dates, sums.

Each check names the parts it needs and runs if those parts are sound, so that one wrong line does not hide another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from cse_sim.errors import nearest
from cse_sim.scenario.calendar import date_of
from cse_sim.scenario.model import (
    ArmedGroup,
    Budget,
    CommunityRow,
    Csos,
    DeploymentRow,
    Group,
    Mission,
    Settlement,
    Shock,
    Strategy,
)

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Problem:
    """Something that does not fit, at a location of the scenario."""

    location: tuple[str | int, ...]
    what: str
    allowed: str = ""
    do: str = ""


Check = Callable[..., Iterator[Problem]]
CHECKS: list[tuple[tuple[str, ...], Check]] = []


def check(*needs: str) -> Callable[[Check], Check]:
    """Register a check and the parts it takes as arguments."""

    def registered(rule: Check) -> Check:
        CHECKS.append((needs, rule))
        return rule

    return registered


def disagreements(parts: Mapping[str, Any]) -> Iterator[Problem]:
    """Every problem between the parts that are there."""
    for needs, rule in CHECKS:
        if all(need in parts for need in needs):
            yield from rule(*(parts[need] for need in needs))


@check("groups")
def group_names(groups: Sequence[Group]) -> Iterator[Problem]:
    """Each group has its own name."""
    yield from _twice("groups", "name", [group.name for group in groups])


@check("communities")
def community_names(communities: Sequence[CommunityRow]) -> Iterator[Problem]:
    """Each community has its own name."""
    yield from _twice("communities", "name", [row.name for row in communities])


@check("communities", "groups")
def community_shares(
    communities: Sequence[CommunityRow], groups: Sequence[Group]
) -> Iterator[Problem]:
    """Each community has a share of every group, and they sum to 1."""
    for k, row in enumerate(communities):
        if len(row.shares) != len(groups):
            yield Problem(
                ("communities", k, "shares"),
                f"there are {len(row.shares)} shares for {len(groups)} groups",
                "Allowed: one share for each group",
            )
        elif abs(sum(row.shares) - 1) > TOLERANCE:
            yield Problem(
                ("communities", k, "shares"),
                f'the shares of "{row.name}" sum to {sum(row.shares):.7g}',
                "They must sum to 1 (within 0.000001)",
            )


@check("armed_groups", "groups")
def armed_groups_have_homes(
    armed_groups: Sequence[ArmedGroup], groups: Sequence[Group]
) -> Iterator[Problem]:
    """Each armed group has its own name and a known home group."""
    yield from _twice("armed_groups", "name", [group.name for group in armed_groups])
    names = [group.name for group in groups]
    for k, armed in enumerate(armed_groups):
        if armed.home_group not in names:
            yield _unknown(("armed_groups", k, "home_group"), "group", armed.home_group, names)


@check("organisations")
def organisation_names(organisations: Sequence[Any]) -> Iterator[Problem]:
    """Each organisation has its own name."""
    yield from _twice(
        "organisations", "name", [organisation.name for organisation in organisations]
    )


@check("settlement", "start", "weeks")
def settlement_date(settlement: Settlement, start: date, weeks: int) -> Iterator[Problem]:
    """A settlement may lie before the start, never after the end."""
    if settlement.date and settlement.date >= date_of(weeks, start):
        yield _outside(("settlement", "date"), settlement.date, start, weeks)


@check("mission", "start", "weeks")
def mission_rows(mission: Mission, start: date, weeks: int) -> Iterator[Problem]:
    """Dates lie in the window and in the mission, no row is given twice."""
    yield from _window(("mission",), mission.start, mission.end, start, weeks)
    first: dict[tuple[date, str, str], int] = {}
    for k, row in enumerate(mission.deployment):
        here = ("mission", "deployment", k)
        if not start <= row.date < date_of(weeks, start):
            yield _outside((*here, "date"), row.date, start, weeks)
        elif mission.start and row.date < mission.start:
            yield Problem(
                (*here, "date"), f"{row.date} is before the mission starts on {mission.start}"
            )
        elif mission.end and row.date > mission.end:
            yield Problem((*here, "date"), f"{row.date} is after the mission ends on {mission.end}")
        key = (row.date, row.admin1, row.kind)
        if key in first:
            place = f'"{row.admin1}"' if row.admin1 else "the whole country"
            yield Problem(
                (*here, "date"),
                f"{row.kind} in {place} from {row.date} is given twice",
                do="Keep one row",
            )
        first.setdefault(key, k)


@check("mission", "communities")
def mission_places(mission: Mission, communities: Sequence[CommunityRow]) -> Iterator[Problem]:
    """Each row stands in a unit that has communities."""
    units = sorted({row.admin1 for row in communities})
    for k, row in enumerate(mission.deployment):
        if row.admin1 and row.admin1 not in units:
            here = ("mission", "deployment", k, "admin1")
            yield _unknown(here, "administrative unit", row.admin1, units)


@check("mission", "deployment")
def mission_deployed(mission: Mission, deployment: Sequence[DeploymentRow]) -> Iterator[Problem]:
    """A mission with dates deploys somebody before it ends; needs all the rows."""
    if mission.end and deployment and min(row.date for row in deployment) >= mission.end:
        yield Problem(
            ("mission", "end"), f"the mission ends on {mission.end}, before anyone is deployed"
        )
    if (mission.start or mission.end) and not deployment:
        yield Problem(
            ("mission",), "the mission has dates but no deployment", do="Add deployment: rows"
        )


@check("shocks", "start", "weeks")
def shock_dates(shocks: Sequence[Shock], start: date, weeks: int) -> Iterator[Problem]:
    """Shocks begin in the window."""
    for k, shock in enumerate(shocks):
        if not start <= shock.date < date_of(weeks, start):
            yield _outside(("shocks", k, "date"), shock.date, start, weeks)


@check("budget", "mission", "start", "weeks")
def budget_dates(budget: Budget, mission: Mission, start: date, weeks: int) -> Iterator[Problem]:
    """The budget begins in the window and ends after it begins."""
    yield from _window(("budget",), budget.start, budget.end, start, weeks)
    starts = [day for day in (budget.start, mission.start if mission.deployment else None) if day]
    ends = [day for day in (budget.end, mission.end if mission.deployment else None) if day]
    if (not budget.start or not budget.end) and starts and ends and starts[0] >= ends[0]:
        yield Problem(
            ("budget",),
            f"the budget would run from {starts[0]} to {ends[0]}",
            do="Give both start and end; what is not given follows the mission",
        )


@check("csos", "communities")
def csos_fit(csos: Csos, communities: Sequence[CommunityRow]) -> Iterator[Problem]:
    """No organisation works in more communities than there are."""
    if "communities_each" in csos.model_fields_set and csos.communities_each > len(communities):
        yield Problem(
            ("csos", "communities_each"),
            f"{csos.communities_each} is more than the {len(communities)} communities there are",
        )


@check("strategies")
def strategy_adaptations(strategies: Sequence[Strategy]) -> Iterator[Problem]:
    """Money moves between two levers of the strategy that both have some."""
    for k, strategy in enumerate(strategies):
        shares = {use.lever: use.share for use in strategy.levers}
        for j, use in enumerate(strategy.levers):
            if use.adapts is None:
                continue
            here = ("strategies", k, "levers", j, "adapts", "taken_from")
            giver = use.adapts.taken_from
            others = [name for name in shares if name != use.lever]
            if giver not in shares:
                yield _unknown(here, "lever in this strategy", giver, others)
            elif giver == use.lever:
                yield Problem(here, f'"{giver}" can not take from itself', do="Name another lever")
            elif not shares[giver] or not use.share:
                poor = giver if not shares[giver] else use.lever
                yield Problem(
                    here,
                    f'"{poor}" has a share of 0',
                    do="Give both levers a share of the budget to begin with",
                )


@check("strategies")
def strategy_shares(strategies: Sequence[Strategy]) -> Iterator[Problem]:
    """Shares of a strategy sum to at most 1; a list of communities and targeting: list go together."""
    for k, strategy in enumerate(strategies):
        total = sum(use.share for use in strategy.levers)
        if total > 1 + TOLERANCE:
            yield Problem(
                ("strategies", k, "levers"),
                f'the shares of "{strategy.name}" sum to {total:.7g}, more than the budget',
                "They may sum to at most 1",
            )
        for j, use in enumerate(strategy.levers):
            here = ("strategies", k, "levers", j)
            if use.targeting == "list" and not use.communities:
                yield Problem(
                    (*here, "targeting"),
                    "targeting is list but no communities are named",
                    do="Add communities:",
                )
            if use.targeting != "list" and use.communities:
                yield Problem(
                    (*here, "communities"),
                    f"communities are named but targeting is {use.targeting}",
                    do="Write targeting: list",
                )
            for i, name in enumerate(use.communities):
                if name in use.communities[:i]:
                    yield Problem((*here, "communities", i), f'"{name}" is named twice')
            if use.start is not None and use.end is not None and use.end <= use.start:
                yield Problem(
                    (*here, "end"), f"the end {use.end} is not after the start {use.start}"
                )


@check("strategies", "start", "weeks")
def strategy_dates(strategies: Sequence[Strategy], start: date, weeks: int) -> Iterator[Problem]:
    """The dates of a strategy lie in the window."""
    for k, strategy in enumerate(strategies):
        for j, use in enumerate(strategy.levers):
            yield from _inside(("strategies", k, "levers", j), use.start, use.end, start, weeks)


@check("strategies", "communities")
def strategy_communities(
    strategies: Sequence[Strategy], communities: Sequence[CommunityRow]
) -> Iterator[Problem]:
    """Lists of communities name known ones."""
    names = {row.name for row in communities}
    for k, strategy in enumerate(strategies):
        for j, use in enumerate(strategy.levers):
            for i, name in enumerate(use.communities):
                if name not in names:
                    here = ("strategies", k, "levers", j, "communities", i)
                    yield _unknown(here, "community", name, names)


@check("strategies", "strategy")
def strategy_exists(strategies: Sequence[Strategy], strategy: str | None) -> Iterator[Problem]:
    """The default strategy is one of those that can be chosen."""
    names = [each.name for each in strategies]
    if strategy is not None and strategy not in names:
        yield _unknown(("strategy",), "strategy", strategy, names)


def _window(
    here: tuple[str | int, ...], first: date | None, last: date | None, start: date, weeks: int
) -> Iterator[Problem]:
    yield from _inside(here, first, last, start, weeks)
    if first is not None and last is not None and last <= first:
        yield Problem((*here, "end"), f"the end {last} is not after the start {first}")


def _inside(
    here: tuple[str | int, ...], first: date | None, last: date | None, start: date, weeks: int
) -> Iterator[Problem]:
    end = date_of(weeks, start)
    if first is not None and not start <= first < end:
        yield _outside((*here, "start"), first, start, weeks)
    if last is not None and not start <= last <= end:
        yield _outside((*here, "end"), last, start, weeks)


def _series(part: str, rows: Sequence[Any], start: date, weeks: int) -> Iterator[Problem]:
    for k, row in enumerate(rows):
        if not start <= row.date < date_of(weeks, start):
            yield _outside((part, k, "date"), row.date, start, weeks)
        if row.date in [each.date for each in rows[:k]]:
            yield Problem((part, k, "date"), f"{row.date} is given twice", do="Keep one")


for dated in ("elections", "civic_space", "donor_funding"):  # in the window, each on its own day
    check(dated, "start", "weeks")(partial(_series, dated))


def _outside(location: tuple[str | int, ...], day: date, start: date, weeks: int) -> Problem:
    last = date_of(weeks, start)
    return Problem(
        location, f"{day} is outside the scenario", f"Allowed: {start} until before {last}"
    )


def _twice(part: str, key: str, names: Sequence[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for k, name in enumerate(names):
        if name in first:
            yield Problem(
                (part, k, key), f'the name "{name}" is given twice (first in row {first[name] + 1})'
            )
        first.setdefault(name, k)


def _unknown(
    location: tuple[str | int, ...], kind: str, name: str, known: Iterable[str]
) -> Problem:
    known = sorted(known)
    guess = nearest(name, known)
    some = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return Problem(
        location, f'there is no {kind} "{name}"', "" if guess else f"Known: {some}", guess
    )
