"""First answers before the rest, whoever asks; what nobody waits for is not done."""

from __future__ import annotations

import threading

import pytest

from cse_sim.web.workshop import Workshop


def test_what_comes_first_is_done_first_and_equals_in_order_of_arrival() -> None:
    shop = Workshop(1)
    begun, hold, done = threading.Event(), threading.Event(), list[str]()
    first = shop.submit(0, lambda: (begun.set(), hold.wait(20)))
    assert begun.wait(20)
    jobs = [
        shop.submit(priority, lambda name=name: done.append(name))  # type: ignore[misc]
        for priority, name in ((9, "late"), (0, "early"), (9, "later"), (0, "second"))
    ]
    hold.set()
    for job in (first, *jobs):
        job.result(20)
    assert done == ["early", "second", "late", "later"]


def test_only_first_answers_of_others_make_a_new_question_wait() -> None:
    shop = Workshop(1)
    begun, hold = threading.Event(), threading.Event()
    running = shop.submit(0, lambda: (begun.set(), hold.wait(20)))
    assert begun.wait(20)
    later = [shop.submit(2 + place, int) for place in range(50)]
    assert (shop.waiting, shop.firsts, shop.busy) == (50, 0, False)
    first = [shop.submit(place % 2, int) for place in range(5)]
    assert (shop.firsts, shop.busy) == (5, True)
    for job in first:
        assert job.cancel()
    assert not shop.busy
    hold.set()
    for job in (running, *later):
        job.result(20)


def test_a_job_that_nobody_waits_for_is_not_done() -> None:
    shop = Workshop(1)
    begun, hold, done = threading.Event(), threading.Event(), list[str]()
    first = shop.submit(0, lambda: (begun.set(), hold.wait(20)))
    assert begun.wait(20)
    given_up = shop.submit(1, lambda: done.append("given up"))
    assert given_up.cancel()
    assert shop.waiting == 0
    hold.set()
    first.result(20)
    shop.submit(2, lambda: done.append("after")).result(20)
    assert done == ["after"]


def test_a_job_that_fails_tells_whoever_waits_and_the_crew_lives_on() -> None:
    shop = Workshop(1)

    def fails() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        shop.submit(0, fails).result(20)
    assert shop.submit(0, lambda: 7).result(20) == 7
