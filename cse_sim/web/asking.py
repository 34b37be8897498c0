"""Asking for an answer and following it: in the background, stopped when the question changes or the visitor leaves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import solara

from cse_sim.errors import InputError
from cse_sim.web.answers import Answer, answers
from cse_sim.web.choices import Choices
from cse_sim.web.question import screen_study
from cse_sim.web.visit import Progress, Visit

SETTLED = 0.02
"""Seconds a question must stand before work begins: a lever that is dragged asks many."""


def use_answer(
    visit: Visit,
    strategies: Sequence[str],
    answer: solara.Reactive[Answer | None],
    progress: solara.Reactive[Progress],
) -> None:
    """Keep the answer to the visitor's choices up to date; to be called while a page is drawn."""
    choices = visit.choices
    halted = visit.halted.value == choices

    def begin() -> object:
        gone = threading.Event()
        thread = threading.Thread(
            target=follow, args=(visit, choices, tuple(strategies), answer, progress, gone)
        )
        if halted:
            progress.set(replace(progress.peek(), working=False, stopped=True))
        else:
            thread.start()
        return gone.set

    solara.use_effect(begin, [choices, tuple(strategies), halted])


def follow(
    visit: Visit,
    choices: Choices,
    strategies: tuple[str, ...],
    answer: solara.Reactive[Answer | None],
    progress: solara.Reactive[Progress],
    gone: threading.Event,
) -> None:
    """Show every answer as it comes, until the last one or until nobody waits for it."""
    if gone.wait(SETTLED):
        return
    try:
        study = screen_study(choices, visit.scenario, strategies)
        progress.set(Progress(0, study.runs, working=True))
        for found in answers(study, gone.is_set):
            if gone.is_set():
                return
            answer.set(found)
            progress.set(Progress(found.runs, study.runs, working=not found.complete))
    except InputError as error:
        if gone.is_set():
            return
        answer.set(None)
        progress.set(Progress(failure=str(error)))
    except Exception as error:  # noqa: BLE001 - the page says it; the server lives on
        if not gone.is_set():
            progress.set(Progress(failure=f"{type(error).__name__}: {error}"))
