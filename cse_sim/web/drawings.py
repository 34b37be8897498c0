"""The charts of an answer: which numbers they show, their words, and the table behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from cse_sim.indicators import catalogue
from cse_sim.report.words import Unit, number
from cse_sim.scenario.calendar import date_of
from cse_sim.scenario.model import Scenario
from cse_sim.study.figures import decimals_for
from cse_sim.web.answers import Answer
from cse_sim.web.blocks import Floats
from cse_sim.web.charts.map import map_option
from cse_sim.web.charts.series import difference_option, series_option
from cse_sim.web.charts.style import BASELINE, OWN_COLOUR, numbers
from cse_sim.web.choices import OWN
from cse_sim.web.labels import change_unit_name, indicator_name, level_unit_name, strategy_title
from cse_sim.web.texts import number_in, word

SINGLE_RUNS = 12
SPREAD = ("mean", "q05", "q25", "q50", "q75", "q95")
SHARES = {"share"}


@dataclass(frozen=True)
class Figure:
    """What the chart part of the page is fed with."""

    title: str
    note: str
    option: dict[str, Any]
    table: dict[str, Any]


def dates_of(scenario: Scenario, weeks: list[int]) -> list[str]:
    """Last day of each week."""
    return [str(date_of(week, scenario.start) - timedelta(days=1)) for week in weeks]


def marks_of(scenario: Scenario, language: str, last: str) -> list[tuple[str, str]]:
    """What happens at one day of the scenario, up to the last one drawn: the mission leaves, the budget ends."""
    marks = []
    window = scenario.mission_window
    if window and window[1] < scenario.end:
        marks.append((str(window[1]), word(language, "words", "mission_leaves")))
    budget_end = scenario.budget_window[1]
    if budget_end < scenario.end and not (window and window[1] == budget_end):
        marks.append((str(budget_end), word(language, "words", "budget_ends")))
    return [mark for mark in marks if mark[0] <= last]


def over_time(
    answer: Answer, language: str, indicator: str, difference: bool, single: bool
) -> Figure:
    """One indicator over the weeks: both strategies, or their difference."""
    dates = dates_of(answer.scenario, answer.weeks)
    name = indicator_name(language, indicator)
    declared = catalogue()[indicator].unit
    own = strategy_title(language, answer.scenario, OWN)
    base = strategy_title(language, answer.scenario, answer.baseline)
    if difference:
        spread = answer.weekly_difference(OWN, indicator)
        label = word(language, "words", "difference")
        change = change_unit_name(language, declared)
        apart = answer.single_differences(OWN, indicator, SINGLE_RUNS) if single else ()
        option = difference_option(
            dates, label, spread, change, f"{name}: {own} − {base}", [list(run) for run in apart]
        )
        option["factor"] = Unit(declared).factor
        note = word(language, "explore", "bands_difference")
        return Figure(name, note, option, spread_table(answer, language, dates, {label: spread}))
    low, high = limits_of(indicator)
    behind, front = answer.weekly(answer.baseline, indicator), answer.weekly(OWN, indicator)
    option = series_option(
        dates,
        [(base, behind, BASELINE, "dashed"), (own, front, OWN_COLOUR, "solid")],
        level_unit_name(language, declared),
        f"{name}: {own}, {base}",
        marks_of(answer.scenario, language, dates[-1]),
        low if low is not None and _near(front, behind, low) else None,
        high if high is not None and _near(front, behind, high) else None,
        [list(run) for run in answer.single_runs(OWN, indicator, SINGLE_RUNS)] if single else (),
    )
    option["factor"] = Unit(declared).factor
    table = spread_table(answer, language, dates, {own: front, base: behind})
    return Figure(name, word(language, "explore", "bands"), option, table)


def limits_of(indicator: str) -> tuple[float | None, float | None]:
    """The ends of an indicator's scale, None where it has none."""
    unit = catalogue()[indicator].unit
    if unit in SHARES:
        return 0.0, 1.0
    return (0.0, 100.0) if "0-100" in unit else (0.0, None)


def spread_table(
    answer: Answer, language: str, dates: list[str], spreads: dict[str, dict[str, Floats]]
) -> dict[str, Any]:
    """The numbers of a chart over time, one row per week shown."""
    columns = [word(language, "words", "week"), word(language, "words", "date")]
    columns += [f"{name} · {column}" for name in spreads for column in SPREAD]
    series = [numbers(spread[column], 5) for spread in spreads.values() for column in SPREAD]
    rows = [
        [week, date, *(line[k] for line in series)]
        for k, (week, date) in enumerate(zip(answer.weeks, dates, strict=True))
    ]
    return {"columns": columns, "rows": rows}


def placed_indicator(answer: Answer, indicator: str, otherwise: str) -> str:
    """The indicator itself if it is kept by place, else another one that is."""
    there = answer.blocks[OWN][0].areas
    return (
        indicator if indicator in there else otherwise if otherwise in there else next(iter(there))
    )


def on_the_map(
    answer: Answer, language: str, indicator: str, place: int, difference: bool
) -> Figure:
    """One indicator in the administrative units in one week; hatched where nine in ten runs straddle zero."""
    units = sorted({row.admin1 for row in answer.scenario.communities})
    own, base = answer.areas(OWN, indicator), answer.areas(answer.baseline, indicator)
    runs = min(len(own), len(base))
    declared = catalogue()[indicator].unit
    values = Unit(declared).factor * (own[:runs] - base[:runs] if difference else own[:runs])
    here = values[:, place]
    unit = (change_unit_name if difference else level_unit_name)(language, declared)
    means = np.nanmean(here, axis=0)
    low, high = np.nanquantile(here, 0.05, axis=0), np.nanquantile(here, 0.95, axis=0)
    unsure = [u for u, a, b in zip(units, low, high, strict=True) if difference and a <= 0 <= b]
    limits = map_limits(values, difference)
    decimals = decimals_for(limits[1], limits[0], limits[1])
    ends = [number_in(language, number(end, decimals)) for end in limits]
    name = indicator_name(language, indicator)
    dates = dates_of(answer.scenario, answer.weeks)
    option = map_option(
        {u: float(m) for u, m in zip(units, means, strict=True)},
        unsure,
        limits,
        difference,
        unit,
        f"{name}, {dates[place]}",
        decimals,
        (ends[0], ends[1]),
        float(np.mean([row.latitude for row in answer.scenario.communities])),
    )
    columns = [word(language, "words", key) for key in ("unit_of_map", "mean")]
    rows = [
        [u, *numbers(line, 4)]
        for u, line in zip(units, zip(means, low, high, strict=True), strict=True)
    ]
    note = word(language, "explore", "map_runs", runs=runs)
    if difference:
        note += " " + word(language, "explore", "hatched")
    return Figure(name, note, option, {"columns": [*columns, "5 %", "95 %"], "rows": rows})


def map_limits(values: Floats, difference: bool) -> tuple[float, float]:
    """The ends of the colours, the same in all weeks: of means over runs, around zero for a difference."""
    means = np.nanmean(values, axis=0)
    low, high = float(np.nanmin(means)), float(np.nanmax(means))
    if difference:
        widest = max(abs(low), abs(high)) or 1e-3
        return -widest, widest
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _near(front: dict[str, Floats], behind: dict[str, Floats], end: float) -> bool:
    """Whether the bands come so close to the end of the scale that the axis should show it."""
    lowest = float(np.nanmin([front["q05"], behind["q05"]]))
    highest = float(np.nanmax([front["q95"], behind["q95"]]))
    return abs((lowest if end == 0 else highest) - end) < 0.6 * max(highest - lowest, 1e-12)
