"""Maps of the administrative units in the last year: one panel per strategy, the same classes in all of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cse_sim.report.finished import Contender, Finished
from cse_sim.report.parts import Figure, Panel, Section, Table
from cse_sim.report.svg import WIDTH, Drawing, Point, Scale, clipped
from cse_sim.report.words import Unit, label, number, tick_decimals
from cse_sim.scenario.calendar import WEEKS_PER_YEAR
from cse_sim.study.store import Store

PREFERRED = ("fear", "trust_in_peacekeepers", "grievance")
CLASSES, MARGIN, LEGEND, HIGHEST = 5, 6.0, 40.0, 420.0
MOST_PANELS = 12
"""Of more, only those at the scenario's own budget are drawn; the table has all."""
ROOM = (30.0, 16.0)
"""A unit at least this wide and high has its number written in it."""

DISCLAIMER = (
    "The boundaries and names shown and the designations used on these maps do not imply official endorsement or "
    "acceptance by the United Nations."
)
HOW_TO_READ = (
    "Each unit shows the mean of its communities, weighted by people, over the last year and all runs; darker is more, "
    "and the number is written where there is room. Units without a community are white with a dashed outline. All "
    "panels share their classes. Maps show levels without intervals: what can be told apart stands further up."
)
Key = tuple[str, int]
Values = Mapping[Key, Mapping[str, float]]


def country(study: Finished) -> Section | None:
    """The section with maps; None without boundaries, or if communities were not saved."""
    boundaries = study.scenario["boundaries"]
    if not boundaries or "communities" not in study.tables:
        return None
    shapes = {
        str(each["properties"]["admin1"]): _rings(each["geometry"])
        for each in boundaries["features"]
    }
    name, values = last_year(study)
    if not values:
        return None
    drawn, level = study.few(MOST_PANELS)
    which = (
        f"Drawn is every strategy at {level}; the table below holds the others." if level else ""
    )
    unit = Unit(study.indicators[name].unit)
    there = [value for block in values.values() for value in block.values()]
    classes = Scale(min(there), max(there), 0, CLASSES)
    panels = tuple(
        _panel(
            f"map-{place}",
            each,
            shapes,
            values[each.name, each.point],
            classes,
            f"{label(name)} in {unit.level}",
        )
        for place, each in enumerate(drawn)
        if (each.name, each.point) in values
    )
    figure = Figure(
        "map",
        f"{label(name)} by administrative unit",
        HOW_TO_READ,
        panels,
        _table(study, name, values),
    )
    paragraphs = tuple(filter(None, (DISCLAIMER, which)))
    return Section("country", "On the map", paragraphs, figures=(figure,))


def last_year(study: Finished) -> tuple[str, Values]:
    """The indicator that is mapped, and its mean by strategy, budget level and administrative unit."""
    columns = ["strategy", "point", "week", "community", "indicator", "mean"]
    with pq.ParquetFile(Store(study.folder).table("communities")) as file:
        saved = set(
            pc.unique(file.read_row_group(0, columns=["indicator"])["indicator"]).to_pylist()
        )
        name = next((name for name in (*PREFERRED, *sorted(saved)) if name in saved), "")
        late = pc.field("week") > study.weeks - WEEKS_PER_YEAR
        wanted = (pc.field("indicator") == name) & late
        blocks = [
            file.read_row_group(number, columns=columns, use_threads=False)
            .filter(wanted)
            .to_pandas()
            for number in range(file.num_row_groups)
        ]
    if name not in study.indicators:
        return name, {}
    rows = pd.concat(blocks).dropna(subset=["mean"])
    people = {row["name"]: row["population"] for row in study.scenario["communities"]}
    places = {row["name"]: row["admin1"] for row in study.scenario["communities"]}
    rows = rows.assign(admin1=rows["community"].map(places), people=rows["community"].map(people))
    rows["weighted"] = rows["mean"] * rows["people"] * Unit(study.indicators[name].unit).factor
    sums = rows.groupby(["strategy", "point", "admin1"])[["weighted", "people"]].sum()
    values: dict[Key, dict[str, float]] = {}
    for (strategy, point, admin1), mean in (sums["weighted"] / sums["people"]).items():
        values.setdefault((str(strategy), int(point)), {})[str(admin1)] = float(mean)
    return name, values


