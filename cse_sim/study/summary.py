"""What a comparison says, in a few sentences: stability, harms, what else gets worse, money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from cse_sim.study.compare import LEVEL
from cse_sim.study.figures import decimals_for, difference, figure, missing, money
from cse_sim.study.headlines import HEADLINE, Shown

MOST_NAMED = 4

SENTENCES = {
    "better": "Better than {}",
    "worse": "Worse than {}",
    "too small": "Surely different from {}, but by too little to matter",
    "unclear": "Cannot be told apart from {}",
    "undefined": "In too few pairs of runs to be compared with {}",
    "neither": "Against {}",
}


@dataclass(frozen=True)
class Strategy:
    """A strategy at one budget level: what it and its baseline are called, and its rows by indicator."""

    label: str
    baseline: str
    rows: Mapping[str, Mapping[Any, Any]]


def standing(row: Mapping[Any, Any]) -> str:
    """How a strategy stands against the baseline in one indicator: a key of the sentences above."""
    if missing(row["mean_difference"]):
        return "undefined"
    if row["direction"] == "none":
        return "neither"
    if row["verdict"] != "indistinguishable":
        return str(row["verdict"])
    return "too small" if row["p_holm"] <= LEVEL else "unclear"


def summary(
    strategies: list[Strategy],
    page: Shown,
    baseline: str,
    runs: int,
    decisions: Iterable[tuple[str, str]] = (),
) -> Table:
    """The first thing on the page of a comparison; ``decisions`` are further titles and sentences."""
    said = Table.grid(padding=(0, 2))
    said.add_column(style="bold", no_wrap=True)
    said.add_column()
    subject = "Stability" if page.first == HEADLINE else "First"
    said.add_row(subject, first_sentences(strategies, page.first, baseline))
    said.add_row("Harms", harm_sentence(strategies, page, baseline, runs))
    said.add_row("Elsewhere", worse_sentence(strategies, page, baseline))
    said.add_row("Money", money_sentence(strategies))
    for title, text in decisions:
        said.add_row(title, text)
    return said


def first_sentences(strategies: list[Strategy], indicator: str, baseline: str) -> str:
    """Which strategies can be told apart from the baseline in one indicator, and which cannot."""
    groups: dict[str, list[str]] = {}
    for strategy in strategies:
        row = strategy.rows[indicator]
        told = "" if missing(row["mean_difference"]) else f" ({difference(row)})"
        groups.setdefault(standing(row), []).append(strategy.label + told)
    sentences = (
        f"{words.format(baseline)}: {', '.join(groups[key])}."
        for key, words in SENTENCES.items()
        if key in groups
    )
    return f"{indicator}, {strategies[0].rows[indicator]['unit']}. {' '.join(sentences)}"


def harm_sentence(strategies: list[Strategy], page: Shown, baseline: str, runs: int) -> str:
    """Which strategies do more harm than the baseline, and where."""
    said = _worse_in(strategies, page.harms)
    if said:
        return f"More harm than {baseline}: {said}."
    return (
        f"No strategy is shown to do more harm than {baseline}; {runs} runs can miss what is small."
    )


def worse_sentence(strategies: list[Strategy], page: Shown, baseline: str) -> str:
    """What else gets worse, whether it is on the page or not."""
    everything = dict.fromkeys((*page.outcomes, *strategies[0].rows))
    said = _worse_in(
        strategies, [name for name in everything if name not in (page.first, *page.harms)]
    )
    if said:
        return f"Worse than {baseline}: {said}."
    return f"Nothing else is shown to be worse than in {baseline}."


def money_sentence(strategies: list[Strategy]) -> str:
    """Who left more than a tenth of the budget unspent."""
    unspent: dict[str, None] = {}
    for strategy in strategies:
        row = next(iter(strategy.rows.values()))
        budget = row["budget_usd"]
        if "the strategy spent" in row["note"]:
            unspent[_unspent(strategy.label, row["spent_usd"], budget)] = None
        if "the baseline spent" in row["note"]:
            unspent[_unspent(strategy.baseline, row["spent_usd_baseline"], budget)] = None
    if not unspent:
        return "No strategy with levers left more than a tenth of its budget unspent."
    return f"Left unspent: {', '.join(unspent)}. A difference is partly a difference in spending."


def _unspent(who: str, spent: float, budget: float) -> str:
    return f"{who} {money(budget - spent)} ({100 * (1 - spent / budget):.0f} % of its budget)"


def _worse_in(strategies: list[Strategy], names: Iterable[str]) -> str:
    listed = list(names)
    said = []
    for strategy in strategies:
        there = [strategy.rows[name] for name in listed if name in strategy.rows]
        worse = [row for row in there if standing(row) == "worse"]
        if worse:
            more = len(worse) - MOST_NAMED
            told = [*map(_changed, worse[:MOST_NAMED]), *([f"{more} more"] if more > 0 else [])]
            said.append(f"{strategy.label} ({', '.join(told)})")
    return ", ".join(said)


def _changed(row: Mapping[Any, Any]) -> str:
    decimals = decimals_for(
        row["mean_difference"], row["low"], row["high"], smallest=row["smallest_difference"]
    )
    sign = "+" if row["mean_difference"] > 0 else ""
    return f"{row['indicator']} {sign}{figure(row['mean_difference'], decimals)}"
