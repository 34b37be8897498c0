"""The agents of the model in Mesa: windows on the state; and the luck of a user's own agents."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import mesa
import numpy as np

from cse_sim.errors import InputError
from cse_sim.luck import decision_key, uniforms
from cse_sim.state import KINDS

SLOTS = 4
CLOSE = 0.75
"""How alike a new attribute and a field are, from 0 to 1, when the one is taken for the other misspelt."""


def _uniform(model: Any, decision: str, number: int, slot: int) -> float:
    if not 0 <= slot < SLOTS:
        raise InputError(f"there is no slot {slot}", where="luck", allowed="Allowed: 0 to 3")
    key, agent = decision_key(decision), np.array([number])
    return float(uniforms(model.state.run_key, key, agent, model.week)[slot, 0])


@dataclass(frozen=True, eq=False)
class OwnLuck:
    """The luck of a user's agent: ``agent.luck()`` is a uniform for this week, ``luck(1)`` … ``luck(3)`` are others.

    Keyed by run, week, the name of the agent's class and its number among those of that name, in order of creation.
    """

    agent: mesa.Agent
    number: int

    def __call__(self, slot: int = 0) -> float:
        model: Any = self.agent.model
        return _uniform(model, f"own agent {type(self.agent).__name__}", self.number, slot)


class _FieldWindow:
    """One field of one agent: read and written straight in the state."""

    def __init__(self, kind: str, row: int, meaning: str) -> None:
        self.kind = kind
        self.row = row
        self.__doc__ = meaning

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        return agent.model.state.blocks[self.kind][self.row, agent.row].item()

    def __set__(self, agent: Any, value: float) -> None:
        agent.model.state.blocks[self.kind][self.row, agent.row] = value


class _GroupWindow(_FieldWindow):
    """One field of a community or armed group that has a value for each group or community: an array."""

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        block = agent.model.state.blocks[self.kind][self.row]
        return block[:, agent.row] if self.kind == "community_group" else block[agent.row]

    def __set__(self, agent: Any, value: Any) -> None:
        self.__get__(agent)[...] = value


@cache
def _misspelt(cls: type[_Agent], name: str) -> str:
    """The field that was meant by a name that is none; empty for names of one's own and in classes of one's own."""
    if cls not in AGENTS or name.startswith("_") or hasattr(cls, name):
        return ""
    fields = [each for each in dir(cls) if isinstance(getattr(cls, each), _FieldWindow)]
    return (difflib.get_close_matches(name, fields, n=1, cutoff=CLOSE) or [""])[0]


class _Agent(mesa.Agent):
    """A row of the state. ``row`` is its number within its kind and never changes."""

    kind: ClassVar[str] = ""
    model: Any

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.kind:
            return
        for row, field in enumerate(KINDS[cls.kind]):
            setattr(cls, field.name, _FieldWindow(cls.kind, row, field.meaning))

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse a new attribute that is a field misspelt: it would change nothing."""
        kind: Any = type(self)
        near = _misspelt(kind, name)
        if near:
            raise AttributeError(f'{kind.__name__} has no "{name}". Did you mean "{near}"?')
        super().__setattr__(name, value)

    def luck(self, slot: int = 0) -> float:
        """A uniform of this agent for this week, keyed by its class: slots 0 to 3."""
        return _uniform(self.model, f"agent {type(self).__name__}", self.row, slot)


def _with_groups(cls: type[_Agent], kind: str) -> type[_Agent]:
    for row, field in enumerate(KINDS[kind]):
        setattr(cls, field.name, _GroupWindow(kind, row, field.meaning))
    return cls


class Community(_Agent):
    """A settlement cluster or district. Fields with a value for each identity group are arrays (groups,)."""

    kind = "community"

    @property
    def name(self) -> str:
        """Name in the scenario."""
        return str(self.model.scenario.communities[self.row].name)

    @property
    def admin1(self) -> str:
        """Name of the administrative unit it lies in."""
        return str(self.model.scenario.communities[self.row].admin1)


class CSO(_Agent):
    """A civil society organisation."""

    kind = "cso"


class PeacekeeperUnit(_Agent):
    """A unit of the mission."""

    kind = "unit"


class ArmedGroup(_Agent):
    """An armed group; fighters, idle ex-combatants and reintegrated are arrays (communities,)."""

    kind = "armed_group"

    @property
    def name(self) -> str:
        """Name in the scenario."""
        return str(self.model.scenario.armed_groups[self.row].name)


class Authority(_Agent):
    """The authority of an administrative unit; the last one is the national one."""

    kind = "authority"


class InternationalOrganisation(_Agent):
    """An international organisation or donor."""

    kind = "organisation"


_with_groups(Community, "community_group")
_with_groups(ArmedGroup, "armed_group_community")

AGENTS: tuple[type[_Agent], ...] = (
    Community,
    CSO,
    PeacekeeperUnit,
    ArmedGroup,
    Authority,
    InternationalOrganisation,
)
