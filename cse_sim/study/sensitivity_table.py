"""The table of a sensitivity study: for every strategy and paired difference, every indicator, what matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.indicators.measure import Indicator
from cse_sim.study.design import Floats
from cse_sim.study.plan import Study
from cse_sim.study.point_tables import values_of
from cse_sim.study.points import drawn_design
from cse_sim.study.sensitivity import Analysis, Method, method_named
from cse_sim.study.sensitivity.analysis import Bad
from cse_sim.study.store import Store
from cse_sim.study.varied import factors_of

SHARE_MISSING_MOST = 0.01
NOT_GIVEN = "not_given"
"""The index of the one row that stands where indices would rest on too few runs."""

BAD: Mapping[str, Bad] = {"up": "low", "down": "high"}
"""By the direction of an indicator."""
OF_THE_UNIT = ("mu", "mu_star", "sigma", "ff_main_effect")
SQUARED = ("mean_square_effect",)
PURE_NUMBER = "1"
"""The unit of all other indices: shares, distances, and ratios."""

SCHEMA = pa.schema(
    [
        ("indicator", pa.string()),
        ("parameter", pa.string()),
        ("index", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("strategy", pa.string()),
        ("method", pa.string()),
        ("points", pa.int64()),
        ("replicates", pa.int64()),
        ("dropped", pa.int64()),
        ("unit", pa.string()),
        ("note", pa.string()),
        ("converged", pa.bool_()),
        ("needed_samples", pa.int64()),
    ]
)


def sensitivity_rows(study: Study, store: Store, indicators: Mapping[str, Indicator]) -> pa.Table:
    """The indices of a study whose runs have been written, sorted by strategy, indicator, index and parameter."""
    assert study.design is not None
    method = method_named(study.design["method"])
    rows: list[dict[str, Any]] = []
    for name in sorted(study.indicators or indicators):
        values = values_of(study, store, [name])
        for strategy, seen in outputs(study, name, values):
            rows += _rows(study, method, indicators[name], strategy, seen)
    rows.sort(key=lambda row: (row["strategy"], row["indicator"], row["index"], row["parameter"]))
    about = {"method": method.name, "samples": str(study.design["samples"])}
    return pa.Table.from_pylist(rows, schema=SCHEMA.with_metadata(about))


def outputs(
    study: Study, name: str, values: Mapping[tuple[str, str], Floats]
) -> Iterator[tuple[str, Floats]]:
    """Every strategy and, of several, every paired difference to the baseline: values (points, replicates)."""
    for strategy in sorted(study.strategies):
        if (strategy, name) in values:
            yield strategy, values[strategy, name]
    for strategy in sorted(study.strategies):
        if study.baseline in (None, strategy) or (strategy, name) not in values:
            continue
        difference = values[strategy, name] - values[str(study.baseline), name]
        yield f"{strategy} - {study.baseline}", difference


def _rows(
    study: Study, method: Method, indicator: Indicator, strategy: str, seen: Floats
) -> list[dict[str, Any]]:
    assert study.design is not None
    shared = {
        "indicator": indicator.name,
        "strategy": strategy,
        "method": method.name,
        "points": seen.shape[0],
        "replicates": seen.shape[1],
        "unit": PURE_NUMBER,
    }
    missing = float(np.isnan(seen).mean())
    if missing > SHARE_MISSING_MOST:
        note = f"{missing:.1%} of the runs failed or have no value: no index is given"
        nothing = {"parameter": "", "index": NOT_GIVEN, "dropped": int(np.isnan(seen).any(1).sum())}
        return [{**shared, **nothing, "note": note, "converged": False}]
    if method.one_sided and indicator.direction not in BAD:
        nothing = {"parameter": "", "index": NOT_GIVEN, "dropped": 0}
        return [
            {**shared, **nothing, "note": "no side of this indicator is bad: no index is given"}
        ]
    side = {"bad": BAD[indicator.direction]} if method.one_sided else {}
    design = drawn_design(study.design, study.seed)
    analysis = method.analyse(factors_of(study.design), design, seen, study.seed, **side)
    return [{**shared, **row} for row in _index_rows(analysis, indicator.unit)]


def unit_of(index: str, unit: str) -> str:
    """The unit of an index of an indicator that has this unit."""
    if index in SQUARED:
        return f"({unit})²"
    return unit if index in OF_THE_UNIT else PURE_NUMBER


def _index_rows(analysis: Analysis, unit: str) -> Iterator[dict[str, Any]]:
    note = "; ".join(analysis.notes) or None
    for row in analysis.rows:
        yield {
            "parameter": row.parameter,
            "index": row.index,
            "unit": unit_of(row.index, unit),
            "value": _number(row.value),
            "low": _number(row.low),
            "high": _number(row.high),
            "dropped": analysis.dropped,
            "note": note,
            "converged": analysis.converged,
            "needed_samples": analysis.needed_samples,
        }


def _number(value: float | None) -> float | None:
    """Null where there is no number, as everywhere in the tables."""
    return value if value is not None and np.isfinite(value) else None
