"""What a person reads at the end of a run, in 100 columns or fewer, with and without colour."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console, Group, RenderableType
from rich.text import Text

from cse_sim.study.figures import decimals_for, figure
from cse_sim.study.headlines import Shown, blocks, shown
from cse_sim.study.listing import Cell, Listing

WIDTH = 100
MEANING = "The model compares strategies under stated assumptions; it never predicts."
WORDS = {"up": "more", "down": "less", "none": "-"}


def console(*, to_stderr: bool = False) -> Console:
    """A console no wider than 100 columns; no colour where NO_COLOR is set or nobody looks."""
    there = Console(stderr=to_stderr, highlight=False, soft_wrap=False)
    width = min(WIDTH, there.width) if there.is_terminal else WIDTH
    return Console(stderr=to_stderr, highlight=False, width=width)


def overall(runs: pd.DataFrame, indicators: dict[str, Any]) -> list[dict[str, Any]]:
    """Per overall indicator: mean, 5-95 % range and in how many of the runs it is defined."""
    rows = []
    for name, indicator in indicators.items():
        if name not in runs:
            continue
        values = runs[name].dropna()
        nothing = values.empty
        rows.append(
            {
                "indicator": name,
                "mean": None if nothing else float(values.mean()),
                "q05": None if nothing else float(values.quantile(0.05)),
                "q95": None if nothing else float(values.quantile(0.95)),
                "unit": indicator.unit,
                "direction": indicator.direction,
                "harm": indicator.harm,
                "smallest_difference": indicator.smallest_difference,
                "defined": len(values),
                "runs": len(runs),
            }
        )
    return rows


def run_page(
    rows: list[dict[str, Any]], manifest: dict[str, Any], folder: str, everything: bool = False
) -> RenderableType:
    """The page at the end of ``run``."""
    inputs, counts = manifest["inputs"], manifest["counts"]
    page = shown({row["indicator"]: row["harm"] for row in rows}, everything)
    title = f"{inputs['strategies'][0]} in {inputs['scenario']['title']}"
    spread = (
        "The range holds both luck and not knowing the parameters, which every run draws anew; "
        "--parameters default shows luck alone."
        if inputs["parameters"] == "prior"
        else "The range is luck alone: every parameter stands at its default."
    )
    table = Listing(
        [
            (block, [_run_row(row) for row in there])
            for block, there in blocks(page, {row["indicator"]: row for row in rows})
        ],
        columns=("mean", "5-95 % of runs", "better is", "unit"),
        spare="better is",
        right=("mean", "5-95 % of runs"),
    )
    partly = [
        f"{row['indicator']} in {row['defined']}"
        for row in rows
        if row["indicator"] in page.names and row["defined"] < row["runs"]
    ]
    return Group(
        Text(title, style="bold"),
        Text(f"{counts['done']} run{'' if counts['done'] == 1 else 's'}, seed {inputs['seed']}"),
        table,
        *(
            [Text(f"Of {counts['done']} runs, not all have a number: {', '.join(partly)}.")]
            if partly
            else []
        ),
        Text(f"{spread} {MEANING}"),
        *left_out(page, "runs.parquet"),
        files(folder),
    )


def left_out(page: Shown, file: str) -> list[Text]:
    """A line on the indicators that are not on the page, if there are any."""
    if not page.more:
        return []
    return [Text(f"{page.more} more indicators in {file}; --all shows them here.")]


def files(folder: str) -> Text:
    """Where the tables lie, on one line that can be copied."""
    return Text(f"Files: {folder}", no_wrap=True, overflow="ignore")


def _run_row(row: dict[str, Any]) -> list[Cell]:
    low, mean, high = (row[name] for name in ("q05", "mean", "q95"))
    decimals = decimals_for(mean, low, high, smallest=row["smallest_difference"])
    span = "-" if low is None else f"{figure(low, decimals)} to {figure(high, decimals)}"
    return [row["indicator"], figure(mean, decimals), span, WORDS[row["direction"]], row["unit"]]
