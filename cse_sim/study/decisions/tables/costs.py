"""``costs.parquet`` and ``acceptability.parquet``: what the effect costs, per strategy, budget level and indicator.

spent_usd, spent_usd_median  over runs                                        [US$]
share_of_budget              of the median run; overspent: above 1 by more than the tolerance of 1 %
effect                       strategy minus reference; the reference is ``none`` if it is there, else the baseline
per_million                  effect per million US$ beyond the reference, with low and high; null where the
                             money spent cannot be told apart or is less      [unit per million US$]
dominated_by                 who has a better effect for no more money (within 1 % of the budget); two names: a
                             mixture of them has
over, usd_per_unit           along the rest: what a unit more costs beyond the next cheaper one  [US$/unit]

willingness_usd_per_unit     what one unit of the indicator, in its better direction, is worth   [US$/unit]
p_best_buy                   share of resamples in which the strategy has the highest net benefit
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.study.decisions.cost import (
    TOLERANCE,
    acceptability,
    overspent,
    per_million,
    purchases,
    share_of_budget,
    willingness,
)
from cse_sim.study.decisions.resample import complete
from cse_sim.study.decisions.tables.family import Family, number

NOTHING = "none"
METHOD = "means of pairs of runs; Fieller"
KEYS = [
    ("strategy", pa.string()),
    ("point", pa.int64()),
    ("indicator", pa.string()),
    ("budget_factor", pa.float64()),
    ("unit", pa.string()),
    ("direction", pa.string()),
]
ORIGIN = [
    ("used", pa.int64()),
    ("runs", pa.int64()),
    ("same_luck", pa.bool_()),
    ("method", pa.string()),
]
SCHEMA = pa.schema(
    [
        *KEYS,
        ("budget_usd", pa.float64()),
        ("spent_usd", pa.float64()),
        ("spent_usd_median", pa.float64()),
        ("share_of_budget", pa.float64()),
        ("overspent", pa.bool_()),
        ("reference", pa.string()),
        ("effect", pa.float64()),
        ("per_million", pa.float64()),
        ("per_million_low", pa.float64()),
        ("per_million_high", pa.float64()),
        ("dominated_by", pa.string()),
        ("over", pa.string()),
        ("usd_per_unit", pa.float64()),
        *ORIGIN,
        ("note", pa.string()),
    ]
)
ACCEPTABILITY = pa.schema(
    [*KEYS, ("willingness_usd_per_unit", pa.float64()), ("p_best_buy", pa.float64()), *ORIGIN]
)


def costs_rows(family: Family) -> list[dict[str, Any]]:
    """What every strategy costs and buys in one indicator."""
    names = family.strategies
    reference = NOTHING if NOTHING in names else family.baseline
    at = names.index(reference)
    known = complete(np.concatenate([family.values, family.spent]))
    used, runs = known.shape[1], family.values.shape[1]
    enough = used >= 2 and used >= 0.9 * runs
    means = known.mean(axis=1) if enough else np.full(len(known), np.nan)
    effect, spent = means[: len(names)], means[len(names) :]
    bought = (
        purchases(list(family.sign * effect), list(spent), TOLERANCE * family.budget_usd)
        if enough
        else None
    )
    rows = []
    for place, strategy in enumerate(names):
        money = family.spent[place]
        ratio = (
            per_million(family.values[place], money, family.values[at], family.spent[at])
            if enough and place != at
            else (np.nan, np.nan, np.nan)
        )
        row: dict[str, Any] = {
            "budget_usd": family.budget_usd,
            "spent_usd": number(float(np.nanmean(money))) if not np.isnan(money).all() else None,
            "spent_usd_median": number(float(np.nanmedian(money)))
            if not np.isnan(money).all()
            else None,
            "share_of_budget": number(share_of_budget(money, family.budget_usd)),
            "overspent": overspent(money, family.budget_usd),
            "reference": reference,
            "effect": number(effect[place] - effect[at]),
            "per_million": number(ratio[0]),
            "per_million_low": number(ratio[1]),
            "per_million_high": number(ratio[2]),
            "note": _note(enough, used, runs, place == at, bool(np.isnan(ratio[0]))),
        }
        if bought:
            each = bought[place]
            row["dominated_by"] = " and ".join(names[other] for other in each.dominated_by) or None
            row["over"] = None if each.over is None else names[each.over]
            row["usd_per_unit"] = number(each.price)
        rows.append(family.keys(strategy) | row | _origin(used, runs, METHOD))
    return rows


def acceptability_rows(family: Family) -> list[dict[str, Any]]:
    """How likely every strategy is the best buy in one indicator, at each willingness to pay."""
    known = complete(np.concatenate([family.values, family.spent]))
    used, runs = known.shape[1], family.values.shape[1]
    if used < 2 or used < 0.9 * runs:
        return []
    effect, spent = family.sign * known[: len(family.strategies)], known[len(family.strategies) :]
    prices = willingness(effect.mean(axis=1), spent.mean(axis=1))
    shares = acceptability(effect, spent, prices)
    return [
        family.keys(strategy)
        | {"willingness_usd_per_unit": price, "p_best_buy": float(shares[place, step])}
        | _origin(used, runs, "bootstrap over runs")
        for place, strategy in enumerate(family.strategies)
        for step, price in enumerate(prices)
    ]


def _origin(used: int, runs: int, method: str) -> dict[str, Any]:
    return {"used": used, "runs": runs, "same_luck": True, "method": method}


def _note(enough: bool, used: int, runs: int, is_reference: bool, no_ratio: bool) -> str:
    if not enough:
        return f"all strategies have a number in {used} of {runs} runs only"
    if is_reference or not no_ratio:
        return ""
    return "it cannot be shown to spend more than the reference"
