"""Weeks: a strategy's middle and bands, the baseline behind; or the difference between the two, run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cse_sim.web.charts.style import BASELINE, INK, OWN_COLOUR, QUIET, axis, frame, numbers

Spread = Mapping[str, Any]
"""``mean, q05, q25, q50, q75, q95``, each one number per week shown."""


def series_option(
    dates: Sequence[str],
    lines: Sequence[tuple[str, Spread, str, Any]],
    unit: str,
    description: str,
    marks: Sequence[tuple[str, str]] = (),
    low: float | None = None,
    high: float | None = None,
    runs: Sequence[Sequence[float]] = (),
) -> dict[str, Any]:
    """Lines of (name, spread, colour, kind of line), the first behind; bands of 50 and 90 % of the runs for each."""
    series: list[dict[str, Any]] = []
    for name, spread, colour, _kind in lines:
        series += band(dates, spread, "q05", "q95", colour, 0.10, f"{name} 90")
        series += band(dates, spread, "q25", "q75", colour, 0.17, f"{name} 50")
    for number, run in enumerate(runs):
        series.append(_run(dates, run, number))
    shifts = apart([spread for _, spread, _, _ in lines])
    series += [
        middle(dates, name, spread, colour, kind, shifts[place], marks if place == 0 else ())
        for place, (name, spread, colour, kind) in enumerate(lines)
    ]
    return {
        **frame(description),
        "grid": {"left": 8, "right": 118, "top": 30, "bottom": 8, "containLabel": True},
        "xAxis": axis("time", min=dates[0], max=dates[-1]),
        "yAxis": axis(
            "value",
            name=unit,
            nameTextStyle={"color": QUIET, "align": "left"},
            scale=True,
            **({} if low is None else {"min": low}),
            **({} if high is None else {"max": high}),
        ),
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "line"}, "show": True},
        "series": series,
    }


def difference_option(
    dates: Sequence[str],
    name: str,
    spread: Spread,
    unit: str,
    description: str,
    runs: Sequence[Sequence[float]] = (),
) -> dict[str, Any]:
    """Strategy minus baseline: the zero line is the baseline."""
    option = series_option(
        dates, [(name, spread, OWN_COLOUR, "solid")], unit, description, runs=runs
    )
    option["series"][-1]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": INK, "type": "solid", "width": 1},
        "label": {"show": False},
        "data": [{"yAxis": 0}],
    }
    return option


def band(
    dates: Sequence[str],
    spread: Spread,
    low: str,
    high: str,
    colour: str,
    strength: float,
    name: str,
) -> list[dict[str, Any]]:
    """A filled band as two stacked lines: an unseen one below, and the height of the band upon it."""
    below, above = spread[low], spread[high]
    common = {
        "type": "line",
        "stack": name,
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
        "z": 1,
    }
    return [
        {**common, "name": f"{name} low", "data": pairs(dates, below)},
        {
            **common,
            "name": f"{name} band",
            "data": pairs(dates, above - below),
            "areaStyle": {"color": colour, "opacity": strength},
        },
    ]


def middle(
    dates: Sequence[str],
    name: str,
    spread: Spread,
    colour: str,
    kind: Any,
    shift: float = 0.0,
    marks: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """The mean over runs, labelled at its end."""
    line: dict[str, Any] = {
        "type": "line",
        "name": name,
        "data": pairs(dates, spread["mean"]),
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 2, "type": kind},
        "itemStyle": {"color": colour},
        "endLabel": {
            "show": True,
            "formatter": "{a}",
            "color": colour,
            "width": 106,
            "overflow": "break",
            "lineHeight": 14,
            "offset": [0, shift],
        },
        "z": 3,
    }
    if marks:
        line["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": QUIET, "type": "dotted"},
            "label": {"color": QUIET, "position": "insideEndTop", "rotate": 0, "fontSize": 11},
            "data": [{"xAxis": date, "label": {"formatter": text}} for date, text in marks],
        }
    return line


def apart(spreads: Sequence[Spread], height: float = 190.0, needed: float = 30.0) -> list[float]:
    """How far down each line's label moves [px] so that no two are closer than ``needed``, in a plot of ``height``."""
    ends = [float(spread["mean"][-1]) for spread in spreads]
    lowest = min(float(np.nanmin(spread["q05"])) for spread in spreads)
    highest = max(float(np.nanmax(spread["q95"])) for spread in spreads)
    scale = height / max(highest - lowest, 1e-12)
    places = {k: (highest - end) * scale for k, end in enumerate(ends) if end == end}
    shifts = [0.0] * len(ends)
    order = sorted(places, key=places.__getitem__)
    if not order:
        return shifts
    middle_of_all = sum(places.values()) / len(places)
    put: list[float] = []
    for k in order:
        put.append(max(places[k], put[-1] + needed) if put else places[k])
    lift = sum(put) / len(put) - middle_of_all
    for k, place in zip(order, put, strict=True):
        shifts[k] = round(place - lift - places[k], 1)
    return shifts


def pairs(dates: Sequence[str], values: Any) -> list[list[Any]]:
    """Dates with their numbers."""
    return [list(pair) for pair in zip(dates, numbers(values), strict=True)]


def _run(dates: Sequence[str], run: Sequence[float], number: int) -> dict[str, Any]:
    return {
        "type": "line",
        "name": f"run {number}",
        "data": pairs(dates, run),
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": BASELINE, "width": 0.7, "opacity": 0.6},
        "tooltip": {"show": False},
        "z": 2,
    }
