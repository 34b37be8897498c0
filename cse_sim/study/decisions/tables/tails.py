"""``tails.parquet``: how bad it gets, one row per strategy, budget level, indicator and measure.

measure        quantile, cvar (mean of the worst share), beyond (share of runs worse than the threshold)
share          which part of the runs is the bad end: 0.05, 0.1; null for beyond
threshold      null but for beyond: the one asked for, or the baseline's median run, as ``threshold_is`` says
value          with low and high, its 95 % interval       [unit of the indicator; beyond: 0-1]
difference     strategy minus baseline, with low and high; null below 100 pairs of runs
used, runs     runs that count, and runs there are
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.study.decisions.resample import Floats
from cse_sim.study.decisions.tables.family import Family, number
from cse_sim.study.decisions.tails import (
    LEAST_RUNS,
    Estimate,
    Measure,
    difference_of_tails,
    tail,
    too_few,
)

METHODS = {
    "quantile": "order statistics; differences: paired bootstrap, first 2,000 runs",
    "cvar": "Student's t of influences, longer on the worse side; differences: paired",
    "beyond": "Clopper-Pearson; differences: paired bootstrap, first 2,000 runs",
}
MOST_RUNS = 2000
"""Resampling looks at no more than these first runs."""
SCHEMA = pa.schema(
    [
        ("strategy", pa.string()),
        ("point", pa.int64()),
        ("indicator", pa.string()),
        ("budget_factor", pa.float64()),
        ("unit", pa.string()),
        ("direction", pa.string()),
        ("measure", pa.string()),
        ("share", pa.float64()),
        ("threshold", pa.float64()),
        ("threshold_is", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("baseline", pa.string()),
        ("difference", pa.float64()),
        ("difference_low", pa.float64()),
        ("difference_high", pa.float64()),
        ("used", pa.int64()),
        ("runs", pa.int64()),
        ("same_luck", pa.bool_()),
        ("method", pa.string()),
        ("note", pa.string()),
    ]
)


def tails_rows(family: Family, thresholds: Mapping[str, float]) -> list[dict[str, Any]]:
    """The bad end of every strategy in one indicator."""
    values = dict(zip(family.strategies, family.values, strict=True))
    reference = values[family.baseline]
    asked = family.indicator.name in thresholds
    measures = [Measure(kind, share) for kind in ("quantile", "cvar") for share in (0.05, 0.1)]
    if asked or not np.isnan(reference).all():
        limit = thresholds[family.indicator.name] if asked else float(np.nanmedian(reference))
        measures.append(Measure("beyond", threshold=limit))
    return [
        family.keys(strategy)
        | _row(strategy, each, values, family, "asked for" if asked else "median of the baseline")
        for strategy in family.strategies
        for each in measures
    ]


def _row(
    strategy: str, measure: Measure, values: Mapping[str, Floats], family: Family, threshold_is: str
) -> dict[str, Any]:
    counted = values[strategy]
    own, reference = counted[:MOST_RUNS], values[family.baseline][:MOST_RUNS]
    if measure.kind == "cvar":  # no resampling
        own, reference = counted, values[family.baseline]
    told = tail(counted, measure, family.sign)
    pairs = int((~np.isnan(own) & ~np.isnan(reference)).sum())
    apart, note = Estimate(), ""
    if strategy != family.baseline:
        if pairs >= LEAST_RUNS:
            apart = difference_of_tails(own, reference, measure, family.sign)
        else:
            note = too_few(pairs)
    return {
        "measure": measure.kind,
        "share": number(measure.share),
        "threshold": number(measure.threshold),
        "threshold_is": threshold_is if measure.kind == "beyond" else None,
        "value": number(told.value),
        "low": number(told.low),
        "high": number(told.high),
        "baseline": family.baseline,
        "difference": number(apart.value),
        "difference_low": number(apart.low),
        "difference_high": number(apart.high),
        "used": int((~np.isnan(counted)).sum()),
        "runs": family.values.shape[1],
        "same_luck": True,
        "method": METHODS[measure.kind],
        "note": note,
    }
