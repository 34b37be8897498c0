"""Who works on what: one crew of threads for all visitors, and first answers before the rest of any ensemble."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from cse_sim.study.executors import default_workers

T = TypeVar("T")
FIRST = 2
"""Jobs with a priority number below this make up first answers."""
MANY = 4
"""First jobs per thread: more of them, and a new question waits longer than it computes."""


class Workshop:
    """Threads that take the job with the lowest priority number first; equals in order of arrival."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._jobs: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._order = itertools.count()
        self._there_is_work = threading.Condition()
        self._threads: list[threading.Thread] = []

    def submit(self, priority: int, job: Callable[[], T]) -> Future[T]:
        """Put a job in its place; a future that is cancelled before its turn costs nothing."""
        future: Future[T] = Future()
        with self._there_is_work:
            if not self._threads:
                self._start()
            heapq.heappush(self._jobs, (priority, next(self._order), future, job))
            self._there_is_work.notify()
        return future

    @property
    def waiting(self) -> int:
        """How many jobs nobody works on yet."""
        return self._count(lambda priority: True)

    @property
    def firsts(self) -> int:
        """How many of them belong to first answers."""
        return self._count(lambda priority: priority < FIRST)

    @property
    def busy(self) -> bool:
        """Whether so many first answers wait that a new question is felt to wait too."""
        return self.firsts > MANY * self.workers

    def _count(self, wanted: Callable[[int], bool]) -> int:
        with self._there_is_work:
            return sum(
                wanted(priority) and not future.cancelled() for priority, _, future, _ in self._jobs
            )

    def _start(self) -> None:
        for number in range(self.workers):
            thread = threading.Thread(target=self._work, name=f"workshop-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _work(self) -> None:
        while True:
            with self._there_is_work:
                while not self._jobs:
                    self._there_is_work.wait()
                _, _, future, job = heapq.heappop(self._jobs)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the job
                future.set_exception(error)
            del future, job


WORKSHOP = Workshop(default_workers())
