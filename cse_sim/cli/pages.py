"""The pages that ``describe`` shows, one function per kind of thing; None where nothing has that name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def pages_of(name: str) -> list[tuple[str, str]]:
    """Kind and text of everything with this name."""
    pages = ((kind, page(name)) for kind, page in PAGES.items())
    return [(kind, text) for kind, text in pages if text is not None]


def mechanism_page(name: str) -> str | None:
    """Claim, equation, symbols, sources: the docstring of the mechanism's module."""
    from cse_sim.mechanisms import catalogue

    found = catalogue().get(name)
    if found is None:
        return None
    facts = [("writes", ", ".join(found.writes)), ("each", found.each or "run")]
    groups = [p.full_name for group in found.params for p in group.declared.values()]
    return _page(found.page, [*facts, ("parameters", ", ".join(groups))])


def lever_page(name: str) -> str | None:
    """What it is, who delivers it, how sure we are and how it can go wrong."""
    from cse_sim.levers import catalogue
    from cse_sim.params import catalogue as parameters

    found = catalogue().get(name)
    if found is None:
        return None
    cost = parameters()[f"{name}.usd_per_dose_year"]
    facts = [
        ("delivered by", found.deliverer),
        ("evidence", f"grade {found.grade}"),
        ("costs", f"US$ {cost.default:,.0f}: {cost.meaning}"),
        ("can go wrong by", found.can_go_wrong),
        ("needs civic space", "yes" if found.needs_civic_space else "no"),
        ("parameters", ", ".join(full for full in parameters() if full.startswith(f"{name}."))),
    ]
    pages = [process.page for process in found.processes]
    return _page("\n\n".join([f"{found.title}: {found.meaning}.", *dict.fromkeys(pages)]), facts)


def parameter_page(name: str) -> str | None:
    """Meaning, unit, default, both ranges, basis and source."""
    from cse_sim.params import catalogue

    found = catalogue().get(name)
    if found is None:
        return None
    return _page(
        found.meaning,
        [
            ("unit", found.unit),
            ("default", f"{found.default:g}"),
            ("bounds", f"{found.bounds[0]:g} to {found.bounds[1]:g}"),
            (
                "explored",
                f"{found.prior.low:g} to {found.prior.high:g}, {type(found.prior).__name__}",
            ),
            ("basis", found.basis),
            ("source", found.source.citation),
        ],
    )


def indicator_page(name: str) -> str | None:
    """What is measured, in which unit, and which way is better."""
    from cse_sim.indicators import catalogue

    found = catalogue().get(name)
    if found is None:
        return None
    better = {"up": "more", "down": "less", "none": "neither"}[found.direction]
    return _page(
        found.meaning,
        [
            ("unit", found.unit),
            ("better is", better),
            ("harm", "yes" if found.harm else "no"),
            ("over the weeks", found.overall),
            ("smallest difference that matters", f"{found.smallest_difference:g} {found.unit}"),
            ("undefined", found.undefined_when),
            ("in the real world", found.counterpart),
        ],
    )


def strategy_page(name: str) -> str | None:
    """A shipped strategy, or that of a path, as its file says it; one that cannot be used is refused."""
    from cse_sim.scenario.shipped import shipped_strategies
    from cse_sim.scenario.strategy_files import is_strategy, read_strategy

    if is_strategy(name):
        read_strategy(name)
        return _file(Path(name))
    return _file(shipped_strategies().get(name))


def experiment_page(name: str) -> str | None:
    """A shipped experiment as its file says it."""
    from cse_sim.scenario.shipped import shipped_experiments

    return _file(shipped_experiments().get(name))


def scenario_page(name: str) -> str | None:
    """Title, description, size, money and sources of a shipped scenario."""
    from cse_sim.scenario import read_scenario
    from cse_sim.scenario.shipped import shipped_scenarios

    if name not in shipped_scenarios():
        return None
    case = read_scenario(name)
    first, last = case.budget_window
    facts = [
        ("kind", case.case),
        ("time", f"{case.weeks} weeks from {case.start}"),
        ("communities", f"{len(case.communities)} in {len(case.admin1)} administrative units"),
        ("people", f"{sum(row.population for row in case.communities):,}"),
        ("groups", ", ".join(group.name for group in case.groups)),
        ("armed groups", ", ".join(group.name for group in case.armed_groups) or "none"),
        ("mission", case.mission.name or "none"),
        ("budget", f"US$ {case.budget.usd_per_year:,.0f} a year, {first} to {last}"),
        ("strategies", ", ".join(strategy.name for strategy in case.strategies)),
        *((note.item, _with_basis(note.source, note.basis)) for note in case.sources),
    ]
    return _page(f"{case.title}\n\n{case.description}".strip(), facts)


def _with_basis(source: str, basis: str) -> str:
    """A source and how sure it is, which is said once."""
    if not source or source.endswith(basis):
        return source or basis
    return f"{source} ({basis})"


def input_page(name: str) -> str | None:
    """What a study may vary besides parameters: the dose of a lever, the budget."""
    from cse_sim.levers import catalogue

    if name == "budget_factor":
        text = "What the scenario's budget is multiplied by. In --vary, sweeps and experiment files; a range of its own has to be given."
        return _page(text, [("bounds", "0 to 1000"), ("not varied", "1")])
    lever = catalogue().get(name.removeprefix("dose."))
    if lever is None or not name.startswith("dose."):
        return None
    text = (
        f"The dose of the lever {lever.name} ({lever.meaning}): how intensely it is used where a strategy uses it. "
        "For --vary, sweeps and experiment files; a strategy without the lever stays as it is."
    )
    facts = [
        ("unit", "share of the full dose"),
        ("bounds", "0 to 1"),
        ("not varied", "what the strategy says, else 1"),
        ("see also", f"cse-sim describe {lever.name}"),
    ]
    return _page(text, facts)


PAGES: dict[str, Callable[[str], str | None]] = {
    "mechanism": mechanism_page,
    "lever": lever_page,
    "parameter": parameter_page,
    "strategy": strategy_page,
    "scenario": scenario_page,
    "indicator": indicator_page,
    "experiment": experiment_page,
    "input": input_page,
}


def _page(text: str, facts: Iterable[tuple[str, Any]]) -> str:
    lines = [f"{name}: {value}" for name, value in facts if value]
    return "\n".join([text.strip(), "", *lines])


def _file(path: Path | None) -> str | None:
    return None if path is None else path.read_text(encoding="utf-8").strip()
