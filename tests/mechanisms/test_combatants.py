"""Claims of the page of combatants."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cse_sim.compiling import function
from cse_sim.mechanisms import combatants
from cse_sim.mechanisms.combatants import CombatantParams

Floats = npt.NDArray[np.float64]
COMMUNITIES = 400
FLOWS = ("recruited", "fighters_left", "demobilised", "reintegration", "rerecruited")
week_of_flows = function(combatants.flows_of_combatants)
STOCKS = ("fighters", "idle_ex_combatants", "reintegrated")


class Country:
    """Two armed groups in many communities, and the week's kernel on them."""

    def __init__(self, **values: float) -> None:
        self.fields: dict[str, Any] = {
            "home_group": np.array([0, 1], dtype=np.int32),
            "group_share": np.full((2, COMMUNITIES), 0.5),
            "grievance": np.full((2, COMMUNITIES), 0.45),
            "past_abuse": np.full(2, 0.5),
            "draws": np.zeros((1, 4, COMMUNITIES)),
            "quarters": np.zeros((12, COMMUNITIES // 4)),
        }
        for name in ("posture", "predation", "fighters_total", "idle_total"):
            self.fields[name] = np.zeros(2)
        for name in STOCKS:
            self.fields[name] = np.zeros((2, COMMUNITIES))
        for name in (
            "population",
            "displaced",
            "trust_in_ex_combatants",
            "livelihood_support",
            "support_expected",
            "call_home",
        ):
            self.fields[name] = np.zeros(COMMUNITIES)
        for name in ("mandate", "consent", "price_shock", *FLOWS):
            self.fields[name] = np.zeros(1)
        for name in inspect.signature(combatants.flows_of_combatants).parameters:
            if name in CombatantParams.declared:
                self.fields[name] = CombatantParams.declared[name].default
        self.put(
            population=5000.0,
            trust_in_ex_combatants=0.5,
            fighters=20.0,
            idle_ex_combatants=20.0,
            consent=1.0,
        )
        self.put(**values)
        combatants.first_totals(
            *(
                self.fields[n]
                for n in ("fighters", "idle_ex_combatants", "fighters_total", "idle_total")
            )
        )

    def put(self, **values: float) -> None:
        for name, value in values.items():
            if isinstance(self.fields[name], float):
                self.fields[name] = value
            else:
                self.fields[name][...] = value

    def weeks(self, number: int, key: int = 5) -> Country:
        for week in range(1, number + 1):
            for name in FLOWS:
                self.fields[name][0] = 0.0
            before = self.under_arms()
            week_of_flows(week=week, run_key=key, decision=3, **self.fields)
            assert self.under_arms() - before == self["recruited"][0] - self["fighters_left"][0]
        return self

    def under_arms(self) -> float:
        return float(sum(self.fields[name].sum() for name in STOCKS))

    def __getitem__(self, name: str) -> Floats:
        return np.asarray(self.fields[name])


@pytest.mark.parametrize("posture", [0.0, 1.0])
def test_people_are_conserved_and_whole(posture: float) -> None:
    country = Country(posture=posture, mandate=1.0, livelihood_support=0.5).weeks(60)
    for name in STOCKS:
        assert (country[name] >= 0.0).all()
        assert (country[name] % 1.0 == 0.0).all()


@pytest.mark.parametrize("posture", [0.0, 1.0])
def test_totals_agree_with_a_count_every_week(posture: float) -> None:
    country = Country(posture=posture, mandate=1.0)
    for weeks in range(1, 7):
        country.weeks(weeks)
        assert country["fighters_total"] == pytest.approx(country["fighters"].sum(axis=1))
        assert country["idle_total"] == pytest.approx(country["idle_ex_combatants"].sum(axis=1))


def test_every_community_is_visited_once_in_four_weeks() -> None:
    country = Country(
        disarmed_per_week=5.0, mandate=1.0, disarmament_dose=1.0, rearmed_per_week=0.0
    ).weeks(4)
    assert country["fighters"].sum() == 0.0


def test_demobilisation_keeps_the_pace_of_the_page() -> None:
    country = Country(
        mandate=1.0, disarmament_dose=1.0, rearmed_per_week=0.0, idle_ex_combatants=0.0
    ).weeks(52)
    assert country["fighters"].sum() / (40.0 * COMMUNITIES) == pytest.approx(
        np.exp(-0.035 * 52.0), abs=0.02
    )


def test_seven_in_ten_have_disarmed_by_the_date_of_the_liberian_record() -> None:
    country = Country(mandate=1.0, rearmed_per_week=0.0, idle_ex_combatants=0.0).weeks(49)
    gone = 1.0 - country["fighters"].sum() / (40.0 * COMMUNITIES)
    assert gone == pytest.approx(72_652 / 103_019, abs=0.03)


def test_nobody_disarms_faster_without_consent() -> None:
    without = Country(mandate=1.0, consent=0.0).weeks(52)
    assert np.array_equal(without["fighters"], Country(mandate=0.0).weeks(52)["fighters"])


def test_past_abuse_and_not_the_programme_decides_acceptance() -> None:
    clean, abusive = Country(past_abuse=0.0).weeks(104), Country(past_abuse=1.0).weeks(104)
    assert clean["reintegrated"].sum() > 1.3 * abusive["reintegrated"].sum()


def test_trust_in_ex_combatants_never_slows_reintegration() -> None:
    low, high = (
        Country(trust_in_ex_combatants=0.2).weeks(104),
        Country(trust_in_ex_combatants=0.8).weeks(104),
    )
    assert high["reintegrated"].sum() > low["reintegrated"].sum()


def test_income_support_keeps_from_taking_up_arms() -> None:
    without = Country(
        posture=1.0, fighters=0.0, recruited_per_week=0.0, deserted_per_week=0.0
    ).weeks(52)
    with_it = Country(
        posture=1.0,
        fighters=0.0,
        recruited_per_week=0.0,
        deserted_per_week=0.0,
        livelihood_support=1.0,
    ).weeks(52)
    ratio = with_it["fighters"].sum() / without["fighters"].sum()
    assert np.exp(-0.7) < ratio < 0.75


def test_payments_that_stop_drive_more_to_arms_than_none_at_all() -> None:
    def rearmed(**values: float) -> float:
        country = Country(
            posture=1.0, fighters=0.0, recruited_per_week=0.0, deserted_per_week=0.0, **values
        ).weeks(52)
        return float(country["fighters"].sum())

    never, stopped = rearmed(), rearmed(support_expected=1.0)
    assert 1.1 < stopped / never < np.exp(0.4)
    assert rearmed(support_expected=0.5) < stopped
    paid = rearmed(livelihood_support=1.0)
    assert rearmed(support_expected=1.0, livelihood_support=1.0) == paid < never
    assert rearmed(support_expected=1.0, unpaid_on_rearming=0.0) == never


def test_quiet_groups_recruit_no_civilians() -> None:
    assert Country(fighters=0.0, idle_ex_combatants=0.0).weeks(52).under_arms() == 0.0


def test_recruits_never_exceed_the_eligible() -> None:
    country = Country(posture=1.0, recruited_per_week=5.0, deserted_per_week=0.0).weeks(8)
    people = sum(country[name].sum(axis=0) for name in STOCKS)
    assert (people <= 0.02 * 5000.0).all()


def test_grievance_raises_recruitment() -> None:
    calm, angry = (
        Country(posture=1.0, grievance=0.3).weeks(26),
        Country(posture=1.0, grievance=0.6).weeks(26),
    )
    assert angry["fighters"].sum() > calm["fighters"].sum()


def test_there_is_no_path_from_support_to_trust_in_authorities() -> None:
    assert not [name for name in combatants.COMBATANTS.writes if "trust" in name]


def test_messages_that_call_home_make_fighters_leave_sooner() -> None:
    silent = Country(posture=1.0, fighters=2000.0).weeks(40)
    called = Country(posture=1.0, fighters=2000.0, call_home=1.0).weeks(40)
    assert called["fighters"].sum() < silent["fighters"].sum()
