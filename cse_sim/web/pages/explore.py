"""Explore: levers on the left, the answer in a sentence, over time, on the map, and its harms."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import solara

from cse_sim.web import widgets
from cse_sim.web.answers import Answer
from cse_sim.web.areas import geojson_of
from cse_sim.web.asking import use_answer
from cse_sim.web.charts.map import MAP
from cse_sim.web.choices import (
    OWN,
    begun_from,
    moved,
    with_budget,
    with_lever_reset,
    with_places,
    with_share,
    with_use,
)
from cse_sim.web.country import COMMUNITIES, borrowed
from cse_sim.web.drawings import Figure, dates_of, on_the_map, over_time, placed_indicator
from cse_sim.web.labels import indicator_groups, indicator_name
from cse_sim.web.rows import (
    TARGETINGS,
    budget_rows,
    flag,
    lever_groups,
    lever_uses,
    place_groups,
    strategy_rows,
)
from cse_sim.web.sentences import Headline, headline, ledger, waiting_words
from cse_sim.web.texts import word, words
from cse_sim.web.visit import Visit


@solara.component
def Explore(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    with solara.Div(classes=["explore"]):
        LeverPart(visit, explain)
        with solara.Div(classes=["answer"]):
            Following(visit)
            BorrowedPart(visit)
            HeadlinePart(visit)
            with solara.Div(classes=["answer-figures"]):
                with solara.Div(classes=["over-time"]):
                    ControlsPart(visit)
                    OverTimePart(visit, explain)
                with solara.Div(classes=["where"]):
                    MapPart(visit, explain)
            LedgerPart(visit, explain)


@solara.component
def Following(visit: Visit) -> None:
    """Asks, and draws nothing."""
    use_answer(visit, (OWN,), visit.answer, visit.progress)
    solara.Div(style={"display": "none"})


@solara.component
def BorrowedPart(visit: Visit) -> None:
    """Of a country of one's own: what in it is still the training case's."""
    parts = borrowed(visit.choices, visit.scenario)
    t = words(visit.language, "country")
    said = t["borrowed"].format(parts=", ".join(t[f"borrowed_{part}"] for part in parts))
    solara.Div(
        classes=["borrowed"] if parts else [],
        children=[said] if parts else [],
        style={} if parts else {"display": "none"},
    )


@solara.component
def LeverPart(visit: Visit, explain: widgets.Told) -> None:
    """The levers of the visitor's strategy."""
    choices, scenario, language = visit.choices, visit.scenario, visit.language

    def change_use(said: dict[str, Any]) -> None:
        lever = said.pop("lever")
        visit.change(with_use, lever, **said)

    def change_places(said: dict[str, Any]) -> None:
        visit.change(with_places, visit.scenario, said["lever"], list(said["names"]))

    def change_baseline(name: str) -> None:
        from dataclasses import replace

        visit.choose(replace(visit.choices, baseline=name))

    widgets.Levers(
        t=words(language, "levers"),
        groups=lever_groups(language),
        uses=lever_uses(choices, scenario, language),
        places=place_groups(scenario),
        strategies=strategy_rows(scenario, language),
        begun_from=choices.begun_from,
        baseline=choices.baseline,
        budget=choices.budget * scenario.budget.usd_per_year,
        budgets=budget_rows(choices, visit.opened.budgets),
        factor=choices.budget,
        changed=moved(choices, scenario),
        targetings=TARGETINGS,
        first_day=str(scenario.start),
        last_day=str(scenario.end),
        event_set_share=lambda said: visit.change(with_share, said["lever"], said["share"]),
        event_set_budget=lambda factor: visit.change(with_budget, float(factor)),
        event_set_places=change_places,
        event_use=change_use,
        event_reset=lambda lever: visit.change(with_lever_reset, visit.scenario, lever),
        event_reset_all=lambda _: visit.change(begun_from, visit.scenario, choices.begun_from),
        event_begin=lambda name: visit.change(begun_from, visit.scenario, name),
        event_set_baseline=change_baseline,
        event_explain=explain,
    )


@solara.component
def HeadlinePart(visit: Visit) -> None:
    """The sentence, and how far it has come."""
    answer, progress, language = visit.answer.value, visit.progress.value, visit.language
    said: dict[str, Any] = dict.fromkeys((each.name for each in fields(Headline)), "")
    if answer is not None and OWN in answer.blocks:
        said = asdict(headline(answer, language, visit.shown.value.indicator))
    stopped = (
        visit.halted.value == visit.choices
    )  # an answer that was on its way may still tell of its progress
    working = progress.working and not stopped
    stale = working and progress.done == 0
    if stopped:
        said["trust"] = word(language, "headline", "stopped", runs=progress.done)
    elif stale:
        said["trust"] = waiting_words(language)
    widgets.Headline(
        t={**words(language, "headline"), "to_levers": word(language, "explore", "to_levers")},
        **said,
        failure=progress.failure,
        working=working,
        stale=stale,
        stopped=stopped,
        done=progress.done,
        planned=max(1, progress.planned),
        event_cancel=lambda _: visit.halted.set(visit.choices),
        event_go_on=lambda _: visit.halted.set(None),
    )


