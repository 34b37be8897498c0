"""What a person reads at the end of a sweep: the mean at every point, and how sure it is."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cse_sim.study.figures import decimals_for, figure, missing
from cse_sim.study.sensitivity_page import first_indicators
from cse_sim.study.tables import MEANING, files

MOST_ROWS = 40


def sweep_page(
    table: pd.DataFrame, manifest: dict[str, Any], folder: str, everything: bool = False
) -> RenderableType:
    """The page at the end of ``sweep``: one table per indicator, a row per point, a column per strategy or difference."""
    inputs, counts = manifest["inputs"], manifest["counts"]
    names = inputs["indicators"] or (
        sorted(set(table["indicator"])) if everything else first_indicators(table)
    )
    points = inputs["design"]["points"]
    shown = points if everything else min(points, MOST_ROWS)
    left = (
        [] if shown == points else [Text(f"{points - shown} more points; --all shows them here.")]
    )
    return Group(
        Text(f"How it depends on inputs in {inputs['scenario']['title']}", style="bold"),
        Text(
            f"{points:,} points of a {inputs['design']['method']} design, {inputs['runs']} runs each under the "
            f"same luck; {counts['done']:,} runs, seed {inputs['seed']}"
        ),
        *(_indicator(table, name, shown, inputs) for name in names),
        *left,
        Text(f"Mean [95 % interval of the mean]. Points share their luck. {MEANING}"),
        files(folder),
    )


def _indicator(table: pd.DataFrame, name: str, shown: int, inputs: dict[str, Any]) -> Table:
    rows = table[(table["indicator"] == name) & (table["point"] < shown)]
    inputs_of = list(table.columns[list(table.columns).index("unit") + 1 :])
    strategies = list(dict.fromkeys(rows["strategy"]))
    unit = rows["unit"].iloc[0]
    listing = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title=Text(f"{name} [{unit}]"), title_justify="left"
    )
    for column in inputs_of:
        listing.add_column(column.removeprefix("param:"), justify="right")
    for strategy in strategies:
        listing.add_column(strategy, justify="right")
    for _, at_point in rows.groupby("point", sort=True):
        of = {row["strategy"]: row for row in at_point.to_dict("records")}
        first = next(iter(of.values()))
        set_to = [f"{first[column]:.6g}" for column in inputs_of]
        listing.add_row(*set_to, *(_mean(of[strategy]) for strategy in strategies))
    return listing


def _mean(row: dict[Any, Any]) -> str:
    mean, low, high = (row[column] for column in ("mean", "low", "high"))
    decimals = decimals_for(mean, low, high)
    if missing(low) or missing(high):
        return figure(mean, decimals)
    return f"{figure(mean, decimals)} [{figure(low, decimals)}, {figure(high, decimals)}]"
