"""Sobol indices: which share of the mean response's variance each input explains, alone and with others.

One base row is a block of points: A, B, and for every input (or group) j the row A with j taken from B. A and its
changed rows share their luck; B has its own. ``samples`` counts base rows; points are samples x (inputs + 3), the dummy
being an input too. See ``mean_response`` for the estimator.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.study.design import REPLICATES_MOST, Design, Factor, Floats, Ints
from cse_sim.study.sensitivity.analysis import Analysis, Method
from cse_sim.study.sensitivity.unit_cube import (
    check_samples,
    names_of,
    sobol_rows,
    to_values,
    units_of,
    with_dummy,
)
from cse_sim.study.sensitivity.variance_shares import LEAST, analysed


def sample(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Base blocks of points: A, B, and A with each input taken from B."""
    check_samples("sobol", samples, LEAST, power_of_two=True)
    varied = with_dummy(factors)
    return design_of(varied, sobol_rows(samples, 2 * len(varied), seed), pairs=False)


def sample_pairs(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Base blocks as in ``sample``, and B with each input taken from A."""
    check_samples("sobol_pairs", samples, LEAST, power_of_two=True)
    varied = with_dummy(factors)
    return design_of(varied, sobol_rows(samples, 2 * len(varied), seed), pairs=True)


def design_of(varied: Sequence[Factor], rows: Floats, *, pairs: bool) -> Design:
    """The design whose base rows are the two halves of ``rows`` (base rows, 2 factors)."""
    names = names_of(varied)
    columns = list(units_of(varied, names).values())
    a, b = rows[:, : len(names)], rows[:, len(names) :]
    parts = [a, b, *(_taken(a, b, unit) for unit in columns)]
    if pairs:
        parts += [_taken(b, a, unit) for unit in columns]
    shares = np.stack(parts, axis=1).reshape(-1, len(names))
    return Design(names, to_values(varied, shares), _luck(len(rows), len(columns), pairs=pairs))


def _taken(into: Floats, source: Floats, columns: list[int]) -> Floats:
    changed = into.copy()
    changed[:, columns] = source[:, columns]
    return changed


def _luck(rows: int, units: int, *, pairs: bool) -> Ints:
    """Even numbers for A and its changed rows, odd ones for B and its."""
    own = [0, 1] + [0] * units + [1] * (units if pairs else 0)
    numbers = 2 * np.arange(rows, dtype=np.int64)[:, None] + np.array(own, dtype=np.int64)
    return numbers.reshape(-1) * REPLICATES_MOST


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """S1 and ST of every input or group, and the aleatory share, from outputs (points, replicates)."""
    return analysed(factors, design, y[:, :, None], seed)


def analyse_pairs(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """S1, ST and S2 of outputs (points, replicates) of the design with pairs."""
    return analysed(factors, design, y[:, :, None], seed, pairs=True)


def analyse_series(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """S1 and ST of a whole series, outputs (points, replicates, times): times count by their variance.

    Source: Gamboa, Janon, Klein and Lagnoux (2014), Sensitivity analysis for multidimensional and functional outputs.
    """
    return analysed(factors, design, y, seed)


METHODS = (
    Method(
        "sobol",
        "Sobol indices",
        "How much of what happens on average is due to each input, alone and together with others?",
        needs_replicates=True,
        sample=sample,
        analyse=analyse,
        default_samples=256,
        least_samples=LEAST,
        samples="power of two",
        judges=True,
    ),
    Method(
        "sobol_pairs",
        "Sobol indices with pairs",
        "Which pairs of inputs act together?",
        needs_replicates=True,
        sample=sample_pairs,
        analyse=analyse_pairs,
        default_samples=256,
        least_samples=LEAST,
        samples="power of two",
        judges=True,
    ),
)
