"""The whole model at its limits: nothing pinned, no loop runs away, nulls are null, harms harm, obstacles stop levers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cse_sim.engine.chunk import run_chunk, world
from cse_sim.engine.program import State
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.errors import InputError
from cse_sim.levers import catalogue as levers
from cse_sim.luck import run_key
from cse_sim.params import catalogue as parameters
from cse_sim.scenario import Scenario, read_scenario, scenario_json
from cse_sim.state import KINDS

Floats = npt.NDArray[np.float64]

ENGAGING = tuple(name for name, lever in levers().items() if lever.deliverer != "security")
YEARS = 10
COUNTRY = """schema: 1
title: A middling country
start: 2003-10-01
weeks: 520
groups: [{name: north}, {name: south, excluded: 0.5}]
communities: {count: 30, seed: 4, admin1: 3, population: 600000, extent_km: 150}
settlement: {type: signed}
armed_groups:
  - {name: first, home_group: south, fighters: 900, idle_ex_combatants: 700, posture: POSTURE}
  - {name: second, home_group: north, fighters: 600, idle_ex_combatants: 500}
mission:
  deployment: [DEPLOYMENT]
csos: {per_100k: 4}
elections: [{date: 2006-05-01}]
shocks: [{date: 2008-03-01, kind: price, size: 1, weeks: 26}]
civic_space: [{date: 2003-10-01, value: CIVIC}]
donor_funding: [{date: 2003-10-01, usd_per_year: 300000}]
budget: {usd_per_year: 4000000, start: 2003-10-01, end: 2013-10-01}
strategies:
  everything:
    title: every lever of engagement
    levers: {EVERYTHING}
SINGLES
  council_and_communication:
    title: a council, and broadcasts about it
    levers: {council: {share: 0.5, targeting: everywhere}, communication: {share: 0.5, targeting: everywhere}}
  half_council:
    title: the same council alone
    levers: {council: {share: 0.5, targeting: everywhere}}
"""
MISSION = """
    {date: 2003-10-01, kind: infantry, strength: 2000},
    {date: 2003-10-01, kind: un_police, strength: 150},
    {date: 2003-10-01, kind: observers, strength: 60},
    {date: 2003-10-01, kind: civil_affairs, strength: 60}"""
OBSERVERS = "{date: 2003-10-01, kind: observers, strength: 400}"

Make = Callable[..., Scenario]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Thirty communities of 600,000 people, two groups, two armed groups, a mission and every lever alone."""
    made: dict[tuple[Any, ...], Scenario] = {}

    def make(
        deployment: str = MISSION, posture: str = "quiet", civic: float = 0.7, more: str = ""
    ) -> Scenario:
        key = (deployment, posture, civic, more)
        if key not in made:
            share = 1.0 / len(ENGAGING)
            singles = "\n".join(
                f"  only_{name}: {{title: {name}, levers: {{{name}: {{share: 1, targeting: everywhere}}}}}}"
                for name in ENGAGING
            )
            every = ", ".join(
                f"{name}: {{share: {share:.6f}, targeting: everywhere}}" for name in ENGAGING
            )
            text = COUNTRY.replace("POSTURE", posture).replace("DEPLOYMENT", deployment)
            text = text.replace("EVERYTHING", every).replace("SINGLES", singles)
            path = tmp_path_factory.mktemp("country") / "country.yaml"
            path.write_text(text.replace("CIVIC", f"{civic}") + more)
            made[key] = read_scenario(str(path))
        return made[key]

    return make


def results(scenario: Scenario, strategy: str, runs: int, **spec: Any) -> Any:
    return run_chunk(
        {
            "scenario": scenario_json(scenario),
            "strategy": strategy,
            "root_seed": 3,
            "first_run": 0,
            "stop_run": runs,
            **spec,
        }
    )


def weekly(table: Any, name: str) -> Floats:
    """Weekly values, shape (runs, weeks)."""
    return np.array(table[f"weekly:{name}"].to_pylist(), dtype=np.float64)


def difference(
    scenario: Scenario, strategy: str, name: str, runs: int = 30, against: str = "none", **spec: Any
) -> tuple[float, float]:
    """Mean difference over all weeks between a strategy and another with the same luck, and its standard error."""
    first, last = spec.pop("between", (0, scenario.weeks))
    one = weekly(results(scenario, strategy, runs, **spec), name)[:, first:last]
    two = weekly(results(scenario, against, runs, **spec), name)[:, first:last]
    apart = np.nanmean(one, axis=1) - np.nanmean(two, axis=1)
    return float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(runs))


