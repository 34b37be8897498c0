"""eFAST: first-order and total indices from waves through the space of inputs.

Not corrected for luck: the luck of the runs counts as effect, and what the dummy has of it everything has. Intervals are
not given, because resampling a wave does not say how exact it is. A longer wave is another one: nothing is kept.

Source: Saltelli, Tarantola and Chan (1999), A quantitative model-independent method for global sensitivity analysis of
model output, as programmed in SALib.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import CONSTANT, Analysis, IndexRow, Method, aleatory_row
from cse_sim.study.sensitivity.given import aleatory_share
from cse_sim.study.sensitivity.guard import guarded, library_seed, unit_problem
from cse_sim.study.sensitivity.unit_cube import (
    check_samples,
    luck_numbers,
    names_of,
    to_values,
    with_dummy,
)

LEAST = 65
UNCORRECTED = "not corrected for luck: read every index beside that of the dummy"


def sample(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """A wave of ``samples`` points for every input and the dummy."""
    from SALib.sample import fast_sampler

    check_samples("fast", samples, LEAST)
    varied = with_dummy(factors)
    shares, _ = guarded(
        fast_sampler.sample, unit_problem(len(varied)), N=samples, seed=library_seed(seed)
    )
    return Design(names_of(varied), to_values(varied, shares), luck_numbers(len(shares)))


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """First-order and total indices of means over replicates; a wave with a hole is refused."""
    names, means = design.names, y.mean(axis=1)
    notes = [UNCORRECTED]
    if len(y) != len(design.values) or len(y) % len(names):
        raise InputError(f"outputs of {len(y)} points do not fit a design of {len(design.values)}")
    missing = int((~np.isfinite(means)).sum())
    if missing or np.ptp(means) <= 1e-12 * np.abs(means).max():
        notes.append(f"{missing} runs are missing from the waves" if missing else CONSTANT)
        rows = [IndexRow(name, index, None) for index in ("fast_S1", "fast_ST") for name in names]
        rows += aleatory_row(None)
        return Analysis(rows, None, missing, len(y), y.shape[1], False, None, notes)
    values = _indices(means, len(names), seed)
    rows = [
        IndexRow(name, f"fast_{index}", float(value))
        for index in ("S1", "ST")
        for name, value in zip(names, values[index], strict=True)
    ]
    share = aleatory_share(y, seed)
    return Analysis([*rows, *aleatory_row(share)], share, 0, len(y), y.shape[1], None, None, notes)


def _indices(means: Floats, columns: int, seed: int) -> dict[str, list[float]]:
    from SALib.analyze import fast

    answer, _ = guarded(
        fast.analyze, unit_problem(columns), means, num_resamples=2, seed=library_seed(seed)
    )
    return {name: answer[name] for name in ("S1", "ST")}


METHODS = (
    Method(
        "fast",
        "eFAST",
        "How much is due to each input, alone and in all, where luck plays little part?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse,
        default_samples=512,
        least_samples=LEAST,
        extends=False,
    ),
)