def _rings(geometry: Mapping[str, Any]) -> list[list[Point]]:
    several = geometry["coordinates"]
    polygons = [several] if geometry["type"] == "Polygon" else several
    return [[(x, y) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def _panel(
    key: str,
    each: Contender,
    shapes: Mapping[str, Sequence[Sequence[Point]]],
    values: Mapping[str, float],
    classes: Scale,
    measure: str,
) -> Panel:
    across, down, height = _projection(shapes)
    ticks = [
        classes.low + step * (classes.high - classes.low) / CLASSES for step in range(CLASSES + 1)
    ]
    places = min(tick_decimals([0, (ticks[1] - ticks[0]) or 1.0]), 2)
    says = "; ".join(f"{name}: {number(value, places)}" for name, value in sorted(values.items()))
    drawing = Drawing(key, height + LEGEND, f"{measure}: {each.title}", says)
    for name, rings in shapes.items():
        drawn = [_coarse((across(x), down(y)) for x, y in ring) for ring in rings]
        style = f"class-{_class(values[name], classes)}" if name in values else "class-none"
        drawing.shape(drawn, f"place {style}")
    for name, rings in shapes.items():
        if name in values:
            for x, y in _middle([[(across(x), down(y)) for x, y in ring] for ring in rings]):
                drawing.text(x, y + 4, number(values[name], places), "note", "middle")
    _legend(drawing, height, ticks, places)
    return Panel(each.title, measure, drawing)


def _coarse(ring: Iterable[Point]) -> list[Point]:
    """On a grid of half a pixel, which neighbours share: a finer line could not be seen, and makes a page large."""
    snapped = ((round(2 * x) / 2, round(2 * y) / 2) for x, y in ring)
    return [point for point, _ in itertools.groupby(snapped)]


def _projection(shapes: Mapping[str, Sequence[Sequence[Point]]]) -> tuple[Scale, Scale, float]:
    """Equal lengths in both directions at the middle latitude."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    size = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 1e-9),
        (HIGHEST - 2 * MARGIN) / max(north - south, 1e-9),
    )
    wide, high = (east - west) * narrow * size, (north - south) * size
    left = (WIDTH - wide) / 2
    across = Scale(west, east, left, left + wide)
    return across, Scale(south, north, MARGIN + high, MARGIN), high + 2 * MARGIN


def _class(value: float, classes: Scale) -> int:
    return min(CLASSES - 1, int(classes(value))) if classes.high > classes.low else 0


def _middle(rings: Sequence[Sequence[Point]]) -> Iterator[Point]:
    """The centre of gravity of the largest ring, if a number has room in it."""
    ring = max(rings, key=len)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    if max(xs) - min(xs) > ROOM[0] and max(ys) - min(ys) > ROOM[1]:
        pairs = list(itertools.pairwise([*ring, ring[0]]))
        parts = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs]
        area = sum(parts) or 1.0
        yield (
            sum((a[0] + b[0]) * part for (a, b), part in zip(pairs, parts, strict=True)) / area / 3,
            sum((a[1] + b[1]) * part for (a, b), part in zip(pairs, parts, strict=True)) / area / 3,
        )


def _legend(drawing: Drawing, top: float, ticks: Sequence[float], places: int) -> None:
    width = (WIDTH - 2 * MARGIN) / CLASSES
    for step in range(CLASSES):
        x = MARGIN + step * width
        drawing.box(x, top + 6, width - 3, 9, f"place class-{step}")
        text = f"{number(ticks[step], places)}–{number(ticks[step + 1], places)}"
        drawing.text(x + width / 2 - 1.5, top + 30, clipped(text, 12), "tick", "middle")


def _table(study: Finished, name: str, values: Values) -> Table:
    there = [each for each in study.contenders if (each.name, each.point) in values]
    units = sorted({unit for block in values.values() for unit in block})
    rows = tuple(
        (
            unit,
            *(number(values[each.name, each.point].get(unit), 2) for each in there),
        )
        for unit in units
    )
    columns = ("Administrative unit", *(each.title for each in there))
    caption = f"{label(name)} in {Unit(study.indicators[name].unit).level}: mean of the last year"
    return Table(caption, columns, rows)
