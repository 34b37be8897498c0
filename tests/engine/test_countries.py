"""The week runs on every country a scenario may describe: without this, with one of that, with many of the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

import cse_sim as cse
from cse_sim import process
from cse_sim.engine import layout
from cse_sim.engine.chunk import World, run_chunk, world
from cse_sim.engine.program import Program, State
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.processes import rule
from cse_sim.scenario import Scenario, read_scenario, scenario_json
from cse_sim.state import KINDS
from tests.engine.conftest import SMALL

SIX = [{"name": f"g{i}", "excluded": 0.1 * i} for i in range(6)]
COUNTRIES: dict[str, dict[str, object]] = {
    "no armed groups": {"armed_groups": []},
    "no mission": {"mission": None},
    "no mission, no armed groups": {"mission": None, "armed_groups": []},
    "one identity group": {
        "groups": [{"name": "all"}],
        "armed_groups": [{"name": "band", "home_group": "all", "fighters": 300}],
    },
    "no civil society": {"csos": {"count": 0}},
    "ten communities, each its own region": {
        "communities": {
            "count": 10,
            "seed": 4,
            "admin1": 10,
            "population": 50000,
            "extent_km": 90,
        }
    },
    "six identity groups": {
        "groups": SIX,
        "armed_groups": [
            {"name": f"a{i}", "home_group": f"g{i}", "fighters": 50 * i, "posture": "fighting"}
            for i in range(6)
        ],
    },
    "no fighters": {"armed_groups": [{"name": "gone", "home_group": "south", "fighters": 0}]},
    "no money": {"budget": {"usd_per_year": 0}, "donor_funding": []},
    "nothing but people": {
        "groups": [{"name": "all"}],
        "armed_groups": [],
        "mission": None,
        "csos": {"count": 0},
        "elections": [],
        "shocks": [],
        "donor_funding": [],
    },
}


def country(changes: dict[str, object], folder: Path) -> Scenario:
    yaml = YAML(typ="safe")
    told = yaml.load(SMALL) | changes
    with (folder / "country.yaml").open("w") as file:
        yaml.dump({name: value for name, value in told.items() if value is not None}, file)
    return read_scenario(str(folder / "country.yaml"))


def outside(state: State) -> list[str]:
    """Fields that stand below or above what they are declared to hold."""
    found = []
    for declared in KINDS.values():
        for field in declared:
            values = np.asarray(state.field(field.name))
            low, high = values.min(initial=field.low), values.max(initial=field.high)
            if low < field.low - 1e-9 or high > field.high + 1e-9:
                found.append(f"{field.name}: {low:g} to {high:g}")
    return found


def check_weeks(made: World, state: State, weeks: int) -> None:
    """Finite state within its bounds, and nobody lost between being a fighter and coming home."""
    for _ in range(weeks):
        people = state.field("population").sum()
        armed = state.field("fighters").sum() + state.field("idle_ex_combatants").sum()
        armed += state.field("reintegrated").sum()
        made.program.advance(state, made.layout, 1)
        assert all(np.isfinite(block).all() for block in state.blocks.values())
        assert outside(state) == []
        gone = state.field("deaths_civilians") + state.field("deaths_fighters")
        assert state.field("population").sum() == people + state.field("births") - gone
        joined = state.field("recruited") - state.field("fighters_left")
        now = state.field("fighters").sum() + state.field("idle_ex_combatants").sum()
        now += state.field("reintegrated").sum()
        assert now == armed + joined - state.field("deaths_fighters")


@pytest.mark.parametrize("name", COUNTRIES)
@pytest.mark.parametrize("strategy", ["engaged", "nothing"])
def test_thirty_weeks_of(name: str, strategy: str, tmp_path: Path) -> None:
    scenario = country(COUNTRIES[name], tmp_path)
    made = world(scenario, strategy)
    state = made.program.new_state(made.layout)
    table = drawn_parameters(made.program.parameters, np.arange(3), "prior", {})
    for run, theta in enumerate(table):
        made.program.begin(state, made.layout, run, theta)
        check_weeks(made, state, 30)
    spec = {"scenario": scenario_json(scenario), "strategy": strategy, "root_seed": 1, "weeks": 30}
    told = run_chunk({**spec, "first_run": 0, "stop_run": 2, "save": ["events", "communities"]})
    assert told["status"].to_pylist() == ["done", "done"]
    for column in told.column_names:
        if column.startswith("weekly:"):
            values = told[column].combine_chunks().flatten().drop_null().to_numpy()
            assert np.isfinite(values).all(), column


def test_the_countries_are_what_they_say(tmp_path: Path) -> None:
    sizes = {}
    for name, changes in COUNTRIES.items():
        told = country(changes, tmp_path)
        made = world(told, "engaged")
        state = made.program.new_state(made.layout)
        assert state.field("population").sum() == (50_000 if "ten" in name else 90_000), name
        assert np.allclose(state.field("group_share").sum(axis=0), 1.0), name
        assert state.field("fighters").sum(axis=1).tolist() == [
            group.fighters for group in told.armed_groups
        ], name
        sizes[name] = {kind: block.shape[1:] for kind, block in made.layout.initial.items()}
    assert sizes["no armed groups"]["armed_group"] == (0,)
    assert sizes["no mission"]["unit"] == (0,)
    assert sizes["one identity group"]["community_group"] == (1, 12)
    assert sizes["no civil society"]["cso"] == (0,)
    assert sizes["no money"]["cso"] == (6,)
    assert sizes["ten communities, each its own region"]["authority"] == (11,)
    assert sizes["six identity groups"]["armed_group_community"] == (6, 12)
    assert sizes["six identity groups"]["lever"] == (5,)


def test_a_longer_scenario_goes_on_from_the_same_weeks(small: Scenario) -> None:
    """The calendar goes on; the first weeks are those of the shorter one."""
    model = cse.EngagementModel(small.model_copy(update={"weeks": 90}), "engaged", seed=4)
    short = cse.EngagementModel(small, "engaged", seed=4)
    for _ in range(60):
        model.step()
        short.step()
    assert not short.running
    assert model.running
    first = model.state.record[:60]
    assert np.array_equal(first, short.state.record, equal_nan=True)
    check_weeks(model._world, model.state, 30)
    assert np.isfinite(model.indicator("fear"))
    short.close()
    model.close()


def test_a_world_is_kept_by_what_it_is_made_of(small: Scenario) -> None:
    """Another budget, length, strategy or override is another world; the same is the same, and few are kept."""
    from cse_sim.engine import chunk

    made = world(small, "engaged")
    assert world(small.model_copy(), "engaged") is made
    others = [
        world(small, "nothing"),
        world(small, "engaged", weeks=30),
        world(small, "engaged", budget_factor=2.0),
        world(small.model_copy(update={"weeks": 50}), "engaged"),
        world(small.model_copy(update={"population_growth_per_year": 0.0}), "engaged"),
    ]
    assert len({id(one) for one in [made, *others]}) == 6
    for weeks in range(1, 40):
        world(small, "engaged", weeks=weeks)
    assert len(chunk._WORLDS) <= 16


def test_threads_that_meet_a_program_nobody_has_built_agree(small: Scenario) -> None:
    """Eight threads at once: one builds and compiles, all get the same start of a run."""

    @rule
    def by_luck(u0, fear):
        return 0.5 * fear + 0.5 * u0

    own = process(by_luck, name="by luck", each="community", writes=("fear",), start=True)
    program = Program((own,))
    made = layout.build(small, (), program.theta, weeks=1)

    def begun(_: int) -> bytes:
        state = program.new_state(made)
        program.begin(state, made, 5, np.zeros(len(program.theta)))
        return state.field("fear").tobytes()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(begun, range(8)))
    assert set(found) == {begun(0)}
    assert len(program._begin.signatures) == 1
