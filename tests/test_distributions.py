"""Every distribution is one inverse: finite at the ends, rising, and the one it says it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from cse_sim.distributions import KEYS, described, distribution
from cse_sim.errors import InputError
from cse_sim.params import catalogue

EXAMPLES: dict[str, tuple[dict[str, Any], Any]] = {
    "uniform": ({"low": 2, "high": 6}, stats.uniform(2, 4)),
    "loguniform": ({"low": 0.1, "high": 10}, stats.loguniform(0.1, 10)),
    "triangular": ({"low": 0, "mode": 1, "high": 4}, stats.triang(0.25, 0, 4)),
    "normal": ({"mean": 3, "sd": 2}, stats.norm(3, 2)),
    "truncnormal": (
        {"mean": 0, "sd": 1, "low": -1, "high": 3},
        stats.truncnorm(-1, 3),
    ),
    "lognormal": ({"median": 2, "sigma": 0.5}, stats.lognorm(0.5, scale=2)),
    "beta": ({"a": 2, "b": 5, "low": 1, "high": 3}, stats.beta(2, 5, 1, 2)),
    "pert": ({"low": 0, "mode": 1, "high": 4}, stats.beta(2, 4, 0, 4)),
    "weibull": ({"shape": 1.5, "scale": 2}, stats.weibull_min(1.5, scale=2)),
    "integer": ({"low": 3, "high": 5}, stats.randint(3, 6)),
    "choice": (
        {"values": [10, 20], "weights": [3, 1]},
        stats.rv_discrete(values=([10, 20], [0.75, 0.25])),
    ),
    "empirical": (
        {"values": [4, 1, 2, 2]},
        stats.rv_discrete(values=([1, 2, 4], [0.25, 0.5, 0.25])),
    ),
    "constant": ({"value": 7}, stats.rv_discrete(values=([7], [1.0]))),
}
SHARES = (np.arange(2000) + 0.5) / 2000


def test_there_is_an_example_of_every_distribution() -> None:
    assert set(EXAMPLES) == set(KEYS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_it_is_the_distribution_it_says_it_is(kind: str) -> None:
    said, known = EXAMPLES[kind]
    found = distribution({"kind": kind, **said}).ppf(SHARES)
    assert found == pytest.approx(known.ppf(SHARES), rel=1e-9)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_it_is_finite_at_the_ends_and_never_falls(kind: str) -> None:
    made = distribution({"kind": kind, **EXAMPLES[kind][0]})
    values = made.ppf(np.array([1e-9, 1e-6, *SHARES, 1 - 1e-6, 1 - 1e-9]))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()
    assert made.low <= values.min()
    assert values.max() <= made.high


def test_the_ranges_of_the_catalogue_can_be_written_down() -> None:
    wide = [p for p in catalogue().values() if p.prior.low < p.prior.high]
    assert len(wide) > 100
    for parameter in wide:
        again = distribution(described(parameter.prior))
        assert np.array_equal(again.ppf(SHARES), parameter.prior.ppf(SHARES)), parameter.full_name


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"kind": "unifrom", "low": 0, "high": 1}, 'Did you mean "uniform"'),
        ({"kind": "uniform", "low": 0}, '"high" is missing'),
        ({"kind": "uniform", "low": 0, "high": 1, "mode": 0.5}, 'knows no "mode"'),
        ({"kind": "uniform", "low": 1, "high": 1}, '"low" is not below "high"'),
        ({"kind": "loguniform", "low": 0, "high": 1}, "Use uniform"),
        ({"kind": "triangular", "low": 0, "mode": 2, "high": 1}, '"mode" lies outside'),
        ({"kind": "normal", "mean": 0, "sd": 0}, "above 0"),
        ({"kind": "normal", "mean": float("nan"), "sd": 1}, "finite"),
        ({"kind": "normal", "mean": "a", "sd": 1}, "not a number"),
        ({"kind": "integer", "low": 0.5, "high": 2}, "whole numbers"),
        ({"kind": "choice", "values": []}, "not a list"),
        ({"kind": "choice", "values": [1, 2], "weights": [1]}, "one number above 0 for each"),
        ({"kind": "choice", "values": [1, True]}, "not a number"),
    ],
)
def test_what_cannot_be_a_distribution_is_said(said: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError) as caught:
        distribution(said, "vary")
    assert what in str(caught.value)
