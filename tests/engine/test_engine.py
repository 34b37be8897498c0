"""The loop: one engine for every door, the same luck for every strategy, nothing left unsaid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cse_sim import process, python_process
from cse_sim.engine.chunk import program_with, run_chunk, world
from cse_sim.engine.generate import UnknownName
from cse_sim.engine.program import Program, State
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.errors import InputError
from cse_sim.mechanisms import START, WEEK
from cse_sim.params import Params, Uniform, param
from cse_sim.processes import rule
from cse_sim.scenario import Scenario, scenario_json
from cse_sim.sources import OUR_CHOICE
from cse_sim.state import KINDS, fields


def spec(
    scenario: Scenario, strategy: str | None, first: int = 0, stop: int = 6, **more: Any
) -> dict[str, Any]:
    return {
        "scenario": scenario_json(scenario),
        "strategy": strategy,
        "root_seed": 7,
        "first_run": first,
        "stop_run": stop,
        **more,
    }


def state_after(
    scenario: Scenario, strategy: str, weeks: int, program: Program | None = None
) -> State:
    made = world(scenario, strategy)
    use = program or made.program
    theta = drawn_parameters(use.parameters, np.array([11]), "prior", {})[0]
    state = use.new_state(made.layout)
    use.begin(state, made.layout, 11, theta)
    use.advance(state, made.layout, weeks)
    return state


def test_a_run_alone_equals_the_run_in_a_chunk(small: Scenario) -> None:
    together = run_chunk(spec(small, "engaged", 0, 6, save=["events", "communities"]))
    for run in range(6):
        alone = run_chunk(spec(small, "engaged", run, run + 1, save=["events", "communities"]))
        assert alone.equals(together.slice(run, 1))


def test_luck_differs_between_runs_and_seeds(small: Scenario) -> None:
    deaths = run_chunk(spec(small, "engaged", 0, 6))["weekly:fear"].to_pylist()
    assert len({tuple(d) for d in deaths}) == 6
    other = run_chunk({**spec(small, "engaged", 0, 6), "root_seed": 8})["weekly:fear"].to_pylist()
    assert not {tuple(d) for d in deaths} & {tuple(d) for d in other}


def test_levers_at_dose_zero_change_nothing_in_any_run(small: Scenario) -> None:
    with_levers = run_chunk(spec(small, "no_dose", 0, 8, save=["events", "communities"]))
    without = run_chunk(spec(small, "nothing", 0, 8, save=["events", "communities"]))
    for name in with_levers.column_names:
        if "allocated_usd" not in name:
            assert with_levers[name].equals(without[name]), name
    assert max(with_levers["spent_usd"].to_pylist()) == 0.0


def test_levers_without_money_change_nothing(small: Scenario) -> None:
    poor = run_chunk(spec(small, "engaged", 0, 4, budget_factor=0.0))
    without = run_chunk(spec(small, "nothing", 0, 4))
    for name in poor.column_names:
        assert poor[name].equals(without[name]), name


def test_a_strategy_with_money_changes_something(small: Scenario) -> None:
    """The two tests above could not fail if levers never did anything."""
    rich = run_chunk(spec(small, "engaged", 0, 4))
    without = run_chunk(spec(small, "nothing", 0, 4))
    assert min(rich["spent_usd"].to_pylist()) > 0
    assert not rich["weekly:dispute_institution"].equals(without["weekly:dispute_institution"])


def test_drawn_parameters_do_not_depend_on_strategy_or_chunk(small: Scenario) -> None:
    one = run_chunk(spec(small, "engaged", 2, 4))
    other = run_chunk(spec(small, "nothing", 0, 6)).slice(2, 2)
    drawn = [name for name in one.column_names if name.startswith("param:")]
    assert len(drawn) > 100
    for name in drawn:
        assert one[name].equals(other[name]), name


def test_every_prior_is_drawn_inside_its_bounds_and_over_its_range() -> None:
    parameters = program_with().parameters
    table = drawn_parameters(parameters, np.arange(4000), "prior", {})
    for column, parameter in enumerate(parameters):
        values = table[:, column]
        assert parameter.bounds[0] <= values.min()
        assert values.max() <= parameter.bounds[1]
        middle = parameter.prior.ppf(np.array([0.5]))[0]
        if parameter.prior.low < parameter.prior.high:
            assert abs((values < middle).mean() - 0.5) < 0.04, parameter.full_name


def test_money_spent_never_exceeds_what_is_allocated_in_any_fiscal_year(small: Scenario) -> None:
    made = world(small, "engaged")
    theta = drawn_parameters(made.program.parameters, np.arange(10), "prior", {})
    state = made.program.new_state(made.layout)
    for run, row in enumerate(theta):
        made.program.begin(state, made.layout, run, row)
        for _ in range(made.layout.weeks):
            made.program.advance(state, made.layout, 1)
            assert (
                state.field("lever_spent_year") <= state.field("lever_allocated_year") * (1 + 1e-12)
            ).all()
        assert state.field("lever_allocated").sum() <= small.budget.usd_per_year * 60 / 52 * (
            1 + 1e-9
        )


def test_people_and_fighters_are_conserved_week_by_week(small: Scenario) -> None:
    made = world(small, "engaged")
    theta = drawn_parameters(made.program.parameters, np.arange(10), "prior", {})
    state = made.program.new_state(made.layout)
    for run, row in enumerate(theta):
        made.program.begin(state, made.layout, run, row)
        for _ in range(made.layout.weeks):
            people = state.field("population").sum()
            armed = state.field("fighters").sum()
            idle = state.field("idle_ex_combatants").sum()
            home = state.field("reintegrated").sum()
            made.program.advance(state, made.layout, 1)
            flow = {
                n: float(state.field(n))
                for n in (
                    "births",
                    "deaths_civilians",
                    "deaths_fighters",
                    "recruited",
                    "fighters_left",
                    "demobilised",
                    "reintegration",
                    "rerecruited",
                )
            }
            assert state.field("population").sum() == (
                people + flow["births"] - flow["deaths_civilians"] - flow["deaths_fighters"]
            )
            assert state.field("fighters").sum() == (
                armed
                + flow["recruited"]
                + flow["rerecruited"]
                - flow["demobilised"]
                - flow["fighters_left"]
                - flow["deaths_fighters"]
            )
            assert state.field("idle_ex_combatants").sum() == (
                idle + flow["demobilised"] - flow["reintegration"] - flow["rerecruited"]
            )
            assert state.field("reintegrated").sum() == home + flow["reintegration"]


def test_every_field_stays_in_its_declared_range(small: Scenario) -> None:
    made = world(small, "engaged")
    theta = drawn_parameters(made.program.parameters, np.arange(20), "prior", {})
    state = made.program.new_state(made.layout)
    for run, row in enumerate(theta):
        made.program.begin(state, made.layout, run, row)
        for _ in range(made.layout.weeks):
            made.program.advance(state, made.layout, 1)
            for kind, declared in KINDS.items():
                for position, field in enumerate(declared):
                    values = state.blocks[kind][position]
                    if values.size:
                        assert values.min() >= field.low - 1e-9, (field.name, values.min())
                        assert values.max() <= field.high + 1e-9, (field.name, values.max())


@pytest.mark.parametrize("one", [*START, *WEEK], ids=lambda p: p.name)
def test_a_process_changes_only_what_it_declares(small: Scenario, one: Any) -> None:
    made = world(small, "engaged")
    theta = drawn_parameters(made.program.parameters, np.array([3]), "prior", {})[0]
    state = made.program.new_state(made.layout)
    made.program.begin(state, made.layout, 3, theta)
    made.program.advance(state, made.layout, 9)
    before = {kind: block.copy() for kind, block in state.blocks.items()}
    text = [(p, t) for p, t in made.program._texts(start=one.start) if p.name == one.name]
    week = 0 if one.start else 10
    made.program._call(made.program._loop(text, clear=False), state, made.layout, week, week + 1)
    for name, (kind, row, _) in fields().items():
        if name not in one.writes:
            assert np.array_equal(before[kind][row], state.blocks[kind][row]), name


@pytest.mark.parametrize("one", WEEK, ids=lambda p: p.name)
def test_a_process_does_not_look_at_what_it_does_not_name(small: Scenario, one: Any) -> None:
    """Every field it neither names nor writes is filled with NaN: what it writes must stay the same."""
    made = world(small, "engaged")
    theta = drawn_parameters(made.program.parameters, np.array([3]), "prior", {})[0]
    state = made.program.new_state(made.layout)
    made.program.begin(state, made.layout, 3, theta)
    made.program.advance(state, made.layout, 9)
    named = {name.removeprefix("neighbours_mean__") for name in one.arguments} | set(one.writes)
    if one.form == "rule":
        named |= {"lever_dose", "lever_quality"}
    results = []
    for spoil in (False, True):
        copy = {kind: block.copy() for kind, block in state.blocks.items()}
        for name, (kind, row, _) in fields().items():
            if spoil and name not in named:
                copy[kind][row] = np.nan
        trial = made.program.new_state(made.layout)
        trial.blocks, trial.theta, trial.run_key = copy, state.theta, state.run_key
        text = [(p, t) for p, t in made.program._texts(start=False) if p.name == one.name]
        made.program._call(made.program._loop(text, clear=False), trial, made.layout, 10, 11)
        results.append({name: trial.field(name).copy() for name in one.writes})
    for name in one.writes:
        assert np.array_equal(results[0][name], results[1][name], equal_nan=True), name


class _RadioParams(Params, group="radio"):
    share = param(
        0.1,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.2),
        meaning="fear taken away",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def _calmer(fear, u0, share):
    return fear * (1.0 - share) if u0 < 0.5 else fear


@rule
def _unchanged(fear, u0):
    return fear + 0.0 * u0


def test_an_added_process_that_changes_nothing_moves_no_luck(small: Scenario) -> None:
    extra = process(_unchanged, name="nothing", each="community", writes=("fear",))
    plain = run_chunk(spec(small, "engaged", 0, 4))
    added = run_chunk(spec(small, "engaged", 0, 4), extra=(extra,))
    assert added.equals(plain)


def test_an_added_rule_acts_and_its_parameters_are_drawn_and_recorded(small: Scenario) -> None:
    radio = process(_calmer, name="radio", each="community", writes=("fear",), params=_RadioParams)
    plain = run_chunk(spec(small, "engaged", 0, 4))
    added = run_chunk(spec(small, "engaged", 0, 4), extra=(radio,))
    assert np.mean(added["fear"].to_pylist()) < np.mean(plain["fear"].to_pylist())
    assert 0.0 < np.mean(added["param:radio.share"].to_pylist()) < 0.2


def test_a_python_process_sees_the_run_and_does_the_same_as_a_rule(small: Scenario) -> None:
    def halve(window: Any) -> None:
        window["fear"][:] = window["fear"] * 0.5

    @rule
    def halved(fear):
        return fear * 0.5

    a = run_chunk(
        spec(small, "engaged", 0, 2), extra=(python_process(halve, name="halve", after="fear"),)
    )
    b = run_chunk(
        spec(small, "engaged", 0, 2),
        extra=(process(halved, name="halved", each="community", writes=("fear",), after="fear"),),
    )
    assert a.drop_columns(["error"]).equals(b.drop_columns(["error"]))


def test_a_number_that_is_not_finite_stops_its_run_and_names_the_place(small: Scenario) -> None:
    @rule
    def broken(fear, week):
        return fear / 0.0 if week == 5 else fear

    fault = process(broken, name="broken", each="community", writes=("fear",))
    table = run_chunk(spec(small, "engaged", 0, 2), extra=(fault,))
    assert table["status"].to_pylist() == ["failed", "failed"]
    assert "week 5: process broken: fear[" in table["error"][0].as_py()
    assert table["deaths"].null_count == 2
    assert run_chunk(spec(small, "engaged", 0, 2))["status"].to_pylist() == ["done", "done"]


def test_an_unknown_name_is_an_error_when_the_week_is_built(small: Scenario) -> None:
    @rule
    def lost(fear, fearr):
        return fear + fearr

    with pytest.raises(UnknownName, match='asks for "fearr"'):
        run_chunk(
            spec(small, "engaged", 0, 1),
            extra=(process(lost, name="lost", each="community", writes=("fear",)),),
        )


def test_a_place_in_the_week_that_does_not_exist_is_refused(small: Scenario) -> None:
    stray = process(_unchanged, name="stray", each="community", writes=("fear",), after="trsut")
    with pytest.raises(InputError, match="not in the week"):
        run_chunk(spec(small, "engaged", 0, 1), extra=(stray,))


def test_one_compiled_version_of_the_week(small: Scenario) -> None:
    run_chunk(spec(small, "engaged", 0, 1))
    assert len(program_with()._segments[0].function.signatures) == 1


def test_no_process_shares_its_luck_with_another() -> None:
    from cse_sim.luck import decision_key

    names = [p.name for p in (*START, *WEEK)]
    buffers = [f"{p.name}.{b}" for p in WEEK for b in p.draws]
    keys = [decision_key(name) for name in (*names, *buffers, "parameters")]
    assert len(set(keys)) == len(keys)


def test_tables_hold_null_and_not_zero_for_what_does_not_exist(small: Scenario) -> None:
    table = run_chunk(spec(small, "engaged", 0, 2))
    assert table["institution_after_exit"].null_count == 2
    assert isinstance(table, pa.Table)
