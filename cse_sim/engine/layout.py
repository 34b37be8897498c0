"""From a scenario to arrays: what stays the same in every run, and the state before luck has spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cse_sim.levers import catalogue as lever_catalogue
from cse_sim.levers.lever import DELIVERERS
from cse_sim.places import cso_coverage, nearest_neighbours, positions_km, whole_parts
from cse_sim.scenario.calendar import WEEKS_PER_YEAR, fiscal_year_of_week, week_of
from cse_sim.scenario.model import LeverUse, Scenario
from cse_sim.state import KINDS, fields

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

UNIT_KINDS = ("infantry", "formed_police", "un_police", "observers", "civil_affairs")
CONSENT = {"signed": 0, "ceasefire": 1, "victory": 2, "none": 3}
TARGETING = {"everywhere": 0, "need": 1, "access": 2, "list": 3}
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
STRUCTURE = (
    "neighbours",
    "admin_of",
    "admin_start",
    "admin_members",
    "link_start",
    "link_community",
    "unit_kind",
    "unit_admin",
    "unit_rank",
    "unit_size",
    "home_group",
    "group_exclusion",
    "strength",
    "schedule",
    "history",
    "lever_row",
    "lever_settings",
    "lever_theta",
)
HISTORY_HALF_LIFE_WEEKS = 104.0


@dataclass(frozen=True)
class Layout:
    """Arrays of one scenario and strategy.

    ``structure`` holds what no run changes, by the names in STRUCTURE; ``initial`` the blocks of the state before the
    processes that start a run; ``levers`` the names of the active levers in the order of their rows.
    """

    weeks: int
    structure: dict[str, npt.NDArray[np.generic]]
    initial: dict[str, Floats]
    levers: tuple[str, ...]

    @property
    def agents(self) -> int:
        """Number of agents of the six kinds."""
        kinds = ("community", "cso", "unit", "armed_group", "authority", "organisation")
        return sum(self.initial[kind].shape[1] for kind in kinds)


def build(
    scenario: Scenario,
    uses: tuple[LeverUse, ...],
    theta_row: dict[str, int],
    *,
    weeks: int | None = None,
    budget_factor: float = 1.0,
) -> Layout:
    """Arrays for ``scenario`` under the levers ``uses``; ``theta_row`` maps parameters to their row in theta."""
    length = scenario.weeks if weeks is None else weeks
    population = np.array([row.population for row in scenario.communities], dtype=np.float64)
    positions = positions_km(
        np.array([row.latitude for row in scenario.communities]),
        np.array([row.longitude for row in scenario.communities]),
    )
    number = {name: i for i, name in enumerate(scenario.admin1)}
    admin_of = np.array([number[row.admin1] for row in scenario.communities], dtype=np.int32)
    history = _history(scenario, population, admin_of)
    strength = _strength(scenario, length, population, admin_of, history)
    csos = scenario.csos.count
    if csos is None:
        csos = round(scenario.csos.per_100k * population.sum() / 1e5)
    link_start, link_community = cso_coverage(
        positions, population, csos, scenario.csos.communities_each, scenario.csos.seed
    )
    units = _units(strength, scenario.units_per_strength)
    names = [group.name for group in scenario.groups]
    active = tuple(use for use in uses if use.share > 0)
    lever_row, settings, lever_theta = _levers(scenario, active, theta_row, length)
    members = np.argsort(admin_of, kind="stable").astype(np.int32)
    structure: dict[str, npt.NDArray[np.generic]] = {
        "neighbours": nearest_neighbours(positions),
        "admin_of": admin_of,
        "admin_start": np.searchsorted(admin_of[members], np.arange(len(number) + 1)).astype(
            np.int32
        ),
        "admin_members": members,
        "link_start": link_start,
        "link_community": link_community,
        **units,
        "home_group": np.array(
            [names.index(g.home_group) for g in scenario.armed_groups], dtype=np.int32
        ),
        "group_exclusion": np.array(
            [group.excluded for group in scenario.groups], dtype=np.float64
        ),
        "strength": strength,
        "schedule": _schedule(scenario, length, strength, budget_factor),
        "history": history,
        "lever_row": lever_row,
        "lever_settings": settings,
        "lever_theta": lever_theta,
    }
    initial = _initial(scenario, population, structure, len(active))
    _list_targets(scenario, active, initial)
    return Layout(length, structure, initial, tuple(use.lever for use in active))


def _week(day: date | None, scenario: Scenario, otherwise: int) -> int:
    return otherwise if day is None else week_of(day, scenario.start)


def _schedule(scenario: Scenario, weeks: int, strength: Floats, budget_factor: float) -> Floats:
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
    for point in sorted(scenario.donor_funding, key=lambda p: p.date):
        table[max(week_of(point.date, scenario.start), 0) :, column["donor_funding"]] = (
            point.usd_per_year / WEEKS_PER_YEAR
        )
    first, last = (max(week_of(day, scenario.start), 0) for day in scenario.budget_window)
    table[first:last, column["strategy_funding"]] = (
        scenario.budget.usd_per_year * budget_factor / WEEKS_PER_YEAR
    )
    fiscal = fiscal_year_of_week(scenario.start, weeks)
    table[1:, column["new_fiscal_year"]] = np.diff(fiscal) > 0
    return table


def _history(scenario: Scenario, population: Floats, admin_of: Ints) -> Floats:
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


def _strength(
    scenario: Scenario, weeks: int, population: Floats, admin_of: Ints, history: Floats
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
        spread = {value: whole_parts(value, weights) for value in np.unique(series)}
        for week in range(weeks):
            table[week, which] += spread[series[week]]
    if window is not None:
        first, last = (week_of(day, scenario.start) for day in window)
        table[: max(first, 0)] = 0.0
        table[max(last, 0) :] = 0.0
    return table


def _series(points: list[tuple[int, float]], weeks: int, *, linear: bool) -> Floats:
    when = np.array([week for week, _ in points], dtype=np.float64)
    value = np.array([strength for _, strength in points])
    line = np.arange(weeks, dtype=np.float64)
    if linear:
        return np.round(np.interp(line, when, value, left=0.0))
    at = np.searchsorted(when, line, side="right") - 1
    return np.where(at >= 0, np.round(value[np.maximum(at, 0)]), 0.0)


def _units(strength: Floats, size: int) -> dict[str, npt.NDArray[np.generic]]:
    """Spare rows for the largest number of units each kind ever has in each admin-1."""
    sizes = np.array(
        [size, size, max(size // 3, 1), max(size // 5, 1), max(size // 10, 1)], dtype=np.float64
    )
    kind, admin, rank = [], [], []
    for k in range(strength.shape[1]):
        for a in range(strength.shape[2]):
            most = int(np.ceil(strength[:, k, a].max(initial=0.0) / sizes[k]))
            kind += [k] * most
            admin += [a] * most
            rank += list(range(most))
    return {
        "unit_kind": np.array(kind, dtype=np.int32),
        "unit_admin": np.array(admin, dtype=np.int32),
        "unit_rank": np.array(rank, dtype=np.int32),
        "unit_size": sizes,
    }


def _levers(
    scenario: Scenario, active: tuple[LeverUse, ...], theta_row: dict[str, int], weeks: int
) -> tuple[Ints, Floats, Ints]:
    known = lever_catalogue()
    row = np.full(len(known), -1, dtype=np.int32)
    settings = np.zeros((7, len(active)))
    theta = np.zeros((3, len(active)), dtype=np.int32)
    names = list(known)
    for i, use in enumerate(active):
        lever = known[use.lever]
        row[names.index(use.lever)] = i
        settings[:, i] = (
            use.share,
            use.dose,
            _week(use.start, scenario, 0),
            _week(use.end, scenario, weeks),
            TARGETING[use.targeting],
            DELIVERERS.index(lever.deliverer),
            float(lever.needs_civic_space),
        )
        theta[:, i] = [
            theta_row[f"{lever.name}.{p}"] for p in ("usd_per_dose_year", "delay_weeks", "quality")
        ]
    return row, settings, theta


def _list_targets(
    scenario: Scenario, active: tuple[LeverUse, ...], initial: dict[str, Floats]
) -> None:
    place = {row.name: i for i, row in enumerate(scenario.communities)}
    for i, use in enumerate(active):
        for name in use.communities:
            initial["community_lever"][0, i, place[name]] = use.dose


def _initial(
    scenario: Scenario,
    population: Floats,
    structure: dict[str, npt.NDArray[np.generic]],
    levers: int,
) -> dict[str, Floats]:
    communities, groups = len(population), len(scenario.groups)
    armed, units = len(scenario.armed_groups), len(structure["unit_kind"])
    shapes = {
        "community": (communities,),
        "community_group": (groups, communities),
        "cso": (len(structure["link_start"]) - 1,),
        "link": (len(structure["link_community"]),),
        "unit": (units,),
        "armed_group": (armed,),
        "armed_group_community": (armed, communities),
        "authority": (len(scenario.admin1) + 1,),
        "organisation": (len(scenario.organisations),),
        "lever": (levers,),
        "community_lever": (levers, communities),
        "nation": (),
    }
    blocks = {kind: np.zeros((len(KINDS[kind]), *shape)) for kind, shape in shapes.items()}
    where = fields()

    def put(name: str, value: object) -> None:
        kind, row, _ = where[name]
        blocks[kind][row] = value

    put("population", population)
    put("group_share", np.array([row.shares for row in scenario.communities]).T)
    put("cso_alive", 1.0)
    put("cso_capacity", scenario.csos.capacity)
    put("authority_responsiveness", scenario.authorities.responsiveness)
    put("authority_inclusiveness", scenario.authorities.inclusiveness)
    put("authority_repression", scenario.authorities.repression)
    put("authority_capacity", scenario.authorities.capacity)
    put("people", population.sum())
    put("settlement_type", CONSENT[scenario.settlement.type])
    put("growth_per_year", scenario.population_growth_per_year)
    put("displaced_return", scenario.displaced_return)
    for k, group in enumerate(scenario.armed_groups):
        _armed_group_start(k, scenario, population, structure, blocks)
        blocks["armed_group"][where["posture"][1], k] = float(group.posture == "fighting")
        blocks["armed_group"][where["past_abuse"][1], k] = group.past_abuse
    return blocks


def _armed_group_start(
    k: int,
    scenario: Scenario,
    population: Floats,
    structure: dict[str, npt.NDArray[np.generic]],
    blocks: dict[str, Floats],
) -> None:
    group = scenario.armed_groups[k]
    where = fields()
    home = blocks["community_group"][where["group_share"][1], structure["home_group"][k]]
    history = np.asarray(structure["history"], dtype=np.float64)[0]
    weights = population * home * (1.0 + np.maximum(history, 0.0))
    blocks["armed_group_community"][where["fighters"][1], k] = whole_parts(group.fighters, weights)
    blocks["armed_group_community"][where["idle_ex_combatants"][1], k] = whole_parts(
        group.idle_ex_combatants, weights
    )
