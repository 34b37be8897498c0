"""Delta: how much the density of the output changes, on average, when an input is known [0-1].

    delta = 1/2 sum over classes of the input (share of points) x area between density in the class and density of all

Densities are kernel estimates of Silverman's width on a hundred places; classes are as many as the size of the sample
carries. Small samples give too large values; twice the estimate minus the mean over resamples takes most of that out.

Sources: Borgonovo (2007), A new uncertainty importance measure; estimate and correction from given data, Plischke,
Borgonovo and Smith (2013), Global sensitivity measures from given data. SALib has the same estimate and takes many times
as long; a test says that they agree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from cse_sim.study.design import Design, Factor, Floats, Ints
from cse_sim.study.sensitivity.analysis import Analysis, Method
from cse_sim.study.sensitivity.bootstrap import NORMAL_95
from cse_sim.study.sensitivity.given import Given, Measured, analysed, given, luck_note, sample

RESAMPLES = 30
PLACES = 100
LEAST = 128


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """Delta of every input from outputs (points, replicates)."""
    return analysed(given(design, y, seed), "delta", lambda known: _measured(known, seed), seed)


def _measured(known: Given, seed: int) -> Measured:
    means, order = known.means, np.argsort(known.ranks, axis=0).T
    grid = np.linspace(means.min(), means.max(), PLACES)
    edges = class_edges(len(means))
    values = np.array([density_shift(means[by], grid, edges) for by in order])
    rng, drawn = np.random.default_rng([seed, 29]), np.empty((RESAMPLES, len(order)))
    for k in range(RESAMPLES):
        counts = np.bincount(rng.integers(len(means), size=len(means)), minlength=len(means))
        again = (means[np.repeat(by, counts[by])] for by in order)
        drawn[k] = [density_shift(outputs, grid, edges) for outputs in again]
    corrected = 2.0 * values - drawn.mean(axis=0)
    return Measured(corrected, NORMAL_95 * drawn.std(axis=0, ddof=1), [luck_note(known)])


def class_edges(points: int) -> Ints:
    """Places where classes begin and end among points in the order of the input; at most 48 classes."""
    exponent = 2.0 / (7.0 + math.tanh((1500.0 - points) / 500.0))
    classes = min(math.ceil(points**exponent), 48)
    edges: Ints = np.floor(np.linspace(0, points, classes + 1)).astype(np.int64)
    return edges


def density_shift(outputs: Floats, grid: Floats, edges: Ints) -> float:
    """Delta of an input, from outputs (points,) in the order of the input."""
    if np.ptp(outputs) == 0.0:  # a resample of outputs that hardly vary
        return 0.0
    of_all, shift = _density(outputs, grid), 0.0
    for start, stop in pairwise(edges):
        inside = outputs[start:stop]
        if stop - start > 1 and np.ptp(inside) > 0.0:
            apart = np.abs(of_all - _density(inside, grid))
            shift += (stop - start) / (2 * len(outputs)) * float(np.trapezoid(apart, grid))
    return shift


def _density(outputs: Floats, grid: Floats) -> Floats:
    """Gaussian kernel estimate of a density, of Silverman's width."""
    size = len(outputs)
    width = outputs.std(ddof=1) * (0.75 * size) ** -0.2
    kernels = np.exp(-0.5 * ((grid[:, None] - outputs) / width) ** 2)
    density: Floats = kernels.sum(axis=1) / (size * width * math.sqrt(2.0 * math.pi))
    return density


METHODS = (
    Method(
        "delta",
        "Borgonovo's delta",
        "Which inputs change the likely values of an output, in runs that exist?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse,
        default_samples=512,
        least_samples=LEAST,
    ),
)
