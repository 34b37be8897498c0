from __future__ import annotations

import math

import numpy as np
import pytest

from cse_sim.study.compare import interval
from cse_sim.study.decisions.stopping import (
    FIRST_RUNS,
    confirm,
    next_runs,
    runs_needed,
    summary,
    until_half_width,
)

HALF_WIDTH, MOST, STUDIES = 0.1, 4096, 150
SKEW = 0.6
TRUTH = math.exp(SKEW**2 / 2)


def worlds(studies: int = STUDIES, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(0, SKEW, (studies, MOST))


def test_intervals_of_studies_that_stop_when_narrow_enough_cover_the_truth() -> None:
    told = [until_half_width(lambda a, b, row=row: row[a:b], HALF_WIDTH, MOST) for row in worlds()]
    covered = np.mean([each.low <= TRUTH <= each.high for each in told])
    assert covered >= 0.91 - 3 * math.sqrt(0.91 * 0.09 / STUDIES)
    assert all(each.half_width <= HALF_WIDTH and each.runs >= FIRST_RUNS for each in told)
    assert len({each.runs for each in told}) > 1


def test_looking_after_every_run_from_five_on_would_miss_far_more_often() -> None:
    covered = 0
    for row in worlds(300):
        runs = 5
        while interval(row[:runs])[1] - interval(row[:runs])[0] > 2 * 0.5:
            runs += 1
        low, high, _ = interval(row[:runs])
        covered += low <= TRUTH <= high
    assert covered / 300 < 0.91


def test_a_confirmed_claim_rests_on_fresh_runs_alone() -> None:
    asked = []

    def observe(first: int, stop: int) -> np.ndarray:
        asked.append((first, stop))
        return np.random.default_rng(1).standard_normal(stop - first)

    first_stage = np.random.default_rng(0).standard_normal(50)
    told = confirm(observe, first_stage, 0.2, MOST)
    assert asked == [(50, 50 + runs_needed(first_stage, 0.2))]
    assert told.mean == np.random.default_rng(1).standard_normal(told.runs).mean()


def test_confirmed_intervals_cover_the_truth() -> None:
    told = [confirm(lambda a, b, r=row: r[a:b], row[:64], HALF_WIDTH, 3000) for row in worlds(200)]
    covered = np.mean([each.low <= TRUTH <= each.high for each in told])
    assert covered >= 0.93 - 3 * math.sqrt(0.93 * 0.07 / 200)


def test_runs_needed_by_hand() -> None:
    values = np.array([-1.0, 1.0] * 50)
    variance = 100 / 99
    assert runs_needed(values, 0.1) == math.ceil((1.9842169515 / 0.1) ** 2 * variance)
    assert runs_needed(values, 10.0) == FIRST_RUNS


def test_runs_double_and_never_exceed_what_is_allowed() -> None:
    looks = []

    def observe(first: int, stop: int) -> np.ndarray:
        looks.append(stop)
        return np.random.default_rng(stop).standard_normal(stop - first)

    told = until_half_width(observe, 1e-9, 300)
    assert looks == [32, 64, 128, 256, 300]
    assert (told.reached, told.looks, told.runs) == (False, 5, 300)
    assert next_runs(32, 50) == 50


def test_nobody_starts_below_the_least_number_of_runs() -> None:
    with pytest.raises(ValueError, match="32"):
        until_half_width(lambda a, b: np.zeros(b - a), 1.0, 100, first_runs=8)


def test_constant_runs_stop_only_once_there_are_enough_of_them() -> None:
    assert not summary(np.zeros(31), 1.0, 1).reached
    assert summary(np.zeros(32), 1.0, 1).reached
    assert not summary(np.full(64, np.nan), 1.0, 1).reached
