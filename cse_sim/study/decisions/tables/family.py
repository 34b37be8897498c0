"""The numbers that a decision looks at: all strategies in one indicator at one budget level, run by run."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cse_sim.indicators.measure import Indicator
from cse_sim.study.comparison import SPENT, Values, budget_usd, compared_names
from cse_sim.study.decisions.resample import Floats
from cse_sim.study.plan import Study


@dataclass(frozen=True)
class Family:
    """Strategies in alphabetical order; ``values`` and ``spent`` are (strategies, runs), NaN where undefined."""

    indicator: Indicator
    point: int
    budget_factor: float
    budget_usd: float
    strategies: tuple[str, ...]
    baseline: str
    values: Floats
    spent: Floats

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return -1.0 if self.indicator.direction == "down" else 1.0

    def keys(self, strategy: str) -> dict[str, object]:
        """The columns that every table begins with."""
        return {
            "strategy": strategy,
            "point": self.point,
            "indicator": self.indicator.name,
            "budget_factor": self.budget_factor,
            "unit": self.indicator.unit,
            "direction": self.indicator.direction,
        }


def families(study: Study, values: Values, indicators: Mapping[str, Indicator]) -> Iterator[Family]:
    """Every indicator that has a better direction, at every budget level."""
    scenario = json.loads(study.scenario)
    weeks = study.weeks or scenario["weeks"]
    names = tuple(sorted(study.strategies))
    for point, level in enumerate(study.budget_levels):
        there = [name for name in names if (name, point, SPENT) in values]
        if not there:
            continue
        spent = np.stack([values[name, point, SPENT] for name in there])
        budget = budget_usd(scenario, weeks, level)
        for indicator in compared_names(study, indicators):
            if (
                indicators[indicator].direction == "none"
                or (there[0], point, indicator) not in values
            ):
                continue
            yield Family(
                indicators[indicator],
                point,
                level,
                budget,
                tuple(there),
                str(study.baseline),
                np.stack([values[name, point, indicator] for name in there]),
                spent,
            )


def number(value: float) -> float | None:
    """A number for a table: null where it does not exist."""
    return None if not math.isfinite(value) else float(value)
