"""The table of a sweep: at every point, for every strategy and paired difference, the mean and how sure it is.

The interval is Student's, 95 %, over the runs of one point: mean ± t sd / sqrt(runs). Points share their luck, so
differences between points are surer than their intervals suggest. A difference between strategies is given where at least
nine pairs of runs in ten have it, as in a comparison: else it would be one of those runs alone that end well enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from cse_sim.indicators.measure import Indicator
from cse_sim.study.compare import SHARE_OF_PAIRS_NEEDED
from cse_sim.study.design import Floats
from cse_sim.study.plan import Study, blocks
from cse_sim.study.point_tables import label, values_at
from cse_sim.study.points import points_of
from cse_sim.study.store import Store


def sweep_rows(
    study: Study, store: Store, indicators: Mapping[str, Indicator], group: int
) -> Iterator[pa.Table]:
    """One row per strategy, point and indicator, in this order; only a block of points is in memory at a time.

    ``group`` is the number of rows in a row group of the table of runs.
    """
    assert study.design is not None
    names = sorted(study.indicators or indicators)
    set_by = points_of(study.design, study.seed)
    together = max(1, group // study.runs)
    pairs: list[tuple[str, str | None]] = [(each, None) for each in sorted(study.strategies)]
    if study.baseline is not None:
        pairs += [
            (each, study.baseline) for each in sorted(study.strategies) if each != study.baseline
        ]
    for strategy, baseline in sorted(pairs, key=lambda pair: label(*pair)):
        for first, stop in blocks(study.points, together):
            seen = values_at(study, store, strategy, names, (first, stop), group)
            if baseline is not None:
                other = values_at(study, store, baseline, names, (first, stop), group)
                seen = {name: values - other[name] for name, values in seen.items()}
            rows = [
                _rows(
                    label(strategy, baseline),
                    indicators[name],
                    seen[name],
                    first,
                    needed=0.0 if baseline is None else SHARE_OF_PAIRS_NEEDED,
                )
                for name in seen
            ]
            table = pa.concat_tables(rows)
            for column, name in enumerate(set_by.names):
                chosen = set_by.rows[table["point"].to_numpy(), column]
                table = table.append_column(column_of(name), pa.array(chosen))
            yield table.sort_by([("point", "ascending"), ("indicator", "ascending")])


def column_of(name: str) -> str:
    """The column that holds what a point sets."""
    if name == "budget_factor":
        return name
    return name.replace("dose.", "dose:") if name.startswith("dose.") else f"param:{name}"


def _rows(strategy: str, indicator: Indicator, seen: Floats, first: int, needed: float) -> pa.Table:
    count = (~np.isnan(seen)).sum(axis=1)
    seen = np.where((count >= needed * seen.shape[1])[:, None], seen, np.nan)
    there = (~np.isnan(seen)).sum(axis=1)
    known = np.where(np.isnan(seen), 0.0, seen)
    mean = np.where(there > 0, known.sum(axis=1) / np.maximum(there, 1), np.nan)
    squares = np.where(np.isnan(seen), 0.0, seen - mean[:, None]) ** 2
    sd = np.where(there > 1, np.sqrt(squares.sum(axis=1) / np.maximum(there - 1, 1)), np.nan)
    half = stdtrit(np.maximum(there - 1, 1), 0.975) * sd / np.sqrt(np.maximum(there, 1))
    rows = len(seen)
    columns = {"mean": mean, "low": mean - half, "high": mean + half, "sd": sd}
    return pa.table(
        {
            "strategy": pa.array([strategy] * rows, pa.string()),
            "point": pa.array(first + np.arange(rows)),
            "indicator": pa.array([indicator.name] * rows, pa.string()),
            **{name: pa.array(values, from_pandas=True) for name, values in columns.items()},
            "runs": pa.array(count.astype(np.int64)),
            "unit": pa.array([indicator.unit] * rows, pa.string()),
        }
    )
