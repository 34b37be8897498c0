"""One visitor: what they chose, what they look at, and the answers that have come. Nothing of it is shared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import solara

from cse_sim.errors import InputError
from cse_sim.scenario.model import Scenario
from cse_sim.study.headlines import HEADLINE
from cse_sim.web.answers import Answer
from cse_sim.web.choices import DEFAULT_CASE, Choices, first_choices
from cse_sim.web.past import Past
from cse_sim.web.question import scenario_of
from cse_sim.web.texts import ENGLISH, word

T = TypeVar("T")
PAGES = ("explore", "compare", "sensitivity", "assumptions", "country", "take", "help")


@dataclass(frozen=True)
class Opened:
    """What the server was started with: a scenario of a file, or the folder of a finished study.

    Of a study also the choices that ask the same, its budget levels, and what the page asks ``otherwise``: sentences of
    the page with their values. Of one that asked what matters its rows and its method.
    """

    scenario: Scenario | None = None
    case: str = DEFAULT_CASE
    file: str = ""
    folder: str = ""
    choices: Choices | None = None
    rows: tuple[dict[str, Any], ...] = ()
    method: str = ""
    budgets: tuple[float, ...] = ()
    otherwise: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Shown:
    """What is looked at; no number depends on it.

    ``problems`` are gone with the next thing that works or the next page; ``notes`` stay until they are closed.
    """

    page: str = "explore"
    language: str = ENGLISH
    indicator: str = HEADLINE
    place_indicator: str = "trust_in_peacekeepers"
    week: int = 0
    difference: bool = False
    single: bool = False
    map_difference: bool = True
    tour: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far the answer of a page is."""

    done: int = 0
    planned: int = 0
    working: bool = False
    waiting: bool = False
    stopped: bool = False
    failure: str = ""


@dataclass
class Visit:
    """The visitor's own values; each tells the page when it changes."""

    opened: Opened
    past: solara.Reactive[Past]
    shown: solara.Reactive[Shown]
    answer: solara.Reactive[Answer | None] = field(default_factory=lambda: solara.reactive(None))
    progress: solara.Reactive[Progress] = field(default_factory=lambda: solara.reactive(Progress()))
    compared: solara.Reactive[Answer | None] = field(default_factory=lambda: solara.reactive(None))
    comparing: solara.Reactive[Progress] = field(
        default_factory=lambda: solara.reactive(Progress())
    )
    halted: solara.Reactive[Choices | None] = field(default_factory=lambda: solara.reactive(None))
    draft: solara.Reactive[Any] = field(default_factory=lambda: solara.reactive(None))
    taken: solara.Reactive[Any] = field(default_factory=lambda: solara.reactive(None))
    studied: solara.Reactive[Any] = field(default_factory=lambda: solara.reactive(None))

    @property
    def choices(self) -> Choices:
        past: Past = self.past.value
        return past.now

    @property
    def scenario(self) -> Scenario:
        """The scenario the choices rest on."""
        return scenario_of(self.choices, self.opened.scenario)

    @property
    def extends(self) -> str:
        """What a scenario file of the visitor's extends."""
        choices = self.choices
        return self.opened.file if choices.case == self.opened.case else choices.case

    @property
    def language(self) -> str:
        shown: Shown = self.shown.value
        return shown.language

    def choose(self, choices: Choices) -> None:
        """Another choice, that can be undone."""
        self.go_to(self.past.value.chosen(choices))

    def go_to(self, past: Past) -> None:
        """Other choices, before or after; what was told of those before is over."""
        self.past.set(past)
        if self.shown.value.problems:
            self.show(problems=())

    def change(self, function: Callable[..., Choices], *arguments: Any, **named: Any) -> None:
        """A choice made by a function of the choices; what cannot be used is told and changes nothing."""
        try:
            self.choose(function(self.choices, *arguments, **named))
        except (InputError, ValueError) as error:
            self.tell(str(error))

    def show(self, **changes: Any) -> None:
        """Look at something else; on another page nothing is told of the one before."""
        if changes.get("page", self.shown.value.page) != self.shown.value.page:
            changes = {"problems": (), **changes}
        self.shown.set(replace(self.shown.value, **changes))

    def tell(self, problem: str) -> None:
        """A sentence for the visitor."""
        told = [each for each in self.shown.value.problems if each != problem]
        self.show(problems=(*told, problem)[-5:])

    def open_case(self, case: str, text: str = "", files: tuple[tuple[str, str], ...] = ()) -> None:
        """Begin anew in a scenario; this too can be undone."""
        try:
            scenario = scenario_of(Choices(case=case, text=text, files=files), self.opened.scenario)
        except InputError as error:
            self.tell(str(error))
            return
        begun = first_choices(scenario, case, text, files)
        self.choose(replace(begun, seed=self.choices.seed, runs=self.choices.runs))


def arrived(opened: Opened, query: str, version: str) -> Visit:
    """A visitor who comes with a link, or without one."""
    from cse_sim.web.address import read_link

    def found(case: str) -> Scenario:
        return scenario_of(Choices(case=case), opened.scenario)

    read = read_link(query, found, opened.case, version)
    if opened.choices is not None and "scenario=" not in query:
        read = replace(read, choices=opened.choices)
    begun = "sensitivity" if opened.rows else "compare" if opened.folder else "explore"
    page = read.page if read.page in PAGES else begun
    language = read.language if read.language in ("en", "fr", "ar") else ENGLISH
    told = (
        []
        if "scenario=" in query
        else [word(language, "opening", k, **v) for k, v in opened.otherwise]
    )
    if read.own:
        title = found(read.choices.case).title
        told.append(word(language, "masthead", "own_lost", title=title))
    shown = Shown(page, language, problems=read.problems, notes=tuple(told))
    return Visit(opened, solara.reactive(Past(read.choices)), solara.reactive(shown))
