from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from cse_sim.errors import InputError
from cse_sim.study.decisions.tails import (
    Measure,
    clopper_pearson,
    difference_of_tails,
    order_interval,
    tail,
)

Q05, C10 = Measure("quantile", 0.05), Measure("cvar", 0.1)
ORDERED = np.arange(1.0, 41.0)


def test_hand_values_at_both_ends() -> None:
    assert tail(ORDERED, Q05, 1.0).value == 2.0
    assert tail(ORDERED, Q05, -1.0).value == 39.0
    assert tail(ORDERED, C10, 1.0).value == 2.5
    assert tail(ORDERED, C10, -1.0).value == 38.5
    assert tail(ORDERED, Measure("cvar", 0.06), 1.0).value == pytest.approx((1 + 2 + 0.4 * 3) / 2.4)
    assert tail(ORDERED, Measure("beyond", threshold=11), 1.0).value == 0.25
    assert tail(ORDERED, Measure("beyond", threshold=31), -1.0).value == 0.225


def test_undefined_runs_are_left_out() -> None:
    more = tail(np.append(ORDERED, [math.nan] * 9), Q05, 1.0)
    assert repr(more) == repr(tail(ORDERED, Q05, 1.0))  # an end that does not exist equals nothing
    assert math.isnan(tail(np.array([math.nan]), C10, 1.0).value)


def test_the_other_direction_is_the_same_thing_turned_over() -> None:
    values = np.random.default_rng(0).lognormal(0, 1, 150)
    for measure in (Q05, C10):
        up, down = tail(values, measure, 1.0), tail(-values, measure, -1.0)
        assert (up.value, up.low, up.high) == (-down.value, -down.high, -down.low)


def test_ranks_hold_the_quantile_with_at_least_the_promised_probability() -> None:
    for runs in (60, 100, 400):
        low, high = order_interval(runs, 0.05)
        assert high is not None
        below = 0.0 if low is None else stats.binom.cdf(low - 1, runs, 0.05)
        assert below <= 0.025
        assert stats.binom.sf(high - 1, runs, 0.05) <= 0.025
        assert stats.binom.sf(high - 2, runs, 0.05) > 0.025


def test_too_few_runs_have_no_lower_end() -> None:
    assert order_interval(50, 0.05)[0] is None
    told = tail(ORDERED, Q05, 1.0)
    assert math.isnan(told.low)
    assert not math.isnan(told.high)
    assert math.isnan(tail(ORDERED, C10, 1.0).low)


def test_clopper_pearson_by_hand() -> None:
    assert clopper_pearson(0, 10) == (0.0, pytest.approx(1 - 0.025**0.1))
    assert clopper_pearson(10, 10) == (pytest.approx(0.025**0.1), 1.0)


@pytest.mark.parametrize("measure", [Q05, C10, Measure("beyond", threshold=-1.0)])
def test_intervals_cover_the_truth(measure: Measure) -> None:
    truth = {
        "quantile": stats.norm.ppf(0.05),
        "cvar": -stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1,
        "beyond": stats.norm.cdf(-1.0),
    }[measure.kind]
    rng = np.random.default_rng(4)
    told = [tail(rng.standard_normal(400), measure, 1.0) for _ in range(150)]
    assert np.mean([each.low <= truth <= each.high for each in told]) >= 0.93 - 3 * 0.021


def test_differences_of_equal_tails_hold_zero_and_pairs_narrow_them() -> None:
    rng = np.random.default_rng(5)
    held, widths = [], []
    for _ in range(100):
        luck = rng.standard_normal((3, 200))
        a = 0.95 * luck[0] + math.sqrt(1 - 0.95**2) * luck[1]
        told = difference_of_tails(luck[0], a, C10, 1.0)
        loose = difference_of_tails(luck[0], luck[2], C10, 1.0)
        held.append(told.low <= 0 <= told.high)
        widths.append((told.high - told.low) / (loose.high - loose.low))
    assert np.mean(held) >= 0.92 - 3 * 0.027
    assert np.median(widths) < 0.6


def test_a_worse_tail_is_found_where_means_are_equal() -> None:
    rng = np.random.default_rng(6)
    calm = rng.standard_normal(400)
    told = difference_of_tails(3 * calm, calm, C10, 1.0)
    assert told.high < 0


def test_below_a_hundred_pairs_there_is_a_sentence_and_no_number() -> None:
    values = np.random.default_rng(0).random(120)
    short = np.where(np.arange(120) < 99, values, np.nan)
    with pytest.raises(InputError, match="99 pairs of runs are too few"):
        difference_of_tails(short, values, Q05, 1.0)


def exponential(rng: np.random.Generator, runs: int) -> np.ndarray:
    return -rng.exponential(1.0, runs)


def uniform(rng: np.random.Generator, runs: int) -> np.ndarray:
    return rng.random(runs)


@pytest.mark.parametrize(
    ("law", "truth"), [(exponential, math.log(0.05) - 1), (uniform, 0.025)], ids=["long", "short"]
)
def test_five_worst_runs_of_a_hundred_have_an_honest_interval(law, truth: float) -> None:
    rng, worst = np.random.default_rng(7), Measure("cvar", 0.05)
    told = [tail(law(rng, 100), worst, 1.0) for _ in range(300)]
    assert np.mean([each.low <= truth <= each.high for each in told]) >= 0.9


def test_differences_of_the_worst_five_of_a_hundred_are_honest_too() -> None:
    rng, worst, held = np.random.default_rng(8), Measure("cvar", 0.05), 0
    truth = 0.3 * math.exp(0.5) * stats.norm.cdf(1 - stats.norm.ppf(0.95)) / 0.05
    for _ in range(300):
        luck = rng.standard_normal((2, 100))
        other = 0.9 * luck[0] + math.sqrt(1 - 0.81) * luck[1]
        told = difference_of_tails(1.3 * np.exp(luck[0]), np.exp(other), worst, -1.0)
        held += told.low <= truth <= told.high
    assert held / 300 >= 0.9


def test_worst_runs_that_are_all_equal_have_no_width() -> None:
    told = tail(np.where(np.arange(120) < 20, 1.0, 0.0), Measure("cvar", 0.05), -1.0)
    assert (told.low, told.value, told.high) == (1.0, 1.0, 1.0)
