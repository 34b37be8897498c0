"""For researchers: one world stepped week by week in Mesa's own view, with live charts and agents to look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import solara
from mesa.datacollection import DataCollector
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from cse_sim.mesa_agents import AGENTS
from cse_sim.mesa_model import EngagementModel
from cse_sim.scenario import read_scenario
from cse_sim.scenario.shipped import shipped_scenarios
from cse_sim.state import KINDS
from cse_sim.web import opening, widgets
from cse_sim.web.choices import DEFAULT_CASE
from cse_sim.web.run_key import asked_key, run_key

CHARTS = (
    ("trust_in_peacekeepers", "trust_in_authorities", "trust_in_csos"),
    ("fear", "grievance", "cooperation"),
    ("events",),
    ("deaths",),
)
LISTED = 200


class WatchedModel(EngagementModel):
    """A run whose weekly measures are collected as it goes."""

    def __init__(self, case: str = DEFAULT_CASE, strategy: str = "none", seed: Any = 0) -> None:
        self.key, self.refused = run_key("" if seed is None else str(seed))
        super().__init__(case, strategy=strategy, seed=self.key)
        names = [name for chart in CHARTS for name in chart]
        self.datacollector = DataCollector(model_reporters={n: _reader(n) for n in names})

    def step(self) -> None:
        """Run one week and collect."""
        before = self.week
        super().step()
        if self.week > before:
            self.datacollector.collect(self)


def _reader(name: str) -> Any:
    return lambda model: model.indicator(name)


@solara.component
def ModelPage() -> None:
    """Mesa's view; every window has a model of its own."""
    case, router = case_opened(), solara.use_router()
    asked = asked_key(router.search or "")
    model = solara.use_memo(lambda: WatchedModel(case, seed=asked), [])
    solara.use_effect(lambda: model.close, [])
    SolaraViz(
        model,
        components=[KeyPart, *(make_plot_component(list(chart)) for chart in CHARTS), AgentTable],
        model_params=parameters(case, run_key(asked)[0]),
        name="One world, week by week",
    )


def case_opened() -> str:
    """The shipped case the server was started with, else the usual one."""
    case = opening.OPENED.case
    return case if case in shipped_scenarios() else DEFAULT_CASE


def parameters(case: str, key: int = 0) -> dict[str, Any]:
    """What can be chosen: a shipped case, a strategy, and the run key of one world."""
    strategies = [strategy.name for strategy in read_scenario(case).strategies]
    return {
        "case": _choice("Scenario", case, list(shipped_scenarios())),
        "strategy": _choice("Strategy", "none", strategies),
        "seed": {
            "type": "InputText",
            "value": str(key),
            "label": "Run key (column seed of runs.parquet)",
        },
    }


@solara.component
def KeyPart(model: WatchedModel) -> None:
    """Which world it is, or why it is not the one asked for."""
    update_counter.get()
    if model.refused:
        solara.Warning(model.refused)
    else:
        solara.Text(f"Run key {model.key}")


@solara.component
def AgentTable(model: EngagementModel) -> None:
    """The agents of one kind as they are now."""
    update_counter.get()  # drawn anew after every week
    kinds = [cls.__name__ for cls in AGENTS]
    kind, set_kind = solara.use_state(kinds[0])
    solara.Select("Agents", value=kind, values=kinds, on_value=set_kind)
    solara.Text(f"Week {model.week}")
    found = agents_now(model, kind)
    widgets.Agents(title=kind, columns=list(found), rows=found.to_numpy().tolist())


def agents_now(model: EngagementModel, kind: str) -> pd.DataFrame:
    """The first agents of a kind with all their single-valued fields."""
    cls = next(each for each in AGENTS if each.__name__ == kind)
    names = [field.name for field in KINDS[cls.kind]]
    rows = list(_rows(list(model.agents_by_type[cls])[:LISTED], names))
    return pd.DataFrame(rows)


def _rows(agents: Iterable[Any], names: list[str]) -> Iterable[dict[str, Any]]:
    for agent in agents:
        yield {"agent": agent.row, **{name: round(getattr(agent, name), 4) for name in names}}


def _choice(label: str, value: str, values: list[str]) -> dict[str, Any]:
    return {"type": "Select", "value": value, "values": values, "label": label}
