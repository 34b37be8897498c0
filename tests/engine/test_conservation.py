"""People, fighters and money are conserved, whatever the luck, the parameters and the strategy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cse_sim.engine.chunk import world
from cse_sim.engine.program import State
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.scenario import Scenario, read_scenario

FLOWS = (
    "births",
    "deaths_civilians",
    "deaths_fighters",
    "recruited",
    "fighters_left",
    "demobilised",
    "reintegration",
    "rerecruited",
)


def totals(state: State) -> dict[str, float]:
    names = ("population", "fighters", "idle_ex_combatants", "reintegrated")
    return {name: float(state.field(name).sum()) for name in names}


@settings(max_examples=40, deadline=None)
@given(
    key=st.integers(0, 2**53 - 1),
    strategy=st.sampled_from(
        ["none", "security_only", "consult", "partner", "integrated", "adaptive"]
    ),
    factor=st.sampled_from([0.0, 0.2, 1.0, 20.0]),
)
def test_people_fighters_and_money_are_conserved(key: int, strategy: str, factor: float) -> None:
    growing = {"population_growth_per_year": 0.02}
    scenario: Scenario = read_scenario("training").model_copy(update=growing)
    made = world(scenario, strategy, weeks=80, budget_factor=factor)
    theta = drawn_parameters(made.program.parameters, np.array([key]), "prior", {})[0]
    state = made.program.new_state(made.layout)
    made.program.begin(state, made.layout, key, theta)
    most_spent = 0.0
    for _ in range(80):
        before = totals(state)
        spent = float(state.field("lever_spent").sum())
        allocated = float(state.field("lever_allocated").sum())
        away = state.field("displaced").sum()
        made.program.advance(state, made.layout, 1)
        after = totals(state)
        flow = {name: float(state.field(name)) for name in FLOWS}
        assert after["population"] == (
            before["population"]
            + flow["births"]
            - flow["deaths_civilians"]
            - flow["deaths_fighters"]
        )
        assert after["fighters"] == (
            before["fighters"]
            + flow["recruited"]
            + flow["rerecruited"]
            - flow["demobilised"]
            - flow["fighters_left"]
            - flow["deaths_fighters"]
        )
        assert after["idle_ex_combatants"] == (
            before["idle_ex_combatants"]
            + flow["demobilised"]
            - flow["reintegration"]
            - flow["rerecruited"]
        )
        assert after["reintegrated"] == before["reintegrated"] + flow["reintegration"]
        for name in ("population", "fighters", "idle_ex_combatants", "reintegrated"):
            values = state.field(name)
            assert (values >= 0).all()
            assert (values == np.floor(values)).all()
        under_arms = sum(
            state.field(n).sum(axis=0) for n in ("fighters", "idle_ex_combatants", "reintegrated")
        )
        assert (under_arms <= state.field("population")).all()
        gone, back = state.field("people_displaced"), state.field("people_returned")
        assert state.field("displaced").sum() <= away + gone - back
        if after["population"] == before["population"] + flow["births"]:
            assert state.field("displaced").sum() == away + gone - back
        assert (state.field("displaced") <= state.field("population")).all()
        given_now = float(state.field("lever_allocated").sum()) - allocated
        assert given_now == pytest.approx(float(state.field("allocated_this_week")), abs=1e-6)
        paid = float(state.field("lever_spent").sum()) - spent
        assert abs(paid - float(state.field("spent_this_week"))) < 1e-6
        assert (
            state.field("lever_spent_year") <= state.field("lever_allocated_year") * (1 + 1e-12)
        ).all()
        assert (state.field("lever_spent") <= state.field("lever_allocated") * (1 + 1e-12)).all()
        most_spent = max(most_spent, paid)
        alive = state.field("cso_alive") > 0.0
        assert state.field("cso_income_mission")[alive].sum() <= most_spent
