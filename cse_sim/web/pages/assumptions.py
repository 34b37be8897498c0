"""Assumptions: what is believed, apart from what is decided."""

from __future__ import annotations

from typing import Any

import solara

from cse_sim.web import widgets
from cse_sim.web.beliefs import assumption_rows, groups_of
from cse_sim.web.choices import with_assumption, without_assumption
from cse_sim.web.texts import words
from cse_sim.web.visit import Visit


@solara.component
def Assumptions(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    rows = assumption_rows(visit.choices, visit.scenario, visit.language)

    def set_value(said: dict[str, Any]) -> None:
        visit.change(with_assumption, said["name"], float(said["value"]), str(said["because"]))

    widgets.Beliefs(
        t=words(visit.language, "assumptions"),
        rows=rows,
        groups=groups_of(rows),
        event_set=set_value,
        event_reset=lambda name: visit.change(without_assumption, name),
    )
