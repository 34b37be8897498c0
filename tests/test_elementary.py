"""e^x and log x: close to the exact values, right at their ends, the same interpreted and compiled."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest
from numpy.random import default_rng

from cse_sim import elementary

INFINITY, NOTHING = math.inf, math.nan


def _tenths(low: float, high: float) -> np.ndarray:
    """Points of both signs spread over many orders of magnitude."""
    sizes = 10.0 ** default_rng(2).uniform(low, high, 300)
    return np.concatenate([sizes, -sizes])


def _spread(low: float, high: float) -> np.ndarray:
    return default_rng(1).uniform(low, high, 600)


@pytest.mark.parametrize(
    ("name", "exact", "points", "most"),
    [
        ("exp", Decimal.exp, [*_spread(-708.0, 709.7), *_spread(-2.0, 2.0)], 1.25),
        (
            "expm1",
            lambda x: x.exp() - 1,
            [*_spread(-50.0, 700.0), *_spread(-1.0, 1.0), *_tenths(-300, -1)],
            2.0,
        ),
        ("log", Decimal.ln, [*np.abs(_tenths(-307, 308)), *_spread(0.5, 2.0)], 1.0),
        (
            "log1p",
            lambda x: (1 + x).ln(),
            [*_tenths(-15, -1), *_spread(-1.0, 3.0), *np.abs(_tenths(0, 300))],
            2.0,
        ),
    ],
)
def test_errors_stay_below_a_unit_or_two_in_the_last_place(
    name: str, exact: Callable[[Decimal], Decimal], points: list[float], most: float
) -> None:
    function = getattr(elementary, name)
    with localcontext() as context:
        context.prec = 340
        context.Emin, context.Emax = -10_000, 10_000
        for x in points[:: 4 if name == "log1p" else 1]:
            context.prec = 60 if abs(x) > 1e-40 else 340
            true = exact(Decimal(float(x)))
            error = abs(Decimal(float(function(x))) - true)
            assert error <= Decimal(most) * Decimal(float(np.spacing(abs(float(true))))), x


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("exp", INFINITY, INFINITY),
        ("exp", -INFINITY, 0.0),
        ("exp", 0.0, 1.0),
        ("exp", 709.79, INFINITY),
        ("exp", -745.14, 0.0),
        ("exp", -745.0, 5e-324),
        ("expm1", INFINITY, INFINITY),
        ("expm1", -INFINITY, -1.0),
        ("expm1", 0.0, 0.0),
        ("expm1", 5e-324, 5e-324),
        ("log", INFINITY, INFINITY),
        ("log", 0.0, -INFINITY),
        ("log", 1.0, 0.0),
        ("log1p", INFINITY, INFINITY),
        ("log1p", -1.0, -INFINITY),
        ("log1p", 1e-320, 1e-320),
    ],
)
def test_ends_are_those_of_the_exact_functions(name: str, x: float, value: float) -> None:
    assert getattr(elementary, name)(x) == value


@pytest.mark.parametrize(
    ("name", "x"),
    [
        *(("exp", NOTHING), ("expm1", NOTHING), ("log", NOTHING), ("log1p", NOTHING)),
        *(("log", -1.0), ("log", -INFINITY), ("log1p", -1.5)),
    ],
)
def test_what_has_no_value_is_not_a_number(name: str, x: float) -> None:
    assert math.isnan(getattr(elementary, name)(x))


def test_logarithms_below_the_smallest_normal_number():
    for x in (5e-324, 1e-320, 2.2e-308):
        assert elementary.log(x) == pytest.approx(math.log(x), rel=1e-15)


@pytest.mark.parametrize("name", ["exp", "expm1", "log", "log1p"])
def test_interpreted_and_compiled_values_are_the_same_bits(name: str) -> None:
    function = getattr(elementary, name)
    for x in [*_spread(0.0, 40.0), *_tenths(-300, -1)]:
        if name != "log" or x > 0.0:
            assert function(x) == function.py_func(x)


def test_powers_are_those_of_the_library():
    for x, y in zip(_spread(0.01, 50.0), _spread(-3.0, 3.0), strict=True):
        assert elementary.power(x, y) == pytest.approx(x**y, rel=1e-14)
