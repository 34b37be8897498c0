"""Claims of the page of grievance."""

from __future__ import annotations

import inspect

import pytest

from cse_sim.mechanisms import grievance
from cse_sim.mechanisms.grievance import GrievanceParams, resting_grievance, updated_grievance


def after_a_week(**values: float) -> float:
    """Grievance after a week that starts at 0.4 with a resting point of 0.4 and nothing happening."""
    given = {name: p.default for name, p in GrievanceParams.declared.items()}
    given |= dict.fromkeys(
        ("exclusion", "redress", "deaths_by_government", "deaths_by_rebels", "deaths_by_communal"),
        0.0,
    )
    given |= {
        "grievance": 0.4,
        "grievance_base": 0.4,
        "authority_inclusiveness": 0.4,
        "services": 1.0,
    }
    given |= {"population": 5000.0, "group_share": 0.4}
    given |= values
    names = inspect.signature(updated_grievance).parameters
    return float(updated_grievance(**{name: given[name] for name in names}))


def test_nothing_happens_at_the_resting_point() -> None:
    assert after_a_week() == pytest.approx(0.4)


def test_resting_point_by_hand() -> None:
    # push = 0.6 * 0.5 * 0.6 + 0.12 * 0.7 = 0.264, so 0.3 + 0.7 * 0.264 / 1.264.
    assert resting_grievance(0.3, 0.5, 0.4, 0.3, 0.6, 0.12) == pytest.approx(
        0.3 + 0.7 * 0.264 / 1.264
    )


def test_peace_without_inclusion_does_not_erase_grievance() -> None:
    felt = 0.9
    for _ in range(5000):
        felt = after_a_week(grievance=felt, exclusion=0.5)
    assert felt == pytest.approx(resting_grievance(0.4, 0.5, 0.4, 1.0, 0.6, 0.12))
    assert felt > 0.45


def test_half_of_a_deviation_is_gone_after_the_half_life() -> None:
    felt = 0.6
    for _ in range(200):
        felt = after_a_week(grievance=felt)
    assert felt == pytest.approx(0.5)


def test_one_massacre_does_not_pin_grievance_at_one() -> None:
    # 500 of 2,500 members: d = 2,000 per 10,000 members, 1 - 2001^-0.1 = 0.53.
    felt = after_a_week(population=5000.0, deaths_by_government=500.0)
    assert 0.65 < felt < 0.80


def test_the_killer_matters() -> None:
    by = [after_a_week(**{f"deaths_by_{who}": 5.0}) for who in ("rebels", "communal", "government")]
    assert by == sorted(by)
    assert after_a_week() <= by[0] < by[1] < by[2]


def test_redress_lowers_grievance_slowly_and_never_below_zero() -> None:
    assert after_a_week(redress=1.0) == pytest.approx(0.4 / 1.004)
    assert after_a_week(grievance=0.0, grievance_base=0.0, redress=1e9) >= 0.0


def test_inclusiveness_and_services_never_raise_grievance() -> None:
    assert after_a_week(exclusion=0.5, authority_inclusiveness=0.8) < after_a_week(exclusion=0.5)
    assert after_a_week(services=0.8) < after_a_week(services=0.2)


@pytest.mark.parametrize("felt", [0.0, 1.0])
def test_grievance_stays_a_share(felt: float) -> None:
    for deaths in (0.0, 1e6):
        assert 0.0 <= after_a_week(grievance=felt, deaths_by_government=deaths) <= 1.0


def test_there_is_no_path_from_support_to_former_fighters() -> None:
    assert "livelihood_support" not in grievance.GRIEVANCE.arguments
