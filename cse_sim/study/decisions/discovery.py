"""In which worlds does it happen? A box of parameter values in which a target is frequent, or none.

PRIM, the patient rule induction method: from the whole space the side whose removal leaves the target most frequent is
peeled off, a twentieth of the points at a time; of all boxes on the way the one is taken that finds most of the target
with least of anything else:

    F = 2 / (1 / density + 1 / coverage)

    density    share of the points in the box that have the target    [0-1]
    coverage   share of the points with the target that are in it     [0-1]

and its limits are then moved in or out as long as F grows (pasting). A limit that could as well be absent (its
quasi-p-value, the binomial probability of so dense a box if the limit did nothing, is above 5 %) is taken away.

Noise always has a densest corner. So a box is first looked for in one half of the points and tested on the other: only
if the target is more frequent in it than outside by chance once in a hundred is there a box at all. "No box" is an
answer. How often each limit comes back in half-sized samples says how far to trust it.

Sources: Friedman and Fisher (1999), Bump hunting in high-dimensional data; quasi-p-values and reproducibility, Bryant
and Lempert (2010), Thinking inside the box. The choice of F and the test on the other half are ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from cse_sim.study.decisions.resample import Floats, luck_of_resampling

Booleans = npt.NDArray[np.bool_]

PEEL = 0.05
LEAST_MASS = 0.05
LEAST_POINTS = 20
LEAST_TARGETS = 10
QUASI_P = 0.05
TEST_P = 0.01
RESAMPLES = 20
MOST_PASTES = 50


@dataclass(frozen=True)
class Limit:
    """One side of a box: ``low`` or ``high`` is infinite if that side is open."""

    name: str
    low: float
    high: float
    quasi_p: float
    reproduced: float


@dataclass(frozen=True)
class Box:
    """A box, or the sentence that says why there is none.

    ``p_value`` is that of the test on points the box was not made from.
    """

    limits: tuple[Limit, ...]
    density: float
    coverage: float
    mass: float
    p_value: float
    base_rate: float
    points: int
    said: str = ""

    @property
    def found(self) -> bool:
        """Whether there is a box."""
        return bool(self.limits)


def prim(points: Floats, target: Booleans, names: list[str], seed: int = 0) -> Box:
    """The box in which ``target`` (points,) is frequent, from ``points`` (points, factors) without NaN."""
    varied = [place for place in range(points.shape[1]) if np.ptp(points[:, place]) > 0]
    base = float(target.mean()) if len(target) else math.nan
    excuse = _excuse(target, varied)
    if excuse:
        return _none(excuse, base, len(target))
    x, kept = points[:, varied], [names[place] for place in varied]
    order = luck_of_resampling(seed).permutation(len(target))
    half = len(order) // 2
    made, tested = order[:half], order[half:]
    p_value = outside_test(find(x[made], target[made]), x[tested], target[tested])
    if p_value > TEST_P:
        return _none(
            "no box: the best one does not hold in points it was not made from",
            base,
            len(target),
            p_value,
        )
    bounds = without_idle_limits(find(x, target), x, target)
    return _described(bounds, x, target, kept, p_value, seed)


def find(x: Floats, target: Booleans) -> Floats:
    """Bounds (factors, 2) of the box with the largest F; open sides are infinite."""
    trail = peeled(x, target)
    best = max(trail, key=lambda bounds: score(bounds, x, target))
    return pasted(best, x, target)


def peeled(x: Floats, target: Booleans) -> list[Floats]:
    """The boxes on the way from everything to ``LEAST_MASS`` of the points."""
    bounds = np.tile(np.array([-np.inf, np.inf]), (x.shape[1], 1))
    trail = [bounds]
    least = max(LEAST_POINTS, math.ceil(LEAST_MASS * len(x)))
    inside = np.ones(len(x), dtype=np.bool_)
    while True:
        step = _best_peel(x, target, inside, least)
        if step is None:
            return trail
        factor, side, limit = step
        bounds = bounds.copy()
        bounds[factor, side] = limit
        inside = np.asarray(inside & within(bounds[factor], x[:, factor]))
        trail.append(bounds)


def _best_peel(
    x: Floats, target: Booleans, inside: Booleans, least: int
) -> tuple[int, int, float] | None:
    """Factor, side and limit of the peel that leaves the target most frequent; None if none leaves enough points."""
    best: tuple[float, int, int, float] | None = None
    for factor in range(x.shape[1]):
        values, hit = x[inside, factor], target[inside]
        for side in (0, 1):
            limit = _peel_limit(values, side)
            stay = values >= limit if side == 0 else values <= limit
            left = int(stay.sum())
            if left == len(values) or left < least:
                continue
            density = float(hit[stay].mean())
            if best is None or density > best[0]:
                best = (density, factor, side, limit)
    return None if best is None else best[1:]


def _peel_limit(values: Floats, side: int) -> float:
    """The limit that peels a twentieth off one side, or the smallest step of tied values."""
    ordered = np.sort(values) if side == 0 else -np.sort(-values)
    limit = ordered[min(len(ordered) - 1, max(1, round(PEEL * len(ordered))))]
    if limit == ordered[0]:
        further = ordered[ordered != ordered[0]]
        limit = further[0] if len(further) else limit
    return float(limit)


def pasted(bounds: Floats, x: Floats, target: Booleans) -> Floats:
    """The box after moving single limits in or out, each to where F is largest, until nothing moves."""
    bounds, best = bounds.copy(), score(bounds, x, target)
    for _ in range(MOST_PASTES):
        before = best
        for factor, side in np.argwhere(np.isfinite(bounds)):
            limit, reached = _best_limit(bounds, int(factor), int(side), x, target)
            if reached > best + 1e-12:
                bounds[factor, side], best = limit, reached
        if best <= before:
            break
    return bounds


def _best_limit(
    bounds: Floats, factor: int, side: int, x: Floats, target: Booleans
) -> tuple[float, float]:
    """Where F is largest if all other limits stay: a value of a point, or open."""
    others = bounds.copy()
    others[factor, side] = (-np.inf, np.inf)[side]
    inside = contains(others, x)
    values, hit = x[inside, factor], target[inside].astype(np.float64)
    order = np.argsort(-values if side == 0 else values, kind="stable")
    values, hits = values[order], np.cumsum(hit[order])
    f = 2 * hits / (np.arange(1, len(hits) + 1) + target.sum())
    f[:-1][values[1:] == values[:-1]] = -1.0  # a limit takes all points of equal value
    f[: min(LEAST_POINTS, len(f)) - 1] = -1.0
    place = int(np.argmax(f))
    last = place == len(values) - 1
    return (float((-np.inf, np.inf)[side]) if last else float(values[place])), float(f[place])


def score(bounds: Floats, x: Floats, target: Booleans) -> float:
    """F of a box."""
    inside = contains(bounds, x)
    return float(2 * (inside & target).sum() / (inside.sum() + target.sum()))


def contains(bounds: Floats, x: Floats) -> Booleans:
    """Which points lie in the box, limits included."""
    return np.asarray(((x >= bounds[:, 0]) & (x <= bounds[:, 1])).all(axis=1))


def within(limits: Floats, values: Floats) -> Booleans:
    """Which values lie between two limits, these included."""
    inside: Booleans = (values >= limits[0]) & (values <= limits[1])
    return inside


def outside_test(bounds: Floats, x: Floats, target: Booleans) -> float:
    """Probability of so many targets in the box, if they were as frequent there as in all these points."""
    inside = contains(bounds, x)
    hits, count = int((inside & target).sum()), int(inside.sum())
    if count in (0, len(x)):
        return 1.0
    return _at_least(hits, count, float(target.mean()))


def quasi_p(bounds: Floats, factor: int, side: int, x: Floats, target: Booleans) -> float:
    """Probability of so dense a box if this limit did nothing."""
    without = bounds.copy()
    without[factor, side] = (-np.inf, np.inf)[side]
    wider, inside = contains(without, x), contains(bounds, x)
    rate = float(target[wider].mean()) if wider.any() else 0.0
    return _at_least(int((inside & target).sum()), int(inside.sum()), rate)


def without_idle_limits(bounds: Floats, x: Floats, target: Booleans) -> Floats:
    """The box without the limits that could as well be absent, the least useful first."""
    while True:
        sides = [(int(factor), int(side)) for factor, side in np.argwhere(np.isfinite(bounds))]
        told = {each: quasi_p(bounds, *each, x, target) for each in sides}
        if not told or max(told.values()) <= QUASI_P:
            return bounds
        factor, side = max(told, key=lambda each: told[each])
        bounds = bounds.copy()
        bounds[factor, side] = (-np.inf, np.inf)[side]
        bounds = pasted(bounds, x, target)


def _at_least(hits: int, count: int, rate: float) -> float:
    return 1.0 if hits == 0 else float(bdtrc(hits - 1, count, rate))


def _described(
    bounds: Floats, x: Floats, target: Booleans, names: list[str], p_value: float, seed: int
) -> Box:
    base = float(target.mean())
    inside = contains(bounds, x)
    limited = np.flatnonzero(np.isfinite(bounds).any(axis=1))
    if not len(limited):
        return _none("no box: no limit is better than none", base, len(x), p_value)
    again = reproduced(x, target, seed)
    limits = tuple(
        Limit(
            names[factor],
            float(bounds[factor, 0]),
            float(bounds[factor, 1]),
            max(
                quasi_p(bounds, int(factor), side, x, target)
                for side in (0, 1)
                if np.isfinite(bounds[factor, side])
            ),
            float(again[factor]),
        )
        for factor in limited
    )
    return Box(
        limits,
        density=float(target[inside].mean()),
        coverage=float((inside & target).sum() / target.sum()),
        mass=float(inside.mean()),
        p_value=p_value,
        base_rate=base,
        points=len(x),
    )


def reproduced(x: Floats, target: Booleans, seed: int) -> Floats:
    """Share of half-sized samples in whose box each factor has a limit."""
    luck = luck_of_resampling(seed + 1)
    found = np.zeros(x.shape[1])
    for _ in range(RESAMPLES):
        half = luck.permutation(len(x))[: len(x) // 2]
        bounds = without_idle_limits(find(x[half], target[half]), x[half], target[half])
        found += np.isfinite(bounds).any(axis=1)
    return found / RESAMPLES


def _excuse(target: Booleans, varied: list[int]) -> str:
    targets = int(target.sum())
    if not varied:
        return "no box: nothing varies between the runs"
    if min(targets, len(target) - targets) < LEAST_TARGETS:
        return f"no box: {targets} of {len(target)} runs have the target, too few or too many"
    return ""


def _none(said: str, base_rate: float, points: int, p_value: float = math.nan) -> Box:
    nan = math.nan
    return Box((), nan, nan, nan, p_value, base_rate, points, said)
