"""Intervals from drawing base rows again, for all inputs at once by one matrix product.

Every statistic is a mean over base rows, so a resample is a row of multinomial counts and all resamples of all
statistics are counts times rows. Resampling is joint: differences and ranks of inputs have their intervals too.

Source: Efron and Tibshirani (1993), An introduction to the bootstrap. That intervals are of the normal type, value
plus and minus 1.96 standard errors, is our choice: percentile intervals of small effects cover too rarely.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy.special import stdtrit

from cse_sim.study.design import Floats
from cse_sim.study.exact_products import grained

RESAMPLES = 500
NORMAL_95 = 1.959963984540054


@lru_cache(maxsize=4)
def counts(rows: int, seed: int) -> Floats:
    """How often each row is in each resample (resamples, rows): multinomial draws of as many rows."""
    draws = np.random.default_rng([seed, 7]).multinomial(
        rows, np.full(rows, 1.0 / rows), size=RESAMPLES
    )
    drawn: Floats = draws.astype(np.float64)
    drawn.flags.writeable = False
    return drawn


def resampled_means(statistics: Floats, seed: int) -> Floats:
    """Means (resamples, statistics) of the rows of ``statistics`` (rows, statistics)."""
    rows = len(statistics)
    means: Floats = counts(rows, seed) @ grained(statistics, rows, axis=0) / rows
    return means


def interval_of_few(value: float, resampled: Floats, rows: int) -> tuple[float, float]:
    """Low and high end around ``value`` from so few rows that the standard error is itself uncertain: Student's t."""
    widened = float(stdtrit(rows - 1, 0.975)) * math.sqrt(rows / (rows - 1))
    half = widened * float(resampled.std(ddof=1))
    return value - half, value + half


def interval(value: float, resampled: Floats) -> tuple[float, float]:
    """Low and high end around ``value``."""
    half = NORMAL_95 * float(resampled.std(ddof=1))
    return value - half, value + half
