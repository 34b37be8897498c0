"""The state of one run, and what a process in Python sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cse_sim.engine.layout import Layout
from cse_sim.luck import decision_key, uniforms
from cse_sim.processes import Process
from cse_sim.state import fields

Floats = npt.NDArray[np.float64]


@dataclass
class State:
    """The state of one run: a block per kind of agent, and the record of its weeks."""

    blocks: dict[str, Floats]
    theta: Floats
    record: Floats
    detail: npt.NDArray[np.float32]
    draws: Floats
    scratch: Floats
    events: Floats
    event_count: npt.NDArray[np.int64]
    run_key: int = 0
    week: int = 0

    @property
    def quarters(self) -> Floats:
        """``scratch`` in rows for every fourth agent."""
        rows, length = self.scratch.shape
        return self.scratch.reshape(4 * rows, length // 4)

    def field(self, name: str) -> Floats:
        """The array of a field: a view, shape of its kind of agent."""
        kind, row, _ = fields()[name]
        values: Floats = self.blocks[kind][row]
        return values


class Window:
    """What a Python process sees: the fields of one run by name, its week, and its own luck."""

    def __init__(self, state: State, layout: Layout, process: Process) -> None:
        self._state = state
        self._name = process.name
        self.week = state.week
        self.layout = layout

    def __getitem__(self, name: str) -> Floats:
        return self._state.field(name)

    def __setitem__(self, name: str, value: Any) -> None:
        kind, row, _ = fields()[name]
        self._state.blocks[kind][row] = value

    def luck(self, agents: int) -> Floats:
        """Four uniforms for each of ``agents`` agents this week, shape (4, agents), keyed by the process's name."""
        return uniforms(self._state.run_key, decision_key(self._name), np.arange(agents), self.week)
