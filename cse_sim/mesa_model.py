"""The model as a Mesa model: its agents (``mesa_agents``) are windows on the state, without state or rules of their own.

``EngagementModel(scenario, strategy, seed=k)`` with ``k`` a run key is that run of the ensemble, bit for bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt
from mesa.agent import AgentSet

from cse_sim.engine.chunk import world
from cse_sim.engine.overall import weekly_series
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.errors import InputError
from cse_sim.indicators import catalogue
from cse_sim.luck import RUN_KEY_BITS
from cse_sim.mesa_agents import AGENTS, OwnLuck
from cse_sim.processes import Process
from cse_sim.scenario import Scenario, read_scenario
from cse_sim.study.given import whole

Floats = npt.NDArray[np.float64]


class WeeklyIndicators(mesa.DataCollector):
    """Every weekly indicator of a run, read off its record: what Mesa's ``batch_run`` and plots ask a model for."""

    def __init__(self, model: EngagementModel) -> None:
        self._model = model
        names = [name for name, indicator in catalogue().items() if indicator.weekly]
        self._read: tuple[int, dict[str, list[float]]] = (0, {name: [] for name in names})
        super().__init__()

    @property
    def model_vars(self) -> dict[str, list[float]]:
        """Name and values of the weeks run so far; NaN where there is none."""
        week = self._model.week
        if self._read[0] != week:
            series = weekly_series(self._model.state.record[None, :week])
            self._read = (week, {name: series[name][0].tolist() for name in self._read[1]})
        return self._read[1]

    @model_vars.setter
    def model_vars(self, empty: Any) -> None:
        """Take no notice: there is nothing to store."""

    @property
    def _collection_steps(self) -> list[int]:
        return list(range(1, self._model.week + 1))

    @_collection_steps.setter
    def _collection_steps(self, empty: Any) -> None:
        """Take no notice, as above."""

    def collect(self, model: Any) -> None:
        """Do nothing: the record of the run is kept anyway."""

    def get_model_vars_dataframe(self) -> Any:
        """One row per week, one column per indicator."""
        import pandas as pd

        return pd.DataFrame(self.model_vars, index=pd.Index(self._collection_steps, name="week"))


