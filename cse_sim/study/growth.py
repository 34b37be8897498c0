"""When one study is a smaller version of another: fewer runs, strategies or points, and else the same."""

from __future__ import annotations

from typing import Any

from cse_sim.study.plan import Study, canonical, without_boundaries

MAY_DIFFER = ("runs", "strategies", "baseline", "indicators", "design")
"""What a study may change when it grows; no part depends on the baseline or on what is reported."""


def is_smaller(small: Study, large: Study) -> bool:
    """Whether all that the small study computes is part of the large one, which is larger somewhere."""
    if _rest(small) != _rest(large) or not set(small.strategies) <= set(large.strategies):
        return False
    if small.runs > large.runs or small.points > large.points:
        return False
    return small.digest() != large.digest() and _same_points(small, large)


def _rest(study: Study) -> str:
    inputs: dict[str, Any] = {
        name: value for name, value in study.inputs().items() if name not in MAY_DIFFER
    }
    return canonical({**inputs, "scenario": without_boundaries(inputs["scenario"])})


def _same_points(small: Study, large: Study) -> bool:
    """Whether the points of the small study are the first of the large one, to the last bit."""
    if small.design is None or large.design is None or small.design == large.design:
        return small.design == large.design
    if {**small.design, **_size(large.design)} != large.design:
        return False
    from cse_sim.study.points import points_of

    first = points_of(large.design, large.seed).cut(0, small.points)
    return first.digest() == points_of(small.design, small.seed).digest()


def _size(design: dict[str, Any]) -> dict[str, Any]:
    return {"samples": design["samples"], "points": design["points"]}
