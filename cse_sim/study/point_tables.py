"""The runs of a study with points, as one table and as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
import pyarrow as pa

from cse_sim.study.design import Floats
from cse_sim.study.parquet import read_parquet, read_rows
from cse_sim.study.parts import expected_runs, read_columns
from cse_sim.study.plan import Part, Study
from cse_sim.study.store import Store

FIRST = ("strategy", "point", "run", "seed", "status", "error", "budget_factor")


def point_rows(parts: list[Part], store: Store) -> Iterator[pa.Table]:
    """One row per strategy, point and run; at any time only one block of points is in memory.

    A study that has grown has several parts of replicates for the same points, whose rows belong between each other.
    """
    for _, same_points in groupby(parts, key=lambda part: (part.strategy, part.point)):
        block = list(same_points)
        if len(block) == 1 or _points(block[0]) == 1:
            yield from (_rows(part, store) for part in block)
        else:
            whole = pa.concat_tables([_rows(part, store) for part in block])
            order = np.lexsort((whole["run"].to_numpy(), whole["point"].to_numpy()))
            yield whole.take(pa.array(order))


def values_of(study: Study, store: Store, names: list[str]) -> dict[tuple[str, str], Floats]:
    """Strategy and indicator -> values (points, replicates), NaN where a run failed or has none."""
    table = read_parquet(store.table("runs"), set(names).__contains__)
    shape = (len(study.strategies), study.points, study.runs)
    found = {}
    for name in table.column_names:
        values = table[name].to_numpy().astype(np.float64).reshape(shape)
        for place, strategy in enumerate(sorted(study.strategies)):
            found[strategy, name] = values[place]
    return found


def values_at(
    study: Study, store: Store, strategy: str, names: list[str], points: tuple[int, int], group: int
) -> dict[str, Floats]:
    """Indicator -> values (points, replicates) of some points of a strategy, NaN where a run failed or has none."""
    place = sorted(study.strategies).index(strategy) * study.points
    first, stop = ((place + point) * study.runs for point in points)
    table = read_rows(store.table("runs"), names, first, stop, group)
    return {
        name: table[name].to_numpy().astype(np.float64).reshape(-1, study.runs)
        for name in table.column_names
    }


def label(strategy: str, baseline: str | None) -> str:
    """A strategy, or its difference to a baseline, as the tables name it."""
    return strategy if baseline is None else f"{strategy} - {baseline}"


def _rows(part: Part, store: Store) -> pa.Table:
    table = read_columns(part, store, lambda name: True)
    assert part.points is not None
    replicates = part.runs // len(part.points)
    known = {name: table[name] for name in table.column_names}
    known["strategy"] = pa.array([part.strategy] * table.num_rows, pa.string())
    known["point"] = pa.array(np.repeat(part.points.numbers, replicates))
    known["run"] = pa.array(expected_runs(part))
    known["error"] = table["error"].cast(pa.string())
    known.setdefault("budget_factor", pa.array(np.ones(table.num_rows)))
    rest = [name for name in table.column_names if name not in FIRST]
    return pa.table({name: known[name] for name in (*FIRST, *rest)})


def _points(part: Part) -> int:
    return 0 if part.points is None else len(part.points)
