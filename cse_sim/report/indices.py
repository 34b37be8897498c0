"""Which inputs decide an outcome: bars with intervals, the share of luck, and what an input no model has would get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cse_sim.report.finished import Finished
from cse_sim.report.parts import Figure, Panel, Table
from cse_sim.report.svg import Drawing, Scale, around, beside
from cse_sim.report.words import in_sentence, label, listed, number, percent, plain, tick_decimals
from cse_sim.study.design import DUMMY
from cse_sim.study.figures import decimals_for, missing

Row = Mapping[str, Any]

ALEATORY = "aleatory_share"
MAIN = (
    "ST",
    "fast_ST",
    "shapley",
    "mean_square_effect",
    "mu_star",
    "delta",
    "PAWN",
    "rbd_S1",
    "S1",
    "fast_S1",
    "regional",
    "hdmr_ST",
    "discrepancy",
)
"""Which index a panel is drawn of: the first of these that the table has."""
BESIDE = {"ST": "S1", "fast_ST": "fast_S1"}
"""An index that is drawn within the bar of another."""
SHARES = ("ST", "fast_ST", "shapley", "S1", "rbd_S1", "fast_S1", "hdmr_ST")
"""Indices that are shares of the variance."""
MEANING = {
    "ST": "share of the outcome's variance an input takes part in (total order)",
    "S1": "share of the outcome's variance an input explains alone (first order)",
    "fast_ST": "share of the outcome's variance an input takes part in (total order, FAST)",
    "fast_S1": "share of the outcome's variance an input explains alone (first order, FAST)",
    "rbd_S1": "share of the outcome's variance an input explains alone (first order, RBD-FAST)",
    "shapley": "share of the outcome's variance credited to an input (Shapley effect)",
    "mu_star": "mean size of the change when one input takes a step (Morris)",
    "mean_square_effect": "mean square of the change when one input takes a step, free of noise (Morris)",
    "delta": "how far the outcome's whole distribution shifts when an input is known (delta)",
    "PAWN": "largest shift of the outcome's distribution when an input is fixed (PAWN)",
    "regional": "largest distance between an input's distributions in bad runs and in the others (regional)",
    "hdmr_ST": "share of the variance of an additive emulator an input takes part in (enhanced HDMR)",
    "discrepancy": "how unevenly the scatterplot of input and outcome is filled (discrepancy)",
}
MOST_BARS, MOST_PANELS, MOST_NAMED = 12, 6, 3
VISIBLE = 0.01
"""Bars shorter than this share of the longest are left to the files."""
STEP, TOP, LEFT, RIGHT = 34.0, 2.0, 10.0, 340.0
NO_STRATEGY = ""
BETWEEN = " - "
"""Stands between the two strategies of a difference."""

HOW_TO_READ = (
    "Each bar is an index of one input, the line its interval{beside}. The dashed red line is the upper end of the "
    "interval of a dummy, an input that no model has: a bar whose interval begins left of it cannot be told from "
    "nothing. {luck}{what}"
)
OF_LUCK = "The empty bar at the top is the share that is luck alone, which no input can explain. "


def indices(study: Finished) -> list[Figure]:
    """A figure per index that can be drawn; panels are indicators."""
    rows = study.results.rows("sensitivity")
    found = {str(row["index"]) for row in rows}
    main = next((name for name in MAIN if name in found), None)
    if main is None:
        return []
    outcomes = [each for each in outcomes_of(study, rows) if _bars(rows, each, main)][:MOST_PANELS]
    panels = [
        _panel(study, rows, outcome, main, f"index-{place}")
        for place, outcome in enumerate(outcomes)
    ]
    shown = {
        (outcome, row["parameter"]) for outcome in outcomes for row in _drawn(rows, outcome, main)
    }
    shown |= {(outcome, name) for outcome in outcomes for name in ("", DUMMY)}
    inner = BESIDE.get(main)
    beside = f"; the dark bar within it is {MEANING[inner]}" if inner in found and inner else ""
    what = f"Drawn is the {MEANING[main]}."
    luck = any(_luck(rows, outcome, main) for outcome in outcomes)
    figure = Figure(
        "indices",
        "Which inputs decide the outcome",
        HOW_TO_READ.format(beside=beside, luck=OF_LUCK if luck else "", what=what),
        tuple(panels),
        _table([row for row in rows if (_outcome_of(row), row["parameter"]) in shown]),
    )
    return [figure]


def outcomes_of(study: Finished, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Indicator and strategy of every analysis, those read first in front; differences before strategies."""
    there = list(dict.fromkeys(map(_outcome_of, rows)))
    order = {name: place for place, name in enumerate(study.page.names)}
    return sorted(there, key=lambda pair: (order.get(pair[0], len(order)), BETWEEN not in pair[1]))


