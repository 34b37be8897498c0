"""Paired comparison of strategies under the same luck.

Run r has the same luck and the same parameters in every strategy, so strategies are compared run by run:

    d_r = a_r - b_r,   interval = mean(d) ± t(n-1) sd(d) / sqrt(n)

    a, b  an indicator in the strategy and in the baseline   [unit of the indicator]
    n     pairs: runs in which both exist                    [count]

Sources: paired Student t for common random numbers, Law (2015), Simulation modeling and analysis, section 10.2;
several strategies against one baseline, Holm (1979), A simple sequentially rejective multiple test procedure;
share of runs won, ties half, Vargha and Delaney (2000), A critique and improvement of the CL common language effect
size statistics. That a difference must also be large enough to matter is our choice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Direction = Literal["up", "down", "none"]
Verdict = Literal["better", "worse", "indistinguishable"]

LEVEL = 0.05
SHARE_OF_PAIRS_NEEDED = 0.9


@dataclass(frozen=True)
class Paired:
    """A strategy against the baseline in one indicator; NaN where a number does not exist."""

    runs: int
    pairs: int
    share_defined: float
    share_defined_baseline: float
    mean_difference: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p_value: float = 1.0
    p_better: float = math.nan
    correlation: float = math.nan
    variance_ratio: float = math.nan
    mean: float = math.nan
    mean_baseline: float = math.nan

    @property
    def enough(self) -> bool:
        """Whether a difference is given at all: at least nine pairs in ten exist."""
        return self.pairs > 0 and self.pairs >= SHARE_OF_PAIRS_NEEDED * self.runs


def paired(strategy: Floats, baseline: Floats, direction: Direction) -> Paired:
    """Compare two arrays of shape (runs,), NaN where undefined; the same position is the same run.

    ``p_value`` is two-sided and unadjusted; 1 if no test can be made. ``variance_ratio`` is how many times more runs
    an unpaired comparison would need: (var a + var b) / var d.
    """
    defined, defined_baseline = ~np.isnan(strategy), ~np.isnan(baseline)
    both = defined & defined_baseline
    runs, pairs = len(strategy), int(both.sum())
    known = Paired(
        runs=runs,
        pairs=pairs,
        share_defined=_share(defined),
        share_defined_baseline=_share(defined_baseline),
    )
    if not known.enough:
        return known
    a, b = strategy[both], baseline[both]
    difference = a - b
    low, high, p_value = interval(difference)
    return replace(
        known,
        mean_difference=float(difference.mean()),
        low=low,
        high=high,
        p_value=p_value,
        p_better=share_won(difference, direction),
        correlation=correlation(a, b),
        variance_ratio=_ratio(variance(a) + variance(b), variance(difference)),
        mean=float(a.mean()),
        mean_baseline=float(b.mean()),
    )


def interval(difference: Floats, level: float = LEVEL) -> tuple[float, float, float]:
    """Low and high end of the Student t interval of the mean, and the p-value that it is zero.

    Differences that are all equal have an interval of no width: p is 1 if they are zero, else 0. One difference has
    no interval, and p is 1.
    """
    pairs, mean = len(difference), float(difference.mean())
    if pairs < 2:
        return math.nan, math.nan, 1.0
    error = math.sqrt(variance(difference) / pairs)
    if error == 0.0:
        return mean, mean, 1.0 if mean == 0.0 else 0.0
    half = float(stdtrit(pairs - 1, 1 - level / 2)) * error
    return mean - half, mean + half, 2 * float(stdtr(pairs - 1, -abs(mean) / error))


def share_won(difference: Floats, direction: Direction) -> float:
    """Share of runs in which the strategy is better, ties half; NaN for an indicator without direction."""
    if direction == "none":
        return math.nan
    sign = np.sign(difference) if direction == "up" else -np.sign(difference)
    return float((0.5 + 0.5 * sign).mean())


def correlation(a: Floats, b: Floats) -> float:
    """Pearson correlation; NaN where one side does not vary."""
    if variance(a) == 0.0 or variance(b) == 0.0 or len(a) < 2:
        return math.nan
    return float(np.clip(covariance(a, b) / math.sqrt(variance(a) * variance(b)), -1.0, 1.0))


def covariance(a: Floats, b: Floats) -> float:
    """Sample covariance (n - 1), added in one order whatever the library."""
    return float(((a - a.mean()) * (b - b.mean())).sum() / (len(a) - 1))


def variance(values: Floats) -> float:
    """Sample variance (n - 1); 0 if all values are equal, also where their mean rounds."""
    if len(values) < 2 or values.min() == values.max():
        return 0.0
    return float(values.var(ddof=1))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values of one family, in the order given."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted = [1.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def verdict(
    difference: float, p_adjusted: float, smallest_difference: float, direction: Direction
) -> Verdict:
    """Better or worse only if the difference is both sure enough and large enough."""
    sure = p_adjusted <= LEVEL and difference != 0.0
    if not sure or abs(difference) < smallest_difference or direction == "none":
        return "indistinguishable"
    return "better" if (difference > 0) == (direction == "up") else "worse"


def against_baseline(
    strategies: Mapping[str, Floats],
    baseline: Floats,
    direction: Direction,
    smallest_difference: float,
) -> dict[str, tuple[Paired, float, Verdict]]:
    """Every strategy against the baseline in one indicator: comparison, Holm-adjusted p, verdict.

    The strategies are one family. One that cannot be tested counts with p = 1, so the family's size does not depend
    on the outcome.
    """
    compared = {name: paired(values, baseline, direction) for name, values in strategies.items()}
    adjusted = holm([result.p_value for result in compared.values()])
    return {
        name: (result, p, verdict(result.mean_difference, p, smallest_difference, direction))
        for (name, result), p in zip(compared.items(), adjusted, strict=True)
    }


def _share(defined: npt.NDArray[np.bool_]) -> float:
    return float(defined.mean()) if len(defined) else 0.0


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else math.nan
