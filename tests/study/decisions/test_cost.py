from __future__ import annotations

import math

import numpy as np
import pytest

from cse_sim.study.decisions.cost import (
    Purchase,
    acceptability,
    fieller,
    overspent,
    per_million,
    purchases,
    share_of_budget,
    willingness,
)


def test_two_percent_too_much_is_overspent_at_a_tolerance_of_one() -> None:
    spent = np.full(9, 1.02e6)
    assert overspent(spent, 1e6)
    assert not overspent(spent, 1e6, tolerance=0.03)
    assert not overspent(np.full(9, 1.005e6), 1e6)
    assert share_of_budget(spent, 1e6) == pytest.approx(1.02)


def test_the_median_run_counts_and_less_is_no_fault() -> None:
    assert not overspent(np.array([1.0, 1.0, 9.0]) * 1e6, 1e6)
    assert not overspent(np.zeros(4), 1e6)
    assert not overspent(np.full(3, math.nan), 1e6)
    assert overspent(np.ones(3), 0.0)


def test_effect_per_million_by_hand() -> None:
    effect, spent = np.array([3.0, 5.0, 4.0]), np.array([2e6, 2e6, 2e6])
    value, low, high = per_million(effect, spent, np.zeros(3), np.zeros(3))
    half = 4.302652729911275 * 1 / math.sqrt(3) / 2  # the money is the same in every run
    assert (value, low, high) == (2.0, pytest.approx(2 - half), pytest.approx(2 + half))


def test_money_that_cannot_be_told_apart_gives_no_ratio() -> None:
    rng = np.random.default_rng(0)
    money = 1e6 + rng.standard_normal(50)
    assert np.isnan(per_million(rng.random(50), money, rng.random(50), money[::-1])).all()
    same = np.full(50, 1e6)
    assert np.isnan(per_million(rng.random(50), same, rng.random(50), same)).all()


def test_a_loss_for_money_saved_is_no_gain_for_money_spent() -> None:
    worse, saved = np.array([-3.0, -5.0, -4.0]), np.array([-2e6, -2e6, -2e6])
    assert np.isnan(per_million(worse, saved, np.zeros(3), np.zeros(3))).all()


def test_fieller_covers_a_known_ratio() -> None:
    rng, held = np.random.default_rng(1), 0
    for _ in range(400):
        luck = rng.standard_normal((2, 30))
        _, low, high = fieller(6 + luck[0], 3 + 0.5 * luck[0] + 0.5 * luck[1])
        held += low <= 2 <= high
    assert abs(held / 400 - 0.95) <= 3 * math.sqrt(0.95 * 0.05 / 400)


def test_dominated_and_mixed_strategies_and_prices_by_hand() -> None:
    #          nothing  mixed  frontier  dominated  frontier
    effect = [0.0, 1.0, 4.0, 3.0, 5.0]
    spent = [0.0, 2.0, 4.0, 6.0, 8.0]
    told = purchases(effect, spent, 0.0)
    assert repr(told[0]) == repr(Purchase())  # a price that does not exist equals nothing
    assert told[1].dominated_by == (0, 2)
    assert (told[2].over, told[2].price) == (0, 1.0)
    assert told[3].dominated_by == (2,)
    assert (told[4].over, told[4].price) == (2, 4.0)


def test_sums_within_the_tolerance_count_as_the_same() -> None:
    told = purchases([1.0, 2.0], [100.0, 100.9], 1.0)
    assert told[0].dominated_by == (1,)
    assert purchases([1.0, 2.0], [100.0, 100.9], 0.5)[1].price == pytest.approx(0.9)


def test_of_equals_the_first_stands() -> None:
    assert [each.dominated_by for each in purchases([1.0] * 3, [5.0] * 3, 0.0)] == [(), (0,), (0,)]


def test_someone_always_stands() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        effect, spent = rng.integers(0, 4, 5).astype(float), rng.integers(0, 4, 5).astype(float)
        told = purchases(list(effect), list(spent), float(rng.integers(0, 3)))
        standing = [place for place in range(5) if not told[place].dominated_by]
        assert standing
        assert effect[standing].max() == effect.max()
        prices = [each.price for each in told if each.over is not None]
        assert all(price > 0 for price in prices)


def test_who_pays_nothing_buys_the_cheapest_and_who_pays_anything_the_best() -> None:
    rng = np.random.default_rng(4)
    effect = np.stack([rng.normal(mean, 1, 200) for mean in (0, 2, 3)])
    spent = np.stack([np.full(200, money) for money in (0.0, 1e6, 9e6)])
    shares = acceptability(effect, spent, [0.0, 1e6, 1e9])
    assert shares.sum(axis=0) == pytest.approx(1)
    assert list(shares[:, 0]) == [1, 0, 0]
    assert shares[1, 1] > 0.99
    assert shares[2, 2] > 0.99


def test_round_sums_reach_from_nothing_to_far_beyond_the_price() -> None:
    prices = willingness(np.array([0.0, 2.0]), np.array([0.0, 5e6]))
    assert prices[0] == 0
    assert min(prices[1:]) < 2.5e6 / 5
    assert max(prices) > 10 * 2.5e6
    assert willingness(np.zeros(2), np.array([0.0, 1.0])) == [0.0]
