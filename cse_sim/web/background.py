"""A study in full in the background of the pages: begun by a button, told of as it goes, stopped when it is told to.

It goes on while the visitor looks at another page, and is given up when they leave or ask another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import solara

from cse_sim.errors import InputError, RunFailed
from cse_sim.study.plan import Study
from cse_sim.web.full_studies import Finished, GivenUp, made


@dataclass(frozen=True)
class Job:
    """A study under way or finished; ``key`` is what was asked, so that an older answer is not taken for this one.

    ``gone`` is set when nobody waits for it any more.
    """

    key: str = ""
    done: int = 0
    planned: int = 0
    working: bool = False
    failure: str = ""
    finished: Finished | None = None
    gone: threading.Event = field(default_factory=threading.Event, compare=False, repr=False)


def begin(
    job: solara.Reactive[Job],
    key: str,
    study: Callable[[], Study],
    table: str,
    report: bool,
) -> None:
    """Run the study in a thread of its own and keep ``job`` up to date; the one before is given up."""
    give_up(job)
    begun = Job(key, 0, 1, working=True)
    job.set(begun)

    def tell(**changes: Any) -> None:
        if not begun.gone.is_set():
            job.set(replace(begun, **changes))

    def told(done: int, planned: int) -> None:
        if done == planned or done - job.peek().done > planned / 40:
            tell(done=done, planned=planned)

    def work() -> None:
        try:
            found = made(study(), table, report, told, begun.gone)
            tell(done=1, working=False, finished=found)
        except GivenUp:
            return
        except (InputError, RunFailed) as error:
            tell(planned=0, working=False, failure=str(error))
        except Exception as error:  # noqa: BLE001 - the page says it; the server lives on
            tell(planned=0, working=False, failure=f"{type(error).__name__}: {error}")

    threading.Thread(target=work).start()


def give_up(job: solara.Reactive[Job]) -> None:
    """Nobody waits for the study any more."""
    before = job.peek()
    if before is not None:
        before.gone.set()


def stop(job: solara.Reactive[Job]) -> None:
    """Give the study up, so that another can be asked for."""
    give_up(job)
    job.set(Job())
