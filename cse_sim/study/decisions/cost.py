"""What a strategy costs, and which is the best buy.

All strategies have the same budget, but not all of it can be spent: organisations have limits, and ``none`` spends
nothing. So a difference in effect stands beside a difference in money.

*Budget.* A strategy keeps to it if its median run spends at most the budget plus a tolerance. Spending less is told,
not punished.

*Effect per million.* E = (effect - effect of the reference) / (spent - spent by the reference) x 10⁶, with Fieller's
interval over runs. It does not exist where the money spent cannot be told apart, nor where less is spent than by the
reference: a loss for money saved would look like a gain for money spent.

*Best buys.* A strategy is dominated if another one has a better mean effect and spends no more, or a better one and
the same money within the tolerance; extendedly dominated if a mixture of two others is better for the same money.
Along the rest, each step has a price: extra money per extra unit of effect.

*Acceptability.* The share of resamples of the runs in which a strategy has the highest mean net benefit

    w x effect - spent

    w   willingness to pay for one unit of the indicator, in its better direction   [US$/unit]

Sources: Fieller (1954), Some problems in interval estimation; incremental ratios, dominance and acceptability curves,
Drummond et al. (2015), Methods for the economic evaluation of health care programmes; van Hout et al. (1994), Costs,
effects and C/E-ratios alongside a clinical trial.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import stdtrit

from cse_sim.study.compare import covariance, variance
from cse_sim.study.decisions.resample import Floats, complete, resampled_means

MILLION = 1e6
TOLERANCE = 0.01
LEVEL = 0.05
STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Purchase:
    """What a strategy is as a purchase: ``price`` is the extra money per extra unit over ``over``.

    ``dominated_by`` holds the positions of the one, or the two mixed, that are better; empty on the frontier.
    """

    dominated_by: tuple[int, ...] = ()
    over: int | None = None
    price: float = math.nan


def share_of_budget(spent: Floats, budget: float) -> float:
    """What the median run spends, as a share of the budget; NaN without runs or budget."""
    known = spent[~np.isnan(spent)]
    return float(np.median(known)) / budget if len(known) and budget > 0 else math.nan


def overspent(spent: Floats, budget: float, tolerance: float = TOLERANCE) -> bool:
    """Whether the median run spends more than the budget and the tolerance; without budget, more than nothing."""
    known = spent[~np.isnan(spent)]
    return bool(len(known)) and float(np.median(known)) > budget * (1 + tolerance)


def per_million(
    effect: Floats, spent: Floats, effect_reference: Floats, spent_reference: Floats
) -> tuple[float, float, float]:
    """Effect per million US$ beyond the reference, with Fieller's interval over runs.

    All NaN if the money spent cannot be told apart, since no finite interval then holds the ratio, or is less.
    """
    more, money = effect - effect_reference, (spent - spent_reference) / MILLION
    both = ~np.isnan(more) & ~np.isnan(money)
    if both.sum() < 2 or money[both].mean() < 0.0:
        return math.nan, math.nan, math.nan
    return fieller(more[both], money[both])


def fieller(above: Floats, below: Floats, level: float = LEVEL) -> tuple[float, float, float]:
    """Ratio of two means of pairs and its interval; all NaN if the lower mean may be zero."""
    runs = len(above)
    a, b = float(above.mean()), float(below.mean())
    scale = float(stdtrit(runs - 1, 1 - level / 2)) ** 2 / runs
    aa, bb = scale * variance(above), scale * variance(below)
    square = b * b - bb
    if square <= 0.0:
        return math.nan, math.nan, math.nan
    middle = a * b - scale * covariance(above, below)
    root = math.sqrt(max(0.0, middle**2 - square * (a * a - aa)))
    return a / b, (middle - root) / square, (middle + root) / square


def purchases(effect: Sequence[float], spent: Sequence[float], tolerance: float) -> list[Purchase]:
    """Dominated strategies, and the price of each step along the others; more effect is better.

    Sums of money that differ by at most ``tolerance`` US$ count as the same.
    """
    found = [
        Purchase(dominated_by=_dominating(place, effect, spent, tolerance))
        for place in range(len(effect))
    ]
    frontier = sorted(
        (place for place, each in enumerate(found) if not each.dominated_by),
        key=lambda place: spent[place],
    )
    mixed = _mixed(frontier, effect, spent)
    for place, sides in mixed.items():
        found[place] = Purchase(dominated_by=sides)
    frontier = [place for place in frontier if place not in mixed]
    for before, after in pairwise(frontier):
        price = (spent[after] - spent[before]) / (effect[after] - effect[before])
        found[after] = Purchase(over=before, price=price)
    return found


def _dominating(
    place: int, effect: Sequence[float], spent: Sequence[float], tolerance: float
) -> tuple[int, ...]:
    """The best of those that are better and not dearer; of equals, the cheaper or the first named stands."""
    better = [
        other
        for other in range(len(effect))
        if spent[other] <= spent[place] + tolerance
        and (
            effect[other] > effect[place]
            or (effect[other] == effect[place] and (spent[other], other) < (spent[place], place))
        )
    ]
    return (
        (max(better, key=lambda other: (effect[other], -spent[other], -other)),) if better else ()
    )


def _mixed(
    frontier: list[int], effect: Sequence[float], spent: Sequence[float]
) -> dict[int, tuple[int, ...]]:
    """Those below a line between a cheaper and a dearer one, with the two ends of that line."""
    hull: list[int] = []
    for place in frontier:
        while len(hull) > 1 and _slope(hull[-1], place, effect, spent) >= _slope(
            hull[-2], hull[-1], effect, spent
        ):
            hull.pop()
        hull.append(place)
    below: dict[int, tuple[int, ...]] = {}
    for place in frontier:
        if place not in hull:
            cheaper = [each for each in hull if spent[each] < spent[place]][-1]
            dearer = next(each for each in hull if spent[each] > spent[place])
            below[place] = (cheaper, dearer)
    return below


def _slope(first: int, second: int, effect: Sequence[float], spent: Sequence[float]) -> float:
    """Effect gained per US$; the frontier has no two of the same cost."""
    return (effect[second] - effect[first]) / (spent[second] - spent[first])


def willingness(effect: Floats, spent: Floats) -> list[float]:
    """Round sums to try [US$/unit]: from nothing to a hundred times what the largest effect costs.

    ``effect`` and ``spent`` are means. Only zero if nothing differs.
    """
    span, money = float(np.ptp(effect)), float(np.ptp(spent))
    if span == 0.0 or money == 0.0:
        return [0.0]
    first = math.floor(math.log10(money / span)) - 1
    return [0.0, *(step * 10.0**power for power in range(first, first + 4) for step in STEPS)]


def acceptability(effect: Floats, spent: Floats, prices: Sequence[float]) -> Floats:
    """Probability of being the best buy (strategies, prices); effect and spent (strategies, runs), more is better.

    Runs in which a number is missing are left out; ties are shared.
    """
    count = len(effect)
    known = complete(np.concatenate([effect, spent]))
    if known.shape[1] < 2:
        return np.full((count, len(prices)), np.nan)
    means = resampled_means(known)
    shares = np.empty((count, len(prices)))
    for place, price in enumerate(prices):
        benefit = price * means[:count] - means[count:]
        best = benefit >= benefit.max(axis=0) - 1e-9 * max(1.0, float(np.abs(benefit).max()))
        shares[:, place] = (best / best.sum(axis=0)).mean(axis=1)
    return shares
