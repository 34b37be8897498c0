"""Screen, then measure: a Morris study says which inputs are live, a Sobol study how much each of them brings.

In the second study the others still move, together and as one input. Its total index is what holding all of them still
would leave out: the proof that screening was safe, or that it was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cse_sim.study.figures import figure
from cse_sim.study.plan import Study
from cse_sim.study.points import points_of
from cse_sim.study.sensitivity.analysis import IndexRow
from cse_sim.study.sensitivity.morris import live_and_dead
from cse_sim.study.sensitivity.screen import FIXED, NEGLIGIBLE, Screening
from cse_sim.study.sensitivity_table import NOT_GIVEN

Row = Mapping[str, Any]


def screening_of(rows: Sequence[Row]) -> Screening:
    """What is live in any of the outcomes of a Morris study; ``rows`` are those of its table."""
    outcomes = list(outcomes_of(rows).values())
    found = [live_and_dead([_index_row(row) for row in each]) for each in outcomes]
    live = {name for names, _ in found for name in names}
    dead = {name for _, names in found for name in names} - live
    return Screening(tuple(sorted(live)), tuple(sorted(dead)))


def outcomes_of(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows by indicator and strategy (or difference)."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["indicator"], row["strategy"]), []).append(row)
    return found


def not_screened(rows: Iterable[Row]) -> list[str]:
    """Outcomes of which too many runs failed or have no value."""
    return [
        f"{row['indicator']} of {row['strategy']}: {row['note']}"
        for row in rows
        if row["index"] == NOT_GIVEN
    ]


def measured(study: Study, screening: Screening) -> Study:
    """The Sobol study in which all that is not live moves as one input."""
    assert study.design is not None
    design = {name: value for name, value in study.design.items() if name != "points"}
    design["factors"] = [
        {**row, "group": FIXED} if (row["group"] or row["name"]) in screening.fixed else row
        for row in design["factors"]
    ]
    return replace(study, design={**design, "points": len(points_of(design, study.seed))})


def screening_words(screening: Screening, outcomes: Sequence[tuple[str, str]]) -> str:
    """What the first study found."""
    judged = "; ".join(f"{indicator} of {who}" for indicator, who in outcomes)
    if not screening.kept:
        return f"Screened by {judged}: no input can be told from the dummy; nothing is left to measure."
    live, rest = len(screening.kept), len(screening.fixed)
    words = f"Screened by {judged}: {live} of {live + rest} inputs are live: {', '.join(screening.kept)}."
    if not rest:
        return words
    return f'{words} The other {rest} now move as one input, "{FIXED}".'


def proof_words(rows: Sequence[Row]) -> Iterator[str]:
    """Whether each outcome of the second study can do without the inputs that are not live."""
    for (indicator, who), own in outcomes_of(rows).items():
        joint = [row for row in own if (row["parameter"], row["index"]) == (FIXED, "ST")]
        if not joint or joint[0]["high"] is None:
            yield f"{indicator} of {who}: no total index of {FIXED} is given, so nothing is proved."
            continue
        value, low, high = (figure(joint[0][part], 3) for part in ("value", "low", "high"))
        safe = joint[0]["high"] < NEGLIGIBLE
        yield (
            f"{indicator} of {who}: {FIXED} have a total index of {value} [{low}, {high}]. To hold them all still "
            + (f"is safe: that is below {NEGLIGIBLE}." if safe else "is not proved to be safe: "
               f"that may be {NEGLIGIBLE} or more.")
        )  # fmt: skip


def _index_row(row: Row) -> IndexRow:
    return IndexRow(row["parameter"], row["index"], row["value"], row["low"], row["high"])
