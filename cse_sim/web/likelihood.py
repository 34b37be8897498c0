"""A share of runs in words, the number always beside it.

Source of the words and their limits: Mastrandrea et al. (2010), Guidance note for lead authors of the IPCC fifth
assessment report on consistent treatment of uncertainties.
"""

from __future__ import annotations

LIMITS = (
    (0.99, "virtually_certain"),
    (0.90, "very_likely"),
    (0.66, "likely"),
    (0.33, "as_likely_as_not"),
    (0.10, "unlikely"),
    (0.01, "very_unlikely"),
)
FEW = 30
"""Below this many runs a verdict is a first look, and a sentence says so."""


def likelihood(share: float) -> str:
    """The name of the word for a share from 0 to 1."""
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"{share} is no share")
    for limit, name in LIMITS:
        if share > limit or (share == limit and limit >= 0.5):
            return name
    return "exceptionally_unlikely"


def out_of_ten(share: float) -> str:
    """A share as people say it: ``9 in 10``; finer near the ends, never a 10 in 10 that is not all."""
    if share in (0.0, 1.0):
        return "10/10" if share else "0/10"
    if 0.05 <= share < 0.95:
        return f"{round(10 * share) or 1}/10"
    return f"{min(99, max(1, round(100 * share)))}/100"


def is_few(runs: int) -> bool:
    """Whether so few worlds give a first look only."""
    return runs < FEW
