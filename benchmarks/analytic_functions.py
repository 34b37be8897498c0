"""Functions whose sensitivity indices are known exactly, with luck added on demand."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from cse_sim.luck import run_key
from cse_sim.params import Uniform
from cse_sim.study.design import Design, Factor

Floats = npt.NDArray[np.float64]

ISHIGAMI = [Factor(name, Uniform(-math.pi, math.pi)) for name in ("x1", "x2", "x3", "x4")]
"""Three inputs, and x4, which does nothing."""
ISHIGAMI_VARIANCE = 7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.1**2 * math.pi**8 / 18 + 0.5
_X1 = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2
_X1_X3 = 0.1**2 * math.pi**8 * (1 / 18 - 1 / 50)
ISHIGAMI_S1 = np.array([_X1, 7**2 / 8, 0.0, 0.0]) / ISHIGAMI_VARIANCE
ISHIGAMI_ST = np.array([_X1 + _X1_X3, 7**2 / 8, _X1_X3, 0.0]) / ISHIGAMI_VARIANCE

G_COEFFICIENTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
G = [Factor(f"x{number}", Uniform(0.0, 1.0)) for number in range(1, 9)]
_PARTS = 1.0 / (3.0 * (1.0 + G_COEFFICIENTS) ** 2)
G_VARIANCE = np.prod(1.0 + _PARTS) - 1.0
G_S1 = _PARTS / G_VARIANCE
G_ST = _PARTS * np.prod(1.0 + _PARTS) / (1.0 + _PARTS) / G_VARIANCE


def ishigami(x: Floats) -> Floats:
    """Ishigami and Homma (1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1."""
    y: Floats = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return y


def g_function(x: Floats) -> Floats:
    """Sobol's g-function: product of (|4 x_i - 2| + a_i) / (1 + a_i)."""
    a = G_COEFFICIENTS
    y: Floats = np.prod((np.abs(4 * x[:, :8] - 2) + a) / (1 + a), axis=1)
    return y


def g_group_total(members: list[int]) -> float:
    """Total index of a group of the g-function's inputs."""
    others = [number for number in range(8) if number not in members]
    rest = np.prod(1.0 + _PARTS[others])
    return float((np.prod(1.0 + _PARTS) - rest) / G_VARIANCE)


def with_luck(
    mean: Floats, design: Design, replicates: int, coupled: float, seed: int, sd: Floats | float
) -> Floats:
    """Outputs (points, replicates) of mean responses plus noise.

    ``coupled`` is the share of the noise variance that points of equal luck have in common; the rest is each point's.
    """
    shared = np.stack(
        [_normals(seed, design.luck + replicate) for replicate in range(replicates)], axis=1
    )
    own = np.random.default_rng([seed, 1]).normal(size=shared.shape)
    noise = math.sqrt(coupled) * shared + math.sqrt(1.0 - coupled) * own
    outputs: Floats = mean[:, None] + np.broadcast_to(np.asarray(sd), mean.shape)[:, None] * noise
    return outputs


def _normals(seed: int, luck: npt.NDArray[np.int64]) -> Floats:
    """One standard normal per luck number: equal numbers, equal values."""
    numbers, places = np.unique(luck, return_inverse=True)
    key = run_key(seed, int(numbers[0]))
    drawn: Floats = np.random.default_rng([key, len(numbers)]).normal(size=len(numbers))
    return drawn[places]


def uneven_sd(x: Floats) -> Floats:
    """A spread that varies over the space; its square is one Ishigami variance on average."""
    spread: Floats = np.sqrt(ISHIGAMI_VARIANCE * (1.0 + 0.5 * np.sin(x[:, 1])))
    return spread
