"""What a person reads at the end of a comparison: first what it says, then who does better where, then all numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cse_sim.study.decisions.page import Tables, decision_sentences
from cse_sim.study.figures import difference, missing, money
from cse_sim.study.headlines import Shown, blocks, shown
from cse_sim.study.listing import Cell, Listing, Overview
from cse_sim.study.summary import Strategy, standing, summary
from cse_sim.study.tables import MEANING, files, left_out

HARM = {"better": "less harm", "worse": "MORE HARM"}
STYLES = {"better": "green", "less harm": "green", "worse": "red", "MORE HARM": "red"}


def comparison_page(
    rows: pd.DataFrame,
    manifest: dict[str, Any],
    folder: str,
    everything: bool = False,
    decisions: Tables | None = None,
) -> RenderableType:
    """The page at the end of ``compare``; with ``everything``, or if the study names its indicators, it has them all.

    ``decisions`` are the tables beside the comparison; without them nothing is said of best, cost and regret.
    """
    inputs = manifest["inputs"]
    harm = dict(zip(rows["indicator"], rows["harm"], strict=True))
    page = shown(harm, everything or inputs["indicators"] is not None)
    strategies = _strategies(rows, inputs)
    baseline, runs = inputs["baseline"], inputs["runs"]
    return Group(
        Text(f"{inputs['scenario']['title']}: strategies against {baseline}", style="bold"),
        Text(
            f"{runs} run{'' if runs == 1 else 's'} of each, the same luck in every strategy; seed {inputs['seed']}"
        ),
        *_levels(inputs["budget_levels"]),
        *([Text(manifest["sequential"]["said"])] if "sequential" in manifest else []),
        Text(""),
        summary(strategies, page, baseline, runs, decision_sentences(decisions or {}, page.first)),
        _overview(strategies, page),
        Text(
            f"unclear: cannot be told apart from {baseline} in {runs} runs, which does not mean equal. "
            "too small: surely different, by less than matters. undefined: exists in too few pairs of runs."
        ),
        *(part for strategy in strategies for part in _detail(strategy, page)),
        Text(
            "Differences are strategy minus baseline, with 95 % paired-t intervals. Better and worse are said only "
            "if Holm's test over all strategies rejects at 5 % and the difference is large enough to matter. "
            "Wins: share of runs in which the strategy is better, ties half. " + MEANING
        ),
        *left_out(page, "comparison.parquet"),
        files(folder),
    )


def verdict_words(row: Mapping[Any, Any]) -> str:
    """The verdict as a reader hears it; ``-`` for an indicator that is neither good nor bad."""
    stands = standing(row)
    if row["harm"] and stands in HARM:
        return HARM[stands]
    return "-" if stands == "neither" else stands


def _strategies(rows: pd.DataFrame, inputs: Mapping[str, Any]) -> list[Strategy]:
    """In the order asked for; at several budget levels each of them counts."""
    order = {name: place for place, name in enumerate(inputs["strategies"])}
    levels = len(inputs["budget_levels"]) > 1
    found = []
    for (name, _), block in sorted(
        rows.groupby(["strategy", "point"]), key=lambda item: (order[item[0][0]], item[0][1])
    ):
        there = {row["indicator"]: row for row in block.to_dict("records")}
        level = f" x{block.iloc[0]['budget_factor']:g}" if levels else ""
        found.append(Strategy(f"{name}{level}", f"{inputs['baseline']}{level}", there))
    return found


def _levels(levels: Sequence[float]) -> list[Text]:
    if len(levels) == 1:
        return []
    names = ", ".join(f"x{level:g}" for level in levels)
    return [
        Text(
            f"{names}: at the scenario's budget times this, each against the baseline at the same budget"
        )
    ]


def _overview(strategies: list[Strategy], page: Shown) -> Overview:
    words: list[tuple[str, list[list[Cell]]]] = [
        (title, [[name, *(_verdict(each.rows[name]) for each in strategies)] for name in names])
        for title, names in blocks(page, {name: name for name in page.names})
    ]
    return Overview(words, [each.label for each in strategies])


def _detail(strategy: Strategy, page: Shown) -> Iterator[RenderableType]:
    first = strategy.rows[page.first]
    spent, budget = first["spent_usd"], first["budget_usd"]
    yield Text("")
    yield Text(f"{strategy.label} against {strategy.baseline}", style="bold")
    yield Padding(
        f"spent {money(spent)} of {money(budget)}, {money(budget - spent)} unspent; "
        f"{strategy.baseline} spent {money(first['spent_usd_baseline'])}",
        (0, 0, 0, 2),
    )
    yield Listing(
        [(title, [_row(row) for row in there]) for title, there in blocks(page, strategy.rows)],
        columns=("difference [95 %]", "wins", "verdict", "unit"),
        spare="wins",
        right=("difference [95 %]", "wins"),
    )
    for name in page.names:
        row = strategy.rows[name]
        if missing(row["mean_difference"]):
            yield Padding(f"{name}: {row['note'].partition(';')[0]}.", (0, 0, 0, 2))


def _row(row: Mapping[Any, Any]) -> list[Cell]:
    wins = "-" if missing(row["p_better"]) else f"{100 * row['p_better']:.0f} %"
    return [row["indicator"], difference(row), wins, _verdict(row), row["unit"]]


def _verdict(row: Mapping[Any, Any]) -> Text:
    words = verdict_words(row)
    return Text(words, style=STYLES.get(words, "dim"))
