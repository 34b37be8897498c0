"""The harm ledger: always on the page, with what got worse in words first."""

from __future__ import annotations

from cse_sim.report.answer import worse
from cse_sim.report.differences import differences
from cse_sim.report.finished import Finished
from cse_sim.report.parts import Section
from cse_sim.report.ranges import ranges
from cse_sim.report.sweep import growing_harms, sweep

ABOUT = (
    "The ledger holds what a strategy may do to people and organisations while it helps: misconduct, reprisals, "
    "punishment without law, violence pushed elsewhere, fear and lost wellbeing. It is shown whatever it says."
)


def harms(study: Finished) -> Section | None:
    """The section on harms; None if no harm was measured."""
    names = study.page.harms
    if not names:
        return None
    if study.verb == "sweep":
        return _along(study)
    if not study.comparison:
        figure = ranges(study, "harm-ranges", names)
        return Section("harms", "Harm ledger", (ABOUT,), figures=(figure,))
    compared = [(each, study.against(each)) for each in study.challengers]
    baseline = study.title_of(study.inputs["baseline"])
    points = [
        f"{words} than {baseline}: {found}."
        for words, found in (
            ("More harm", worse(compared, names, len(names))),
            ("Worse outcomes", worse(compared, study.page.outcomes, len(study.page.outcomes))),
        )
        if found
    ]
    nothing = f"Nothing is shown to be worse than {baseline}; a harm too small for {study.inputs['runs']} runs would not be seen."
    found_figure = differences(study, "harm-differences", "Harms and their intervals", names)
    return Section(
        "harms",
        "Harm ledger",
        (ABOUT,),
        points=tuple(points) or (nothing,),
        figures=(found_figure,) if found_figure else (),
    )


def _along(study: Finished) -> Section:
    """What gets worse along what was varied."""
    found = growing_harms(study)
    nothing = "No harm is shown to grow along what was varied; one too small for these runs would not be seen."
    figures = sweep(study, study.page.harms)
    return Section(
        "harms", "Harm ledger", (ABOUT,), points=tuple(found) or (nothing,), figures=tuple(figures)
    )
