"""What matters: the sentence, the tornado and the bars, from worlds that exist or from a study made for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cse_sim.indicators import catalogue
from cse_sim.params import catalogue as parameters
from cse_sim.report.words import Unit, label, number
from cse_sim.study.figures import decimals_for
from cse_sim.web.answers import Answer
from cse_sim.web.charts.bars import index_option, tornado_option
from cse_sim.web.charts.style import numbers
from cse_sim.web.choices import OWN
from cse_sim.web.correlations import Association, associations
from cse_sim.web.drawings import Figure
from cse_sim.web.labels import (
    change_unit_name,
    level_unit_name,
    parameter_beside,
    parameter_in_sentence,
)
from cse_sim.web.texts import number_in, word, words
from cse_sim.web.verdicts import at_first_sight

SHOWN = 12
VARIED = 10
NAMED = 3
METHODS = ("morris", "sobol")
DUMMY = "dummy"


def results_of(answer: Answer, indicator: str, difference: bool) -> Any:
    """One number per world: of the visitor's strategy, or its difference from the baseline."""
    own = answer.overall(OWN, indicator)
    return own - answer.overall(answer.baseline, indicator) if difference else own


def influences(answer: Answer, indicator: str, difference: bool) -> list[Association]:
    """Every uncertain number, the strongest first."""
    return associations(answer.drawn(), results_of(answer, indicator, difference))


def influence_sentence(found: Sequence[Association], language: str, runs: int) -> str:
    """Which numbers can be shown to decide the result, in words."""
    named = [row.name for row in found if row.shown][:3]
    if not named:
        return word(language, "sensitivity", "nothing", runs=runs)
    said = word(language, "sensitivity", "most", names=_listed(language, named))
    return at_first_sight(language, said, runs)


def _listed(language: str, names: Sequence[str]) -> str:
    return "; ".join(parameter_in_sentence(language, name) for name in names)


def tornado(
    found: Sequence[Association], answer: Answer, language: str, indicator: str, difference: bool
) -> Figure:
    """The strongest numbers as a tornado, with their correlations in the table behind."""
    rows = found[:SHOWN]
    declared = catalogue()[indicator].unit
    factor = Unit(declared).factor
    middle = factor * float(np.nanmean(results_of(answer, indicator, difference)))
    unit = (change_unit_name if difference else level_unit_name)(language, declared)
    labels = (word(language, "sensitivity", "when_low"), word(language, "sensitivity", "when_high"))
    decimals = decimals_for(middle, None, None, factor * catalogue()[indicator].smallest_difference)
    option = tornado_option(
        [parameter_beside(row.name) for row in rows],
        [label(row.name) for row in rows],
        [factor * row.mean_when_low for row in rows],
        [factor * row.mean_when_high for row in rows],
        middle,
        [row.shown for row in rows],
        word(
            language,
            "sensitivity",
            "from_mean",
            mean=number_in(language, number(middle, decimals)),
            unit=unit,
        ),
        labels,
        word(language, "sensitivity", "quick"),
    )
    columns = [
        word(language, "assumptions", "name"),
        word(language, "assumptions", "code"),
        word(language, "sensitivity", "correlation"),
        "2.5 %",
        "97.5 %",
        *labels,
    ]
    table = [
        [
            parameter_beside(row.name),
            row.name,
            *numbers((row.value, row.low, row.high, row.mean_when_low, row.mean_when_high), 3),
        ]
        for row in found
    ]
    note = word(language, "sensitivity", "quick_note")
    return Figure(
        word(language, "sensitivity", "quick"), note, option, {"columns": columns, "rows": table}
    )


