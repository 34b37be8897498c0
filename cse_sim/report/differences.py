"""Every strategy against the baseline: a mark and an interval per indicator, each on its own axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cse_sim.report.finished import Contender, Finished
from cse_sim.report.parts import Figure, Panel, Table
from cse_sim.report.svg import Drawing, Scale, around, beside
from cse_sim.report.words import (
    Unit,
    difference,
    difference_decimals,
    label,
    number,
    percent,
    plain,
    scaled,
    signed,
    tick_decimals,
)
from cse_sim.study.figures import missing
from cse_sim.study.summary import standing

Row = Mapping[Any, Any]

STEP, LABEL, TOP, LEFT, RIGHT = 38.0, 17.0, 2.0, 10.0, 340.0
MOST_COLUMNS, MOST_LINES = 12, 36
"""Of more strategies and budget levels, a table at a glance and a panel have those at the scenario's own budget."""
SIGNS = {
    "better": ("▲", "better"),
    "worse": ("▼", "worse"),
    "too small": ("·", "too small to matter"),
    "unclear": ("○", "cannot be told apart"),
    "undefined": ("–", "too few runs with a number"),
    "neither": ("–", "neither good nor bad"),
}
STYLES = {"better": "better", "worse": "worse", "too small": "small"}
BETTER_IS = {"up": "more is better", "down": "less is better", "none": "neither is better"}

HOW_TO_READ = (
    "A mark is the mean difference between a strategy and {baseline} under the same luck; the line through it is the "
    "95 % interval. Filled marks (▲ better, ▼ worse) are told apart from the baseline by the test described under "
    "Methods; open circles are not. The grey band holds differences too small to matter. Every panel has its own axis."
)


def differences(study: Finished, key: str, title: str, names: Sequence[str]) -> Figure | None:
    """The figure of these indicators; None if there is nothing to compare in them."""
    shown, level = study.few(MOST_LINES)
    compared = _compared(study, shown)
    there = [name for name in names if any(name in rows for _, rows in compared)]
    if not there:
        return None
    panels = [_panel(f"{key}-{name}", name, compared) for name in there]
    baseline = study.title_of(study.inputs["baseline"])
    sequential = " The study was sequential: see Methods." if study.sequential else ""
    which = f" Shown is every strategy at {level}; comparison.parquet holds the others."
    return Figure(
        key,
        title,
        HOW_TO_READ.format(baseline=baseline) + sequential + (which if level else ""),
        tuple(panels),
        differences_table(
            f"{title}: all numbers (differences of per cents are percentage points)",
            there,
            compared,
        ),
    )


def differences_table(
    caption: str, names: Sequence[str], compared: Sequence[tuple[Contender, Mapping[str, Row]]]
) -> Table:
    """One row per indicator and strategy with everything the comparison says of it."""
    columns = (
        "Indicator",
        "Strategy",
        "Unit",
        "Verdict",
        "Mean",
        "Mean of the baseline",
        "Difference",
        "95 % low",
        "95 % high",
        "Runs won",
        "Adjusted p",
        "Matters from",
        "Pairs",
    )
    rows = [
        (label(name), each.title, *_cells(rows[name]))
        for name in names
        for each, rows in compared
        if name in rows
    ]
    return Table(caption, columns, tuple(rows), words=4)


def matrix(study: Finished, caption: str, names: Sequence[str]) -> Table:
    """What can be said of every strategy in every indicator, in a word and a sign."""
    shown, level = study.few(MOST_COLUMNS)
    compared = _compared(study, shown)
    rows = [
        (label(name), *(verdict(rows[name]) if name in rows else "–" for _, rows in compared))
        for name in names
        if any(name in rows for _, rows in compared)
    ]
    columns = ("Indicator", *(each.title for each, _ in compared))
    which = f" (at {level}; comparison.parquet holds the others)" if level else ""
    return Table(caption + which, columns, tuple(rows), words=len(columns), even=True)


