"""Runs a study: its parts through an executor, then its tables.

Parts are of fixed size whatever the number of workers, and only a few are in flight at a time. A part that is already
there is not computed again; an interruption keeps every finished part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import pyarrow.compute as pc

from cse_sim.errors import RunFailed
from cse_sim.indicators.measure import Indicator
from cse_sim.study.driver import Driver
from cse_sim.study.executors import default_workers
from cse_sim.study.gather import gather
from cse_sim.study.parquet import read_parquet
from cse_sim.study.parts import ChunkFunction, has_part, read_columns
from cse_sim.study.plan import Part, Study, parts_of
from cse_sim.study.provenance import Clock, conclude
from cse_sim.study.shards import WHOLE, Shard
from cse_sim.study.store import Store

Progress = Callable[[int, int], None]
"""Told how many runs are done, and how many there are."""


class Interrupted(Exception):
    """A study was stopped by hand; what was finished is kept."""

    def __init__(self, store: Store, done: int, planned: int) -> None:
        super().__init__(f"{done} of {planned} runs are kept in {store.folder}")
        self.store = store


class OthersMissing(Exception):
    """A shard of a study is done; the tables wait for the others."""

    def __init__(self, shard: Shard, runs: int, planned: int) -> None:
        super().__init__(
            f"Shard {shard} is done; {runs} of {planned} runs of the study are not here yet. "
            "The shard that finds every part here writes the tables."
        )


@dataclass(frozen=True)
class Means:
    """What a study is run with; none of it changes a number."""

    chunk: ChunkFunction
    chunk_runs: int
    indicators: Mapping[str, Indicator]
    executor: str | Executor = "local"
    workers: int | None = None
    progress: Progress | None = None
    shard: Shard = WHOLE


def run_study(study: Study, store: Store, means: Means) -> list[str]:
    """Compute what is missing and write the tables; returns their names. The manifest has been begun.

    Raises
    ------
    Interrupted
        on Ctrl-C; finished parts are kept.
    OthersMissing
        when this is a shard and other shards are not done.
    RunFailed
        when a place cannot be written, the disk is full, or every run failed.
    """
    clock = Clock()
    parts = parts_of(study, means.chunk_runs, cuts=store.cuts())
    store.update(status="running")
    try:
        driver = _driver(means.shard.of(parts), store, means)
        driver.work()
        if means.shard != WHOLE:
            _see_all_are_here(parts, store, means.shard)
        tables = gather(study, parts, store, means.indicators)
    except KeyboardInterrupt:
        kept, failed = _kept(parts, store)
        store.update(
            status="interrupted",
            seconds=clock.seconds(store.manifest().get("seconds", {})),
            counts={"planned": study.planned, "done": kept - failed, "failed": failed},
        )
        raise Interrupted(store, kept, study.planned) from None
    except OthersMissing:
        raise
    except (
        Exception
    ):  # whatever it was, it goes on up; the manifest shall not say "running" for ever
        _note_failure(store)
        raise
    failed, first = _failures(store)
    if failed == study.planned:
        store.update(
            status="failed", counts={"planned": study.planned, "done": 0, "failed": failed}
        )
        raise RunFailed(f"every run failed; the first one: {first}")
    counts = {"done": study.planned - failed, "failed": failed, "reused": driver.reused}
    conclude(store, tables, parts, counts, clock)
    return tables


def _driver(parts: list[Part], store: Store, means: Means) -> Driver:
    workers = means.workers or default_workers()
    return Driver(parts, store, means.chunk, means.executor, workers, means.progress)


def _see_all_are_here(parts: list[Part], store: Store, shard: Shard) -> None:
    runs = sum(part.runs for part in parts if not has_part(part, store))
    if runs:
        raise OthersMissing(shard, runs, sum(part.runs for part in parts))


def _kept(parts: list[Part], store: Store) -> tuple[int, int]:
    """How many runs are here, and how many of them failed."""
    runs = failed = 0
    for part in parts:
        if has_part(part, store):
            status = read_columns(part, store, "status".__eq__)["status"]
            runs += part.runs
            failed += pc.sum(pc.equal(status, "failed")).as_py()
    return runs, failed


def _failures(store: Store) -> tuple[int, str]:
    table = read_parquet(store.table("runs"), {"status", "error"}.__contains__)
    failed = table.filter(pc.equal(table["status"], "failed"))
    return failed.num_rows, str(failed["error"][0].as_py()) if failed.num_rows else ""


def _note_failure(store: Store) -> None:
    try:
        store.update(status="failed")
    except RunFailed:
        return  # the disk that is full for the part is full for the note
