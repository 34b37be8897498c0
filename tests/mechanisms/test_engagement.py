"""Claims of the page on engagement: programmes in one place do not simply add, and all are paid for."""

from __future__ import annotations

import numpy as np
import pytest

from cse_sim.engine.chunk import run_chunk, world
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.mechanisms.engagement import felt_together
from cse_sim.scenario import read_scenario, scenario_json


def test_one_full_dose_counts_in_full_and_two_by_hand() -> None:
    assert felt_together(1.0, 2.0) == 1.0
    assert felt_together(2.0, 2.0) == pytest.approx(1.0 + 2.0 / 3.0)


def test_more_programmes_add_less_and_less_and_never_take_away() -> None:
    totals = [felt_together(float(n), 2.0) for n in range(1, 60)]
    steps = np.diff(totals)
    assert (steps > 0.0).all()
    assert (np.diff(steps) < 0.0).all()
    assert totals[-1] < 3.0


def test_with_room_for_all_programmes_add() -> None:
    assert felt_together(6.0, 1e6) == pytest.approx(6.0, rel=1e-4)


def spent_and_trained(room: float) -> tuple[float, float]:
    """Money spent and the strength of dispute institutions of a well-funded strategy."""
    table = run_chunk(
        {
            "scenario": scenario_json(read_scenario("training")),
            "strategy": "integrated",
            "root_seed": 3,
            "first_run": 0,
            "stop_run": 4,
            "weeks": 104,
            "budget_factor": 20.0,
            "overrides": {"engagement.room_for_more": room},
        }
    )
    names = ("weekly:spent_usd", "weekly:dispute_institution")
    spent, trained = (np.array(table[name].to_pylist()) for name in names)
    return float(spent[:, :52].sum()), float(trained[:, -1].mean())


def test_crowding_costs_effect_and_saves_no_money() -> None:
    crowded, roomy = spent_and_trained(0.05), spent_and_trained(1000.0)
    assert crowded[0] == pytest.approx(roomy[0], rel=0.05)
    assert crowded[1] < roomy[1] - 0.005


def test_doses_of_a_week_of_new_targets_are_those_delivered() -> None:
    """Where there is room for all programmes, doses by place add up to what is paid for in every week."""
    made = world(read_scenario("training"), "integrated", budget_factor=20.0)
    program, layout = made.program, made.layout
    fixed = {"engagement.room_for_more": 1000.0}
    theta = drawn_parameters(program.parameters, np.array([3]), "default", fixed)[0]
    state = program.new_state(layout)
    program.begin(state, layout, 3, theta)
    checked = 0
    for _ in range(56):
        program.advance(state, layout, 1)
        size = np.maximum(state.field("population") * 1e-4, 0.2)
        doses = (state.field("lever_dose") * size).sum(axis=1)
        delivered = state.field("lever_delivered")
        assert doses == pytest.approx(delivered, rel=0.01)
        checked += int((delivered > 0.0).sum())
    assert checked > 100
