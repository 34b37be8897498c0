"""A change along an input is the input's own, and luck that all points share is counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cse_sim.report.sweep import all_else_equal, mean_of
from cse_sim.study.compare import interval

REACH, COUNCIL = "param:trust.reach", "dose:council"


def runs_at(points: list[tuple[float, float]], runs: int, luck: np.ndarray) -> pd.DataFrame:
    """Every point lives through the same luck; neither input does anything."""
    return pd.concat(
        pd.DataFrame(
            {"point": number, "run": range(runs), REACH: reach, COUNCIL: dose, "calm": luck[:runs]}
        )
        for number, (reach, dose) in enumerate(points)
    )


def test_luck_that_all_points_share_does_not_shrink_with_their_number() -> None:
    luck = np.random.default_rng(1).normal(size=8)
    block = runs_at([(0.1, dose) for dose in np.linspace(0, 1, 50)], 8, luck)
    mean, half = mean_of(block, "calm", drawn=False)
    low, high, _ = interval(luck)
    assert (mean - half, mean + half) == pytest.approx((low, high))
    assert mean_of(block, "calm", drawn=True) == pytest.approx((mean, half))


def test_which_points_were_drawn_is_chance_too() -> None:
    luck = np.zeros(4)
    block = runs_at([(0.1, dose) for dose in (0.0, 0.5, 1.0)], 4, luck)
    block["calm"] += block[COUNCIL]
    assert mean_of(block, "calm", drawn=False)[1] == 0.0
    low, high, _ = interval(np.array([0.0, 0.5, 1.0]))
    assert mean_of(block, "calm", drawn=True)[1] == pytest.approx((high - low) / 2)


def test_ends_that_differ_in_other_inputs_are_not_compared() -> None:
    luck = np.random.default_rng(2).normal(size=4)
    grid = runs_at([(reach, dose) for reach in (0.1, 0.9) for dose in (0.0, 1.0)], 4, luck)
    assert all_else_equal(grid, REACH)
    drawn = runs_at([(0.1, 0.7), (0.5, 0.2), (0.9, 0.4)], 4, luck)
    assert not all_else_equal(drawn, REACH)
    assert all_else_equal(drawn.drop(columns=COUNCIL), REACH)
