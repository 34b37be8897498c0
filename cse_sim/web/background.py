"""A study in full in the background of a page: begun by a button, told of as it goes, stopped when the visitor leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import solara

from cse_sim.errors import InputError, RunFailed
from cse_sim.study.plan import Study
from cse_sim.web.full_studies import Finished, GivenUp, made


@dataclass(frozen=True)
class Job:
    """A study under way or finished; ``key`` is what was asked, so that an older answer is not taken for this one."""

    key: str = ""
    done: int = 0
    planned: int = 0
    working: bool = False
    failure: str = ""
    finished: Finished | None = None


def begin(
    job: solara.Reactive[Job],
    key: str,
    study: Callable[[], Study],
    table: str,
    report: bool,
    gone: threading.Event,
) -> None:
    """Run the study in a thread of its own and keep ``job`` up to date."""

    def told(done: int, planned: int) -> None:
        if done == planned or done - job.peek().done > planned / 40:
            job.set(Job(key, done, planned, working=True))

    def work() -> None:
        try:
            job.set(Job(key, 0, 1, working=True))
            found = made(study(), table, report, told, gone)
            job.set(Job(key, 1, 1, finished=found))
        except GivenUp:
            return
        except (InputError, RunFailed) as error:
            job.set(Job(key, failure=str(error)))
        except Exception as error:  # noqa: BLE001 - the page says it; the server lives on
            job.set(Job(key, failure=f"{type(error).__name__}: {error}"))

    threading.Thread(target=work).start()


def use_leaving() -> threading.Event:
    """An event that is set when the page is left."""
    gone: threading.Event = solara.use_memo(threading.Event, [])
    solara.use_effect(lambda: gone.set, [])
    return gone
