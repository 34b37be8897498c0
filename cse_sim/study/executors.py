"""Where parts are computed: in this thread, in threads, in separate processes, or by a Dask cluster.

The engine's compiled weeks release the interpreter, so threads use every core. Processes cost more to start and
isolate crashes; they are started afresh (spawn), never forked.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from cse_sim.errors import InputError, nearest
from cse_sim.study.given import whole
from cse_sim.study.pool import Pool

P = ParamSpec("P")
T = TypeVar("T")

KINDS = ("serial", "local", "processes")
DASK = "dask:"
MOST_WORKERS = 1024
THREADS = "cse-sim"
"""How the names of our threads begin."""


class SerialExecutor(Executor):
    """Runs what is submitted at once, in this thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - kept in the future, as every executor does
            future.set_exception(error)
        return future


class DeafProcesses(ProcessPoolExecutor):
    """Processes that do not hear Ctrl-C, not even while they start: their parent alone decides."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with _interrupts_held():  # a new process inherits what is held back
            return super().submit(fn, *args, **kwargs)


def make_executor(kind: str, workers: int) -> Executor:
    """An executor of one of the known kinds."""
    if kind == "serial":
        return SerialExecutor()
    if kind == "local":
        return ThreadPoolExecutor(workers, thread_name_prefix=THREADS)
    return DeafProcesses(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_leave_interrupts_to_the_parent,
    )


def make_pool(executor: str | Executor, workers: int) -> Pool:
    """A pool of a known kind, on a Dask cluster, or around an executor that was handed in.

    Raises
    ------
    InputError
        when the cluster cannot be reached.
    """
    if isinstance(executor, Executor):
        return Pool(executor, workers)
    if executor.startswith(DASK):
        from cse_sim.study.dask_executor import DaskPool

        return DaskPool.at(executor.removeprefix(DASK))
    return Pool(make_executor(executor, workers), workers, shared=True, ours=True)


def check_executor(kind: str | Executor, workers: int | None) -> None:
    """See that the kind is known, a cluster answers, and the number of workers can be used.

    Raises
    ------
    InputError
        when not.
    """
    if workers is not None:
        whole(workers, "workers", 1, MOST_WORKERS)
    if isinstance(kind, Executor):
        return
    kind = str(kind)
    if kind.startswith(DASK):
        make_pool(kind, 1).close()
    elif kind not in KINDS:
        raise InputError(
            f'no executor "{kind}"',
            where="executor",
            allowed=f"Allowed: {', '.join(KINDS)}, {DASK}ADDRESS",
            do=nearest(kind, KINDS),
        )


def default_workers() -> int:
    """The number of processors this process may use."""
    count: Any = getattr(
        os, "process_cpu_count", os.cpu_count
    )  # 3.13 and later know about affinity
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return int(count() or 1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until the block is over."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would let interrupts through again while it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
