"""PAWN: how far the distribution of the output moves when an input is known.

The median, over ten slices of an input, of the Kolmogorov-Smirnov distance between outputs in the slice and all outputs.

Source: Pianosi and Wagener (2018), Distribution-based sensitivity analysis from a generic input-output sample, as
programmed in SALib. Its choices bias screening: Puy, Lo Piano and Saltelli (2020), A sensitivity analysis of the PAWN
sensitivity index. Read it beside its floor.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.study.design import Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import Analysis, Method
from cse_sim.study.sensitivity.bootstrap import NORMAL_95
from cse_sim.study.sensitivity.given import (
    LEAST,
    Given,
    Measured,
    analysed,
    given,
    luck_note,
    sample,
)
from cse_sim.study.sensitivity.guard import guarded, unit_problem

RESAMPLES = 20


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """PAWN of every input from outputs (points, replicates)."""
    return analysed(given(design, y, seed), "PAWN", lambda known: _measured(known, seed), seed)


def _measured(known: Given, seed: int) -> Measured:
    values, notes = _medians(known.ranks, known.means)
    rng, inputs = np.random.default_rng([seed, 29]), len(known.names)
    drawn = np.empty((RESAMPLES, inputs))
    for k in range(RESAMPLES):
        rows = rng.integers(len(known.means), size=len(known.means))
        drawn[k], _ = _medians(known.ranks[rows][:, :inputs], known.means[rows])
    return Measured(values, NORMAL_95 * drawn.std(axis=0, ddof=1), [luck_note(known), *notes])


def _medians(ranks: Floats, means: Floats) -> tuple[Floats, list[str]]:
    from SALib.analyze import pawn

    answer, notes = guarded(pawn.analyze, unit_problem(ranks.shape[1]), ranks, means, S=10)
    return np.asarray(answer["median"], dtype=np.float64), notes


METHODS = (
    Method(
        "pawn",
        "PAWN",
        "Which inputs move the whole distribution of an output, in runs that exist?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse,
        default_samples=512,
        least_samples=LEAST,
    ),
)
