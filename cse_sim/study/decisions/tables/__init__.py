"""The tables that stand beside the comparison; each module says what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pyarrow as pa

from cse_sim.indicators.measure import Indicator
from cse_sim.study.comparison import Values, compared_names, read_values
from cse_sim.study.decisions.tables import costs, ranking, regret, tails
from cse_sim.study.decisions.tables.family import families
from cse_sim.study.plan import Study
from cse_sim.study.store import Store

SCHEMAS = {
    "ranking": ranking.SCHEMA,
    "tails": tails.SCHEMA,
    "costs": costs.SCHEMA,
    "acceptability": costs.ACCEPTABILITY,
    "regret": regret.SCHEMA,
}


def decision_tables(
    study: Study, store: Store, indicators: Mapping[str, Indicator]
) -> dict[str, pa.Table]:
    """Name and rows of every table that stands beside the comparison."""
    values = read_values(store, compared_names(study, indicators))
    return tables_of(study, values, indicators, dict(study.thresholds))


def tables_of(
    study: Study,
    values: Values,
    indicators: Mapping[str, Indicator],
    thresholds: Mapping[str, float] | None = None,
) -> dict[str, pa.Table]:
    """The same from the overall indicators of as many runs as there are, with thresholds if there are any."""
    limits = thresholds or {}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for _, block in groupby(families(study, values, indicators), key=lambda each: each.point):
        level = list(block)
        for family in level:
            rows["ranking"] += ranking.ranking_rows(family)
            rows["tails"] += tails.tails_rows(family, limits)
            rows["costs"] += costs.costs_rows(family)
            rows["acceptability"] += costs.acceptability_rows(family)
            rows["regret"] += regret.regret_rows(family, limits)
        rows["regret"] += regret.satisficing_rows(level, limits)
    for found in rows.values():
        found.sort(key=lambda row: (row["strategy"], row["point"], row["indicator"]))  # stable
    return {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in SCHEMAS}
