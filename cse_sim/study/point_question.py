"""From what a person asks to a study that varies its inputs: what matters (sensitivity), and how it depends (sweep)."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cse_sim.errors import InputError, nearest
from cse_sim.study.design import REPLICATES_MOST
from cse_sim.study.given import numbers, several
from cse_sim.study.plan import Study
from cse_sim.study.points import points_of
from cse_sim.study.question import (
    canonical_scenario,
    checked,
    known_indicators,
    known_strategies,
    read,
    reference_of,
)
from cse_sim.study.sweep import SAMPLED, lost_balance
from cse_sim.study.varied import Item, Row, check_value, described_of, kind_of, named, varied

if TYPE_CHECKING:
    from cse_sim.processes import Process
    from cse_sim.scenario.model import Scenario

LOG = logging.getLogger(__name__)
MOST_POINTS = 10_000_000
MOST_NUMBERS = 250_000_000
"""A design is held in memory, a number for every point and input."""
DESIGNS = ("grid", *SAMPLED)
Tried = Sequence[float] | Mapping[str, Any] | str
"""What a sweep tries of an input: values, a distribution, or "prior"."""


def sensitivity_question(
    scenario: Scenario | str | Path,
    method: str,
    samples: int | None,
    runs: int,
    seed: int,
    vary: Item | Sequence[Item] | None,
    strategies: Sequence[str] | None,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    groups: bool = False,
    weeks: int | None = None,
    parameters: str = "default",
    overrides: Mapping[str, float] | None = None,
    extra: Iterable[Process] = (),
) -> Study:
    """Which inputs matter, by one of the methods; ``samples`` None is the method's own number."""
    from cse_sim.study.sensitivity import method_named

    case = read(scenario)
    names = _strategies(case, strategies)
    chosen = method_named(method)
    given = numbers(overrides or {}, "overrides", '{"trust.reach": 2.5}')
    rows = varied(vary, {*case.overrides, *given}, _levers(case, names), groups)
    _not_both(rows, given)
    design = {
        "kind": "sensitivity",
        "method": chosen.name,
        "samples": chosen.default_samples if samples is None else samples,
        "factors": rows,
    }
    return _study(
        "sensitivity", case, names, baseline, indicators, design,
        checked(case, runs, seed, weeks, parameters, given, (), extra),
    )  # fmt: skip


def sweep_question(
    scenario: Scenario | str | Path,
    vary: Mapping[str, Tried],
    design: str,
    samples: int | None,
    runs: int,
    seed: int,
    strategies: Sequence[str] | None,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    weeks: int | None = None,
    parameters: str = "prior",
    overrides: Mapping[str, float] | None = None,
    extra: Iterable[Process] = (),
) -> Study:
    """How outcomes depend on inputs: a ``grid`` of listed values, or ``samples`` points of ``lhs`` or ``sobol``."""
    case = read(scenario)
    names = _strategies(case, strategies)
    given = numbers(overrides or {}, "overrides", '{"trust.reach": 2.5}')
    if design not in DESIGNS:
        raise InputError(
            f'no design "{design}"',
            where="design",
            allowed=f"Allowed: {', '.join(DESIGNS)}",
            do=nearest(design, DESIGNS),
        )
    if (design == "grid") != (samples is None):
        raise InputError(
            "a grid has as many points as its values have combinations"
            if design == "grid"
            else f'"{design}" needs the number of points',
            where="samples",
            do="Leave samples out" if design == "grid" else "Give samples, such as 64",
        )
    if design == "sobol" and isinstance(samples, int) and lost_balance(samples):
        LOG.warning(lost_balance(samples))
    used = _levers(case, names)
    rows = [_tried(name, tried, design, used) for name, tried in vary.items()]
    if not rows:
        raise InputError("nothing is varied", where="vary", do="Name an input and its values")
    _not_both(rows, given)
    declared = {"kind": "sweep", "method": design, "samples": samples, "factors": rows}
    return _study(
        "sweep", case, names, baseline, indicators, declared,
        checked(case, runs, seed, weeks, parameters, given, (), extra),
    )  # fmt: skip


