"""How an outcome moves with what a study varies: means and intervals along each varied input, a line per strategy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cse_sim.report.finished import Finished
from cse_sim.report.parts import Figure, Panel, Table
from cse_sim.report.svg import Drawing, Scale, around, clipped
from cse_sim.report.words import (
    Unit,
    in_sentence,
    label,
    listed,
    number,
    plain,
    signed,
    tick_decimals,
)
from cse_sim.study.compare import interval
from cse_sim.study.figures import decimals_for

MOST_VALUES, CLASSES, MOST_OUTCOMES, MOST_INPUTS = 12, 8, 3, 6
LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 44.0, 205.0, 10.0, 160.0, 182.0
DASHES = 5

HOW_TO_READ = (
    "Points are means over the runs at a value of the input (or in a class of values), lines through them 95 % "
    "intervals of the mean; the points share their luck, so a change between two of them is surer than these intervals "
    "look. Where several inputs vary at once, each mean goes over all values of the others. "
    "Strategies are named at the right end of their lines and differ in the dashes."
)


def sweep(study: Finished, names: Sequence[str]) -> list[Figure]:
    """A figure per outcome read first; panels are the inputs that vary between points."""
    varied = varied_inputs(study.runs)
    figures = [_figure(study, name, varied) for name in names[:MOST_OUTCOMES]]
    return [figure for figure in figures if figure is not None]


def movements(study: Finished) -> tuple[str, ...]:
    """From one end of each varied input to the other: where the first outcome moves, and where that cannot be told."""
    found = [*_movements(study, study.page.first)]
    said = ["In this model, " + words for _, _, words in found if words]
    unclear = [where for where, _, words in found if not words]
    if unclear:
        said.append(f"No change can be told between the two ends of {listed(unclear)}.")
    worse = growing_harms(study)
    if worse:
        said.append(
            f"At a price: {worse[0][:1].lower()}{worse[0][1:]}"
            + (f" {len(worse) - 1} more in the harm ledger." * (len(worse) > 1))
        )
    return tuple(said) or ("Nothing varies between the points of this study.",)


def growing_harms(study: Finished) -> list[str]:
    """A sentence for every harm that grows, or good that shrinks, along a varied input."""
    return [
        words[:1].upper() + words[1:]
        for name in study.page.harms
        for _, change, words in _movements(study, name)
        if words and (change > 0) == (study.indicators[name].direction == "down")
    ]


def _movements(study: Finished, name: str) -> Iterator[tuple[str, float, str]]:
    """Input and strategy, the mean change, and a sentence on it if it can be told from nothing."""
    unit = Unit(study.indicators[name].unit)
    runs = study.runs[study.runs[name].notna()]
    for column in varied_inputs(study.runs)[:MOST_INPUTS]:
        title = in_sentence(_title(column))
        for strategy in study.inputs["strategies"]:
            here = runs[runs["strategy"] == strategy]
            change = ends_apart(here, column, name) * unit.factor
            if not all_else_equal(here, column):
                change = change[:0]
            low, high, _ = interval(change) if len(change) else (math.nan, math.nan, 1.0)
            mean = float(change.mean()) if len(change) else math.nan
            words = ""
            if low > 0 or high < 0:
                places = decimals_for(mean, low, high)
                told = f"{signed(mean, places)} {unit.said}".rstrip()
                ends = f"{plain(here[column].min())} to {plain(here[column].max())}"
                words = (
                    f"as {title} goes from {ends}, {in_sentence(name)} changes by {told} on average with "
                    f"{study.title_of(strategy)} (95 % interval {number(low, places)} to {number(high, places)}, runs with "
                    "equal luck)."
                )
            yield f"{title} ({study.title_of(strategy)})", mean, words


def ends_apart(runs: pd.DataFrame, column: str, name: str) -> npt.NDArray[np.float64]:
    """Run by run, an outcome at the highest value of an input less that at the lowest; empty without common runs."""
    ends = [
        runs[runs[column] == end].groupby("run")[name].mean()
        for end in (runs[column].max(), runs[column].min())
    ]
    apart: npt.NDArray[np.float64] = (ends[0] - ends[1]).dropna().to_numpy(dtype=np.float64)
    return apart


def all_else_equal(runs: pd.DataFrame, column: str) -> bool:
    """Whether all else that varies takes the same values where an input is highest and where it is lowest."""
    others = [name for name in varied_inputs(runs) if name != column]
    low, high = (
        set(map(tuple, runs.loc[runs[column] == end, others].to_numpy().tolist()))
        for end in (runs[column].min(), runs[column].max())
    )
    return low == high


def _title(column: str) -> str:
    return label(column.removeprefix("param:").replace("dose:", "dose of "))


def varied_inputs(runs: pd.DataFrame) -> list[str]:
    """Columns that take one value per point and several over the points."""
    names = [
        name
        for name in runs.columns
        if name.startswith(("param:", "dose:")) or name == "budget_factor"
    ]
    inputs = runs.groupby("point")[names].nunique().max() <= 1
    return [name for name in names if inputs[name] and runs[name].nunique() > 1]


def _figure(study: Finished, name: str, varied: Sequence[str]) -> Figure | None:
    runs = study.runs[study.runs[name].notna()]
    unit = Unit(study.indicators[name].unit)
    lines = {column: _lines(study, runs, column, name, unit) for column in varied[:MOST_INPUTS]}
    if not any(not each.empty for each in lines.values()):
        return None
    ends = [end for each in lines.values() for end in (*each["low"], *each["high"])]
    heights = Scale(*around(ends), BOTTOM, TOP)
    panels = [
        _panel(f"sweep-{name}-{place}", column, each, heights, unit, name)
        for place, (column, each) in enumerate(lines.items())
    ]
    return Figure(
        f"sweep-{name}",
        f"{label(name)} along what is varied",
        HOW_TO_READ,
        tuple(panels),
        _table(name, unit, lines),
    )


def _lines(study: Finished, runs: pd.DataFrame, column: str, name: str, unit: Unit) -> pd.DataFrame:
    rows = []
    many = runs[column].nunique() > MOST_VALUES
    middle = (
        runs.groupby(pd.qcut(runs[column], CLASSES, duplicates="drop"), observed=True)[
            column
        ].transform("mean")
        if many
        else runs[column]
    )
    for strategy in study.inputs["strategies"]:
        here = runs["strategy"] == strategy
        for value, block in runs[here].groupby(middle[here]):
            mean, half = mean_of(block, name, drawn=many)
            mean, half = unit.factor * mean, unit.factor * half
            there = (mean - half, mean + half)
            rows.append((study.title_of(strategy), float(str(value)), mean, *there, len(block)))
    return pd.DataFrame(rows, columns=["strategy", "value", "mean", "low", "high", "runs"])


def mean_of(block: pd.DataFrame, name: str, *, drawn: bool) -> tuple[float, float]:
    """Mean over points, and half its interval; 0 where no interval can be had.

    All points live through the same luck, so luck counts once per run number and not once per point. If points were
    drawn, which ones they are is chance too, and the wider interval is taken.
    """
    by_point = block.groupby("point")[name].mean().to_numpy(dtype=np.float64)
    by_run = block.groupby("run")[name].mean().to_numpy(dtype=np.float64)
    ends = [interval(values) for values in ((by_run, by_point) if drawn else (by_run,))]
    halves = [(high - low) / 2 for low, high, _ in ends if math.isfinite(low)]
    return float(by_point.mean()), max(halves, default=0.0)


def _panel(
    key: str, column: str, lines: pd.DataFrame, heights: Scale, unit: Unit, name: str
) -> Panel:
    across = Scale(*around(lines["value"].tolist()), LEFT, RIGHT)
    title = _title(column)
    drawing = Drawing(key, HEIGHT, f"{label(name)} along {title}", _says(lines))
    levels = heights.ticks(4)
    for level in levels:
        drawing.line((LEFT, heights(level)), (RIGHT, heights(level)), "grid")
        drawing.text(
            LEFT - 5, heights(level) + 4, number(level, tick_decimals(levels)), "tick", "end"
        )
    marks = across.ticks()
    drawing.axis(across, BOTTOM, BOTTOM - 4, [(mark, plain(mark)) for mark in marks], "stroke")
    ends = []
    for place, (strategy, block) in enumerate(lines.groupby("strategy", sort=False)):
        spots = [
            (across(value), heights(mean))
            for value, mean in zip(block["value"], block["mean"], strict=True)
        ]
        drawing.path(spots, f"line dash-{place % DASHES}")
        for (x, y), low, high in zip(spots, block["low"], block["high"], strict=True):
            drawing.line((x, heights(low)), (x, heights(high)), "whisker")
            drawing.dot(x, y, "point", 3)
        ends.append((spots[-1][1], str(strategy)))
    _names(drawing, ends)
    return Panel(title, f"{unit.level} over {title}", drawing)


def _names(drawing: Drawing, ends: list[tuple[float, str]]) -> None:
    """The strategies beside the ends of their lines, pushed apart where they would touch."""
    lowest = -math.inf
    for wanted, strategy in sorted(ends):
        y = max(wanted, lowest + 13)
        drawing.text(RIGHT + 8, y + 4, clipped(strategy, 22), "note")
        lowest = y


def _says(lines: pd.DataFrame) -> str:
    parts = []
    for strategy, block in lines.groupby("strategy", sort=False):
        first, last = block.iloc[0], block.iloc[-1]
        ends = (
            plain(first["mean"]),
            plain(first["value"]),
            plain(last["mean"]),
            plain(last["value"]),
        )
        parts.append("{}: {} at {}, {} at {}".format(strategy, *ends))
    return "; ".join(parts)


def _table(name: str, unit: Unit, lines: dict[str, pd.DataFrame]) -> Table:
    rows = []
    for column, block in lines.items():
        for strategy, value, mean, low, high, runs in block.itertuples(index=False):
            places = decimals_for(mean, low, high)
            told = (number(each, places) for each in (mean, low, high))
            rows.append(
                (column.removeprefix("param:"), strategy, plain(value, 4), *told, str(runs))
            )
    columns = ("Input", "Strategy", "Value", "Mean", "95 % low", "95 % high", "Runs")
    return Table(f"{label(name)} in {unit.level}", columns, tuple(rows), words=2)
