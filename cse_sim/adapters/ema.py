"""The model as the EMA Workbench (2.5 and 3) takes models: parameters are uncertainties, the strategy is the lever.

    with SequentialEvaluator(ema_model("training", ["none", "integrated"], ["trust.reach"], ["deaths"])) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=100, policies=2)

Uncertainties range over what the catalogue explores; the workbench has its own ideas of distributions. Its names must
be identifiers, so ``trust.reach`` is called ``trust__reach`` there. Every experiment lives through the same luck: runs 0
to ``runs`` - 1 of the root seed. The workbench stops a batch at the first exception and keeps nothing until the end, so a
run that fails, and a number that does not exist, is NaN in its outcome.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cse_sim.errors import InputError
from cse_sim.params import Parameter, find
from cse_sim.scenario.model import Scenario
from cse_sim.study.given import several
from cse_sim.study.question import (
    canonical_scenario,
    checked,
    known_indicators,
    known_strategies,
    read,
)

STRATEGY = "strategy"
BETWEEN = "__"
NAME = "csesim"
KINDS = {"up": "MAXIMIZE", "down": "MINIMIZE", "none": "INFO"}


@dataclass(frozen=True)
class Experiment:
    """What one experiment of the workbench runs; it can be sent to other processes."""

    scenario: str
    seed: int
    runs: int
    weeks: int | None
    parameters: tuple[str, ...]
    indicators: tuple[str, ...]

    def __call__(self, strategy: str, **values: float) -> dict[str, float]:
        """The mean of each indicator over the runs; NaN unless every run has it."""
        from cse_sim.engine import run_chunk

        asked = [float(values[_called(name)]) for name in self.parameters]
        points = {"numbers": [0], "luck": [0], "names": list(self.parameters), "rows": [asked]}
        table = run_chunk(
            {
                "scenario": self.scenario,
                "strategy": str(strategy),
                "root_seed": self.seed,
                "first_run": 0,
                "stop_run": self.runs,
                "weeks": self.weeks,
                "parameters": "default",
                "weekly": False,
                "points": points,
            }
        )
        return {
            name: float(np.mean(table[name].to_numpy().astype(np.float64)))
            for name in self.indicators
        }


def ema_model(
    scenario: Scenario | str | Path,
    strategies: Sequence[str],
    parameters: Sequence[str],
    indicators: Sequence[str],
    runs: int = 1,
    seed: int = 0,
    weeks: int | None = None,
) -> Any:
    """An ``ema_workbench.Model`` of this model.

    Parameters
    ----------
    scenario
        a scenario, a shipped name or a path.
    strategies
        names; of several, the one that is used is the lever ``strategy``.
    parameters
        full names of parameters, the uncertainties; all others stay at the scenario's values.
    indicators
        names of the outcomes, to be maximised or minimised as each declares.
    runs, seed
        an outcome is the mean over so many runs, whose luck is the same in every experiment.
    weeks
        default: all of the scenario's.

    Raises
    ------
    InputError
        when a name or a number cannot be used, or the workbench is not installed.
    """
    case = read(scenario)
    strategies, parameters = several(strategies, "strategies"), several(parameters, "parameters")
    known_strategies(case, strategies)
    if not (strategies and parameters and indicators):
        raise InputError("strategies, parameters and indicators need a name each")
    varied = [find(name, "parameters") for name in parameters]
    asked = checked(case, runs, seed, weeks, "default", {}, (), ())
    names = known_indicators(indicators) or ()
    function = Experiment(
        canonical_scenario(case),
        asked["seed"],
        asked["runs"],
        asked["weeks"],
        tuple(parameters),
        names,
    )
    return _model(function, varied, strategies)


def _model(function: Experiment, varied: Sequence[Parameter], strategies: Sequence[str]) -> Any:
    from cse_sim.indicators import catalogue

    ema = workbench()
    model = ema.Model(NAME, function=function)
    model.uncertainties = [
        ema.RealParameter(_called(each.full_name), each.prior.low, each.prior.high)
        for each in varied
    ]
    if len(strategies) > 1:
        model.levers = [ema.CategoricalParameter(STRATEGY, list(strategies))]
    else:
        model.constants = [ema.Constant(STRATEGY, strategies[0])]
    model.outcomes = [
        ema.ScalarOutcome(name, kind=getattr(ema.ScalarOutcome, KINDS[catalogue()[name].direction]))
        for name in function.indicators
    ]
    return model


@functools.cache
def workbench() -> Any:
    """The EMA Workbench, without its warnings about engines that are not installed.

    Raises
    ------
    InputError
        when it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ema_workbench
    except ImportError:
        raise InputError(
            "the EMA Workbench is not installed", do="pip install 'cse-sim[ema]'"
        ) from None
    return ema_workbench


def _called(parameter: str) -> str:
    return parameter.replace(".", BETWEEN)
