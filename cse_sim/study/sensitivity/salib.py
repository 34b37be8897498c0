"""Further methods of SALib, behind the guard: for comparison with what others publish.

None is corrected for luck. ``salib:ff`` tries only the two ends of every input, so its samples are fixed by the number
of inputs.

Sources: fractional factorial, Saltelli et al. (2008), Global sensitivity analysis: the primer; discrepancy, Puy, Roy and
Saltelli (2024), Discrepancy measures for global sensitivity analysis; HDMR, Li and Rabitz (2012), General formulation of
HDMR component functions with independent and correlated variables; all as programmed in SALib.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import (
    CONSTANT,
    SHARE_OF_DESIGN,
    Analysis,
    IndexRow,
    Method,
    aleatory_row,
)
from cse_sim.study.sensitivity.given import (
    Given,
    Measured,
    aleatory_share,
    analysed,
    given,
    luck_note,
    sample,
)
from cse_sim.study.sensitivity.guard import guarded, library_seed, unit_problem
from cse_sim.study.sensitivity.unit_cube import luck_numbers, names_of, to_values, with_dummy
from cse_sim.study.sensitivity.variance_shares import ONE_REPLICATE

LEAST_FOR_HDMR = 300
HDMR_RESAMPLES = 10
ENDS = (0.01, 0.99)
UNCORRECTED = "not corrected for luck: read every index beside that of the dummy"


def analyse_discrepancy(
    factors: Sequence[Factor], design: Design, y: Floats, seed: int
) -> Analysis:
    """How far each scatterplot of output over input is from evenly filled; 1 is as far as those of the floor."""
    return analysed(given(design, y, seed), "discrepancy", _discrepancy, seed)


def _discrepancy(known: Given) -> Measured:
    from SALib.analyze import discrepancy

    answer, notes = guarded(
        discrepancy.analyze, unit_problem(known.ranks.shape[1]), known.ranks, known.means
    )
    values = np.asarray(answer["s_discrepancy"], dtype=np.float64)
    values = values / values[len(known.names) :].mean()
    return Measured(values, np.full(len(values), np.nan), [luck_note(known), *notes])


def analyse_hdmr(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """Shares of an additive emulator with pairs, fitted to means over replicates."""
    known = given(design, y, seed, floor=1)
    return analysed(known, "hdmr_ST", lambda it: _hdmr(it, seed), seed)


def _hdmr(known: Given, seed: int) -> Measured:
    from SALib.analyze import enhanced_hdmr

    columns = known.ranks.shape[1]
    answer, notes = guarded(
        enhanced_hdmr.analyze,
        unit_problem(columns),
        known.ranks,
        known.means,
        max_order=2,
        bootstrap=HDMR_RESAMPLES,
        seed=library_seed(seed),
    )
    values, halves = (
        np.asarray(answer[name], dtype=np.float64)[:columns] for name in ("ST", "ST_conf")
    )
    return Measured(values, halves, [luck_note(known), *notes])


def sample_ff(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Both ends (1 % and 99 %) of every input in as many points as the method asks for."""
    from SALib.sample import ff

    varied = with_dummy(factors)
    shares, _ = guarded(ff.sample, unit_problem(len(varied)), seed=library_seed(seed))
    low, high = ENDS
    ends = low + (high - low) * shares[:, : len(varied)]
    return Design(names_of(varied), to_values(varied, ends), luck_numbers(len(ends)))


def analyse_ff(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """Main effects [unit of the output] between the ends of every input."""
    from SALib.analyze import ff

    names, means = design.names, y.mean(axis=1)
    if len(y) != len(design.values):
        raise InputError(f"outputs of {len(y)} points do not fit a design of {len(design.values)}")
    missing = int((~np.isfinite(means)).sum())
    if missing or np.ptp(means) == 0.0:
        rows = [*(IndexRow(name, "ff_main_effect", None) for name in names), *aleatory_row(None)]
        notes = [f"{missing} runs are missing from the design" if missing else CONSTANT]
        return Analysis(rows, None, missing, len(y), y.shape[1], False, None, notes)
    answer, notes = guarded(ff.analyze, unit_problem(len(names)), design.values, means)
    rows = [
        IndexRow(name, "ff_main_effect", float(value))
        for name, value in zip(names, answer["ME"], strict=False)
    ]
    share = aleatory_share(y, seed)
    notes = [UNCORRECTED, ONE_REPLICATE if share is None else SHARE_OF_DESIGN, *notes]
    return Analysis([*rows, *aleatory_row(share)], share, 0, len(y), y.shape[1], None, None, notes)


METHODS = (
    Method(
        "salib:discrepancy",
        "Discrepancy",
        "Which scatterplots show a shape?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse_discrepancy,
        default_samples=512,
        least_samples=64,
    ),
    Method(
        "salib:enhanced_hdmr",
        "High-dimensional model representation",
        "What do an additive emulator and its pairs make of runs that exist?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse_hdmr,
        default_samples=512,
        least_samples=LEAST_FOR_HDMR,
    ),
    Method(
        "salib:ff",
        "Fractional factorial",
        "What do inputs do between their two ends?",
        needs_replicates=False,
        sample=sample_ff,
        analyse=analyse_ff,
        default_samples=1,
        least_samples=1,
        extends=False,
    ),
)
