"""The comparison table: every strategy against the baseline, in every indicator, at every budget level."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.indicators.measure import Indicator
from cse_sim.scenario.calendar import WEEKS_PER_YEAR, week_of
from cse_sim.study.compare import Floats, Paired, Verdict, against_baseline
from cse_sim.study.decisions.multiplicity import against_baseline as against_baseline_at_once
from cse_sim.study.parquet import read_parquet
from cse_sim.study.plan import Study
from cse_sim.study.store import Store

SPENT = "spent_usd"
SPENDING_NEEDED = 0.9

METHOD = (
    "paired t, 95 %; verdict: Holm over the strategies; low_all, high_all: max-t with random signs"
)
SCHEMA = pa.schema(
    [
        ("baseline", pa.string()),
        ("strategy", pa.string()),
        ("indicator", pa.string()),
        ("mean_difference", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("p_better", pa.float64()),
        ("pairs", pa.int64()),
        ("correlation", pa.float64()),
        ("variance_ratio", pa.float64()),
        ("spent_usd", pa.float64()),
        ("verdict", pa.string()),
        ("note", pa.string()),
        ("point", pa.int64()),
        ("budget_factor", pa.float64()),
        ("budget_usd", pa.float64()),
        ("spent_usd_baseline", pa.float64()),
        ("unit", pa.string()),
        ("direction", pa.string()),
        ("harm", pa.bool_()),
        ("smallest_difference", pa.float64()),
        ("p_holm", pa.float64()),
        ("mean", pa.float64()),
        ("mean_baseline", pa.float64()),
        ("runs", pa.int64()),
        ("low_all", pa.float64()),
        ("high_all", pa.float64()),
        ("same_luck", pa.bool_()),
        ("method", pa.string()),
    ]
)

Values = Mapping[tuple[str, int, str], Floats]
"""Strategy, budget level and indicator -> one number per run, NaN where undefined."""


def comparison_rows(study: Study, store: Store, indicators: Mapping[str, Indicator]) -> pa.Table:
    """The comparison of a study whose runs have been written."""
    values = read_values(store, compared_names(study, indicators))
    return pa.Table.from_pylist(rows_of(study, values, indicators), schema=SCHEMA)


def compared_names(study: Study, indicators: Mapping[str, Indicator]) -> list[str]:
    """The indicators that the study asks for, or all of them."""
    return [name for name in study.indicators or indicators if name in indicators]


def rows_of(
    study: Study, values: Values, indicators: Mapping[str, Indicator]
) -> list[dict[str, Any]]:
    """The comparison as flat rows, from the overall indicators of as many runs as there are."""
    rows = []
    for point, level in enumerate(study.budget_levels):
        money = _Money(study, level, values, point)
        for name in compared_names(study, indicators):
            rows += _indicator_rows(study, point, indicators[name], values, money)
    return sorted(rows, key=lambda row: (row["strategy"], row["point"], row["indicator"]))


def read_values(store: Store, names: list[str]) -> Values:
    """The overall indicators of all runs, in run order."""
    table = read_parquet(store.table("runs"), {"strategy", "point", SPENT, *names}.__contains__)
    wanted = [name for name in dict.fromkeys([*names, SPENT]) if name in table.column_names]
    strategy, point = table["strategy"].to_numpy(), table["point"].to_numpy()
    keys = sorted(set(zip(strategy.tolist(), point.tolist(), strict=True)))
    values = {}
    for name in wanted:
        column = table[name].to_numpy()
        for key in keys:
            rows = (strategy == key[0]) & (point == key[1])
            values[(*key, name)] = column[rows].astype(np.float64)
    return values


def budget_usd(scenario: Mapping[str, Any], weeks: int, level: float) -> float:
    """Additional money a strategy may spend in these weeks [US$]: a 52nd of a year's for every week of the budget."""
    from cse_sim.scenario.model import Scenario

    case = Scenario.model_validate(scenario)
    first, last = (week_of(day, case.start) for day in case.budget_window)
    return (
        level * case.budget.usd_per_year * max(0, min(last, weeks) - max(first, 0)) / WEEKS_PER_YEAR
    )


