"""Claims of the indicators of violence."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cse_sim.indicators import violence
from cse_sim.scenario.calendar import month_of_week


def calendar(weeks: int, start: date = date(2000, 1, 1)) -> Any:
    months = month_of_week(start, weeks)
    return SimpleNamespace(
        month_of_week=months, year_of_week=months // 12, mission_end_week=weeks, weeks_per_year=52
    )


def yearly(*deaths: float) -> np.ndarray:
    """One run with the given deaths in mid-year."""
    values = np.zeros((1, 52 * len(deaths)))
    values[0, 26::52] = deaths
    return values


def relapse(*deaths: float, start: date = date(2000, 1, 1)) -> float:
    values = yearly(*deaths)
    return float(
        violence.relapse({"deaths_state_based": values}, calendar(values.shape[1], start))[0]
    )


@pytest.mark.parametrize(
    ("deaths", "result"),
    [
        ((0, 0, 25, 0), 1.0),
        ((0, 0, 24, 0), 0.0),
        ((0, 24, 24, 24), 0.0),
        ((0, 30, 0, 0, 30), 1.0),
        ((30, 0, 30, 0, 0, 0), 0.0),
        ((30, 0, 30, 0, 30, 0), np.nan),
        ((30, 30, 30, 30), np.nan),
        ((0, 0, 0), 0.0),
        ((0, 0), np.nan),
    ],
)
def test_relapse_is_a_violent_year_after_two_quiet_ones(
    deaths: tuple[float, ...], result: float
) -> None:
    assert relapse(*deaths) == pytest.approx(result, nan_ok=True)


def test_years_are_calendar_years() -> None:
    # From October on, week 26 of each model year falls in April of the next calendar year: 2001 … 2004.
    values = yearly(0, 0, 30, 0)
    until, _ = violence.first_relapse(values, calendar(208, date(2000, 10, 1)).year_of_week)
    assert until[0] == 1.0
    # Twice 15 deaths within one model year, on either side of New Year, are no violent calendar year.
    values = np.zeros((1, 260))
    values[0, [166, 172]] = 15.0
    until, _ = violence.first_relapse(values, calendar(260, date(2000, 10, 1)).year_of_week)
    assert np.isinf(until[0])


def test_a_part_of_a_first_year_is_not_a_quiet_year() -> None:
    values = np.zeros((1, 208))
    values[0, 80] = 30.0  # in 2002, after 13 weeks of 2000 and a quiet 2001
    until, watched = violence.first_relapse(values, calendar(208, date(2000, 10, 1)).year_of_week)
    assert np.isinf(until[0])
    assert watched[0] == 0.0


def test_fewer_quiet_years_make_more_relapses() -> None:
    values = yearly(0, 30, 0, 30)
    years = calendar(208).year_of_week
    assert violence.first_relapse(values, years, quiet_years=1)[0][0] == 1.0
    assert np.isinf(violence.first_relapse(values, years)[0][0])


def test_months_without_violence_are_calendar_months() -> None:
    events = np.zeros((2, 52))
    events[0, :2] = 3.0
    events[1, [0, 20, 30]] = 1.0
    assert violence.months_without_violence({"events": events}, calendar(52)).tolist() == [
        11.0,
        9.0,
    ]


def test_the_triggered_share_is_undefined_without_events() -> None:
    series = {
        "events": np.array([[0.0, 0.0], [3.0, 1.0]]),
        "events_triggered": np.array([[0.0, 0.0], [1.0, 0.0]]),
    }
    share = violence.triggered_share(series, calendar(2))
    assert np.isnan(share[0])
    assert share[1] == 0.25


def test_deaths_are_the_sum_of_the_kinds() -> None:
    assert violence.deaths(1.0, 2.0, 3.0, 4.0) == 10.0
    assert violence.events(1.0, 2.0, 3.0, 4.0) == 10.0


def test_fixed_names_are_there() -> None:
    names = {indicator.name for indicator in violence.INDICATORS}
    assert {
        "deaths",
        "deaths_civilians",
        "events",
        "months_without_violence",
        "relapse",
        "cumulative_onset_hazard",
    } <= names
