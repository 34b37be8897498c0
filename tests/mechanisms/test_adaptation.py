"""Claims of the page on adaptation: money moves on what is reported, step by step, and never grows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cse_sim.engine.chunk import run_chunk, world
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.mechanisms.adaptation import shares_after_the_report
from cse_sim.scenario import Scenario, read_scenario, scenario_json
from cse_sim.scenario.model import LeverUse, Strategy

STARTING = (0.5, 0.3, 0.2)


class Report:
    """Three levers, of which the second takes from the first when trust is low, and the third when fear is high."""

    def __init__(self) -> None:
        self.settings = np.zeros((11, 3))
        self.settings[0] = STARTING
        self.settings[7:, 1] = (1.0, 0.6, 0.2, 0.0)
        self.settings[7:, 2] = (2.0, 0.9, 0.4, 0.0)
        self.share = np.array(STARTING)
        self.acted = np.zeros(1)

    def comes(self, week: float, trust: float, security: float) -> list[float]:
        shares_after_the_report(
            np.array([week]),
            self.acted,
            np.array([trust]),
            np.array([security]),
            self.settings,
            self.share,
        )
        return [round(share, 12) for share in self.share]


def test_a_bad_report_moves_a_step_a_good_one_gives_it_back() -> None:
    report = Report()
    assert report.comes(26, trust=0.59, security=0.95) == [0.3, 0.5, 0.2]
    assert report.comes(52, trust=0.61, security=0.95) == [0.5, 0.3, 0.2]
    assert report.comes(78, trust=0.61, security=0.95) == [0.5, 0.3, 0.2]


def test_no_more_moves_than_the_giver_has_and_the_first_lever_comes_first() -> None:
    report = Report()
    assert report.comes(26, trust=0.1, security=0.1) == [0.0, 0.5, 0.5]
    assert report.comes(52, trust=0.1, security=0.1) == [0.0, 0.5, 0.5]
    assert report.comes(78, trust=0.9, security=0.1) == [0.0, 0.3, 0.7]


def test_a_report_is_acted_on_once() -> None:
    report = Report()
    assert report.comes(26, trust=0.1, security=1.0) == [0.3, 0.5, 0.2]
    assert report.comes(26, trust=0.1, security=1.0) == [0.3, 0.5, 0.2]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_the_budget_neither_grows_nor_shrinks(answers: list[tuple[float, float]]) -> None:
    report = Report()
    for number, (trust, security) in enumerate(answers):
        shares = report.comes(26.0 * (number + 1), trust, security)
        assert sum(shares) == pytest.approx(1.0, abs=1e-9)
        assert min(shares) >= 0.0
        assert shares[1] >= STARTING[1]
        assert shares[2] >= STARTING[2]


def adapting(below: float) -> Scenario:
    """The training case with a strategy that moves money from messages to rights monitoring."""
    uses = (
        LeverUse(lever="communication", share=0.6, targeting="everywhere"),
        LeverUse.model_validate(
            {
                "lever": "rights_monitoring",
                "share": 0.4,
                "targeting": "everywhere",
                "adapts": {
                    "when": "trust_in_peacekeepers",
                    "below": below,
                    "move": 0.1,
                    "taken_from": "communication",
                },
            }
        ),
    )
    return read_scenario("training").model_copy(
        update={"strategies": (Strategy(name="steering", levers=uses),)}
    )


def test_shares_follow_the_survey_with_its_delay_and_not_the_true_state() -> None:
    """Everybody's trust is at its end from the first week on; nothing moves before the first report."""
    made = world(adapting(below=0.999), "steering", weeks=60)
    program, layout = made.program, made.layout
    theta = drawn_parameters(program.parameters, np.array([5]), "default", {})[0]
    state = program.new_state(layout)
    program.begin(state, layout, 5, theta)
    shares = []
    for _ in range(60):
        program.advance(state, layout, 1)
        shares.append(tuple(np.round(state.field("lever_share"), 12)))
    lag = 8
    assert shares[26 + lag - 2] == (0.6, 0.4)
    assert shares[26 + lag - 1] == (0.5, 0.5)
    assert shares[52 + lag - 2] == (0.5, 0.5)
    assert shares[52 + lag - 1] == (0.4, 0.6)


def runs(below: float) -> dict[str, list[float]]:
    table = run_chunk(
        {
            "scenario": scenario_json(adapting(below)),
            "strategy": "steering",
            "root_seed": 3,
            "first_run": 0,
            "stop_run": 3,
            "weeks": 156,
        }
    )
    return {name: table[name].to_pylist() for name in table.column_names if ":" not in name}


def test_a_threshold_that_is_never_met_changes_nothing_in_any_run() -> None:
    still, never = runs(0.0), runs(1e-9)
    assert still == never
    assert runs(1.0) != still
