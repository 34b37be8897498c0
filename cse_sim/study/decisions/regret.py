"""What is regretted when the world turns out otherwise.

In world w the regret of a strategy is how far it stays behind the best strategy for that world. A strategy that is
never best may still be the one least regretted. Measured regret is wrong in a known direction: the best of several
noisy numbers looks better than it is, so strategies that are all equal seem to be regretted. Two numbers hold the
truth between them:

    plug-in           mean over replicates, then distance to the best           biased up
    split replicates  the best is chosen from half of the replicates and judged by the other half, both ways
                                                                                biased down

With one run per world the luck of that run cannot be told from the world. The lower end is then the distance to the
one strategy that is best for all worlds, chosen from half of the runs and judged by the other half: whoever must
choose before knowing the world cannot regret less. The upper end regrets luck too.

Worst and 90 % regret are plug-in numbers, biased up, and more so the more worlds and the more luck.

Sources: minimax regret, Savage (1951), The theory of statistical decision; satisficing and regret as measures of
robustness, Herman, Reed, Zeff and Characklis (2015), How should robustness be defined for water systems planning under
change?; best of noisy estimates, Smith and Winkler (2006), The optimizer's curse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cse_sim.study.compare import interval
from cse_sim.study.decisions.resample import Floats, complete

QUANTILE = 0.9


@dataclass(frozen=True)
class Regret:
    """Regret of each strategy, arrays of shape (strategies,), in the unit of the indicator.

    ``low`` is the split estimate of the mean regret, ``high`` the plug-in; ``low_end`` and ``high_end`` hold their
    sampling errors too. ``replicates_split`` is False where worlds have one run each.
    """

    low: Floats
    high: Floats
    low_end: Floats
    high_end: Floats
    q90: Floats
    worst: Floats
    worlds: int
    replicates_split: bool


def plug_in(means: Floats) -> Floats:
    """Regret per world from means (strategies, worlds), more is better."""
    regret: Floats = means.max(axis=0) - means
    return regret


def split(first: Floats, second: Floats) -> Floats:
    """Regret per world from two halves (strategies, worlds): chosen by one, judged by the other, both ways."""
    worlds = np.arange(first.shape[1])
    halves = []
    for chosen_by, judged_by in ((first, second), (second, first)):
        best = chosen_by.argmax(axis=0)
        halves.append(judged_by[best, worlds] - judged_by)
    regret: Floats = (halves[0] + halves[1]) / 2
    return regret


def regret(values: Floats, sign: float = 1.0) -> Regret:
    """Regret over worlds; ``values`` (strategies, worlds, replicates), ``sign`` -1 where less is better.

    Worlds in which any strategy lacks a number are left out; all NaN with fewer than four worlds.
    """
    strategies, _, replicates = values.shape
    known = complete((sign * values).transpose(0, 2, 1).reshape(strategies * replicates, -1))
    known = known.reshape(strategies, replicates, -1).transpose(0, 2, 1)
    worlds = known.shape[1]
    if worlds < 4:
        nothing = np.full(strategies, np.nan)
        return Regret(nothing, nothing, nothing, nothing, nothing, nothing, worlds, replicates > 1)
    seen = plug_in(known.mean(axis=2))
    low, low_end = _split_replicates(known) if replicates > 1 else _split_worlds(known[:, :, 0])
    return Regret(
        low=low,
        high=seen.mean(axis=1),
        low_end=low_end,
        high_end=np.array([interval(each)[1] for each in seen]),
        q90=np.quantile(seen, QUANTILE, axis=1),
        worst=seen.max(axis=1),
        worlds=worlds,
        replicates_split=replicates > 1,
    )


def _split_replicates(known: Floats) -> tuple[Floats, Floats]:
    half = known.shape[2] // 2
    each = split(known[:, :, :half].mean(axis=2), known[:, :, half : 2 * half].mean(axis=2))
    return each.mean(axis=1), np.array([interval(row)[0] for row in each])


def _split_worlds(known: Floats) -> tuple[Floats, Floats]:
    """Distance to the strategy that is best in the other half of the worlds: odd and even runs."""
    halves = [known[:, 0::2], known[:, 1::2]]
    best = [int(half.mean(axis=1).argmax()) for half in reversed(halves)]
    each = np.concatenate(
        [half[chosen] - half for half, chosen in zip(halves, best, strict=True)], axis=1
    )
    return each.mean(axis=1), np.array([interval(row)[0] for row in each])


def satisficing(
    values: Mapping[str, Floats], thresholds: Mapping[str, float], signs: Mapping[str, float]
) -> Floats:
    """Share of worlds in which each strategy meets every threshold; values are (strategies, worlds).

    A world in which a number that has a threshold does not exist is left out for that strategy; NaN if none is left.
    """
    met = [signs[name] * values[name] >= signs[name] * limit for name, limit in thresholds.items()]
    there = np.all([~np.isnan(values[name]) for name in thresholds], axis=0)
    every = np.all(met, axis=0) & there
    count = there.sum(axis=1)
    shares: Floats = np.where(count > 0, every.sum(axis=1) / np.maximum(count, 1), math.nan)
    return shares


def mean_less_spread(values: Floats, sign: float = 1.0, aversion: float = 1.0) -> Floats:
    """Mean minus ``aversion`` standard deviations in the better direction, per strategy (strategies, worlds)."""
    scores = []
    for row in values:
        known = sign * row[~np.isnan(row)]
        scores.append(
            sign * float(known.mean() - aversion * known.std(ddof=1))
            if len(known) > 1
            else math.nan
        )
    return np.array(scores)