def sentences(study: Finished) -> tuple[str, ...]:
    """What decides the first outcome, how much is luck, and what cannot be told from nothing."""
    rows = study.results.rows("sensitivity")
    found = {str(row["index"]) for row in rows}
    main = next((name for name in MAIN if name in found), None)
    if not rows:
        return ("This study has no index.",)
    outcome = outcomes_of(study, rows)[0]
    share = _of_luck(rows, outcome)
    if main is None:
        nothing = (
            "No input of this study has an index that can be drawn; the table holds what there is."
        )
        return tuple(filter(None, (nothing, share)))
    bars = _bars(rows, outcome, main)
    floor = _floor(rows, outcome, main)
    clear = [row for row in bars if _least(row) > max(floor, 0.0)]
    topic = _outcome(study, outcome, in_sentence)
    named = [f"{in_sentence(row['parameter'])} ({_told(row)})" for row in clear[:MOST_NAMED]]
    unsure = any(row not in clear for row in bars[: len(named)])
    depends = "can be seen to depend on" if unsure else "depends most on"
    said = (
        f"In this model, {topic} {depends} {listed(named)}. In brackets: the {MEANING[main]}, and its interval."
        if named
        else f"No input can be told from a dummy for {topic}: more samples are needed, or luck decides."
    )
    everything = [row for row in _of(rows, outcome, main) if row["parameter"] not in ("", DUMMY)]
    rest = len(everything) - len(clear)
    unclear = (
        f"{rest} of {len(everything)} inputs cannot be told from an input that does nothing."
        if rest
        else ""
    )
    if unsure:
        unclear += " Some of them may matter more than those named, but their intervals are too wide to say so."
    doubts = _doubts(everything)
    return tuple(filter(None, (said, unclear, share, doubts)))


def _of_luck(rows: Sequence[Row], outcome: tuple[str, str]) -> str:
    luck = _one(rows, outcome, ALEATORY)
    if luck is None:
        return ""
    value, low, high = (min(1.0, max(0.0, luck[part])) for part in ("value", "low", "high"))
    return (
        f"Luck alone makes {percent(value)} of the variance of single runs at the points of the design "
        f"({percent(low)} to {percent(high)}); no knowledge of the inputs removes it."
    )


def _doubts(rows: Sequence[Row]) -> str:
    """What is to be said if the design was too small for its own verdict of convergence."""
    if not any("converged" in row and row["converged"] is False for row in rows):
        return ""
    needed = max((row["needed_samples"] or 0 for row in rows), default=0)
    more = f"; about {number(needed, 0)} samples would probably be enough" if needed else ""
    return f"The design is too small to trust the order of the inputs{more}."


def _panel(
    study: Finished, rows: Sequence[Row], outcome: tuple[str, str], main: str, key: str
) -> Panel:
    bars = _drawn(rows, outcome, main)
    inner = {row["parameter"]: row for row in _of(rows, outcome, BESIDE.get(main, ""))}
    luck, floor = _luck(rows, outcome, main), _floor(rows, outcome, main)
    ends = [
        _number(row[end])
        for row in (*bars, *([luck] if luck else []))
        for end in ("value", "high", "low")
    ]
    scale = Scale(*around([*ends, floor], 0.0), LEFT, RIGHT)
    bottom = TOP + STEP * (len(bars) + (luck is not None)) + 2
    topic = _outcome(study, outcome, label)
    says = "; ".join(f"{label(row['parameter'])}: {_told(row)}" for row in bars)
    drawing = Drawing(key, bottom + 22, f"{topic}: {MEANING[main]}", says)
    marks = [mark for mark in scale.ticks() if mark >= 0]
    places = tick_decimals(marks)
    labels = [(mark, plain(mark, places + 3)) for mark in marks]
    drawing.axis(scale, bottom, bottom - 3, labels, "stroke")
    drawing.line((LEFT, bottom), (RIGHT, bottom), "stroke")
    lines_of: list[Bar] = [("Luck alone", luck, None, "luck")] if luck is not None else []
    lines_of += [(label(r["parameter"]), r, inner.get(r["parameter"]), "bar") for r in bars]
    for place, (name, row, within, style) in enumerate(lines_of):
        _bar(drawing, TOP + STEP * place, scale, (name, row, within, style), floor)
    left = len(_bars(rows, outcome, main)) - len(bars)
    note = f"{main.replace('_', ' ')}{f'; {left} smaller ones not drawn' if left > 0 else ''}"
    return Panel(topic, note, drawing)


Bar = tuple[str, Row, Row | None, str]


