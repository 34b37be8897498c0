"""How levers go wrong: each failure has a direction, a limit, and is nothing without a dose."""

from __future__ import annotations

from typing import Any

import pytest

from cse_sim.levers import catalogue
from cse_sim.levers.advisory_board import AdvisoryBoardLeverParams, board_at_work
from cse_sim.levers.ddr_support import supported

BOARD = {
    name: declared.default
    for name, declared in AdvisoryBoardLeverParams.declared.items()
    if name not in ("usd_per_dose_year", "delay_weeks", "quality")
}
DANGEROUS = {"civic_space": 0.0, "authority_repression": 1.0, "insecurity": 1.0}


def board(u: float = 0.0, dose: float = 1.0, silence: float = 0.0, **values: float) -> Any:
    """Knowledge, help to report, silence and reprisals of a week of a board."""
    given = {**DANGEROUS, **BOARD, **values}
    return board_at_work(u, dose, 0.0, 0.0, silence, **given)


def test_a_reprisal_silences_part_of_the_board() -> None:
    knowledge, hearing, silence, struck = board()
    assert (silence, struck) == (pytest.approx(0.4), 1.0)
    later = board(u=1.0, silence=silence)
    assert later[0] < knowledge
    assert later[1] < hearing
    assert later[2] < silence
    assert later[3] == 0.0


def test_members_are_at_risk_only_where_speaking_is() -> None:
    safe = board(u=1e-9, civic_space=1.0, insecurity=0.0)
    assert safe[2:] == (0.0, 0.0)
    assert board(u=1e-9, authority_repression=0.0, insecurity=0.0)[3] == 0.0
    assert board(u=1e-9, civic_space=1.0)[3] == 1.0
    assert board(u=1e-9, insecurity=0.0)[3] == 1.0


def test_a_silent_board_tells_nothing_and_is_left_alone() -> None:
    assert board(silence=1.0, recovery_per_week=0.0) == (0.0, 0.0, 1.0, 0.0)


def test_a_board_without_a_dose_does_nothing_and_harms_nobody() -> None:
    assert board(dose=0.0) == (0.0, 0.0, 0.0, 0.0)


def test_former_fighters_come_to_count_on_payments_and_cease_to() -> None:
    expected, course = 0.0, []
    for week in range(208):
        _, expected = supported(0.8 if week < 104 else 0.0, expected, 0.027)
        course.append(expected)
    assert course[25] == pytest.approx(0.4, abs=0.01)
    assert 0.7 < course[103] < 0.8
    assert course[207] < 0.05
    assert supported(0.0, 0.0, 0.027) == (0.0, 0.0)


def test_every_lever_says_how_it_can_go_wrong() -> None:
    assert all(lever.can_go_wrong for lever in catalogue().values())
