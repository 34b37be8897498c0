from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from cse_sim.study.compare import (
    against_baseline,
    holm,
    interval,
    paired,
    share_won,
    verdict,
)

A = np.array([3.0, 5.0, 4.0, 8.0])
B = np.array([1.0, 4.0, 4.0, 5.0])


def test_hand_values() -> None:
    result = paired(A, B, "up")  # differences 2, 1, 0, 3
    error = math.sqrt(5 / 3) / 2
    assert result.mean_difference == 1.5
    assert result.low == pytest.approx(1.5 - 3.182446305284263 * error, rel=1e-12)
    assert result.high == pytest.approx(1.5 + 3.182446305284263 * error, rel=1e-12)
    assert result.p_better == 3.5 / 4
    assert result.correlation == pytest.approx(9 / math.sqrt(14 * 9), rel=1e-12)
    assert result.variance_ratio == pytest.approx((14 / 3 + 9 / 3) / (5 / 3), rel=1e-12)
    assert (result.mean, result.mean_baseline) == (5.0, 3.5)


def test_p_value_is_that_of_the_paired_t_test() -> None:
    assert paired(A, B, "up").p_value == pytest.approx(stats.ttest_rel(A, B).pvalue, rel=1e-12)


def test_down_is_up_turned_over() -> None:
    up, down = paired(A, B, "up"), paired(A, B, "down")
    assert down.p_better == 1 - up.p_better
    assert down.mean_difference == up.mean_difference
    assert math.isnan(share_won(A - B, "none"))


def test_a_lever_that_is_never_used_gives_exactly_zero() -> None:
    result = paired(A, A.copy(), "down")
    assert (result.mean_difference, result.low, result.high) == (0.0, 0.0, 0.0)
    assert result.p_value == 1.0
    assert result.p_better == 0.5
    assert result.correlation == 1.0
    assert math.isnan(result.variance_ratio)


def test_a_constant_nonzero_difference_has_an_interval_of_no_width() -> None:
    assert interval(np.full(5, 2.0)) == (2.0, 2.0, 0.0)
    assert interval(np.full(3, 0.1)) == (pytest.approx(0.1), pytest.approx(0.1), 0.0)


def test_one_pair_has_no_interval() -> None:
    low, high, p_value = interval(np.array([2.0]))
    assert math.isnan(low)
    assert math.isnan(high)
    assert p_value == 1.0


def test_indicators_that_do_not_vary_have_no_correlation() -> None:
    assert math.isnan(paired(np.full(4, 7.0), B, "up").correlation)


@pytest.mark.parametrize(("undefined", "enough"), [(1, True), (2, False)])
def test_a_difference_needs_nine_pairs_in_ten(undefined: int, enough: bool) -> None:
    a, b = np.arange(10.0), np.zeros(10)
    a[:undefined] = np.nan
    result = paired(a, b, "up")
    assert result.pairs == 10 - undefined
    assert result.enough is enough
    assert math.isnan(result.mean_difference) is not enough
    assert result.share_defined == (10 - undefined) / 10
    assert result.share_defined_baseline == 1.0


def test_only_runs_in_which_both_exist_are_compared() -> None:
    a, b = np.arange(20.0), np.zeros(20)
    a[0] = b[1] = np.nan
    assert paired(a, b, "up").mean_difference == np.arange(2.0, 20.0).mean()


def test_no_pair_at_all_gives_no_number() -> None:
    nothing = np.full(4, np.nan)
    result = paired(nothing, nothing, "up")
    assert result.pairs == 0
    assert math.isnan(result.mean_difference)
    assert not result.enough


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@pytest.mark.parametrize(
    ("difference", "p", "direction", "said"),
    [
        (2.0, 0.01, "up", "better"),
        (-2.0, 0.01, "up", "worse"),
        (2.0, 0.01, "down", "worse"),
        (-2.0, 0.05, "down", "better"),
        (1.0, 0.01, "up", "better"),
        (0.99, 0.0, "up", "indistinguishable"),
        (50.0, 0.051, "up", "indistinguishable"),
        (50.0, 0.0, "none", "indistinguishable"),
        (math.nan, 1.0, "up", "indistinguishable"),
    ],
)
def test_a_verdict_needs_both_sureness_and_size(difference, p, direction, said) -> None:
    assert verdict(difference, p, 1.0, direction) == said


def test_a_difference_of_zero_is_never_a_verdict() -> None:
    assert verdict(0.0, 0.0, 0.0, "up") == "indistinguishable"


def test_a_strategy_without_a_test_still_counts_in_the_family() -> None:
    rng = np.random.default_rng(1)
    base = rng.standard_normal(20)
    shifted = base + rng.normal(0.5, 1, 20)
    alone = against_baseline({"a": shifted}, base, "up", 0.0)["a"]
    nothing = np.full(20, np.nan)
    beside = against_baseline({"a": shifted, "b": nothing}, base, "up", 0.0)["a"]
    assert beside[1] == pytest.approx(2 * alone[1])


def test_intervals_cover_skewed_differences_as_often_as_they_say() -> None:
    """Lognormal indicators, 20 runs: coverage as promised, at most a little more; a normal interval covers less."""
    rng = np.random.default_rng(7)
    studies, runs = 4000, 20
    luck = rng.standard_normal((studies, runs))
    baseline = np.exp(0.8 * luck)
    strategy = np.exp(0.8 * (0.9 * luck + math.sqrt(1 - 0.81) * rng.standard_normal(luck.shape)))
    differences = strategy - baseline  # of mean zero: both are lognormal with the same law
    covered = np.mean([low <= 0 <= high for low, high, _ in map(interval, differences)])
    margin = 4 * math.sqrt(0.95 * 0.05 / studies)
    assert 0.95 - margin <= covered <= 0.95 + 2 * margin
    error = differences.std(axis=1, ddof=1) / math.sqrt(runs)
    normal = np.mean(np.abs(differences.mean(axis=1)) <= 1.959964 * error)
    assert normal < covered - 0.01


def test_identical_strategies_are_rarely_called_different() -> None:
    """Five strategies of the same law, 30 runs, 2,000 studies: some verdict in at most 6 % + 4 standard errors.

    Without Holm the same data give a verdict far more often: the test can fail.
    """
    rng = np.random.default_rng(11)
    studies, runs, strategies = 2000, 30, 5
    rejected = unadjusted = 0
    for _ in range(studies):
        base = rng.standard_normal(runs)
        others = {str(k): base + rng.standard_normal(runs) for k in range(strategies)}
        told = against_baseline(others, base, "up", 0.0).values()
        rejected += any(said != "indistinguishable" for _, _, said in told)
        unadjusted += any(result.p_value <= 0.05 for result, _, _ in told)
    bound = 0.06 + 4 * math.sqrt(0.06 * 0.94 / studies)
    assert rejected / studies <= bound
    assert unadjusted / studies > bound


def test_a_real_difference_is_found() -> None:
    rng = np.random.default_rng(3)
    base = rng.lognormal(3, 1, 200)
    told = against_baseline({"same": base.copy(), "less": 0.8 * base}, base, "down", 1.0)
    assert told["less"][2] == "better"
    assert told["same"][2] == "indistinguishable"


def test_pairing_pays_as_theory_says() -> None:
    rng = np.random.default_rng(5)
    luck = rng.standard_normal(20_000)
    a = 3 * luck + rng.standard_normal(20_000)
    b = 3 * luck + rng.standard_normal(20_000)
    assert paired(a, b, "up").correlation == pytest.approx(0.9, abs=0.01)
    assert paired(a, b, "up").variance_ratio == pytest.approx(10, rel=0.05)
