"""What the tables beside the comparison say about one indicator, in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cse_sim.study.decisions.ranking import SURE
from cse_sim.study.figures import decimals_for, interval, missing

Row = Mapping[Any, Any]
Tables = Mapping[str, pd.DataFrame]
MOST_REGRETS = 6


def decision_sentences(tables: Tables, indicator: str) -> list[tuple[str, str]]:
    """Title and text: which is best, what it costs, what is regretted; one sentence per budget level.

    Empty for an indicator without a better direction, which no table holds.
    """
    told = (("Best", "ranking", best), ("Cost", "costs", cost), ("Regret", "regret", regret))
    found = []
    for title, name, sentence in told:
        if name not in tables:
            continue
        rows = tables[name][tables[name]["indicator"] == indicator]
        levels = [level.to_dict("records") for _, level in rows.groupby("point")]
        texts = [
            (f"x{level[0]['budget_factor']:g}: " if len(levels) > 1 else "") + sentence(level)
            for level in levels
        ]
        if texts:
            found.append((title, " ".join(texts)))
    return found


def best(rows: Sequence[Row]) -> str:
    """Which strategy is the best, or which may be."""
    if missing(rows[0]["mean"]):
        return "Cannot be said: too few runs in which every strategy has a number."
    first = max(rows, key=lambda row: row["p_best"])
    leads = f"leads in {_share(first['p_best'])} of resamples of the runs"
    if first["told"]:
        small = -first["behind_best"] < first["smallest_difference"]
        return f"{first['strategy']} {leads}{', but by too little to matter' if small else ''}."
    possible = [row["strategy"] for row in rows if row["may_be_best"]]
    if len(possible) > 1:
        return f"Cannot be told: {', '.join(possible)} may all be. {first['strategy']} {leads}."
    return f"Perhaps {first['strategy']}: it {leads}, fewer than the {100 * SURE:.0f} % that would tell."


def cost(rows: Sequence[Row]) -> str:
    """Effect per million US$, and who does worse for as much money."""
    reference, unit = rows[0]["reference"], rows[0]["unit"]
    there = [row for row in rows if not missing(row["per_million"])]
    most = 1 + min((_decimals(row["per_million"]) for row in there), default=0)
    bought = [f"{row['strategy']} {_ratio(row, most)}" for row in there]
    sentences = []
    if bought:
        sentences.append(f"{unit} per US$ 1 million beyond {reference}: {', '.join(bought)}.")
    beaten: dict[str, list[str]] = {}
    for row in rows:
        if not missing(row["dominated_by"]):
            beaten.setdefault(row["dominated_by"], []).append(row["strategy"])
    sentences += [
        f"Judged by means alone, {by}{', mixed, do' if ' and ' in by else ' does'} better for no more money than {', '.join(names)}."
        for by, names in beaten.items()
    ]
    spent = [row["strategy"] for row in rows if row["overspent"]]
    if spent:
        sentences.append(f"SPENT MORE THAN THE BUDGET: {', '.join(spent)}.")
    return " ".join(sentences) or f"None can be shown to spend more than {reference}."


def regret(rows: Sequence[Row]) -> str:
    """Who is regretted least in the worst run."""
    known = [row for row in rows if not missing(row["regret_worst"])]
    if not known:
        return "Cannot be said: too few runs in which every strategy has a number."
    known.sort(key=lambda row: (row["regret_worst"], row["strategy"]))
    worst = [
        f"{row['strategy']} {interval(row['regret_worst'], None, None)}"
        for row in known[:MOST_REGRETS]
    ]
    more = f", {len(known) - MOST_REGRETS} more" if len(known) > MOST_REGRETS else ""
    return f"In the run where each stays furthest behind the best, luck included: {', '.join(worst)}{more} {known[0]['unit']}."


def overspenders(costs: pd.DataFrame) -> list[str]:
    """Strategies whose median run spends more than the budget and its tolerance."""
    return sorted(set(costs.loc[costs["overspent"].astype(bool), "strategy"]))


def _share(share: float) -> str:
    """A share of resamples, which are too few to say 0 or 100 %."""
    if share > 0.99:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def _ratio(row: Row, most: int) -> str:
    numbers = row["per_million"], row["per_million_low"], row["per_million_high"]
    return interval(*numbers, most)


def _decimals(value: float) -> int:
    return decimals_for(value, None, None)
