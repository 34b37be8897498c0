"""What comes with the package is sound, quick to read, and found by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cse_sim.errors import InputError
from cse_sim.scenario import (
    read_experiment,
    read_scenario,
    shipped_experiments,
    shipped_scenarios,
    shipped_strategies,
)
from tests.scenario.world import WORLD, write

FIVE = {"none", "security_only", "consult", "partner", "integrated"}
EXPERIMENT = "title: T\nscenario: case.yaml\nstrategies: [none, consult]\n"


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_is_read_and_has_the_five_strategies(name: str) -> None:
    scenario = read_scenario(name)
    assert scenario.name == name
    assert {strategy.name for strategy in scenario.strategies} >= FIVE


@pytest.mark.parametrize("name", sorted(shipped_experiments()))
def test_every_shipped_experiment_is_read(name: str) -> None:
    experiment, scenario = read_experiment(name)
    assert experiment.scenario == scenario.name
    assert set(experiment.strategies) <= {strategy.name for strategy in scenario.strategies}


def test_every_shipped_strategy_uses_known_levers_and_its_whole_budget() -> None:
    from cse_sim.levers import catalogue

    for strategy in read_scenario("training").strategies:
        assert {use.lever for use in strategy.levers} <= set(catalogue())
        if strategy.name != "none":
            assert sum(use.share for use in strategy.levers) == pytest.approx(1)
    assert set(shipped_strategies()) >= FIVE


def test_every_lever_is_in_a_shipped_strategy() -> None:
    from cse_sim.levers import catalogue

    used = {
        use.lever for strategy in read_scenario("training").strategies for use in strategy.levers
    }
    assert set(catalogue()) <= used


def test_windows_of_the_training_case() -> None:
    training = read_scenario("training")
    assert [str(day) for day in training.mission_window or ()] == ["2000-08-12", "2007-01-20"]
    assert [str(day) for day in training.budget_window] == ["2000-10-01", "2007-01-20"]
    assert str(training.end) == "2010-07-01"
    assert training.strategy_named("none").levers == ()


def test_importing_the_scenario_layer_stays_light() -> None:
    code = (
        "import sys, cse_sim.scenario;"
        "print([m for m in ('numpy', 'ruamel.yaml', 'numba', 'pandas', 'mesa') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.usefixtures("small_catalogues")
def test_strategies_beside_a_scenario(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "mine.yaml").write_text(
        "title: Mine\nlevers: {council: {share: 0.5}}\n", encoding="utf-8"
    )
    text = WORLD + "strategies: {consult: {levers: {dialogue: {share: 1}}}}\n"
    scenario = read_scenario(write(tmp_path, text))
    assert scenario.strategy_named("mine").levers[0].share == 0.5
    assert scenario.strategy_named("consult").levers[0].lever == "dialogue"
    assert 'strategy "consult" replaces the shipped one' in caplog.text
    (tmp_path / "strategies" / "mine.yaml").write_text(
        "levers: {council: {share: 1.5}}\n", encoding="utf-8"
    )
    with pytest.raises(
        InputError,
        match=r"strategies/mine.yaml:1:27: strategies.mine.levers.council.share: 1.5 is too large",
    ):
        read_scenario(tmp_path / "case.yaml")
    with pytest.raises(InputError, match="is also in"):
        read_scenario(write(tmp_path, WORLD + "strategies: {mine: {levers: {}}}\n"))


@pytest.mark.usefixtures("small_catalogues")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: T\nstrategies: [none, consult]\n", 'q.yaml:1:1: "scenario" is missing'),
        (EXPERIMENT + "run: 3\n", 'q.yaml:4:1: unknown key "run". Did you mean "runs"?'),
        (EXPERIMENT + "runs: 0\n", "q.yaml:4:7: runs: 0 is too small"),
        (EXPERIMENT + "seed: -1\n", "q.yaml:4:7: seed: -1 is too small"),
        (
            EXPERIMENT + "baseline: partner\n",
            'q.yaml:4:11: baseline: there is no strategy of this experiment "partner"',
        ),
        (
            EXPERIMENT.replace("consult", "consul"),
            'q.yaml:3:20: strategies, item 2: there is no strategy "consul"',
        ),
        (
            EXPERIMENT.replace("consult", "none"),
            'q.yaml:3:20: strategies, item 2: "none" is given twice',
        ),
        (EXPERIMENT + "weeks: 500\n", "q.yaml:4:8: weeks: 500 is more than the scenario has"),
        (
            EXPERIMENT + "indicators: [death]\n",
            'q.yaml:4:14: indicators, item 1: there is no indicator "death"',
        ),
        (
            EXPERIMENT + "budget_levels: [1, 0]\n",
            "q.yaml:4:20: budget_levels, item 2: 0 is too small",
        ),
        (EXPERIMENT + "parameters: priors\n", "q.yaml:4:13: parameters: there is no file"),
        (EXPERIMENT + "kind: sweep\n", 'q.yaml:1:1: "sweep" is missing'),
        (
            EXPERIMENT + "kind: compare\nsweep: {vary: {trust.half_life_weeks: [1]}}\n",
            "q.yaml:5:1: sweep: the key does nothing",
        ),
        (
            EXPERIMENT + "sensitivity: {method: sobol, vary: [trust.half_life]}\n",
            'q.yaml:4:37: sensitivity.vary, item 1: there is no parameter "trust.half_life". Did you mean',
        ),
        (
            EXPERIMENT + "sensitivity: {method: sobol, vary: []}\n",
            "q.yaml:4:36: sensitivity.vary: nothing is varied. Leave vary out to vary all",
        ),
        (
            EXPERIMENT + "overrides: {trust.half_life_weeks: {value: 3, because: x}}\n",
            "q.yaml:4:44: overrides.trust.half_life_weeks: 3 is outside the bounds",
        ),
        (
            "title: T\nscenario: nowhere\nstrategies: [none, partner]\n",
            'q.yaml:2:11: scenario: there is no shipped scenario "nowhere"',
        ),
    ],
)
def test_a_wrong_experiment_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, WORLD)
    Path("q.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_experiment("q.yaml")
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("small_catalogues")
def test_the_kind_follows_from_the_keys(tmp_path: Path) -> None:
    write(tmp_path, WORLD)
    path = tmp_path / "q.yaml"
    path.write_text(
        EXPERIMENT + "sensitivity: {method: sobol, samples: 64, vary: [trust.half_life_weeks]}\n",
        encoding="utf-8",
    )
    experiment, _ = read_experiment(path)
    assert experiment.kind == "sensitivity"
    assert experiment.sensitivity is not None
    assert experiment.sensitivity.samples == 64
