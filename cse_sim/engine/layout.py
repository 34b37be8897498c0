"""From a scenario to arrays: what stays the same in every run, and the state before luck has spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cse_sim.engine import timetable
from cse_sim.levers import catalogue as lever_catalogue
from cse_sim.levers.lever import DELIVERERS
from cse_sim.places import cso_coverage, nearest_neighbours, positions_km, whole_parts
from cse_sim.scenario.calendar import week_of
from cse_sim.scenario.model import LeverUse, Scenario
from cse_sim.state import KINDS, fields

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

CONSENT = {"signed": 0, "ceasefire": 1, "victory": 2, "none": 3}
QUESTIONS = ("trust_in_peacekeepers", "security")
TARGETING = {"everywhere": 0, "need": 1, "access": 2, "list": 3}
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
    admin_of = np.array([number[row.admin1] for row in scenario.communities], dtype=np.uint32)
    history = timetable.history(scenario, population, admin_of)
    strength = timetable.strength(scenario, length, population, admin_of, history)
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
    members = np.argsort(admin_of, kind="stable").astype(np.uint32)
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
        "schedule": timetable.schedule(scenario, length, strength, budget_factor),
        "history": history[0],
        "lever_row": lever_row,
        "lever_settings": settings,
        "lever_theta": lever_theta,
    }
    initial = _initial(scenario, population, structure, len(active))
    for name, row in (("deaths_this_week", history[1]), ("events_this_week", history[2])):
        kind, place, _ = fields()[name]
        initial[kind][place] = row
    initial["lever"][fields()["lever_share"][1]] = settings[0]
    list_targets(scenario, active, initial)
    return Layout(length, structure, initial, tuple(use.lever for use in active))


def _week(day: date | None, scenario: Scenario, otherwise: int) -> int:
    return otherwise if day is None else week_of(day, scenario.start)


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
        "unit_kind": np.array(kind, dtype=np.uint32),
        "unit_admin": np.array(admin, dtype=np.uint32),
        "unit_rank": np.array(rank, dtype=np.uint32),
        "unit_size": sizes,
    }


def _levers(
    scenario: Scenario, active: tuple[LeverUse, ...], theta_row: dict[str, int], weeks: int
) -> tuple[Ints, Floats, Ints]:
    known = lever_catalogue()
    row = np.full(len(known), -1, dtype=np.int32)
    settings = np.zeros((11, len(active)))
    given = [use.lever for use in active]
    theta = np.zeros((3, len(active)), dtype=np.int32)
    names = list(known)
    for i, use in enumerate(active):
        lever = known[use.lever]
        row[names.index(use.lever)] = i
        settings[:7, i] = (
            use.share,
            use.dose,
            _week(use.start, scenario, 0),
            _week(use.end, scenario, weeks),
            TARGETING[use.targeting],
            DELIVERERS.index(lever.deliverer),
            float(lever.needs_civic_space),
        )
        if use.adapts is not None and use.adapts.taken_from in given:
            settings[7:, i] = (
                QUESTIONS.index(use.adapts.when) + 1,
                use.adapts.below,
                use.adapts.move,
                given.index(use.adapts.taken_from),
            )
        theta[:, i] = [
            theta_row[f"{lever.name}.{p}"] for p in ("usd_per_dose_year", "delay_weeks", "quality")
        ]
    return row, settings, theta


def list_targets(
    scenario: Scenario, active: tuple[LeverUse, ...], initial: dict[str, Floats]
) -> None:
    """Write the doses of levers that name their communities into the state before the first week."""
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

    def put(name: str, value: Floats | Ints | float) -> None:
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
    history = np.asarray(structure["history"], dtype=np.float64)
    weights = population * home * (1.0 + np.maximum(history, 0.0))
    blocks["armed_group_community"][where["fighters"][1], k] = whole_parts(group.fighters, weights)
    blocks["armed_group_community"][where["idle_ex_combatants"][1], k] = whole_parts(
        group.idle_ex_combatants, weights
    )
