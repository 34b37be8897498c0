"""Morris screening and Shapley effects: what they find under noise, with groups and with inputs of few values."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from benchmarks.analytic_functions import ISHIGAMI, G, g_function, ishigami, uneven_sd, with_luck
from benchmarks.gates_sensitivity import screened as screening_under_noise
from cse_sim.params import Uniform
from cse_sim.study.design import DUMMY, Factor, Floats
from cse_sim.study.sensitivity import METHODS, Method
from cse_sim.study.sensitivity.guard import guarded, unit_problem
from cse_sim.study.sensitivity.screen import FIXED, proof, screened, together

MORRIS, SHAPLEY = METHODS["morris"], METHODS["shapley"]


@dataclass(frozen=True)
class Switch:
    """0 or 1, equally likely."""

    low: float = 0.0
    high: float = 1.0

    def ppf(self, u: Floats) -> Floats:
        return (u >= 0.5).astype(np.float64)


@dataclass(frozen=True)
class Mostly:
    """0, but for the topmost hundredth of a hundredth."""

    low: float = 0.0
    high: float = 1.0

    def ppf(self, u: Floats) -> Floats:
        return (u >= 0.9999).astype(np.float64)


def test_a_dead_input_stays_dead_under_noise_and_live_ones_are_found() -> None:
    dead, _ = screening_under_noise(range(20), 50, 0.0)
    _, live = screening_under_noise(range(20), 50, 1.0)
    assert sum(dead) >= 18
    assert all(live)


def test_what_is_not_corrected_calls_the_dead_input_live() -> None:
    design = MORRIS.sample(ISHIGAMI, 50, 0)
    y = with_luck(ishigami(design.values), design, 2, 0.0, 0, uneven_sd(design.values))
    analysis = MORRIS.analyse(ISHIGAMI, design, y, 0)
    assert (analysis.of("x4", "mu_star").low or 0.0) > 2.0, "mu_star takes noise for effect"
    effect = analysis.of("x4", "mean_square_effect")
    assert (effect.low or 0.0) <= 0.0


def test_shared_luck_leaves_a_dead_input_exactly_nothing() -> None:
    design = MORRIS.sample(ISHIGAMI, 20, 0)
    y = with_luck(ishigami(design.values), design, 2, 1.0, 0, 3.0)
    row = MORRIS.analyse(ISHIGAMI, design, y, 0).of("x4", "mu_star")
    assert row.value == pytest.approx(0.0, abs=1e-12)


def test_mu_mu_star_and_sigma_are_those_of_salib() -> None:
    from SALib.analyze import morris as library

    factors = [replace(factor, prior=Uniform(0.0, 1.0)) for factor in ISHIGAMI]
    design = MORRIS.sample(factors, 30, 5)
    y = ishigami(6.0 * design.values - 3.0)
    ours = MORRIS.analyse(factors, design, y[:, None], 5)
    grid = (design.values - 0.01) / 0.98
    said, _ = guarded(
        library.analyze, unit_problem(5), grid, y, num_resamples=2, num_levels=4, seed=1
    )
    names = [*(factor.name for factor in factors), DUMMY]
    for index in ("mu", "mu_star", "sigma"):
        assert [ours.of(name, index).value for name in names] == pytest.approx(
            list(said[index]), rel=1e-9
        )


def test_a_linear_effect_is_its_slope_over_the_central_range() -> None:
    factors = [Factor("x", Uniform(10.0, 20.0)), Factor("y", Uniform(0.0, 1.0))]
    design = MORRIS.sample(factors, 8, 0)
    y = np.repeat((3.0 * design.values[:, 0] - design.values[:, 1])[:, None], 2, axis=1)
    analysis = MORRIS.analyse(factors, design, y, 0)
    assert analysis.of("x", "mu").value == pytest.approx(3.0 * 10.0 * 0.98, rel=1e-9)
    assert analysis.of("y", "mu").value == pytest.approx(-0.98, rel=1e-9)
    assert analysis.of("x", "sigma").value == pytest.approx(0.0, abs=1e-6)


def test_four_levels_of_the_central_range_are_used_equally() -> None:
    shares = MORRIS.sample([Factor("x", Uniform(0.0, 1.0))], 400, 0).values[:, 0]
    levels, counts = np.unique(np.round(shares, 9), return_counts=True)
    assert levels == pytest.approx([0.01, 0.01 + 0.98 / 3, 0.01 + 1.96 / 3, 0.99])
    assert counts.min() > 0.2 * counts.sum()


@pytest.mark.parametrize("method", [MORRIS, SHAPLEY], ids=["morris", "shapley"])
def test_more_trajectories_only_append_and_each_has_its_luck(method: object) -> None:
    few, many = MORRIS.sample(ISHIGAMI, 16, 2), MORRIS.sample(ISHIGAMI, 23, 2)
    if method is SHAPLEY:
        few, many = SHAPLEY.sample(ISHIGAMI, 16, 2), SHAPLEY.sample(ISHIGAMI, 23, 2)
    assert np.array_equal(few.values, many.values[: len(few.values)])
    assert np.array_equal(few.luck, many.luck[: len(few.luck)])
    luck = many.luck.reshape(23, 6)
    assert (luck == luck[:, :1]).all()
    assert len(np.unique(luck)) == 23


@pytest.mark.parametrize("name", ["morris", "shapley"])
def test_inputs_of_few_values_are_told_apart(name: str) -> None:
    method = METHODS[name]
    factors = [
        Factor("never", Mostly()),
        Factor("switch", Switch()),
        Factor("rarely", Mostly()),
        Factor("x", Uniform(0.0, 1.0)),
    ]
    design = method.sample(factors, 256, 0)
    y = np.repeat((design.values[:, 1] + 1e-3 * design.values[:, 3])[:, None], 2, axis=1)
    analysis = method.analyse(factors, design, y, 0)
    index = "mu_star" if name == "morris" else "shapley"
    assert analysis.of("switch", index).value == pytest.approx(
        1.0 / (2 / 3 if name == "morris" else 1.0), abs=0.05
    )
    assert analysis.of("never", index).value == pytest.approx(0.0, abs=1e-9)
    assert analysis.of("rarely", index).value == pytest.approx(0.0, abs=1e-9)


def test_one_trajectory_with_a_hole_is_left_out() -> None:
    design = MORRIS.sample(ISHIGAMI, 20, 0)
    y = np.repeat(ishigami(design.values)[:, None], 2, axis=1)
    y[4, 0] = np.nan
    analysis = MORRIS.analyse(ISHIGAMI, design, y, 0)
    assert analysis.dropped == 1
    assert "1 of 20 trajectories left out (number 0, counted from 0)" in analysis.notes[0]
    assert analysis.converged is False
    assert analysis.of("x1", "mu").value is not None
    y = np.repeat(ishigami(design.values)[:, None], 2, axis=1)
    y[::6] = np.nan
    y[:36] = 0.0
    (note, *_) = MORRIS.analyse(ISHIGAMI, design, y, 0).notes
    assert note.startswith(
        "14 of 20 trajectories left out (number 6, 7, 8, 9, 10, 11, 12, 13 and 6"
    )


def test_the_share_of_luck_in_a_screening_is_known_from_its_replicates() -> None:
    """Half of the variance over the grid is luck, whether or not points of a trajectory have it in common."""
    factors = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]
    levels = 0.01 + 0.98 * np.arange(4) / 3
    sd = float(np.sqrt(2.0 * levels.var()))
    for coupled in (0.0, 1.0):
        shares = []
        for seed in range(60):
            design = MORRIS.sample(factors, 24, seed)
            y = with_luck(design.values[:, :2].sum(axis=1), design, 2, coupled, seed, sd)
            analysis = MORRIS.analyse(factors, design, y, seed)
            row = analysis.of("", "aleatory_share")
            assert analysis.aleatory_share == (row.value, row.low, row.high)
            shares.append((row.value, row.low, row.high))
        value, low, high = np.array(shares, dtype=np.float64).T
        assert value.mean() == pytest.approx(0.5, abs=0.03)
        assert ((low <= 0.5) & (high >= 0.5)).sum() >= 52, "57 expected"
        assert (high - low).mean() <= 0.55


def test_a_screening_of_one_replicate_says_that_the_share_of_luck_is_not_given() -> None:
    design = MORRIS.sample(ISHIGAMI, 20, 0)
    analysis = MORRIS.analyse(ISHIGAMI, design, ishigami(design.values)[:, None], 0)
    assert analysis.of("", "aleatory_share").value is None
    assert any("the share that is luck is not given" in note for note in analysis.notes)


@pytest.mark.parametrize("method", [MORRIS, SHAPLEY], ids=["morris", "shapley"])
def test_where_no_input_does_anything_all_is_luck(method: Method) -> None:
    design = method.sample(ISHIGAMI, 64, 0)
    y = with_luck(np.zeros(len(design.values)), design, 2, 1.0, 0, 1.0)
    row = method.analyse(ISHIGAMI, design, y, 0).of("", "aleatory_share")
    assert row.value == pytest.approx(1.0, abs=0.2)
    assert row.high == 1.0


def test_shapley_shares_are_known_for_ishigami_and_sum_to_one() -> None:
    truth = {"x1": 0.4357, "x2": 0.4424, "x3": 0.1218, "x4": 0.0}
    found = []
    for seed in range(4):
        design = SHAPLEY.sample(ISHIGAMI, 1024, seed)
        y = with_luck(ishigami(design.values), design, 2, 0.5, seed, uneven_sd(design.values))
        analysis = SHAPLEY.analyse(ISHIGAMI, design, y, seed)
        shares = [row.value or 0.0 for row in analysis.rows if row.index == "shapley"]
        assert sum(shares) == pytest.approx(1.0, abs=1e-12)
        assert analysis.aleatory_share is not None
        assert analysis.aleatory_share[0] == pytest.approx(0.5, abs=0.06)
        found.append([analysis.of(name, "shapley").value for name in truth])
    assert np.mean(found, axis=0) == pytest.approx(list(truth.values()), abs=0.06)


def test_shapley_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    inside = []
    for seed in range(60):
        design = SHAPLEY.sample(ISHIGAMI, 256, seed)
        y = with_luck(ishigami(design.values), design, 2, 0.5, seed, uneven_sd(design.values))
        analysis = SHAPLEY.analyse(ISHIGAMI, design, y, seed)
        rows = [(analysis.of("x2", "shapley"), 0.4424), (analysis.of("x4", "shapley"), 0.0)]
        rows.append((analysis.of("", "aleatory_share"), 0.5))
        inside.append([(row.low or 0.0) <= truth <= (row.high or 0.0) for row, truth in rows])
    assert np.mean(inside, axis=0).min() >= 0.85
    assert np.mean(inside) <= 0.995


def test_shapley_of_one_replicate_is_that_of_salib() -> None:
    from SALib.analyze import shapley as library

    design = SHAPLEY.sample(G, 64, 1)
    y = g_function(design.values)
    said, _ = guarded(library.analyze, unit_problem(9), design.values, y)
    ours = SHAPLEY.analyse(G, design, y[:, None], 1)
    names = [*(factor.name for factor in G), DUMMY]
    values = [ours.of(name, "shapley").value for name in names]
    assert values == pytest.approx(list(said["shapley_normalized"]), rel=1e-9, abs=1e-12)


def test_screening_keeps_the_live_and_proves_the_rest_safe() -> None:
    design = MORRIS.sample(G, 50, 0)
    y = np.repeat(g_function(design.values)[:, None], 2, axis=1)
    noise = with_luck(np.zeros(len(y)), design, 2, 0.9, 1, 0.3)
    screening = screened(MORRIS.analyse(G, design, y + noise, 0))
    assert {"x1", "x2", "x3"} <= set(screening.kept)
    assert {"x6", "x7"} & set(screening.fixed)
    sobol, second = METHODS["sobol"], together(G, screening)
    design = sobol.sample(second, 512, 0)
    shown = proof(sobol.analyse(second, design, g_function(design.values)[:, None], 0), screening)
    assert shown.safe
    assert shown.joint is not None
    assert shown.joint.parameter == FIXED


def test_holding_a_live_input_still_is_not_proved_safe() -> None:
    screening = replace(
        screened(MORRIS.analyse(G, MORRIS.sample(G, 8, 0), np.zeros((80, 2)), 0)),
        kept=("x2",),
        fixed=("x1", "x3"),
    )
    sobol, second = METHODS["sobol"], together(G, screening)
    design = sobol.sample(second, 512, 0)
    analysis = sobol.analyse(second, design, g_function(design.values)[:, None], 0)
    assert not proof(analysis, screening).safe


def test_a_note_names_a_few_of_many_inputs_and_counts_the_others() -> None:
    """A note stands in every row: a hundred thousand names would fill a disk."""
    many = [Factor(f"x{number}", Uniform(0.0, 1.0)) for number in range(300)]
    design = MORRIS.sample(many, 4, 0)
    y = np.repeat(design.values[:, :1], 2, axis=1)
    (note,) = [n for n in MORRIS.analyse(many, design, y, 0).notes if n.startswith("not told")]
    assert note.endswith("x8 and 291 more")
