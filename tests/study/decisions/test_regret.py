from __future__ import annotations

import math

import numpy as np
import pytest

from cse_sim.study.decisions.regret import (
    mean_less_spread,
    plug_in,
    regret,
    satisficing,
    split,
)


def test_regret_by_hand() -> None:
    means = np.array([[5.0, 1.0, 3.0], [4.0, 2.0, 3.0]])
    assert plug_in(means).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert split(means, means).tolist() == plug_in(means).tolist()


def test_the_half_that_chooses_never_judges() -> None:
    first, second = np.array([[9.0], [0.0]]), np.array([[0.0], [4.0]])
    # chosen by the first: 0, judged by the second: 0 - (0, 4); the other way: 1, judged by the first: 0 - (9, 0)
    assert split(first, second).ravel().tolist() == [-4.5, -2.0]


def test_four_equal_strategies_are_not_regretted_but_seem_to_be() -> None:
    told = regret(np.random.default_rng(4).standard_normal((4, 2000, 4)))
    assert abs(told.low.mean()) <= 0.02
    assert (told.high > 0.4).all()
    assert (told.low_end <= 0).all()


def test_the_bracket_holds_a_known_regret() -> None:
    rng, held, plug = np.random.default_rng(5), 0, 0
    for _ in range(40):
        truth = 0.5 * rng.standard_normal((4, 200)) + np.array([0, 0.1, 0.2, 0.3])[:, None]
        noise = rng.standard_normal((4, 200, 16))
        told, real = regret(truth[:, :, None] + noise), plug_in(truth).mean(axis=1)
        held += bool(((told.low_end <= real) & (real <= told.high_end)).all())
        plug += bool((told.high > real).all())
    assert held >= 38
    assert plug >= 38


def test_with_one_run_per_world_the_lower_end_is_the_distance_to_the_best_of_all() -> None:
    rng = np.random.default_rng(6)
    luck = rng.standard_normal(400)
    told = regret(np.stack([luck, luck - 2.0])[:, :, None])
    assert not told.replicates_split
    assert told.low == pytest.approx([0, 2])
    assert told.high == pytest.approx([0, 2])


def test_equal_strategies_with_one_run_per_world_have_a_bracket_around_nothing() -> None:
    told = [regret(np.random.default_rng(s).standard_normal((3, 100, 1))) for s in range(60)]
    assert np.mean([each.low_end.max() <= 0 for each in told]) > 0.85
    assert abs(np.mean([each.low.mean() for each in told])) < 0.05


def test_where_less_is_better_the_lowest_is_the_best() -> None:
    told = regret(np.stack([np.arange(10.0), np.arange(10.0) + 3])[:, :, None], -1.0)
    assert told.worst.tolist() == [0, 3]
    assert told.q90.tolist() == [0, 3]


def test_worlds_without_a_number_are_left_out_and_few_worlds_say_nothing() -> None:
    values = np.ones((2, 10, 1))
    values[0, :3] = np.nan
    assert regret(values).worlds == 7
    values[1, 3:8] = np.nan
    assert np.isnan(regret(values).high).all()


def test_satisficing_needs_every_threshold() -> None:
    values = {
        "calm": np.array([[5.0, 5.0, 1.0, math.nan]]),
        "deaths": np.array([[1.0, 9.0, 1.0, 1.0]]),
    }
    signs = {"calm": 1.0, "deaths": -1.0}
    assert satisficing(values, {"calm": 4.0, "deaths": 2.0}, signs).tolist() == [1 / 3]
    assert satisficing(values, {"deaths": 2.0}, signs).tolist() == [0.75]


def test_spread_counts_against_a_strategy_in_either_direction() -> None:
    values = np.array([[1.0, 3.0], [2.0, 2.0], [math.nan, 2.0]])
    assert mean_less_spread(values)[:2].tolist() == pytest.approx([2 - math.sqrt(2), 2])
    assert mean_less_spread(values, -1.0)[:2].tolist() == pytest.approx([2 + math.sqrt(2), 2])
    assert math.isnan(mean_less_spread(values)[2])
