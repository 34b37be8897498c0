"""From parts to the tables of a study: sorted by their keys, in row groups of fixed size.

Only one strategy's sums are in memory at a time. Nothing in a table tells when, where or by whom it was made: equal
inputs and equal library versions give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cse_sim.indicators.measure import Indicator
from cse_sim.study.moments import Floats, Moments
from cse_sim.study.parts import (
    CELLS_KEPT,
    COMMUNITIES,
    MOMENTS,
    WEEKLY,
    is_profile,
    kept,
    moments,
    quantiles,
    read_columns,
    runs_kept,
)
from cse_sim.study.plan import Part, Study
from cse_sim.study.store import Store, whole

ROW_GROUP = 16_384
EVENTS = "saved:events"

Gatherer = Callable[[Study, list[Part], Store], Iterator[pa.Table]]


def gather(
    study: Study, parts: list[Part], store: Store, indicators: Mapping[str, Indicator]
) -> list[str]:
    """Write every table of the study from its parts; returns their names."""
    if study.design is not None:
        return _gather_points(study, parts, store, indicators)
    wanted: dict[str, Gatherer] = {"runs": run_rows, "weekly": weekly_rows}
    if "events" in study.save:
        wanted["events"] = event_rows
    if "communities" in study.save:
        wanted["communities"] = community_rows
    for name, rows in wanted.items():
        write_rows(rows(study, parts, store), name, store)
    if study.verb == "run":
        return list(wanted)
    from cse_sim.study.comparison import comparison_rows  # loads scipy, which a run does not need
    from cse_sim.study.decisions.tables import decision_tables

    write_rows([comparison_rows(study, store, indicators)], "comparison", store)
    decisions = decision_tables(study, store, indicators)
    for name, table in decisions.items():
        write_rows([table], name, store)
    return [*wanted, "comparison", *decisions]


def _gather_points(
    study: Study, parts: list[Part], store: Store, indicators: Mapping[str, Indicator]
) -> list[str]:
    from cse_sim.study.point_tables import point_rows

    write_rows(point_rows(parts, store), "runs", store)
    if study.verb == "sweep":
        from cse_sim.study.sweep_table import sweep_rows

        write_rows(sweep_rows(study, store, indicators, ROW_GROUP), "sweep", store)
    else:
        from cse_sim.study.sensitivity_table import sensitivity_rows

        write_rows([sensitivity_rows(study, store, indicators)], "sensitivity", store)
    return ["runs", study.verb]


def write_rows(tables: Iterable[pa.Table], name: str, store: Store) -> None:
    """Write tables one after the other as one file with row groups of fixed size."""
    waiting: pa.Table | None = None
    writer: pq.ParquetWriter | None = None
    with whole(store.table(name)) as path:
        try:
            for table in tables:
                waiting = table if waiting is None else _appended(waiting, table)
                writer = writer or pq.ParquetWriter(path, waiting.schema, compression="zstd")
                while waiting.num_rows >= ROW_GROUP:
                    _write_group(writer, waiting.slice(0, ROW_GROUP))
                    waiting = waiting.slice(ROW_GROUP)
            if writer is not None and waiting is not None and waiting.num_rows:
                _write_group(writer, waiting)
        finally:
            if writer is not None:
                writer.close()


def run_rows(study: Study, parts: list[Part], store: Store) -> Iterator[pa.Table]:
    """One row per strategy, budget level and run."""
    for part in parts:
        table = read_columns(part, store, _is_run_column)
        level = study.budget_levels[part.point]
        first = {
            **_keys(part, table.num_rows),
            "run": table["run"],
            "seed": table["seed"],
            "status": table["status"],
            "error": table["error"].cast(pa.string()),
            "budget_factor": pa.array([level] * table.num_rows, pa.float64()),
        }
        rest = {name: table[name] for name in table.column_names if name not in first}
        yield pa.table({**first, **rest})


def weekly_rows(study: Study, parts: list[Part], store: Store) -> Iterator[pa.Table]:
    """One row per strategy, budget level, week and indicator, over all runs."""
    levels = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
    for block in _ensembles(parts):
        summaries = summary(block, store, WEEKLY, levels)
        if not summaries:
            continue
        weeks = len(next(iter(summaries.values()))["mean"])
        yield _long_table(block[0], {"week": pa.array(np.arange(1, weeks + 1))}, summaries)


def community_rows(study: Study, parts: list[Part], store: Store) -> Iterator[pa.Table]:
    """One row per strategy, budget level, week, community and indicator, over all runs."""
    names = [row["name"] for row in json.loads(study.scenario)["communities"]]
    order = sorted(range(len(names)), key=names.__getitem__)
    sorted_names = [names[place] for place in order]
    for block in _ensembles(parts):
        summaries = summary(block, store, COMMUNITIES, {"q05": 0.05, "q50": 0.5, "q95": 0.95})
        weeks = len(next(iter(summaries.values()))["mean"]) // len(names) if summaries else 0
        for week in range(weeks):
            cells = [week * len(names) + place for place in order]
            yield _long_table(
                block[0],
                {
                    "week": pa.array([week + 1] * len(names), pa.int64()),
                    "community": pa.array(sorted_names, pa.string()),
                },
                {
                    indicator: {
                        name: values[cells] for name, values in columns.items() if name != "sd"
                    }
                    for indicator, columns in summaries.items()
                },
            )


def event_rows(study: Study, parts: list[Part], store: Store) -> Iterator[pa.Table]:
    """One row per event, in the order in which each run recorded them."""
    for part in parts:
        table = read_columns(part, store, {"run", EVENTS}.__contains__)
        lists = table[EVENTS].combine_chunks()
        run = table["run"].combine_chunks().take(pc.list_parent_indices(lists))
        events = pc.list_flatten(lists)
        names = [field.name for field in events.type]
        yield pa.table(
            {
                **_keys(part, len(events)),
                "run": run,
                **dict(zip(names, events.flatten(), strict=True)),
            }
        )


def summary(
    block: list[Part], store: Store, prefix: str, levels: dict[str, float]
) -> dict[str, dict[str, Floats]]:
    """Mean, sd, quantiles and numbers of runs of every indicator, in alphabetical order; arrays of shape (cells,)."""
    totals = moments(block, store, prefix)
    result = {}
    for names in _batches(sorted(totals), totals):
        width = len(totals[names[0]].count)
        runs = kept(block, store, [prefix + name for name in names] if levels else [], width)
        for name in names:
            total = totals[name]
            result[name] = {"mean": total.means(), "sd": total.deviations()}
            if levels:
                values, count = quantiles(runs.pop(prefix + name), list(levels.values()))
                result[name] |= dict(zip(levels, values, strict=True))
                result[name] |= {"runs": total.count, "runs_in_quantiles": count}
    return result


def _batches(names: list[str], totals: dict[str, Moments]) -> Iterator[list[str]]:
    """Indicators whose runs may be in memory together."""
    if names:
        cells = max(len(totals[name].count) for name in names)
        at_once = max(1, CELLS_KEPT // (runs_kept(cells) * max(cells, 1)))
        yield from (names[i : i + at_once] for i in range(0, len(names), at_once))


def _long_table(
    part: Part, keys: dict[str, pa.Array], summaries: dict[str, dict[str, Floats]]
) -> pa.Table:
    """Cells x indicators in long form, the indicators running fastest."""
    indicators = list(summaries)
    cells = len(next(iter(keys.values())))
    rows = cells * len(indicators)
    each_cell = pa.array(np.repeat(np.arange(cells), len(indicators)))
    columns = {
        **_keys(part, rows),
        **{name: values.take(each_cell) for name, values in keys.items()},
        "indicator": pa.array(indicators * cells, pa.string()),
    }
    for name in summaries[indicators[0]]:
        values = np.stack([summaries[indicator][name] for indicator in indicators], axis=1).ravel()
        if name.startswith("runs"):
            columns[name] = pa.array(values.astype(np.int64))
        else:
            columns[name] = pa.array(values, pa.float64(), from_pandas=True)
    return pa.table(columns)


def _ensembles(parts: list[Part]) -> Iterator[list[Part]]:
    for _, block in groupby(parts, key=lambda part: (part.strategy, part.point)):
        yield list(block)


def _keys(part: Part, rows: int) -> dict[str, pa.Array]:
    return {
        "strategy": pa.array([part.strategy] * rows, pa.string()),
        "point": pa.array([part.point] * rows, pa.int64()),
    }


def _is_run_column(name: str) -> bool:
    return not (is_profile(name) or name == EVENTS or name.startswith(MOMENTS))


def _appended(waiting: pa.Table, table: pa.Table) -> pa.Table:
    return pa.concat_tables([waiting, table.select(waiting.column_names).cast(waiting.schema)])


def _write_group(writer: pq.ParquetWriter, table: pa.Table) -> None:
    writer.write_table(table.combine_chunks(), row_group_size=ROW_GROUP)
