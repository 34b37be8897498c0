"""A number that is not finite names the week, process, field and agent it came from, wherever that was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cse_sim import process, python_process
from cse_sim.engine import chunk, layout
from cse_sim.engine.chunk import run_chunk
from cse_sim.engine.program import Program
from cse_sim.processes import Process, kernel, rule
from cse_sim.scenario import Scenario, scenario_json


def error_of(small: Scenario, *own: Process) -> str:
    """What the replay of a run of these processes alone says."""
    program = Program(own)
    made = layout.build(small, (), program.theta, weeks=10)
    return program.first_fault(made, 7, np.zeros(len(program.theta)))


def error_of_run(small: Scenario, extra: Process, patch: pytest.MonkeyPatch) -> str:
    """What the table of a run with this process says; the run leaves no number behind."""
    patch.setattr(chunk, "program_with", lambda own: Program(own))
    asked = {"scenario": scenario_json(small), "strategy": "engaged", "root_seed": 7, "weeks": 8}
    spec = {**asked, "first_run": 0, "stop_run": 1, "save": ["events", "communities"]}
    table = run_chunk(spec, extra=(extra,))
    assert table["status"].to_pylist() == ["failed"]
    assert table["deaths"].null_count == 1
    for name in table.column_names:
        if name.startswith(("weekly:", "communities:")):
            values = table[name].combine_chunks().flatten()
            assert values.null_count == len(values), name
    return str(table["error"][0].as_py())


def test_in_a_process_that_starts_a_run(small: Scenario) -> None:
    @rule
    def unborn(wellbeing):
        return wellbeing / 0.0 + 1.0 / 0.0

    fault = process(unborn, name="unborn", each="community", writes=("wellbeing",), start=True)
    assert error_of(small, fault) == "week 0: process unborn: wellbeing[0] is not finite"


def test_in_a_field_of_armed_group_and_community(small: Scenario) -> None:
    @kernel
    def lost(week, fighters):
        if week == 4:
            fighters[1, 7] = np.nan

    fault = process(lost, name="lost", writes=("fighters",))
    assert error_of(small, fault) == "week 4: process lost: fighters[1][7] is not finite"


def test_the_replay_is_the_run_itself(small: Scenario) -> None:
    """A replay that did not begin each week's flows at zero would see them pass three million in week 4, not week 9."""

    @kernel
    def counted(week, inputs_made, wellbeing):
        inputs_made[0] += 1.0e6
        if inputs_made[0] > 3.0e6 or week == 9:
            wellbeing[0] = np.nan

    fault = process(counted, name="counted", writes=("inputs_made", "wellbeing"))
    assert error_of(small, fault) == "week 9: process counted: wellbeing[0] is not finite"


def test_in_plain_python_and_in_a_flow_that_is_gone_a_week_later(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last process of the week nothing takes a flow up, and the next week begins at zero."""

    def poor(window: Any) -> None:
        if window.week == 3:
            window["cso_funds"][2] = np.inf

    def endless(window: Any) -> None:
        if window.week == 5:
            window["inputs_made"][3] = np.inf

    told = error_of_run(small, python_process(poor, name="poor"), monkeypatch)
    assert told == "week 3: process poor: cso_funds[2] is not finite"
    told = error_of_run(small, python_process(endless, name="endless"), monkeypatch)
    assert told == "week 5: process endless: inputs_made[3] is not finite"


def test_a_rule_is_only_called_for_what_it_can_be_called_for() -> None:
    @rule
    def fewer(fighters):
        return fighters * 0.5

    with pytest.raises(ValueError, match='called for each "armed_group_community"'):
        process(fewer, name="fewer", each="armed_group_community", writes=("fighters",))
    with pytest.raises(ValueError, match="cannot be synchronous"):
        process(
            fewer, name="fewer", each="community_group", writes=("grievance",), synchronous=True
        )


def test_a_synchronous_rule_may_have_many_agents_and_many_results(small: Scenario) -> None:
    """Its results are held beside the state until all are there, in rows as long and as many as it needs."""

    @rule
    def same(
        authority_capacity,
        authority_repression,
        authority_inclusiveness,
        authority_responsiveness,
        authority_responsiveness_base,
    ):
        return (
            authority_capacity,
            authority_repression,
            authority_inclusiveness,
            authority_responsiveness,
            authority_responsiveness_base,
        )

    extra = process(
        same,
        name="same",
        each="authority",
        writes=(
            "authority_capacity",
            "authority_repression",
            "authority_inclusiveness",
            "authority_responsiveness",
            "authority_responsiveness_base",
        ),
        synchronous=True,
    )
    program = Program((extra,))
    state = program.new_state(layout.build(small, (), program.theta, weeks=5))
    assert state.scratch.shape[0] >= 5
    assert state.scratch.shape[1] >= state.blocks["community"].shape[1]
