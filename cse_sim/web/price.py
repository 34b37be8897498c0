"""What a strategy costs beside its headline: more harm, other outcomes that get worse; by the rule of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cse_sim.report.words import difference
from cse_sim.study.summary import standing
from cse_sim.web.answers import Answer
from cse_sim.web.choices import OWN
from cse_sim.web.labels import (
    change_unit_name,
    harm_names,
    indicator_in_sentence,
    outcome_names,
    strategy_title,
)
from cse_sim.web.likelihood import is_few
from cse_sim.web.texts import number_in, word
from cse_sim.web.verdicts import verdict

MOST_NAMED = 3
DEATHS = "deaths"
"""Told beside every headline."""


def price_words(answer: Answer, language: str, indicator: str, strategy: str = OWN) -> str:
    """Which harms grow and which outcomes other than the one in the headline get worse, or that none is shown to."""
    values = {
        "baseline": strategy_title(language, answer.scenario, answer.baseline),
        "runs": answer.runs,
    }
    others = [name for name in outcome_names() if name != indicator]
    harms, elsewhere = (_worse(answer, strategy, names) for names in (harm_names(), others))
    deaths = "" if indicator == DEATHS else _deaths(answer, language, strategy)
    if not harms and not elsewhere:
        return f"{word(language, 'price', 'nothing', **values)} {deaths}".rstrip()
    keys = [("harm", harms), ("also" if harms else "but", elsewhere)]
    said = " ".join(
        word(language, "price", key, names=_listed(language, rows), **values)
        for key, rows in keys
        if rows
    )
    if is_few(answer.runs):
        said = word(language, "verdicts", "first_look", verdict=said)
    return f"{said} {deaths}".rstrip()


def _worse(answer: Answer, strategy: str, names: Sequence[str]) -> list[Mapping[str, Any]]:
    rows = [answer.row(strategy, name) for name in names]
    return [row for row in rows if row is not None and standing(row) == "worse"]


def _listed(language: str, rows: Sequence[Mapping[str, Any]]) -> str:
    said = [_told(language, row) for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        said.append(word(language, "price", "more", count=len(rows) - MOST_NAMED))
    return (" ; " if language == "fr" else "; ").join(said)


def _told(language: str, row: Mapping[str, Any]) -> str:
    """``reprisals against CSOs (+10.2)``; deaths with their interval."""
    told = difference(row)
    said = told.short if row["indicator"] == DEATHS else told.middle
    name = indicator_in_sentence(language, row["indicator"])
    return f"{name} ({_with_unit(language, row, said)})"


def _with_unit(language: str, row: Mapping[str, Any], said: str) -> str:
    unit = "" if difference(row).never else change_unit_name(language, row["unit"])
    return f"{number_in(language, said)} {unit}".rstrip()


def _deaths(answer: Answer, language: str, strategy: str) -> str:
    """Deaths with interval and verdict where they are not among what is worse."""
    row = answer.row(strategy, DEATHS)
    if row is None or standing(row) == "worse":
        return ""
    numbers = _with_unit(language, row, difference(row).short)
    return word(language, "price", "deaths", numbers=numbers, verdict=verdict(language, row))
