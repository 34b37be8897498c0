"""What matters: from the worlds there are, and from a study made for the question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import solara

from cse_sim.study.sensitivity import METHODS as KNOWN_METHODS
from cse_sim.web import widgets
from cse_sim.web.asking import use_answer
from cse_sim.web.background import Job, begin, stop
from cse_sim.web.choices import OWN
from cse_sim.web.influences import (
    METHODS,
    index_figure,
    index_sentence,
    influence_sentence,
    influences,
    main_index,
    ranked,
    tornado,
    varied,
)
from cse_sim.web.labels import indicator_groups, indicator_name, strategy_title
from cse_sim.web.pages.explore import chart_words, ready
from cse_sim.web.question import sensitivity_study
from cse_sim.web.rows import flag
from cse_sim.web.texts import name_of, word, words
from cse_sim.web.visit import Visit

SAMPLES = [8, 16, 32, 64, 128]
REPLICATES = 2


@solara.component
def Sensitivity(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    use_answer(visit, (OWN,), visit.answer, visit.progress)
    told = [row["strategy"] for row in visit.opened.rows]
    difference, set_difference = solara.use_state(not told or any(" - " in name for name in told))
    with solara.Div(classes=["sheets"]):
        QuickPart(visit, explain, difference, set_difference)
        StudyPart(visit, explain, difference)


@solara.component
def QuickPart(
    visit: Visit, explain: widgets.Told, difference: bool, set_difference: widgets.Told
) -> None:
    """From the worlds there are."""
    answer, shown = visit.answer.value, visit.shown.value
    language, indicator = shown.language, shown.indicator
    found = [] if not ready(answer) else influences(answer, indicator, difference)
    sentence = (
        influence_sentence(found, language, answer.runs)
        if ready(answer)
        else visit.progress.value.failure or word(language, "sensitivity", "waiting")
    )
    with solara.Div(classes=["sheets"]):
        widgets.Influence(
            t={**words(language, "sensitivity"), **mode_words(visit)},
            groups=indicator_groups(language),
            indicator=indicator,
            difference=difference,
            sentence=sentence,
            event_set_indicator=lambda name: visit.show(indicator=name),
            event_set_difference=lambda on: set_difference(bool(on)),
        )
        if found:
            figure = tornado(found, answer, language, indicator, difference)
            with solara.Div(classes=["sheet"]):
                ChartOf(visit, "tornado", figure, explain)


@solara.component
def StudyPart(visit: Visit, explain: widgets.Told, difference: bool) -> None:
    """A study in full on the numbers that stand out, or the one the server was opened with."""
    answer, shown = visit.answer.value, visit.shown.value
    language, indicator, choices, scenario = (
        shown.language,
        shown.indicator,
        visit.choices,
        visit.scenario,
    )
    job: Job = visit.studied.value or Job()
    names = varied(influences(answer, indicator, difference)) if ready(answer) else []
    there = list(visit.opened.rows) if job.finished is None else job.finished.rows
    rows = study_rows(there, indicator, difference)
    method, _, answered = job.key.partition(" ")
    asked = repr(replace(choices, compared=(), runs=0))  # neither decides a number of the study
    stale = ""
    if job.finished is None:
        method = visit.opened.method
    elif answered != asked:
        stale = word(language, "sensitivity", "stale")

    def start(said: dict[str, Any]) -> None:
        key = f"{said['method']} {asked}"
        begin(
            visit.studied,
            key,
            lambda: sensitivity_study(
                choices, scenario, str(said["method"]), int(said["samples"]), names, REPLICATES
            ),
            "sensitivity",
            False,
        )

    t = {"stop": word(language, "headline", "cancel"), **words(language, "sensitivity")}
    with solara.Div(classes=["sheets"]):
        widgets.AskStudy(
            t={**t, "varies": t["varies"].format(count=len(names))},
            ways=[
                {
                    "name": name,
                    "title": name_of(language, "methods", name, KNOWN_METHODS[name].title),
                    "question": name_of(
                        language, "method_questions", name, KNOWN_METHODS[name].question
                    ),
                    "samples": [n for n in SAMPLES if n >= KNOWN_METHODS[name].least_samples],
                }
                for name in METHODS
            ],
            inputs=len(names),
            ready=bool(names),
            working=job.working,
            done=job.done,
            planned=max(1, job.planned),
            failure=job.failure,
            sentence=index_sentence(rows, language) if rows else "",
            folder=word(language, "compare", "folder", folder=visit.opened.folder)
            if rows and job.finished is None
            else "",
            stale=stale if rows else "",
            event_start=start,
            event_stop=lambda _: stop(visit.studied),
        )
        if rows and ranked(rows, main_index(rows)):
            known = KNOWN_METHODS[method].title if method in KNOWN_METHODS else method
            title = f"{indicator_name(language, indicator)} · {name_of(language, 'methods', method, known)}"
            with solara.Div(classes=["sheet"]):
                ChartOf(visit, "indices", index_figure(rows, language, title), explain, stale)


def study_rows(
    rows: list[dict[str, Any]], indicator: str, difference: bool
) -> list[dict[str, Any]]:
    """The rows of one result: of the difference between two strategies, or of one, the visitor's own if it is there."""
    there = [
        row
        for row in rows
        if row["indicator"] == indicator and (" - " in row["strategy"]) == difference
    ]
    names = list(dict.fromkeys(row["strategy"] for row in there))
    wanted = OWN if OWN in names else names[-1] if names else ""
    return [row for row in there if row["strategy"] == wanted]


def mode_words(visit: Visit) -> dict[str, str]:
    """What the two switches say."""
    language, scenario = visit.language, visit.scenario
    values = {
        "strategy": strategy_title(language, scenario, OWN),
        "baseline": strategy_title(language, scenario, visit.choices.baseline),
        "indicator": indicator_name(language, visit.shown.value.indicator),
    }
    return {
        **{
            key: word(language, "sensitivity", key, **values)
            for key in ("mode_level", "mode_difference")
        },
        "show": word(language, "explore", "show"),
    }


@solara.component
def ChartOf(visit: Visit, name: str, figure: Any, explain: widgets.Told, stale: str = "") -> None:
    """A chart of this page; flagged as ``stale`` or else with the assumptions that were changed."""
    widgets.Chart(
        t=chart_words(visit.language),
        name=name,
        title=figure.title,
        note=figure.note,
        option=figure.option,
        table=figure.table,
        height=70 + 32 * len(figure.option["yAxis"]["data"]),
        flag=stale or flag(visit.choices, visit.language),
        language=visit.language,
        event_explain=explain,
    )
