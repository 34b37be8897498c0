"""Claims of the page on council feedback: promises without a council, councils that close."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cse_sim.levers.communication import informed
from cse_sim.mechanisms import council, schedule
from tests.mechanisms.few_processes import Country

WEEK = (schedule.SCHEDULE, council.COUNCIL)


def broken(expectation: float = 0.8, weeks: int = 1, **at_start: float) -> Any:
    """Broken promises of every week in a country where nobody meets."""

    def promise(window: Any) -> None:
        if window.week == 1:
            window["expectation"] = expectation
        for name, value in at_start.items():
            window[name] = value

    land = Country(*WEEK, start=(council.START,), communities=12, every_week=promise)
    return land.run(weeks, "council_bad", "council_good", "expectation")


def test_promises_nobody_sees_anything_of_cost_trust_by_hand() -> None:
    seen = broken(0.8)
    assert seen["council_bad"] == pytest.approx(0.5 * (0.3 - 0.05))
    assert (seen["council_good"] == 0.0).all()
    assert seen["expectation"] == pytest.approx(0.8 - 0.25 * 0.04 * 0.3)


def test_promises_within_the_dead_band_cost_nothing() -> None:
    assert (broken(0.54)["council_bad"] == 0.0).all()


def test_without_promises_nobody_is_disappointed() -> None:
    seen = broken(0.5, weeks=52)
    assert (seen["council_bad"] == 0.0).all()
    assert (seen["expectation"] == 0.5).all()


def test_the_more_people_see_the_less_promises_hurt() -> None:
    harm = [
        broken(0.8, presence=p, responsiveness_in_reach=0.8)["council_bad"].mean()
        for p in (0.0, 0.4, 0.8)
    ]
    assert harm[0] > harm[1] > harm[2] > 0.0
    all_seen = broken(0.8, presence=1.0, responsiveness_in_reach=1.0)
    assert (all_seen["council_bad"] == 0.0).all()


def test_disappointment_fades_and_never_passes_the_first_hope() -> None:
    seen = broken(0.9, weeks=520)
    harm = seen["council_bad"].mean(axis=(1, 2))
    assert (np.diff(harm) <= 0.0).all()
    assert harm[-1] == 0.0
    assert (seen["expectation"] >= 0.5).all()


def test_a_working_council_answers_for_promises_itself() -> None:
    assert (broken(0.8, council_work=1.0)["council_bad"] == 0.0).all()


def test_moderate_broadcasting_promises_less_than_people_mind_and_much_promises_more() -> None:
    def promised(promise: float) -> float:
        expectation = 0.5
        for _ in range(520):
            _, expectation, _ = informed(0.5, 0.0, expectation, 0.01, promise)
            expectation -= 0.25 * 0.04 * max(expectation - 0.5, 0.0)
        return expectation - 0.5

    assert promised(0.0) == 0.0
    assert 0.0 < promised(0.002) < 0.05 < promised(0.005)
