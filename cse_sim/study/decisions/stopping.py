"""Run until an interval is narrow enough, without fooling oneself.

Looking after every run and stopping when the interval happens to be narrow gives intervals that miss too often: a
lucky small spread stops the study. So runs start at ``FIRST_RUNS`` and are looked at only when their number has
doubled. What comes out is still sequential and says so. A claim is confirmed with fresh runs: the first stage says
only how many are needed, the interval comes from the second alone.

    n2 = (t(n1 - 1) s1 / half-width)²,  at least FIRST_RUNS

Sources: sequential intervals, Chow and Robbins (1965), On the asymptotic theory of fixed-width sequential confidence
intervals for the mean; two stages, Stein (1945), A two-sample test for a linear hypothesis whose power is independent
of the variance. That we double is our choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from cse_sim.study.compare import interval, variance
from cse_sim.study.decisions.resample import Floats

FIRST_RUNS = 32
LEVEL = 0.05
Observe = Callable[[int, int], Floats]
"""First run, run after the last -> one number per run, NaN where undefined."""


@dataclass(frozen=True)
class Stopped:
    """Mean and interval at the end; ``reached`` says whether the half-width was; ``looks`` how often it was tested."""

    mean: float
    low: float
    high: float
    runs: int
    used: int
    looks: int
    reached: bool

    @property
    def half_width(self) -> float:
        """Half the width of the interval; NaN without one."""
        return (self.high - self.low) / 2


def until_half_width(
    observe: Observe, half_width: float, most: int, first_runs: int = FIRST_RUNS
) -> Stopped:
    """Double the runs until the interval of the mean is narrow enough, or ``most`` is reached."""
    if first_runs < FIRST_RUNS:
        raise ValueError(f"a sequential study starts with at least {FIRST_RUNS} runs")
    values = observe(0, min(first_runs, most))
    looks = 0
    while True:
        looks += 1
        told = summary(values, half_width, looks)
        if told.reached or len(values) >= most:
            return told
        stop = next_runs(len(values), most)
        values = np.concatenate([values, observe(len(values), stop)])


def next_runs(runs: int, most: int) -> int:
    """How many runs there are when the interval is looked at again."""
    return min(2 * runs, most)


def summary(values: Floats, half_width: float, looks: int) -> Stopped:
    """Where a sequential study stands after these runs."""
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return Stopped(math.nan, math.nan, math.nan, len(values), len(known), looks, False)
    low, high, _ = interval(known)
    enough = len(known) >= FIRST_RUNS and (high - low) / 2 <= half_width
    return Stopped(float(known.mean()), low, high, len(values), len(known), looks, enough)


def confirm(observe: Observe, first_stage: Floats, half_width: float, most: int) -> Stopped:
    """The second stage: fresh runs, numbered after the first stage's, as many as that says are needed.

    The interval is of the fresh runs alone.
    """
    known = first_stage[~np.isnan(first_stage)]
    runs = min(runs_needed(known, half_width), most)
    first = len(first_stage)
    return summary(observe(first, first + runs), half_width, 1)


def runs_needed(known: Floats, half_width: float, level: float = LEVEL) -> int:
    """How many runs an interval of this half-width takes, at least ``FIRST_RUNS``."""
    t = float(stdtrit(len(known) - 1, 1 - level / 2))
    return max(FIRST_RUNS, math.ceil((t / half_width) ** 2 * variance(known)))
