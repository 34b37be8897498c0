"""What a person reads at the end of a run or a comparison, in 100 columns, with and without colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDTH = 100
HEADLINE = "stability_index"
SPENT = "spent_usd"
MEANING = "The model compares strategies under stated assumptions; it never predicts."

STYLES = {"better": "green", "worse": "red", "indistinguishable": "dim"}


def console(*, to_stderr: bool = False) -> Console:
    """A console no wider than 100 columns; no colour where NO_COLOR is set or nobody looks."""
    shown = Console(stderr=to_stderr, highlight=False, soft_wrap=False)
    width = min(WIDTH, shown.width) if shown.is_terminal else WIDTH
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
                "defined": len(values),
                "runs": len(runs),
            }
        )
    return sorted(rows, key=lambda row: row["indicator"] != HEADLINE)


def run_page(rows: list[dict[str, Any]], manifest: dict[str, Any], folder: str) -> RenderableType:
    """The page at the end of ``run``."""
    inputs, counts = manifest["inputs"], manifest["counts"]
    table = _table("indicator", ("mean", True), ("5-95 % of runs", True), "unit", "better is", "")
    words = {"up": "more", "down": "less", "none": "-"}
    for row in rows:
        low, mean, high = (row[name] for name in ("q05", "mean", "q95"))
        decimals = decimals_for(mean, low, high)
        table.add_row(
            row["indicator"],
            figure(mean, decimals),
            "-" if low is None else f"{figure(low, decimals)} to {figure(high, decimals)}",
            row["unit"],
            words[row["direction"]],
            _remark(row),
        )
    title = f"{inputs['strategies'][0]} in {inputs['scenario']['title']}"
    spread = (
        "The range holds both luck and not knowing the parameters, which every run draws anew; "
        "--parameters default shows luck alone."
        if inputs["parameters"] == "prior"
        else "The range is luck alone: every parameter stands at its default."
    )
    return Group(
        Text(title, style="bold"),
        Text(f"{counts['done']} runs, seed {inputs['seed']}"),
        table,
        Text(f"{spread} {MEANING}"),
        Text(f"Files: {folder}", no_wrap=True, overflow="ignore"),
    )


def comparison_page(rows: pd.DataFrame, manifest: dict[str, Any], folder: str) -> RenderableType:
    """The page at the end of ``compare``: sentences on the headline indicator, then a table per strategy."""
    inputs = manifest["inputs"]
    levels = len(inputs["budget_levels"]) > 1
    headline = HEADLINE if (rows["indicator"] == HEADLINE).any() else rows["indicator"].iloc[0]
    title = f"{inputs['scenario']['title']}: strategies against {inputs['baseline']}"
    parts: list[RenderableType] = [
        Text(title, style="bold"),
        Text(
            f"{inputs['runs']} runs of each, the same luck in every strategy; seed {inputs['seed']}"
        ),
        Text(""),
    ]
    for _, row in rows[rows["indicator"] == headline].iterrows():
        parts.append(_indented(sentence(row, levels)))
    for _, block in rows.groupby(["strategy", "point"], sort=True):
        parts += [Text(""), *_block(block, levels, headline)]
    parts += [
        Text(
            "Differences are strategy minus baseline, with 95 % paired-t intervals. Better and worse are said only "
            "if Holm's test over all strategies rejects at 5 % and the difference is large enough to matter. "
            "Wins: share of runs in which the strategy is better, ties half. ! marks harm. "
            + MEANING
        ),
        Text(f"Files: {folder}", no_wrap=True, overflow="ignore"),
    ]
    return Group(*parts)


def sentence(row: pd.Series[Any], levels: bool = False) -> Text:
    """What one row of the comparison says, in words."""
    name, baseline, indicator = row["strategy"], row["baseline"], row["indicator"]
    who = f"{name} (budget x {row['budget_factor']:g})" if levels else name
    if _missing(row["mean_difference"]):
        return Text(f"{who}: {indicator} is {row['note']}.")
    span = f"{difference(row)} {row['unit']}"
    if row["verdict"] == "indistinguishable":
        small = "; sure, but too small to matter" if row["p_holm"] <= 0.05 else ""
        return Text(f"{who} cannot be told apart from {baseline} in {indicator}: {span}{small}.")
    more = "higher" if row["mean_difference"] > 0 else "lower"
    wins = f"it wins in {100 * row['p_better']:.0f} % of runs"
    return Text(
        f"{who} does {row['verdict']} than {baseline}: {indicator} is {more}, {span}; {wins}.",
        style=STYLES[row["verdict"]],
    )


def difference(row: pd.Series[Any]) -> str:
    """``+1.2 [0.4, 2.0]``: all three with the decimals the interval deserves."""
    if _missing(row["mean_difference"]):
        return "-"
    numbers = [row["mean_difference"], row["low"], row["high"]]
    decimals = decimals_for(*numbers)
    mean, low, high = (figure(number, decimals) for number in numbers)
    sign = "+" if row["mean_difference"] > 0 else ""
    return f"{sign}{mean} [{low}, {high}]"


def decimals_for(middle: float | None, low: float | None, high: float | None) -> int:
    """Decimals that give the width of a range two digits; three digits of the number itself if it has no width."""
    if _missing(middle):
        return 0
    width = 0.0 if _missing(low) or _missing(high) else abs(float(high or 0) - float(low or 0)) / 2
    noise = 1e-9 * abs(float(middle or 0))
    size, digits = (width, 2) if width > noise else (abs(float(middle or 0)), 3)
    if size == 0:
        return 0
    return min(6, max(0, digits - 1 - math.floor(math.log10(size))))


def figure(value: float | None, decimals: int) -> str:
    """A number with thousands separated; ``-`` for one that does not exist; never a negative zero."""
    if value is None or math.isnan(value):
        return "-"
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"


def money(usd: float | None) -> str:
    """US dollars, in millions from one million on."""
    if usd is None or math.isnan(usd):
        return "US$ -"
    if abs(usd) >= 1e6:
        return f"US$ {usd / 1e6:,.2f} million"
    return f"US$ {usd:,.0f}"


def _block(block: pd.DataFrame, levels: bool, headline: str) -> Iterator[RenderableType]:
    first = block.iloc[0]
    level = f", budget x {first['budget_factor']:g}" if levels else ""
    spent, budget = first["spent_usd"], first["budget_usd"]
    yield Text(f"{first['strategy']} against {first['baseline']}{level}", style="bold")
    yield _indented(
        Text(
            f"spent {money(spent)} of {money(budget)}, {money(budget - spent)} unspent; "
            f"{first['baseline']} spent {money(first['spent_usd_baseline'])}"
        )
    )
    notes = _spending(block)
    if notes:
        yield _indented(Text(f"Note: {'; '.join(notes)}.", style="yellow"))
    table = _table(
        "indicator", ("difference [95 % interval]", True), "unit", ("wins", True), "verdict"
    )
    ordered = sorted(block.to_dict("records"), key=lambda row: row["indicator"] != headline)
    for row in ordered:
        if row["indicator"] == SPENT:
            continue
        words, style = verdict_words(row)
        wins = "-" if _missing(row["p_better"]) else f"{100 * row['p_better']:.0f} %"
        name = f"! {row['indicator']}" if row["harm"] else row["indicator"]
        table.add_row(name, difference(pd.Series(row)), row["unit"], wins, Text(words, style=style))
    yield table
    for row in ordered:
        if _missing(row["mean_difference"]):
            yield _indented(Text(f"{row['indicator']}: {row['note'].partition(';')[0]}."))


def verdict_words(row: Mapping[Any, Any]) -> tuple[str, str]:
    """The verdict as a reader hears it, and its style."""
    if _missing(row["mean_difference"]):
        return "too few pairs", STYLES["indistinguishable"]
    if row["direction"] == "none":
        return "neither good nor bad", STYLES["indistinguishable"]
    if row["verdict"] == "indistinguishable":
        return "cannot be told apart", STYLES["indistinguishable"]
    if row["harm"]:
        return ("less harm" if row["verdict"] == "better" else "MORE HARM"), STYLES[row["verdict"]]
    return str(row["verdict"]), STYLES[row["verdict"]]


def _spending(block: pd.DataFrame) -> list[str]:
    """What the notes say about money: the same in every row of a strategy."""
    parts = [
        part for note in block["note"] for part in note.split("; ") if " of its budget" in part
    ]
    return list(dict.fromkeys(parts))


def _remark(row: dict[str, Any]) -> str:
    harm = "harm" if row["harm"] else ""
    if row["defined"] == row["runs"]:
        return harm
    return ", ".join(filter(None, [harm, f"exists in {row['defined']} of {row['runs']} runs"]))


def _table(*columns: str | tuple[str, bool]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        name, right = column if isinstance(column, tuple) else (column, False)
        table.add_column(
            name, justify="right" if right else "left", overflow="fold", no_wrap=name != "unit"
        )
    return table


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
