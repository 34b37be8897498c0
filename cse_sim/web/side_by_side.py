"""Several strategies at the same budget: one row each, verdicts over all measures, and panels on the same axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cse_sim.indicators import catalogue
from cse_sim.report.words import Unit, dollars, number, percent
from cse_sim.study.decisions.cost import per_million
from cse_sim.study.decisions.ranking import probability_of_best
from cse_sim.study.figures import decimals_for, missing
from cse_sim.study.headlines import SPENT
from cse_sim.study.summary import SENTENCES, standing
from cse_sim.web.answers import Answer
from cse_sim.web.blocks import Floats
from cse_sim.web.charts.series import series_option
from cse_sim.web.charts.style import BASELINE, STRATEGIES
from cse_sim.web.choices import NOTHING
from cse_sim.web.drawings import Figure, dates_of, limits_of, marks_of, spread_table
from cse_sim.web.labels import (
    change_unit_name,
    harm_names,
    indicator_in_sentence,
    indicator_name,
    level_unit_name,
    outcome_names,
    strategy_title,
)
from cse_sim.web.sentences import compared, level, money_words
from cse_sim.web.texts import number_in, word
from cse_sim.web.verdicts import at_first_sight, verdict

LEAST_RUNS_FOR_COST = 10


def strategy_table(answer: Answer, language: str, indicator: str) -> list[dict[str, Any]]:
    """One row per strategy, the baseline first: mean, difference, verdict, chance of being best, money."""
    best = chance_of_best(answer, indicator)
    rows = []
    for strategy in answer.blocks:
        row = answer.row(strategy, indicator)
        mean = float(np.nanmean(answer.overall(strategy, indicator)))
        spent = float(np.nanmean(answer.overall(strategy, SPENT)))
        shown = {
            "strategy": strategy,
            "title": strategy_title(language, answer.scenario, strategy),
            "mean": level(language, indicator, mean),
            "best": "–" if best is None else percent(best[strategy]),
            "spent": number_in(language, dollars(spent)),
            "difference": "",
            "wins": "",
            "verdict": word(language, "words", "baseline"),
            "standing": "baseline",
            "early": False,
            "per_million": "",
            "note": "",
        }
        if row is not None:
            kept = ("difference", "wins", "verdict", "standing", "early")
            shown |= {key: compared(language, row)[key] for key in kept}
            shown["note"] = money_words(answer, language, row)
        shown["per_million"] = effect_per_million(answer, language, strategy, indicator)
        rows.append(shown)
    return rows


def chance_of_best(answer: Answer, indicator: str) -> dict[str, float] | None:
    """How often each strategy has the best mean in resamples of the runs; None where nothing is better or worse."""
    direction = catalogue()[indicator].direction
    if direction == "none" or answer.runs < 2:
        return None
    values = np.array([answer.overall(strategy, indicator) for strategy in answer.blocks])
    shares = probability_of_best(values, 1.0 if direction == "up" else -1.0)
    if np.isnan(shares).any():
        return None
    return dict(zip(answer.blocks, (float(share) for share in shares), strict=True))


def effect_per_million(answer: Answer, language: str, strategy: str, indicator: str) -> str:
    """Change per million US$ against spending nothing, with its interval; in words where there is no such number."""
    if answer.runs < LEAST_RUNS_FOR_COST or NOTHING not in answer.blocks or strategy == NOTHING:
        return "–"
    effect, spent = answer.overall(strategy, indicator), answer.overall(strategy, SPENT)
    base, spent_base = (answer.overall(NOTHING, name) for name in (indicator, SPENT))
    known = ~(np.isnan(effect) | np.isnan(base))
    if known.sum() < LEAST_RUNS_FOR_COST:
        return "–"
    numbers = per_million(effect[known], spent[known], base[known], spent_base[known])
    if any(missing(each) for each in numbers):
        return word(language, "compare", "cost_none")
    factor = Unit(catalogue()[indicator].unit).factor
    shown = [factor * each for each in numbers]
    decimals = decimals_for(*shown)
    mean, low, high = (number(each, decimals) for each in shown)
    return number_in(language, f"{mean} [{low}, {high}]")


def verdict_matrix(answer: Answer, language: str) -> list[dict[str, Any]]:
    """Every measure that is read first, with the verdict on every strategy: outcomes, then the whole harm ledger."""
    others = [strategy for strategy in answer.blocks if strategy != answer.baseline]
    blocks = []
    for title, names in (("outcomes", outcome_names()), ("harms", harm_names())):
        rows = [
            {
                "indicator": name,
                "title": indicator_name(language, name),
                "unit": change_unit_name(language, catalogue()[name].unit),
                "cells": [_cell(answer, language, strategy, name) for strategy in others],
            }
            for name in names
            if all(answer.row(strategy, name) is not None for strategy in others)
        ]
        blocks.append({"title": word(language, "words", title), "rows": rows})
    return blocks


def _cell(answer: Answer, language: str, strategy: str, indicator: str) -> dict[str, Any]:
    row = answer.row(strategy, indicator)
    assert row is not None
    shown = compared(language, row)
    return {key: shown[key] for key in ("difference", "verdict", "standing", "early")}


def summary_sentence(answer: Answer, language: str, indicator: str) -> str:
    """Who is better, who is worse, and who cannot be told apart from the baseline."""
    groups: dict[str, list[str]] = {}
    for strategy in answer.blocks:
        row = answer.row(strategy, indicator)
        if row is not None:
            title = strategy_title(language, answer.scenario, strategy)
            groups.setdefault(standing(row), []).append(title)
    said = [
        word(language, "compare", f"is_{key.replace(' ', '_')}", names=", ".join(groups[key]))
        for key in SENTENCES
        if key in groups
    ]
    told = word(
        language,
        "compare",
        "told_apart",
        baseline=strategy_title(language, answer.scenario, answer.baseline),
        indicator=indicator_in_sentence(language, indicator),
        sentences="; ".join(said) + ".",
    )
    return at_first_sight(language, told, answer.runs)


def panels(answer: Answer, language: str, indicator: str) -> list[tuple[str, Figure]]:
    """One chart per strategy, all with the same axes, the baseline behind each."""
    dates = dates_of(answer.scenario, answer.weeks)
    spreads = {strategy: answer.weekly(strategy, indicator) for strategy in answer.blocks}
    low, high = shared_limits(spreads, indicator)
    declared = catalogue()[indicator].unit
    base = strategy_title(language, answer.scenario, answer.baseline)
    found = []
    others = [strategy for strategy in answer.blocks if strategy != answer.baseline]
    for place, strategy in enumerate(others):
        colour, kind = STRATEGIES[place % len(STRATEGIES)]
        title = strategy_title(language, answer.scenario, strategy)
        option = series_option(
            dates,
            [
                (base, spreads[answer.baseline], BASELINE, "dashed"),
                (title, spreads[strategy], colour, kind),
            ],
            level_unit_name(language, declared),
            f"{indicator_name(language, indicator)}: {title}, {base}",
            marks_of(answer.scenario, language, dates[-1]),
            low,
            high,
        )
        option["series"] = [_unlabelled(line) for line in option["series"]]
        option["grid"]["right"] = 12
        option["factor"] = Unit(declared).factor
        row = answer.row(strategy, indicator)
        table = spread_table(
            answer, language, dates, {title: spreads[strategy], base: spreads[answer.baseline]}
        )
        note = verdict(language, row) if row is not None else ""
        found.append((strategy, Figure(title, note, option, table)))
    return found


def shared_limits(spreads: dict[str, dict[str, Floats]], indicator: str) -> tuple[float, float]:
    """Ends of the axis that hold all bands; the end of the scale where they come near it."""
    lowest = min(float(np.nanmin(spread["q05"])) for spread in spreads.values())
    highest = max(float(np.nanmax(spread["q95"])) for spread in spreads.values())
    room = 0.05 * max(highest - lowest, 1e-9)
    least, most = limits_of(indicator)
    low = lowest - room if least is None else max(least, lowest - room)
    high = highest + room if most is None else min(most, highest + room)
    step = 10.0 ** math.floor(math.log10(max(high - low, 1e-9) / 2))
    ends = math.floor(low / step) * step, math.ceil(high / step) * step
    return _rounded(ends[0]), _rounded(ends[1])


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


def _unlabelled(line: dict[str, Any]) -> dict[str, Any]:
    """The title of the panel names the line already."""
    return {key: value for key, value in line.items() if key != "endLabel"}
