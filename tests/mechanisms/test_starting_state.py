"""Claims of the page of the starting state."""

from __future__ import annotations

import numpy as np
import pytest

from cse_sim.mechanisms import grievance, schedule, starting_state, trust
from tests.mechanisms.few_processes import Country

START = (starting_state.EXPOSURE, starting_state.START, grievance.START, trust.START)
SHARES = (
    "grievance_base",
    "grievance",
    "dispute_institution",
    "services",
    "wellbeing",
    "fear",
    "trust_between_groups",
    "trust_in_ex_combatants",
    "trust_in_peacekeepers",
    "trust_in_authorities",
    "trust_in_csos",
    "cooperation",
)


def country(*, deaths: float | None = 12.0, last_weeks: float = 0.0) -> Country:
    """A country whose admin-1 all recorded ``deaths`` per 10,000, and ``last_weeks`` deaths in each community."""
    made = Country(schedule.SCHEDULE, start=START)
    made.layout.structure["history"][...] = -1.0 if deaths is None else deaths
    made.set("deaths_this_week", last_weeks)
    made.set("events_this_week", 1.0 if last_weeks > 0.0 else 0.0)
    return made


def test_the_mean_of_each_admin1_is_kept() -> None:
    made = country()
    deaths = np.expm1(made.beginning("exposure"))
    for admin in range(4):
        assert deaths[made.layout.structure["admin_of"] == admin].mean() == pytest.approx(12.0)
    assert deaths.std() > 4.0


def test_an_unknown_history_is_drawn_round_its_parameter_and_wider() -> None:
    known, unknown = country(deaths=10.0), country(deaths=None)
    assert np.expm1(unknown.beginning("exposure")).mean() == pytest.approx(10.0)
    spread = [np.log(np.expm1(c.beginning("exposure"))).std() for c in (known, unknown)]
    assert spread[1] > 1.2 * spread[0]


def test_shares_are_shares_and_differ_between_places() -> None:
    made = country(deaths=50.0, last_weeks=3.0)
    for name in SHARES:
        values = made.beginning(name)
        assert values.min() >= 0.0
        assert values.max() <= 1.0
        if name not in ("fear", "cooperation"):
            assert values.std() > 0.01, name


def test_hard_hit_places_start_worse() -> None:
    made = country()
    exposure = made.beginning("exposure")
    for name, sign in (
        ("services", -1),
        ("wellbeing", -1),
        ("dispute_institution", -1),
        ("grievance_base", 1),
    ):
        values = made.beginning(name)
        values = values.mean(axis=0) if values.ndim == 2 else values
        assert sign * np.corrcoef(exposure, values)[0, 1] > 0.2, name


def test_fear_by_hand() -> None:
    # 2 deaths among 5,000 people in every community: d = 4 and 1 - 5^(-1.5 * 1.3).
    assert country(last_weeks=2.0).beginning("fear") == pytest.approx(1.0 - 5.0 ** (-1.5 * 1.3))
    assert (country().beginning("fear") == 0.0).all()


def test_recent_events_are_split_over_kinds_without_loss() -> None:
    made = country(last_weeks=2.0)
    total = sum(made.beginning(f"recent_{kind}") for kind in ("state_based", "rebel", "government"))
    assert total == pytest.approx(1.0 - 2.0 ** (-1.0 / 3.0), abs=1e-3)


def test_grievance_and_trust_start_at_rest() -> None:
    made = country()
    assert made.beginning("trust_in_csos_logit") == pytest.approx(
        made.beginning("trust_in_csos_rest")
    )
    first = Country(schedule.SCHEDULE, grievance.GRIEVANCE, start=START)
    moved = first.run(26, "grievance")["grievance"]
    assert moved[-1] == pytest.approx(moved[0])


def test_excluded_groups_trust_authorities_less() -> None:
    made = country()
    made.layout.structure["group_exclusion"][:] = (0.0, 1.0)
    logit = made.beginning("trust_in_authorities_logit").mean(axis=1)
    assert logit[0] - logit[1] == pytest.approx(1.0, abs=0.1)


def test_a_mission_without_settlement_is_trusted_less_by_home_groups_only() -> None:
    made = country()
    before = made.beginning("trust_in_peacekeepers_logit")
    made.set("settlement_type", 3.0)
    after = made.beginning("trust_in_peacekeepers_logit")
    assert after[0] == pytest.approx(before[0])
    assert after[1] == pytest.approx(before[1] - 0.3)


def test_local_luck_is_shared_in_part() -> None:
    made = country()
    made.assume("starting_state.grievance_per_exposure", 0.0)
    made.assume("starting_state.institution_per_exposure", 0.0)
    felt = made.beginning("grievance_base")
    institution = made.beginning("dispute_institution")
    assert -0.5 < np.corrcoef(felt[0], institution)[0, 1] < -0.15
