"""A country of equal communities on which a few processes run, with what a test wants to be true put in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from cse_sim.engine.layout import build
from cse_sim.engine.program import Program
from cse_sim.params import catalogue
from cse_sim.processes import Process, python_process
from cse_sim.scenario.model import (
    ArmedGroup,
    Budget,
    CommunityRow,
    DeploymentRow,
    Group,
    Mission,
    Scenario,
    Settlement,
)
from cse_sim.state import fields

Floats = npt.NDArray[np.float64]
START = date(2003, 10, 1)


class Country:
    """``communities`` of 5,000 people in four admin-1, two groups, and a mission of the given strengths.

    ``week`` are its processes in order; ``put`` sets a field at the start, ``every_week`` is called first in each week with
    a window on the state.
    """

    def __init__(
        self,
        *week: Process,
        start: tuple[Process, ...] = (),
        communities: int = 200,
        weeks: int = 260,
        strength: dict[str, float] | None = None,
        shares: tuple[float, float] = (0.8, 0.2),
        displaced_return: float = 1.0,
        every_week: Callable[[Any], None] | None = None,
    ) -> None:
        generator = np.random.default_rng(7)
        north, east = generator.uniform(0.0, 1.0, (2, communities))
        rows = tuple(
            CommunityRow(
                name=f"c{i}",
                admin1=f"a{i % 4}",
                latitude=6.0 + float(north[i]) + i % 2,
                longitude=-11.0 + float(east[i]) + i % 4 // 2,
                population=5000,
                shares=shares,
            )
            for i in range(communities)
        )
        deployment = tuple(
            DeploymentRow(date=START, kind=kind, strength=value)  # type: ignore[arg-type]
            for kind, value in (strength or {}).items()
        )
        scenario = Scenario(
            name="equal",
            title="Equal communities",
            start=START,
            weeks=weeks,
            groups=(Group(name="first"), Group(name="second")),
            communities=rows,
            admin1=("a0", "a1", "a2", "a3"),
            settlement=Settlement(type="signed"),
            armed_groups=(ArmedGroup(name="armed", home_group="second", fighters=0),),
            mission=Mission(deployment=deployment),
            budget=Budget(usd_per_year=0.0),
            displaced_return=displaced_return,
        )
        first = () if every_week is None else (python_process(every_week, name="put by the test"),)
        self.program = Program((*start, *week[:1], *first, *week[1:]))
        self.layout = build(scenario, (), self.program.theta)
        known = catalogue()
        self.theta = np.array([known[name].default for name in self.program.theta])
        self.set("dispute_institution", 0.25)
        self.set("dispute_institution_base", 0.25)
        self.set("grievance", 0.45)
        self.set("hotspot_weight", 1.0)

    def set(self, name: str, value: Any) -> None:
        """The value of a field at the start."""
        kind, row, _ = fields()[name]
        self.layout.initial[kind][row] = value

    def assume(self, name: str, value: float) -> None:
        """The value of a parameter."""
        self.theta[list(self.program.theta).index(name)] = value

    def run(self, weeks: int, *names: str, key: int = 5) -> dict[str, Floats]:
        """The named fields after each week, weeks first; and ``state`` itself at the end."""
        state = self.program.new_state(self.layout)
        self.program.begin(state, self.layout, key, self.theta)
        kept: dict[str, list[Floats]] = {name: [] for name in names}
        for _ in range(weeks):
            self.program.advance(state, self.layout, 1)
            for name in names:
                kept[name].append(state.field(name).copy())
        for block in state.blocks.values():
            assert np.isfinite(block).all()
        self.state = state
        return {name: np.array(values) for name, values in kept.items()}

    def beginning(self, name: str, key: int = 5) -> Floats:
        """A field before the first week."""
        state = self.program.new_state(self.layout)
        self.program.begin(state, self.layout, key, self.theta)
        return np.array(state.field(name))
