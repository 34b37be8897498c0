"""Scenario: choose one, change it as a form or as a text, bring a country of one's own."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import solara

from cse_sim.errors import InputError
from cse_sim.scenario.model import Scenario
from cse_sim.web import widgets
from cse_sim.web.choices import MOST_RUNS, Choices
from cse_sim.web.country import (
    MOST_BYTES,
    Draft,
    checked,
    country_text,
    facts_of,
    refused,
    sample_table,
    sources_of,
    with_fields,
)
from cse_sim.web.question import TABLES, file_text
from cse_sim.web.texts import words
from cse_sim.web.visit import Visit


@solara.component
def ScenarioPage(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    choices, scenario, language = visit.choices, visit.scenario, visit.language
    draft = visit.draft.value or Draft(file_text(choices, scenario, visit.extends), choices.files)
    widgets.Country(
        t=words(language, "country"),
        title=scenario.title,
        description=scenario.description,
        facts=facts_of(scenario),
        sources=sources_of(scenario),
        text=draft.text,
        problems=[asdict(problem) for problem in draft.problems],
        checked=draft.checked,
        asked=draft.asked,
        sample=sample_table(),
        fields={
            "title": scenario.title,
            "weeks": scenario.weeks,
            "budget": scenario.budget.usd_per_year,
        },
        runs=choices.runs,
        seed=choices.seed,
        weeks=choices.weeks or scenario.weeks,
        all_weeks=scenario.weeks,
        most_runs=MOST_RUNS,
        most_bytes=MOST_BYTES,
        kept=[name for name, _ in visit.past.value.named],
        event_check=lambda said: use(visit, checked(str(said["text"]), draft.files)),
        event_apply_form=lambda said: form_applied(visit, draft, said),
        event_build=lambda said: built(visit, draft, said),
        event_set_runs=lambda said: visit.change(
            with_runs, visit.scenario, said["runs"], said["seed"], said["weeks"]
        ),
        event_keep=lambda name: visit.go_to(visit.past.value.kept(str(name))),
        event_recall=lambda name: visit.go_to(visit.past.value.recalled(str(name))),
    )


def use(visit: Visit, draft: Draft) -> None:
    """Begin from a draft that has no problems; otherwise show them. That it is in use is said once it is."""
    if not draft.problems:
        visit.open_case(visit.choices.case, draft.text, draft.files)
    visit.draft.set(draft)


def form_applied(visit: Visit, draft: Draft, said: dict[str, Any]) -> None:
    """Lay the form's fields into the text and check it."""
    try:
        text = with_fields(str(said.pop("text")), said)
    except (InputError, ValueError) as error:
        visit.draft.set(refused(draft, error, "form"))
        return
    use(visit, replace(checked(text, draft.files), asked="form"))


def built(visit: Visit, draft: Draft, said: dict[str, Any]) -> None:
    """A scenario around the visitor's own tables."""
    communities, boundaries = str(said.get("communities", "")), str(said.get("boundaries", ""))
    try:
        text = country_text(communities, boundaries)
    except InputError as error:
        visit.draft.set(refused(draft, error, "tables"))
        return
    files = tuple(pair for pair in zip(TABLES, (communities, boundaries), strict=True) if pair[1])
    use(visit, replace(checked(text, files), asked="tables"))


def with_runs(choices: Choices, scenario: Scenario, runs: int, seed: int, weeks: int) -> Choices:
    """Another number of worlds, another seed, or only the first weeks of the scenario.

    Raises
    ------
    InputError
        when they cannot be used.
    """
    from cse_sim.study.question import MOST_SEED

    if type(runs) is not int or not 2 <= runs <= MOST_RUNS:
        raise InputError(f"{runs!r} cannot be used", where="runs", allowed=f"2 to {MOST_RUNS}")
    if type(seed) is not int or not 0 <= seed <= MOST_SEED:
        raise InputError(f"{seed!r} cannot be used", where="seed", allowed=f"0 to {MOST_SEED}")
    if type(weeks) is not int or not 1 <= weeks <= scenario.weeks:
        raise InputError(
            f"{weeks!r} cannot be used", where="weeks", allowed=f"1 to {scenario.weeks}"
        )
    return replace(choices, runs=runs, seed=seed, weeks=None if weeks == scenario.weeks else weeks)
