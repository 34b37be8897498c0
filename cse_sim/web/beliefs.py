"""The assumptions page: every parameter as declared, as the scenario has it and as the visitor changed it."""

from __future__ import annotations

from typing import Any

from cse_sim.params import catalogue
from cse_sim.report.words import label
from cse_sim.scenario.model import Scenario
from cse_sim.web.choices import Choices
from cse_sim.web.labels import parameter_title
from cse_sim.web.texts import word


def assumption_rows(choices: Choices, scenario: Scenario, language: str) -> list[dict[str, Any]]:
    """One row per parameter, in the order of the catalogue."""
    rows = []
    for name, parameter in catalogue().items():
        own, given = choices.assumptions.get(name), scenario.overrides.get(name)
        now = own or given
        drawn = "drawn" if parameter.prior.low < parameter.prior.high else "constant"
        state = "fixed" if own else "by_scenario" if given else drawn
        rows.append(
            {
                "name": name,
                "group": parameter.group,
                "title": parameter_title(name),
                "part": label(parameter.group),
                "unit": parameter.unit,
                "default": parameter.default,
                "value": now.value if now else parameter.default,
                "because": now.because if now else "",
                "state": state,
                "state_words": word(language, "assumptions", state),
                "least": parameter.bounds[0],
                "most": parameter.bounds[1],
                "low": parameter.prior.low,
                "high": parameter.prior.high,
                "basis": parameter.basis,
                "basis_words": word(language, "basis", parameter.basis),
                "source": parameter.source.citation,
            }
        )
    return rows


def groups_of(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The parts of the model that have parameters, in order."""
    titles = {row["group"]: row["part"] for row in rows}
    return [{"name": name, "title": title} for name, title in titles.items()]
