"""Resampling of runs: the same runs for every strategy, the same numbers every time.

Run r is one world with one luck, shared by all strategies, so whole runs are resampled and never single numbers. More
runs than ``MOST_BLOCKS`` are first added up in so many blocks of neighbouring runs, which are then resampled: the
spread of a mean is the same, and a million runs cost no more than a thousand.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from cse_sim.study.exact_products import grained

Floats = npt.NDArray[np.float64]

RESAMPLES = 2000
MOST_BLOCKS = 1000


def luck_of_resampling(seed: int = 0) -> np.random.Generator:
    """A generator that draws the same resamples in every study."""
    return np.random.Generator(np.random.Philox(key=seed))


def complete(values: Floats) -> Floats:
    """The runs in which every strategy has a number; shape (strategies, runs kept)."""
    return values[:, ~np.isnan(values).any(axis=0)]


def block_sums(values: Floats) -> tuple[Floats, Floats]:
    """Sums over at most ``MOST_BLOCKS`` blocks of neighbouring runs, and how many runs each block has."""
    runs = values.shape[1]
    if runs <= MOST_BLOCKS:
        return values, np.ones(runs)
    edges = np.linspace(0, runs, MOST_BLOCKS, endpoint=False).astype(np.int64)
    sums: Floats = np.add.reduceat(values, edges, axis=1)
    return sums, np.diff(np.append(edges, runs)).astype(np.float64)


def resampled_means(values: Floats) -> Floats:
    """Means of the rows in resamples of whole runs, drawn with replacement; shape (rows, resamples).

    ``values`` has no NaN: see ``complete``.
    """
    sums, sizes = block_sums(values)
    weights = times_drawn(len(sizes), RESAMPLES).T.astype(np.float64)
    means: Floats = (grained(sums, len(sizes), axis=1) @ weights) / (sizes @ weights)
    return means


@functools.lru_cache(maxsize=2)
def times_drawn(runs: int, resamples: int) -> npt.NDArray[np.int16]:
    """How often each run is in each resample of as many runs, drawn with replacement; shape (resamples, runs)."""
    luck = luck_of_resampling(runs)
    drawn = [np.bincount(luck.integers(0, runs, runs), minlength=runs) for _ in range(resamples)]
    return np.array(drawn, dtype=np.int16)
