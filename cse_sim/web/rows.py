"""What the page's parts are fed with, from choices and scenario: plain rows, no numbers of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from cse_sim.scenario.model import LeverUse, Scenario
from cse_sim.scenario.strategy import Targeting
from cse_sim.web.choices import BUDGETS, OWN, Choices, default_use
from cse_sim.web.labels import lever_rows, strategy_title
from cse_sim.web.texts import name_of, word

TARGETINGS = [each for each in get_args(Targeting) if each != "list"]


def lever_groups(language: str) -> list[dict[str, Any]]:
    """Every lever there is, by who delivers it, with what it costs."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in lever_rows(language):
        cost = _sentence(word(language, "levers", "cost", cost=f"{row['unit_cost']:,.0f}"))
        groups.setdefault(row["group"], []).append({**row, "cost": cost})
    return [{"title": title, "levers": levers} for title, levers in groups.items()]


def lever_uses(choices: Choices, scenario: Scenario, language: str) -> dict[str, dict[str, Any]]:
    """The place of every lever in the visitor's strategy: the part of the levers that moves."""
    return {row["name"]: _use_row(row, choices, scenario, language) for row in lever_rows(language)}


def _use_row(
    row: dict[str, Any], choices: Choices, scenario: Scenario, language: str
) -> dict[str, Any]:
    use = choices.use_of(row["name"]) or LeverUse(lever=row["name"], share=0.0)
    default = default_use(choices, scenario, row["name"])
    usd = use.share * choices.budget * scenario.budget.usd_per_year
    people = 10_000 * usd / row["unit_cost"] if row["unit_cost"] else 0.0
    said = word(language, "levers", "reaches", people=_round(people)) if use.share else ""
    return {
        "share": use.share,
        "default": default.share if default else 0.0,
        "dose": use.dose,
        "targeting": use.targeting,
        "places": list(use.communities),
        "start": str(use.start or ""),
        "end": str(use.end or ""),
        "reaches": _sentence(said) if said else "",
        "adapts": _adapts_words(use, language) if use.adapts else "",
    }


def _adapts_words(use: LeverUse, language: str) -> str:
    """When a lever gets more, and from which."""
    adapts = use.adapts
    assert adapts is not None
    titles = {row["name"]: row["title"] for row in lever_rows(language)}
    return word(
        language,
        "levers",
        "adapts",
        when=name_of(language, "survey", adapts.when, adapts.when.replace("_", " ")),
        below=f"{100 * adapts.below:.0f}",
        move=f"{100 * adapts.move:.0f}",
        source=titles.get(adapts.taken_from, adapts.taken_from),
    )


def place_groups(scenario: Scenario) -> list[dict[str, Any]]:
    """The communities by administrative unit, to choose from."""
    units: dict[str, list[str]] = {}
    for row in sorted(scenario.communities, key=lambda row: (row.admin1, row.name)):
        units.setdefault(row.admin1, []).append(row.name)
    return [{"unit": unit, "names": names} for unit, names in units.items()]


def budget_rows(choices: Choices, levels: Sequence[float]) -> list[dict[str, Any]]:
    """Factors on the budget to choose from: the usual ones, those of a study, and the one in use."""
    offered = sorted({*BUDGETS, *levels, choices.budget})
    return [{"factor": each, "title": f"× {each:g}"} for each in offered]


def asked_words(choices: Choices, scenario: Scenario, language: str) -> str:
    """What is asked otherwise than the scenario says: fewer weeks, another budget; empty if nothing."""
    said = []
    if choices.weeks and choices.weeks < scenario.weeks:
        values = {"weeks": choices.weeks, "all": scenario.weeks}
        said.append(word(language, "masthead", "first_weeks", **values))
    if choices.budget != 1:
        said.append(word(language, "masthead", "budget", factor=f"{choices.budget:g}"))
    return "; ".join(said)


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
