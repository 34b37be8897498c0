"""What the server was started with, and the scenarios a visitor can choose from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from cse_sim.scenario import Scenario, read_scenario
from cse_sim.scenario.shipped import shipped_scenarios
from cse_sim.web.choices import Choices
from cse_sim.web.question import shipped
from cse_sim.web.visit import Opened

MINE = "."
"""Stands for the visitor's own text in the list of scenarios."""
OPENED = Opened()


def opened(said: str | None) -> Opened:
    """The scenario of a shipped name or a file, or the finished study of a folder.

    Raises
    ------
    InputError
        when it is none of these.
    """
    if said is None:
        return Opened()
    if said in shipped_scenarios():
        return Opened(case=said)
    if Path(said).is_dir() and not said.endswith(".yaml"):
        from cse_sim.study.results import Results

        inputs = Results.opened(said).manifest["inputs"]
        scenario = Scenario.model_validate(inputs["scenario"])
        return Opened(scenario, scenario.name, said)
    scenario = read_scenario(said)
    return Opened(scenario, scenario.name)


def scenario_rows(known: Opened, choices: Choices, scenario: Scenario) -> list[dict[str, Any]]:
    """The scenarios to choose from: the one opened, those shipped, and the visitor's own if there is one."""
    titles = {name: _title(name) for name in shipped_scenarios()}
    if known.scenario is not None:
        titles = {known.case: known.scenario.title, **titles}
    if choices.text:
        titles = {MINE: scenario.title, **titles}
    return [{"name": name, "title": title} for name, title in titles.items()]


@cache
def _title(name: str) -> str:
    return shipped(name).title