def _study(
    verb: Literal["sensitivity", "sweep"],
    case: Scenario,
    names: list[str],
    baseline: str | None,
    indicators: Sequence[str] | None,
    design: dict[str, Any],
    rest: dict[str, Any],
) -> Study:
    if verb == "sensitivity" and rest["runs"] > REPLICATES_MOST:
        raise InputError(
            f"{rest['runs']} runs of each point are too many",
            where="runs",
            allowed=f"Allowed: 1 to {REPLICATES_MOST}",
        )
    if baseline is not None and baseline not in names:
        known_strategies(case, [baseline])
        names = [baseline, *names]
    design["points"] = _size_of_grid(design) or _size_of_sample(design, rest["seed"])
    return Study(
        verb=verb,
        scenario=canonical_scenario(case),
        strategies=tuple(names),
        baseline=reference_of(names, baseline) if len(names) > 1 else None,
        indicators=known_indicators(indicators),
        design=design,
        **rest,
    )


def _size_of_grid(design: dict[str, Any]) -> int:
    """Points of a grid, seen before they are made; 0 for what is drawn."""
    if design["method"] != "grid":
        return 0
    number = math.prod(len(row["values"]) for row in design["factors"])
    if number > MOST_POINTS:
        raise InputError(
            f"the grid has {number:,} points", where="vary", allowed=f"Allowed: {MOST_POINTS:,}"
        )
    return number


def _size_of_sample(design: dict[str, Any], seed: int) -> int:
    """Points of a drawn design; one that is too large is refused before it is drawn, by the size of the smallest."""
    samples, inputs, least = design["samples"], len(design["factors"]), 1
    if design["kind"] == "sensitivity":
        from cse_sim.study.sensitivity import method_named

        least = method_named(design["method"]).least_samples
    if isinstance(samples, int) and samples > least:
        points = samples * len(points_of({**design, "samples": least}, seed)) // least
        if points > MOST_POINTS or points * inputs > MOST_NUMBERS:
            raise InputError(
                f"the design has {points:,} points",
                where="samples",
                allowed=f"Allowed: {min(MOST_POINTS, MOST_NUMBERS // inputs):,} with {inputs} inputs",
                do="Take fewer samples, or vary fewer inputs",
            )
    return len(points_of(design, seed))


def _tried(name: str, tried: Tried, design: str, levers: list[str]) -> Row:
    """An input of a sweep: its values in a grid, its distribution in a sample."""
    place = f"vary: {name}"
    if named(name, set(), levers, "vary") != [name]:
        raise InputError("a sweep names each input", where=place, do="Write them one by one")
    if design == "grid":
        if isinstance(tried, str | Mapping) or not tried:
            raise InputError("a grid needs a list of values", where=place, do="Write [0, 0.5, 1]")
        values = [float(value) for value in tried]
        for value in values:
            check_value(name, value, place)
            if values.count(value) > 1:
                raise InputError(f"{value:g} is listed twice", where=place, do="Keep one")
        return {"name": name, "kind": kind_of(name), "values": values, "group": None}
    if not isinstance(tried, str | Mapping) or (isinstance(tried, str) and tried != "prior"):
        raise InputError(
            f'"{design}" needs a distribution',
            where=place,
            do="Write {kind: uniform, low: 0, high: 1}, or prior for that of the catalogue",
        )
    own = None if isinstance(tried, str) else tried
    return {
        "name": name,
        "kind": kind_of(name),
        "distribution": described_of(name, own, "vary"),
        "group": None,
    }


def _strategies(case: Scenario, asked: Sequence[str] | None) -> list[str]:
    names = [case.strategy or "none"] if asked is None else several(asked, "strategies")
    if not names:
        raise InputError("there is none", where="strategies", do="Name one")
    known_strategies(case, names)
    return names


def _levers(case: Scenario, names: Sequence[str]) -> list[str]:
    chosen = (strategy for strategy in case.strategies if strategy.name in names)
    return sorted({use.lever for strategy in chosen for use in strategy.levers if use.share > 0})


def _not_both(rows: Sequence[Row], overrides: Mapping[str, float]) -> None:
    for row in rows:
        if row["name"] in overrides:
            raise InputError(
                f'"{row["name"]}" is both set and varied', where="vary", do="Keep one of the two"
            )
