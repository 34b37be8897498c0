"""From what a person asks to a study: every name looked up, every number checked, nothing left to guess."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cse_sim.errors import InputError, nearest
from cse_sim.study import given
from cse_sim.study.given import numbers, processes, real_numbers, several, whole
from cse_sim.study.plan import Parameters, Study

if TYPE_CHECKING:
    from cse_sim.processes import Process
    from cse_sim.scenario.model import Scenario

MOST_SEED = 2**53 - 1
MOST_RUNS = 10_000_000
SAVED = ("events", "communities")
MOST_LEVEL = 1_000
REFERENCE = "security_only"


def run_question(
    scenario: Scenario | str | Path,
    strategy: str | None,
    runs: int,
    seed: int,
    weeks: int | None,
    parameters: str,
    overrides: Mapping[str, float],
    save: Sequence[str],
    extra: Iterable[Process] = (),
) -> Study:
    """One strategy, many runs."""
    case = read(scenario)
    name = (case.strategy or "none") if strategy is None else strategy
    known_strategies(case, several(name, "strategy"))
    return Study(
        verb="run",
        scenario=canonical_scenario(case),
        strategies=(name,),
        baseline=None,
        **checked(case, runs, seed, weeks, parameters, overrides, save, extra),
    )


def compare_question(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None,
    baseline: str | None,
    runs: int,
    seed: int,
    weeks: int | None,
    parameters: str,
    overrides: Mapping[str, float],
    budget_levels: Sequence[float],
    save: Sequence[str],
    extra: Iterable[Process] = (),
    indicators: Sequence[str] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> Study:
    """Several strategies against a baseline; a baseline that is not among them is added.

    Indicators that have a threshold are reported, whichever others are.
    """
    case = read(scenario)
    names = (
        [s.name for s in case.strategies]
        if strategies is None
        else several(strategies, "strategies")
    )
    known_strategies(case, names)
    known_strategies(case, several(baseline, "baseline") if baseline else [])
    if baseline and baseline not in names:
        names.insert(0, baseline)
    if len(names) < 2:
        raise InputError(
            "a comparison needs two strategies",
            where="strategies",
            allowed=f"Known: {', '.join(s.name for s in case.strategies)}",
        )
    limits = known_thresholds(thresholds or {})
    if indicators is not None:
        own = several(indicators, "indicators")
        indicators = [*own, *(name for name, _ in limits if name not in own)]
    return Study(
        verb="compare",
        scenario=canonical_scenario(case),
        strategies=tuple(names),
        baseline=reference_of(names, baseline),
        budget_levels=_levels(budget_levels),
        indicators=known_indicators(indicators),
        thresholds=limits,
        **checked(case, runs, seed, weeks, parameters, overrides, save, extra),
    )


def canonical_scenario(case: Scenario) -> str:
    """The resolved scenario as JSON text; equal scenarios give equal text."""
    import json

    from cse_sim.study.plan import canonical

    return canonical(json.loads(case.model_dump_json()))


def read(scenario: Scenario | str | Path) -> Scenario:
    """The scenario, read if it is a name or a path."""
    if isinstance(scenario, str | Path):
        from cse_sim.scenario import read_scenario

        return read_scenario(scenario)
    return given.scenario(scenario)


def checked(
    case: Scenario,
    runs: int,
    seed: int,
    weeks: int | None,
    parameters: str,
    overrides: Mapping[str, float],
    save: Sequence[str],
    extra: Iterable[Process],
) -> dict[str, Any]:
    """What every study has, each number and name seen to be one that can be used."""
    return {
        "runs": whole(runs, "runs", 1, MOST_RUNS),
        "seed": whole(seed, "seed", 0, MOST_SEED),
        "weeks": None if weeks is None else whole(weeks, "weeks", 1, case.weeks),
        "parameters": _parameters(parameters),
        "overrides": _overrides(overrides),
        "save": _saved(several(save, "save")),
        "extra": _extensions(extra),
    }


def _parameters(said: str) -> Parameters:
    if said == "prior":
        return "prior"
    if said == "default":
        return "default"
    raise InputError(
        f'"{said}" cannot be used', where="parameters", allowed="Allowed: prior, default"
    )


def _overrides(overrides: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    if not overrides:
        return ()
    from cse_sim.params import find

    values = numbers(overrides, "overrides", '{"trust.reach": 2.5}')
    for name, value in values.items():
        find(name, "overrides").check(value, "overrides")
    return tuple(sorted(values.items()))


def _saved(save: Sequence[str]) -> tuple[str, ...]:
    for name in save:
        if name not in SAVED:
            raise InputError(
                f'there is no table "{name}"',
                where="save",
                allowed=f"Allowed: {', '.join(SAVED)}",
                do=nearest(name, SAVED),
            )
    _once(save, "save")
    return tuple(name for name in SAVED if name in save)


def _extensions(extra: Iterable[Process]) -> tuple[tuple[str, str], ...]:
    own = processes(extra)
    if not own:
        return ()
    from cse_sim.study.extensions import records

    _once([process.name for process in own], "extra")
    return records(own)


def _levels(levels: Sequence[float]) -> tuple[float, ...]:
    levels = real_numbers(levels, "budget_levels")
    for level in levels:
        if not 0 < level <= MOST_LEVEL:
            raise InputError(
                f"{level:g} cannot multiply the budget",
                where="budget_levels",
                allowed=f"Allowed: above 0 and at most {MOST_LEVEL}",
            )
    if not levels:
        raise InputError("there is none", where="budget_levels", do="Give at least one, such as 1")
    _once([f"{level:g}" for level in levels], "budget_levels")
    return tuple(levels)


def known_indicators(
    names: Sequence[str] | None, where: str = "indicators"
) -> tuple[str, ...] | None:
    """The names of indicators, each seen to exist; None is all of them."""
    if names is None:
        return None
    from cse_sim.indicators import catalogue

    known, names = catalogue(), several(names, where)
    for name in names:
        if name not in known:
            raise InputError(
                f'no indicator "{name}"',
                where=where,
                allowed=nearest(name, known),
                do='"cse-sim list indicators" shows them all',
            )
    _once(names, where)
    return tuple(names)


def known_thresholds(thresholds: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """How good each indicator has to be, seen to exist and to have a better side; by name."""
    if not thresholds:
        return ()
    from cse_sim.indicators import catalogue

    limits = numbers(thresholds, "thresholds", '{"deaths": 500}')
    known_indicators(list(limits), "thresholds")
    for name, limit in limits.items():
        if catalogue()[name].direction == "none":
            raise InputError(f"{name} has no better side", where="thresholds", do="Leave it out")
        if not math.isfinite(limit):
            raise InputError(f"{name} cannot be {limit}", where="thresholds")
    return tuple(sorted(limits.items()))


def known_strategies(case: Scenario, names: Sequence[str]) -> None:
    """See that the scenario has these strategies, each named once."""
    known = [strategy.name for strategy in case.strategies]
    for name in names:
        if name not in known:
            raise InputError(
                f'no strategy "{name}" in {case.name}',
                where="strategies",
                allowed=f"Known: {', '.join(known)}",
                do=nearest(name, known),
            )
    _once(names, "strategies")


def reference_of(names: Sequence[str], baseline: str | None) -> str:
    """The strategy the others are measured against: the one named, else additional security, else the first."""
    return baseline or (REFERENCE if REFERENCE in names else names[0])


def _once(names: Sequence[str], where: str) -> None:
    for name in names:
        if list(names).count(name) > 1:
            raise InputError(f'"{name}" is named twice', where=where)
