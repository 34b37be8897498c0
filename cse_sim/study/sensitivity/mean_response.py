"""Sobol indices of the mean response of a model with luck in it.

The mean response is what a policy maker means by "the effect": mu(x) = E[Y | x]. With two replicates or more its
variance is known without the noise, because noise of different replicates is independent:

    a, b, c_j   outputs (rows, replicates) of base rows A, B and of A with input j taken from B
    noise       mean over rows of the variance over replicates, of a and b
    V         = var(mean over replicates of a and b) - noise / R              variance of the mean response
    S1_j      = mean((b - m) (c_j - a)) / V,                means over replicates; m the mean of all
    ST_j      = mean((a - c_j)^2 - var(a - c_j) / R) / (2 V)
    S2_jk     = mean((d_j - m)(c_k - m) - (a - m)(b - m)) / V - S1_j - S1_k,  d_j: B with input j taken from A
    share     = noise / (V + noise)                         aleatory share: luck, no input

a and c_j share their luck, b (with d_j) has its own. Any amount of coupling is right; more of it is more precise.
All are ratios of means over base rows.

Sources: S1 and S2 after Saltelli et al. (2010), Variance based sensitivity analysis of model output; ST after Jansen
(1999), Analysis of variance designs for model output. Taking the noise out of both by replicates is our own step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cse_sim.study.design import Floats


@dataclass(frozen=True)
class Blocks:
    """Outputs of base blocks: a and b (rows, replicates); c, and d if pairs are wanted, (rows, units, replicates)."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats | None = None


@dataclass(frozen=True)
class Indices:
    """Indices of one sample, or of many resamples along the first axis; the last axis is that of the inputs."""

    first: Floats
    total: Floats
    second: Floats
    share: Floats
    variance: Floats

    @property
    def flat(self) -> Floats:
        """All of them along the last axis: first, total, second, share."""
        parts = (self.first, self.total, self.second, self.share[..., None])
        together: Floats = np.concatenate(parts, axis=-1)
        return together


def blocks_of(rows: Floats, units: int) -> Blocks:
    """Outputs of base rows (rows, points of a block, replicates), cut into what they are."""
    c, d = rows[:, 2 : 2 + units], rows[:, 2 + units :]
    return Blocks(rows[:, 0], rows[:, 1], c, d if d.shape[1] else None)


def statistics(blocks: Blocks) -> Floats:
    """The numbers of every base row whose means make all indices: (rows, 2 units + 2, and the pairs)."""
    a, b, c = (_mean(part) for part in (blocks.a, blocks.b, blocks.c))
    replicates = blocks.a.shape[-1]
    middle = (a.sum() + b.sum() + c.sum()) / (a.size + b.size + c.size)
    own = (a.mean() + b.mean()) / 2.0
    first = (b - middle)[:, None] * (c - a[:, None])
    steps = blocks.a[:, None, :] - blocks.c
    total = 0.5 * (_mean(steps) ** 2 - _variance(steps) / replicates)
    variance = 0.5 * ((a - own) ** 2 + (b - own) ** 2)
    noise = 0.5 * (_variance(blocks.a) + _variance(blocks.b))
    columns = [first, total, variance[:, None], noise[:, None]]
    if blocks.d is not None:
        columns.append(_pair_products(a - middle, b - middle, c - middle, _mean(blocks.d) - middle))
    return np.concatenate(columns, axis=1)


def _pair_products(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Products (rows, pairs), pairs in the order of ``pairs_of``."""
    both = (a * b)[:, None]
    upper = pairs_of(c.shape[1])
    return np.stack([d[:, j] * c[:, k] for j, k in upper], axis=1) - both


def pairs_of(units: int) -> list[tuple[int, int]]:
    """Every pair of inputs once."""
    return [(j, k) for j in range(units) for k in range(j + 1, units)]


@dataclass(frozen=True)
class Parts:
    """What indices are ratios of, from means of ``statistics`` along their last axis."""

    first: Floats
    total: Floats
    second: Floats
    noise: Floats
    variance: Floats


def parts_of(means: Floats, units: int, replicates: int) -> Parts:
    """Numerators of the indices, the noise, and the variance of the mean response."""
    first, second = means[..., :units], means[..., 2 * units + 2 :]
    if second.shape[-1]:
        both = np.array(pairs_of(units))
        second = second - first[..., both[:, 0]] - first[..., both[:, 1]]
    noise = means[..., 2 * units + 1]
    variance = means[..., 2 * units] - noise / replicates
    return Parts(first, means[..., units : 2 * units], second, noise, variance)


def indices(parts: Parts) -> Indices:
    """Indices; not finite where the mean response has no variance."""
    variance = np.where(parts.variance > 0.0, parts.variance, np.nan)[..., None]
    whole = parts.variance + parts.noise
    share = parts.noise / np.where(whole > 0.0, whole, np.nan)
    return Indices(
        parts.first / variance,
        parts.total / variance,
        parts.second / variance,
        share,
        parts.variance,
    )


def scattered(parts: Parts, middle: Parts) -> Indices:
    """Indices of resampled parts to first order around their middle: finite however small a resampled variance is."""
    around, variance = indices(middle), parts.variance[..., None]
    whole = middle.variance + middle.noise
    return Indices(
        around.first + (parts.first - around.first * variance) / middle.variance,
        around.total + (parts.total - around.total * variance) / middle.variance,
        around.second + (parts.second - around.second * variance) / middle.variance,
        around.share + (parts.noise - around.share * (parts.variance + parts.noise)) / whole,
        parts.variance,
    )


def _mean(values: Floats) -> Floats:
    mean: Floats = values.mean(axis=-1)
    return mean


def _variance(values: Floats) -> Floats:
    """Variance over replicates; 0 where there is only one."""
    if values.shape[-1] < 2:
        return np.zeros(values.shape[:-1])
    spread: Floats = values.var(axis=-1, ddof=1)
    return spread
