"""Sobol indices of the mean response: exact without luck, unbiased with it, honest about what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.analytic_functions import ISHIGAMI, G, ishigami, uneven_sd, with_luck
from benchmarks.gates_sensitivity import (
    ISHIGAMI_BOTH,
    covered,
    dead_input_of_the_standard_mistake,
    exactness,
    group_totals,
    noisy,
    repeated,
    scrambled,
    sobol_without_luck,
    standard_errors_off,
)
from cse_sim.errors import InputError
from cse_sim.params import Uniform
from cse_sim.study.design import DUMMY, REPLICATES_MOST, Factor, Floats
from cse_sim.study.sensitivity import METHODS
from cse_sim.study.sensitivity.analysis import Analysis
from cse_sim.study.sensitivity.convergence import order_probability, verdict
from cse_sim.study.sensitivity.mean_response import Blocks, indices, parts_of, statistics
from cse_sim.study.sensitivity.sobol import analyse_series
from cse_sim.study.sensitivity.spread import log_variance

SOBOL = METHODS["sobol"]
TWO = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]


def of(y: Floats, rows: int = 64) -> Analysis:
    """The analysis of outputs (points, replicates) of two inputs."""
    return SOBOL.analyse(TWO, SOBOL.sample(TWO, rows, 3), y, 3)


def linear(rows: int = 64) -> Floats:
    """x + 2 y at the points of the two inputs."""
    values = SOBOL.sample(TWO, rows, 3).values
    return (values[:, 0] + 2.0 * values[:, 1])[:, None]


def test_values_by_hand_for_two_base_rows_and_two_replicates() -> None:
    a, b = np.array([[1.0, 3.0], [5.0, 5.0]]), np.array([[2.0, 2.0], [8.0, 6.0]])
    c = np.array([[[4.0, 4.0]], [[5.0, 9.0]]])
    found = indices(parts_of(statistics(Blocks(a, b, c)).mean(axis=0), 1, 2))
    noise = 0.5 * (1.0 + 1.0)  # variances over replicates: a 2, 0; b 0, 2
    variance = np.var([2.0, 5.0, 2.0, 7.0]) - noise / 2
    middle = (2 + 5 + 2 + 7 + 4 + 7) / 6
    first = 0.5 * ((2 - middle) * (4 - 2) + (7 - middle) * (7 - 5)) / variance
    # a - c: -3 -1 and 0 -4, squares of means 4 and 4, variances 2 and 8
    total = 0.5 * 0.5 * ((4 - 2 / 2) + (4 - 8 / 2)) / variance
    assert found.first == pytest.approx(first, rel=1e-12)
    assert found.total == pytest.approx(total, rel=1e-12)
    assert found.share == pytest.approx(noise / (variance + noise), rel=1e-12)


def test_known_indices_are_found_and_are_those_of_salib() -> None:
    for error, from_library in exactness(1024).values():
        assert error < 0.03
        assert from_library < 1e-6


@pytest.mark.parametrize("coupled", [0.0, 0.5, 1.0])
def test_luck_does_not_bias_indices_however_it_is_coupled(coupled: float) -> None:
    found, shares = repeated(12, 256, coupled)
    assert standard_errors_off(found[:, 0], ISHIGAMI_BOTH).max() < 4.0
    assert abs(found[:, 0, -1].mean()) < 0.06
    assert shares[:, 0].mean() == pytest.approx(0.5, abs=0.03)


def test_what_is_not_corrected_gives_a_dead_input_half_of_the_variance() -> None:
    assert dead_input_of_the_standard_mistake(512) == pytest.approx(0.5, abs=0.1)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    found, shares = repeated(40, 256, 0.0)
    inside = covered(found, ISHIGAMI_BOTH)
    assert inside.min() >= 0.8
    assert inside.mean() >= 0.92
    errors = np.sqrt(((found[:, 0] - ISHIGAMI_BOTH) ** 2).mean(axis=0))
    assert ((found[:, 2] - found[:, 0]).mean(axis=0) / errors).max() < 5.0
    assert covered(shares[:, :, None], np.array([0.5]))[0] >= 0.8


def test_scrambles_give_honest_intervals_where_there_is_no_luck() -> None:
    inside = covered(scrambled(25, 1024), ISHIGAMI_BOTH[[0, 1, 2, 4, 5, 6]])
    assert inside.min() >= 0.76
    assert inside.mean() >= 0.88


def test_one_replicate_is_never_sold_as_noise_free() -> None:
    analysis = of(linear())
    assert any("noise cannot be told" in note for note in analysis.notes)
    assert analysis.aleatory_share is None
    assert analysis.of("", "aleatory_share").value is None


def test_equal_replicates_are_an_output_without_luck() -> None:
    analysis = of(np.repeat(linear(), 2, axis=1))
    assert analysis.aleatory_share == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)
    assert any("no luck" in note for note in analysis.notes)


def test_the_dummy_is_in_every_analysis_and_is_nothing() -> None:
    row = of(np.repeat(linear(), 2, axis=1)).of(DUMMY, "ST")
    assert (row.value, row.low, row.high) == (0.0, 0.0, 0.0)


def test_a_dummy_that_matters_is_suspect() -> None:
    design = SOBOL.sample(TWO, 64, 3)
    values = design.values[:, [0, 1]].sum(axis=1) + 3.0 * design.values[:, 2]
    analysis = SOBOL.analyse(TWO, design, np.repeat(values[:, None], 2, axis=1), 3)
    assert any("suspect" in note for note in analysis.notes)


def test_a_constant_output_has_no_indices_rather_than_zeros() -> None:
    analysis = of(np.full((320, 2), 0.1) + 1e-17)
    assert {row.value for row in analysis.rows} == {None}
    assert any("does not vary" in note for note in analysis.notes)
    assert analysis.converged is False


def test_pure_luck_has_no_indices_either() -> None:
    y = np.random.default_rng(4).normal(size=(320, 2))
    analysis = of(y)
    assert {row.value for row in analysis.rows if row.parameter} == {None}
    assert any("cannot be told from noise" in note for note in analysis.notes)
    assert analysis.aleatory_share is not None
    assert analysis.aleatory_share[1] < 1.0 == analysis.aleatory_share[2]


def test_effects_that_noise_nearly_hides_have_wide_and_finite_intervals() -> None:
    inside = []
    for seed in range(30):
        design = SOBOL.sample(TWO, 512, seed)
        y = with_luck(design.values @ [1.0, 2.0, 0.0], design, 2, 0.5, seed, 2.2)
        rows = SOBOL.analyse(TWO, design, y, seed).rows
        known = {("y", "ST"): 0.8, ("", "aleatory_share"): 2.2**2 / (2.2**2 + 5 / 12)}
        for row in rows:
            if row.low is not None and row.high is not None:
                assert np.isfinite([row.value, row.low, row.high]).all()
                truth = known.get((row.parameter, row.index))
                inside += [] if truth is None else [row.low <= truth <= row.high]
    assert len(inside) > 30
    assert np.mean(inside) > 0.85


def test_a_missing_run_drops_its_block_and_says_so() -> None:
    y = np.repeat(linear(4096), 2, axis=1)
    y[7, 1] = np.nan
    analysis = of(y, 4096)
    assert analysis.dropped == 1
    assert any("1 of 4096 base blocks" in note for note in analysis.notes)
    without = np.repeat(linear(4096), 2, axis=1)
    assert analysis.of("x", "ST").value == pytest.approx(
        of(without, 4096).of("x", "ST").value, abs=0.01
    )
    assert analysis.converged is True


def test_the_other_blocks_are_what_they_would_be_alone() -> None:
    design, blocks = SOBOL.sample(TWO, 64, 3), 64
    y = with_luck(linear()[:, 0], design, 2, 0.5, 1, 0.3)
    holes = y.copy().reshape(blocks, 5, 2)
    holes[10:20, 2, 0] = np.inf
    kept = np.delete(y.reshape(blocks, 5, 2), np.s_[10:20], axis=0).reshape(-1, 2)
    shorter = replace(design, values=design.values[: len(kept)], luck=design.luck[: len(kept)])
    one = SOBOL.analyse(TWO, design, holes.reshape(-1, 2), 3)
    other = SOBOL.analyse(TWO, shorter, kept, 3)
    assert one.rows == other.rows


def test_more_than_one_block_in_a_hundred_missing_is_not_converged() -> None:
    y = np.repeat(linear(1024), 2, axis=1)
    y.reshape(1024, -1)[:51, 0] = np.nan
    analysis = of(y, 1024)
    assert analysis.dropped == 51
    assert analysis.converged is False
    assert any("more than 1 %" in note for note in analysis.notes)


def test_few_rows_are_not_converged_and_enough_are() -> None:
    few, _ = sobol_without_luck(G, "g", 64)
    many, _ = sobol_without_luck(G, "g", 8192)
    assert few.converged is False
    assert few.needed_samples is not None
    assert 1024 <= few.needed_samples <= 16384
    assert many.converged is True
    assert many.needed_samples is None


def test_needed_rows_grow_with_the_square_of_the_width() -> None:
    equal = np.array([0.5, 0.5])
    drawn = np.tile(equal, (50, 1))
    assert verdict(np.array([0.1]), equal, drawn, 0.0, 256).needed == 1024
    assert verdict(np.array([0.05]), equal, drawn, 0.0, 256).needed is None
    assert verdict(np.array([0.01]), equal, drawn, 0.2, 256).needed == 512
    beyond = verdict(np.array([140.0]), equal, drawn, 0.2, 256)
    assert (beyond.converged, beyond.needed) == (False, None), (
        "two thousand million rows are no advice"
    )


def test_an_order_that_resampling_turns_over_is_not_sure() -> None:
    drawn = np.array([[0.6, 0.4], [0.6, 0.4], [0.4, 0.6], [0.6, 0.4]])
    assert order_probability(np.array([0.55, 0.45]), drawn) == 0.75
    assert order_probability(np.array([0.50, 0.48]), drawn) == 1.0, "equal ones have no order"


def test_groups_move_together_and_have_one_index() -> None:
    found, truth = group_totals(1024)
    assert np.abs(found - truth).max() < 0.03


def test_pairs_that_act_together_are_found() -> None:
    method = METHODS["sobol_pairs"]
    design = method.sample(ISHIGAMI, 2048, 0)
    y = with_luck(ishigami(design.values), design, 2, 1.0, 5, 0.5)
    analysis = method.analyse(ISHIGAMI, design, y, 0)
    assert analysis.of("x1 * x3", "S2").value == pytest.approx(0.2437, abs=0.05)
    assert analysis.of("x1 * x2", "S2").value == pytest.approx(0.0, abs=0.05)
    assert analysis.of("x2", "ST").value == pytest.approx(0.4424, abs=0.03)


def test_more_rows_only_append_points() -> None:
    few, many = SOBOL.sample(ISHIGAMI, 64, 9), SOBOL.sample(ISHIGAMI, 128, 9)
    assert np.array_equal(few.values, many.values[: len(few.values)])
    assert np.array_equal(few.luck, many.luck[: len(few.luck)])
    assert len(many.values) == 2 * len(few.values) == 128 * (5 + 2)


def test_a_row_and_its_changed_rows_share_luck_and_no_others_do() -> None:
    luck = SOBOL.sample(TWO, 16, 0).luck.reshape(16, 5)
    assert (luck[:, [2, 3, 4]] == luck[:, [0]]).all()
    assert len(np.unique(luck[:, :2])) == 32
    assert (luck % REPLICATES_MOST == 0).all()


def test_samples_that_are_no_power_of_two_are_refused_with_the_next_one() -> None:
    with pytest.raises(InputError, match=r"powers of two from 16\. Try 128"):
        SOBOL.sample(TWO, 100, 0)


def test_outputs_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="do not fit"):
        of(np.zeros((319, 2)))


def test_a_series_weighs_its_times_by_their_variance() -> None:
    design = SOBOL.sample(TWO, 256, 3)
    x, y = design.values[:, 0], design.values[:, 1]
    series = np.repeat(np.stack([3.0 * x, y], axis=1)[:, None, :], 2, axis=1)
    analysis = analyse_series(TWO, design, series, 3)
    assert analysis.of("x", "ST").value == pytest.approx(0.9, abs=0.02)
    assert analysis.of("y", "S1").value == pytest.approx(0.1, abs=0.02)


def test_what_decides_the_spread_is_found_and_the_mean_does_not_disturb_it() -> None:
    design = SOBOL.sample(TWO, 256, 3)
    x, y = design.values[:, 0], design.values[:, 1]
    outputs = with_luck(50.0 * y, design, 16, 0.0, 2, np.exp(2.0 * x))
    analysis = SOBOL.analyse(TWO, design, log_variance(outputs), 3)
    assert analysis.of("x", "ST").value == pytest.approx(1.0, abs=0.15)
    assert analysis.of("y", "ST").value == pytest.approx(0.0, abs=0.1)
    with pytest.raises(InputError, match="8 or more"):
        log_variance(outputs[:, :7])


def test_the_same_seed_gives_the_same_analysis() -> None:
    assert noisy(64, 0.5, 0).rows == noisy(64, 0.5, 0).rows
    assert uneven_sd(np.zeros((1, 4)))[0] > 0.0
