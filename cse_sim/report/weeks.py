"""How an indicator moves over the weeks: the median and the middle 50 and 90 % of runs, one panel per strategy."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cse_sim.report.finished import Contender, Finished
from cse_sim.report.parts import Figure, Panel, Section, Table
from cse_sim.report.svg import Drawing, Scale, around
from cse_sim.report.words import Unit, label, number, tick_decimals
from cse_sim.study.figures import decimals_for

PREFERRED = ("stability_index", "trust_in_peacekeepers", "trust_in_csos", "fear", "events")
MOST_FIGURES = 4
MOST_PANELS = 12
"""In one figure; of more, only those at the scenario's own budget are drawn."""
MOST_POINTS, MOST_POINTS_IN_ALL = 140, 140 * MOST_PANELS
"""Of a line, and of the lines of a figure: a panel is too small to show more."""
MOST_ROWS = 45
"""Of a panel in the table."""
STEPS = (1, 2, 4, 13, 26, 52, 104, 260)
LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 40.0, 336.0, 14.0, 150.0, 172.0
QUANTILES = ("q05", "q25", "q50", "q75", "q95")

HOW_TO_READ = (
    "The line is the median of the runs, the dark band holds the middle half of them and the light band nine in ten. "
    "{reference}{marks}All panels share their axes. {every}"
)

AS_ABOVE = "As above: the median, the middle half and nine in ten of the runs. {reference}"


@dataclass(frozen=True)
class Marks:
    """Dates of the scenario that a reader looks for, as weeks."""

    exit: int | None
    elections: tuple[int, ...]

    @classmethod
    def of(cls, study: Finished) -> Marks:
        days = [study.week(row["date"]) for row in study.scenario["elections"]]
        end = study.week(study.scenario["mission"]["end"])
        return cls(end, tuple(week for week in days if week is not None))

    def words(self) -> str:
        said = "The dashed upright line is the end of the mission. " if self.exit else ""
        return said + ("Small triangles are elections. " if self.elections else "")


def over_time(study: Finished) -> Section | None:
    """The section with a figure for each of the few indicators that are read first; None without weeks."""
    if "weekly" not in study.tables:
        return None
    drawn, level = study.few(MOST_PANELS)
    which = f"Drawn is every strategy at {level}; weekly.parquet holds the others." if level else ""
    said = (
        "Weeks show when something happens; the tests above are made on whole runs, not on weeks."
    )
    paragraphs = tuple(filter(None, (said, which)))
    return Section("time", "Over time", paragraphs, figures=tuple(_figures(study, drawn)))


def _figures(study: Finished, drawn: Sequence[Contender]) -> list[Figure]:
    weekly = study.results.weekly
    there = set(weekly["indicator"])
    wanted = [name for name in PREFERRED if name in there and name in study.indicators]
    wanted += [name for name in study.page.names if name in there and name not in wanted]
    return [
        _figure(
            study,
            drawn,
            name,
            weekly[weekly["indicator"] == name],
            HOW_TO_READ if first else AS_ABOVE,
        )
        for first, name in zip((True, *[False] * MOST_FIGURES), wanted[:MOST_FIGURES], strict=False)
    ]


def _step(weeks: int, most: int) -> int:
    """One week in how many leaves at most so many of them."""
    return next((step for step in STEPS if weeks / step <= most), STEPS[-1])


def _thinned(block: pd.DataFrame, step: int) -> pd.DataFrame:
    """One week in ``step``, and the last."""
    weeks = block.index.to_numpy()
    kept: pd.DataFrame = block.loc[
        weeks[((weeks - 1) % step == 0) | (weeks == weeks.max(initial=0))]
    ]
    return kept


