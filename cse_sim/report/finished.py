"""A finished study as the report reads it: its inputs, its tables, and what the catalogues say of its names."""

from __future__ import annotations

import datetime
import functools
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from cse_sim.errors import InputError
from cse_sim.indicators.measure import Indicator
from cse_sim.scenario.calendar import date_of, week_of
from cse_sim.study.headlines import Shown, shown
from cse_sim.study.results import Results
from cse_sim.study.store import Store

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Contender:
    """A strategy at one budget level."""

    name: str
    point: int
    title: str


class Finished:
    """What a report is made of.

    Raises
    ------
    InputError
        when the folder holds no finished study, or a table of it is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.results = Results.opened(folder)
        self.folder = folder
        self.manifest = self.results.manifest
        self.inputs: dict[str, Any] = self.manifest["inputs"]
        self.scenario: dict[str, Any] = self.inputs["scenario"]
        for name in self.manifest["tables"]:
            _readable(Store(folder).table(name))

    @property
    def verb(self) -> str:
        return str(self.inputs["verb"])

    @property
    def tables(self) -> Sequence[str]:
        return tuple(self.manifest["tables"])

    @functools.cached_property
    def weeks(self) -> int:
        return int(self.inputs["weeks"] or self.scenario["weeks"])

    @functools.cached_property
    def start(self) -> datetime.date:
        return datetime.date.fromisoformat(self.scenario["start"])

    @functools.cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators there are, by name."""
        from cse_sim import indicators

        return indicators.catalogue()

    @functools.cached_property
    def comparison(self) -> list[dict[str, Any]]:
        return self.results.rows("comparison") if "comparison" in self.tables else []

    @functools.cached_property
    def runs(self) -> pd.DataFrame:
        return self.results.runs

    @functools.cached_property
    def page(self) -> Shown:
        """The indicators a reader meets, outcomes before harms."""
        harms = {name: self.indicators[name].harm for name in self.measured}
        return shown(harms, self.inputs["indicators"] is not None)

    @functools.cached_property
    def measured(self) -> list[str]:
        """The indicators of the study that the catalogue knows."""
        wanted = self.inputs["indicators"] or list(self.indicators)
        return [name for name in wanted if name in self.indicators and name in self.runs]

    def title_of(self, strategy: str) -> str:
        """What a strategy is called in the scenario, or its name."""
        titles = {row["name"]: row["title"] for row in self.scenario["strategies"]}
        return titles.get(strategy) or strategy

    @functools.cached_property
    def contenders(self) -> list[Contender]:
        """Every strategy at every budget level, in the order asked for."""
        levels = self.inputs["budget_levels"]
        several = len(levels) > 1
        return [
            Contender(name, point, self.title_of(name) + (f" at {level:g} × the budget" * several))
            for name in self.inputs["strategies"]
            for point, level in enumerate(levels)
        ]

    @property
    def sequential(self) -> Mapping[str, Any] | None:
        """Where a study stands whose runs were doubled until a question was answered; None of any other."""
        return self.manifest.get("sequential")

    def few(self, most: int) -> tuple[list[Contender], str]:
        """All contenders; of more than ``most``, those at the level next to the scenario's budget, and its name."""
        levels = self.inputs["budget_levels"]
        if len(self.contenders) <= most or len(levels) == 1:
            return self.contenders, ""
        own = min(range(len(levels)), key=lambda point: abs(levels[point] - 1.0))
        named = f"{levels[own]:g} × the budget" if levels[own] != 1 else "the scenario's own budget"
        return [each for each in self.contenders if each.point == own], named

    @property
    def challengers(self) -> list[Contender]:
        """Those that are held against the baseline."""
        return [each for each in self.contenders if each.name != self.inputs["baseline"]]

    def against(self, contender: Contender) -> dict[str, Row]:
        """The rows of the comparison of one contender, by indicator."""
        return {
            row["indicator"]: row
            for row in self.comparison
            if (row["strategy"], row["point"]) == (contender.name, contender.point)
        }

    def week(self, day: str | None) -> int | None:
        """The week a date of the scenario falls in, counted from 1; None outside the study."""
        if not day:
            return None
        week = week_of(datetime.date.fromisoformat(day), self.start) + 1
        return week if 1 <= week <= self.weeks else None

    def date(self, week: int) -> datetime.date:
        """The first day of a week, counted from 1."""
        return date_of(week - 1, self.start)


def _readable(path: Path) -> None:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path):
            return
    except FileNotFoundError:
        what = "this table of the study is missing"
    except (OSError, pa.ArrowException):
        what = "this table of the study cannot be read"
    raise InputError(
        what,
        path=str(path),
        do=f"Finish it again with: cse-sim resume {shlex.quote(str(path.parent))}",
    )
