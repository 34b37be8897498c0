"""Small things the second opinions share: uniforms by name, and counts by summing probabilities."""

from __future__ import annotations

import math

import numpy as np

from cse_sim.luck import decision_key, normal, uniforms

NEIGHBOURS = 5


def buffer(run_key: int, process: str, name: str, week: int, agents: int) -> list[list[float]]:
    """Four uniforms for each agent, ``[slot][agent]``, of a named buffer of a kernel."""
    if agents == 0:
        return [[], [], [], []]
    table = uniforms(run_key, decision_key(f"{process}.{name}"), np.arange(agents), week)
    return [list(map(float, row)) for row in table]


def own(run_key: int, process: str, week: int, agents: int) -> list[list[float]]:
    """Four uniforms for each agent, keyed by the process alone."""
    if agents == 0:
        return [[], [], [], []]
    table = uniforms(run_key, decision_key(process), np.arange(agents), week)
    return [list(map(float, row)) for row in table]


def s(x: float) -> float:
    """The logistic function."""
    return 1.0 / (1.0 + math.exp(-x))


def logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def kept(half_life: float) -> float:
    """Share left after a week."""
    return 2.0 ** (-1.0 / half_life)


def z_of(u: float) -> float:
    """The normal quantile as the engine has it (relative error 1.2e-9)."""
    return float(normal(u))


def poisson(u: float, mean: float) -> float:
    """Smallest count whose cumulated probability reaches ``u``; above a mean of 12 the normal with skewness."""
    if mean <= 0.0:
        return 0.0
    if mean > 12.0:
        z = z_of(u)
        return float(max(0, math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5)))
    probability = math.exp(-mean)
    cumulated = probability
    count = 0
    while cumulated < u and count < 200:
        count += 1
        probability *= mean / count
        cumulated += probability
    return float(count)


def binomial(u: float, trials: float, chance: float) -> float:
    """Smallest count whose cumulated probability reaches ``u``; the normal with skewness where it is wide."""
    trials = int(trials)
    if trials <= 0 or chance <= 0.0:
        return 0.0
    if chance >= 1.0:
        return float(trials)
    if chance > 0.5:
        return trials - binomial(1.0 - u, trials, 1.0 - chance)
    mean = trials * chance
    if mean > 12.0:
        z = z_of(u)
        spread = math.sqrt(mean * (1.0 - chance))
        skew = (1.0 - 2.0 * chance) * (z * z - 1.0) / 6.0
        return float(min(trials, max(0, math.floor(mean + spread * z + skew + 0.5))))
    cumulated = 0.0
    for count in range(trials + 1):
        cumulated += math.comb(trials, count) * chance**count * (1.0 - chance) ** (trials - count)
        if cumulated >= u:
            return float(count)
    return float(trials)
