"""What things are called on the page: from the declarations of the model, translated where a catalogue knows better."""

from __future__ import annotations

import re
from typing import Any

from cse_sim.indicators import catalogue as indicators
from cse_sim.indicators.measure import Indicator
from cse_sim.levers import catalogue as levers
from cse_sim.levers.lever import DELIVERERS, Lever
from cse_sim.params import catalogue as parameters
from cse_sim.report.words import SHARE, in_sentence, label
from cse_sim.scenario.model import Scenario
from cse_sim.study.headlines import SPENT, shown
from cse_sim.web.choices import OWN
from cse_sim.web.texts import ENGLISH, name_of, word

SYMBOL = re.compile(r" \([A-Za-z]\w{0,4}\)$")
"""The letter of a number in its mechanism's equation, at the end of what it means."""
COUNT = "count"
MONEY = "US$"


def indicator_name(language: str, name: str) -> str:
    """``trust_in_csos`` as a title: ``Trust in CSOs``, as the report calls it."""
    said = name_of(language, "indicators", name, label(name))
    return said[:1].upper() + said[1:]


def indicator_in_sentence(language: str, name: str) -> str:
    """The same within a sentence: ``trust in CSOs``, ``the stability index``."""
    return name_of(language, "indicators", name, in_sentence(name))


def parameter_in_sentence(language: str, name: str) -> str:
    """What a number of the model means, and what it is called; the declaration is quoted where the page is not English."""
    known = parameters().get(name)
    if known is None:
        return in_sentence(name)
    meaning = word(language, "sensitivity", "declared", meaning=SYMBOL.sub("", known.meaning))
    return f"{meaning} ({in_sentence(name)})"


def parameter_title(name: str) -> str:
    """What a number of the model means, as a title; the name of what is no parameter."""
    known = parameters().get(name)
    said = SYMBOL.sub("", known.meaning) if known else label(name)
    return said[:1].upper() + said[1:]


def parameter_beside(name: str) -> str:
    """The same where numbers of all parts of the model stand together: the part first, and the money if it is money."""
    known = parameters().get(name)
    if known is None:
        return label(name)
    money = f" [{known.unit}]" if MONEY in known.unit else ""
    return f"{label(known.group)}: {SYMBOL.sub('', known.meaning)}{money}"


def indicator_meaning(language: str, indicator: Indicator) -> str:
    """What is measured."""
    return name_of(language, "indicator_meanings", indicator.name, indicator.meaning)


def unit_name(language: str, unit: str) -> str:
    """The unit of a level as people say it."""
    return name_of(language, "units", unit, name_of(ENGLISH, "units", unit, unit))


def level_unit_name(language: str, unit: str) -> str:
    """The unit on an axis of levels: shares are read in per cent."""
    return "%" if unit == SHARE else unit_name(language, unit)


def change_unit_name(language: str, unit: str) -> str:
    """The unit of a difference: shares differ by percentage points, counts by nothing but a number."""
    if unit == SHARE:
        return word(language, "words", "percentage_points")
    return "" if unit == COUNT else unit_name(language, unit)


def lever_title(language: str, lever: Lever) -> str:
    """Title of a lever."""
    return name_of(language, "levers_known", lever.name, lever.title)


def strategy_title(language: str, scenario: Scenario, name: str) -> str:
    """Title of a strategy; the visitor's own has a name of its own."""
    if name == OWN:
        return word(language, "words", "own")
    known = {strategy.name: strategy.title for strategy in scenario.strategies}
    return name_of(language, "strategies_known", name, known.get(name) or name.replace("_", " "))


def lever_rows(language: str) -> list[dict[str, Any]]:
    """Every lever, grouped by who delivers it, with its cost and its evidence."""
    known = parameters()
    rows = [
        {
            "name": lever.name,
            "title": lever_title(language, lever),
            "meaning": name_of(language, "lever_meanings", lever.name, lever.meaning),
            "deliverer": lever.deliverer,
            "group": word(language, "deliverers", lever.deliverer),
            "grade": lever.grade,
            "unit_cost": known[f"{lever.name}.usd_per_dose_year"].default,
            "unit_cost_meaning": known[f"{lever.name}.usd_per_dose_year"].meaning,
        }
        for lever in levers().values()
    ]
    return sorted(rows, key=lambda row: DELIVERERS.index(row["deliverer"]))


def indicator_groups(language: str) -> list[dict[str, Any]]:
    """Indicators with a value every week, as groups of a list to choose from: outcomes, harms, the others."""
    known = {name: each for name, each in indicators().items() if each.weekly}
    page = shown({name: each.harm for name, each in known.items()}, everything=False)
    outcomes = [name for name in page.outcomes if name in known]
    harms = [name for name in page.harms if name in known]
    others = [name for name in known if name not in {*outcomes, *harms, SPENT}]
    return [
        {
            "title": word(language, "words", title),
            "items": [
                {"name": name, "title": indicator_name(language, name), "unit": known[name].unit}
                for name in names
            ],
        }
        for title, names in (("outcomes", outcomes), ("harms", harms), ("others", others))
        if names
    ]


def harm_names() -> list[str]:
    """The harm ledger, in the order of the command line's."""
    return list(shown({name: each.harm for name, each in indicators().items()}, False).harms)


def outcome_names() -> list[str]:
    """What is compared first, in the order of the command line's page."""
    return list(shown({name: each.harm for name, each in indicators().items()}, False).outcomes)