def _figure(
    study: Finished, drawn: Sequence[Contender], name: str, rows: pd.DataFrame, how: str
) -> Figure:
    unit = Unit(study.indicators[name].unit)
    wanted = {(each.name, each.point) for each in drawn}
    whole = {
        (str(strategy), int(str(point))): (
            unit.factor * block.set_index("week")[list(QUANTILES)]
        ).dropna()
        for (strategy, point), block in rows.groupby(["strategy", "point"])
        if (strategy, point) in wanted
    }
    most = min(MOST_POINTS, MOST_POINTS_IN_ALL // max(1, len(whole)))
    step, rare = _step(study.weeks, most), _step(study.weeks, MOST_ROWS * most // MOST_POINTS)
    series = {key: _thinned(block, step) for key, block in whole.items()}
    ends = [value for block in series.values() for value in (block.min().min(), block.max().max())]
    heights = Scale(*around(ends), BOTTOM, TOP)
    marks = Marks.of(study)
    panels = [
        _panel(study, f"weeks-{name}-{each.name}-{each.point}", name, each, series, heights, marks)
        for each in drawn
        if (each.name, each.point) in series
    ]
    baseline = study.inputs["baseline"]
    reference = (
        f"The dotted line repeats the median of {study.title_of(baseline)}. " if baseline else ""
    )
    every = f"One week in {step} is drawn." if step > 1 else ""
    return Figure(
        f"weeks-{name}",
        f"{label(name)} over time",
        how.format(reference=reference, marks=marks.words(), every=every).strip(),
        tuple(panels),
        _table(study, drawn, name, {key: _thinned(b, rare) for key, b in whole.items()}, rare),
    )


def _panel(
    study: Finished,
    key: str,
    name: str,
    each: Contender,
    series: Mapping[tuple[str, int], pd.DataFrame],
    heights: Scale,
    marks: Marks,
) -> Panel:
    unit = Unit(study.indicators[name].unit)
    block = series[each.name, each.point]
    across = Scale(1, max(study.weeks, 2), LEFT, RIGHT)
    drawing = Drawing(key, HEIGHT, f"{label(name)}: {each.title}", _says(study, block, unit))
    levels = heights.ticks(4)
    for level in levels:
        drawing.line((LEFT, heights(level)), (RIGHT, heights(level)), "grid")
        text = number(level, tick_decimals(levels))
        drawing.text(LEFT - 5, heights(level) + 4, text, "tick", "end")
    drawing.axis(across, BOTTOM, BOTTOM - 4, _years(study), "stroke")
    drawing.line((LEFT, BOTTOM), (RIGHT, BOTTOM), "stroke")
    for low, high, style in (("q05", "q95", "outer"), ("q25", "q75", "inner")):
        there = _line(block, high, across, heights)
        drawing.path(there + _line(block, low, across, heights)[::-1], style, closed=True)
    reference = series.get((study.inputs["baseline"], each.point))
    if reference is not None and each.name != study.inputs["baseline"]:
        drawing.path(_line(reference, "q50", across, heights), "reference")
    drawing.path(_line(block, "q50", across, heights), "median")
    _dates(drawing, across, marks)
    return Panel(each.title, unit.level, drawing)


def _line(
    block: pd.DataFrame, name: str, across: Scale, heights: Scale
) -> list[tuple[float, float]]:
    return [
        (across(week), heights(value))
        for week, value in zip(block.index.tolist(), block[name].tolist(), strict=True)
    ]


def _dates(drawing: Drawing, across: Scale, marks: Marks) -> None:
    if marks.exit is not None:
        x = across(marks.exit)
        drawing.line((x, TOP - 2), (x, BOTTOM), "exit")
        drawing.text(x - 4, TOP + 4, "mission ends", "note", "end")
    for week in marks.elections:
        x = across(week)
        drawing.path(
            [(x - 3.5, BOTTOM), (x + 3.5, BOTTOM), (x, BOTTOM - 6)], "election", closed=True
        )


def _years(study: Finished) -> list[tuple[float, str]]:
    last = study.date(study.weeks)
    years = range(study.start.year, last.year + 1)
    step = next(size for size in (1, 2, 5, 10, 20, 50) if len(years) / size <= 6)
    found = [
        (study.week(datetime.date(year, 1, 1).isoformat()), str(year))
        for year in years
        if year % step == 0
    ]
    there = [(float(week), year) for week, year in found if week is not None]
    return there or [(1.0, f"{study.start:%Y-%m}"), (float(study.weeks), f"{last:%Y-%m}")]


def _says(study: Finished, block: pd.DataFrame, unit: Unit) -> str:
    if block.empty:
        return "No week has a number."
    parts = []
    for week in (block.index[0], block.index[-1]):
        low, middle, high = (block.loc[week, name] for name in ("q05", "q50", "q95"))
        places = decimals_for(middle, low, high)
        span = f"{number(low, places)} to {number(high, places)}"
        parts.append(f"week {week}: median {number(middle, places)}, nine runs in ten {span}")
    return f"In {unit.level}. {'; '.join(parts)}."


def _table(
    study: Finished,
    drawn: Sequence[Contender],
    name: str,
    series: Mapping[tuple[str, int], pd.DataFrame],
    step: int,
) -> Table:
    unit = Unit(study.indicators[name].unit)
    smallest = unit.factor * study.indicators[name].smallest_difference
    places = decimals_for(smallest / 10, None, None, smallest) if smallest else 2
    rows = [
        (
            each.title,
            str(week),
            study.date(week).isoformat(),
            *(number(value, places) for value in values),
        )
        for each in drawn
        if (each.name, each.point) in series
        for week, *values in series[each.name, each.point].itertuples()
    ]
    columns: Sequence[str] = ("Strategy", "Week", "From", "5 %", "25 %", "Median", "75 %", "95 %")
    every = f"; one week in {step}, weekly.parquet holds all" if step > 1 else ""
    caption = f"{label(name)} in {unit.level}: quantiles over runs{every}"
    return Table(caption, tuple(columns), tuple(rows))
