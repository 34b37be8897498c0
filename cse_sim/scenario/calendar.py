"""Weeks and dates: a model year has 52 weeks from each anniversary of the start, so nothing drifts.

    week = 52 y + min(51, d // 7)

    y  whole years from the start to the date     [years]
    d  days from the last anniversary to the date [days]

The last week of a year takes the 8 or 9 days that are left. Week 0 begins on the start; tables number weeks
from 1, so their week *w* is week *w - 1* here. A start on 29 February has its anniversary on 1 March in
common years.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEEKS_PER_YEAR = 52


def week_of(day: date, start: date) -> int:
    """The week a date falls in, counted from 0; negative before the start."""
    years = day.year - start.year - ((day.month, day.day) < (start.month, start.day))
    into = (day - anniversary(start, years)).days
    return WEEKS_PER_YEAR * years + min(WEEKS_PER_YEAR - 1, into // 7)


def date_of(week: int, start: date) -> date:
    """The first day of a week, counted from 0."""
    years, into = divmod(week, WEEKS_PER_YEAR)
    return anniversary(start, years) + timedelta(days=7 * into)


def anniversary(start: date, years: int) -> date:
    """The day a model year begins."""
    if (start.month, start.day) == (2, 29):
        return date(start.year + years, 2, 28) + timedelta(days=1)
    return start.replace(year=start.year + years)


def month_of_week(start: date, weeks: int) -> NDArray[np.int64]:
    """The calendar month of each week's first day, as 12 * year + month - 1, shape (weeks,)."""
    import numpy as np

    days = [date_of(week, start) for week in range(weeks)]
    return np.array([12 * day.year + day.month - 1 for day in days], dtype=np.int64)


def fiscal_year_of_week(start: date, weeks: int) -> NDArray[np.int64]:
    """The fiscal year (July-June) of each week's first day, as the year it begins in, shape (weeks,)."""
    import numpy as np

    days = [date_of(week, start) for week in range(weeks)]
    return np.array([day.year - (day.month < 7) for day in days], dtype=np.int64)
