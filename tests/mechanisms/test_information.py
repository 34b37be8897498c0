"""Claims of the page on information."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cse_sim.mechanisms import information, schedule
from tests.mechanisms.few_processes import Country


def one_incident_each(window: Any) -> None:
    window["incidents"] = 1.0 * (window.week <= 100)


def country(mission: bool = True) -> Country:
    return Country(
        schedule.SCHEDULE,
        information.INFORMATION,
        strength={"infantry": 300.0} if mission else {},
        every_week=one_incident_each,
    )


def reported(**at_start: float) -> float:
    land = country()
    for name, value in at_start.items():
        land.set(name, value)
    return float(land.run(100, "incidents_reported")["incidents_reported"].sum() / 20_000.0)


def test_nobody_listens_without_a_mandate() -> None:
    land = country(mission=False)
    land.set("cooperation", 1.0)
    seen = land.run(20, "incidents_reported", "pending_incidents")
    assert seen["incidents_reported"].sum() == 0.0
    assert seen["pending_incidents"].sum() == 0.0


def test_nothing_is_heard_where_nobody_tells_and_nobody_is_there() -> None:
    assert reported() == 0.0


def test_tips_compete_with_forgetting_by_hand() -> None:
    assert reported(cooperation=1.0) == pytest.approx(0.25 / 0.50, abs=0.02)
    assert reported(cooperation=0.5) == pytest.approx(0.125 / 0.375, abs=0.02)


def test_every_channel_adds() -> None:
    tips = reported(cooperation=0.5)
    watched = reported(cooperation=0.5, watched=1.0)
    present = reported(cooperation=0.5, watched=1.0, presence=1.0)
    assert tips < watched < present < 0.75


def test_incidents_wait_are_heard_of_or_are_forgotten_and_never_come_back() -> None:
    land = country()
    land.set("cooperation", 0.6)
    seen = land.run(200, "incidents_reported", "pending_incidents", "reports_heard")
    heard = seen["incidents_reported"].cumsum(axis=0)
    made = np.minimum(np.arange(1, 201), 100)[:, None]
    assert (heard + seen["pending_incidents"] <= made).all()
    assert seen["pending_incidents"][-1].sum() == 0.0
    assert (seen["reports_heard"] == seen["incidents_reported"].sum(axis=1)).all()
    assert all((values == np.floor(values)).all() for values in seen.values())


def test_reports_come_late() -> None:
    land = country()
    land.set("cooperation", 0.6)
    late = land.run(103, "incidents_reported")["incidents_reported"][100:]
    assert (late.sum(axis=1) > 0.0).all()


def test_what_was_reported_is_old_news_after_two_months() -> None:
    land = country()
    land.set("reported_recent", 4.0)
    assert land.run(8, "reported_recent")["reported_recent"][-1] == pytest.approx(2.0)


def test_local_knowledge_helps_to_notice_and_leaves_with_the_staff() -> None:
    land = country()
    land.set("local_knowledge", 0.8)
    assert land.run(52, "local_knowledge")["local_knowledge"][-1] == pytest.approx(0.4)
    assert reported(cooperation=0.5, local_knowledge=1.0) > reported(cooperation=0.5) + 0.01