class EngagementModel(mesa.Model):
    """One run, week by week, as an ordinary Mesa model.

    Parameters
    ----------
    scenario
        a scenario, a shipped name or a path.
    strategy
        name of one of its strategies; None means the scenario's own choice.
    seed
        a run key (column ``seed`` of the tables), 0 … 2^53 - 1.
    weeks
        at most as many as the scenario has; None means all of them.
    parameters
        "prior": drawn with the run key, as in an ensemble; "default": all at their defaults.
    overrides
        values of single parameters by full name.
    agents
        your own ``mesa.Agent`` classes, one agent each, stepped after every week in this order; ``self.luck()`` gives
        each its own draws (see ``OwnLuck``), unless the class has a ``luck`` of its own.
    extra
        your own processes.

    Raises
    ------
    InputError
        for an unknown scenario, strategy or parameter, or a seed or number of weeks out of range.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "training",
        strategy: str | None = None,
        seed: int | None = 0,
        *,
        weeks: int | None = None,
        parameters: str = "prior",
        overrides: Mapping[str, float] | None = None,
        agents: Sequence[type[mesa.Agent] | Callable[[Any], mesa.Agent]] = (),
        extra: Sequence[Process] = (),
    ) -> None:
        if seed is None:  # what Mesa's batch_run gives where it is given no rng
            raise InputError("seed None is no run key", do="Give batch_run rng=[k, ...]")
        if isinstance(seed, float) or not 0 <= seed < 2**RUN_KEY_BITS:
            raise InputError(f"seed {seed} is out of range", allowed="Allowed: 0 to 2^53 - 1")
        super().__init__(rng=seed)
        self.datacollector: mesa.DataCollector = WeeklyIndicators(self)
        self._case = read_scenario(scenario) if isinstance(scenario, str | Path) else scenario
        if not isinstance(self._case, Scenario):
            raise InputError(
                f"{scenario!r} is no scenario",
                where="scenario",
                do="Give its name, path or read_scenario's",
            )
        if weeks is not None:
            weeks = whole(weeks, "weeks", 1, self.scenario.weeks)
        self._world = world(self.scenario, strategy, weeks=weeks, extra=extra)
        fixed = {name: override.value for name, override in self.scenario.overrides.items()} | dict(
            overrides or {}
        )
        theta = drawn_parameters(
            self._world.program.parameters, np.array([seed], dtype=np.int64), parameters, fixed
        )[0]
        self.state = self._world.program.new_state(self._world.layout)
        self.state.record[...] = np.nan
        self._world.program.begin(self.state, self._world.layout, seed, theta)
        self._views: dict[type[mesa.Agent], AgentSet[Any]] | None = None
        self._all: AgentSet[Any] | None = None
        self._own_numbers: Counter[str] = Counter()
        self._own = [make(self) for make in agents]

    @property
    def scenario(self) -> Scenario:
        """The scenario; Mesa's own bag of attributes of this name (3.5 and later) is not used."""
        return self._case

    @scenario.setter
    def scenario(self, bag: Any) -> None:
        """Take no notice of Mesa's own."""

    @property
    def week(self) -> int:
        """Weeks run so far."""
        return self.state.week

    def register_agent(self, agent: Any) -> None:
        """Take in an agent, as every agent asks of its model; a user's is given its luck."""
        super().register_agent(agent)
        if not hasattr(agent, "luck"):
            name = type(agent).__name__
            agent.luck = OwnLuck(agent, self._own_numbers[name])
            self._own_numbers[name] += 1

    def step(self) -> None:
        """Run one week; after the last one nothing happens and ``running`` is False."""
        if self.state.week >= self._world.layout.weeks:
            self.running = False
            self.steps = self.state.week  # Mesa has counted a step that is none
            return
        self._world.program.advance(self.state, self._world.layout, 1)
        for agent in self._own:
            agent.step()
        if self.state.week >= self._world.layout.weeks:
            self.running = False

    def field(self, name: str) -> Floats:
        """The array of a state field by name: a view, one value for each agent of its kind."""
        return self.state.field(name)

    def indicator(self, name: str) -> float:
        """The latest weekly value of an indicator; NaN where it does not exist or before the first week."""
        if self.state.week == 0:
            return float("nan")
        return float(weekly_series(self.state.record[None, : self.state.week])[name][0, -1])

    @property
    def strategies(self) -> tuple[str, ...]:
        """Names of the strategies of the scenario."""
        return tuple(strategy.name for strategy in self.scenario.strategies)

    def _make_views(self) -> dict[type[mesa.Agent], AgentSet[Any]]:
        if self._views is None:
            made = {
                cls: [cls(self, row) for row in range(self.state.blocks[cls.kind].shape[1])]
                for cls in AGENTS
            }
            own: dict[type[mesa.Agent], list[mesa.Agent]] = {}
            for agent in self._own:
                own.setdefault(type(agent), []).append(agent)
            everyone: dict[type[mesa.Agent], Sequence[mesa.Agent]] = {**made, **own}
            self._kept = [agent for group in everyone.values() for agent in group]
            self._views = {
                cls: AgentSet(list(group), random=self.random) for cls, group in everyone.items()
            }
            self._all = AgentSet(list(self._kept), random=self.random)
        return self._views

    @property
    def agents(self) -> AgentSet[Any]:
        """All agents; made on first use."""
        self._make_views()
        assert self._all is not None
        return self._all

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AgentSet[Any]]:
        """Agents by class; made on first use."""
        return self._make_views()

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """Classes of the agents."""
        return list(self._make_views())

    def close(self) -> None:
        """Let go of the agents, so that the model can be freed (Mesa 3.3.1 keeps every model that had agents)."""
        self._views, self._all, self._kept, self._own = None, None, [], []
        registry = getattr(mesa.Agent, "_ids", None)
        if registry is not None:
            registry.pop(self, None)
