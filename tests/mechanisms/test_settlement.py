"""Claims of the page of the settlement."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cse_sim.mechanisms import (
    combatants,
    grievance,
    schedule,
    settlement,
    starting_state,
    violence,
)
from cse_sim.mechanisms.settlement import SettlementParams
from cse_sim.params import find
from tests.mechanisms.few_processes import Country

Floats = npt.NDArray[np.float64]
KEY = 20031001


class Nation:
    """Fields of a country with some armed groups of equal size, and the week's kernel on them."""

    def __init__(self, groups: int = 1, fighters: float = 4500.0, **values: float) -> None:
        self.fields: dict[str, Any] = {}
        armed = [
            "posture commitment_run commitment_gap commitment_noise intensity_slow intensity_fast",
            "onesided_noise predation constituency_grievance idle_total campaign_rate onset_hazard",
        ]
        for name in " ".join(armed).split():
            self.fields[name] = np.zeros(groups)
        self.fields["fighters_total"] = np.full(groups, fighters / max(groups, 1))
        self.fields["home_group"] = np.zeros(groups, dtype=np.int32)
        self.fields["population"] = np.full(10, 3.0e5)
        self.fields["group_share"] = np.full((2, 10), 0.5)
        self.fields["grievance"] = np.full((2, 10), 0.45)
        self.fields["authority_repression"] = np.full(3, 0.3)
        self.fields["people"] = np.array([3.0e6])
        for name in inspect.signature(settlement.week_of_the_settlement).parameters:
            if name in SettlementParams.declared:
                self.fields[name] = SettlementParams.declared[name].default
            elif name not in self.fields and name not in ("week", "run_key", "decision"):
                self.fields[name] = np.zeros(1)
        self.put(**values)

    def put(self, **values: float) -> Nation:
        """Sets fields, or parameters."""
        for name, value in values.items():
            if isinstance(self.fields[name], float):
                self.fields[name] = value
            else:
                self.fields[name][...] = value
        return self

    def week(self, week: int = 1) -> Nation:
        settlement.week_of_the_settlement(week=week, run_key=KEY, decision=7, **self.fields)
        return self

    def __getitem__(self, name: str) -> Floats:
        return np.asarray(self.fields[name])


def hazard(**values: float) -> float:
    """National onset hazard of a week without passing noise."""
    return float(Nation(noise_sd=0.0, **values).week()["onset_hazard"].sum())


def test_hazard_by_hand() -> None:
    # 4,500 fighters in 3 million people are the reference; with the least strength (a tenth) A / A_ref is 1.1.
    # Inclusion is 0, so commitment is -0.5 * 0.5; predation moves from 0 towards 0.1 by 1 - 2^(-1/26).
    predation = 0.1 * (1.0 - 2.0 ** (-1.0 / 26.0))
    commitment = -0.25 - 0.5 * predation
    by_hand = 0.0012 * math.exp(-0.8 * commitment) * math.sqrt(1.1)
    assert hazard() == pytest.approx(by_hand, rel=1e-12)


def test_elasticities_are_those_of_the_page() -> None:
    base = hazard()
    assert hazard(grievance=0.40) / base == pytest.approx(math.exp(-1.5 * 0.05))
    assert hazard(inclusion=0.2) / base == pytest.approx(math.exp(-0.8 * 0.5 * 0.2))
    many, half = (hazard(fighters_total=1500.0, idle_total=idle) for idle in (9000.0, 4500.0))
    assert 0.80 < half / many < 0.90


def test_a_further_group_does_not_add_war() -> None:
    one = Nation(1, noise_sd=0.0).week()["onset_hazard"].sum()
    four = Nation(4, noise_sd=0.0).week()["onset_hazard"].sum()
    assert four == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize(("kind", "agreed"), [(0.0, 1.0), (1.0, 0.5), (2.0, 0.3), (3.0, 0.2)])
def test_credibility_is_consent_times_cover(kind: float, agreed: float) -> None:
    nation = Nation(settlement_type=kind, troops=4.5, mandate=1.0).week()
    assert nation["credibility"][0] == pytest.approx(agreed * 0.5)


def test_no_mandate_no_credibility() -> None:
    assert Nation(troops=15.0, mandate=0.0).week()["credibility"][0] == 0.0


def test_a_mission_matters_most_where_there_is_a_deal() -> None:
    signed = hazard(troops=15.0, mandate=1.0) / hazard()
    none = hazard(troops=15.0, mandate=1.0, settlement_type=3.0) / hazard()
    assert signed < 0.5
    assert 0.8 < none < 1.0


