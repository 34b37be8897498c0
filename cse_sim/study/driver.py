"""Works off the parts of a study: a few in flight at a time, and whatever goes wrong put down to the run it was.

When a process dies, all parts that were in flight are suspects. The pool is replaced, and the suspects run one after the
other in a single process, which stays warm until one of them kills it too.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)

import pyarrow as pa

from cse_sim.errors import RunFailed
from cse_sim.study.executors import make_executor, make_pool
from cse_sim.study.parts import (
    ChunkFunction,
    has_part,
    make_part,
    prepared,
    put_part,
    write_part,
)
from cse_sim.study.plan import Part, code_digest
from cse_sim.study.pool import Pool
from cse_sim.study.store import Store
from cse_sim.study.survivors import REFUSALS, Attempt, NoSurvivor, Spec, single, survivors

LOG = logging.getLogger(__name__)
PATIENCE_S = 3.0
"""How long a stop, by hand or by an error, waits for what is under way."""

Tell = Callable[[int, int], None]


class Driver:
    """The parts still to do, the few in flight, and the pool that works on them."""

    def __init__(
        self,
        parts: list[Part],
        store: Store,
        chunk: ChunkFunction,
        executor: str | Executor,
        workers: int,
        tell: Tell | None,
    ) -> None:
        self.parts = parts
        self.store = store
        self.chunk = chunk
        self.executor = executor
        self.workers = workers
        self._tell = tell
        self.planned = sum(part.runs for part in parts)
        self.waiting = deque(part for part in parts if not has_part(part, store))
        self.done = self.reused = self.planned - sum(part.runs for part in self.waiting)
        self.flying: dict[Future[pa.Table | None], Part] = {}
        self.died: list[Part] = []
        self.raised: list[Part] = []

    def work(self) -> None:
        """Until no part is missing.

        Raises
        ------
        RunFailed
            when every run fails, a part cannot be written, or an executor that was handed in is lost.
        """
        self.finished(0)
        while self.waiting or self.died or self.raised:
            pool = make_pool(self.executor, self.workers)
            try:
                lost = self.drain(pool)
                self.examine_raised(pool)
            except KeyboardInterrupt:
                self.leave(pool)
                raise
            except BaseException:
                under_way = self.under_way()
                pool.abandon()
                wait(under_way, timeout=PATIENCE_S)  # threads end what they write
                raise
            pool.close()
            if lost and not pool.ours:
                raise RunFailed("the executor that was handed in lost its workers")
            self.examine_died()

    def drain(self, pool: Pool) -> bool:
        """Work until nothing waits; returns early, True, when the pool is lost."""
        while self.waiting or self.flying:
            while self.waiting and len(self.flying) < pool.window():
                if not self.submit(pool, self.waiting.popleft()):
                    return self.lost()
            finished, _ = wait(self.flying, return_when=FIRST_COMPLETED)
            if any(self.is_lost(pool, future) for future in finished):
                return self.lost()
            if self.done == 0 and len(self.raised) >= pool.window():
                self.waiting.extend(self.flying.values())  # a fault of all runs is told at once
                self.flying.clear()
                return False
        return False

    def submit(self, pool: Pool, part: Part) -> bool:
        """Put a part in flight, unless somebody else has made it meanwhile; False when the pool is lost."""
        if has_part(part, self.store):
            self.finished(part.runs)
            return True
        try:
            if pool.shared:
                future = pool.executor.submit(make_part, self.chunk, part, self.store)
            else:
                future = pool.executor.submit(kept_of, self.chunk, part, code_digest())
        except BrokenExecutor:
            self.suspect(part)
            return False
        self.flying[future] = part
        return True

    def is_lost(self, pool: Pool, future: Future[pa.Table | None]) -> bool:
        """Take up what a part came to; True when its pool is lost."""
        part = self.flying.pop(future)
        try:
            table = future.result()
        except pool.deaths:
            self.suspect(part)
            return pool.fragile
        except CancelledError:
            raise RunFailed("the executor gave up its work; what is finished is kept") from None
        except REFUSALS:
            raise
        except Exception:  # noqa: BLE001 - found again when the part is examined
            self.raised.append(part)
            return False
        if table is not None:
            put_part(table, part, self.store)
        self.finished(part.runs)
        return False

    def suspect(self, part: Part) -> None:
        """A worker died over this part, or beside it."""
        if not self.died:
            LOG.warning("A worker died; what was in its hands is computed again, part by part.")
        self.died.append(part)

    def lost(self) -> bool:
        """Those that were in flight are suspects now, unless they are there."""
        for part in self.flying.values():
            if has_part(part, self.store):
                self.finished(part.runs)
            else:
                self.died.append(part)
        self.flying.clear()
        return True

    def examine_raised(self, pool: Pool) -> None:
        """Where a run raised, find it; where the other parts run is good enough."""
        while self.raised:
            self.examine(
                self.raised.pop(0), lambda spec: pool.executor.submit(self.chunk, spec).result()
            )

    def examine_died(self) -> None:
        """Run the suspects one after the other, where they can do no harm."""
        if not self.died:
            return
        with Isolation(self.chunk) as attempt:
            while self.died:
                self.examine(self.died.pop(0), attempt)

    def examine(self, part: Part, attempt: Attempt) -> None:
        try:
            table = survivors(part.spec, attempt, None)
        except NoSurvivor:
            other = next((one for one in self.parts if has_part(one, self.store)), None)
            if other is None:
                raise
            table = survivors(part.spec, attempt, attempt(single(other.spec)).schema)
        write_part(table, part, self.store)
        self.finished(part.runs)

    def leave(self, pool: Pool) -> None:
        """Stopped by hand: wait a moment for what is under way, and keep it."""
        under_way = self.under_way()
        try:
            if not all(future.done() for future in under_way):
                LOG.warning("Stopping: what is under way is finished first, and kept.")
            for future in wait(under_way, timeout=PATIENCE_S).done:
                if not future.exception():
                    self.is_lost(pool, future)
        except KeyboardInterrupt:
            LOG.warning("Stopping at once.")
        finally:
            pool.abandon()

    def under_way(self) -> list[Future[pa.Table | None]]:
        """What cannot be taken back any more; the rest is."""
        return [future for future in self.flying if not future.cancel()]

    def finished(self, runs: int) -> None:
        self.done += runs
        if self._tell is not None:
            self._tell(self.done, self.planned)


class Isolation:
    """One process beside this one, replaced when it dies."""

    def __init__(self, chunk: ChunkFunction) -> None:
        self.chunk = chunk
        self.pool: Pool | None = None

    def __enter__(self) -> Attempt:
        return self.attempt

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.abandon()

    def attempt(self, spec: Spec) -> pa.Table:
        """Compute a block there."""
        if self.pool is None:
            self.pool = _begun(Pool(make_executor("processes", 1), 1, ours=True))
        try:
            return self.pool.executor.submit(self.chunk, spec).result()
        except BrokenExecutor:
            self.pool.close()
            self.pool = None
            raise


def _begun(pool: Pool) -> Pool:
    """The pool, seen to do a piece of work that no run is guilty of.

    Raises
    ------
    RunFailed
        when its process dies before any run: in a script that starts the study as it is imported, for instance.
    """
    try:
        pool.executor.submit(int).result()
    except BrokenExecutor as error:
        pool.abandon()
        raise RunFailed(
            "a run has killed its process, and no other process can be started to find out which: "
            'begin a script that runs studies with: if __name__ == "__main__":'
        ) from error
    return pool


def kept_of(chunk: ChunkFunction, part: Part, code: str) -> pa.Table:
    """What is kept of a part, computed where the study's folder may not be seen.

    Raises
    ------
    RunFailed
        when the program there is not the same as here.
    """
    if code_digest() != code:
        raise RunFailed("the workers run another version of the program or of its libraries")
    return prepared(chunk(part.spec), part)
