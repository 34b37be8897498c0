"""One strategy alone: where an indicator lies over the runs, as a median and the middle 50 and 90 %."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.report.differences import BETTER_IS
from cse_sim.report.finished import Contender, Finished
from cse_sim.report.parts import Figure, Panel, Table
from cse_sim.report.svg import Drawing, Scale, around, beside
from cse_sim.report.words import Unit, label, number, tick_decimals
from cse_sim.study.figures import decimals_for

STEP, TOP, LEFT, RIGHT = 36.0, 6.0, 10.0, 340.0
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)

HOW_TO_READ = (
    "The thick line holds the middle half of the runs, the thin line nine in ten, the mark is the median. The spread "
    "is that of single runs, not of a mean: it does not shrink with more runs. Every panel has its own axis."
)

Line = tuple[Contender, list[float], int, int]


def ranges(study: Finished, key: str, names: Sequence[str]) -> Figure:
    """The figure of these indicators over all runs of each strategy."""
    lines = {name: _lines(study, name) for name in names}
    panels = [
        _panel(study, f"{key}-{name}", name, there)
        for name, there in lines.items()
        if any(numbers for _, numbers, _, _ in there)
    ]
    return Figure(key, "Where the runs lie", HOW_TO_READ, tuple(panels), _table(study, lines))


def _lines(study: Finished, name: str) -> list[Line]:
    runs, unit = study.runs, Unit(study.indicators[name].unit)
    found = []
    for each in study.contenders:
        here = runs[(runs["strategy"] == each.name) & (runs["point"] == each.point)][name]
        values = unit.factor * here.dropna().to_numpy(dtype=np.float64)
        numbers = [float(n) for n in np.quantile(values, SHARES)] if len(values) else []
        found.append((each, numbers, len(values), len(here)))
    return found


def _panel(study: Finished, key: str, name: str, lines: list[Line]) -> Panel:
    indicator = study.indicators[name]
    unit = Unit(indicator.unit)
    scale = Scale(*around(n for _, numbers, _, _ in lines for n in numbers), LEFT, RIGHT)
    bottom = TOP + STEP * len(lines)
    says = "; ".join(f"{each.title}: {_told(numbers)}" for each, numbers, _, _ in lines)
    drawing = Drawing(key, bottom + 22, f"{label(name)} in {unit.level}", says)
    marks = scale.ticks()
    labels = [(mark, number(mark, tick_decimals(marks))) for mark in marks]
    drawing.axis(scale, bottom, bottom - 3, labels, "stroke")
    drawing.line((LEFT, bottom), (RIGHT, bottom), "stroke")
    for place, (each, numbers, _, _) in enumerate(lines):
        top = TOP + STEP * place
        drawing.text(LEFT, top + 13, beside(each.title, _told(numbers)), "row")
        drawing.text(RIGHT, top + 13, _told(numbers), "value", "end")
        if numbers:
            low, first, middle, third, high = map(scale, numbers)
            drawing.line((low, top + 24), (high, top + 24), "interval unclear")
            drawing.line((first, top + 24), (third, top + 24), "half")
            drawing.dot(middle, top + 24, "mark neutral")
    return Panel(label(name), f"{unit.level}, {BETTER_IS[indicator.direction]}", drawing)


def _told(numbers: list[float]) -> str:
    if not numbers:
        return "no number"
    low, _, middle, _, high = numbers
    places = decimals_for(middle, low, high)
    return f"{number(middle, places)} [{number(low, places)}, {number(high, places)}]"


def _table(study: Finished, lines: dict[str, list[Line]]) -> Table:
    rows = []
    for name, there in lines.items():
        for each, numbers, defined, runs in there:
            places = decimals_for(numbers[2], numbers[0], numbers[4]) if numbers else 0
            told = [number(n, places) for n in numbers] or ["–"] * len(SHARES)
            unit = Unit(study.indicators[name].unit).level
            rows.append((label(name), each.title, unit, *told, f"{defined} of {runs}"))
    columns = (
        "Indicator",
        "Strategy",
        "Unit",
        "5 %",
        "25 %",
        "Median",
        "75 %",
        "95 %",
        "Runs with a number",
    )
    return Table("Quantiles over runs", columns, tuple(rows), words=3)
