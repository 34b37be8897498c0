"""Claims of the page on deterrence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cse_sim.mechanisms import deterrence, response, schedule
from cse_sim.mechanisms.deterrence import closed_roads, presence_of, what_strength_leaves
from cse_sim.processes import Process
from tests.mechanisms.few_processes import Country

START: tuple[Process, ...] = (schedule.START, response.START, deterrence.START)


def country(**strength: float) -> Country:
    return Country(
        schedule.SCHEDULE, deterrence.DETERRENCE, start=START, communities=80, strength=strength
    )


def test_presence_is_half_at_half_cover_and_never_whole() -> None:
    assert presence_of(2.5, 2.5) == 0.5
    assert presence_of(0.0, 2.5) == 0.0
    assert presence_of(1e6, 2.5) < 1.0


def test_strength_lowers_armed_violence_and_levels_off() -> None:
    assert what_strength_leaves(0.0, 3.3e6, 2.0, 8.0) == 1.0
    assert what_strength_leaves(8.0, 3.3e6, 2.0, 8.0) == pytest.approx(math.exp(-1.0))
    assert what_strength_leaves(8.0, 4 * 3.3e6, 2.0, 8.0) == pytest.approx(math.exp(-2.0 / 3.0))
    assert what_strength_leaves(1e6, 3.3e6, 2.0, 8.0) > math.exp(-2.0)


def test_two_events_in_eight_weeks_close_every_road() -> None:
    assert closed_roads(0.0, 0.0, 5000.0, 5.0, 2.0) == 0.0
    assert closed_roads(1.0, 0.0, 5000.0, 5.0, 2.0) == pytest.approx(0.5)
    assert closed_roads(2.0, 0.0, 5000.0, 5.0, 2.0) == 1.0
    assert closed_roads(0.0, 25.0, 5000.0, 5.0, 2.0) == pytest.approx(0.5)


def test_without_a_mission_everything_is_neutral() -> None:
    names = ("cover", "presence", "deterred", "displaced_in", "entry_weeks", "displaced_violence")
    land = country()
    land.set("at_war", 1.0)
    seen = land.run(8, *names, "mission_factor", "insecurity")
    assert all((seen[name] == 0.0).all() for name in names)
    assert (seen["mission_factor"] == 1.0).all()
    assert (seen["insecurity"] == 0.0).all()


def test_observers_and_civil_affairs_cover_nobody() -> None:
    seen = country(observers=300.0, civil_affairs=100.0).run(8, "cover", "mission_factor")
    assert (seen["cover"] == 0.0).all()
    assert (seen["mission_factor"] == 1.0).all()


def test_every_soldier_is_at_work_somewhere_once() -> None:
    seen = country(infantry=900.0, un_police=100.0).run(6, "cover")
    assert seen["cover"].sum(axis=1) * 5.0 == pytest.approx(1000.0)


def test_presence_never_creates_violence_on_balance() -> None:
    land = country(infantry=1500.0)
    land.set("at_war", 1.0)
    risk = np.random.default_rng(2).lognormal(0.0, 1.3, 80)
    land.set("hotspot_weight", risk)
    land.set("rate_rebel", 2.0)
    land.assume("deterrence.displaced", 1.0)
    land.assume("deterrence.local_at_war", 0.5)
    seen = land.run(6, "deterred", "displaced_in", "displaced_violence", "mission_factor")
    prevented = (seen["deterred"] * risk / risk.sum()).sum(axis=1)
    pushed = seen["displaced_in"].sum(axis=1)
    assert pushed == pytest.approx(prevented)
    arriving = (seen["displaced_in"] * (1.0 - seen["deterred"])).sum(axis=1)
    assert (arriving < prevented).all()
    assert seen["displaced_violence"] == pytest.approx(2.0 * arriving * seen["mission_factor"])


def test_presence_deters_little_once_nobody_fights() -> None:
    land = country(infantry=1500.0)
    calm = land.run(2, "deterred")["deterred"].max()
    land.set("at_war", 1.0)
    assert 0.0 <= calm <= 0.05 < land.run(2, "deterred")["deterred"].max() <= 0.25


def test_units_go_where_reports_come_from() -> None:
    land = country(infantry=1200.0)
    reported = np.zeros(80)
    reported[40] = 20.0
    land.set("reported_recent", reported)
    before = land.run(1, "cover")["cover"][-1]
    assert land.run(40, "cover")["cover"][-1][40] > before[40]


def test_units_stay_in_their_region() -> None:
    land = country(infantry=12_000.0)
    admin = np.asarray(land.layout.structure["admin_of"])
    home = np.asarray(land.layout.structure["unit_admin"])
    land.set("reported_recent", np.arange(80.0) * (admin == 0))
    places = land.run(40, "unit_place")["unit_place"]
    assert (admin[places.astype(int)] == home).all()
    assert (places[0][home != 0] == places[-1][home != 0]).all()
    assert (places[0][home == 0] != places[-1][home == 0]).any()


def test_units_do_not_follow_violence_nobody_reported() -> None:
    land = country(infantry=1200.0)
    land.set("recent_events", np.arange(80.0))
    places = land.run(12, "unit_place")["unit_place"]
    assert (places == land.beginning("unit_place")).all()


def test_entry_happens_once() -> None:
    land = country(infantry=900.0)
    seen = land.run(8, "entry_weeks", "mission_reached", "cover")
    covered = seen["cover"][0] > 0.0
    assert (seen["entry_weeks"][-1][covered] == 39.0).all()
    assert (seen["entry_weeks"][-1][seen["mission_reached"][-1] == 0.0] == 0.0).all()
    land.set("mission_reached", 1.0)
    assert land.run(8, "entry_weeks")["entry_weeks"].max() == 0.0


def test_the_first_week_already_knows_the_mission() -> None:
    land = country(infantry=900.0)
    first = float(land.beginning("mission_factor"))
    assert first < 1.0
    assert land.run(1, "mission_factor")["mission_factor"][0] == pytest.approx(first)


def test_only_police_calm_communal_violence_and_they_level_off() -> None:
    def calm(**strength: float) -> float:
        return float(country(**strength).run(8, "police_calm")["police_calm"][-1].item())

    assert calm(infantry=3000.0) == 0.0
    few, more, most = (calm(un_police=n) for n in (100.0, 1000.0, 100_000.0))
    assert 0.0 < few < more < most < 0.3
    assert calm(formed_police=100.0) == pytest.approx(few)
