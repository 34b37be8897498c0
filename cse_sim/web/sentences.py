"""What an answer says, in plain words: the likelihood with its number, the range, and what the spread is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cse_sim.indicators import catalogue
from cse_sim.report.words import (
    Unit,
    difference,
    difference_decimals,
    dollars,
    number,
    percent,
    scaled,
)
from cse_sim.study.figures import decimals_for, missing
from cse_sim.study.summary import standing
from cse_sim.web.answers import Answer
from cse_sim.web.blocks import BLOCKS
from cse_sim.web.choices import OWN
from cse_sim.web.labels import (
    change_unit_name,
    harm_names,
    indicator_in_sentence,
    indicator_name,
    strategy_title,
)
from cse_sim.web.likelihood import is_few, likelihood, out_of_ten
from cse_sim.web.price import price_words
from cse_sim.web.texts import number_in, word
from cse_sim.web.verdicts import at_first_sight, is_early, verdict
from cse_sim.web.workshop import WORKSHOP

ABOVE_HARMS = ("deaths",)
"""Outcomes that stand in the ledger whatever is looked at."""


@dataclass(frozen=True)
class Headline:
    """The sentence on top: its standing gives it a mark, the lines beneath say how far it can be trusted."""

    standing: str
    sentence: str
    price: str
    range: str
    money: str
    trust: str


def headline(answer: Answer, language: str, indicator: str, strategy: str = OWN) -> Headline:
    """How a strategy stands against the baseline in one indicator."""
    row = answer.row(strategy, indicator)
    if row is None:
        text = word(language, "headline", "same", strategy=_title(answer, language, strategy))
        return Headline("same", text, "", "", "", "")
    stands = standing(row)
    return Headline(
        stands,
        _sentence(answer, language, row, stands),
        price_words(answer, language, indicator, strategy),
        range_words(language, row),
        money_words(answer, language, row),
        trust_words(answer, language),
    )


def _sentence(answer: Answer, language: str, row: Mapping[str, Any], stands: str) -> str:
    won = row["p_better"]
    values = {
        "strategy": _title(answer, language, row["strategy"]),
        "baseline": _title(answer, language, row["baseline"]),
        "indicator": indicator_in_sentence(language, row["indicator"]),
        "unit": change_unit_name(language, row["unit"]),
        "runs": row["runs"],
        "change": number_in(language, change(row)),
        "direction": word(language, "words", _direction(row)),
    }
    if not missing(won):
        values["worlds"] = in_words(language, won, row["runs"])
        values["share"] = share_of_worlds(language, won, row["runs"])
    said = word(language, "headline", stands.replace(" ", "_"), **values).replace("  ", " ")
    said = said[:1].upper() + said[1:]
    return said if stands == "undefined" else at_first_sight(language, said, row["runs"])


def in_words(language: str, share: float, runs: int) -> str:
    """``very likely, in 9 of 10 simulated worlds``; of few worlds only their number is said."""
    worlds = share_of_worlds(language, share, runs)
    if is_few(runs):
        return worlds
    said = word(language, "likelihood", likelihood(share))
    return word(language, "headline", "likelihood", word=said, worlds=worlds)


def share_of_worlds(language: str, share: float, runs: int) -> str:
    """``in 9 of 10 simulated worlds``."""
    few = is_few(runs)
    part, whole = (f"{share * runs:g}", str(runs)) if few else out_of_ten(share).split("/")
    return word(language, "headline", "worlds", part=part, whole=whole)


def change(row: Mapping[str, Any]) -> str:
    """The size of the mean difference, without its sign, as exact as it deserves; never none where there is one."""
    size = scaled(row["mean_difference"], Unit(row["unit"]).factor)
    decimals = difference_decimals(row)
    if size and round(abs(size), decimals) == 0:
        return f"< {number(10.0**-decimals, decimals)}"
    return number(None if size is None else abs(size), decimals)


def range_words(language: str, row: Mapping[str, Any]) -> str:
    """Mean difference with its interval."""
    if missing(row["mean_difference"]):
        return str(row["note"])
    return word(
        language,
        "headline",
        "range",
        difference=number_in(language, difference(row).short),
        unit=change_unit_name(language, row["unit"]),
        pairs=row["pairs"],
    ).replace(" ,", ",")


def money_words(answer: Answer, language: str, row: Mapping[str, Any]) -> str:
    """What was spent of what was given; a sentence of its own when much was left."""
    spent, budget = row["spent_usd"], row["budget_usd"]
    given = sum(use.share for use in answer.scenario.strategy_named(row["strategy"]).levers)
    budget = 0.0 if missing(budget) else min(1.0, given) * budget
    if missing(spent) or budget <= 0:
        return ""
    key = "unspent" if spent < 0.9 * budget else "spent"
    return word(
        language,
        "headline",
        key,
        spent=number_in(language, dollars(spent)),
        budget=number_in(language, dollars(budget)),
        share=f"{100 * spent / budget:.0f}",
        strategy=_title(answer, language, row["strategy"]),
    )


def trust_words(answer: Answer, language: str) -> str:
    """How many runs stand behind the sentence, and what their spread is made of."""
    few = is_few(answer.runs)
    key = ("few" if few else "all_runs") if answer.complete else ("first_look" if few else "so_far")
    said = word(language, "headline", key, runs=answer.runs, planned=answer.study.runs)
    if answer.failed:
        said += " " + word(language, "headline", "failed", failed=answer.failed)
    return said


def waiting_words(language: str) -> str:
    """Why there is no answer yet: the model is made ready, others compute, or it is being computed."""
    key = "preparing" if not BLOCKS.begun else "waiting" if WORKSHOP.busy else "working"
    return word(language, "headline", key)


def ledger(answer: Answer, language: str, strategy: str = OWN) -> list[dict[str, Any]]:
    """Deaths, then the harm ledger: every harm with its numbers and its verdict, whether it is large or not."""
    found = []
    for name in dict.fromkeys((*ABOVE_HARMS, *harm_names())):
        row = answer.row(strategy, name)
        if row is not None:
            found.append(compared(language, row))
    return found


def compared(language: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a comparison as the page shows it."""
    told = difference(row)
    return {
        "indicator": row["indicator"],
        "title": indicator_name(language, row["indicator"]),
        "unit": "" if told.never else change_unit_name(language, row["unit"]),
        "meaning": catalogue()[row["indicator"]].meaning,
        "difference": number_in(language, told.short),
        "mean": level(language, row["indicator"], row["mean"]),
        "mean_baseline": level(language, row["indicator"], row["mean_baseline"]),
        "wins": percent(row["p_better"]),
        "verdict": verdict(language, row),
        "standing": standing(row),
        "early": is_early(row),
        "note": row["note"],
    }


def level(language: str, indicator: str, value: float | None) -> str:
    """A mean as exact as it deserves; shares in per cent."""
    known = catalogue()[indicator]
    unit = Unit(known.unit)
    shown = scaled(value, unit.factor)
    said = number(shown, decimals_for(shown, None, None, unit.factor * known.smallest_difference))
    said = number_in(language, said)
    return f"{said} %" if unit.factor > 1 and shown is not None else said


def _direction(row: Mapping[str, Any]) -> str:
    return "higher" if (row["mean_difference"] or 0.0) > 0 else "lower"


def _title(answer: Answer, language: str, strategy: str) -> str:
    return strategy_title(language, answer.scenario, strategy)