def test_inclusion_may_do_nothing() -> None:
    assert SettlementParams.declared["inclusion_weight"].prior.ppf(0.0) == 0.0


def test_doubt_fades_with_peace_and_returns_when_fighting_ends() -> None:
    nation = Nation(commitment_gap=-0.9)
    for week in range(1, 131):
        nation.put(posture=0.0).week(week)
    assert nation["commitment_gap"][0] == pytest.approx(-0.45)
    nation.put(posture=1.0, end_per_week=100.0).week(131)
    assert nation["commitment_gap"][0] == -0.9
    assert nation["posture"][0] == 0.0


def test_summed_hazard_stops_at_the_first_onset() -> None:
    nation = Nation().week(1).put(onset_per_week=100.0).week(2)
    assert nation["posture"][0] == 1.0
    assert nation["first_onset_week"][0] == 2.0
    summed = float(nation["cumulative_onset_hazard"][0])
    nation.put(end_per_week=100.0).week(3)
    nation.week(4)
    assert nation["cumulative_onset_hazard"][0] == summed


def test_quiet_weeks_count_from_the_end_of_fighting() -> None:
    nation = Nation(onset_per_week=0.0).week(1).week(2)
    assert nation["quiet_weeks"][0] == 2.0
    nation.put(posture=1.0, end_per_week=0.0).week(3)
    assert nation["quiet_weeks"][0] == 0.0


def test_rates_sum_to_the_campaign_and_scale_with_people() -> None:
    nation = Nation(
        posture=1.0, end_per_week=0.0, swing_sd=0.0, campaign_sd=0.0, onesided_sd=0.0
    ).week()
    total = sum(nation[f"rate_{kind}"][0] for kind in ("state_based", "rebel", "government"))
    assert total == pytest.approx(math.exp(-0.6) * 3.0 / 3.3)
    assert nation["rate_government"][0] == pytest.approx(0.12 * total)
    assert nation["rate_rebel"][0] == pytest.approx(0.88 * 0.15 * total)


def test_campaigns_have_a_most() -> None:
    nation = Nation(posture=1.0, end_per_week=0.0, intensity_slow=50.0).week()
    assert nation["campaign_rate"][0] == pytest.approx(30.0 * 3.0 / 3.3)


def test_quiet_countries_see_little_violence() -> None:
    nation = Nation(2, onset_per_week=0.0).week()
    total = sum(nation[f"rate_{kind}"][0] for kind in ("state_based", "rebel", "government"))
    assert total == pytest.approx(0.005 * 3.0)
    assert nation["rate_state_based"][0] < 0.2 * total


def test_without_armed_groups_there_is_banditry_only() -> None:
    nation = Nation(0).week()
    assert nation["rate_state_based"][0] == 0.0
    assert nation["rate_rebel"][0] + nation["rate_government"][0] == pytest.approx(0.015)


def test_more_repression_never_means_less_government_violence() -> None:
    rates = [
        Nation(onset_per_week=0.0, authority_repression=r).week()["rate_government"][0]
        for r in (0.0, 0.3, 0.6, 1.0)
    ]
    assert rates == sorted(rates)
    assert rates[0] == 0.0


def test_shocks_never_lower_the_hazard() -> None:
    for shock in ("election", "breakdown", "price_shock"):
        assert hazard(**{shock: 1.0}) > hazard()


GAIN = ("settlement.grievance_weight", "settlement.fighters_weight", "grievance.deaths_weight")


def share_of_time_at_war(gain: float, runs: int = 60) -> float:
    """Mean over runs of a country of 3 million with two armed groups and a mission, ten years."""
    country = Country(
        schedule.SCHEDULE,
        settlement.SETTLEMENT,
        violence.HOTSPOTS,
        violence.VIOLENCE,
        combatants.COMBATANTS,
        grievance.GRIEVANCE,
        start=(
            starting_state.EXPOSURE,
            starting_state.START,
            grievance.START,
            settlement.START,
            combatants.START,
            violence.HOTSPOTS_START,
        ),
        communities=100,
        weeks=520,
    )
    country.set("population", 30_000.0)
    country.set("fighters", 45.0)
    country.set("mission_factor", 1.0)
    for name in GAIN:
        country.assume(name, gain * find(name).default)
    at_war = [country.run(520, "at_war", key=key)["at_war"].mean() for key in range(runs)]
    return float(np.mean(at_war))


def test_time_at_war_stays_bounded_when_every_link_of_the_feedback_is_doubled() -> None:
    single, double = share_of_time_at_war(1.0), share_of_time_at_war(2.0)
    assert 0.05 < single < 0.5
    assert double < 0.5
