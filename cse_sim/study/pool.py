"""An executor together with how it is used: who writes, who closes it, and what the death of a worker means."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass


@dataclass
class Pool:
    """An executor and how it is used.

    ``shared`` pools see the study's folder, so that their workers write parts themselves; otherwise what they return is
    written here. ``deaths`` are the errors that tell of a worker that died; a ``fragile`` pool is lost with it.
    ``ours`` are made and closed here.
    """

    executor: Executor
    workers: int
    shared: bool = False
    ours: bool = False
    fragile: bool = True
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def window(self) -> int:
        """How many parts are in flight at a time."""
        return 2 * self.workers

    def close(self) -> None:
        """Wait for the workers and let them go."""
        if self.ours:
            self.executor.shutdown(wait=True, cancel_futures=True)

    def abandon(self) -> None:
        """Let the workers go without waiting; processes are ended, threads end with their part."""
        if self.ours:
            for process in list((getattr(self.executor, "_processes", None) or {}).values()):
                process.terminate()
            self.executor.shutdown(wait=False, cancel_futures=True)
