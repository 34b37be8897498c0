"""Which uncertain numbers go with the result, from worlds that exist already: each world drew all of them at once.

    r = correlation of ranks,   interval: tanh(atanh r ± z · 1.03 / sqrt(n - 3))

A number counts as shown only if its test survives Holm's correction over all numbers.

Sources: Spearman (1904), The proof and measurement of association between two things; interval, Fieller, Hartley and
Pearson (1957), Tests for rank correlation coefficients; Holm (1979), A simple sequentially rejective multiple test
procedure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from cse_sim.web.blocks import Floats

LEVEL = 0.05
LEAST_RUNS = 20
TAIL = 0.2
"""A tornado's bar goes from the mean of the worlds in the lowest fifth of a number to that in the highest."""


@dataclass(frozen=True)
class Association:
    """One number and the result: rank correlation with interval, and the means in its lowest and highest fifth."""

    name: str
    value: float
    low: float
    high: float
    shown: bool
    mean_when_low: float
    mean_when_high: float


def associations(drawn: Mapping[str, Floats], result: Floats) -> list[Association]:
    """All numbers, the strongest first; none below twenty worlds with a result, or if all results are equal."""
    there = ~np.isnan(result)
    values = result[there]
    count = len(values)
    if count < LEAST_RUNS or np.ptp(values) == 0:
        return []
    ranks = _standardised(values)
    found = []
    for name, column in drawn.items():
        number = column[there]
        if np.ptp(number) > 0:
            value = float(np.clip((_standardised(number) * ranks).mean(), -0.999999, 0.999999))
            found.append((name, value, number))
    error = 1.03 / math.sqrt(count - 3)
    chances = [2 * float(ndtr(-abs(math.atanh(value)) / error)) for _, value, _ in found]
    shown = _holm(chances)
    reach = float(ndtri(1 - LEVEL / 2)) * error
    rows = [
        Association(
            name,
            value,
            math.tanh(math.atanh(value) - reach),
            math.tanh(math.atanh(value) + reach),
            is_shown,
            float(values[number <= np.quantile(number, TAIL)].mean()),
            float(values[number >= np.quantile(number, 1 - TAIL)].mean()),
        )
        for (name, value, number), is_shown in zip(found, shown, strict=True)
    ]
    return sorted(rows, key=lambda row: -abs(row.value))


def _standardised(values: Floats) -> Floats:
    from scipy.stats import rankdata  # a page needs it, not the start

    ranks = rankdata(values)
    scaled: Floats = (ranks - ranks.mean()) / ranks.std()
    return scaled


def _holm(chances: list[float]) -> list[bool]:
    """Which tests reject, step by step from the smallest chance."""
    rejected = [False] * len(chances)
    for step, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        if chances[place] > LEVEL / (len(chances) - step):
            break
        rejected[place] = True
    return rejected
