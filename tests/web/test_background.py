"""A study in the background: told of until it is given up, and never taken for another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import solara

from cse_sim.errors import RunFailed
from cse_sim.web import background
from cse_sim.web.background import Job, begin, stop
from cse_sim.web.full_studies import Finished, GivenUp

DONE = Finished({}, {}, [])


class Slow:
    """Studies that wait to be let go, and end as the real ones do when nobody waits for them."""

    def __init__(self) -> None:
        self.begun: dict[str, threading.Event] = {}
        self.go: dict[str, threading.Event] = {}
        self.ended: dict[str, threading.Event] = {}

    def named(self, name: str) -> Callable[[], Any]:
        for events in (self.begun, self.go, self.ended):
            events[name] = threading.Event()
        return lambda: name

    def made(
        self, name: Any, _table: str, _report: bool, told: Any, gone: threading.Event
    ) -> Finished:
        try:
            told(1, 100)
            self.begun[name].set()
            assert self.go[name].wait(20)
            told(50, 100)
            if gone.is_set():
                raise GivenUp
            return DONE
        finally:
            self.ended[name].set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    studies = Slow()
    monkeypatch.setattr(background, "made", studies.made)
    return studies


def finished(job: solara.Reactive[Any]) -> Job:
    """The job once its last thread is gone."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(20)
    value: Job = job.value
    return value


def test_a_study_that_is_stopped_leaves_its_button_free(slow: Slow) -> None:
    job: solara.Reactive[Any] = solara.reactive(None)
    begin(job, "a", slow.named("a"), "sensitivity", False)
    assert slow.begun["a"].wait(20)
    assert job.value.working
    stop(job)
    assert job.value == Job()
    slow.go["a"].set()
    assert slow.ended["a"].wait(20)
    assert finished(job) == Job()


def test_a_second_study_is_not_told_of_by_the_first(slow: Slow) -> None:
    job: solara.Reactive[Any] = solara.reactive(None)
    begin(job, "a", slow.named("a"), "sensitivity", False)
    assert slow.begun["a"].wait(20)
    begin(job, "b", slow.named("b"), "sensitivity", False)
    assert slow.begun["b"].wait(20)
    slow.go["a"].set()
    assert slow.ended["a"].wait(20)
    assert (job.value.key, job.value.working, job.value.finished) == ("b", True, None)
    slow.go["b"].set()
    assert slow.ended["b"].wait(20)
    last = finished(job)
    assert (last.key, last.working, last.finished) == ("b", False, DONE)


def test_a_study_that_fails_says_so_and_leaves_its_button_free() -> None:
    job: solara.Reactive[Any] = solara.reactive(None)

    def none() -> Any:
        raise RunFailed("no room left")

    begin(job, "a", none, "sensitivity", False)
    last = finished(job)
    assert (last.working, last.failure) == (False, "no room left")
