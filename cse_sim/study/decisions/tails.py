"""How bad it gets: the worst runs of a strategy, and how often they come.

Means hide the runs in which things go wrong. For an indicator that should be high the bad end is the low one, for one
that should be low the high one. Of the n runs with a number:

    quantile   x such that a share q of runs is at least as bad, with an interval from order statistics: the ends are
               the two runs whose ranks the number of runs beyond x leaves with 95 % probability
    CVaR       mean of the worst share q of runs, the last run counted in part; see below
    beyond     share of runs worse than a threshold, with Clopper and Pearson's exact interval

A CVaR c is a mean over all n runs of x + min(y - x, 0) / q, y a run and x the quantile (more is better). Student's t of
these, with one degree of freedom fewer than there are worst runs, gives the interval of a difference between strategies,
run by run. The worst runs of one strategy lie far apart on the bad side, and resampling five of them misses what is
worse: the interval of a single c is longer on that side, where the distance x - c is stretched as its logarithm would be.

    better end  c + t s / sqrt(n)        worse end  x - (x - c) exp(t s / (sqrt(n) (x - c)))        s: their sd

Differences of quantiles and of shares come from resampling whole runs, the same in both strategies. Differences and
intervals of CVaR need ``LEAST_RUNS`` runs: one run in twenty out of fewer is a handful. An end of an interval for which
there are too few runs does not exist.

Sources: order-statistic intervals, David and Nagaraja (2003), Order statistics; conditional value at risk, Rockafellar
and Uryasev (2000), Optimization of conditional value-at-risk; its spread, Hong, Hu and Liu (2014), Monte Carlo methods
for value-at-risk and conditional value-at-risk: a review; the longer side is our choice; Clopper and Pearson (1934), The use of confidence or
fiducial limits illustrated in the case of the binomial.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import bdtr, betaincinv, stdtrit

from cse_sim.errors import InputError
from cse_sim.study.compare import variance
from cse_sim.study.decisions.resample import Floats, times_drawn

LEVEL = 0.05
LEAST_RUNS = 100
RESAMPLES = 1000
ROUNDING = 1e-9
Kind = Literal["quantile", "cvar", "beyond"]


@dataclass(frozen=True)
class Measure:
    """What is asked of the bad end: ``share`` of a quantile or a CVaR, ``threshold`` of a share of runs beyond."""

    kind: Kind
    share: float = math.nan
    threshold: float = math.nan


@dataclass(frozen=True)
class Estimate:
    """A value and the ends of its interval; NaN where there is none."""

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan


def tail(values: Floats, measure: Measure, sign: float) -> Estimate:
    """A measure of the bad end of the runs that have a number; ``sign`` is -1 where less is better."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Estimate()
    value = float(_measured(known, measure, sign))
    if measure.kind == "quantile":
        return Estimate(value, *_order_ends(np.sort(sign * known), measure.share, sign))
    if measure.kind == "beyond":
        return Estimate(value, *clopper_pearson(round(value * len(known)), len(known)))
    if len(known) < LEAST_RUNS:
        return Estimate(value)
    return Estimate(value, *_cvar_ends(sign * known, measure.share, sign))


def difference_of_tails(
    strategy: Floats, baseline: Floats, measure: Measure, sign: float, where: str = ""
) -> Estimate:
    """A measure of the strategy's runs minus the baseline's, from the pairs of runs in which both exist.

    Raises
    ------
    InputError
        with fewer than ``LEAST_RUNS`` pairs.
    """
    both = ~np.isnan(strategy) & ~np.isnan(baseline)
    if both.sum() < LEAST_RUNS:
        raise InputError(too_few(int(both.sum())), where=where, do="Ask for more runs")
    a, b = strategy[both], baseline[both]
    value = float(_measured(a, measure, sign) - _measured(b, measure, sign))
    if measure.kind == "cvar":
        half = _half_width(sign * a, measure.share, influences(sign * b, measure.share))
        return Estimate(value, value - half, value + half)
    drawn = resampled_tail(a, measure, sign) - resampled_tail(b, measure, sign)
    return Estimate(value, *middle(drawn))


def too_few(pairs: int) -> str:
    """Why there is no difference between tails."""
    return f"{pairs} pairs of runs are too few for a difference between tails, which needs {LEAST_RUNS}"


