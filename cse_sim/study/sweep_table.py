"""The table of a sweep: at every point, for every strategy and paired difference, the mean and how sure it is.

The interval is Student's, 95 %, over the runs of one point: mean ± t sd / sqrt(runs). Points share their luck, so
differences between points are surer than their intervals suggest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from cse_sim.indicators.measure import Indicator
from cse_sim.study.design import Floats
from cse_sim.study.plan import Study
from cse_sim.study.point_tables import values_of
from cse_sim.study.points import points_of
from cse_sim.study.sensitivity_table import outputs
from cse_sim.study.store import Store


def sweep_rows(study: Study, store: Store, indicators: Mapping[str, Indicator]) -> pa.Table:
    """One row per strategy, point and indicator, in this order."""
    assert study.design is not None
    names = sorted(study.indicators or indicators)
    set_by = points_of(study.design, study.seed)
    blocks = []
    for name in names:
        values = values_of(study, store, [name])
        for strategy, seen in outputs(study, name, values):
            blocks.append(_rows(strategy, indicators[name], seen))
    table = pa.concat_tables(blocks)
    for column, name in enumerate(set_by.names):
        chosen = set_by.rows[table["point"].to_numpy(), column]
        table = table.append_column(column_of(name), pa.array(chosen))
    return table.sort_by([(key, "ascending") for key in ("strategy", "point", "indicator")])


def column_of(name: str) -> str:
    """The column that holds what a point sets."""
    if name == "budget_factor":
        return name
    return name.replace("dose.", "dose:") if name.startswith("dose.") else f"param:{name}"


def _rows(strategy: str, indicator: Indicator, seen: Floats) -> pa.Table:
    count = (~np.isnan(seen)).sum(axis=1)
    known = np.where(np.isnan(seen), 0.0, seen)
    mean = np.where(count > 0, known.sum(axis=1) / np.maximum(count, 1), np.nan)
    squares = np.where(np.isnan(seen), 0.0, seen - mean[:, None]) ** 2
    sd = np.where(count > 1, np.sqrt(squares.sum(axis=1) / np.maximum(count - 1, 1)), np.nan)
    half = stdtrit(np.maximum(count - 1, 1), 0.975) * sd / np.sqrt(np.maximum(count, 1))
    rows = len(seen)
    columns = {"mean": mean, "low": mean - half, "high": mean + half, "sd": sd}
    return pa.table(
        {
            "strategy": pa.array([strategy] * rows, pa.string()),
            "point": pa.array(np.arange(rows)),
            "indicator": pa.array([indicator.name] * rows, pa.string()),
            **{name: pa.array(values, from_pandas=True) for name, values in columns.items()},
            "runs": pa.array(count.astype(np.int64)),
            "unit": pa.array([indicator.unit] * rows, pa.string()),
        }
    )
