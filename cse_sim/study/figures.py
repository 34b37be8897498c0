"""Numbers as people read them: no more digits than they deserve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MOST_DECIMALS = 6


def missing(value: Any) -> bool:
    """Whether a number does not exist."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def decimals_for(
    middle: float | None, low: float | None, high: float | None, smallest: float = 0.0
) -> int:
    """Decimals that give the width of a range two digits; three digits of the number itself if it has no width.

    With a ``smallest`` difference that matters: at most one decimal more than that difference itself needs.
    """
    if missing(middle):
        return 0
    width = 0.0 if missing(low) or missing(high) else abs(float(high or 0) - float(low or 0)) / 2
    noise = 1e-9 * abs(float(middle or 0))
    size, digits = (width, 2) if width > noise else (abs(float(middle or 0)), 3)
    if size == 0:
        return 0
    most = MOST_DECIMALS if smallest <= 0 else max(0, 1 - math.floor(math.log10(smallest)))
    return min(MOST_DECIMALS, most, max(0, digits - 1 - math.floor(math.log10(size))))


def figure(value: float | None, decimals: int) -> str:
    """A number with thousands separated; ``-`` for one that does not exist; never a negative zero."""
    if value is None or math.isnan(value):
        return "-"
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"


def interval(
    middle: float | None, low: float | None, high: float | None, most: int = MOST_DECIMALS
) -> str:
    """``1.2 [0.4, 2.0]``, or the number alone if it has no interval.

    Where so many decimals show nothing but zeros: two digits of what is not zero, ``3.1e-07``.
    """
    decimals = min(most, decimals_for(middle, low, high))
    ends = [] if missing(low) or missing(high) else [low, high]
    given = [middle, *ends]
    told = [figure(each, decimals) for each in given]
    if set(told) <= {figure(0.0, decimals)}:
        told = ["0" if not each else f"{each:.2g}" for each in given]
    return f"{told[0]} [{', '.join(told[1:])}]" if ends else told[0]


def difference(row: Mapping[Any, Any]) -> str:
    """``+1.2 [0.4, 2.0]``: all three with the decimals the interval deserves.

    An interval that shows nothing but zeros says instead how small it is, ``within ±0.001``; one that is zero in every
    run says ``0 in every run``.
    """
    if missing(row["mean_difference"]):
        return "-"
    numbers = row["mean_difference"], row["low"], row["high"]
    if not any(numbers):
        return "0 in every run"
    decimals = decimals_for(*numbers, row["smallest_difference"])
    mean, low, high = (figure(number, decimals) for number in numbers)
    zero = figure(0.0, decimals)
    if {mean, low, high} <= {zero, "-"}:
        return f"within ±{10.0**-decimals:.{decimals}f}"
    sign = "+" if row["mean_difference"] > 0 and mean != zero else ""
    return f"{sign}{mean} [{low}, {high}]"


def money(usd: float | None) -> str:
    """US dollars, in millions from one million on."""
    if usd is None or math.isnan(usd):
        return "US$ -"
    if abs(usd) >= 1e6:
        return f"US$ {usd / 1e6:,.2f} million"
    return f"US$ {usd:,.0f}"
