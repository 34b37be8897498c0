"""Money: what each strategy could spend, what it spent, what it left, and what the money bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cse_sim.report.finished import Contender, Finished
from cse_sim.report.parts import Figure, Panel, Section, Table
from cse_sim.report.svg import Drawing, Scale, beside
from cse_sim.report.words import (
    Unit,
    dollars,
    in_sentence,
    label,
    number,
    percent,
    scaled,
    signed,
)
from cse_sim.study.comparison import SPENT, budget_usd
from cse_sim.study.figures import decimals_for, missing

STEP, TOP, LEFT, RIGHT = 38.0, 6.0, 14.0, 336.0


@dataclass(frozen=True)
class Account:
    """Of one strategy at one budget level: the budget, and what was spent in each run [US$]."""

    contender: Contender
    budget: float
    spent: npt.NDArray[np.float64]
    per_million: str
    """Change of the first indicator per US$ million spent beyond the reference, with its interval."""

    @property
    def mean(self) -> float:
        return float(np.nanmean(self.spent)) if np.isfinite(self.spent).any() else float("nan")


def accounts(study: Finished) -> list[Account]:
    """One account per strategy and budget level that ran."""
    levels = study.inputs["budget_levels"]
    bought = _bought(study)
    found = []
    for each in study.contenders:
        runs = study.runs
        here = runs[(runs["strategy"] == each.name) & (runs["point"] == each.point)]
        spent = here[SPENT].to_numpy(dtype=np.float64)
        if len(spent):
            budget = budget_usd(study.scenario, study.weeks, levels[each.point])
            told = _told(bought.get((each.name, each.point)))
            found.append(Account(each, budget, spent, told))
    return found


def _bought(study: Finished) -> dict[tuple[str, int], Mapping[str, Any]]:
    if "costs" not in study.tables:
        return {}
    rows = study.results.rows("costs")
    first = study.page.first
    return {(row["strategy"], row["point"]): row for row in rows if row["indicator"] == first}


def _told(row: Mapping[str, Any] | None) -> str:
    if row is None or missing(row["per_million"]):
        return "–"
    factor = Unit(row["unit"]).factor
    middle, low, high = (
        scaled(row[part], factor) for part in ("per_million", "per_million_low", "per_million_high")
    )
    places = decimals_for(middle, low, high)
    return f"{signed(middle, places)} [{number(low, places)}, {number(high, places)}]"


def money(study: Finished) -> Section | None:
    """The section on money; None if the study did not keep what was spent."""
    if SPENT not in study.runs or study.verb not in ("run", "compare"):
        return None
    found = accounts(study)
    first = study.page.first
    bought = _bought(study)
    said = ""
    if bought:
        reference = study.title_of(next(iter(bought.values()))["reference"])
        unit = Unit(study.indicators[first].unit).change
        said = (
            f"The last column is the change in {in_sentence(first)} ({unit}) against {reference}, per US$ million spent "
            f"beyond it, with its 95 % interval. None is given where spending cannot be told from that of {reference} or is less."
        )
    size, currency = _size(found)
    columns = [
        "Strategy",
        "Planned",
        "Spent (mean)",
        "Spent (5–95 % of runs)",
        "Unspent",
        "Share spent",
        f"{label(first)} per US$ million",
    ]
    table = Table(
        f"Planned, spent and unspent over the whole period, in {currency}",
        tuple(columns),
        tuple(_cells(each, size) for each in found),
    )
    how = (
        "The frame is the budget, the filled part what was spent on average over the runs; the empty rest was left. "
        "Money is left where organisations, staff or access are too few to use it."
    )
    panel = Panel("Budget and spending", "US$ over the whole period", _drawing(found))
    figure = Figure("money", "Who spent what", how, (panel,), table, open=True)
    return Section("money-section", "Money", paragraphs=(said,) if said else (), figures=(figure,))


def _size(found: list[Account]) -> tuple[float, str]:
    most = max((max(each.budget, each.mean) for each in found), default=0.0)
    return (1e6, "US$ million") if most >= 1e6 else (1.0, "US$")


def _cells(each: Account, size: float) -> tuple[str, ...]:
    places = 1 if size > 1 else 0
    span = "–"
    if np.isfinite(each.spent).any():
        low, high = np.nanquantile(each.spent, (0.05, 0.95)) / size
        span = f"{number(float(low), places)} to {number(float(high), places)}"
    return (
        each.contender.title,
        number(each.budget / size, places),
        number(each.mean / size, places),
        span,
        number((each.budget - each.mean) / size, places),
        percent(each.mean / each.budget if each.budget else None),
        each.per_million,
    )


def _drawing(found: list[Account]) -> Drawing:
    most = max(max(each.budget, each.mean) for each in found) or 1.0
    scale = Scale(0.0, most, LEFT, RIGHT)
    says = "; ".join(
        f"{each.contender.title}: {dollars(each.mean)} of {dollars(each.budget)}" for each in found
    )
    drawing = Drawing("money-spent", TOP + STEP * len(found), "Budget and spending", says)
    for place, each in enumerate(found):
        top = TOP + STEP * place
        share = (
            f"{dollars(each.mean)} ({percent(each.mean / each.budget if each.budget else None)})"
        )
        drawing.text(LEFT, top + 12, beside(each.contender.title, share), "row")
        drawing.text(RIGHT, top + 12, share, "value", "end")
        drawing.box(LEFT, top + 18, scale(each.budget) - LEFT, 12, "unspent")
        drawing.box(LEFT, top + 18, scale(each.mean) - LEFT, 12, "spent")
    return drawing