def states(
    scenario: Scenario,
    strategy: str,
    runs: int,
    every_week: Callable[[State], None] | None = None,
    weeks: int = YEARS * 52,
    **fixed: float,
) -> Iterator[State]:
    """The state at the end of each run at prior draws; ``every_week`` is called before each week."""
    made = world(scenario, strategy)
    keys = np.array([run_key(3, run) for run in range(runs)], dtype=np.int64)
    theta = drawn_parameters(made.program.parameters, keys, "prior", fixed)
    state = made.program.new_state(made.layout)
    for key, row in zip(keys, theta, strict=True):
        made.program.begin(state, made.layout, int(key), row)
        if every_week is None:
            made.program.advance(state, made.layout, weeks)
        for _ in range(weeks if every_week else 0):
            every_week(state)  # type: ignore[misc]
            made.program.advance(state, made.layout, 1)
        yield state


MAY_BE_PINNED = {
    "switches": {
        *("mission_reached", "cso_alive", "cso_accepts", "cso_speaks"),
        *("posture", "at_war", "mandate"),
    },
    "no unit is in reach": {
        *("cover", "presence", "deterred", "displaced_in"),
        *("competence_in_reach", "responsiveness_in_reach"),
    },
    "nothing has happened of late: calm places are open and unafraid": {
        *("insecurity", "fear", "cso_safety"),
    },
    "nobody asks for it, or all of it is there: what a strategy plans and delivers": {
        *("lever_target", "lever_ready", "lever_dose", "lever_supply", "lever_reached"),
        *("livelihood_support", "support_expected", "call_home", "reconciliation_strain"),
        "board_silence",
    },
    "where a mission acts on no input, people remember none": {"council_record"},
    "a signed settlement has full consent": {"consent"},
}
"""Shares that may stand at 0 or 1 in most places, and why."""


@pytest.mark.slow
def test_no_share_ends_up_pinned_at_zero_or_one(country: Make) -> None:
    allowed = {name for names in MAY_BE_PINNED.values() for name in names}
    runs, found = 200, dict[tuple[str, float], int]()
    for state in states(country(), "everything", runs):
        alive = state.field("cso_alive") > 0.0
        for kind, declared in KINDS.items():
            for field in declared:
                if (field.low, field.high) != (0.0, 1.0) or field.weekly:
                    continue
                values = np.asarray(state.field(field.name))
                values = values[alive] if kind == "cso" else values
                assert values.min(initial=0.0) >= 0.0, field.name
                assert values.max(initial=1.0) <= 1.0, field.name
                for end in (0.0, 1.0):
                    if values.size and (np.abs(values - end) < 1e-3).mean() > 0.05:
                        found[field.name, end] = found.get((field.name, end), 0) + 1
    often = {key for key, number in found.items() if number > 0.05 * runs}
    assert {name for name, _ in often} <= allowed, sorted(often)
    assert ("fear", 1.0) not in often
    assert ("insecurity", 1.0) not in often
    assert ("council_record", 1.0) not in often


LOOPS = {
    "grievance on onset": ("settlement.grievance_weight",),
    "deaths on grievance": ("grievance.deaths_weight",),
    "recruitment on grievance": (
        "combatants.grievance_on_recruitment",
        "combatants.grievance_on_rearming",
    ),
    "fear on disputes": ("disputes.fear_weight",),
    "communal feeding": ("violence.communal_per_lethal_dispute",),
    "trust reach": ("trust.reach",),
    "council gap": ("council_feedback.gap_weight",),
    "expectation": ("council_feedback.expectation_at_start", "communication.promise"),
}
LOOPS["all at once"] = tuple(name for names in LOOPS.values() for name in names)


