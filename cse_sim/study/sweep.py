"""The points of a sweep: every combination of listed values, or points that fill the space between limits.

Every point lives through the same luck (run numbers 0 ... R-1), so that points differ by what they set alone.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from cse_sim.distributions import inside
from cse_sim.study.design import Design
from cse_sim.study.varied import factors_of

SAMPLED = ("lhs", "sobol")
"""Designs that are drawn; ``grid`` tries every combination instead."""


def sweep_points(design: dict[str, Any], seed: int) -> Design:
    """The points of a declared sweep, numbered as they come: the last input runs fastest in a grid."""
    if design["method"] == "grid":
        names = tuple(row["name"] for row in design["factors"])
        listed = [row["values"] for row in design["factors"]]
        values = np.array(list(itertools.product(*listed)), dtype=np.float64)
    else:
        factors = factors_of(design)
        names = tuple(factor.name for factor in factors)
        shares = _shares(design["method"], design["samples"], len(names), seed)
        columns = [f.prior.ppf(inside(u)) for f, u in zip(factors, shares.T, strict=True)]
        values = np.stack([np.asarray(c, dtype=np.float64) for c in columns], axis=1)
    return Design(names, values, np.zeros(len(values), dtype=np.int64))


def lost_balance(samples: int) -> str:
    """What is lost by so many points of a Sobol sequence; nothing by a power of two."""
    if samples > 0 and not samples & (samples - 1):
        return ""
    below, above = 1 << samples.bit_length() - 1, 1 << samples.bit_length()
    return (
        f"samples: the points of sobol fill the space evenly only in powers of two: {samples} points, as asked, "
        f"lean to some places. {below} or {above} would not."
    )


def _shares(method: str, samples: int, columns: int, seed: int) -> Any:
    """Shares in (0, 1), shape (samples, columns).

    Source: McKay, Beckman and Conover (1979), A comparison of three methods for selecting values of input variables,
    for ``lhs``; Owen (1998), Scrambling Sobol' and Niederreiter-Xing points, for ``sobol``; both in SciPy's form.
    """
    from scipy.stats import qmc

    luck = np.random.default_rng([seed, 0])
    if method == "lhs":
        return qmc.LatinHypercube(columns, rng=luck).random(samples)
    drawn = qmc.Sobol(columns, scramble=True, rng=luck)
    return drawn.random_base2(max(samples - 1, 0).bit_length())[:samples]
