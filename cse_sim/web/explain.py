"""What is this? One page for every lever, measure, parameter and part of the screen, from what the model declares."""

from __future__ import annotations

from dataclasses import dataclass

from cse_sim.indicators import catalogue as indicators
from cse_sim.levers import catalogue as levers
from cse_sim.params import catalogue as parameters
from cse_sim.web.labels import indicator_meaning, indicator_name, lever_title, unit_name
from cse_sim.web.texts import name_of, word


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
    """A page with its paragraphs as one line each; indented ones (equations, lists) stay as they are."""
    paragraphs = page.strip().split("\n\n")
    return "\n\n".join(
        each if any(line.startswith(" ") for line in each.splitlines()) else " ".join(each.split())
        for each in paragraphs
    )


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
        ("parameters", ", ".join(full for full in parameters() if full.startswith(f"{name}."))),
    ]
    meaning = name_of(language, "lever_meanings", name, lever.meaning)
    return Help(
        lever_title(language, lever),
        (f"{meaning[:1].upper()}{meaning[1:]}.", *map(reflowed, pages)),
        _named(language, facts),
    )


def _indicator(language: str, name: str) -> Help:
    found = indicators()[name]
    facts = [
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
