"""``regret.parquet``: how far a strategy stays behind the best one, world by world.

regret_low, regret_high          mean regret: lower end (biased down) and upper end (plug-in, biased up)
regret_low_end, regret_high_end  the same with their sampling errors            [unit of the indicator]
regret_q90, regret_worst         of single worlds, plug-in; they hold the luck of single runs too
mean, sd, mean_less_sd           over worlds; mean_less_sd: mean, one standard deviation to the worse
threshold, satisficing           share of worlds that meet the threshold; null if none was asked for. Rows without
                                 an indicator: share that meets all of them
worlds, runs                     worlds in which all strategies have a number, and runs there are
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.study.decisions.regret import mean_less_spread, regret, satisficing
from cse_sim.study.decisions.tables.family import Family, number

METHOD = "one run per world; lower end by split halves, upper end plug-in (regrets luck too)"
SCHEMA = pa.schema(
    [
        ("strategy", pa.string()),
        ("point", pa.int64()),
        ("indicator", pa.string()),
        ("budget_factor", pa.float64()),
        ("unit", pa.string()),
        ("direction", pa.string()),
        ("regret_low", pa.float64()),
        ("regret_high", pa.float64()),
        ("regret_low_end", pa.float64()),
        ("regret_high_end", pa.float64()),
        ("regret_q90", pa.float64()),
        ("regret_worst", pa.float64()),
        ("mean", pa.float64()),
        ("sd", pa.float64()),
        ("mean_less_sd", pa.float64()),
        ("threshold", pa.float64()),
        ("satisficing", pa.float64()),
        ("worlds", pa.int64()),
        ("runs", pa.int64()),
        ("same_luck", pa.bool_()),
        ("method", pa.string()),
        ("note", pa.string()),
    ]
)


def regret_rows(family: Family, thresholds: Mapping[str, float]) -> list[dict[str, Any]]:
    """Regret, spread and satisficing of every strategy in one indicator."""
    name, runs = family.indicator.name, family.values.shape[1]
    told = regret(family.values[:, :, None], family.sign)
    score = mean_less_spread(family.values, family.sign)
    met = (
        satisficing({name: family.values}, {name: thresholds[name]}, {name: family.sign})
        if name in thresholds
        else np.full(len(family.strategies), np.nan)
    )
    enough = told.worlds >= 0.9 * runs
    note = "" if enough else f"all strategies have a number in {told.worlds} of {runs} runs only"
    rows = []
    for place, strategy in enumerate(family.strategies):
        known = family.values[place][~np.isnan(family.values[place])]
        several = len(known) > 1
        row: dict[str, Any] = {
            "mean": number(float(known.mean())) if len(known) else None,
            "sd": number(float(known.std(ddof=1))) if several else None,
            "mean_less_sd": number(float(score[place])),
            "threshold": thresholds.get(name),
            "satisficing": number(float(met[place])),
        }
        if enough:
            row |= {
                "regret_low": number(told.low[place]),
                "regret_high": number(told.high[place]),
                "regret_low_end": number(told.low_end[place]),
                "regret_high_end": number(told.high_end[place]),
                "regret_q90": number(told.q90[place]),
                "regret_worst": number(told.worst[place]),
            }
        rows.append(family.keys(strategy) | row | _origin(told.worlds, runs, note))
    return rows


def satisficing_rows(
    families: Sequence[Family], thresholds: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Share of worlds in which a strategy meets every threshold, from the families of one budget level."""
    asked = [family for family in families if family.indicator.name in thresholds]
    if not asked:
        return []
    names = [family.indicator.name for family in asked]
    shares = satisficing(
        {family.indicator.name: family.values for family in asked},
        {name: thresholds[name] for name in names},
        {family.indicator.name: family.sign for family in asked},
    )
    first, runs = asked[0], asked[0].values.shape[1]
    worlds = int((~np.any([np.isnan(each.values).any(axis=0) for each in asked], axis=0)).sum())
    note = f"all thresholds: {', '.join(names)}"
    return [
        {
            "strategy": strategy,
            "point": first.point,
            "indicator": "",
            "budget_factor": first.budget_factor,
            "unit": "share",
            "direction": "up",
            "satisficing": number(float(shares[place])),
            **_origin(worlds, runs, note),
        }
        for place, strategy in enumerate(first.strategies)
    ]


def _origin(worlds: int, runs: int, note: str) -> dict[str, Any]:
    return {"worlds": worlds, "runs": runs, "same_luck": True, "method": METHOD, "note": note}