class _Money:
    """What each strategy could spend and did spend, at one budget level."""

    def __init__(self, study: Study, level: float, values: Values, point: int) -> None:
        scenario = json.loads(study.scenario)
        self.level = level
        self.budget = budget_usd(scenario, study.weeks or scenario["weeks"], level)
        self.spent = {name: _mean(values.get((name, point, SPENT))) for name in study.strategies}
        self.competitors = {row["name"] for row in scenario["strategies"] if row["levers"]}

    def note(self, strategy: str, baseline: str) -> str:
        """Who left more than a tenth of the budget unspent; a strategy without levers leaves all of it on purpose."""
        return "; ".join(
            f"{who} spent {_percent(self.spent[name] / self.budget)} of its budget"
            for name, who in ((strategy, "the strategy"), (baseline, "the baseline"))
            if name in self.competitors and self.spent[name] < SPENDING_NEEDED * self.budget
        )


def _indicator_rows(
    study: Study, point: int, indicator: Indicator, values: Values, money: _Money
) -> list[dict[str, Any]]:
    baseline = str(study.baseline)
    reference = values.get((baseline, point, indicator.name))
    if reference is None:
        return []
    others = {
        name: values[name, point, indicator.name]
        for name in sorted(study.strategies)
        if name != baseline
    }
    compared = against_baseline(
        others, reference, indicator.direction, indicator.smallest_difference
    )
    together = _together(
        {name: others[name] for name, (result, _, _) in compared.items() if result.enough},
        reference,
    )
    return [
        {
            "baseline": baseline,
            "strategy": name,
            "indicator": indicator.name,
            **_numbers(result, p_holm, verdict),
            **together.get(name, {}),
            "spent_usd": _number(money.spent[name]),
            "spent_usd_baseline": _number(money.spent[baseline]),
            "budget_usd": money.budget,
            "budget_factor": money.level,
            "point": point,
            "note": "; ".join(
                filter(None, [undefined_note(result, indicator), money.note(name, baseline)])
            ),
            "unit": indicator.unit,
            "direction": indicator.direction,
            "harm": indicator.harm,
            "smallest_difference": indicator.smallest_difference,
            "same_luck": True,
            "method": METHOD,
        }
        for name, (result, p_holm, verdict) in compared.items()
    ]


def _together(
    strategies: Mapping[str, Floats], baseline: Floats
) -> dict[str, dict[str, float | None]]:
    """Intervals that hold for all strategies at once; see ``decisions.multiplicity``."""
    if not strategies:
        return {}
    told = against_baseline_at_once(np.stack(list(strategies.values())), baseline)
    return {
        name: {"low_all": _number(low), "high_all": _number(high)}
        for name, low, high in zip(strategies, told.low, told.high, strict=True)
    }


def undefined_note(result: Paired, indicator: Indicator) -> str:
    """The two shares of runs in which the number exists, if too few pairs do."""
    if result.enough:
        return ""
    return (
        f"defined in {_of_runs(result.share_defined)} the strategy's runs and "
        f"{_of_runs(result.share_defined_baseline)} the baseline's "
        f"(undefined when {indicator.undefined_when}); too few pairs for a difference"
    )


def _of_runs(share: float) -> str:
    return "all of" if share == 1 else "none of" if share == 0 else f"{_percent(share)} of"


def _numbers(result: Paired, p_holm: float, verdict: Verdict) -> dict[str, Any]:
    return {
        "mean_difference": _number(result.mean_difference),
        "low": _number(result.low),
        "high": _number(result.high),
        "p_better": _number(result.p_better),
        "pairs": result.pairs,
        "correlation": _number(result.correlation),
        "variance_ratio": _number(result.variance_ratio),
        "verdict": verdict,
        "p_holm": p_holm if result.enough else None,
        "mean": _number(result.mean),
        "mean_baseline": _number(result.mean_baseline),
        "runs": result.runs,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _mean(values: Floats | None) -> float:
    if values is None or np.isnan(values).all():
        return math.nan
    return float(np.nanmean(values))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
