"""Compare: two to five strategies with the same money and the same luck."""

from __future__ import annotations

from dataclasses import replace

import solara

from cse_sim.indicators import catalogue
from cse_sim.report.words import SHARE
from cse_sim.web import widgets
from cse_sim.web.asking import use_answer
from cse_sim.web.choices import MOST_COMPARED, with_compared
from cse_sim.web.labels import indicator_groups, level_unit_name, strategy_title
from cse_sim.web.pages.explore import chart_words
from cse_sim.web.rows import flag, strategy_rows
from cse_sim.web.sentences import trust_words, waiting_words
from cse_sim.web.side_by_side import panels, strategy_table, summary_sentence, verdict_matrix
from cse_sim.web.texts import word, words
from cse_sim.web.visit import Visit


@solara.component
def Compare(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    use_answer(visit, visit.choices.compared, visit.compared, visit.comparing)
    with solara.Div(classes=["sheets"]):
        ChooserPart(visit)
        TablePart(visit)
        PanelsPart(visit, explain)
        MatrixPart(visit, explain)


@solara.component
def ChooserPart(visit: Visit) -> None:
    """Which strategies, against which."""
    choices, shown = visit.choices, visit.shown.value

    def set_baseline(name: str) -> None:
        now = visit.choices
        visit.choose(with_compared(replace(now, baseline=name), now.compared))

    widgets.Chooser(
        t={**words(shown.language, "compare"), "show": word(shown.language, "explore", "show")},
        strategies=strategy_rows(visit.scenario, shown.language, own=True),
        chosen=list(dict.fromkeys([choices.baseline, *choices.compared]))[:MOST_COMPARED],
        most=MOST_COMPARED,
        baseline=choices.baseline,
        groups=indicator_groups(shown.language),
        indicator=shown.indicator,
        event_choose=lambda names: visit.change(with_compared, names),
        event_set_baseline=set_baseline,
        event_set_indicator=lambda name: visit.show(indicator=name),
    )


@solara.component
def TablePart(visit: Visit) -> None:
    """One row per strategy, and the sentence above."""
    answer, progress, shown = visit.compared.value, visit.comparing.value, visit.shown.value
    language = shown.language
    t = words(language, "compare")
    rows, sentence, trust = [], "", ""
    unit = catalogue()[shown.indicator].unit
    if answer is not None:
        rows = strategy_table(answer, language, shown.indicator)
        sentence = summary_sentence(answer, language, shown.indicator)
        trust = trust_words(answer, language)
        title = strategy_title(language, answer.scenario, answer.baseline)
        t = {**t, "table": word(language, "compare", "table", baseline=title)}
    elif progress.working or not progress.failure:
        trust = waiting_words(language)
    widgets.Strategies(
        t=t,
        sentence=sentence,
        trust=trust,
        failure=progress.failure,
        working=progress.working,
        done=progress.done,
        planned=max(1, progress.planned),
        unit="" if unit == SHARE else level_unit_name(language, unit),
        rows=rows,
        notes=[*spending_notes(rows), t["note_verdicts"], t["note_cost"]] if rows else [],
    )


def spending_notes(rows: list[dict[str, str]]) -> list[str]:
    """What was left unspent, once for all strategies of which the same is said."""
    notes: dict[str, list[str]] = {}
    for row in rows:
        if row["note"]:
            notes.setdefault(row["note"], []).append(row["title"])
    return [f"{', '.join(titles)}: {note}" for note, titles in notes.items()]


@solara.component
def PanelsPart(visit: Visit, explain: widgets.Told) -> None:
    """One small chart per strategy, all on the same axes."""
    answer, shown = visit.compared.value, visit.shown.value
    found = [] if answer is None else panels(answer, shown.language, shown.indicator)
    with solara.Div(classes=["panels"]):
        for strategy, figure in found:
            with solara.Div(classes=["sheet"]).key(strategy):
                widgets.Chart(
                    t=chart_words(shown.language),
                    name=f"panel-{strategy}",
                    title=figure.title,
                    note=figure.note,
                    option=figure.option,
                    table=figure.table,
                    height=210,
                    flag=flag(visit.choices, shown.language),
                    language=shown.language,
                    event_explain=explain,
                )


@solara.component
def MatrixPart(visit: Visit, explain: widgets.Told) -> None:
    """Verdicts in all measures, the harm ledger among them."""
    answer, language = visit.compared.value, visit.language
    if answer is None:
        solara.Div(classes=["waiting-figure"])
        return
    others = [name for name in answer.blocks if name != answer.baseline]
    base = strategy_title(language, answer.scenario, answer.baseline)
    widgets.Matrix(
        title=word(language, "compare", "matrix", baseline=base),
        columns=[strategy_title(language, answer.scenario, name) for name in others],
        blocks=verdict_matrix(answer, language),
        sideways=word(language, "compare", "sideways"),
        event_explain=explain,
    )
