"""Studies in full, by the same functions as the command line's, in a folder that is gone afterwards.

One at a time for all visitors, because each takes every core; the others wait their turn and are told so.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cse_sim.study.plan import Study
from cse_sim.study.results import Results, finish
from cse_sim.study.store import Store, planned_manifest

TURN = threading.Semaphore(1)


class GivenUp(Exception):
    """Nobody waits for the study any more."""


@dataclass(frozen=True)
class Finished:
    """A finished study: its manifest, its files as bytes, and one of its tables as rows."""

    manifest: dict[str, Any]
    files: dict[str, bytes]
    rows: list[dict[str, Any]]


def made(
    study: Study,
    table: str,
    with_report: bool,
    progress: Callable[[int, int], None],
    gone: threading.Event,
) -> Finished:
    """Run the study and read it.

    Raises
    ------
    GivenUp
        when ``gone`` is set before the end.
    InputError, RunFailed
        as on the command line.
    """
    while not TURN.acquire(timeout=0.1):
        if gone.is_set():
            raise GivenUp
    try:
        with tempfile.TemporaryDirectory(prefix="cse-sim-") as folder:
            return _made(study, table, with_report, progress, gone, Path(folder))
    finally:
        TURN.release()


def _made(
    study: Study,
    table: str,
    with_report: bool,
    progress: Callable[[int, int], None],
    gone: threading.Event,
    folder: Path,
) -> Finished:
    def told(done: int, planned: int) -> None:
        if gone.is_set():
            raise GivenUp
        progress(done, planned)

    store = Store(folder)
    store.write_manifest(planned_manifest(study, ("cse-sim", "view")))
    finish(study, store, "local", progress=told)
    results = Results.opened(folder)
    files = {
        f"{name}.parquet": store.table(name).read_bytes() for name in results.manifest["tables"]
    }
    files["manifest.json"] = (folder / "manifest.json").read_bytes()
    if with_report:
        from cse_sim.report.page import write_report

        files["report.html"] = write_report(folder).read_bytes()
    return Finished(results.manifest, files, results.rows(table))
