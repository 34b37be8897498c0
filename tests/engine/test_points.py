"""Points of a design: what they set, the luck they share, and that a plain run is a point like any other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cse_sim.engine.chunk import run_chunk
from cse_sim.errors import InputError
from cse_sim.luck import run_key
from cse_sim.scenario import Scenario, scenario_json
from cse_sim.scenario.model import LeverUse

REACH = "trust.reach"


def spec(scenario: Scenario, strategy: str = "engaged", **more: Any) -> dict[str, Any]:
    asked = {"strategy": strategy, "root_seed": 7, "first_run": 0, "stop_run": 3, "weeks": 40}
    return {"scenario": scenario_json(scenario), **asked, **more}


def points(names: list[str], rows: list[list[float]], luck: list[int] | None = None) -> Any:
    numbers = list(range(5, 5 + len(rows)))
    return {"numbers": numbers, "luck": luck or [0] * len(rows), "names": names, "rows": rows}


def same(point: Any, plain: Any) -> None:
    for name in plain.column_names:
        assert point[name].combine_chunks().equals(plain[name].combine_chunks()), name


def test_a_point_that_sets_what_a_plain_run_has_equals_it_bit_for_bit(small: Scenario) -> None:
    value = 2.5
    names = ["dose.council", REACH, "budget_factor"]
    asked = points(names, [[0.4, 2.0, 2.0], [1.0, value, 1.0]])
    found = run_chunk(spec(small, points=asked, save=["events"]))
    plain = run_chunk(spec(small, overrides={REACH: value}, save=["events"]))
    same(found.slice(3, 3), plain)
    assert found["point"].to_pylist() == [5] * 3 + [6] * 3
    assert not found.slice(0, 3)["spent_usd"].equals(plain["spent_usd"])


def test_a_dose_in_a_point_is_the_dose_in_the_strategy(small: Scenario) -> None:
    """Also where the lever names its communities, which puts the dose into the state before the first week."""
    engaged = next(s for s in small.strategies if s.name == "engaged")
    listed = small.communities[0].name

    def weaker(dose: float) -> Scenario:
        uses = tuple(
            LeverUse(
                lever=u.lever, share=u.share, dose=dose, targeting="list", communities=(listed,)
            )
            if u.lever == "dialogue"
            else u
            for u in engaged.levers
        )
        own = engaged.model_copy(update={"levers": uses})
        return small.model_copy(update={"strategies": (own,)})

    asked = points(["dose.dialogue"], [[1.0], [0.3]])
    found = run_chunk(spec(weaker(1.0), points=asked))
    same(found.slice(0, 3), run_chunk(spec(weaker(1.0))))
    same(found.slice(3, 3), run_chunk(spec(weaker(0.3))))


def test_a_budget_in_a_point_is_the_budget_of_the_study(small: Scenario) -> None:
    found = run_chunk(spec(small, points=points(["budget_factor"], [[1.0], [0.5]])))
    same(found.slice(3, 3), run_chunk(spec(small, budget_factor=0.5)))
    assert found["budget_factor"].to_pylist() == [1.0] * 3 + [0.5] * 3


def test_replicates_of_a_point_are_the_runs_its_luck_says(small: Scenario) -> None:
    asked = points([REACH], [[2.0], [2.0], [2.0]], luck=[0, 1000, 0])
    found = run_chunk(spec(small, points=asked, first_run=1, weekly=False))
    assert found["run"].to_pylist() == [1, 2, 1001, 1002, 1, 2]
    assert found["seed"].to_pylist() == [run_key(7, run) for run in (1, 2, 1001, 1002, 1, 2)]
    deaths = found["cooperation"].to_numpy()
    assert np.array_equal(deaths[:2], deaths[4:])
    assert not np.array_equal(deaths[:2], deaths[2:4])


def test_a_point_alone_equals_the_point_among_others(small: Scenario) -> None:
    rows = [[2.0, 0.2], [3.0, 0.9], [2.0, 0.0]]
    names = [REACH, "dose.council"]
    together = run_chunk(spec(small, points=points(names, rows)))
    for place, row in enumerate(rows):
        alone = run_chunk(spec(small, points=points(names, [row]) | {"numbers": [5 + place]}))
        same(together.slice(3 * place, 3), alone)


def test_without_weeks_only_the_weekly_lists_are_missing(small: Scenario) -> None:
    asked = points([REACH], [[2.0]])
    full = run_chunk(spec(small, points=asked))
    short = run_chunk(spec(small, points=asked, weekly=False))
    kept = [name for name in full.column_names if not name.startswith("weekly:")]
    assert short.column_names == kept
    same(short, full.select(kept))


def test_a_dose_of_a_lever_the_strategy_does_not_use_changes_nothing(small: Scenario) -> None:
    found = run_chunk(spec(small, "nothing", points=points(["dose.council"], [[0.5]])))
    same(found, run_chunk(spec(small, "nothing")))


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("trust.reachh", 1.0, "cannot set"),
        ("dose.counsil", 1.0, "no lever"),
        ("dose.council", 1.5, "outside its range"),
    ],
)
def test_a_point_cannot_set_what_does_not_exist(
    small: Scenario, name: str, value: float, what: str
) -> None:
    with pytest.raises(InputError, match=what):
        run_chunk(spec(small, points=points([name], [[value]])))