@solara.component
def ControlsPart(visit: Visit) -> None:
    """What the chart over time shows."""
    shown = visit.shown.value
    widgets.Controls(
        t=words(shown.language, "explore"),
        groups=indicator_groups(shown.language),
        indicator=shown.indicator,
        difference=shown.difference,
        single=shown.single,
        event_set_indicator=lambda name: visit.show(indicator=name),
        event_set_difference=lambda on: visit.show(difference=bool(on)),
        event_set_single=lambda on: visit.show(single=bool(on)),
    )


@solara.component
def OverTimePart(visit: Visit, explain: widgets.Told) -> None:
    """The indicator over the weeks."""
    answer, shown = visit.answer.value, visit.shown.value
    chosen = (shown.language, shown.indicator, shown.difference, shown.single)
    figure = solara.use_memo(
        lambda: over_time(answer, *chosen) if answer is not None and ready(answer) else None,
        [answer, *chosen],
    )
    if figure is None:
        WaitingFigure(visit)
        return
    widgets.Chart(
        t=chart_words(shown.language),
        name="over-time",
        title=figure.title,
        note=figure.note,
        option=figure.option,
        table=figure.table,
        height=290,
        compact=True,
        question=f"indicator:{shown.indicator}",
        flag=flag(visit.choices, shown.language),
        language=shown.language,
        event_explain=explain,
    )


@solara.component
def MapPart(visit: Visit, explain: widgets.Told) -> None:
    """The indicator on the map, or one that is kept by place."""
    answer, shown = visit.answer.value, visit.shown.value
    scenario = visit.scenario
    maps = solara.use_memo(lambda: {MAP: geojson_of(scenario)}, [scenario.communities])
    language = shown.language
    chosen = (shown.indicator, shown.place_indicator, shown.week, shown.map_difference)
    drawn = solara.use_memo(
        lambda: placed(answer, language, *chosen) if ready(answer) else None,
        [answer, language, *chosen],
    )
    if answer is None or drawn is None:
        WaitingFigure(visit)
        return
    figure, indicator, place = drawn
    note = figure.note
    if indicator != shown.indicator:
        name = indicator_name(language, indicator)
        note = word(language, "explore", "not_by_place", indicator=name) + " " + note
    own = COMMUNITIES in dict(visit.choices.files)
    foot = "boundaries" if scenario.boundaries else "drawn_own" if own else "drawn"
    widgets.Chart(
        t=chart_words(language),
        name="map",
        title=figure.title,
        note=note,
        option=figure.option,
        maps=maps,
        table=figure.table,
        height=184,
        question=f"indicator:{indicator}",
        flag=flag(visit.choices, language),
        foot=word(language, "explore", foot),
        language=language,
        weeks=answer.weeks,
        dates=dates_of(answer.scenario, answer.weeks),
        place=place,
        difference=shown.map_difference,
        event_set_week=lambda place: visit.show(week=int(place)),
        event_set_difference=lambda on: visit.show(map_difference=bool(on)),
        event_explain=explain,
    )


def placed(
    answer: Answer, language: str, wanted: str, otherwise: str, week: int, difference: bool
) -> tuple[Figure, str, int]:
    """The map of the measure wanted or of another one that is kept by place, that measure, and the week's place."""
    indicator = placed_indicator(answer, wanted, otherwise)
    place = min(week or len(answer.weeks) - 1, len(answer.weeks) - 1)
    return on_the_map(answer, language, indicator, place, difference), indicator, place


@solara.component
def LedgerPart(visit: Visit, explain: widgets.Told) -> None:
    """The harms of the visitor's strategy."""
    answer, language = visit.answer.value, visit.language
    rows = ledger(answer, language) if ready(answer) and answer is not None else []
    widgets.Ledger(t=chart_words(language), rows=rows, event_explain=explain)


@solara.component
def WaitingFigure(visit: Visit) -> None:
    """What stands where a chart will be."""
    with solara.Div(classes=["waiting-figure"]):
        solara.Text(waiting_for(visit), classes=["quiet"])


def waiting_for(visit: Visit) -> str:
    """Why there is no figure yet, or that there will be none."""
    key = "no_figure" if visit.progress.value.failure else "waiting_figure"
    return word(visit.language, "explore", key)


def ready(answer: Answer | None) -> bool:
    """Whether there is an answer about the visitor's strategy."""
    return answer is not None and OWN in answer.blocks


def chart_words(language: str) -> dict[str, str]:
    """The words on every chart."""
    return {**words(language, "explore"), "what": word(language, "levers", "what")}
