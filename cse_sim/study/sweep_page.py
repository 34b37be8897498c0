"""What a person reads at the end of a sweep: the mean at every point, and how sure it is."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from cse_sim.study.figures import interval
from cse_sim.study.listing import Wide
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
        *(_indicator(table, name, shown) for name in names),
        *left,
        Text(f"Mean [95 % interval of the mean]. Points share their luck. {MEANING}"),
        files(folder),
    )


def _indicator(table: pd.DataFrame, name: str, shown: int) -> Wide:
    rows = table[(table["indicator"] == name) & (table["point"] < shown)]
    inputs_of = list(table.columns[list(table.columns).index("unit") + 1 :])
    strategies = list(dict.fromkeys(rows["strategy"]))
    unit = rows["unit"].iloc[0]
    of = {
        strategy: there.sort_values("point").to_dict("records")
        for strategy, there in rows.groupby("strategy")
    }
    points = of[strategies[0]]
    columns = [
        (column.removeprefix("param:"), [f"{row[column]:.6g}" for row in points])
        for column in inputs_of
    ]
    columns += [(strategy, [_mean(row) for row in of[strategy]]) for strategy in strategies]
    return Wide(Text(f"{name} [{unit}]"), ("point", [f"{row['point']}" for row in points]), columns)


def _mean(row: dict[Any, Any]) -> str:
    return interval(row["mean"], row["low"], row["high"])
