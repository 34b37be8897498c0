"""Sensitivity of any Python function: the same methods, the same luck, errors in one line."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

from cse_sim.errors import InputError, RunFailed
from cse_sim.luck import run_key
from cse_sim.params import LogUniform
from cse_sim.study.sensitivity.of_function import Indices, sensitivity_of

FACTORS = {"x": (0.0, 1.0), "y": (0.0, 1.0)}


def linear(values: dict[str, float], seed: int) -> float:
    """x + 2 y, and luck of the seed."""
    return values["x"] + 2.0 * values["y"] + 0.2 * float(np.random.default_rng(seed).normal())


def said(**options: Any) -> Indices:
    return sensitivity_of(linear, **{"factors": FACTORS, "samples": 64, **options})


def test_a_table_with_the_verdict_behind_it() -> None:
    indices = said(samples=256)
    assert list(indices.columns) == ["parameter", "index", "value", "low", "high"]
    table = indices.set_index(["parameter", "index"])["value"]
    assert table["y", "ST"] == pytest.approx(0.8, abs=0.1)
    assert table["dummy", "ST"] == 0.0
    share = 0.2**2 / (0.2**2 + 5 / 12)
    assert table["", "aleatory_share"] == pytest.approx(share, abs=0.03)
    assert indices.analysis.points == 256 * 5
    assert indices.analysis.replicates == 2


def test_the_function_sees_its_inputs_and_the_seed_of_its_run_and_no_dummy() -> None:
    calls = []

    def watched(values: dict[str, float], seed: int) -> float:
        calls.append((values, seed))
        return values["x"]

    sensitivity_of(watched, {"x": (2.0, 3.0)}, samples=16, runs=3, seed=7)
    assert len(calls) == 16 * 4 * 3
    assert {tuple(values) for values, _ in calls} == {("x",)}
    assert all(2.0 < values["x"] < 3.0 for values, _ in calls)
    assert [seed for _, seed in calls[:3]] == [run_key(7, run) for run in range(3)]
    assert calls[3][1] == run_key(7, 1000), "row B has luck of its own"
    assert calls[6][1] == run_key(7, 0), "row AB shares that of row A"


def test_workers_do_not_change_the_numbers() -> None:
    assert said(samples=16, workers=2).equals(said(samples=16))


def test_seed_zero_is_repeatable_and_another_seed_is_another_design() -> None:
    assert said(seed=0).equals(said(seed=0))
    assert not said(seed=0).equals(said(seed=1))


def test_any_distribution_and_any_method_can_be_asked_for() -> None:
    factors = {"x": LogUniform(0.1, 10.0), "y": (0.0, 1.0)}
    for method in ("morris", "shapley", "pawn"):
        assert len(sensitivity_of(linear, factors, method=method, samples=64)) >= 3


def test_groups_have_one_index() -> None:
    indices = said(groups={"x": "both", "y": "both"})
    assert set(indices.parameter) == {"both", "dummy", ""}


def test_a_constant_function_has_no_indices() -> None:
    indices = sensitivity_of(lambda values, seed: 3.0, FACTORS, samples=16)
    assert indices.value.isna().all()
    assert any("does not vary" in note for note in indices.analysis.notes)


def test_nan_drops_the_block() -> None:
    def sometimes(values: dict[str, float], seed: int) -> float:
        return math.nan if values["x"] > 0.999 else values["x"]

    analysis = sensitivity_of(sometimes, FACTORS, samples=256).analysis
    assert 0 < analysis.dropped < 10


def fails_above(values: dict[str, float], seed: int) -> float:
    if values["x"] > 0.999:
        raise ZeroDivisionError(f"x is\n{values['x']:.4f}")
    return linear(values, seed)


def nan_above(values: dict[str, float], seed: int) -> float:
    return math.nan if values["x"] > 0.999 else linear(values, seed)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_call_that_raises_is_a_missing_number_and_is_counted_in_a_note(workers: int) -> None:
    found = sensitivity_of(fails_above, FACTORS, samples=256, workers=workers)
    missing = sensitivity_of(nan_above, FACTORS, samples=256)
    assert found.equals(missing)
    assert found.analysis.notes[:-1] == missing.analysis.notes
    said = found.analysis.notes[-1]
    assert re.fullmatch(
        r"\d+ of 2560 calls of the function failed; the first one: ZeroDivisionError: x is 0.999\d",
        said,
    )


def test_a_function_that_always_raises_is_an_error() -> None:
    def never(values: dict[str, float], seed: int) -> float:
        raise ValueError("no fuel")

    with pytest.raises(RunFailed, match=r"every call of the function failed.*ValueError: no fuel"):
        sensitivity_of(never, FACTORS, samples=16)


def test_luck_that_is_not_of_the_seed_shows_in_the_dummy() -> None:
    luck = np.random.default_rng(3)
    analysis = sensitivity_of(
        lambda values, seed: values["x"] + 0.3 * float(luck.normal()), FACTORS, samples=64
    ).analysis
    assert analysis.of("dummy", "ST").value != 0.0


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"method": "sobl"}, 'Did you mean "sobol"'),
        ({"method": "dgsm"}, "not offered"),
        ({"samples": 100}, "Try 128"),
        ({"samples": 2.5}, "whole numbers"),
        ({"runs": 0}, "from 1 to 1000"),
        ({"runs": 1001}, "from 1 to 1000"),
        ({"seed": -1}, "seed cannot be -1"),
        ({"workers": 0}, "workers"),
        ({"factors": {}}, "nothing is varied"),
        ({"factors": {"x": (1.0, 1.0)}}, "the lower first"),
        ({"factors": {"x": (0.0, math.inf)}}, "finite"),
        ({"factors": {"x": 3.0}}, "or a prior"),
        ({"factors": {"x": (1.0,)}}, "or a prior"),
        ({"factors": {"dummy": (0.0, 1.0)}}, "another name"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(options: dict[str, Any], line: str) -> None:
    with pytest.raises(InputError, match=line) as refused:
        said(**options)
    assert "\n" not in str(refused.value)


def test_a_function_that_returns_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="returned dict"):
        sensitivity_of(lambda values, seed: {}, FACTORS, samples=16)  # type: ignore[arg-type,return-value]


def test_a_function_that_cannot_travel_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be sent"):
        sensitivity_of(lambda values, seed: 1.0, FACTORS, samples=16, workers=2)
