"""RBD-FAST: first-order indices from runs that exist.

With two replicates or more the share of luck in the means is known and taken out:

    rbd_S1 = S1 of means x var(means) / (var(means) - noise / R)

Sources: Tarantola, Gatelli and Mara (2006), Random balance designs for the estimation of first order global sensitivity
indices; Plischke (2010), An effective algorithm for computing global sensitivity indices (EASI); bias correction, Tissot
and Prieur (2012); as programmed in SALib. Taking out the luck is our own step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.study.design import Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import Analysis, Method
from cse_sim.study.sensitivity.given import OF_SINGLE, Given, Measured, analysed, given, sample
from cse_sim.study.sensitivity.guard import guarded, library_seed, unit_problem

RESAMPLES = 100
LEAST = 64
ONLY_NOISE = "the mean response cannot be told from noise: indices are of means over replicates"


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """First-order indices of every input from outputs (points, replicates)."""
    return analysed(given(design, y, seed), "rbd_S1", lambda known: _measured(known, seed), seed)


def _measured(known: Given, seed: int) -> Measured:
    factor, said = _without_luck(known)
    inputs = len(known.names)
    of_inputs, halves, notes = _library(known.ranks[:, :inputs], known.means, seed, RESAMPLES)
    of_floor, _, _ = _library(known.ranks[:, inputs:], known.means, seed, 2)
    values = factor * np.concatenate([of_inputs, of_floor])
    return Measured(values, factor * halves, [*notes, *said])


def _library(
    ranks: Floats, means: Floats, seed: int, resamples: int
) -> tuple[Floats, Floats, list[str]]:
    from SALib.analyze import rbd_fast

    answer, notes = guarded(
        rbd_fast.analyze,
        unit_problem(ranks.shape[1]),
        ranks,
        means,
        num_resamples=resamples,
        seed=library_seed(seed),
    )
    values, halves = (np.asarray(answer[name], dtype=np.float64) for name in ("S1", "S1_conf"))
    return values, halves, notes


def _without_luck(known: Given) -> tuple[float, list[str]]:
    """By how much shares of the variance of means are too small, being shares of luck too."""
    if known.replicates < 2:
        return 1.0, [OF_SINGLE]
    whole = float(known.means.var())
    left = whole - float(known.outputs.var(axis=1, ddof=1).mean()) / known.replicates
    return (whole / left, []) if left > 0.1 * whole else (1.0, [ONLY_NOISE])


METHODS = (
    Method(
        "rbd_fast",
        "RBD-FAST",
        "How much is due to each input alone, in runs that exist?",
        needs_replicates=True,
        sample=sample,
        analyse=analyse,
        default_samples=512,
        least_samples=LEAST,
    ),
)
