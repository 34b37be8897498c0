"""From weeks to one number per run, and the calendar that needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cse_sim.engine.record import weekly_indicators
from cse_sim.indicators import catalogue
from cse_sim.scenario.calendar import WEEKS_PER_YEAR, month_of_week, week_of
from cse_sim.scenario.model import Scenario

if TYPE_CHECKING:
    from cse_sim.engine.layout import Layout

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """Weeks of a run in months and years, and the weeks that matter to indicators (counted from 0)."""

    month_of_week: npt.NDArray[np.int64]
    year_of_week: npt.NDArray[np.int64]
    mission_end_week: int
    shock_week: int
    weeks_per_year: int = WEEKS_PER_YEAR

    @classmethod
    def of(cls, scenario: Scenario, layout: Layout) -> Calendar:
        """The calendar of a scenario; a week that does not come counts as the number of weeks."""
        weeks = layout.weeks
        months = month_of_week(scenario.start, weeks)
        window = scenario.mission_window
        end = weeks if window is None else min(max(week_of(window[1], scenario.start), 0), weeks)
        shocks = [week_of(shock.date, scenario.start) for shock in scenario.shocks]
        first = min((week for week in shocks if 0 <= week < weeks), default=weeks)
        return cls(months, months // 12, end, first)


class Series(dict[str, Floats]):
    """Weekly values by indicator, each (runs, weeks); those made from others are made when first asked for."""

    def __missing__(self, name: str) -> Floats:
        indicator = catalogue()[name]
        if indicator.series is None:
            raise KeyError(name)
        self[name] = np.asarray(indicator.series(self), dtype=np.float64)
        return self[name]


def weekly_series(record: Floats) -> Series:
    """Weekly values by indicator from the record (runs, weeks, columns)."""
    return Series(
        {indicator.name: record[:, :, j] for j, indicator in enumerate(weekly_indicators())}
    )


def overall_values(series: Series, calendar: Calendar) -> dict[str, Floats]:
    """One number per run and indicator; NaN where it is undefined."""
    values: dict[str, Floats] = {}
    for name, indicator in catalogue().items():
        if indicator.of_weeks is not None:
            values[name] = np.asarray(indicator.of_weeks(series, calendar), dtype=np.float64)
        elif indicator.overall == "sum":
            values[name] = series[name].sum(axis=1)
        elif indicator.overall == "last":
            values[name] = series[name][:, -1]
        else:
            values[name] = _mean(series[name])
    return values


def _mean(values: Floats) -> Floats:
    defined = np.isfinite(values)
    number = defined.sum(axis=1)
    total = np.where(defined, values, 0.0).sum(axis=1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
