from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from cse_sim.study.decisions.multiplicity import against_baseline, all_pairs, simultaneous

STUDIES = 400


def errors(strategies: int, runs: int, shared: float, adjusted: bool = True) -> float:
    """How often identical, skewed strategies are told apart from a baseline of the same law."""
    rng = np.random.default_rng(runs)
    wrong = 0
    for _ in range(STUDIES):
        luck = rng.standard_normal(runs)
        own = rng.standard_normal((strategies + 1, runs))
        values = np.exp(0.8 * (shared * luck + math.sqrt(1 - shared**2) * own))
        told = against_baseline(values[1:], values[0])
        half = (told.high - told.mean) / told.critical * stdtrit(runs - 1, 0.975)
        low, high = (told.low, told.high) if adjusted else (told.mean - half, told.mean + half)
        wrong += bool(((low > 0) | (high < 0)).any())
    return wrong / STUDIES


@pytest.mark.parametrize("runs", [10, 30, 100])
def test_six_identical_strategies_are_rarely_told_apart(runs: int) -> None:
    assert errors(5, runs, 0.9) <= 0.06 + 3 * math.sqrt(0.06 * 0.94 / STUDIES)


def test_pointwise_intervals_would_be_wrong_far_more_often() -> None:
    assert errors(5, 100, 0.9, adjusted=False) > 0.06 + 3 * math.sqrt(0.06 * 0.94 / STUDIES)


def test_all_intervals_hold_together_around_the_truth() -> None:
    rng = np.random.default_rng(3)
    truth = np.array([0.0, 1.0, -2.0, 5.0])
    held = 0
    for _ in range(STUDIES):
        told = simultaneous(truth[:, None] + rng.standard_normal((4, 40)))
        held += bool(((told.low <= truth) & (truth <= told.high)).all())
    assert abs(held / STUDIES - 0.95) <= 3 * math.sqrt(0.95 * 0.05 / STUDIES)


def test_strategies_that_rise_together_need_narrower_intervals_than_bonferroni() -> None:
    rng = np.random.default_rng(1)
    shared = rng.standard_normal(100)
    together = simultaneous(np.stack([shared + 1e-6 * rng.standard_normal(100) for _ in range(8)]))
    apart = simultaneous(rng.standard_normal((8, 100)))
    single, bonferroni = (float(stdtrit(99, 1 - 0.025 / k)) for k in (1, 8))
    assert together.critical == pytest.approx(single, abs=0.15)
    assert apart.critical == pytest.approx(bonferroni, abs=0.15)


def test_one_difference_has_about_the_interval_of_student() -> None:
    rng = np.random.default_rng(2)
    told = simultaneous(rng.standard_normal((1, 50)))
    assert told.critical == pytest.approx(stdtrit(49, 0.975), abs=0.12)


def test_few_runs_get_bonferroni() -> None:
    told = simultaneous(np.random.default_rng(0).standard_normal((3, 5)))
    assert told.critical == pytest.approx(stdtrit(4, 1 - 0.025 / 3), abs=1e-3)


def test_an_unused_lever_has_no_width_and_widens_nobody() -> None:
    rng = np.random.default_rng(4)
    one = rng.standard_normal((1, 30))
    both = simultaneous(np.concatenate([one, np.zeros((1, 30))]))
    assert (both.low[1], both.high[1], both.p[1]) == (0.0, 0.0, 1.0)
    assert both.critical == simultaneous(one).critical


def test_the_interval_is_around_the_mean_of_the_pairs_that_exist() -> None:
    differences = np.array([[1.0, 2.0, 3.0, math.nan], [math.nan] * 4])
    told = simultaneous(differences)
    assert told.mean[0] == 2.0
    assert np.isnan(told.low[1])
    assert told.p[1] == 1.0


def test_many_runs_are_added_up_in_blocks_of_the_same_spread() -> None:
    rng = np.random.default_rng(5)
    few, many = rng.standard_normal((4, 1000)), rng.standard_normal((4, 1500))
    assert simultaneous(many).critical == pytest.approx(simultaneous(few).critical, abs=0.12)


def test_every_pair_once() -> None:
    pairs, told = all_pairs(np.arange(12.0).reshape(3, 4) ** 2)
    assert pairs == [(0, 1), (0, 2), (1, 2)]
    assert told.mean[0] == np.mean(np.arange(4.0) ** 2 - np.arange(4.0, 8.0) ** 2)
