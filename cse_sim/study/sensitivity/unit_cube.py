"""From factors to points: the dummy, groups that move together, and quasi-random rows that only ever append."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.errors import InputError
from cse_sim.params import Uniform
from cse_sim.study.design import DUMMY, Factor, Floats, Ints

EDGE = 1e-9
"""Shares are kept this far from 0 and 1, where unbounded distributions are infinite."""

Units = dict[str, list[int]]


def with_dummy(factors: Sequence[Factor]) -> list[Factor]:
    """The factors and, last, the dummy.

    Raises
    ------
    InputError
        when there is no factor, or two have one name.
    """
    real = [factor for factor in factors if factor.name != DUMMY]
    names = [factor.name for factor in real]
    if not real:
        raise InputError("nothing is varied", allowed="At least one factor is needed")
    for name in names:
        if names.count(name) > 1:
            raise InputError(f'the factor "{name}" is given twice')
    return [*real, Factor(DUMMY, Uniform(0.0, 1.0), "dummy")]


def units_of(factors: Sequence[Factor], names: Sequence[str]) -> Units:
    """Column numbers by what moves together: groups by their name, other factors by their own, in order."""
    group_of = {factor.name: factor.group for factor in factors}
    units: Units = {}
    for column, name in enumerate(names):
        units.setdefault(group_of.get(name) or name, []).append(column)
    return units


def names_of(factors: Sequence[Factor]) -> tuple[str, ...]:
    """Names of the columns."""
    return tuple(factor.name for factor in factors)


def to_values(factors: Sequence[Factor], shares: Floats) -> Floats:
    """Values (points, factors) below which the ``shares`` of each distribution lie; always finite."""
    inside = np.clip(shares, EDGE, 1.0 - EDGE)
    columns = [f.prior.ppf(inside[:, j]) for j, f in enumerate(factors)]
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def sobol_rows(rows: int, columns: int, seed: int, stream: int = 0) -> Floats:
    """The first ``rows`` of a scrambled Sobol sequence in (0, 1): more rows have these as their first.

    Source: Owen (1998), Scrambling Sobol' and Niederreiter-Xing points, in SciPy's form.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng([seed, stream]))
    drawn: Floats = sequence.random_base2(max(rows - 1, 0).bit_length())[:rows]
    return drawn


def luck_numbers(points: int) -> Ints:
    """Different luck for every point."""
    from cse_sim.study.design import REPLICATES_MOST

    return np.arange(points, dtype=np.int64) * REPLICATES_MOST


def check_samples(method: str, samples: int, least: int, *, power_of_two: bool = False) -> None:
    """Raise InputError unless so many samples can be drawn."""
    if isinstance(samples, bool) or not hasattr(samples, "__index__"):
        raise InputError(
            f"samples cannot be {samples!r}", where=method, allowed="Allowed: whole numbers"
        )
    fits = samples > 0 and not samples & (samples - 1)
    if samples >= least and (fits or not power_of_two):
        return
    powers = f"powers of two from {least}"
    near = max(least, 1 << max(samples - 1, 0).bit_length()) if samples > 0 else least
    raise InputError(
        f"samples cannot be {samples}",
        where=method,
        allowed=f"Allowed: {powers if power_of_two else f'{least} or more'}",
        do=f"Try {near}" if power_of_two else "",
    )
