"""Bars with intervals: tornado bars between two means, and indices with their 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cse_sim.web.charts.style import INK, OWN_COLOUR, QUIET, axis, frame

UNSURE = "#a9b1ba"


def tornado_option(
    names: Sequence[str],
    short: Sequence[str],
    low: Sequence[float],
    high: Sequence[float],
    middle: float,
    sure: Sequence[bool],
    unit: str,
    labels: tuple[str, str],
    description: str,
) -> dict[str, Any]:
    """A line from the mean where a number is low (ring) to the mean where it is high (dot), the strongest on top."""
    order = list(range(len(names)))[::-1]
    spans = [
        [
            {"coord": [_short(low[k]), place], "symbol": "none", "lineStyle": _line(sure[k])},
            {"coord": [_short(high[k]), place], "symbol": "none"},
        ]
        for place, k in enumerate(order)
    ]
    rings = _points(labels[0], [low[k] for k in order], [sure[k] for k in order], "emptyCircle")
    dots = _points(labels[1], [high[k] for k in order], [sure[k] for k in order], "circle")
    return {
        **_bars(names, short, order, description),
        "xAxis": axis("value", name=unit, nameLocation="middle", nameGap=24, scale=True),
        "legend": {"show": True, "top": 0, "textStyle": {"color": QUIET}, "data": list(labels)},
        "series": [
            {**rings, "markLine": _mark(spans)},
            {
                **dots,
                "markLine": _mark(
                    [{"xAxis": _short(middle), "lineStyle": {"color": INK, "width": 1}}]
                ),
            },
        ],
    }


def index_option(
    names: Sequence[str],
    short: Sequence[str],
    values: Sequence[float],
    low: Sequence[float | None],
    high: Sequence[float | None],
    sure: Sequence[bool],
    label: str,
    description: str,
) -> dict[str, Any]:
    """One bar per input and its interval as a thin line."""
    order = list(range(len(names)))[::-1]
    intervals = [
        [
            {"coord": [low[k], place], "symbol": "none"},
            {"coord": [high[k], place], "symbol": "none"},
        ]
        for place, k in enumerate(order)
        if low[k] is not None and high[k] is not None
    ]
    return {
        **_bars(names, short, order, description),
        "xAxis": axis(
            "value",
            name=label,
            nameLocation="middle",
            nameGap=24,
            min=_start(low),
            max=_reach(values, high),
        ),
        "series": [
            {
                **_side(label, [values[k] for k in order], [sure[k] for k in order]),
                "markLine": _mark(intervals),
            }
        ],
    }


def _start(low: Sequence[float | None]) -> float:
    """The beginning of an axis that holds all intervals."""
    lowest = min((each for each in low if each is not None), default=0.0)
    return float(f"{1.03 * min(0.0, lowest):.3g}")


def _reach(values: Sequence[float], high: Sequence[float | None]) -> float | None:
    """The end of an axis that holds all intervals; a line that leaves the axis would not be drawn."""
    ends = [*values, *(each for each in high if each is not None)]
    return float(f"{1.03 * max(ends):.3g}") if ends and max(ends) > 0 else None


def _bars(
    names: Sequence[str], short: Sequence[str], order: list[int], description: str
) -> dict[str, Any]:
    """What both have in common; ``short`` names stand where the screen is narrow."""
    return {
        **frame(description),
        "short": [short[k] for k in order],
        "grid": {"left": 14, "right": 24, "top": 26, "bottom": 30, "containLabel": True},
        "yAxis": {
            **axis("category", data=[names[k] for k in order]),
            "axisLabel": {
                "color": INK,
                "width": 330,
                "overflow": "break",
                "fontSize": 12,
                "lineHeight": 14,
            },
        },
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
    }


def _side(name: str, values: list[float], sure: list[bool]) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "barWidth": "55%",
        "data": [
            {"value": _short(value), "itemStyle": {"color": _colour(known)}}
            for value, known in zip(values, sure, strict=True)
        ],
    }


def _points(name: str, values: list[float], sure: list[bool], symbol: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "symbol": symbol,
        "symbolSize": 10,
        "color": OWN_COLOUR,
        "data": [
            {"value": [_short(value), place], "itemStyle": {"color": _colour(known)}}
            for place, (value, known) in enumerate(zip(values, sure, strict=True))
        ],
    }


def _mark(data: list[Any]) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": ["none", "none"],
        "label": {"show": False},
        "lineStyle": {"color": INK, "type": "solid", "width": 1.5},
        "data": data,
    }


def _line(sure: bool) -> dict[str, Any]:
    return {"color": _colour(sure), "width": 3, "type": "solid"}


def _colour(sure: bool) -> str:
    return OWN_COLOUR if sure else UNSURE


def _short(value: float) -> float:
    return float(f"{value:.4g}")
