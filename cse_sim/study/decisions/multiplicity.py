"""Intervals that hold for all strategies at once.

Each strategy's interval against the baseline may miss in one study of twenty; with five strategies some interval
misses far more often. Simultaneous intervals all hold together in 95 of 100 studies:

    mean_k ± q s_k / sqrt(n_k),    q = 95 % quantile of max_k |t*_k|

    t*_k   Student's t of differences whose signs are flipped at random around their mean, the same signs in every
           strategy                                                                        [-]
    s_k    standard deviation of the differences of strategy k                             [unit of the indicator]

Because one run has one sign, strategies that rise and fall together share their errors and q is smaller than
Bonferroni's. Below ``LEAST_RUNS`` there are too few signs to flip, and q is Bonferroni's; q is never below the
quantile of a single Student t.

Sources: step-down and max-t methods, Westfall and Young (1993), Resampling-based multiple testing; random signs,
Wu (1986), Jackknife, bootstrap and other resampling methods in regression analysis.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from cse_sim.study.decisions.resample import (
    Floats,
    block_sums,
    luck_of_resampling,
)
from cse_sim.study.exact_products import grained

LEVEL = 0.05
LEAST_RUNS = 10
RESAMPLES = 4000
DECIMALS = 3
"""Of a critical value: resampling knows no more, and the order of sums in a library then does not show."""


@dataclass(frozen=True)
class Simultaneous:
    """Means with intervals that hold together; arrays of shape (rows,), NaN where there is none.

    ``critical`` is q; ``p`` is adjusted for all rows.
    """

    mean: Floats
    low: Floats
    high: Floats
    p: Floats
    critical: float


def against_baseline(strategies: Floats, baseline: Floats, level: float = LEVEL) -> Simultaneous:
    """Strategies (strategies, runs) minus the baseline (runs,): intervals that hold for all at once."""
    return simultaneous(strategies - baseline, level)


def all_pairs(values: Floats, level: float = LEVEL) -> tuple[list[tuple[int, int]], Simultaneous]:
    """Every strategy minus every later one: the pairs (first, second) and their intervals, held all at once."""
    pairs = list(combinations(range(len(values)), 2))
    first, second = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return pairs, simultaneous(values[first] - values[second], level)


def simultaneous(differences: Floats, level: float = LEVEL) -> Simultaneous:
    """Intervals of the means of rows (rows, runs); the same column is the same run, NaN where undefined.

    Rows whose differences are all equal have an interval of no width and do not widen the others.
    """
    there = ~np.isnan(differences)
    count = there.sum(axis=1)
    known = np.maximum(count, 1)
    mean = np.where(count > 0, np.where(there, differences, 0.0).sum(axis=1) / known, np.nan)
    centred = np.where(there, differences - mean[:, None], 0.0)
    centred[_all_equal(differences)] = 0.0
    square = (centred**2).sum(axis=1)
    error = np.sqrt(square / np.maximum(count - 1, 1) / known)
    varies = (count > 1) & (error > 0)
    if not varies.any():
        width = np.where(count > 1, 0.0, np.nan)
        return Simultaneous(mean, mean - width, mean + width, _p_without_spread(mean), np.nan)
    maxima = _maxima(centred[varies], count[varies])
    least = int(count[varies].min())
    bonferroni = float(stdtrit(least - 1, 1 - level / 2 / varies.sum()))
    if least < LEAST_RUNS:
        critical = bonferroni
    else:
        critical = max(
            float(np.quantile(maxima, 1 - level)), float(stdtrit(least - 1, 1 - level / 2))
        )
    critical = math.ceil(critical * 10**DECIMALS) / 10**DECIMALS
    half = np.where(count > 1, critical * error, np.nan)
    p = _p_without_spread(mean)
    t = np.abs(mean[varies]) / error[varies]
    p[varies] = (1 + (maxima[None, :] >= t[:, None] * (1 - 1e-9)).sum(axis=1)) / (1 + len(maxima))
    return Simultaneous(mean, mean - half, mean + half, p, critical)


def _maxima(centred: Floats, count: npt.NDArray[np.int64]) -> Floats:
    """Largest |t| over the rows, for every set of random signs; shape (resamples,)."""
    runs = centred.shape[1]
    blocks, sizes = block_sums(centred)
    sums = grained(blocks, len(sizes), axis=1) @ _signs(len(sizes)).T
    if len(sizes) < runs:
        error = np.sqrt((centred**2).sum(axis=1))[:, None]
        t = np.abs(sums / error)
        return np.asarray(t.max(axis=0))
    size = count[:, None]
    variance = (centred**2).sum(axis=1)[:, None] - sums**2 / size
    with np.errstate(divide="ignore"):
        t = np.abs(sums) / np.sqrt(np.maximum(variance, 0.0) * size / (size - 1))
    return np.asarray(t.max(axis=0))


@functools.lru_cache(maxsize=2)
def _signs(runs: int) -> Floats:
    signs = luck_of_resampling().integers(0, 2, (RESAMPLES, runs)).astype(np.float64)
    return 2.0 * signs - 1.0


def _all_equal(differences: Floats) -> npt.NDArray[np.bool_]:
    """Rows that do not vary, also where their mean rounds."""
    low = np.where(np.isnan(differences), np.inf, differences).min(axis=1)
    high = np.where(np.isnan(differences), -np.inf, differences).max(axis=1)
    equal: npt.NDArray[np.bool_] = low >= high
    return equal


def _p_without_spread(mean: Floats) -> Floats:
    return np.where(np.isnan(mean) | (mean == 0.0), 1.0, 0.0)
