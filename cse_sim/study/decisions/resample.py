"""Resampling of runs: the same runs for every strategy, the same numbers every time.

Run r is one world with one luck, shared by all strategies, so whole runs are resampled and never single numbers. More
runs than ``MOST_BLOCKS`` are first added up in so many blocks of neighbouring runs, which are then resampled: the
spread of a mean is the same, and a million runs cost no more than a thousand.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RESAMPLES = 4000
MOST_BLOCKS = 2000


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


def resampled_means(values: Floats, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Means of the rows in resamples of whole runs, drawn with replacement; shape (rows, resamples).

    ``values`` has no NaN: see ``complete``.
    """
    sums, sizes = block_sums(values)
    count = len(sizes)
    weights = luck_of_resampling(seed).multinomial(count, np.full(count, 1 / count), resamples)
    means: Floats = (sums @ weights.T) / (sizes @ weights.T)
    return means
