"""Claims of the pages on governance, fear, wellbeing, former fighters, rumour, displacement, ownership and survey."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cse_sim.mechanisms import (
    displacement,
    fear,
    former_fighters,
    governance,
    ownership,
    rumour,
    schedule,
    survey,
    wellbeing,
)
from tests.mechanisms.few_processes import Country

HERE = 17


def once(**values: Any) -> Any:
    """A process that puts values into one community in the first week only."""

    def put(window: Any) -> None:
        for name, value in values.items():
            window[name][HERE] = value if window.week == 1 else 0.0

    return put


def always(**values: Any) -> Any:
    def put(window: Any) -> None:
        for name, value in values.items():
            window[name] = value

    return put


def test_fear_of_one_week_by_hand() -> None:
    """Five killed of 5,000: log(11); e^-1.5 log(11) is left of safety."""
    land = Country(schedule.SCHEDULE, fear.FEAR, every_week=once(deaths_this_week=5.0))
    felt = land.run(9, "fear")["fear"]
    assert felt[0, HERE] == pytest.approx(1.0 - 11.0**-1.5)
    assert felt[8, HERE] == pytest.approx(0.5 * felt[0, HERE])


def test_fear_spreads_next_door_at_a_lower_rate() -> None:
    land = Country(schedule.SCHEDULE, fear.FEAR, every_week=once(deaths_this_week=5.0))
    felt = land.run(1, "fear")["fear"][0]
    near = (land.layout.structure["neighbours"] == HERE).any(axis=1)
    assert near.sum() > 0
    assert felt[near] == pytest.approx(1.0 - 11.0 ** (-1.5 * 0.3 / 5.0))
    others = ~near
    others[HERE] = False
    assert felt[others].max() == 0.0


def test_a_massacre_does_not_pin_fear_at_one() -> None:
    land = Country(schedule.SCHEDULE, fear.FEAR, every_week=once(deaths_this_week=400.0))
    felt = land.run(53, "fear")["fear"][:, HERE]
    assert felt[0] < 1.0
    assert felt[52] < 0.02


def test_fear_is_not_zero_in_a_peace_with_disputes() -> None:
    land = Country(schedule.SCHEDULE, fear.FEAR, every_week=always(disputes_violent=0.08))
    assert 0.05 < land.run(104, "fear")["fear"][-1].mean() < 0.3


def test_a_peace_with_disputes_starts_without_a_jump() -> None:
    # 0.016 violent disputes a week per 1,000 people: 0.08 in a place of 5,000.
    land = Country(
        schedule.SCHEDULE, fear.FEAR, start=(fear.START,), every_week=always(disputes_violent=0.08)
    )
    felt = land.run(104, "fear")["fear"].mean(axis=1)
    assert felt[0] == pytest.approx(felt[-1], rel=0.03)
    assert felt[0] == pytest.approx(0.7 * 0.016 / 0.083 / (1.0 + 0.7 * 0.016 / 0.083), rel=0.05)


def test_wellbeing_lost_in_a_week_comes_back_over_years() -> None:
    land = Country(schedule.SCHEDULE, wellbeing.WELLBEING, every_week=once(deaths_this_week=5.0))
    land.set("wellbeing", 0.8)
    well = land.run(209, "wellbeing")["wellbeing"]
    lost = well[:, HERE - 1] - well[:, HERE]
    assert lost[0] == pytest.approx(0.8 * (1.0 - 11.0**-0.15), rel=0.01)
    assert lost[208] == pytest.approx(0.5 * lost[0], rel=0.05)


def test_reconciliation_strains_wellbeing_by_at_most_the_published_risk() -> None:
    calm = Country(schedule.SCHEDULE, wellbeing.WELLBEING)
    held = Country(schedule.SCHEDULE, wellbeing.WELLBEING, every_week=always(reconciliation=1.0))
    for land in (calm, held):
        land.set("wellbeing", 0.8)
    a, b = (land.run(260, "wellbeing")["wellbeing"] for land in (calm, held))
    odds = ((1.0 - b) / b) / ((1.0 - a) / a)
    assert (odds[38].mean(), odds[-1].mean()) == pytest.approx((1.25, 1.34), abs=0.04)
    assert odds.max() < 1.36
    held.assume("wellbeing.strain_risk", 1.0)
    assert held.run(52, "wellbeing")["wellbeing"] == pytest.approx(a[:52])


def test_dialogue_raises_trust_in_former_fighters_by_a_tenth_to_a_third() -> None:
    start = (former_fighters.START,)
    week = (schedule.SCHEDULE, former_fighters.FORMER_FIGHTERS)
    held = Country(*week, start=start, every_week=always(reconciliation=1.0))
    held.set("trust_in_ex_combatants", 0.45)
    trust = held.run(520, "trust_in_ex_combatants")["trust_in_ex_combatants"]
    assert 1.1 < trust[38].mean() / 0.45 < 1.3
    assert trust.max() < 0.85
    calm = Country(*week, start=start)
    calm.set("trust_in_ex_combatants", 0.45)
    assert calm.run(100, "trust_in_ex_combatants")["trust_in_ex_combatants"][-1] == pytest.approx(
        0.45
    )


def test_a_year_of_dialogue_still_stands_after_31_months_as_in_sierra_leone() -> None:
    def programme(window: Any) -> None:
        window["reconciliation"] = float(window.week <= 52)

    week = (schedule.SCHEDULE, former_fighters.FORMER_FIGHTERS)
    held = Country(*week, start=(former_fighters.START,), every_week=programme)
    held.set("trust_in_ex_combatants", 0.35)
    trust = held.run(190, "trust_in_ex_combatants")["trust_in_ex_combatants"].mean(axis=1) / 0.35
    after_9_months, after_31_months = trust[52 + 39], trust[52 + 134]
    assert 1.1 < after_31_months < after_9_months < 1.3
    assert (after_9_months + after_31_months) / 2.0 == pytest.approx(1.22, abs=0.03)


def test_support_to_former_fighters_alone_is_resented_and_dialogue_makes_up_for_it() -> None:
    def trust(**values: float) -> float:
        land = Country(
            schedule.SCHEDULE,
            former_fighters.FORMER_FIGHTERS,
            start=(former_fighters.START,),
            every_week=always(**{k: v for k, v in values.items() if k != "resentment"}),
        )
        land.set("trust_in_ex_combatants", 0.35)
        if "resentment" in values:
            land.assume("former_fighters.resentment", values["resentment"])
        return float(land.run(104, "trust_in_ex_combatants")["trust_in_ex_combatants"][-1].mean())

    assert trust() == pytest.approx(0.35)
    assert 0.32 < trust(livelihood_support=1.0) < trust(livelihood_support=0.5) < 0.35
    assert trust(livelihood_support=1.0, resentment=0.0) == pytest.approx(0.35)
    assert trust(livelihood_support=1.0, reconciliation=1.0) > 0.38


def test_new_killing_by_rebels_lowers_trust_in_former_fighters() -> None:
    land = Country(
        schedule.SCHEDULE,
        former_fighters.FORMER_FIGHTERS,
        start=(former_fighters.START,),
        every_week=always(deaths_by_rebels=2.0),
    )
    land.set("trust_in_ex_combatants", 0.45)
    trust = land.run(520, "trust_in_ex_combatants")["trust_in_ex_combatants"]
    assert 0.0 < trust[-1].min() <= trust[-1].max() < 0.25


def test_what_is_heard_is_a_share_of_what_happened_and_has_no_echo() -> None:
    land = Country(schedule.SCHEDULE, rumour.RUMOUR, every_week=once(peacekeepers_abuse=1.0))
    heard = land.run(2, "heard_bad")["heard_bad"]
    near = (land.layout.structure["neighbours"] == HERE).any(axis=1)
    assert heard[0][near] == pytest.approx(0.15 / 5.0)
    assert heard[0][~near].max() == 0.0
    assert heard[1].max() == 0.0


def test_good_news_everywhere_is_heard_at_its_share() -> None:
    land = Country(schedule.SCHEDULE, rumour.RUMOUR, every_week=always(peacekeepers_good=0.4))
    assert land.run(4, "heard_good")["heard_good"][-1] == pytest.approx(0.15 * 0.4)


def test_nobody_leaves_without_fear_and_nobody_is_lost() -> None:
    calm = Country(schedule.SCHEDULE, displacement.DISPLACEMENT)
    calm.set("fear", 0.3)
    assert calm.run(52, "displaced")["displaced"].max() == 0.0

    def war_then_peace(window: Any) -> None:
        window["fear"] = 0.8 if window.week <= 52 else 0.05

    land = Country(schedule.SCHEDULE, displacement.DISPLACEMENT, every_week=war_then_peace)
    seen = land.run(260, "displaced", "people_displaced", "people_returned", "population")
    away = seen["displaced"].sum(axis=1)
    assert np.array_equal(away, np.cumsum(seen["people_displaced"] - seen["people_returned"]))
    assert np.array_equal(seen["displaced"], np.floor(seen["displaced"]))
    assert (seen["displaced"] <= seen["population"]).all()
    assert away[51] > 0.2 * 200 * 5000
    assert away[-1] < 0.1 * away[51]


def test_ownership_grows_only_with_a_council_that_acts() -> None:
    def after(record: float, capture: float, presence: float = 0.0) -> float:
        land = Country(
            schedule.SCHEDULE,
            ownership.OWNERSHIP,
            start=(ownership.START,),
            every_week=always(
                council_work=1.0,
                council_record=record,
                council_capture=capture,
                cso_presence=presence,
            ),
        )
        return float(land.run(208, "ownership")["ownership"][-1].mean())

    assert after(0.0, 0.0) == pytest.approx(0.3)
    assert 0.3 < after(0.5, 0.0) < after(0.5, 0.0, 0.5) < 0.6
    assert after(0.5, 1.0) < 0.3


def _authorities(advocacy: float, civic_space: float) -> dict[str, float]:
    """Means over authorities and five luck keys after ten years."""
    land = Country(
        schedule.SCHEDULE,
        governance.GOVERNANCE,
        start=(governance.START,),
        weeks=520,
        every_week=always(advocacy=advocacy, civic_space=civic_space),
    )
    land.set("authority_responsiveness", 0.3)
    land.set("authority_inclusiveness", 0.4)
    land.set("authority_repression", 0.3)
    names = ("authority_responsiveness", "authority_inclusiveness", "authority_repression")
    runs = [land.run(520, *names, key=k) for k in range(5)]
    return {name.split("_")[1]: float(np.mean([r[name][-1] for r in runs])) for name in names}


def test_advocacy_raises_responsiveness_where_space_is_open_and_repression_where_closed() -> None:
    silent = _authorities(0.0, 1.0)
    assert silent["responsiveness"] == pytest.approx(0.3, abs=0.05)
    opened, closed = _authorities(1.0, 1.0), _authorities(1.0, 0.0)
    assert opened["responsiveness"] > silent["responsiveness"] + 0.05
    assert opened["repression"] == pytest.approx(silent["repression"], abs=0.001)
    assert closed["responsiveness"] < opened["responsiveness"]
    assert closed["repression"] > silent["repression"] + 0.01
    assert closed["inclusiveness"] < silent["inclusiveness"] - 0.01


def _experience(**values: float) -> tuple[float, float]:
    land = Country(governance.GOVERNANCE, weeks=2)
    usual = {
        "services": 0.4,
        "services_base": 0.4,
        "authority_capacity": 0.4,
        **{f"authority_{name}": 0.3 for name in ("responsiveness", "inclusiveness", "repression")},
    }
    for name, value in {
        **usual,
        **{f"{n}_base": v for n, v in usual.items() if n[0] == "a"},
    }.items():
        if name != "authority_capacity_base":
            land.set(name, value)
    for name, value in values.items():
        land.set(name, value)
    land.assume("governance.half_life_weeks", 1040.0)
    seen = land.run(1, "authorities_good", "authorities_bad")
    return float(seen["authorities_good"].mean()), float(seen["authorities_bad"].mean())


def test_what_people_are_used_to_moves_no_trust() -> None:
    assert _experience() == (0.0, 0.0)


def test_experience_of_authorities_by_hand() -> None:
    """Services 0.4 instead of 0.2, answered in three of ten cases, at a weight of 0.5."""
    good, bad = _experience(services_base=0.2)
    assert (good, bad) == (pytest.approx(0.5 * 0.2 * 0.3), 0.0)
    good, bad = _experience(services_base=0.6)
    assert (good, bad) == (0.0, pytest.approx(0.5 * 0.2 * 0.3))


def test_more_repression_is_harm_and_less_is_help() -> None:
    good, bad = _experience(authority_repression=0.6)
    assert good == 0.0
    assert bad == pytest.approx(0.1 * 0.3, rel=0.01)
    good, bad = _experience(authority_repression=0.0)
    assert (good, bad) == (pytest.approx(0.1 * 0.3, rel=0.01), 0.0)


def test_services_follow_capacity_slowly() -> None:
    land = Country(governance.GOVERNANCE, weeks=520)
    land.set("services", 0.2)
    land.set("authority_capacity", 0.6)
    services = land.run(416, "services")["services"].mean(axis=1)
    assert services[207] == pytest.approx(0.4, abs=0.01)
    assert services[415] == pytest.approx(0.5, abs=0.01)


def surveyed(weeks: int = 60, **values: Any) -> dict[str, Any]:
    known = {
        "trust_in_peacekeepers": 0.55,
        "fear": 0.2,
        "insecurity": 0.0,
        "mandate": 1.0,
        **values,
    }
    land = Country(schedule.SCHEDULE, survey.SURVEY, every_week=always(**known))
    return land.run(weeks, "surveyed_trust_in_peacekeepers", "surveyed_security", "survey_week")


def test_ninety_four_of_a_hundred_feel_safe_where_trust_is_modest() -> None:
    seen = surveyed()
    assert seen["surveyed_security"][-1] > 0.92
    assert 0.6 < seen["surveyed_trust_in_peacekeepers"][-1] < 0.75


def test_a_survey_is_reported_late_and_not_without_a_mission() -> None:
    seen = surveyed()["survey_week"]
    assert seen[32] == 0.0
    assert seen[33] == 26.0
    assert seen[-1] == 52.0
    assert surveyed(mandate=0.0)["survey_week"].max() == 0.0
    assert surveyed(insecurity=1.0)["survey_week"].max() == 0.0


def test_a_survey_errs_by_its_sample() -> None:
    spread = []
    for key in range(12):
        land = Country(
            schedule.SCHEDULE,
            survey.SURVEY,
            every_week=always(trust_in_peacekeepers=0.5, insecurity=0.0, mandate=1.0),
        )
        land.assume("survey.courtesy_respect", 0.0)
        seen = land.run(40, "surveyed_trust_in_peacekeepers", key=key)
        spread.append(float(seen["surveyed_trust_in_peacekeepers"][-1]))
    assert np.mean(spread) == pytest.approx(0.5, abs=0.02)
    assert 0.008 < np.std(spread) < 0.04