def index_figure(rows: Sequence[dict[str, Any]], language: str, title: str) -> Figure:
    """The main index of a study as bars with intervals; grey where it cannot be told from the dummy's."""
    from cse_sim.report.indices import MEANING

    index = main_index(rows)
    bars = ranked(rows, index)[:SHOWN]
    limit = dummy_limit(rows, index)
    option = index_option(
        [parameter_beside(row["parameter"]) for row in bars],
        [label(row["parameter"]) for row in bars],
        [row["value"] for row in bars],
        [row["low"] for row in bars],
        [row["high"] for row in bars],
        [is_sure(row, limit) for row in bars],
        words(language, "sensitivity").get(f"index_{index}", MEANING.get(index, index)),
        title,
    )
    columns = ["parameter", "index", "value", "low", "high", "note"]
    table = [
        [parameter_beside(row["parameter"]), *(_cell(row.get(column)) for column in columns)]
        for row in rows
    ]
    columns = [word(language, "assumptions", "name"), *columns]
    note = word(language, "sensitivity", "bars_note")
    return Figure(title, note, option, {"columns": columns, "rows": table})


def index_sentence(rows: Sequence[dict[str, Any]], language: str) -> str:
    """Where most of the difference comes from, the longest bar first, how sure that is, and what is left to luck."""
    index = main_index(rows)
    bars = ranked(rows, index)
    said = _longest(bars, dummy_limit(rows, index), language)
    needed = max((int(row.get("needed_samples") or 0) for row in bars), default=0)
    if needed and any(row.get("converged") is False for row in bars):
        said += " " + word(language, "sensitivity", "needed", samples=f"{needed:,}")
    luck = [r for r in rows if r["index"] == "aleatory_share" and r["value"] is not None]
    if luck:
        said += " " + word(
            language, "sensitivity", "noise", share=f"{100 * min(1.0, luck[0]['value']):.0f}"
        )
    return said


def _longest(bars: Sequence[dict[str, Any]], limit: float, language: str) -> str:
    """What the longest bars are called, as far as they are sure; else that the longest one is not, and which are."""
    if not bars:
        return word(language, "sensitivity", "no_index")
    sure = [is_sure(row, limit) for row in bars]
    if sure[0]:
        first = sure.index(False) if False in sure else len(sure)
        names = [row["parameter"] for row in bars[: min(first, NAMED)]]
        return word(language, "sensitivity", "top", names=_listed(language, names))
    longest = parameter_in_sentence(language, bars[0]["parameter"])
    others = [row["parameter"] for row, known in zip(bars, sure, strict=True) if known][:NAMED]
    if not others:
        return word(language, "sensitivity", "none_sure", longest=longest)
    smaller = _listed(language, others)
    return word(language, "sensitivity", "longest_unsure", longest=longest, names=smaller)


def ranked(rows: Sequence[dict[str, Any]], index: str) -> list[dict[str, Any]]:
    """The rows of an index with a value, the largest first, without dummy and luck."""
    known = [row for row in rows if row["index"] == index and row["value"] is not None]
    named = [row for row in known if row["parameter"] not in (DUMMY, "")]
    return sorted(named, key=lambda row: -float(row["value"]))


def dummy_limit(rows: Sequence[dict[str, Any]], index: str) -> float:
    """What an index reaches for a number the model does not have."""
    dummies = [row for row in rows if row["index"] == index and row["parameter"] == DUMMY]
    ends = [row["value"] if row["high"] is None else row["high"] for row in dummies]
    return max(0.0, *(float(end) for end in ends if end is not None), 0.0)


def is_sure(row: dict[str, Any], limit: float) -> bool:
    """Whether the whole interval lies above the limit."""
    return float(row["value"] if row["low"] is None else row["low"]) > limit


def main_index(rows: Sequence[dict[str, Any]]) -> str:
    """The index that ranks the inputs, as in the report: with luck taken out where the method can; empty if there is none."""
    from cse_sim.report.indices import MAIN  # not before it is needed: it loads pandas

    there = list(dict.fromkeys(row["index"] for row in rows if row["parameter"] not in ("", DUMMY)))
    return next((name for name in (*MAIN, *there) if name in there), "")


def varied(found: Sequence[Association]) -> list[str]:
    """The numbers that a study looks at more closely: the strongest of those there are."""
    return [row.name for row in found[:VARIED] if row.name in parameters()]


def _cell(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
