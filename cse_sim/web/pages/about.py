"""Help: what this is and what it is not; and the page laid over the others that answers what is this."""

from __future__ import annotations

import solara

from cse_sim.web import widgets
from cse_sim.web.explain import Help as Explained
from cse_sim.web.explain import help_of
from cse_sim.web.texts import word, words
from cse_sim.web.visit import Visit

STEPS = 5
SECTIONS = {
    "title": ("compares",),
    "limits": ("limit_evidence", "limit_synthetic", "limit_unclear", "limit_spread"),
    "words": ("world", "likelihood_words", "grades"),
    "keyboard_title": ("keyboard",),
    "privacy": ("data",),
}


@solara.component
def Help(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    t = words(visit.language, "help")
    sections = [
        {"title": t[title], "lines": [t[line] for line in lines]}
        for title, lines in SECTIONS.items()
    ]
    widgets.About(
        sections=sections,
        boundaries=word(visit.language, "explore", "boundaries"),
        researchers=t["researchers"],
        researchers_note=t["researchers_note"],
        researchers_open=t["researchers_open"],
        tour=word(visit.language, "masthead", "tour"),
        event_start_tour=lambda _: visit.show(tour=1, page="explore"),
    )


@solara.component
def PanePart(visit: Visit, explained: str, explain: widgets.Told) -> None:
    """Help laid over the page, or a step of the tour."""
    language, step = visit.language, visit.shown.value.tour
    tour = words(language, "tour")
    found, buttons, spot = help_of(language, explained), [], ""
    if step:
        count = tour["of"].format(step=step, steps=STEPS)
        found = Explained(tour[f"title_{step}"], (tour[f"text_{step}"], count))
        buttons = [
            {"name": "end", "title": tour["end"], "strong": False},
            *([{"name": "back", "title": tour["back"], "strong": False}] if step > 1 else []),
            {"name": "next", "title": tour["next" if step < STEPS else "end"], "strong": True},
        ]
        spot = str(step)
    elif found.title:
        buttons = [{"name": "close", "title": word(language, "words", "close"), "strong": True}]

    def press(name: str) -> None:
        if name == "close":
            explain("")
        elif name == "back":
            visit.show(tour=step - 1)
        else:
            visit.show(tour=step + 1 if name == "next" and step < STEPS else 0)

    def close(_: object) -> None:
        explain("")
        visit.show(tour=0)

    widgets.Pane(
        title=found.title,
        lines=list(found.lines),
        facts=[list(fact) for fact in found.facts],
        buttons=buttons,
        spot=spot,
        event_press=press,
        event_close=close,
    )
