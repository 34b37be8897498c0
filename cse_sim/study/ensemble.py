"""Runs a study: its parts through an executor, then its tables.

Parts are of fixed size whatever the number of workers, and only a few are in flight at a time. A part that is already
there is not computed again; an interruption keeps every finished part.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cse_sim.errors import RunFailed
from cse_sim.indicators.measure import Indicator
from cse_sim.study.executors import default_workers, make_executor
from cse_sim.study.gather import gather
from cse_sim.study.parquet import read_parquet
from cse_sim.study.parts import ChunkFunction, has_part, make_part, write_part
from cse_sim.study.plan import Part, Study, parts_of
from cse_sim.study.store import Store

Progress = Callable[[int, int], None]
"""Told how many runs are done, and how many there are."""

ISOLATING = "processes"
LOG = logging.getLogger(__name__)


class Interrupted(Exception):
    """A study was stopped by hand; what was finished is kept."""

    def __init__(self, store: Store, done: int, planned: int) -> None:
        super().__init__(f"{done} of {planned} runs are kept in {store.folder}")
        self.store = store


@dataclass(frozen=True)
class Means:
    """What a study is run with; none of it changes a number."""

    chunk: ChunkFunction
    chunk_runs: int
    indicators: Mapping[str, Indicator]
    executor: str | Executor = "local"
    workers: int | None = None
    progress: Progress | None = None


def run_study(study: Study, store: Store, means: Means) -> list[str]:
    """Compute what is missing and write the tables; returns their names. The manifest has been begun.

    Raises
    ------
    Interrupted
        on Ctrl-C; finished parts are kept.
    RunFailed
        when a place cannot be written, the disk is full, or every run failed.
    """
    parts = parts_of(study, means.chunk_runs)
    store.update(status="running")
    crew = _Crew(parts, store, means)
    try:
        crew.work()
        tables = gather(study, parts, store, means.indicators)
    except KeyboardInterrupt:
        done = sum(part.runs for part in parts if has_part(part, store))
        store.update(status="interrupted")
        raise Interrupted(store, done, study.planned) from None
    except Exception:
        _note_failure(store)
        raise
    failed, first = _failures(store)
    if failed == study.planned:
        store.update(
            status="failed", counts={"planned": study.planned, "done": 0, "failed": failed}
        )
        raise RunFailed(f"every run failed; the first one: {first}")
    store.finish(tables, study.planned - failed, failed)
    return tables


class _Crew:
    """The parts still to do, the few in flight, and the executor that works on them."""

    def __init__(self, parts: list[Part], store: Store, means: Means) -> None:
        self.store = store
        self.means = means
        self.workers = means.workers or default_workers()
        self.planned = sum(part.runs for part in parts)
        self.waiting = deque(part for part in parts if not has_part(part, store))
        self.done = self.planned - sum(part.runs for part in self.waiting)

    def work(self) -> None:
        """Until no part is missing. A pool whose process died is replaced once the suspects have run alone."""
        self.tell(0)
        while self.waiting:
            executor = self.means.executor
            if isinstance(executor, Executor):
                if self.drain(executor):
                    raise RunFailed("the executor that was handed in lost its workers")
                return
            pool = make_executor(executor, self.workers)
            try:
                suspects = self.drain(pool)
            except KeyboardInterrupt:
                if executor != "serial":  # serial has nothing under way that could be kept
                    LOG.warning("Stopping: what is under way is finished first, and kept.")
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
            for part in suspects:
                write_part(isolated(self.means.chunk, part.spec), part, self.store)
                self.tell(part.runs)

    def drain(self, pool: Executor) -> list[Part]:
        """Work until nothing waits or a process dies; returns the parts that were in flight then."""
        flying: dict[Future[None], Part] = {}
        while self.waiting or flying:
            while self.waiting and len(flying) < 2 * self.workers:
                part = self.waiting.popleft()
                try:
                    future = pool.submit(make_part, self.means.chunk, part, self.store)
                except BrokenExecutor:
                    return [*flying.values(), part]
                flying[future] = part
            finished, _ = wait(flying, return_when=FIRST_COMPLETED)
            broken = []
            for future in finished:
                part = flying.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    broken.append(part)
                    continue
                future.result()
                self.tell(part.runs)
            if broken:
                return [
                    part for part in [*broken, *flying.values()] if not has_part(part, self.store)
                ]
        return []

    def tell(self, runs: int) -> None:
        self.done += runs
        if self.means.progress is not None:
            self.means.progress(self.done, self.planned)


def isolated(chunk: ChunkFunction, spec: dict[str, Any]) -> pa.Table:
    """The runs of a part in a process of their own; a block that kills it is halved down to the guilty runs.

    Raises
    ------
    RunFailed
        when no run of the part survives.
    """
    table = _survivors(chunk, spec)
    if isinstance(table, list):
        raise RunFailed(
            f"the process died in every run from {spec['first_run']} to {spec['stop_run'] - 1} "
            f"of strategy {spec['strategy']}"
        )
    return table


def _survivors(chunk: ChunkFunction, spec: dict[str, Any]) -> pa.Table | list[int]:
    """The table of a block, with failed rows for runs that kill the process; the run numbers if none is left."""
    pool = make_executor(ISOLATING, 1)
    try:
        return pool.submit(chunk, spec).result()
    except BrokenExecutor:
        first, stop = spec["first_run"], spec["stop_run"]
        if stop - first == 1:
            return [first]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    middle = (first + stop) // 2
    halves = [
        _survivors(chunk, {**spec, "stop_run": middle}),
        _survivors(chunk, {**spec, "first_run": middle}),
    ]
    tables = [half for half in halves if not isinstance(half, list)]
    if not tables:
        return [run for half in halves for run in half]
    schema = tables[0].schema
    return pa.concat_tables(
        [
            _dead_rows(schema, half, spec["root_seed"])
            if isinstance(half, list)
            else half.cast(schema)
            for half in halves
        ]
    )


def _dead_rows(schema: pa.Schema, runs: list[int], root_seed: int) -> pa.Table:
    from cse_sim.luck import run_key

    known = {
        "run": runs,
        "seed": [run_key(root_seed, run) for run in runs],
        "status": ["failed"] * len(runs),
        "error": ["the process died"] * len(runs),
    }
    return pa.table(
        [
            pa.array(known[field.name], field.type)
            if field.name in known
            else pa.nulls(len(runs), field.type)
            for field in schema
        ],
        schema=schema,
    )


def _failures(store: Store) -> tuple[int, str]:
    table = read_parquet(store.table("runs"), {"status", "error"}.__contains__)
    failed = table.filter(pc.equal(table["status"], "failed"))
    return failed.num_rows, str(failed["error"][0].as_py()) if failed.num_rows else ""


def _note_failure(store: Store) -> None:
    try:
        store.update(status="failed")
    except RunFailed:
        return  # the disk that is full for the part is full for the note
