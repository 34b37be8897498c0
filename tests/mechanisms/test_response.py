"""Claims of the page on response and conduct."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cse_sim.mechanisms import response, schedule
from cse_sim.mechanisms.response import (
    known_share,
    misconduct_rate,
    recorded_share,
    share_that_hears,
)
from tests.mechanisms.few_processes import Country

START = (schedule.START, response.START)


def five_reports(window: Any) -> None:
    window["incidents_reported"] = 5.0


def answers(strength: float = 300.0, **at_start: float) -> dict[str, Any]:
    land = Country(
        schedule.SCHEDULE,
        response.RESPONSE,
        start=START,
        strength={"infantry": strength} if strength else {},
        every_week=five_reports,
    )
    for name, value in at_start.items():
        land.set(name, value)
    return land.run(
        20,
        "incidents_answered",
        "peacekeepers_good",
        "peacekeepers_neglect",
        "reports_answered",
    )


def conduct(weeks: int = 156, **assumed: float) -> dict[str, Any]:
    land = Country(
        schedule.SCHEDULE, response.CONDUCT, start=START, strength={"infantry": 3000.0}, weeks=weeks
    )
    for name, value in assumed.items():
        land.assume(f"response.{name}", value)
    return land.run(
        weeks,
        "misconduct",
        "misconduct_known",
        "misconduct_happened",
        "misconduct_recorded",
        "peacekeepers_abuse",
        "unit_competence",
    )


def test_one_case_moves_a_village_more_than_a_town() -> None:
    assert share_that_hears(10_000.0, 10_000.0) == 0.5
    assert share_that_hears(1_000.0, 10_000.0) > 0.9
    assert share_that_hears(1e6, 10_000.0) < 0.01


def test_help_to_report_raises_what_is_known_and_what_is_recorded() -> None:
    assert known_share(0.0, 0.2, 0.4) == 0.2
    assert known_share(1.0, 0.2, 0.4) == pytest.approx(0.36)
    assert recorded_share(0.0, 0.004, 1.0) == 0.004
    assert recorded_share(1.0, 0.004, 1.0) == pytest.approx(0.006)


def test_competence_lowers_misconduct_and_never_below_nothing() -> None:
    assert misconduct_rate(1000.0, 0.5, 2.0, 0.6, 0.5) == pytest.approx(2.0)
    assert misconduct_rate(1000.0, 0.8, 2.0, 0.6, 0.5) == pytest.approx(1.64)
    assert misconduct_rate(1000.0, 1.0, 2.0, 1.0, 0.02) > 0.0


def test_every_report_is_answered_or_not() -> None:
    seen = answers(presence=0.5, responsiveness_in_reach=0.6)
    assert seen["incidents_answered"].mean() / 5.0 == pytest.approx(0.3, abs=0.01)
    assert (seen["reports_answered"] == seen["incidents_answered"].sum(axis=1)).all()
    answered = seen["incidents_answered"]
    assert seen["peacekeepers_good"] == pytest.approx(answered / 1.5)
    assert seen["peacekeepers_neglect"] == pytest.approx((5.0 - answered) / 3.0)


def test_contact_helps_in_proportion_to_presence_and_competence() -> None:
    seen = answers(presence=0.5, competence_in_reach=0.4)
    assert seen["peacekeepers_good"] == pytest.approx(0.9 * 0.5 * 0.4)


def test_nobody_answers_and_nobody_is_blamed_without_a_mandate() -> None:
    seen = answers(strength=0.0, presence=0.5, responsiveness_in_reach=0.6, competence_in_reach=0.5)
    assert all(values.sum() == 0.0 for values in seen.values())


def test_misconduct_happens_at_its_rate_and_few_cases_are_recorded() -> None:
    seen = conduct(training_on_conduct=0.0, recorded=0.04)
    expected = 2.0 * 3.0 * 156
    happened = seen["misconduct_happened"].sum()
    assert happened == pytest.approx(expected, abs=4.0 * expected**0.5)
    assert happened == seen["misconduct"].sum()
    assert (seen["misconduct_known"] <= seen["misconduct"]).all()
    known = seen["misconduct_known"].sum()
    assert known / happened == pytest.approx(0.2, abs=0.06)
    on_record = seen["misconduct_recorded"].sum()
    assert 0.02 * happened < on_record < 0.06 * happened
    assert (seen["misconduct_recorded"] <= seen["misconduct_known"].sum(axis=1)).all()


def test_only_known_and_recorded_cases_move_opinion() -> None:
    seen = conduct(scandal_dose=0.0)
    unknown = seen["misconduct_known"] == 0.0
    assert (seen["misconduct"][unknown] > 0.0).any()
    assert (seen["peacekeepers_abuse"][unknown] == 0.0).all()
    assert seen["peacekeepers_abuse"] == pytest.approx(3.0 * seen["misconduct_known"] / 1.5)


def test_a_scandal_reaches_everybody() -> None:
    seen = conduct(abuse_dose=0.0, recorded=0.05)
    on_record = seen["misconduct_recorded"][:, None]
    assert on_record.sum() > 0.0
    assert seen["peacekeepers_abuse"] == pytest.approx(0.05 * np.repeat(on_record, 200, axis=1))


def test_a_unit_that_rotates_takes_what_it_learnt_with_it() -> None:
    competence = conduct()["unit_competence"]
    changed = (np.diff(competence, axis=0) != 0.0).sum(axis=0)
    assert (changed >= 2).all()
    assert (changed <= 3).all()
    assert competence.mean() == pytest.approx(0.5, abs=0.05)
