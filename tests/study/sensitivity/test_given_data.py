"""Methods for runs that exist, beside the floor of inputs that cannot matter; eFAST and other methods of SALib."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.analytic_functions import ISHIGAMI, ISHIGAMI_S1, ishigami, uneven_sd, with_luck
from cse_sim.errors import InputError
from cse_sim.params import Uniform
from cse_sim.study.design import DUMMY, Design, Factor
from cse_sim.study.sensitivity import METHODS
from cse_sim.study.sensitivity.analysis import Analysis
from cse_sim.study.sensitivity.delta import class_edges, density_shift
from cse_sim.study.sensitivity.regional import analyse as regional

NAMES = ["x1", "x2", "x3", "x4"]
GIVEN = {"pawn": "PAWN", "delta": "delta", "rbd_fast": "rbd_S1", "regional": "regional"}
QUICK = sorted(METHODS.keys() - {"salib:enhanced_hdmr"})
LIVE = {"pawn": "x2", "delta": "x1", "rbd_fast": "x2", "regional": "x1"}


def of_ishigami(name: str, points: int, replicates: int, luck: float, seed: int = 0) -> Analysis:
    method = METHODS[name]
    design = method.sample(ISHIGAMI, points, seed)
    sd = luck * uneven_sd(design.values)
    y = with_luck(ishigami(design.values), design, replicates, 0.0, seed, sd)
    return method.analyse(ISHIGAMI, design, y, seed)


@pytest.mark.parametrize("name", GIVEN)
def test_live_inputs_stand_out_from_the_floor_and_a_dead_one_does_not(name: str) -> None:
    analysis = of_ishigami(name, 256, 2, 1.0)
    floor, dead = analysis.of(DUMMY, GIVEN[name]), analysis.of("x4", GIVEN[name])
    live = analysis.of(LIVE[name], GIVEN[name])
    assert floor.high is not None
    assert live.value is not None
    assert live.value > floor.high
    assert dead.value is not None
    assert dead.value <= 1.3 * floor.high + 0.02
    assert any("not told from the dummy" in note and "x4" in note for note in analysis.notes)


@pytest.mark.parametrize("name", GIVEN)
def test_points_without_a_number_are_left_out_and_counted(name: str) -> None:
    method = METHODS[name]
    design = method.sample(ISHIGAMI, 300, 0)
    y = np.repeat(ishigami(design.values)[:, None], 2, axis=1)
    y[17, 1] = np.nan
    y[40] = np.inf
    analysis = method.analyse(ISHIGAMI, design, y, 0)
    assert analysis.dropped == 2
    assert "2 of 300 points left out (number 17, 40, counted from 0)" in analysis.notes[0]
    assert analysis.converged is None
    assert np.isfinite([row.value for row in analysis.rows if row.value is not None]).all()
    y[:4] = np.nan
    assert method.analyse(ISHIGAMI, design, y, 0).converged is False


@pytest.mark.parametrize(
    "name", [*GIVEN, "fast", "salib:ff", "salib:discrepancy", "shapley", "morris"]
)
def test_a_constant_output_has_no_indices_rather_than_zeros(name: str) -> None:
    method = METHODS[name]
    design = method.sample(ISHIGAMI, 256, 0)
    analysis = method.analyse(ISHIGAMI, design, np.full((len(design.values), 2), 3.3), 0)
    assert {row.value for row in analysis.rows} == {None}
    assert analysis.notes


def test_runs_that_exist_need_no_dummy_of_their_own() -> None:
    design = METHODS["pawn"].sample(ISHIGAMI, 128, 0)
    plain = Design(design.names[:-1], design.values[:, :-1], design.luck)
    y = ishigami(design.values)[:, None]
    one, other = (METHODS["pawn"].analyse(ISHIGAMI, it, y, 0) for it in (design, plain))
    assert one.rows == other.rows


def test_the_luck_of_means_is_taken_out_of_first_order_indices() -> None:
    found = [
        [of_ishigami("rbd_fast", 512, 2, 1.0, seed).of(name, "rbd_S1").value for name in NAMES]
        for seed in range(4)
    ]
    assert np.mean(found, axis=0) == pytest.approx(ISHIGAMI_S1, abs=0.08)
    single = of_ishigami("rbd_fast", 2048, 1, 1.0).of("x2", "rbd_S1").value
    assert single == pytest.approx(ISHIGAMI_S1[1] / 2, abs=0.07), "of single runs it is halved"


def test_the_aleatory_share_of_any_runs_is_known_from_replicates() -> None:
    share = of_ishigami("pawn", 1024, 2, 1.0).aleatory_share
    assert share is not None
    assert share[1] < 0.5 < share[2]
    assert share[0] == pytest.approx(0.5, abs=0.06)
    single = of_ishigami("pawn", 64, 1, 1.0)
    assert single.aleatory_share is None
    assert single.of("", "aleatory_share").value is None


def test_the_share_of_luck_between_two_ends_is_known_from_replicates() -> None:
    factors = [Factor(name, Uniform(0.0, 1.0)) for name in "abcdefghijk"]
    method, found = METHODS["salib:ff"], []
    for seed in range(40):
        design = method.sample(factors, 1, seed)
        mean = 3.0 * design.values[:, 0] + design.values[:, 1]
        y = with_luck(mean, design, 2, 0.0, seed, 0.49 * np.sqrt(10.0))
        row = method.analyse(factors, design, y, seed).of("", "aleatory_share")
        found.append((row.value, row.low, row.high))
    value, low, high = np.array(found, dtype=np.float64).T
    assert value.mean() == pytest.approx(0.5, abs=0.06)
    assert ((low <= 0.5) & (high >= 0.5)).mean() >= 0.8
    single = method.analyse(factors, design, y[:, :1], 0)
    assert single.of("", "aleatory_share").value is None
    assert any("the share that is luck is not given" in note for note in single.notes)


@pytest.mark.parametrize("name", QUICK)
def test_a_method_says_whether_indices_have_converged_if_it_is_one_that_judges(name: str) -> None:
    method = METHODS[name]
    design = method.sample(ISHIGAMI, max(64, method.least_samples), 0)
    y = with_luck(ishigami(design.values), design, 2, 0.5, 0, 0.5)
    assert (method.analyse(ISHIGAMI, design, y, 0).converged is not None) == method.judges


@pytest.mark.parametrize("name", QUICK)
def test_no_share_is_below_nothing_or_above_all(name: str) -> None:
    method = METHODS[name]
    design = method.sample(ISHIGAMI, max(64, method.least_samples), 0)
    for sd in (0.05, 50.0):
        y = with_luck(ishigami(design.values), design, 2, 0.5, 0, sd)
        row = method.analyse(ISHIGAMI, design, y, 0).of("", "aleatory_share")
        assert None not in (row.value, row.low, row.high)
        assert 0.0 <= (row.low or 0.0) <= (row.value or 0.0) <= (row.high or 0.0) <= 1.0


def test_bad_runs_are_set_apart_by_what_makes_them_bad() -> None:
    factors = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]
    design = METHODS["regional"].sample(factors, 1000, 0)
    y = (design.values[:, [0]] < 0.25) * -1.0
    analysis = regional(factors, design, y, 0, threshold=-0.5)
    assert analysis.of("x", "regional").value == pytest.approx(1.0, abs=1e-9)
    assert analysis.of("x", "regional_shift").value == pytest.approx(-0.5, abs=0.01)
    assert analysis.of("y", "regional").value == pytest.approx(0.0, abs=0.1)
    high = regional(factors, design, -y, 0, threshold=0.5, bad="high")
    assert high.of("x", "regional_shift").value == pytest.approx(-0.5, abs=0.01)
    assert any("25.0 % of runs" in note for note in high.notes)


def test_a_threshold_beyond_all_runs_gives_no_numbers() -> None:
    design = METHODS["regional"].sample(ISHIGAMI, 64, 0)
    analysis = regional(ISHIGAMI, design, ishigami(design.values)[:, None], 0, threshold=-1e6)
    assert {row.value for row in analysis.rows} == {None}
    assert any("one side" in note for note in analysis.notes)


def test_waves_find_ishigami_and_a_hole_in_one_is_refused() -> None:
    method = METHODS["fast"]
    design = method.sample(ISHIGAMI, 1025, 0)
    y = ishigami(design.values)[:, None]
    analysis = method.analyse(ISHIGAMI, design, y, 0)
    first = [analysis.of(name, "fast_S1").value for name in NAMES]
    assert first == pytest.approx(ISHIGAMI_S1, abs=0.03)
    assert analysis.of("x1", "fast_S1").low is None
    y[3] = np.nan
    holed = method.analyse(ISHIGAMI, design, y, 0)
    assert {row.value for row in holed.rows} == {None}
    assert holed.converged is False


def test_luck_in_waves_shows_in_the_dummy_and_the_notes_say_so() -> None:
    analysis = of_ishigami("fast", 1025, 1, 1.0)
    assert (analysis.of(DUMMY, "fast_ST").value or 0.0) > 0.2
    assert any("not corrected for luck" in note for note in analysis.notes)


def test_main_effects_between_two_ends() -> None:
    factors = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]
    method = METHODS["salib:ff"]
    design = method.sample(factors, 1, 0)
    y = 2.0 * design.values[:, [1]] + 1.0
    analysis = method.analyse(factors, design, y, 0)
    assert analysis.of("y", "ff_main_effect").value == pytest.approx(2.0 * 0.98 / 2.0, rel=1e-9)
    assert analysis.of("x", "ff_main_effect").value == pytest.approx(0.0, abs=1e-12)


def test_delta_is_that_of_salib() -> None:
    from SALib.analyze import delta as library

    rng = np.random.default_rng(0)
    x, y = rng.random(300), rng.normal(size=300)
    y += 3.0 * x
    grid = np.linspace(y.min(), y.max(), 100)
    edges = class_edges(300)
    theirs = library.calc_delta(y, grid, x, edges)
    assert density_shift(y[np.argsort(x)], grid, edges) == pytest.approx(theirs, rel=1e-9)


def test_delta_of_an_input_without_effect_is_nearly_nothing() -> None:
    floors = [of_ishigami("delta", 256, 1, 0.0, seed).of(DUMMY, "delta").value for seed in range(4)]
    assert np.mean(floors) < 0.06, "0.076 without the correction for small samples"


@pytest.mark.slow
def test_an_emulator_with_pairs_ranks_what_matters_first() -> None:
    factors = [Factor(name, Uniform(0.0, 1.0)) for name in ("x", "y")]
    method = METHODS["salib:enhanced_hdmr"]
    design = method.sample(factors, 320, 0)
    x, y, _ = design.values.T
    analysis = method.analyse(factors, design, (x + 2.0 * y)[:, None], 0)
    assert analysis.of("y", "hdmr_ST").value == pytest.approx(0.8, abs=0.05)
    assert analysis.of(DUMMY, "hdmr_ST").value == pytest.approx(0.0, abs=0.05)


def test_a_shape_in_the_scatterplot_is_seen() -> None:
    factors = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]
    method = METHODS["salib:discrepancy"]
    design = method.sample(factors, 512, 0)
    analysis = method.analyse(factors, design, design.values[:, [0]] ** 2, 0)
    assert (analysis.of("x", "discrepancy").value or 0.0) > 1.05
    assert analysis.of("y", "discrepancy").value == pytest.approx(1.0, abs=0.02)
    assert analysis.of(DUMMY, "discrepancy").value == pytest.approx(1.0, abs=1e-9)


def test_outputs_that_do_not_fit_are_refused() -> None:
    for name in ("pawn", "fast", "salib:ff", "morris", "shapley"):
        design = METHODS[name].sample(ISHIGAMI, 100, 0)
        with pytest.raises(InputError, match="do not fit"):
            METHODS[name].analyse(ISHIGAMI, design, np.zeros((len(design.values) - 1, 2)), 0)


def test_delta_is_a_number_where_hardly_any_run_has_a_death() -> None:
    """Some resamples of such outputs hold nothing but zeros."""
    factors = [Factor("x", Uniform(0.0, 1.0))]
    design = METHODS["delta"].sample(factors, 64, 0)
    y = np.zeros((64, 2))
    y[:2] = 1.0
    row = METHODS["delta"].analyse(factors, design, y, 0).of("x", "delta")
    assert row.value is not None
    assert np.isfinite([row.value, row.low, row.high]).all()
