"""Weeks and dates, checked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cse_sim.scenario.calendar import date_of, fiscal_year_of_week, month_of_week, week_of


@pytest.mark.parametrize(
    ("day", "start", "week"),
    [
        (date(2003, 10, 1), date(2003, 10, 1), 0),
        (date(2003, 10, 7), date(2003, 10, 1), 0),
        (date(2003, 10, 8), date(2003, 10, 1), 1),
        (date(2004, 9, 22), date(2003, 10, 1), 51),  # day 357 = 7 * 51
        (
            date(2004, 9, 30),
            date(2003, 10, 1),
            51,
        ),  # day 365 of a leap year: the ninth day of the last week
        (date(2004, 10, 1), date(2003, 10, 1), 52),
        (date(2005, 9, 30), date(2003, 10, 1), 103),
        (date(2023, 9, 30), date(2003, 10, 1), 1039),
        (date(2003, 9, 30), date(2003, 10, 1), -1),
        (date(2001, 2, 28), date(2000, 2, 29), 51),
        (date(2001, 3, 1), date(2000, 2, 29), 52),  # 29 February has its anniversary on 1 March
        (date(2004, 2, 29), date(2000, 2, 29), 208),
    ],
)
def test_week_of_a_date(day: date, start: date, week: int) -> None:
    assert week_of(day, start) == week


def test_the_first_day_of_each_week_is_in_that_week_and_the_day_before_is_not() -> None:
    for start in (date(2000, 2, 29), date(2003, 10, 1), date(1999, 12, 31)):
        for week in range(1040):
            assert week_of(date_of(week, start), start) == week
            assert week_of(date_of(week, start) - timedelta(days=1), start) == week - 1


def test_nothing_drifts_in_twenty_years() -> None:
    assert date_of(1040, date(2003, 10, 1)) == date(2023, 10, 1)


def test_month_and_fiscal_year_are_those_of_the_first_day() -> None:
    start = date(2000, 6, 25)
    assert month_of_week(start, 3).tolist() == [12 * 2000 + 5, 12 * 2000 + 6, 12 * 2000 + 6]
    assert fiscal_year_of_week(start, 3).tolist() == [1999, 2000, 2000]
