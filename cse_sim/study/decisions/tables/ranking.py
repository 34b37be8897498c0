"""``ranking.parquet``: which strategy may be the best, one row per strategy, budget level and indicator.

mean           mean over the runs in which all strategies have a number  [unit of the indicator]
rank           place by that mean, 1 is best; equal means share a place
p_best         share of resamples of the runs in which the strategy has the best mean
may_be_best    no other one beats it in intervals that hold for all pairs at once
told           whether it alone may be the best, and is so in at least 95 % of the resamples
used, runs     runs that count, and runs there are
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.study.decisions.ranking import SURE, may_be_best, probability_of_best
from cse_sim.study.decisions.resample import Floats, complete
from cse_sim.study.decisions.tables.family import Family, number

METHOD = "bootstrap over runs; all-pairs max-t with random signs"
SHARE_NEEDED = 0.9
SCHEMA = pa.schema(
    [
        ("strategy", pa.string()),
        ("point", pa.int64()),
        ("indicator", pa.string()),
        ("budget_factor", pa.float64()),
        ("unit", pa.string()),
        ("direction", pa.string()),
        ("mean", pa.float64()),
        ("rank", pa.int64()),
        ("p_best", pa.float64()),
        ("may_be_best", pa.bool_()),
        ("behind_best", pa.float64()),
        ("smallest_difference", pa.float64()),
        ("told", pa.bool_()),
        ("used", pa.int64()),
        ("runs", pa.int64()),
        ("same_luck", pa.bool_()),
        ("method", pa.string()),
        ("note", pa.string()),
    ]
)


def ranking_rows(family: Family) -> list[dict[str, Any]]:
    """Who may be the best in one indicator."""
    known = complete(family.values)
    used, runs = known.shape[1], family.values.shape[1]
    enough = used >= 2 and used >= SHARE_NEEDED * runs
    note = "" if enough else f"all strategies have a number in {used} of {runs} runs only"
    chance = probability_of_best(known, family.sign)
    possible = may_be_best(known, family.sign)
    means = known.mean(axis=1) if enough else np.full(len(known), np.nan)
    rows = []
    for place, strategy in enumerate(family.strategies):
        row: dict[str, Any] = {
            "mean": number(means[place]),
            "smallest_difference": family.indicator.smallest_difference,
        }
        if enough:
            row |= {
                "rank": 1 + int((family.sign * means > family.sign * means[place]).sum()),
                "p_best": float(chance[place]),
                "may_be_best": bool(possible[place]),
                "behind_best": _behind(family.sign * means, place),
                "told": bool(possible[place] and possible.sum() == 1 and chance[place] >= SURE),
            }
        rows.append(
            family.keys(strategy)
            | row
            | {"used": used, "runs": runs, "same_luck": True, "method": METHOD, "note": note}
        )
    return rows


def _behind(means: Floats, place: int) -> float | None:
    others = np.delete(means, place)
    return number(float(others.max() - means[place])) if len(others) else None
