"""What the page's parts are fed with, from choices and scenario: plain rows, no numbers of the model."""

from __future__ import annotations

from typing import Any, get_args

from cse_sim.scenario.model import Scenario
from cse_sim.scenario.strategy import Targeting
from cse_sim.web.choices import OWN, Choices, default_use
from cse_sim.web.labels import lever_rows, strategy_title
from cse_sim.web.texts import word

TARGETINGS = [each for each in get_args(Targeting) if each != "list"]


def lever_groups(choices: Choices, scenario: Scenario, language: str) -> list[dict[str, Any]]:
    """Every lever there is, by who delivers it, with its place in the visitor's strategy."""
    budget = scenario.budget.usd_per_year
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in lever_rows(language):
        use, default = choices.use_of(row["name"]), default_use(choices, scenario, row["name"])
        share = use.share if use else 0.0
        dose = use.dose if use else 1.0
        people = 10_000 * share * budget / row["unit_cost"] if row["unit_cost"] else 0.0
        lever = {
            **row,
            "share": share,
            "default": default.share if default else 0.0,
            "dose": dose,
            "targeting": use.targeting if use else "need",
            "start": str(use.start or "") if use else "",
            "end": str(use.end or "") if use else "",
            "cost": _sentence(word(language, "levers", "cost", cost=f"{row['unit_cost']:,.0f}")),
            "reaches": _sentence(word(language, "levers", "reaches", people=_round(people)))
            if share
            else "",
        }
        groups.setdefault(row["group"], []).append(lever)
    return [{"title": title, "levers": levers} for title, levers in groups.items()]


def strategy_rows(scenario: Scenario, language: str, own: bool = False) -> list[dict[str, Any]]:
    """The strategies of the scenario, by title; with the visitor's own first if asked for."""
    names = [strategy.name for strategy in scenario.strategies if strategy.name != OWN]
    return [
        {"name": name, "title": strategy_title(language, scenario, name)}
        for name in ([OWN] if own else []) + names
    ]


def flag(choices: Choices, language: str) -> str:
    """A line on changed assumptions, empty if there are none."""
    if not choices.assumptions:
        return ""
    return word(language, "assumptions", "flag", names=", ".join(sorted(choices.assumptions)))


def short_flag(choices: Choices, language: str) -> str:
    """How many assumptions are changed, empty if none is."""
    count = len(choices.assumptions)
    if not count:
        return ""
    key = "changed_one" if count == 1 else "changed"
    return word(language, "masthead", key, count=count)


def _round(people: float) -> str:
    """Two digits are enough."""
    if people < 1:
        return "0"
    digits = max(0, len(str(int(people))) - 2)
    return f"{round(people, -digits):,.0f}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
