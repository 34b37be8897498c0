"""How far the decisions can be trusted: coverage, error rates, selection, brackets and boxes on cases with known answers.

    python benchmarks/gates_decisions.py

Prints one line per figure: name, figure, gate, met or missed. Ends with 1 if a gate is missed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from cse_sim.study.compare import interval
from cse_sim.study.decisions.cost import fieller, overspent
from cse_sim.study.decisions.discovery import prim
from cse_sim.study.decisions.multiplicity import against_baseline
from cse_sim.study.decisions.ranking import select_best
from cse_sim.study.decisions.regret import plug_in, regret
from cse_sim.study.decisions.stopping import FIRST_RUNS, confirm, next_runs, until_half_width
from cse_sim.study.decisions.tails import Measure, difference_of_tails, tail


@dataclass(frozen=True)
class Gate:
    """One figure, what it must be, and whether it is."""

    name: str
    figure: str
    gate: str
    met: bool

    def __str__(self) -> str:
        return f"{self.name}  {self.figure}  {self.gate}  {'met' if self.met else 'missed'}"


def between(name: str, value: float, low: float, high: float) -> Gate:
    return Gate(name, f"{value:.3f}", f"{low:g} to {high:g}", low <= value <= high)


def at_least(name: str, value: float, low: float) -> Gate:
    return Gate(name, f"{value:.3f}", f">= {low:g}", value >= low)


def at_most(name: str, value: float, high: float) -> Gate:
    return Gate(name, f"{value:.3f}", f"<= {high:g}", value <= high)


def skewed(rng: np.random.Generator, strategies: int, runs: int) -> np.ndarray:
    """Lognormal strategies of one law that share most of their luck."""
    luck = rng.standard_normal(runs)
    own = rng.standard_normal((strategies, runs))
    return np.exp(0.8 * (0.9 * luck + math.sqrt(1 - 0.81) * own))


def pairs() -> Iterator[Gate]:
    for name, sd in (("skewed", 0.5), ("heavily skewed", 0.8)):
        for runs in (10, 30, 100):
            rng = np.random.default_rng(runs)
            held, truth = 0, 0.2 * math.exp(sd**2 / 2)
            for _ in range(2000):
                luck, own = rng.standard_normal(runs), rng.standard_normal((2, runs))
                a, b = np.exp(sd * (0.9 * luck + math.sqrt(0.19) * own))
                low, high, _ = interval(1.2 * a - b)
                held += low <= truth <= high
            yield between(f"paired t, {name}, n = {runs}: coverage", held / 2000, 0.93, 0.97)


def families() -> Iterator[Gate]:
    for runs in (10, 30, 100):
        for name, skew in (("skewed", True), ("normal", False)):
            rng = np.random.default_rng(runs)
            wrong = 0
            for _ in range(1000):
                values = skewed(rng, 6, runs) if skew else rng.standard_normal((6, runs))
                told = against_baseline(values[1:], values[0])
                wrong += bool(((told.low > 0) | (told.high < 0)).any())
            title = f"6 identical strategies, {name}, n = {runs}: family-wise error"
            yield at_most(title, wrong / 1000, 0.06)


def selection() -> Iterator[Gate]:
    runs = {}
    for shared in (0.0, 0.5, 0.9):
        rng = np.random.default_rng(3)
        right, taken = 0, 0
        for _ in range(1000):
            luck, own = rng.standard_normal(4000), rng.standard_normal((8, 4000))
            values = math.sqrt(shared) * luck + math.sqrt(1 - shared) * own
            values[5] += 0.25
            told = select_best(lambda w, a, b, v=values: v[w, a:b], 8, 0.25, first_runs=10)
            right += told.best == 5
            taken += int(told.runs.sum())
        runs[shared] = taken / 1000
        yield at_least(f"best of 8 from 10 runs, shared luck {shared:g}: right", right / 1000, 0.95)
    yield from selection_as_offered()
    share = runs[0.9] / runs[0.0]
    yield Gate(
        "best of 8 from 10 runs: runs at shared luck 0.9 over runs at 0",
        f"{share:.3f} ({runs[0.9]:.0f} of {runs[0.0]:.0f})",
        "< 0.25",
        share < 0.25,
    )


def selection_as_offered() -> Iterator[Gate]:
    """As ``compare --select-best`` does it: from 32 runs, looking when their number has doubled."""
    for shared in (0.0, 0.9):
        rng, right = np.random.default_rng(3), 0
        for _ in range(300):
            luck, own = rng.standard_normal(4096), rng.standard_normal((8, 4096))
            values = math.sqrt(shared) * luck + math.sqrt(1 - shared) * own
            values[5] += 0.25
            told = select_best(
                lambda w, a, b, v=values: v[w, a:b],
                8,
                0.25,
                after=lambda runs: next_runs(runs, 4096),
                most=4096,
            )
            right += told.best == 5
        yield at_least(f"best of 8 as offered, shared luck {shared:g}: right", right / 300, 0.95)


def stopping() -> Iterator[Gate]:
    worlds = np.random.default_rng(2).lognormal(0, 0.8, (1000, 20_000))
    truth = math.exp(0.32)
    told = [until_half_width(lambda a, b, r=row: r[a:b], 0.1, 20_000) for row in worlds]
    covered = float(np.mean([each.low <= truth <= each.high for each in told]))
    yield at_least("sequential, lognormal, half-width 0.1: coverage", covered, 0.91)
    yield at_least("sequential: least runs", min(each.runs for each in told), FIRST_RUNS)
    small = np.random.default_rng(4).lognormal(0, 0.5, (1000, 8192))
    told = [until_half_width(lambda a, b, r=row: r[a:b], 0.15, 8192) for row in small]
    mean = math.exp(0.125)
    covered = float(np.mean([each.low <= mean <= each.high for each in told]))
    yield at_least("sequential, few runs, half-width 0.15: coverage", covered, 0.91)
    told = [confirm(lambda a, b, r=row: r[a:b], row[:64], 0.1, 10_000) for row in worlds]
    covered = float(np.mean([each.low <= truth <= each.high for each in told]))
    yield at_least("confirmed with fresh runs: coverage", covered, 0.915)


def bad_ends() -> Iterator[Gate]:
    rng = np.random.default_rng(5)
    q05, c10 = Measure("quantile", 0.05), Measure("cvar", 0.1)
    truths = (float(stats.norm.ppf(0.05)), float(-stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1))
    held = np.zeros(3)
    for _ in range(1000):
        luck = rng.standard_normal((2, 200))
        for place, (measure, truth) in enumerate(zip((q05, c10), truths, strict=True)):
            told = tail(luck[0], measure, 1.0)
            held[place] += told.low <= truth <= told.high
        told = difference_of_tails(luck[0], 0.8 * luck[0] + 0.6 * luck[1], c10, 1.0)
        held[2] += told.low <= 0 <= told.high
    yield from few_bad_runs()
    yield at_least("5 % quantile, order statistics, n = 200: coverage", held[0] / 1000, 0.95)
    yield at_least("mean of the worst 10 %, n = 200: coverage", held[1] / 1000, 0.92)
    yield at_least("difference of the same, paired: coverage", held[2] / 1000, 0.92)


def few_bad_runs() -> Iterator[Gate]:
    """The least runs there are intervals for: five in the tail, on the skewed side."""
    rng, worst = np.random.default_rng(8), Measure("cvar", 0.05)
    truth = math.exp(0.5) * float(stats.norm.cdf(1 - stats.norm.ppf(0.95))) / 0.05
    held = np.zeros(2)
    for _ in range(1000):
        luck = rng.standard_normal((2, 100))
        other = 1.3 * np.exp(0.9 * luck[0] + math.sqrt(0.19) * luck[1])
        told = tail(np.exp(luck[0]), worst, -1.0)
        held[0] += told.low <= truth <= told.high
        told = difference_of_tails(other, np.exp(luck[0]), worst, -1.0)
        held[1] += told.low <= 0.3 * truth <= told.high
    yield at_least("mean of the worst 5 %, lognormal, n = 100: coverage", held[0] / 1000, 0.92)
    yield at_least("difference of the same, paired: coverage", held[1] / 1000, 0.92)


def money() -> Iterator[Gate]:
    spent = np.full(101, 1.02e6)
    yield Gate(
        "2 % above the budget at a tolerance of 1 %",
        str(overspent(spent, 1e6)),
        "True",
        overspent(spent, 1e6),
    )
    rng, held = np.random.default_rng(6), 0
    for _ in range(2000):
        luck = rng.standard_normal((2, 30))
        _, low, high = fieller(6 + luck[0], 3 + 0.5 * luck[0] + 0.5 * luck[1])
        held += low <= 2 <= high
    yield between("effect per million, Fieller: coverage", held / 2000, 0.93, 0.97)


def regrets() -> Iterator[Gate]:
    told = regret(np.random.default_rng(4).standard_normal((4, 4000, 4)))
    yield between("4 identical strategies: split regret, mean", float(told.low.mean()), -0.02, 0.02)
    yield at_least(
        "4 identical strategies: plug-in regret, which is flagged", float(told.high.min()), 0.4
    )
    rng = np.random.default_rng(7)
    for shared in (0.0, 0.9):
        held = 0
        for _ in range(200):
            truth = 0.5 * rng.standard_normal((4, 300)) + np.array([0, 0.1, 0.2, 0.3])[:, None]
            luck, own = rng.standard_normal((300, 16)), rng.standard_normal((4, 300, 16))
            noise = math.sqrt(shared) * luck + math.sqrt(1 - shared) * own
            told, real = regret(truth[:, :, None] + noise), plug_in(truth).mean(axis=1)
            held += bool(((told.low_end <= real) & (real <= told.high_end)).all())
        yield at_least(f"known regret, shared luck {shared:g}: in the bracket", held / 200, 0.95)
    yield from regret_of_single_runs()


def regret_of_single_runs() -> Iterator[Gate]:
    """As in ``regret.parquet``: one run per world."""
    rng = np.random.default_rng(7)
    for worlds in (30, 300):
        held = 0
        for _ in range(200):
            truth = 0.5 * rng.standard_normal((4, worlds)) + np.array([0, 0.1, 0.2, 0.3])[:, None]
            luck, own = rng.standard_normal(worlds), rng.standard_normal((4, worlds))
            noise = math.sqrt(0.9) * luck + math.sqrt(0.1) * own
            told, real = regret((truth + noise)[:, :, None]), plug_in(truth).mean(axis=1)
            held += bool(((told.low_end <= real) & (real <= told.high_end)).all())
        yield at_least(
            f"known regret, {worlds} worlds of one run: in the bracket", held / 200, 0.95
        )


def boxes() -> Iterator[Gate]:
    names = [f"x{place}" for place in range(8)]
    real = {"x0": (0.4, np.inf), "x1": (-np.inf, 0.6), "x2": (0.3, 0.8)}
    furthest, densities, right = 0.0, [], 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.random((2000, 8))
        inside = (x[:, 0] > 0.4) & (x[:, 1] < 0.6) & (x[:, 2] > 0.3) & (x[:, 2] < 0.8)
        box = prim(x, inside ^ (rng.random(2000) < 0.05), names)
        found = {limit.name: (limit.low, limit.high) for limit in box.limits}
        right += set(found) == set(real)
        densities.append(box.density)
        for name in set(found) & set(real):
            for one, other in zip(found[name], real[name], strict=True):
                furthest = max(furthest, 0.0 if one == other else abs(one - other))
    yield at_least("planted box, 5 % label noise: the right factors, of 20", right, 20)
    yield at_most("planted box: furthest limit from the truth", furthest, 0.05)
    yield at_least("planted box: least density", min(densities), 0.85)
    for share in (0.3, 0.05):
        none = 0
        for seed in range(20):
            rng = np.random.default_rng(100 + seed)
            none += not prim(rng.random((2000, 8)), rng.random(2000) < share, names).found
        yield at_least(f"noise alone, target in {share:g} of runs: no box, of 20", none, 18)


def gates() -> Iterable[Gate]:
    for group in (pairs, families, selection, stopping, bad_ends, money, regrets, boxes):
        yield from group()


if __name__ == "__main__":
    missed = 0
    for gate in gates():
        print(gate, flush=True)
        missed += not gate.met
    sys.exit(min(missed, 1))
