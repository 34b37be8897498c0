"""Where parts are computed: in this thread, in threads, or in separate processes.

The engine's compiled weeks release the interpreter, so threads use every core. Processes cost more to start and
isolate crashes; they are started afresh (spawn), never forked.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from cse_sim.errors import InputError, nearest

P = ParamSpec("P")
T = TypeVar("T")

KINDS = ("serial", "local", "processes")
MOST_WORKERS = 1024


class SerialExecutor(Executor):
    """Runs what is submitted at once, in this thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - kept in the future, as every executor does
            future.set_exception(error)
        return future


def make_executor(kind: str, workers: int) -> Executor:
    """An executor of one of the known kinds."""
    if kind == "serial":
        return SerialExecutor()
    if kind == "local":
        return ThreadPoolExecutor(workers, thread_name_prefix="cse-sim")
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_leave_interrupts_to_the_parent,
    )


def check_executor(kind: str, workers: int | None) -> None:
    """See that the kind is known and the number of workers can be used.

    Raises
    ------
    InputError
        when not.
    """
    if kind not in KINDS:
        raise InputError(
            f'no executor "{kind}"',
            where="executor",
            allowed=f"Allowed: {', '.join(KINDS)}",
            do=nearest(kind, KINDS),
        )
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise InputError(
            f"{workers} cannot be used", where="workers", allowed=f"Allowed: 1 to {MOST_WORKERS}"
        )


def default_workers() -> int:
    """The number of processors this process may use."""
    count: Any = getattr(
        os, "process_cpu_count", os.cpu_count
    )  # 3.13 and later know about affinity
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return int(count() or 1)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
