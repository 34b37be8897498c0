"""How bad it gets: the worst runs of a strategy, and how often they come.

Means hide the runs in which things go wrong. For an indicator that should be high the bad end is the low one, for one
that should be low the high one. Of the n runs with a number:

    quantile   x such that a share q of runs is at least as bad, with an interval from order statistics: the ends are
               the two runs whose ranks the number of runs beyond x leaves with 95 % probability
    CVaR       mean of the worst share q of runs, the last run counted in part
    beyond     share of runs worse than a threshold, with Clopper and Pearson's exact interval

Differences between strategies and the intervals of CVaR come from resampling whole runs, the same in both strategies,
and need ``LEAST_RUNS`` runs: one run in twenty out of fewer is a handful. An end of an interval for which there are too
few runs does not exist.

Sources: order-statistic intervals, David and Nagaraja (2003), Order statistics; conditional value at risk, Rockafellar
and Uryasev (2000), Optimization of conditional value-at-risk; Clopper and Pearson (1934), The use of confidence or
fiducial limits illustrated in the case of the binomial.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.special import bdtr, betaincinv

from cse_sim.errors import InputError
from cse_sim.study.decisions.resample import Floats, luck_of_resampling

LEVEL = 0.05
LEAST_RUNS = 100
RESAMPLES = 1000
BLOCK_OF_RESAMPLES = 2_000_000
Estimate = tuple[float, float, float]
"""Value, low and high end; NaN where there is none."""


def bad_quantile(values: Floats, share: float, sign: float) -> Estimate:
    """The number that a ``share`` of runs is as bad as or worse; ``sign`` is -1 where less is better."""
    ordered = np.sort(sign * values[~np.isnan(values)])
    if not len(ordered):
        return math.nan, math.nan, math.nan
    low, high = order_interval(len(ordered), share)
    ends = [math.nan if rank is None else sign * float(ordered[rank - 1]) for rank in (low, high)]
    value = sign * float(np.quantile(ordered, share))
    return (value, ends[0], ends[1]) if sign > 0 else (value, ends[1], ends[0])


def order_interval(runs: int, share: float, level: float = LEVEL) -> tuple[int | None, int | None]:
    """Ranks (from 1) of the runs between which the quantile lies; None where no run is extreme enough."""
    ranks = np.arange(runs + 1)
    below = bdtr(ranks, runs, share)  # P(number of runs below the quantile <= rank)
    under = np.flatnonzero(below <= level / 2)
    over = np.flatnonzero(below >= 1 - level / 2)
    low = int(under[-1]) + 1 if len(under) else None
    high = int(over[0]) + 1 if len(over) and over[0] + 1 <= runs else None
    return low, high


def cvar(ordered: Floats, share: float) -> Floats:
    """Mean of the lowest ``share`` of the sorted last axis, the run on the edge counted in part."""
    runs = ordered.shape[-1]
    most = share * runs
    weights = np.clip(most - np.arange(math.ceil(most)), 0.0, 1.0)
    mean: Floats = ordered[..., : len(weights)] @ weights / most
    return mean


def bad_mean(values: Floats, share: float, sign: float) -> Estimate:
    """Mean of the worst ``share`` of runs; the interval needs ``LEAST_RUNS`` runs."""
    known = sign * values[~np.isnan(values)]
    if not len(known):
        return math.nan, math.nan, math.nan
    value = sign * float(cvar(np.sort(known), share))
    if len(known) < LEAST_RUNS:
        return value, math.nan, math.nan
    resampled = sign * _resampled(
        known[None, :], lambda drawn: cvar(np.sort(drawn, axis=-1), share)[0]
    )
    return (value, *_middle(resampled))


def beyond(values: Floats, threshold: float, sign: float) -> Estimate:
    """Share of runs that are worse than a threshold, with its exact interval."""
    known = values[~np.isnan(values)]
    runs = len(known)
    if not runs:
        return math.nan, math.nan, math.nan
    worse = int((sign * known < sign * threshold).sum())
    low = 0.0 if worse == 0 else float(betaincinv(worse, runs - worse + 1, LEVEL / 2))
    high = 1.0 if worse == runs else float(betaincinv(worse + 1, runs - worse, 1 - LEVEL / 2))
    return worse / runs, low, high


def difference_of_tails(
    strategy: Floats, baseline: Floats, measure: Callable[[Floats], Floats], where: str = ""
) -> Estimate:
    """A measure of the strategy's runs minus that of the baseline's, from pairs of runs resampled together.

    ``measure`` takes numbers of shape (..., runs) and returns (...,): see ``quantile_measure``, ``cvar_measure``.

    Raises
    ------
    InputError
        with fewer than ``LEAST_RUNS`` pairs.
    """
    both = ~np.isnan(strategy) & ~np.isnan(baseline)
    pairs = int(both.sum())
    if pairs < LEAST_RUNS:
        raise InputError(
            f"{pairs} pairs of runs say nothing about a difference between tails",
            where=where,
            allowed=f"Needed: {LEAST_RUNS}",
            do="Ask for more runs",
        )
    known = np.stack([strategy[both], baseline[both]])
    told = measure(known)
    resampled = _resampled(known, lambda drawn: np.subtract(*measure(drawn)))
    return (float(told[0] - told[1]), *_middle(resampled))


def quantile_measure(share: float, sign: float) -> Callable[[Floats], Floats]:
    """The bad quantile as a measure of the last axis."""
    level = share if sign > 0 else 1 - share
    return lambda values: np.quantile(values, level, axis=-1)


def cvar_measure(share: float, sign: float) -> Callable[[Floats], Floats]:
    """The mean of the worst share as a measure of the last axis."""
    return lambda values: sign * cvar(np.sort(sign * values, axis=-1), share)


def beyond_measure(threshold: float, sign: float) -> Callable[[Floats], Floats]:
    """The share worse than a threshold as a measure of the last axis."""
    return lambda values: (sign * values < sign * threshold).mean(axis=-1)


def _resampled(known: Floats, measure: Callable[[Floats], Floats]) -> Floats:
    """A measure of (rows, resamples, runs) in resamples of the runs; shape (resamples,)."""
    rows, runs = known.shape
    luck = luck_of_resampling()
    at_once = max(1, min(RESAMPLES, BLOCK_OF_RESAMPLES // (rows * runs)))
    found: list[Floats] = []
    for first in range(0, RESAMPLES, at_once):
        picked = luck.integers(0, runs, (min(at_once, RESAMPLES - first), runs))
        found.append(measure(known[:, picked]))
    return np.concatenate(found)


def _middle(resampled: Floats) -> tuple[float, float]:
    low, high = np.quantile(resampled, [LEVEL / 2, 1 - LEVEL / 2])
    return float(low), float(high)
