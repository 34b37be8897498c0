"""The two questions that vary inputs, from Python: what matters, and how outcomes depend on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from cse_sim.processes import Process
from cse_sim.scenario.model import Scenario
from cse_sim.study.point_question import Tried, sensitivity_question, sweep_question
from cse_sim.study.results import Answer, in_memory
from cse_sim.study.strategy_files import with_files
from cse_sim.study.varied import Item


class Explored(Answer):
    """Indices of inputs, or means at the points of a sweep."""


def sensitivity(
    scenario: Scenario | str | Path,
    method: str = "morris",
    samples: int | None = None,
    runs: int = 2,
    seed: int = 0,
    vary: Item | Sequence[Item] | None = None,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    groups: bool = False,
    weeks: int | None = None,
    parameters: str = "default",
    overrides: Mapping[str, float] | None = None,
    workers: int | None = None,
    executor: str | Executor | None = None,
    extra: Sequence[Process] = (),
) -> Explored:
    """Which uncertain inputs matter for the outcomes of a strategy, or for the difference two strategies make.

    Parameters
    ----------
    scenario
        a scenario, a shipped name, or a path that ends in .yaml.
    method
        "morris" screens many inputs, "sobol" shares out the variance of few; ``cse_sim.study.sensitivity.METHODS``.
    samples
        what the method counts (base rows, trajectories, points); default: the method's own number.
    runs
        replicates of every point; two or more tell luck from effect.
    vary
        names of parameters, groups such as "trust.*", "dose.<lever>", "budget_factor", or mappings with ``name``,
        ``distribution``, ``because`` and ``group``, or one of these alone; default: every parameter whose range has width.
    strategies, baseline
        one strategy, by default the scenario's own; of several also the paired differences to the baseline.
    groups
        whether parameters of one group of the catalogue move together and get one index.
    parameters
        what is not varied: "default" keeps it at the scenario's values, "prior" draws it in every run, as luck.

    All else as in ``run`` and ``compare``.

    Returns
    -------
    Explored
        one row per strategy or difference, indicator, index and parameter, as in ``sensitivity.parquet``.

    Raises
    ------
    InputError
        when a name or a number cannot be used.
    RunFailed
        when every run failed.
    """
    scenario, strategies, baseline = with_files(scenario, strategies, baseline)
    study = sensitivity_question(
        scenario,
        method,
        samples,
        runs,
        seed,
        vary,
        strategies,
        baseline,
        indicators,
        groups,
        weeks,
        parameters,
        overrides,
        extra,
    )
    return Explored.of(in_memory(study, workers, executor, extra))


def sweep(
    scenario: Scenario | str | Path,
    vary: Mapping[str, Tried],
    design: str = "grid",
    samples: int | None = None,
    runs: int = 50,
    seed: int = 0,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    weeks: int | None = None,
    parameters: str = "prior",
    overrides: Mapping[str, float] | None = None,
    workers: int | None = None,
    executor: str | Executor | None = None,
    extra: Sequence[Process] = (),
) -> Explored:
    """How outcomes depend on parameters, doses or the budget: mean and interval at every point.

    ``vary`` maps a parameter, "dose.<lever>" or "budget_factor" to the values of a "grid", or, with ``design`` "lhs" or
    "sobol" and a number of ``samples``, to a distribution (a mapping with ``kind``) or to "prior". Every point lives
    through the same luck. All else as in ``compare``.

    Raises
    ------
    InputError
        when a name or a number cannot be used.
    RunFailed
        when every run failed.
    """
    scenario, strategies, baseline = with_files(scenario, strategies, baseline)
    study = sweep_question(
        scenario,
        vary,
        design,
        samples,
        runs,
        seed,
        strategies,
        baseline,
        indicators,
        weeks,
        parameters,
        overrides,
        extra,
    )
    return Explored.of(in_memory(study, workers, executor, extra))
