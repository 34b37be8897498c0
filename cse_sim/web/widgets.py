"""The page's own parts: each a template of plain HTML, fed with plain data, that tells what the visitor did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Told = Callable[[Any], None]
Rows = list[dict[str, Any]]
Words = dict[str, str]


@solara.component_vue("vue/masthead.vue", vuetify=False)
def Masthead(
    t: Words,
    languages: dict[str, str],
    language: str,
    direction: str,
    pages: Rows,
    current: str,
    scenarios: Rows,
    scenario: str,
    flag: str,
    asked: str,
    problems: list[str],
    address: str,
    linkable: bool,
    can_undo: bool,
    can_redo: bool,
    event_go: Told,
    event_undo: Told,
    event_redo: Told,
    event_set_language: Told,
    event_open_scenario: Told,
    event_dismiss: Told,
    event_no_link: Told,
    event_start_tour: Told,
) -> None:
    """Name, pages, scenario, language, undo, link."""


@solara.component_vue("vue/levers.vue", vuetify=False)
def Levers(
    t: Words,
    groups: Rows,
    uses: dict[str, dict[str, Any]],
    places: Rows,
    strategies: Rows,
    begun_from: str,
    baseline: str,
    budget: float,
    budgets: Rows,
    factor: float,
    changed: bool,
    targetings: list[str],
    first_day: str,
    last_day: str,
    event_set_share: Told,
    event_set_budget: Told,
    event_set_places: Told,
    event_use: Told,
    event_reset: Told,
    event_reset_all: Told,
    event_begin: Told,
    event_set_baseline: Told,
    event_explain: Told,
) -> None:
    """The visitor's strategy: what each lever takes of the budget."""


@solara.component_vue("vue/headline.vue", vuetify=False)
def Headline(
    t: Words,
    standing: str,
    sentence: str,
    price: str,
    range: str,
    money: str,
    trust: str,
    failure: str,
    working: bool,
    stale: bool,
    stopped: bool,
    done: int,
    planned: int,
    event_cancel: Told,
    event_go_on: Told,
) -> None:
    """The answer in a sentence, how sure it is, and how far it has come."""


@solara.component_vue("vue/chart.vue", vuetify=False)
def Chart(
    t: Words,
    name: str,
    title: str,
    note: str,
    option: dict[str, Any],
    table: dict[str, Any],
    height: int = 300,
    maps: dict[str, Any] | None = None,
    question: str = "",
    flag: str = "",
    foot: str = "",
    language: str = "en",
    compact: bool = False,
    weeks: list[int] = [],  # noqa: B006 - Solara reads the defaults and changes none
    dates: list[str] = [],  # noqa: B006
    place: int = 0,
    difference: bool = False,
    event_set_week: Told = lambda _: None,
    event_set_difference: Told = lambda _: None,
    event_explain: Told = lambda _: None,
    event_picked: Told = lambda _: None,
) -> None:
    """A chart with its table behind it."""


@solara.component_vue("vue/ledger.vue", vuetify=False)
def Ledger(t: Words, rows: Rows, event_explain: Told) -> None:
    """The harms, every one of them."""


@solara.component_vue("vue/controls.vue", vuetify=False)
def Controls(
    t: Words,
    groups: Rows,
    indicator: str,
    difference: bool,
    single: bool,
    event_set_indicator: Told,
    event_set_difference: Told,
    event_set_single: Told,
) -> None:
    """What the chart over time shows."""


@solara.component_vue("vue/pane.vue", vuetify=False)
def Pane(
    title: str,
    lines: list[str],
    facts: list[list[str]],
    buttons: Rows,
    spot: str,
    event_press: Told,
    event_close: Told,
) -> None:
    """A page laid over the others: help, or a step of the tour."""


@solara.component_vue("vue/chooser.vue", vuetify=False)
def Chooser(
    t: Words,
    strategies: Rows,
    chosen: list[str],
    most: int,
    baseline: str,
    groups: Rows,
    indicator: str,
    event_choose: Told,
    event_set_baseline: Told,
    event_set_indicator: Told,
) -> None:
    """Which strategies stand side by side, against which, in what."""


@solara.component_vue("vue/strategies.vue", vuetify=False)
def Strategies(
    t: Words,
    sentence: str,
    trust: str,
    failure: str,
    working: bool,
    done: int,
    planned: int,
    unit: str,
    rows: Rows,
    notes: list[str],
) -> None:
    """One row per strategy."""


@solara.component_vue("vue/matrix.vue", vuetify=False)
def Matrix(
    title: str, columns: list[str], blocks: Rows, sideways: str, event_explain: Told
) -> None:
    """Verdicts on all strategies in all measures that are read first."""


@solara.component_vue("vue/assumptions.vue", vuetify=False)
def Beliefs(t: Words, rows: Rows, groups: Rows, event_set: Told, event_reset: Told) -> None:
    """Every parameter, and a form to change one with a reason."""


@solara.component_vue("vue/about.vue", vuetify=False)
def About(
    sections: Rows,
    boundaries: str,
    researchers: str,
    researchers_note: str,
    researchers_open: str,
    tour: str,
    event_start_tour: Told,
) -> None:
    """What this is, and what it is not."""


@solara.component_vue("vue/country.vue", vuetify=False)
def Country(
    t: Words,
    title: str,
    description: str,
    facts: list[list[str]],
    sources: list[list[str]],
    text: str,
    problems: Rows,
    checked: bool,
    asked: str,
    sample: str,
    fields: dict[str, Any],
    runs: int,
    seed: int,
    weeks: int,
    all_weeks: int,
    most_runs: int,
    most_bytes: int,
    kept: list[str],
    event_check: Told,
    event_apply_form: Told,
    event_build: Told,
    event_set_runs: Told,
    event_keep: Told,
    event_recall: Told,
) -> None:
    """The scenario as facts, as a form and as a text."""


@solara.component_vue("vue/agents.vue", vuetify=False)
def Agents(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    """The agents of one kind, a row each."""


@solara.component_vue("vue/take.vue", vuetify=False)
def Take(
    t: Words,
    which: str,
    whiches: Rows,
    command: str,
    screen: Rows,
    files: Rows,
    working: bool,
    done: int,
    planned: int,
    failure: str,
    parcel: dict[str, Any] | None,
    event_choose: Told,
    event_prepare: Told,
    event_stop: Told,
    event_take: Told,
) -> None:
    """Files and the command that repeats the numbers."""


@solara.component_vue("vue/influence.vue", vuetify=False)
def Influence(
    t: Words,
    groups: Rows,
    indicator: str,
    difference: bool,
    sentence: str,
    event_set_indicator: Told,
    event_set_difference: Told,
) -> None:
    """Which result is asked about, and what can be said of it."""


@solara.component_vue("vue/ask_study.vue", vuetify=False)
def AskStudy(
    t: Words,
    ways: Rows,
    inputs: int,
    ready: bool,
    working: bool,
    done: int,
    planned: int,
    failure: str,
    sentence: str,
    folder: str,
    stale: str,
    event_start: Told,
    event_stop: Told,
) -> None:
    """A study made for the question."""
