"""How an indicator is declared: what is measured each week, and how weeks become one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Direction = Literal["up", "down", "none"]
Overall = Literal["mean", "sum", "last", "area", "first_passage"]


@dataclass(frozen=True)
class Indicator:
    """A measured quantity with unit, better direction and real-world counterpart.

    ``value`` is a scalar function, resolved by the names of its arguments like a rule. With ``each="nation"`` it sees
    national fields; otherwise it is averaged over agents of that kind, communities weighted by population. ``series``
    makes a weekly indicator from others: ``series({name: (runs, weeks)}) -> (runs, weeks)``. ``of_weeks`` makes the
    overall number: ``of_weeks({name: (runs, weeks)}, calendar) -> (runs,)``, NaN where it is undefined.
    """

    name: str
    unit: str
    direction: Direction
    overall: Overall
    smallest_difference: float
    meaning: str
    counterpart: str
    undefined_when: str = "never"
    each: str = "nation"
    value: Callable[..., Any] | None = None
    series: Callable[..., Any] | None = None
    of_weeks: Callable[..., Any] | None = None
    needs: tuple[str, ...] = ()
    harm: bool = False
    detail: bool = False

    @property
    def weekly(self) -> bool:
        """Whether it has a value every week."""
        return self.value is not None or self.series is not None
