"""What is this? One page for every lever, measure, parameter and part of the screen, from what the model declares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cse_sim.indicators import catalogue as indicators
from cse_sim.indicators.stability import PARTS, WEIGHTS
from cse_sim.levers import catalogue as levers
from cse_sim.params import catalogue as parameters
from cse_sim.study.headlines import HEADLINE
from cse_sim.web.labels import indicator_meaning, indicator_name, lever_title, unit_name
from cse_sim.web.texts import name_of, number_in, word

CODE = re.compile(r"`+([^`]+)`+")


@dataclass(frozen=True)
class Help:
    """Title, paragraphs and facts of a page of help."""

    title: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def help_of(language: str, what: str) -> Help:
    """The page of ``lever:council``, ``indicator:deaths``, ``parameter:trust.reach`` or ``ledger``; empty if unknown."""
    kind, _, name = what.partition(":")
    if kind == "lever" and name in levers():
        return _lever(language, name)
    if kind == "indicator" and name in indicators():
        return _indicator(language, name)
    if kind == "parameter" and name in parameters():
        return _parameter(language, name)
    if kind == "ledger":
        return Help(word(language, "explore", "ledger"), (word(language, "what", "ledger"),))
    return Help()


def reflowed(page: str) -> str:
    """A page of the model as people read it: paragraphs as one line each, names of code in quotation marks, no equations."""
    paragraphs = page.strip().split("\n\n")
    kept = [
        each for each in paragraphs if not any(line.startswith(" ") for line in each.splitlines())
    ]
    said = "\n\n".join(" ".join(each.split()) for each in kept)
    return CODE.sub(lambda found: f"“{found[1].replace('_', ' ')}”", said)


def _lever(language: str, name: str) -> Help:
    lever, cost = levers()[name], parameters()[f"{name}.usd_per_dose_year"]
    pages = dict.fromkeys(process.page for process in lever.processes)
    facts = [
        ("delivered_by", word(language, "deliverers", lever.deliverer)),
        ("evidence", f"{lever.grade}: {word(language, 'grades', lever.grade[0])}"),
        ("cost", f"US$ {cost.default:,.0f} ({cost.prior.low:,.0f}–{cost.prior.high:,.0f})"),
        ("cost_of", cost.meaning),
        ("can_go_wrong", name_of(language, "lever_harms", name, lever.can_go_wrong)),
        ("civic_space", word(language, "what", "yes" if lever.needs_civic_space else "no")),
        ("parameters", _numbers_of(name)),
    ]
    meaning = name_of(language, "lever_meanings", name, lever.meaning)
    return Help(
        lever_title(language, lever),
        (f"{meaning[:1].upper()}{meaning[1:]}.", *map(reflowed, pages)),
        _named(language, facts),
    )


def _numbers_of(lever: str) -> str:
    """What the numbers of a lever mean; its cost has a line of its own."""
    own = [full for full in parameters() if full.startswith(f"{lever}.")]
    return "; ".join(
        parameters()[full].meaning for full in own if full != f"{lever}.usd_per_dose_year"
    )


def _indicator(language: str, name: str) -> Help:
    found = indicators()[name]
    facts = [
        ("parts", _parts(language) if name == HEADLINE else ""),
        ("unit", unit_name(language, found.unit)),
        ("better_is", word(language, "what", f"better_{found.direction}")),
        ("over_weeks", word(language, "overall", found.overall)),
        ("smallest", f"{found.smallest_difference:g} {unit_name(language, found.unit)}"),
        ("undefined", found.undefined_when),
        ("counterpart", found.counterpart),
        ("harm", word(language, "what", "yes" if found.harm else "no")),
    ]
    return Help(
        indicator_name(language, name),
        (f"{indicator_meaning(language, found)}.",),
        _named(language, facts),
    )


def _parts(language: str) -> str:
    """The parts of the stability index with their weights: ``40 % stability: calm``."""
    named = ((weight, indicator_name(language, PARTS[part])) for part, weight in WEIGHTS.items())
    return number_in(language, ", ".join(f"{100 * weight:.0f} % {name}" for weight, name in named))


def _parameter(language: str, name: str) -> Help:
    found = parameters()[name]
    facts = [
        ("unit", found.unit),
        ("default", f"{found.default:g}"),
        ("explored", f"{found.prior.low:g} – {found.prior.high:g}"),
        ("allowed", f"{found.bounds[0]:g} – {found.bounds[1]:g}"),
        ("basis", word(language, "basis", found.basis)),
        ("source", found.source.citation),
    ]
    return Help(name, (f"{found.meaning}.",), _named(language, facts))


def _named(language: str, facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((word(language, "what", f"fact_{key}"), value) for key, value in facts if value)