@pytest.mark.slow
def test_no_loop_runs_away_when_its_weight_is_doubled(country: Make) -> None:
    def measured(*doubled: str) -> dict[str, float]:
        known = parameters()
        table = results(
            country(posture="fighting"),
            "everything",
            50,
            parameters="default",
            overrides={name: 2.0 * known[name].default for name in doubled},
        )
        names = ("at_war", "deaths", "fear", "grievance", "violent_disputes_per_1000")
        return {name: float(weekly(table, name).mean()) for name in names}

    single = measured()
    assert 0.1 < single["at_war"] < 0.5
    assert 0.1 < single["deaths"] < 2.0
    assert single["fear"] < 0.3
    for loop, names in LOOPS.items():
        double = measured(*names)
        assert double["at_war"] < min(0.5, single["at_war"] + 0.1), loop
        assert double["deaths"] < 1.5 * single["deaths"], loop
        assert double["fear"] < single["fear"] + 0.1, loop
        assert double["grievance"] < single["grievance"] + 0.1, loop
        assert double["violent_disputes_per_1000"] < 1.5 * single["violent_disputes_per_1000"], loop


STILL = {
    "settlement.grievance_weight": 0.0,
    "settlement.fighters_weight": 0.0,
    "violence.communal_per_lethal_dispute": 0.0,
}
"""What makes the national rate of violence the same whatever happened before."""


def self_excited(country: Make, branching: float, runs: int = 30) -> tuple[float, float]:
    """All events, and the share of them marked as triggered, in a war without a mission."""
    table = results(
        country(deployment="", posture="fighting"),
        "none",
        runs,
        parameters="default",
        overrides={**STILL, "violence.branching_ratio": branching},
    )
    events = weekly(table, "events").sum()
    return float(events), float(weekly(table, "events_triggered").sum() / events)


@pytest.mark.slow
def test_the_branching_ratio_is_the_marked_share_and_leaves_the_total(country: Make) -> None:
    totals = []
    for branching in (0.2, 0.4, 0.6):
        total, share = self_excited(country, branching)
        assert share == pytest.approx(branching, abs=0.03)
        totals.append(total)
    assert max(totals) / min(totals) < 1.12, totals


def test_the_branching_ratio_cannot_exceed_its_bound(country: Make) -> None:
    ratio = parameters()["violence.branching_ratio"]
    assert ratio.bounds[1] <= 0.6
    assert ratio.prior.high < 0.6
    with pytest.raises(InputError, match="bounds"):
        country(more="overrides: {violence.branching_ratio: {value: 0.7, because: too much}}\n")


def test_support_to_former_fighters_leaves_trust_in_authorities(country: Make) -> None:
    moved, error = difference(country(), "only_ddr_support", "trust_in_authorities")
    assert abs(moved) < max(2.0 * error, 0.002)
    assert error < 0.002
    assert home_again(country(), "only_ddr_support") > home_again(country(), "none")


def home_again(scenario: Scenario, strategy: str) -> float:
    """Mean number of reintegrated former fighters after five years."""
    return float(
        np.mean([s.field("reintegrated").sum() for s in states(scenario, strategy, 20, weeks=260)])
    )


def test_a_consultation_leaves_institutions_and_inclusion_alone(country: Make) -> None:
    asked = results(country(), "only_consultation", 10)
    alone = results(country(), "none", 10)
    assert weekly(asked, "participation_rate").mean() > 0.1
    for name in ("dispute_institution", "inclusion_of_settlement"):
        assert weekly(asked, name) == pytest.approx(weekly(alone, name), abs=1e-12), name
    council = results(country(), "only_council", 10)
    assert weekly(council, "dispute_institution")[:, -1].mean() > 0.001 + (
        weekly(alone, "dispute_institution")[:, -1].mean()
    )
    assert weekly(council, "inclusion_of_settlement")[:, -1].mean() > 0.05


def test_observers_alone_do_not_reduce_violence(country: Make) -> None:
    watched = country(deployment=OBSERVERS, posture="fighting")
    for state in states(watched, "none", 3, weeks=104):
        assert state.field("observers") > 0.3
        assert state.field("mission_factor") == 1.0
        assert state.field("credibility") == 0.0
        assert state.field("deterred").max() == 0.0
    events = [
        weekly(results(c, "none", 30, weeks=260), "events").sum()
        for c in (watched, country(deployment="", posture="fighting"), country(posture="fighting"))
    ]
    assert events[0] > 0.93 * events[1]
    assert events[2] < 0.8 * events[1]


