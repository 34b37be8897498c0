"""Which strategy is best: how likely, with how many runs, and where further runs should go.

Three questions, three answers:

*Given these runs, which may be best?* The probability of being best is the share of resamples of the runs in which a
strategy has the best mean, ties shared. A strategy is ruled out if another one is better in the intervals that hold
for all pairs at once.

*Run until the best is found.* Kim and Nelson's procedure: all strategies run side by side under the same luck; after
r runs strategy i is dropped if some l has

    mean_l - mean_i > W_il(r) / r,    W_il(r) = max(0, delta / 2 (h² S²_il / delta² - r))

    delta   indifference: the smallest difference that matters                          [unit of the indicator]
    S²_il   variance of the difference of i and l over the first n0 runs                [unit²]
    h²      2 eta (n0 - 1),  eta = 1/2 ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1)        [-]

It keeps the best with probability 1 - alpha if the best leads by delta. Same luck makes S² small, and with it the
number of runs.

*A fixed number of runs, without shared luck.* OCBA gives strategy i runs in proportion to (s_i / lead_i)², lead_i its
distance from the best, and the best s_b sqrt(sum of (N_i / s_i)²).

Sources: Kim and Nelson (2001), A fully sequential procedure for indifference-zone selection in simulation; Chen, Lin,
Yucesan and Chick (2000), Simulation budget allocation for further enhancing the efficiency of ordinal optimization.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cse_sim.study.decisions.multiplicity import all_pairs
from cse_sim.study.decisions.resample import Floats, complete, resampled_means

Ints = npt.NDArray[np.int64]
Observe = Callable[[list[int], int, int], Floats]
"""Strategies, first run, run after the last -> their numbers, shape (strategies asked for, runs)."""

FIRST_RUNS = 32
SURE = 0.95
LEAST_LEAD = 1e-9


@dataclass(frozen=True)
class Selected:
    """The outcome of a sequential selection.

    ``best`` is a position, or None if ``most`` runs did not suffice; ``left`` are those not dropped; ``runs`` is how
    many runs each strategy took; ``used`` counts the runs with a number in all the strategies then left.
    """

    best: int | None
    left: list[int]
    runs: Ints
    used: int


def probability_of_best(values: Floats, sign: float = 1.0) -> Floats:
    """How often each strategy (strategies, runs) has the best mean in resamples of the runs; ties are shared.

    ``sign`` is -1 where less is better. Runs in which a strategy has no number are left out; NaN for fewer than two.
    """
    known = complete(values)
    if known.shape[1] < 2:
        return np.full(len(values), np.nan)
    means = sign * resampled_means(known)
    first = means >= means.max(axis=0) - 1e-12 * np.abs(means).max()
    shares: Floats = (first / first.sum(axis=0)).mean(axis=1)
    return shares


def may_be_best(values: Floats, sign: float = 1.0) -> npt.NDArray[np.bool_]:
    """Which strategies no other one beats in the intervals that hold for all pairs at once."""
    known = complete(values)
    possible = np.ones(len(values), dtype=np.bool_)
    if known.shape[1] < 2 or len(values) < 2:
        return possible
    pairs, intervals = all_pairs(sign * known)
    for (first, second), low, high in zip(pairs, intervals.low, intervals.high, strict=True):
        possible[second] &= not low > 0
        possible[first] &= not high < 0
    return possible


def select_best(
    observe: Observe,
    strategies: int,
    indifference: float,
    sign: float = 1.0,
    first_runs: int = FIRST_RUNS,
    after: Callable[[int], int] = lambda runs: runs + 1,
    most: int = 1_000_000,
    level: float = 1 - SURE,
) -> Selected:
    """Kim and Nelson's procedure: run all strategies side by side, dropping those that cannot be best.

    ``after`` says after how many runs, the next time, a decision is made. Runs in which a strategy then left has no number count for none of them.
    """
    first_runs = min(first_runs, most)
    seen = observe(list(range(strategies)), 0, first_runs)
    runs = np.full(strategies, first_runs)
    left = list(range(strategies))
    spread = pair_variances(complete(seen))
    kept = int((~np.isnan(seen).any(axis=0)).sum())
    scale = squared_h(strategies, kept, level)
    while True:
        known = complete(sign * seen)
        used = known.shape[1]
        if used >= kept:
            stay = survivors(known, spread[np.ix_(left, left)], indifference, scale)
            left, seen = [left[place] for place in stay], seen[stay]
        if len(left) == 1 or seen.shape[1] >= most:
            return Selected(left[0] if len(left) == 1 else None, left, runs, used)
        stop = min(after(seen.shape[1]), most)
        seen = np.concatenate([seen, observe(left, seen.shape[1], stop)], axis=1)
        runs[left] = stop


def survivors(values: Floats, spread: Floats, indifference: float, scale: float) -> list[int]:
    """Positions that are not dropped after these runs; more is better, no NaN."""
    runs = values.shape[1]
    total = values.sum(axis=1)
    allowed = np.maximum(0.0, indifference / 2 * (scale * spread / indifference**2 - runs))
    beaten = total[None, :] - total[:, None] > allowed
    if not allowed[~np.eye(len(values), dtype=np.bool_)].any():  # no continuation region is left
        return [int(np.argmax(total))]
    return [place for place in range(len(values)) if not beaten[place].any()]


def squared_h(strategies: int, first_runs: int, level: float = 1 - SURE) -> float:
    """h² of Kim and Nelson's procedure, for strategies that share their luck."""
    freedom = first_runs - 1
    eta = 0.5 * ((2 * level / (strategies - 1)) ** (-2 / freedom) - 1)
    return float(2 * eta * freedom)


def pair_variances(values: Floats) -> Floats:
    """Variance of the difference of every two rows (rows, runs); shape (rows, rows)."""
    covariance = np.atleast_2d(np.cov(values))
    own = np.diag(covariance)
    variances: Floats = np.maximum(0.0, own[:, None] + own[None, :] - 2 * covariance)
    return variances


def ocba(means: Floats, deviations: Floats, budget: int, sign: float = 1.0, least: int = 2) -> Ints:
    """How many of ``budget`` runs each strategy should get, if strategies do not share their luck.

    A strategy whose numbers do not vary gets ``least``. The numbers add up to the budget.
    """
    count = len(means)
    better = sign * means
    best = int(np.argmax(better))
    lead = np.maximum(better[best] - better, LEAST_LEAD * max(1.0, float(np.abs(better).max())))
    weight = (deviations / lead) ** 2
    weight[best] = 0.0
    varies = deviations > 0
    squares = (weight[varies] / deviations[varies]) ** 2
    weight[best] = deviations[best] * np.sqrt(squares.sum())
    if weight.sum() == 0.0:
        weight = np.ones(count)
    return _whole_shares(weight / weight.sum(), budget, least)


def _whole_shares(shares: Floats, budget: int, least: int) -> Ints:
    """Whole numbers near the shares of the budget, each at least ``least``, adding up to the budget."""
    given = np.full(len(shares), least)
    free = budget - int(given.sum())
    if free < 0:
        raise ValueError(f"{budget} runs cannot give {len(shares)} strategies {least} each")
    exact = shares * free
    given += np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - np.floor(exact)), kind="stable")
    given[order[: budget - int(given.sum())]] += 1
    return given
