"""A part on disk: one row per run, and over weeks only what the tables need.

Weeks (and communities, if asked for) are kept run by run for the first runs, from which quantiles are taken. Beyond
them only count, sum and sum of squares of the block are kept, in the block's first row, so that the disk a study
needs hardly grows with its runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from cse_sim.errors import RunFailed
from cse_sim.study.moments import Floats, Moments
from cse_sim.study.parquet import read_parquet
from cse_sim.study.plan import QUANTILE_RUNS, Part
from cse_sim.study.store import Store, whole

ChunkFunction = Callable[[dict[str, Any]], Any]
"""Runs the model: a spec in, one Arrow row per run out."""

WEEKLY, COMMUNITIES, MOMENTS = "weekly:", "communities:", "moments:"
CELLS_KEPT = 128 * 1024 * 1024
"""Most values of one indicator that are kept run by run: 512 MB of communities' weeks."""


def make_part(chunk: ChunkFunction, part: Part, store: Store) -> None:
    """Compute a part and write it. What every worker does."""
    write_part(chunk(part.spec), part, store)


def write_part(table: pa.Table, part: Part, store: Store) -> None:
    """Write what the engine returned for a part."""
    put_part(prepared(table, part), part, store)


def prepared(table: pa.Table, part: Part) -> pa.Table:
    """What is kept of a part: it is checked that every run is there, and what lies over weeks is reduced.

    Raises
    ------
    RunFailed
        when the engine did not return the runs that it was asked for.
    """
    expected = expected_runs(part)
    if not np.array_equal(table["run"].to_numpy(), expected):
        raise RunFailed(f"the engine did not return runs {expected[0]} to {expected[-1]}, in order")
    return reduced(table, int(expected[0]))


def expected_runs(part: Part) -> npt.NDArray[np.int64]:
    """The run numbers of a part's rows; with points, those of each point one after the other."""
    replicates = np.arange(part.asked["first_run"], part.asked["stop_run"], dtype=np.int64)
    if part.points is None:
        return replicates
    runs: npt.NDArray[np.int64] = (part.points.luck[:, None] + replicates).ravel()
    return runs


def put_part(table: pa.Table, part: Part, store: Store) -> None:
    """Write a prepared part, whole or not at all."""
    with whole(store.part(part.key)) as path:
        pq.write_table(table, path, compression="zstd")


def has_part(part: Part, store: Store) -> bool:
    """Whether the part is there and readable; a damaged one is computed again."""
    path = store.part(part.key)
    if not path.exists():
        return False
    try:
        return int(pq.read_metadata(path).num_rows) == part.runs
    except (OSError, pa.ArrowInvalid):
        return False


def read_columns(part: Part, store: Store, wanted: Callable[[str], bool]) -> pa.Table:
    """Those columns of a part."""
    return read_parquet(store.part(part.key), wanted)


def is_profile(name: str) -> bool:
    """Whether a column holds one value per week (and community)."""
    return name.startswith((WEEKLY, COMMUNITIES))


def reduced(table: pa.Table, first_run: int) -> pa.Table:
    """The table with moments over the block, and run by run only what quantiles will use."""
    columns: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if not is_profile(name):
            columns[name] = column
            continue
        values, there = profile(column)
        kept = there & (first_run + np.arange(len(there)) < runs_kept(values.shape[1]))
        if kept.any():
            columns[name] = _lists(values[kept], kept)
        first = np.arange(len(there)) == 0
        columns[MOMENTS + name] = _lists(Moments.of(values).packed()[None], first)
    return pa.table(columns)


def runs_kept(cells: int) -> int:
    """How many first runs are kept run by run: quantiles' runs, or fewer if one run is very large."""
    return max(1, min(QUANTILE_RUNS, CELLS_KEPT // max(cells, 1)))


def profile(column: pa.Array) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.bool_]]:
    """A column of fixed-size lists as (runs, cells), NaN for null; and which runs have a list."""
    width = column.type.list_size
    there = np.asarray(column.is_valid())
    numbers = column.drop_null().flatten()
    dtype = np.float32 if pa.types.is_float32(numbers.type) else np.float64
    values = np.full((len(column), width), np.nan, dtype=dtype)
    values[there] = numbers.to_numpy(zero_copy_only=False).reshape(-1, width)
    return values, there


def moments(parts: list[Part], store: Store, prefix: str) -> dict[str, Moments]:
    """Moments of every column with this prefix, by indicator, over parts in run order."""
    totals: dict[str, Moments] = {}
    start = MOMENTS + prefix
    for part in parts:
        table = read_columns(part, store, lambda name: name.startswith(start))
        for name in table.column_names:
            block = Moments.unpacked(_numbers(table[name]))
            indicator = name.removeprefix(start)
            earlier = totals.get(indicator)
            totals[indicator] = block if earlier is None else earlier.merged(block)
    return totals


def kept(
    parts: list[Part], store: Store, names: list[str], width: int
) -> dict[str, npt.NDArray[np.floating]]:
    """Those columns run by run, shape (runs, cells), from the first runs that keep them; each part is opened once."""
    blocks: dict[str, list[npt.NDArray[np.floating]]] = {
        name: [np.empty((0, width), dtype=np.float32)] for name in names
    }
    for part in parts:
        if part.asked["first_run"] >= runs_kept(width):
            break
        table = read_columns(part, store, blocks.__contains__)
        for name in table.column_names:
            blocks[name].append(_numbers(table[name]).reshape(-1, width))
    return {name: np.concatenate(found) for name, found in blocks.items()}


def quantiles(values: npt.NDArray[np.floating], levels: list[float]) -> tuple[Floats, Floats]:
    """Quantiles over runs, shape (levels, cells), and the number of runs in each cell."""
    values.sort(axis=0)  # NaN comes last
    count = (~np.isnan(values)).sum(axis=0)
    return sorted_quantiles(values, count, levels), count.astype(np.float64)


def sorted_quantiles(
    values: npt.NDArray[np.floating], count: npt.NDArray[np.int64], levels: list[float]
) -> Floats:
    """Quantiles of each column's first ``count`` sorted values, linear between them; NaN of none.

    Source: definition 7 of Hyndman and Fan (1996), Sample quantiles in statistical packages.
    """
    result = np.full((len(levels), values.shape[1]), np.nan)
    cells = np.flatnonzero(count > 0)
    for row, level in enumerate(levels):
        place = level * (count[cells] - 1)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, count[cells] - 1)
        low = values[below, cells].astype(np.float64)
        high = values[above, cells].astype(np.float64)
        result[row, cells] = low + (high - low) * (place - below)
    return result


def _lists(values: npt.NDArray[np.floating], there: npt.NDArray[np.bool_]) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(there) * values.shape[1]]).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(values.ravel()), mask=pa.array(~there)
    )


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """All values of a column of lists, one after the other; null lists have none."""
    flat = column.combine_chunks().flatten()
    return np.asarray(flat.to_numpy(zero_copy_only=False))
