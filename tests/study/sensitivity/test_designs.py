"""Every design with every distribution; seeds; nothing global is touched."""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from benchmarks.gates_sensitivity import (
    DISTRIBUTIONS,
    SAMPLES,
    WHOLE_RANGE,
    of_all_distributions,
    prior_of,
    smallest_p_value,
)
from cse_sim.errors import InputError
from cse_sim.params import Uniform
from cse_sim.study.design import DUMMY, Factor, Floats
from cse_sim.study.sensitivity import METHODS, method_named
from cse_sim.study.sensitivity.guard import guarded, library_seed, unit_problem
from cse_sim.study.sensitivity.unit_cube import to_values


@pytest.mark.parametrize("name", METHODS)
def test_every_design_is_finite_with_every_distribution(name: str) -> None:
    design = METHODS[name].sample(of_all_distributions(), SAMPLES.get(name, 256), 0)
    assert np.isfinite(design.values).all()
    assert design.names == (*DISTRIBUTIONS, DUMMY)
    assert design.values.shape == (len(design.luck), len(design.names))


def test_the_ends_of_an_unbounded_distribution_are_finite() -> None:
    class Unbounded(Uniform):
        def ppf(self, u: Floats) -> Floats:
            drawn: Floats = ndtri(u)
            return drawn

    ends = to_values([Factor("x", Unbounded(0.0, 1.0))], np.array([[0.0], [1.0]]))
    assert ends[:, 0] == pytest.approx([-5.9978, 5.9978], abs=1e-3)


@pytest.mark.parametrize("name", WHOLE_RANGE)
def test_points_follow_the_distributions(name: str) -> None:
    assert smallest_p_value(name) > 0.001


@pytest.mark.parametrize("name", WHOLE_RANGE)
def test_inputs_of_few_values_take_them_as_often_as_they_should(name: str) -> None:
    factors = [Factor("die", prior_of("integer")), Factor("choice", prior_of("choice"))]
    values = METHODS[name].sample(factors, SAMPLES.get(name, 256), 1).values
    assert [(values[:, 0] == face).mean() for face in range(1, 7)] == pytest.approx(
        [1 / 6] * 6, abs=0.04
    )
    assert (values[:, 1] == 5.0).mean() == pytest.approx(0.2, abs=0.04)


SLOW = "salib:enhanced_hdmr"
WITH_SLOW_ONES_MARKED = [
    pytest.param(name, marks=pytest.mark.slow if name == SLOW else ()) for name in METHODS
]


@pytest.mark.parametrize("name", WITH_SLOW_ONES_MARKED)
def test_seed_zero_is_a_seed_and_nothing_global_is_touched(name: str) -> None:
    method = METHODS[name]
    factors = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]
    samples = {"salib:enhanced_hdmr": 300, "delta": 256, "fast": 129}.get(name, 256)
    state, filters, form = np.random.get_state(), list(warnings.filters), warnings.formatwarning  # noqa: NPY002
    seen = []
    for seed in (0, 0, 1):
        design = method.sample(factors, samples, seed)
        own = np.random.default_rng([5, seed]).normal(size=(len(design.values), 2))
        y = design.values[:, [0]] + 0.5 * own
        seen.append((design.values, method.analyse(factors, design, y, seed)))
    assert np.array_equal(seen[0][0], seen[1][0])
    assert seen[0][1] == seen[1][1]
    if name != "salib:ff":
        assert not np.array_equal(seen[0][0], seen[2][0])
    after = np.random.get_state()  # noqa: NPY002
    assert all(np.array_equal(one, other) for one, other in zip(state, after, strict=True))
    assert warnings.filters == filters
    assert warnings.formatwarning is form


@pytest.mark.parametrize("name", METHODS)
def test_methods_that_extend_only_append(name: str) -> None:
    method = METHODS[name]
    factors = [Factor("x", Uniform(0.0, 1.0)), Factor("y", Uniform(0.0, 1.0))]
    few, many = (method.sample(factors, samples, 4) for samples in (256, 512))
    same = np.array_equal(few.values, many.values[: len(few.values)])
    assert same is method.extends or name == "salib:ff"
    assert np.array_equal(few.luck, many.luck[: len(few.luck)])


def test_no_seed_of_ours_is_none_of_salibs() -> None:
    assert min(library_seed(seed) for seed in range(200)) > 0
    assert len({library_seed(seed) for seed in range(200)}) == 200


def test_the_guard_refuses_what_is_not_a_number_and_copies_what_it_hands_over() -> None:
    def careless(problem: dict[str, Any], y: Any) -> float:
        problem["names"].append("mine")
        y[:] = 0.0
        np.random.seed(1)  # noqa: NPY002
        warnings.formatwarning = lambda *said: "louder"  # type: ignore[assignment]
        warnings.warn("twice", stacklevel=1)
        warnings.warn("twice", stacklevel=1)
        return float(y.sum())

    problem, outputs = unit_problem(2), np.array([1, 2])
    state, form = np.random.get_state()[1].copy(), warnings.formatwarning  # noqa: NPY002
    assert guarded(careless, problem, outputs) == (0.0, ["SALib: twice"])
    assert problem == unit_problem(2)
    assert outputs.tolist() == [1, 2]
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002
    assert warnings.formatwarning is form
    with pytest.raises(InputError, match="NaN or infinity"):
        guarded(careless, problem, np.array([1.0, np.nan]))


def test_what_salib_makes_of_a_missing_run_is_why_there_is_a_guard() -> None:
    from SALib.analyze import sobol

    y = np.random.default_rng(0).normal(size=64 * 4)
    y[7] = np.nan
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = sobol.analyze(unit_problem(2), y, calc_second_order=False, seed=1)
    assert list(said["ST"]) == [0.0, 0.0], "if SALib refuses now, the guard may go"


def test_a_method_is_a_module_and_unknown_ones_are_answered_with_the_nearest() -> None:
    assert {"sobol", "morris", "pawn", "delta", "rbd_fast", "fast", "regional", "shapley"} <= set(
        METHODS
    )
    with pytest.raises(InputError, match='Did you mean "morris"'):
        method_named("moris")
    for name in ("dgsm", "salib:dgsm", "hdmr"):
        with pytest.raises(InputError, match="not offered"):
            method_named(name)


def test_no_factor_and_a_factor_twice_are_refused() -> None:
    with pytest.raises(InputError, match="nothing is varied"):
        METHODS["sobol"].sample([], 64, 0)
    twice = [Factor("x", Uniform(0.0, 1.0))] * 2
    with pytest.raises(InputError, match="given twice"):
        METHODS["morris"].sample(twice, 64, 0)


def test_naming_the_methods_loads_neither_salib_nor_tables_nor_plots() -> None:
    code = (
        "import sys, cse_sim.study.sensitivity\n"
        "print([m for m in ('SALib', 'pandas', 'matplotlib', 'scipy.stats') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
