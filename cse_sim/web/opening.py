"""What the server was started with, and the scenarios a visitor can choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from cse_sim.scenario import Scenario, read_scenario
from cse_sim.scenario.facts import Override
from cse_sim.scenario.shipped import shipped_scenarios
from cse_sim.web.choices import MOST_COMPARED, MOST_RUNS, Choices, first_choices
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
        return _study(said)
    scenario = read_scenario(said)
    return Opened(scenario, scenario.name, file=f"./{Path(said).name}")


def _study(folder: str) -> Opened:
    """A finished study: its scenario, the choices that ask the same, and the rows of what matters."""
    from cse_sim.study.results import Results

    results = Results.opened(folder)
    inputs = results.manifest["inputs"]
    scenario = Scenario.model_validate(inputs["scenario"])
    known = "sensitivity" in results.manifest["tables"]
    return Opened(
        scenario,
        scenario.name,
        file="" if scenario.name in shipped_scenarios() else f"./{scenario.name}.yaml",
        folder=folder,
        choices=choices_of(inputs, scenario),
        rows=tuple(results.rows("sensitivity")) if known else (),
        method=str((inputs.get("design") or {}).get("method", "")),
        budgets=tuple(inputs["budget_levels"]),
        otherwise=tuple(_otherwise(inputs)),
    )


def choices_of(inputs: dict[str, Any], scenario: Scenario) -> Choices:
    """The choices that ask what a study asked, as far as the page can ask it."""
    begun = first_choices(scenario, scenario.name)
    strategies = tuple(inputs["strategies"])
    paired = inputs["verb"] in ("run", "compare")
    return replace(
        begun,
        baseline=inputs["baseline"] or begun.baseline,
        compared=strategies[:MOST_COMPARED] if len(strategies) > 1 else begun.compared,
        seed=int(inputs["seed"]),
        runs=max(2, min(int(inputs["runs"]), MOST_RUNS)) if paired else begun.runs,
        weeks=inputs["weeks"] if inputs["weeks"] != scenario.weeks else None,
        budget=float(inputs["budget_levels"][0]),
        assumptions={
            name: Override(value=value, because="set in the study")
            for name, value in inputs["overrides"].items()
        },
    )


def _otherwise(inputs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the page cannot ask as the study did: names of sentences with their values."""
    levels = inputs["budget_levels"]
    if len(levels) > 1:
        yield "budgets", {"levels": ", ".join(f"× {level:g}" for level in levels)}
    if len(inputs["strategies"]) > MOST_COMPARED:
        yield "strategies", {"all": len(inputs["strategies"]), "most": MOST_COMPARED}
    paired = inputs["verb"] in ("run", "compare")
    if paired and not 2 <= int(inputs["runs"]) <= MOST_RUNS:
        yield "runs", {"runs": inputs["runs"], "least": 2, "most": MOST_RUNS}
    if inputs["parameters"] != "prior":
        yield "parameters", {}
    if inputs["extra"]:
        yield "extra", {"names": ", ".join(name for name, _ in inputs["extra"])}


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
