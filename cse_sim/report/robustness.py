"""Who is best and how sure that is, how bad it can get, and what is lost by choosing wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cse_sim.report.finished import Contender, Finished
from cse_sim.report.parts import Section, Table
from cse_sim.report.words import Unit, in_sentence, label, listed, number, percent, scaled
from cse_sim.study.figures import decimals_for, missing

Row = Mapping[str, Any]

WORST = 0.05
"""The tail that is shown: the worst twentieth of the runs."""
NEEDED = ("ranking", "regret", "tails")


def robustness(study: Finished) -> Section | None:
    """The section on the first indicator; None if the study has no tables for it."""
    if not set(NEEDED) <= set(study.tables):
        return None
    topic = in_sentence(study.page.first)
    there = []
    for each in study.contenders:
        rank = _row(study, "ranking", each)
        if rank is not None:
            there.append((each, rank, _row(study, "regret", each)))
    if not there:
        return None
    best = [each.title for each, rank, _ in there if rank["may_be_best"]]
    said = (
        f"Judged by {topic}, only {best[0]} may be the best of these strategies."
        if len(best) == 1
        else f"Judged by {topic}, the best cannot be told: it may be any of {listed(best)}."
        if best
        else f"Judged by {topic}, no strategy can be called the best."
    )
    lost = (
        "The last column is what is lost on average by choosing a strategy in a world where another is best: from a number "
        "that is too low to one that is too high, both with their sampling errors (95 %)."
    )
    return Section(
        "robustness",
        "Which is best, and how bad can it get",
        (said, lost),
        tables=(_table(study, there),),
    )


def _table(study: Finished, there: list[tuple[Contender, Row, Row | None]]) -> Table:
    unit = Unit(study.indicators[study.page.first].unit)
    rows = tuple(
        (
            each.title,
            "may be best" if rank["may_be_best"] else "not the best",
            percent(rank["p_best"]),
            _number(rank["mean"], unit),
            _tail(study, each, unit),
            lost(regret, unit),
        )
        for each, rank, regret in there
    )
    columns = (
        "Strategy",
        "Standing",
        "Best mean in resamples of the runs",
        "Mean",
        "Mean of the worst 5 % of runs [95 %]",
        "Lost on average against the best",
    )
    caption = f"{label(study.page.first)} in {unit.level}"
    return Table(caption, columns, rows, words=2)


def _tail(study: Finished, each: Contender, unit: Unit) -> str:
    rows = [row for row in study.results.rows("tails") if _about(study, row, each)]
    there = [row for row in rows if row["share"] == WORST and row["measure"] == "cvar"]
    if not there or missing(there[0]["value"]):
        return "–"
    value, low, high = (scaled(there[0][part], unit.factor) for part in ("value", "low", "high"))
    places = decimals_for(value, low, high)
    if low is None or high is None:
        return f"{number(value, min(places, 1))} (too few runs for an interval)"
    return f"{number(value, places)} [{number(low, places)}, {number(high, places)}]"


def lost(regret: Row | None, unit: Unit) -> str:
    """Mean regret between its two estimates, one too low and one too high, with the errors of both; never below zero."""
    if regret is None or missing(regret["regret_low_end"]) or missing(regret["regret_high_end"]):
        return "–"
    ends = [unit.factor * max(0.0, regret[part]) for part in ("regret_low_end", "regret_high_end")]
    places = min(decimals_for(ends[1], None, None), 2)
    return f"{number(ends[0], places)} to {number(ends[1], places)}"


def _row(study: Finished, table: str, each: Contender) -> Row | None:
    return next((row for row in study.results.rows(table) if _about(study, row, each)), None)


def _about(study: Finished, row: Row, each: Contender) -> bool:
    about = (row["strategy"], row["point"], row["indicator"])
    return about == (each.name, each.point, study.page.first)


def _number(value: float | None, unit: Unit) -> str:
    shown = scaled(value, unit.factor)
    return "–" if shown is None else number(shown, min(decimals_for(shown, None, None), 2))
