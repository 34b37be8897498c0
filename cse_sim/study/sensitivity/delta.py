"""Delta: how much the density of the output changes, on average, when an input is known [0-1].

Source: Borgonovo (2007), A new uncertainty importance measure; estimated from given data after Plischke, Borgonovo and
Smith (2013), Global sensitivity measures from given data, as programmed in SALib, resampled evenly over the input.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.study.design import Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import Analysis, Method
from cse_sim.study.sensitivity.given import Given, Measured, analysed, given, luck_note, sample
from cse_sim.study.sensitivity.guard import guarded, library_seed, unit_problem

RESAMPLES = 10
FLOOR_COLUMNS = 3
LEAST = 256


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """Delta of every input from outputs (points, replicates)."""
    known = given(design, y, seed, FLOOR_COLUMNS)
    return analysed(known, "delta", lambda it: _measured(it, seed), seed)


def _measured(known: Given, seed: int) -> Measured:
    from SALib.analyze import delta

    answer, _ = guarded(
        delta.analyze,
        unit_problem(known.ranks.shape[1]),
        known.ranks,
        known.means,
        num_resamples=RESAMPLES,
        method="delta",
        seed=library_seed(seed),
    )
    values, halves = (
        np.asarray(answer[name], dtype=np.float64)
        for name in ("delta_balanced", "delta_balanced_conf")
    )
    return Measured(values, halves, [luck_note(known)])


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
