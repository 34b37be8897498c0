"""The answer in words: what can be told apart and by how much, what gets worse, what money was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cse_sim.report.finished import Contender, Finished
from cse_sim.report.words import (
    Unit,
    difference,
    dollars,
    in_sentence,
    likelihood,
    listed,
    number,
    percent,
    scaled,
)
from cse_sim.study.comparison import SPENDING_NEEDED
from cse_sim.study.figures import decimals_for, missing
from cse_sim.study.summary import standing

Row = Mapping[Any, Any]
Standing = Sequence[tuple[Contender, Mapping[str, Row]]]
MOST_NAMED = 4


def question(study: Finished) -> str:
    """The question a study asks: as its experiment puts it, else from its inputs."""
    if study.manifest.get("title"):
        return str(study.manifest["title"])
    where = study.scenario["title"]
    titles = list(dict.fromkeys(study.title_of(name) for name in study.inputs["strategies"]))
    if study.verb == "compare":
        baseline = study.title_of(study.inputs["baseline"])
        others = [title for title in titles if title != baseline] or titles
        if len(others) > 1:
            return f"{where}: which strategy does more than {baseline}, and at what price?"
        return f"{where}: does {others[0]} do more than {baseline}, and at what price?"
    if study.verb == "run":
        return f"{where}: what does {titles[0]} bring, and how sure can we be?"
    topic = in_sentence(study.page.first)
    if study.verb == "sensitivity":
        return f"{where}: what, of all we do not know, decides {topic}?"
    return f"{where}: how does {topic} change with what is varied?"


def answer(study: Finished) -> tuple[str, ...]:
    """A few sentences, the most important first; of a comparison or of one strategy."""
    if study.comparison:
        compared = [(each, study.against(each)) for each in study.challengers]
        said = (
            headline(study, compared),
            sequential(study),
            harms(study, compared),
            spending(study),
        )
        return tuple(filter(None, said))
    return tuple(alone(study)) if study.verb == "run" else ()


def headline(study: Finished, compared: Standing) -> str:
    """Who stands where on the first indicator, and by how much the best of them."""
    name = study.page.first
    groups: dict[str, list[tuple[Contender, Row]]] = {}
    for each, rows in compared:
        if name in rows:
            groups.setdefault(standing(rows[name]), []).append((each, rows[name]))
    baseline = study.title_of(study.inputs["baseline"])
    topic = in_sentence(name)
    said = [
        *(_told(baseline, topic, key, groups[key]) for key in ("better", "worse") if key in groups)
    ]
    if "too small" in groups:
        who = _names(groups["too small"])
        said.append(
            f"{who} {_do(groups['too small'], 'differs', 'differ')} from {baseline}, but by too little to matter."
        )
    if "unclear" in groups:
        runs = study.inputs["runs"]
        who = _names(groups["unclear"])
        spans = [_span(row) for _, row in groups["unclear"][:MOST_NAMED]]
        said.append(
            f"{who} cannot be told apart from {baseline} by {topic} in {runs} runs (95 % "
            f"{_do(spans, 'interval', 'intervals')} of the difference: {listed(spans)}), which does not mean that they are "
            "equal."
        )
    for key, words in (("undefined", "has a number in too few runs"), ("neither", "is not judged")):
        if key in groups:
            said.append(f"For {_names(groups[key])}, {topic} {words}.")
    return "In this model, under its stated assumptions: " + " ".join(said)


def sequential(study: Finished) -> str:
    """That the number of runs was not fixed beforehand, and what came of it; empty if it was."""
    if study.sequential is None:
        return ""
    return f"{study.sequential['said']} Intervals of a study that stops when it has seen enough hold a little less than they say."


def _told(baseline: str, topic: str, key: str, group: list[tuple[Contender, Row]]) -> str:
    best = sorted(group, key=lambda pair: -abs(pair[1]["mean_difference"]))
    first, row = best[0]
    told = difference(row)
    verb = _do(best, "does", "do")
    sure = ""
    if not missing(row["p_better"]):
        share = row["p_better"] if key == "better" else 1 - row["p_better"]
        sure = (
            f"; in any one course of events it is {likelihood(share, row['pairs'])} to come out {_ahead(key)} "
            f"({share * row['pairs']:g} of {row['pairs']} paired runs)"
        )
    more = (
        f"The largest difference is that of {first.title}: "
        if len(best) > 1
        else "The difference is "
    )
    return (
        f"{_names(best)} {verb} {key} than {baseline}, judged by {topic}. {more}{told.said} on average "
        f"(95 % interval {told.span}){sure}."
    )


def _span(row: Row) -> str:
    told = difference(row)
    return told.span if told.nothing else f"{told.span} {told.unit.said}".rstrip()


def harms(study: Finished, compared: Standing) -> str:
    """What gets worse, in the ledger of harms and elsewhere; or that nothing is shown to."""
    baseline = study.title_of(study.inputs["baseline"])
    ledger = worse(compared, study.page.harms)
    others = [name for name in study.page.outcomes if name != study.page.first]
    elsewhere = worse(compared, others)
    if not ledger and not elsewhere:
        return f"No strategy is shown to do more harm than {baseline}; {study.inputs['runs']} runs can miss what is small."
    said = [f"At a price: more harm than {baseline} is shown in {ledger}."] if ledger else []
    if elsewhere:
        said.append(f"{'Also worse' if ledger else 'But worse'} than {baseline}: {elsewhere}.")
    return " ".join(said)


def worse(compared: Standing, names: Sequence[str], most: int = MOST_NAMED) -> str:
    """``reprisals (Consultation +11, Partnership +5 cases) and …``: indicators that get worse, and under whom."""
    found = []
    for name in names:
        bad = [(each, rows[name]) for each, rows in compared if name in rows]
        bad = [(each, row) for each, row in bad if standing(row) == "worse"]
        if bad:
            told = [f"{each.title} {difference(row).middle}" for each, row in bad[:-1]]
            told.append(f"{bad[-1][0].title} {difference(bad[-1][1]).said}")
            found.append(f"{in_sentence(name)} ({', '.join(told)})")
    more = len(found) - most
    rest = [f"{more} more in the ledger below"] if more > 0 else []
    return listed([*found[:most], *rest])


def spending(study: Finished) -> str:
    """Who left more than a tenth of the budget, with the warning that goes with it."""
    left = []
    for each in study.contenders:
        levers = next(s["levers"] for s in study.scenario["strategies"] if s["name"] == each.name)
        row = next((r for r in study.comparison if _about(r, each)), None)
        if row is None or not levers or missing(row["budget_usd"]) or not row["budget_usd"]:
            continue
        spent = row["spent_usd"] if row["strategy"] == each.name else row["spent_usd_baseline"]
        if not missing(spent) and spent < SPENDING_NEEDED * row["budget_usd"]:
            unspent = row["budget_usd"] - spent
            left.append(
                f"{each.title} left {dollars(unspent)} unspent ({percent(unspent / row['budget_usd'])})"
            )
    if not left:
        return ""
    return f"The budgets were equal, the spending was not: {listed(left)}. A difference between strategies is partly a difference in spending."


def alone(study: Finished) -> list[str]:
    """One strategy without a comparison: where the first indicators end, and how often."""
    said = []
    for name in (study.page.first, *study.page.harms[:1]):
        unit = Unit(study.indicators[name].unit)
        values = study.runs[name].dropna()
        if values.empty:
            said.append(f"No run has a number for {in_sentence(name)}.")
            continue
        low, middle, high = (
            scaled(float(values.quantile(q)), unit.factor) for q in (0.05, 0.5, 0.95)
        )
        places = decimals_for(middle, low, high)
        said.append(
            f"Nine of ten runs have {in_sentence(name)} between {number(low, places)} and "
            f"{f'{number(high, places)} {unit.spoken}'.rstrip()} (median {number(middle, places)})."
        )
    said.append(
        "One strategy alone cannot show what it changed: compare it with another under the same luck to learn that."
    )
    return said


def _about(row: Row, each: Contender) -> bool:
    return row["point"] == each.point and each.name in (row["strategy"], row["baseline"])


def _names(group: Sequence[tuple[Contender, Row]]) -> str:
    return listed([each.title for each, _ in group])


def _do(group: Sequence[object], one: str, many: str) -> str:
    return one if len(group) == 1 else many


def _ahead(key: str) -> str:
    return "ahead" if key == "better" else "behind"