HARMS: dict[str, tuple[str, str, float, dict[str, Any]]] = {
    "a council that acts on nothing loses trust": (
        *("only_council", "trust_in_peacekeepers", -1.0),
        {"overrides": {"council_feedback.willing": 0.0}},
    ),
    "reconciliation wins trust in former fighters": (
        *("only_reconciliation", "trust_in_ex_combatants", 1.0),
        {},
    ),
    "reconciliation reopens wounds": (
        *("only_reconciliation", "wellbeing", -1.0),
        {"overrides": {"wellbeing.strain_risk": 1.36}},
    ),
    "dispute training brings people to take the law in hand": (
        *("only_dispute_resolution", "extrajudicial_punishment", 1.0),
        {"between": (26, 78)},
    ),
    "core funding costs independence": ("only_core_funding", "cso_independence", -1.0, {}),
    "promises make an idle council worse": (
        *("council_and_communication", "trust_in_peacekeepers", -1.0),
        {
            "against": "half_council",
            "overrides": {"council_feedback.willing": 0.0, "communication.informing": 0.0},
        },
    ),
}


@pytest.mark.parametrize("claim", HARMS)
def test_levers_do_the_harm_and_the_good_that_was_found(country: Make, claim: str) -> None:
    strategy, indicator, sign, spec = HARMS[claim]
    moved, error = difference(country(), strategy, indicator, weeks_of(claim), **dict(spec))
    assert sign * moved > 3.0 * error > 0.0, (moved, error)


def weeks_of(claim: str) -> int:
    """Runs a claim needs."""
    return 60 if "law in hand" in claim else 30


def doses(
    scenario: Scenario, every_week: Callable[[State], None] | None = None, **fixed: float
) -> Floats:
    """The highest dose of every lever over two years, in places and runs."""
    highest = np.zeros(len(ENGAGING))

    def watch(state: State) -> None:
        if every_week is not None:
            every_week(state)
        np.maximum(highest, state.field("lever_dose").max(axis=1), out=highest)

    for _ in states(scenario, "everything", 3, watch, weeks=104, **fixed):
        pass
    return highest


def put(**values: float) -> Callable[[State], None]:
    """Sets fields before each week."""

    def change(state: State) -> None:
        for name, value in values.items():
            state.field(name)[...] = value

    return change


def test_every_lever_of_engagement_reaches_somebody_without_obstacles(country: Make) -> None:
    assert doses(country()).min() > 0.01


OBSTACLES = {
    "trust 0": put(trust_in_peacekeepers=0.0, trust_in_csos=0.0),
    "insecurity 1": put(recent_events=100.0),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_an_obstacle_at_its_worst_stops_every_lever(country: Make, obstacle: str) -> None:
    assert doses(country(), OBSTACLES[obstacle]).max() == 0.0


def test_without_capacity_no_organisation_delivers(country: Make) -> None:
    by_csos = np.array([levers()[name].deliverer == "cso" for name in ENGAGING])
    found = doses(country(), put(cso_capacity=0.0))
    assert found[by_csos].max() == 0.0
    assert found[~by_csos].min() > 0.0


def test_without_civic_space_or_quality_no_lever_delivers(country: Make) -> None:
    assert doses(country(civic=0.0)).max() == 0.0
    none = {f"{name}.quality": 0.0 for name in ENGAGING}
    assert doses(country(), **none).max() == 0.0


def test_without_money_no_lever_delivers(country: Make) -> None:
    table = results(country(), "everything", 4, budget_factor=0.0, weeks=104)
    alone = results(country(), "none", 4, weeks=104)
    assert np.sum(table["spent_usd"].to_pylist()) == 0.0
    for name in ("trust_in_peacekeepers", "trust_in_csos", "dispute_institution", "deaths"):
        assert (weekly(table, name) == weekly(alone, name)).all(), name


@pytest.mark.parametrize("case", ["liberia", "training"])
def test_nothing_jumps_in_the_first_twelve_weeks(case: str) -> None:
    """Weeks are compared with the fourth after them: disputes are looked at in a quarter of the places at a time."""
    table = results(read_scenario(case), "none", 40, weeks=260)
    measured = [name for name in table.column_names if name.startswith("weekly:")]
    checked = 0
    for name in measured:
        values = np.array(table[name].to_pylist(), dtype=np.float64)
        if np.isnan(values[:, :13]).any() or np.isnan(values[:, 52:]).all(axis=1).any():
            continue
        moved = values[:, 4:13] - values[:, :9]
        error = moved.std(axis=0, ddof=1) / np.sqrt(len(moved))
        later = np.nanstd(values[:, 52:], axis=1).mean()
        assert (np.abs(moved.mean(axis=0)) - 3.0 * error).max() <= later, name
        checked += 1
    assert checked > 30
