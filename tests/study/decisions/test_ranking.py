from __future__ import annotations

import math

import numpy as np
import pytest

from cse_sim.study.decisions.ranking import (
    may_be_best,
    ocba,
    probability_of_best,
    select_best,
    squared_h,
)

LEAD = 0.25
MOST = 4000


def selections(
    shared: float, repeats: int, lead: float = LEAD, seed: int = 3
) -> tuple[float, float]:
    """Share of right selections among eight systems, and the runs they took, all systems together."""
    rng = np.random.default_rng(seed)
    right = runs = 0
    for _ in range(repeats):
        luck, own = rng.standard_normal(MOST), rng.standard_normal((8, MOST))
        values = math.sqrt(shared) * luck + math.sqrt(1 - shared) * own
        values[5] += lead
        told = select_best(
            lambda who, first, stop, values=values: values[who, first:stop],
            8,
            LEAD,
            first_runs=10,
            after=lambda seen: seen + 8,
        )
        right += told.best == 5
        runs += told.runs.sum()
    return right / repeats, runs / repeats


def test_the_best_of_eight_is_found_and_shared_luck_saves_runs() -> None:
    right, runs = selections(0.0, 60)
    right_shared, runs_shared = selections(0.9, 60)
    floor = 0.95 - 3 * math.sqrt(0.95 * 0.05 / 60)
    assert min(right, right_shared) >= floor
    assert runs_shared < runs / 4


def test_a_lead_below_the_indifference_is_not_promised() -> None:
    right, _ = selections(0.0, 60, lead=0.0)
    assert right < 0.5  # eight equals: any may be chosen


def test_squared_h_by_hand() -> None:
    eta = 0.5 * ((2 * 0.05 / 7) ** (-2 / 9) - 1)
    assert squared_h(8, 10) == pytest.approx(2 * eta * 9)


def test_dropped_strategies_are_not_run_again() -> None:
    values = np.random.default_rng(0).standard_normal((3, 500))
    values[0] += 50
    asked = []

    def observe(who: list[int], first: int, stop: int) -> np.ndarray:
        asked.append((tuple(who), first, stop))
        return values[who, first:stop]

    told = select_best(observe, 3, 1.0, first_runs=10)
    assert told.best == 0
    assert asked == [((0, 1, 2), 0, 10)]
    assert list(told.runs) == [10, 10, 10]


def test_less_may_be_better() -> None:
    values = np.stack([np.random.default_rng(1).standard_normal(400) + shift for shift in (0, -3)])
    told = select_best(lambda who, first, stop: values[who, first:stop], 2, 0.5, sign=-1.0)
    assert told.best == 1


def test_not_enough_runs_choose_nobody() -> None:
    values = np.random.default_rng(1).standard_normal((4, 40))
    told = select_best(lambda who, a, b: values[who, a:b], 4, 0.01, most=40)
    assert told.best is None
    assert len(told.left) > 1


def test_strategies_equal_in_every_run_share_the_first_place() -> None:
    same = np.random.default_rng(0).standard_normal(50)
    chances = probability_of_best(np.stack([same, same, same - 1]))
    assert list(chances) == [0.5, 0.5, 0.0]
    assert list(may_be_best(np.stack([same, same, same - 1]))) == [True, True, False]


def test_probability_of_best_is_that_of_the_normal_mean() -> None:
    rng = np.random.default_rng(8)
    noise = rng.standard_normal(400)
    noise = (noise - noise.mean()) / noise.std() * math.sqrt(400)  # the mean has error 1
    chances = probability_of_best(np.stack([noise + 1.0, np.zeros(400)]))
    assert chances[0] == pytest.approx(0.8413, abs=0.03)
    assert chances.sum() == pytest.approx(1)
    assert probability_of_best(np.stack([noise + 1.0, np.zeros(400)]), -1.0)[1] == chances[0]


def test_nothing_is_ruled_out_among_equals() -> None:
    rng = np.random.default_rng(9)
    all_left = [may_be_best(rng.standard_normal((5, 40))).all() for _ in range(200)]
    assert np.mean(all_left) >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 200)


def test_ocba_gives_runs_to_the_rivals_of_the_best() -> None:
    given = ocba(np.array([1.0, 2.0, 3.0, 2.5]), np.ones(4), 1000)
    assert given.sum() == 1000
    assert given[2] > given[1] > given[0]
    assert given[3] / given[1] == pytest.approx((1.0 / 0.5) ** 2, rel=0.05)
    others = given[[0, 1, 3]].astype(float)
    assert given[2] == pytest.approx(math.sqrt((others**2).sum()), rel=0.05)


def test_ocba_gives_more_to_the_noisier_of_two_equals() -> None:
    given = ocba(np.array([1.0, 1.0, 3.0]), np.array([1.0, 3.0, 1.0]), 1000)
    assert given[1] / given[0] == pytest.approx(9, rel=0.1)


def test_ocba_turns_over_with_the_direction() -> None:
    means, spread = np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 1.5])
    assert list(ocba(means, spread, 90)) == list(ocba(-means, spread, 90, sign=-1.0))