def _bar(drawing: Drawing, top: float, scale: Scale, bar: Bar, floor: float) -> None:
    name, row, inner, style = bar
    value, low, high = (_number(row[part]) for part in ("value", "low", "high"))
    drawing.text(LEFT, top + 12, beside(name, _told(row)), "row")
    drawing.text(RIGHT, top + 12, _told(row), "value", "end")
    drawing.box(scale(0), top + 18, scale(value) - scale(0), 10, style)
    if inner is not None:
        drawing.box(scale(0), top + 21, scale(_number(inner["value"])) - scale(0), 4, "inner-bar")
    if not (missing(row["low"]) or missing(row["high"])):
        drawing.line((scale(low), top + 23), (scale(high), top + 23), "whisker")
        for end in (low, high):
            drawing.line((scale(end), top + 20), (scale(end), top + 26), "whisker")
    drawing.line((scale(0), top + 16), (scale(0), top + 30), "zero")
    if floor > 0 and style != "luck":
        drawing.line((scale(floor), top + 16), (scale(floor), top + 30), "floor")


def _bars(rows: Sequence[Row], outcome: tuple[str, str], index: str) -> list[Row]:
    there = [row for row in _of(rows, outcome, index) if row["parameter"] not in ("", DUMMY)]
    there = [row for row in there if _number(row["value"]) != 0]
    return sorted(there, key=lambda row: (-_number(row["value"]), row["parameter"]))


def _drawn(rows: Sequence[Row], outcome: tuple[str, str], index: str) -> list[Row]:
    """The bars that a reader could see."""
    bars = _bars(rows, outcome, index)[:MOST_BARS]
    return [row for row in bars if _number(row["value"]) >= VISIBLE * _number(bars[0]["value"])]


def _of(rows: Sequence[Row], outcome: tuple[str, str], index: str) -> list[Row]:
    return [row for row in rows if row["index"] == index and _outcome_of(row) == outcome]


def _outcome_of(row: Row) -> tuple[str, str]:
    return row["indicator"], row["strategy"] or NO_STRATEGY


def _one(rows: Sequence[Row], outcome: tuple[str, str], index: str) -> Row | None:
    there = [row for row in _of(rows, outcome, index) if not missing(row["value"])]
    return there[0] if there else None


def _luck(rows: Sequence[Row], outcome: tuple[str, str], main: str) -> Row | None:
    """The share that is luck, where bars are shares of the variance too: elsewhere it has another measure."""
    return _one(rows, outcome, ALEATORY) if main in SHARES else None


def _floor(rows: Sequence[Row], outcome: tuple[str, str], index: str) -> float:
    dummies = [row for row in _of(rows, outcome, index) if row["parameter"] == DUMMY]
    return max([_number(row[end]) for row in dummies for end in ("value", "high")], default=0.0)


def _least(row: Row) -> float:
    """Where the interval begins; the value of an index that has none."""
    return _number(row["value"] if missing(row["low"]) else row["low"])


def _outcome(study: Finished, outcome: tuple[str, str], words: Any) -> str:
    indicator, strategy = outcome
    if not strategy:
        return str(words(indicator))
    names = [study.title_of(name) for name in strategy.split(BETWEEN)]
    if len(names) == 2:
        return f"{words(indicator)} ({names[0]} minus {names[1]})"
    return f"{words(indicator)} ({names[0]})"


def _told(row: Row) -> str:
    if missing(row["value"]):
        return "no number"
    if missing(row["low"]) or missing(row["high"]):
        return plain(row["value"], 2)
    places = decimals_for(row["value"], row["low"], row["high"])
    value, low, high = (number(row[part], places) for part in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _number(value: float | None) -> float:
    return 0.0 if value is None or missing(value) else float(value)


def _table(rows: Sequence[Row]) -> Table:
    from cse_sim.params import catalogue

    known = catalogue()
    columns = (
        "Indicator",
        "Strategy",
        "Input",
        "Meaning",
        "Index",
        "Method",
        "Unit",
        "Value",
        "Low",
        "High",
        "Points",
        "Replicates",
        "Dropped",
    )
    cells = [
        (
            label(row["indicator"]),
            row["strategy"] or "–",
            row["parameter"] or "luck",
            known[row["parameter"]].meaning if row["parameter"] in known else "–",
            row["index"],
            row["method"],
            row["unit"] or "–",
            *(
                plain(row[name], 4)
                for name in ("value", "low", "high", "points", "replicates", "dropped")
            ),
        )
        for row in rows
    ]
    return Table(
        "Every index of the inputs drawn, of the dummy and of luck; sensitivity.parquet holds the others",
        columns,
        tuple(cells),
        words=7,
    )