def _compared(
    study: Finished, shown: Sequence[Contender]
) -> list[tuple[Contender, Mapping[str, Row]]]:
    return [(each, study.against(each)) for each in study.challengers if each in shown]


def verdict(row: Row) -> str:
    """A sign and a word; in the harm ledger the word is harm."""
    stands = standing(row)
    sign, word = SIGNS[stands]
    if row["harm"] and stands in ("better", "worse"):
        word = "less harm" if stands == "better" else "more harm"
    return f"{sign} {word}"


def _cells(row: Row) -> tuple[str, ...]:
    unit = Unit(row["unit"])
    told = difference(row)
    decimals = difference_decimals(row)
    means = (
        number(scaled(row[name], unit.factor), max(decimals, 1))
        for name in ("mean", "mean_baseline")
    )
    return (
        unit.level,
        verdict(row),
        *means,
        told.middle,
        told.low,
        told.high,
        percent(row["p_better"]),
        _chance(row["p_holm"]),
        plain(unit.factor * row["smallest_difference"]),
        str(row["pairs"]),
    )


def _chance(p: float | None) -> str:
    return "< 0.001" if p is not None and p < 0.001 else number(p, 3)


def _panel(
    key: str,
    name: str,
    compared: Sequence[tuple[Contender, Mapping[str, Row]]],
) -> Panel:
    rows = [(each, rows[name]) for each, rows in compared if name in rows]
    first = rows[0][1]
    unit = Unit(first["unit"])
    ends = [scaled(row[end], unit.factor) for _, row in rows for end in ("low", "high")]
    smallest = unit.factor * first["smallest_difference"]
    scale = Scale(*around(ends, 0.0, smallest, -smallest), LEFT, RIGHT)
    height = TOP + STEP * len(rows) + 22
    says = "; ".join(f"{each.title}: {difference(row).short}, {verdict(row)}" for each, row in rows)
    drawing = Drawing(key, height, f"{label(name)}: differences in {unit.change}", says)
    bottom = TOP + STEP * len(rows)
    marks = scale.ticks()
    labels = [(mark, signed(mark, tick_decimals(marks)) if mark else "0") for mark in marks]
    drawing.axis(scale, bottom, bottom - 3, labels, "stroke")
    drawing.line((LEFT, bottom), (RIGHT, bottom), "stroke")
    for place, (each, row) in enumerate(rows):
        top = TOP + STEP * place
        _track(drawing, top + LABEL, scale, marks, smallest)
        _mark(drawing, top, scale, each.title, row, unit)
    note = f"{unit.change}, {BETTER_IS[first['direction']]}"
    return Panel(label(name), note, drawing)


def _track(
    drawing: Drawing, top: float, scale: Scale, marks: Sequence[float], smallest: float
) -> None:
    height = STEP - LABEL
    drawing.box(scale(-smallest), top, scale(smallest) - scale(-smallest), height - 3, "band")
    for mark in marks:
        drawing.line((scale(mark), top), (scale(mark), top + height - 3), "grid")
    drawing.line((scale(0), top), (scale(0), top + height - 3), "zero")


def _mark(drawing: Drawing, top: float, scale: Scale, title: str, row: Row, unit: Unit) -> None:
    stands = standing(row)
    style = STYLES.get(stands, "unclear")
    drawing.text(LEFT, top + 13, beside(title, difference(row).short), "row")
    drawing.text(RIGHT, top + 13, difference(row).short, f"value {style}", "end")
    if missing(row["mean_difference"]):
        return
    middle, low, high = (
        scale(unit.factor * row[name]) for name in ("mean_difference", "low", "high")
    )
    height = top + LABEL + 9
    drawing.line((low, height), (high, height), f"interval {style}")
    if style in ("better", "worse"):
        tip = -6 if stands == "better" else 6
        drawing.path(
            [
                (middle - 6, height - tip * 0.75),
                (middle + 6, height - tip * 0.75),
                (middle, height + tip),
            ],
            f"mark {style}",
            closed=True,
        )
    else:
        drawing.dot(middle, height, f"mark {style}")
