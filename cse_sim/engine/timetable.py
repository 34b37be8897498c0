"""What a scenario says by date, as tables by week: outside events and money, past violence, strength of the mission."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from cse_sim.places import Places, whole_parts
from cse_sim.scenario.calendar import WEEKS_PER_YEAR, fiscal_year_of_week, week_of
from cse_sim.scenario.model import Scenario

Floats = npt.NDArray[np.float64]

UNIT_KINDS = ("infantry", "formed_police", "un_police", "observers", "civil_affairs")
SCHEDULE = (
    "mandate",
    "civic_space",
    "election",
    "price_shock",
    "breakdown",
    "disaster",
    "donor_funding",
    "strategy_funding",
    "new_fiscal_year",
)
HISTORY_HALF_LIFE_WEEKS = 104.0


def schedule(scenario: Scenario, weeks: int, strength: Floats, budget_factor: float) -> Floats:
    """What happens outside and what money there is, shape (weeks, columns of SCHEDULE)."""
    table = np.zeros((weeks, len(SCHEDULE)))
    column = {name: i for i, name in enumerate(SCHEDULE)}
    window = scenario.mission_window
    if window is not None:
        first, last = (week_of(day, scenario.start) for day in window)
        table[max(first, 0) : max(last, 0), column["mandate"]] = 1.0
        table[:, column["mandate"]] *= strength.sum(axis=(1, 2)) > 0
    table[:, column["civic_space"]] = 0.5
    for order, point in enumerate(sorted(scenario.civic_space, key=lambda p: p.date)):
        table[
            0 if order == 0 else max(week_of(point.date, scenario.start), 0) :,
            column["civic_space"],
        ] = point.value
    for election in scenario.elections:
        day = week_of(election.date, scenario.start)
        span = slice(
            max(day - election.window_weeks // 2, 0), max(day + (election.window_weeks + 1) // 2, 0)
        )
        table[span, column["election"]] = np.maximum(
            table[span, column["election"]], election.tension
        )
    kinds = {"price": "price_shock", "ceasefire_breakdown": "breakdown", "disaster": "disaster"}
    for shock in scenario.shocks:
        day = week_of(shock.date, scenario.start)
        span = slice(max(day, 0), max(day + shock.weeks, 0))
        table[span, column[kinds[shock.kind]]] = np.maximum(
            table[span, column[kinds[shock.kind]]], shock.size
        )
    for funding in sorted(scenario.donor_funding, key=lambda p: p.date):
        table[max(week_of(funding.date, scenario.start), 0) :, column["donor_funding"]] = (
            funding.usd_per_year / WEEKS_PER_YEAR
        )
    fund(table, scenario, budget_factor)
    fiscal = fiscal_year_of_week(scenario.start, weeks)
    table[1:, column["new_fiscal_year"]] = np.diff(fiscal) > 0
    return table


def fund(table: Floats, scenario: Scenario, budget_factor: float) -> None:
    """Write the money of the strategies into a schedule."""
    first, last = (max(week_of(day, scenario.start), 0) for day in scenario.budget_window)
    table[first:last, SCHEDULE.index("strategy_funding")] = (
        scenario.budget.usd_per_year * budget_factor / WEEKS_PER_YEAR
    )


def history(scenario: Scenario, population: Floats, admin_of: Places) -> Floats:
    """Rows: decayed deaths per 10,000 people by admin-1; deaths and events of the last 26 weeks by community.

    Shape (3, communities). Events known to a community or an admin-1 count there; others count nationally.
    """
    table = np.zeros((3, len(population)))
    if not scenario.history:
        table[0] = -1.0
        return table
    units = len(scenario.admin1)
    by_admin = np.zeros(units)
    national = 0.0
    number = {name: i for i, name in enumerate(scenario.admin1)}
    people = np.bincount(admin_of, weights=population, minlength=units)
    for event in scenario.history:
        ago = -week_of(event.date, scenario.start)
        weight = event.best * 2.0 ** (-ago / HISTORY_HALF_LIFE_WEEKS) / scenario.history_coverage
        if event.admin1 in number:
            by_admin[number[event.admin1]] += weight
        else:
            national += weight
        if event.where is not None and ago <= 26:
            table[1, event.where] += event.best / scenario.history_coverage * 2.0 ** (-ago / 8.0)
            table[2, event.where] += 2.0 ** (-ago / 3.0)
    rate = 1e4 * (by_admin + national * people / people.sum()) / people
    mean = float((rate * people).sum() / people.sum())
    table[0] = (rate + 0.3 * mean)[admin_of]
    return table


def strength(
    scenario: Scenario, weeks: int, population: Floats, admin_of: Places, history: Floats
) -> Floats:
    """Persons by week, kind of unit and admin-1, shape (weeks, 5, admin-1 units), in whole persons."""
    units = len(scenario.admin1)
    table = np.zeros((weeks, len(UNIT_KINDS), units))
    people = np.bincount(admin_of, weights=population, minlength=units)
    weights = people / people.sum()
    if scenario.mission.spread == "population_and_history" and history[0].min() >= 0:
        past = np.bincount(admin_of, weights=population * history[0], minlength=units)
        weights = 0.5 * weights + 0.5 * past / past.sum()
    number = {name: i for i, name in enumerate(scenario.admin1)}
    window = scenario.mission_window
    keyed: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for row in sorted(scenario.mission.deployment, key=lambda r: r.date):
        keyed.setdefault((row.kind, row.admin1), []).append(
            (week_of(row.date, scenario.start), row.strength)
        )
    for (kind, place), points in keyed.items():
        series = _series(points, weeks, linear=scenario.mission.interpolate == "linear")
        which = UNIT_KINDS.index(kind)
        if place:
            table[:, which, number[place]] += np.round(series)
            continue
        shares = tuple(weights.tolist())
        spread = {value: _parts(float(value), shares) for value in np.unique(series)}
        for week in range(weeks):
            table[week, which] += spread[series[week]]
    if window is not None:
        first, last = (week_of(day, scenario.start) for day in window)
        table[: max(first, 0)] = 0.0
        table[max(last, 0) :] = 0.0
    return table


@functools.lru_cache(maxsize=8192)
def _parts(total: float, shares: tuple[float, ...]) -> Floats:
    """Whole persons by place; strategies of the same country ask for the same again."""
    return whole_parts(total, np.array(shares))


def _series(points: list[tuple[int, float]], weeks: int, *, linear: bool) -> Floats:
    when = np.array([week for week, _ in points], dtype=np.float64)
    value = np.array([strength for _, strength in points])
    line = np.arange(weeks, dtype=np.float64)
    if linear:
        between: Floats = np.round(np.interp(line, when, value, left=0.0))
        return between
    at = np.searchsorted(when, line, side="right") - 1
    return np.where(at >= 0, np.round(value[np.maximum(at, 0)]), 0.0)
