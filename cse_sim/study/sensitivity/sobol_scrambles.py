"""Sobol indices of outputs without luck: intervals from independent scrambles of the design.

On smooth outputs a quasi-random design is far more exact than its bootstrap says, because rows are not independent
draws. Sixteen independent scrambles are; their indices give a t interval. The same budget is cut into sixteen shorter
sequences, so that estimates are less exact than those of one long sequence, but their intervals are honest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from cse_sim.study.design import Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import Analysis, Method
from cse_sim.study.sensitivity.mean_response import Indices
from cse_sim.study.sensitivity.sobol import design_of
from cse_sim.study.sensitivity.unit_cube import check_samples, sobol_rows, with_dummy
from cse_sim.study.sensitivity.variance_shares import LEAST, Seen, Spread, analysed

SCRAMBLES = 16


def sample(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Base blocks as of ``sobol``; base row n belongs to scramble n mod 16."""
    check_samples("sobol_scrambles", samples, SCRAMBLES * LEAST, power_of_two=True)
    varied = with_dummy(factors)
    rows = [
        sobol_rows(samples // SCRAMBLES, 2 * len(varied), seed, stream)
        for stream in range(1, SCRAMBLES + 1)
    ]
    return design_of(varied, np.stack(rows, axis=1).reshape(samples, -1), pairs=False)


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """S1 and ST from outputs (points, replicates), with t intervals over scrambles."""
    return analysed(factors, design, y[:, :, None], seed, spreading=by_scrambles)


def by_scrambles(seen: Seen, estimate: Indices, seed: int) -> Spread:
    """Draws as far around the estimate as the mean over scrambles would scatter."""
    of_scramble = [seen.table[seen.places % SCRAMBLES == k].mean(axis=0) for k in range(SCRAMBLES)]
    means, middle = np.stack(of_scramble), seen.table.mean(axis=0)
    draws = seen.scattered(middle + (means - middle) / math.sqrt(SCRAMBLES))
    return Spread(draws, float(stdtrit(SCRAMBLES - 1, 0.975)))


METHODS = (
    Method(
        "sobol_scrambles",
        "Sobol indices, independent scrambles",
        "How exactly are the Sobol indices of an output without luck known?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse,
        default_samples=1024,
        least_samples=SCRAMBLES * LEAST,
        samples="power of two",
        judges=True,
    ),
)
