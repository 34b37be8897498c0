"""The page that Solara serves: one visit per browser window, and the part of it that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import solara

from cse_sim.web import opening, widgets
from cse_sim.web.address import link, own_link
from cse_sim.web.background import give_up
from cse_sim.web.pages.about import Help, PanePart
from cse_sim.web.pages.assumptions import Assumptions
from cse_sim.web.pages.compare import Compare
from cse_sim.web.pages.explore import Explore
from cse_sim.web.pages.scenario import ScenarioPage
from cse_sim.web.pages.sensitivity import Sensitivity
from cse_sim.web.pages.take import TakeAway
from cse_sim.web.rows import asked_words, short_flag
from cse_sim.web.texts import LANGUAGES, RIGHT_TO_LEFT, word, words
from cse_sim.web.visit import PAGES, Visit, arrived

VERSION = version("cse-sim")


@solara.component
def Page() -> None:
    """One window of one visitor."""
    router = solara.use_router()
    visit = solara.use_memo(lambda: arrived(opening.OPENED, router.search or "", VERSION), [])
    explained, explain = solara.use_state("")
    solara.use_effect(lambda: lambda: left(visit), [])
    with solara.Div(classes=["cse"]):
        MastheadPart(visit)
        Body(visit, explain)
        PanePart(visit, explained, explain)


def left(visit: Visit) -> None:
    """The window is closed: what was under way for it is given up."""
    for job in (visit.studied, visit.taken):
        give_up(job)


@solara.component
def ModelPage() -> None:
    """Mesa's own view; loaded when it is first opened."""
    from cse_sim.web.researchers import ModelPage as View

    View()


@solara.component
def Layout(children: Any) -> None:
    """The page's own frame; Mesa's view has the framework's, with a way back."""
    if solara.use_router().path.strip("/") == MODEL:
        solara.AppLayout(children=children)
    else:
        with solara.Div(classes=["cse-frame"]):
            for child in children:
                solara.display(child)


MODEL = "model"
routes = [
    solara.Route("/", component=Page, layout=Layout, label="View"),
    solara.Route(MODEL, component=ModelPage, label="Model"),
]


@solara.component
def Body(visit: Visit, explain: widgets.Told) -> None:
    """The page that is looked at."""
    BODIES[visit.shown.value.page](visit, explain)


BODIES: dict[str, Callable[[Visit, widgets.Told], Any]] = {
    "explore": Explore,
    "compare": Compare,
    "assumptions": Assumptions,
    "country": ScenarioPage,
    "sensitivity": Sensitivity,
    "take": TakeAway,
    "help": Help,
}


@solara.component
def MastheadPart(visit: Visit) -> None:
    """Name, pages, scenario, undo, link."""
    past, shown = visit.past.value, visit.shown.value
    choices, language = past.now, shown.language
    t = words(language, "masthead")
    widgets.Masthead(
        t=t,
        languages=LANGUAGES,
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        pages=[{"name": name, "title": t[name]} for name in PAGES],
        current=shown.page,
        scenarios=opening.scenario_rows(visit.opened, choices, visit.scenario),
        scenario=opening.MINE if choices.text else choices.case,
        flag=short_flag(choices, language),
        asked=asked_words(choices, visit.scenario, language),
        problems=[*shown.notes, *shown.problems],
        address=own_link(choices, shown.page, language)
        if choices.text
        else link(choices, visit.scenario, VERSION, shown.page, language),
        linkable=not choices.text,
        can_undo=bool(past.before),
        can_redo=bool(past.undone),
        event_go=lambda page: visit.show(page=page),
        event_undo=lambda _: visit.go_to(visit.past.value.undo()),
        event_redo=lambda _: visit.go_to(visit.past.value.redo()),
        event_set_language=lambda code: visit.show(language=code),
        event_open_scenario=lambda name: open_case(visit, name),
        event_dismiss=lambda _: visit.show(problems=(), notes=()),
        event_no_link=lambda _: visit.tell(word(language, "masthead", "no_link")),
        event_start_tour=lambda _: visit.show(tour=1, page="explore"),
    )


def open_case(visit: Visit, name: str) -> None:
    """Another scenario of the list; what was written before is gone from the editor."""
    if name != opening.MINE:
        visit.draft.set(None)
        visit.open_case(name)
