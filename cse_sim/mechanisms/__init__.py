"""The week, top to bottom. The order is part of the model: changing it changes results."""

from __future__ import annotations

from cse_sim.levers import catalogue as _levers
from cse_sim.mechanisms import council, schedule, trust, violence
from cse_sim.process import Process

START: tuple[Process, ...] = (schedule.START, violence.HOTSPOTS_START, council.START)

WEEK: tuple[Process, ...] = (
    schedule.SCHEDULE,
    violence.HOTSPOTS,
    violence.VIOLENCE,
    *(process for lever in _levers().values() for process in lever.processes),
    council.COUNCIL,
    trust.PEACEKEEPERS,
    trust.AUTHORITIES,
    trust.CSOS,
    trust.COOPERATION,
    trust.BETWEEN_GROUPS,
)


def catalogue() -> dict[str, Process]:
    """Every process of the week by name, in order."""
    return {process.name: process for process in WEEK}
