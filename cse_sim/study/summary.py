"""What a comparison says, in a few sentences: stability, harms, what else gets worse, money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from cse_sim.study.figures import difference, figure, decimals_for, missing, money
from cse_sim.study.headlines import Shown

MOST_NAMED = 4


@dataclass(frozen=True)
class Strategy:
    """A strategy at one budget level: how it is called, and its rows of the comparison by indicator."""

    label: str
    rows: Mapping[str, Mapping[Any, Any]]


def summary(strategies: list[Strategy], page: Shown, baseline: str, runs: int) -> Table:
    """The first thing on the page of a comparison."""
    said = Table.grid(padding=(0, 2))
    said.add_column(style="bold", no_wrap=True)
    said.add_column()
    subject = "Stability" if page.first == "stability_index" else "First"
    said.add_row(subject, first_sentences(strategies, page.first, baseline))
    said.add_row("Harms", harm_sentence(strategies, page, baseline, runs))
    said.add_row("Worse", worse_sentence(strategies, page, baseline))
    said.add_row("Money", money_sentence(strategies, baseline))
    return said


def first_sentences(strategies: list[Strategy], indicator: str, baseline: str) -> str:
    """Which strategies can be told apart from the baseline in one indicator, and which cannot."""
    groups: dict[str, list[str]] = {
        f"higher than {baseline} and better": [],
    }
    groups = {}
    unit = ""
    for strategy in strategies:
        row = strategy.rows[indicator]
        unit = str(row["unit"])
        groups.setdefault(_standing(row), []).append(
            strategy.label if missing(row["mean_difference"]) else f"{strategy.label} {difference(row)}"
        )
    said = {
        "better": f"Better than {baseline}",
        "worse": f"Worse than {baseline}",
        "too small": "Surely different, but by too little to matter",
        "unclear": f"Cannot be told apart from {baseline}",
        "undefined": "Exists in too few pairs of runs",
        "neither": f"Neither good nor bad, against {baseline}",
    }
    sentences = [f"{words}: {', '.join(groups[key])}." for key, words in said.items() if key in groups]
    return f"{indicator}, {unit}. {' '.join(sentences)}"


def harm_sentence(strategies: list[Strategy], page: Shown, baseline: str, runs: int) -> str:
    """Which strategies do more harm than the baseline, and where."""
    said = _said_of_each(strategies, page.harms, page)
    if not said:
        return f"No strategy is shown to do more harm than {baseline}; {runs} runs can miss small harm."
    return f"Against {baseline}, {said}."


def worse_sentence(strategies: list[Strategy], page: Shown, baseline: str) -> str:
    """What else gets worse, on the page or not."""
    names = dict.fromkeys(
        name
        for name in (*page.outcomes, *strategies[0].rows)
        if name not in page.harms and name != page.first
    )
    said = _said_of_each(strategies, names, page)
    if not said:
        return f"Nothing else is shown to be worse than in {baseline}."
    return f"Against {baseline}, {said}."


def money_sentence(strategies: list[Strategy], baseline: str) -> str:
    """Who left more than a tenth of the budget unspent."""
    unspent = []
    for strategy in strategies:
        row = next(iter(strategy.rows.values()))
        if "the strategy spent" in row["note"]:
            unspent.append(_unspent(strategy.label, row["spent_usd"], row["budget_usd"]))
    row = next(iter(strategies[0].rows.values()))
    if "the baseline spent" in row["note"]:
        unspent.append(_unspent(baseline, row["spent_usd_baseline"], row["budget_usd"]))
    if not unspent:
        return "No strategy with levers left more than a tenth of its budget unspent."
    return f"Left unspent: {'; '.join(unspent)}. Part of a difference is money that was not spent."
