"""Claims of the page on disputes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from cse_sim.mechanisms import disputes, schedule
from cse_sim.mechanisms.disputes import connected_part, settling_hazard, violent_hazard
from tests.mechanisms.few_processes import Country

WEEK = (schedule.SCHEDULE, disputes.DISPUTES)
ADULTS_IN_THOUSANDS = 0.55 * 5.0


def country(**options: Any) -> Country:
    return Country(*WEEK, disputes.INSTITUTION, start=(disputes.START,), **options)


def test_a_strong_institution_settles_faster_by_hand() -> None:
    assert settling_hazard(0.0, 0.02, 0.045) == 0.02
    assert settling_hazard(0.3, 0.02, 0.045) == pytest.approx(0.0335)
    assert settling_hazard(-0.2, 0.02, 0.045) == pytest.approx(0.0004 / 0.029)


def test_settling_rises_with_the_institution_and_is_never_negative() -> None:
    hazards = [settling_hazard(x, 0.01, 0.07) for x in np.linspace(-0.95, 0.95, 60)]
    assert min(hazards) > 0.0
    assert hazards == sorted(hazards)


def test_three_tenths_of_strength_lower_violence_by_a_quarter() -> None:
    calm = violent_hazard(0.3, 0.0, 0.45, 0.0008, 1.07, 0.5, 1.0)
    assert calm == pytest.approx(0.0008 * math.exp(-0.321))
    most = violent_hazard(0.0, 1.0, 1.0, 0.0008, 1.07, 0.5, 1.0)
    assert most < 3.0 * 0.0008


def test_the_well_connected_gain_first() -> None:
    assert connected_part(0.02, 0.0, 0.3, 0.6) == pytest.approx(0.3)
    assert connected_part(0.02, 0.02, 0.3, 0.6) == pytest.approx(0.45)


def test_no_dispute_is_lost_or_made() -> None:
    land = Country(*WEEK, communities=60)
    land.assume("disputes.openings_per_week", 0.0)
    before = np.full(60, 90.0)
    land.set("open_disputes", before)
    land.set("adult_share", 0.55)
    ended = ("disputes_settled", "disputes_violent", "extrajudicial")
    seen = land.run(
        104, "open_disputes", *ended, "disputes_lethal", "settled_connected", "settled_unconnected"
    )
    gone = sum(seen[name].sum(axis=0) for name in ended)
    assert (seen["open_disputes"][-1] + gone == before).all()
    assert (seen["open_disputes"] >= 0.0).all()
    assert (seen["disputes_lethal"] <= seen["disputes_violent"]).all()
    by_standing = seen["settled_connected"] + seen["settled_unconnected"]
    assert (by_standing == seen["disputes_settled"].sum(axis=1)).all()
    assert all((values == np.floor(values)).all() for values in seen.values())


def test_the_stock_starts_where_it_stays() -> None:
    land = country()
    land.assume("disputes.season_swing", 0.0)
    first = land.beginning("open_disputes").mean() / ADULTS_IN_THOUSANDS
    seen = land.run(260, "open_disputes", "disputes_violent")
    stock = seen["open_disputes"].mean(axis=1) / ADULTS_IN_THOUSANDS
    assert 32.0 < first < 38.0
    assert stock[:12] == pytest.approx(first, rel=0.03)
    assert stock[208:].mean() == pytest.approx(first, rel=0.03)
    violent = seen["disputes_violent"].sum() / 5.0 / (200 * ADULTS_IN_THOUSANDS)
    assert 1.1 < violent < 1.9


def test_people_coming_back_bring_disputes_with_them() -> None:
    usual = country().beginning("open_disputes").sum()
    assert country(displaced_return=2.0).beginning("open_disputes").sum() == pytest.approx(
        2.0 * usual, rel=0.02
    )


def test_a_community_of_one_group_has_no_lethal_disputes_across_groups() -> None:
    land = country(shares=(1.0, 0.0))
    land.assume("disputes.lethal_share", 0.5)
    seen = land.run(104, "disputes_lethal", "disputes_violent")
    assert seen["disputes_violent"].sum() > 100.0
    assert seen["disputes_lethal"].sum() == 0.0


def test_violent_disputes_call_for_an_answer() -> None:
    seen = country().run(52, "incidents", "disputes_violent")
    assert (seen["incidents"] == seen["disputes_violent"]).all()


def test_a_mediator_at_hand_leaves_fewer_disputes_open() -> None:
    def mediate(window: Any) -> None:
        window["mediation"] = 1.0

    without = country(communities=60).run(104, "open_disputes")["open_disputes"][-1].sum()
    with_one = country(communities=60, every_week=mediate).run(104, "open_disputes")
    assert with_one["open_disputes"][-1].sum() < 0.85 * without


def test_the_institution_returns_to_its_base_within_years() -> None:
    land = country(communities=20)
    land.set("dispute_institution", 0.65)
    seen = land.run(208, "dispute_institution")["dispute_institution"]
    assert seen[-1] == pytest.approx(0.45, abs=1e-9)


def test_training_in_some_towns_repeats_the_trial() -> None:
    trained = np.random.default_rng(3).random(600) < 86 / 246

    def train(window: Any) -> None:
        window["institution_training"] = trained * 1.0 * (window.week <= 30)

    land = country(communities=600, every_week=train)
    seen = land.run(159, "open_disputes", "disputes_violent", "extrajudicial")

    def effect(name: str, first: int, last: int) -> float:
        weeks = seen[name][first:last]
        return float(weeks[:, trained].mean() / weeks[:, ~trained].mean() - 1.0)

    assert -0.38 < effect("open_disputes", 52, 58) < -0.20
    assert -0.42 < effect("open_disputes", 150, 159) < -0.20
    assert -0.40 < effect("disputes_violent", 0, 52) < -0.15
    assert effect("disputes_violent", 104, 156) < -0.25
    assert effect("extrajudicial", 0, 52) > 0.15
    assert effect("extrajudicial", 104, 156) < 0.0


def test_training_opens_some_disputes_at_first_and_none_without_training() -> None:
    def opened(push: float, **assumed: float) -> float:
        land = Country(*WEEK)
        land.set("adult_share", 0.55)
        land.set("vigilante_push", push)
        for name, value in assumed.items():
            land.assume(f"disputes.{name}", value)
        ways = ("settle_per_week", "turn_violent_per_week", "punish_per_week")
        for name in (*ways, "body_settles_per_week"):
            land.assume(f"disputes.{name}", 1e-12)
        return float(land.run(52, "open_disputes")["open_disputes"][-1].sum())

    without = opened(0.0)
    assert opened(0.0, new_disputes=0.15) == without
    assert opened(1.0, new_disputes=0.0) == without
    assert opened(1.0) / without == pytest.approx(1.05, abs=0.01)
    assert opened(1.0, new_disputes=0.15) / without == pytest.approx(1.15, abs=0.02)


def test_towns_next_to_trained_ones_gain_a_little() -> None:
    trained = np.arange(200) < 100

    def train(window: Any) -> None:
        window["institution_training"] = trained * 1.0

    seen = country(every_week=train).run(30, "dispute_institution", "vigilante_push")
    strength = seen["dispute_institution"][-1]
    assert strength[~trained].mean() > 0.26
    assert strength[trained].mean() > strength[~trained].mean() + 0.2
    assert seen["vigilante_push"][-1][~trained].max() == 0.0
