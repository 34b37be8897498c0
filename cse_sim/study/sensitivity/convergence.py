"""Whether Sobol indices can be believed: narrow intervals, a sure order, and halves that agree.

Criteria after Sarrazin, Pianosi and Wagener (2016), Global sensitivity analysis of environmental models: convergence
and validation. The numbers are our choice. Inputs whose total indices differ by less than ``NARROW`` count as equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cse_sim.study.design import Floats

NARROW = 0.05
SURE = 0.95
TOP = 3
SAMPLES_MOST = 2**20
"""A need beyond this is no advice that anybody could follow: so little is known that it is not told."""


@dataclass(frozen=True)
class Verdict:
    """Whether the indices have converged, how many base rows would do, and why not."""

    converged: bool
    needed: int | None
    reasons: list[str]


def verdict(
    half_widths: Floats, total: Floats, resampled: Floats, moved: float, rows: int
) -> Verdict:
    """Judge indices.

    Parameters
    ----------
    half_widths
        of every interval.
    total, resampled
        total indices (inputs,), and of every resample (resamples, inputs).
    moved
        largest change of an index when the second half of the rows was added.
    rows
        base rows of the design.
    """
    widest, sure = float(half_widths.max()), order_probability(total, resampled)
    reasons = []
    if not widest <= NARROW:
        reasons.append(f"the widest interval is ±{widest:.2f}, more than ±{NARROW}")
    if not sure >= SURE:
        reasons.append(f"the order of the first {min(TOP, len(total))} is {100 * sure:.0f} % sure")
    if not moved <= NARROW:
        much = f"moved an index by {moved:.2f}" if math.isfinite(moved) else "was needed to see any"
        reasons.append(f"the second half of the rows {much}")
    needed = max(rows * max(widest / NARROW, 1.0) ** 2, 2.0 * rows) if reasons else None
    whole = _power_of_two(needed) if needed is not None and needed <= SAMPLES_MOST else None
    return Verdict(not reasons, whole, reasons)


def order_probability(total: Floats, resampled: Floats) -> float:
    """Share of resamples in which the largest inputs keep their order, among themselves and before the others."""
    order = np.argsort(-total)
    kept = np.ones(len(resampled), dtype=bool)
    for rank in range(min(TOP, len(order))):
        for lower in order[rank + 1 :]:
            if total[order[rank]] - total[lower] >= NARROW:
                kept &= resampled[:, order[rank]] > resampled[:, lower]
    return float(kept.mean())


def _power_of_two(number: float) -> int:
    return int(2 ** math.ceil(math.log2(number)))
