from __future__ import annotations

import types
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cse_sim.errors import InputError
from cse_sim.study.decisions import discover
from cse_sim.study.decisions.discovery import Box, contains, find, prim, score
from cse_sim.study.decisions.targets import Target, discovery_sentences

NAMES = [f"x{place}" for place in range(6)]


def planted(seed: int, points: int = 1000, noise: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.random((points, len(NAMES)))
    inside = (x[:, 0] > 0.4) & (x[:, 1] < 0.6) & (x[:, 2] > 0.3) & (x[:, 2] < 0.8)
    return x, inside ^ (rng.random(points) < noise)


def limits(box: Box) -> dict[str, tuple[float, float]]:
    return {limit.name: (limit.low, limit.high) for limit in box.limits}


def test_a_planted_box_is_found() -> None:
    box = prim(*planted(0), NAMES)
    found = limits(box)
    assert set(found) == {"x0", "x1", "x2"}
    assert found["x0"] == (pytest.approx(0.4, abs=0.05), np.inf)
    assert found["x1"] == (-np.inf, pytest.approx(0.6, abs=0.05))
    assert found["x2"] == (pytest.approx(0.3, abs=0.05), pytest.approx(0.8, abs=0.05))
    assert box.density > 0.85
    assert all(limit.reproduced > 0.8 and limit.quasi_p < 0.01 for limit in box.limits)


def test_noise_has_no_box() -> None:
    none = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        box = prim(rng.random((400, 6)), rng.random(400) < 0.05, NAMES)  # rare: corners look dense
        none += not box.found
        assert box.found or box.said.startswith("no box")
    assert none >= 18


def test_density_and_coverage_are_those_of_the_box() -> None:
    x, target = planted(1)
    box = prim(x, target, NAMES)
    bounds = np.array([limits(box).get(name, (-np.inf, np.inf)) for name in NAMES])
    inside = contains(bounds, x)
    assert box.density == target[inside].mean()
    assert box.coverage == target[inside].sum() / target.sum()
    assert box.mass == inside.mean()


def test_no_single_limit_can_be_moved_to_find_more() -> None:
    x, target = planted(2)
    bounds = find(x, target)
    for factor, side in np.argwhere(np.isfinite(bounds)):
        for value in x[:, factor]:
            moved = bounds.copy()
            moved[factor, side] = value
            if contains(moved, x).sum() >= 20:
                assert score(moved, x, target) <= score(bounds, x, target) + 1e-12


def test_whole_numbers_are_peeled_a_value_at_a_time() -> None:
    rng = np.random.default_rng(3)
    x = np.column_stack([rng.integers(0, 4, 800), rng.random(800)]).astype(float)
    box = prim(x, (x[:, 0] >= 2) ^ (rng.random(800) < 0.05), ["kind", "other"])
    assert limits(box) == {"kind": (2.0, np.inf)}


@pytest.mark.parametrize(
    ("points", "target", "said"),
    [
        (np.ones((100, 2)), np.arange(100) < 50, "nothing varies"),
        (np.random.default_rng(0).random((100, 2)), np.arange(100) < 3, "3 of 100 runs"),
        (np.random.default_rng(0).random((100, 2)), np.arange(100) < 99, "99 of 100 runs"),
    ],
)
def test_without_anything_to_find_it_says_why(points, target, said) -> None:
    assert said in prim(points, target, ["a", "b"]).said


def results() -> Any:
    """Strategy ``a`` is worse than the baseline where the reach is high; the rest is noise."""
    rng = np.random.default_rng(7)
    reach, other, calm = rng.random(600), rng.random(600), rng.normal(50, 5, 600)
    frames = [
        pd.DataFrame(
            {
                "strategy": name,
                "point": 0,
                "run": np.arange(600),
                "stability_index": calm + effect,
                "param:trust.reach": reach,
                "param:other": other,
            }
        )
        for name, effect in (("base", 0.0), ("a", np.where(reach > 0.7, -1.0, 1.0)))
    ]
    return types.SimpleNamespace(
        runs=pd.concat(frames, ignore_index=True), manifest={"inputs": {"baseline": "base"}}
    )


def test_where_a_strategy_loses_is_found_in_the_parameters_of_the_runs() -> None:
    rows = discover(results(), "loses:stability_index")
    assert list(rows["strategy"]) == ["a"]
    assert list(rows["parameter"]) == ["trust.reach"]
    assert rows["low"][0] == pytest.approx(0.7, abs=0.02)
    assert rows["density"][0] == 1.0
    assert discovery_sentences(rows)[0].startswith("loses:stability_index in a (")


def test_a_threshold_that_depends_on_luck_alone_has_no_box() -> None:
    rows = discover(results(), "stability_index<46", ["base"])
    assert list(rows["parameter"].isna()) == [True]
    assert "no box" in discovery_sentences(rows)[0]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("calm", "no target"),
        ("deaths<-", "no target"),
        ("deaths<3", 'no indicator "deaths"'),
        ("param:other<3", "no target"),
    ],
)
def test_targets_that_cannot_be_used(target: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        discover(results(), target)


def test_targets_as_they_are_written() -> None:
    assert Target.read(" deaths > 1e3 ") == Target("deaths > 1e3", "deaths", ">", 1000.0)
    assert Target.read("loses: deaths") == Target("loses: deaths", "deaths", "loses")
