"""Screening: which inputs to keep, and the proof that it was safe to hold the others still.

Morris finds the inputs that are live. The others are then moved together, as one group, in the Sobol design of the live
ones: its total index is what fixing all of them together leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cse_sim.study.design import Factor
from cse_sim.study.sensitivity.analysis import Analysis, IndexRow
from cse_sim.study.sensitivity.morris import live_and_dead

FIXED = "the rest together"
NEGLIGIBLE = 0.05


@dataclass(frozen=True)
class Screening:
    """Names of inputs (or groups of them) to keep, and of those that may be held still."""

    kept: tuple[str, ...]
    fixed: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """Whether the fixed set matters: the row of its joint total index, and the verdict."""

    joint: IndexRow | None
    safe: bool


def screened(analysis: Analysis) -> Screening:
    """What a Morris analysis says may be held still; without replicates, nothing may."""
    live, dead = live_and_dead(analysis.rows)
    return Screening(tuple(live), tuple(dead))


def together(factors: Sequence[Factor], screening: Screening) -> list[Factor]:
    """The factors of the second design: the fixed ones move as one group."""
    return [
        replace(factor, group=FIXED) if (factor.group or factor.name) in screening.fixed else factor
        for factor in factors
    ]


def proof(analysis: Analysis, screening: Screening) -> Proof:
    """Whether the joint total index of the fixed inputs is surely below 0.05, from the Sobol analysis."""
    if not screening.fixed:
        return Proof(None, safe=True)
    joint = analysis.of(FIXED, "ST")
    return Proof(joint, safe=joint.high is not None and joint.high < NEGLIGIBLE)