def resampled_tail(known: Floats, measure: Measure, sign: float) -> Floats:
    """A quantile or a share in resamples of the runs, the same runs whatever is measured; shape (RESAMPLES,)."""
    runs = len(known)
    drawn = times_drawn(runs, RESAMPLES)
    if measure.kind == "beyond":
        worse: Floats = drawn[:, sign * known < sign * measure.threshold].sum(axis=1) / runs
        return worse
    order = np.argsort(sign * known, kind="stable")[: _enough(runs, measure.share)]
    lowest, times = (sign * known)[order], drawn[:, order]
    passed = np.cumsum(times, axis=1, dtype=np.int64)
    place = (passed < measure.share * runs - ROUNDING).sum(axis=1)
    found: Floats = sign * lowest[np.minimum(place, len(lowest) - 1)]
    return found


def influences(better: Floats, share: float) -> Floats:
    """Numbers (runs,) whose mean is the CVaR; ``better`` is more, the better."""
    limit = np.sort(better)[_worst(len(better), share) - 1]
    spread: Floats = limit + np.minimum(better - limit, 0.0) / share
    return spread


def _worst(runs: int, share: float) -> int:
    """How many runs are the worst share, the last one perhaps in part."""
    return math.ceil(share * runs - ROUNDING)


def _half_width(better: Floats, share: float, less: Floats | float = 0.0) -> float:
    """Half of Student's interval of a CVaR, or of its difference from what has the influences ``less``."""
    error = math.sqrt(variance(influences(better, share) - less) / len(better))
    return float(stdtrit(_worst(len(better), share) - 1, 1 - LEVEL / 2)) * error


def _cvar_ends(better: Floats, share: float, sign: float) -> tuple[float, float]:
    """The interval of a CVaR, in the unit of the runs; longer on the worse side."""
    value = _measured(better, Measure("cvar", share), 1.0)
    limit = _measured(better, Measure("quantile", share), 1.0)
    half, beyond = _half_width(better, share), limit - value
    worse = limit - beyond * math.exp(half / beyond) if beyond > 0 else value - half
    ends = sign * worse, sign * (value + half)
    return min(ends), max(ends)


def order_interval(runs: int, share: float, level: float = LEVEL) -> tuple[int | None, int | None]:
    """Ranks (from 1) of the runs between which the quantile lies; None where no run is extreme enough."""
    ranks = np.arange(runs + 1)
    below = bdtr(ranks, runs, share)  # P(number of runs below the quantile <= rank)
    under = np.flatnonzero(below <= level / 2)
    over = np.flatnonzero(below >= 1 - level / 2)
    low = int(under[-1]) + 1 if len(under) else None
    high = int(over[0]) + 1 if over[0] + 1 <= runs else None
    return low, high


def clopper_pearson(hits: int, runs: int, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval of a share."""
    low = 0.0 if hits == 0 else float(betaincinv(hits, runs - hits + 1, level / 2))
    high = 1.0 if hits == runs else float(betaincinv(hits + 1, runs - hits, 1 - level / 2))
    return low, high


def middle(resampled: Floats) -> tuple[float, float]:
    """The middle 95 % of resamples."""
    low, high = np.quantile(resampled, [LEVEL / 2, 1 - LEVEL / 2])
    return float(low), float(high)


def _measured(known: Floats, measure: Measure, sign: float) -> float:
    if measure.kind == "beyond":
        return float((sign * known < sign * measure.threshold).mean())
    ordered = np.sort(sign * known)
    share = measure.share * len(ordered)
    if measure.kind == "quantile":
        return sign * float(ordered[_worst(len(ordered), measure.share) - 1])
    counted = np.clip(share - np.arange(len(ordered)), 0.0, 1.0)
    return sign * float((counted * ordered).sum() / share)


def _order_ends(ordered: Floats, share: float, sign: float) -> tuple[float, float]:
    ends = [
        math.nan if rank is None else sign * float(ordered[rank - 1])
        for rank in order_interval(len(ordered), share)
    ]
    return (ends[0], ends[1]) if sign > 0 else (ends[1], ends[0])


def _enough(runs: int, share: float) -> int:
    """How many of the worst runs hold the worst share of every resample, but for one in 10¹²."""
    return min(runs, math.ceil(share * runs + 8 * math.sqrt(share * runs) + 8))
