"""The tables beside a comparison hold what a plain look at the runs says; nothing is zero that does not exist."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from cse_sim.study.comparison import METHOD, rows_of
from cse_sim.study.comparison import SCHEMA as COMPARISON
from cse_sim.study.decisions.page import best, cost, decision_sentences, overspenders, regret
from cse_sim.study.decisions.tables import SCHEMAS, tables_of
from tests.study import fake_engine
from tests.study.cases import small_study

RUNS = 120
NAMES = ("security_only", "integrated", "twin")
STUDY = replace(small_study(), runs=RUNS)
BUDGET = 1e6


def values(spends: float = 0.5) -> dict[tuple[str, int, str], np.ndarray]:
    """Three strategies, two of which are the same in every run; relapse exists in a tenth of the runs."""
    rng = np.random.default_rng(1)
    luck, own = rng.normal(50, 5, RUNS), rng.normal(0, 1, RUNS)
    found = {}
    for name in NAMES:
        effect = 3.0 + own if name == "integrated" else 0.0
        found[name, 0, "stability_index"] = luck + effect
        found[name, 0, "deaths"] = np.exp(luck / 10) - effect
        found[name, 0, "relapse"] = np.where(np.arange(RUNS) % 10 == 0, 1.0, np.nan)
        money = 0.0 if name == "security_only" else spends * BUDGET
        found[name, 0, "spent_usd"] = np.full(RUNS, money)
    return found


def tables(spends: float = 0.5, **thresholds: float) -> dict[str, pd.DataFrame]:
    found = tables_of(STUDY, values(spends), fake_engine.CATALOGUE, thresholds)
    return {name: table.to_pandas() for name, table in found.items()}


def of(table: pd.DataFrame, indicator: str = "stability_index") -> pd.DataFrame:
    return table[table["indicator"] == indicator].set_index("strategy")


def test_every_row_says_how_it_was_made() -> None:
    for name, table in tables().items():
        assert table["method"].str.len().min() > 0, name
        assert (table["runs"] == RUNS).all(), name
        assert table["same_luck"].all(), name
        assert (table["budget_factor"] == 1.0).all(), name


def test_ranking_finds_the_best_and_shares_places_among_equals() -> None:
    rows = of(tables()["ranking"])
    assert rows.loc["integrated", "told"]
    assert rows["rank"].to_dict() == {"integrated": 1, "security_only": 2, "twin": 2}
    assert rows.loc["integrated", "behind_best"] == pytest.approx(
        -np.mean(
            values()["integrated", 0, "stability_index"] - values()["twin", 0, "stability_index"]
        )
    )
    assert not rows.loc["twin", "may_be_best"]


def test_an_indicator_that_seldom_exists_has_nulls_and_a_reason() -> None:
    there = tables()
    for name, columns in {
        "ranking": ["mean", "rank", "p_best", "may_be_best", "told", "behind_best"],
        "costs": ["effect", "per_million", "dominated_by", "usd_per_unit"],
        "regret": ["regret_low", "regret_high", "regret_q90", "regret_worst"],
    }.items():
        rows = of(there[name], "relapse")
        assert rows[columns].isna().all().all(), name
        assert rows["note"].str.contains("12 of 120 runs").all(), name
    assert of(there["acceptability"], "relapse").empty


def test_tails_need_a_hundred_pairs_for_a_difference() -> None:
    there = tables()["tails"]
    seldom = of(there, "relapse").loc["integrated"]
    assert seldom["difference"].isna().all()
    assert seldom["note"].str.contains("12 pairs of runs are too few").all()
    often = of(there).loc["integrated"]
    assert often["difference"].notna().all()
    worse = often[often["measure"] == "beyond"].iloc[0]
    assert worse["threshold_is"] == "median of the baseline"
    assert worse["difference_high"] < 0
    assert of(there).loc["security_only", "difference"].isna().all()
    assert of(there).loc["twin", "difference"].eq(0).all()


def test_costs_by_hand() -> None:
    rows = of(tables()["costs"])
    there = values()
    gain = np.mean(
        there["integrated", 0, "stability_index"] - there["security_only", 0, "stability_index"]
    )
    assert rows.loc["integrated", "per_million"] == pytest.approx(gain / 0.5)
    assert rows.loc["integrated", "usd_per_unit"] == pytest.approx(0.5e6 / gain)
    assert rows.loc["integrated", "over"] == "security_only"
    assert rows.loc["twin", "dominated_by"] == "integrated"
    assert rows.loc["security_only", "spent_usd"] == 0
    assert np.isnan(rows.loc["security_only", "per_million"])
    assert rows["share_of_budget"].to_dict() == {"integrated": 0.5, "security_only": 0, "twin": 0.5}


@pytest.mark.parametrize(("spends", "over"), [(1.02, True), (1.005, False), (0.1, False)])
def test_two_percent_too_much_is_overspent_and_less_is_not(spends: float, over: bool) -> None:
    told = overspenders(tables(spends)["costs"])
    assert told == (["integrated", "twin"] if over else [])
    rows = of(tables(spends)["costs"]).reset_index().to_dict("records")
    assert ("SPENT MORE" in cost(rows)) is over


def test_who_pays_nothing_chooses_who_spends_nothing() -> None:
    rows = of(tables()["acceptability"])
    free = rows[rows["willingness_usd_per_unit"] == 0]["p_best_buy"]
    assert free.to_dict() == {"integrated": 0, "security_only": 1, "twin": 0}
    dear = rows[rows["willingness_usd_per_unit"] == rows["willingness_usd_per_unit"].max()]
    assert dear["p_best_buy"].to_dict() == {"integrated": 1, "security_only": 0, "twin": 0}


def test_regret_and_thresholds() -> None:
    rows = of(tables()["regret"])
    assert rows["satisficing"].isna().all()
    assert rows.loc["integrated", "regret_high"] < rows.loc["twin", "regret_low_end"]
    asked = tables(stability_index=50.0, deaths=1000.0)["regret"]
    there = values()["twin", 0, "stability_index"]
    assert of(asked).loc["twin", "satisficing"] == np.mean(there >= 50)
    every = of(asked, "")
    assert every.loc["twin", "satisficing"] == np.mean(
        (there >= 50) & (values()["twin", 0, "deaths"] <= 1000)
    )
    assert every.loc["twin", "note"] == "all thresholds: stability_index, deaths"


def test_intervals_for_all_hold_those_for_one() -> None:
    rows = [
        r for r in rows_of(STUDY, values(), fake_engine.CATALOGUE) if r["indicator"] == "deaths"
    ]
    first = next(row for row in rows if row["strategy"] == "integrated")
    assert first["low_all"] <= first["low"] < first["high"] <= first["high_all"]
    relapse = [
        r for r in rows_of(STUDY, values(), fake_engine.CATALOGUE) if r["indicator"] == "relapse"
    ]
    assert all(row.get("low_all") is None for row in relapse)


def test_a_study_writes_them_with_their_schemas(finished) -> None:
    store = finished()
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(store.table(name)).equals(schema), name
        assert pq.read_table(store.table(name)).num_rows > 0, name


def test_the_page_says_it_in_three_sentences() -> None:
    told = dict(decision_sentences(tables(), "stability_index"))
    assert list(told) == ["Best", "Cost", "Regret"]
    assert told["Best"] == "integrated leads in over 99 % of resamples of the runs."
    assert (
        "Judged by means alone, integrated does better for no more money than twin" in told["Cost"]
    )
    assert "luck included: integrated " in told["Regret"]
    assert decision_sentences(tables(), "spent_usd") == []
    assert decision_sentences({}, "stability_index") == []


def test_what_cannot_be_told_is_said() -> None:
    rows = of(tables()["ranking"]).reset_index().to_dict("records")
    level = [row | {"told": False, "may_be_best": True} for row in rows]
    assert best(level).startswith("Cannot be told: integrated, security_only, twin may all be.")
    small = [row | {"smallest_difference": 99.0} for row in rows]
    assert best(small).endswith("but by too little to matter.")
    seldom = of(tables()["ranking"], "relapse").reset_index().to_dict("records")
    assert best(seldom).startswith("Cannot be said")
    assert regret(of(tables()["regret"], "relapse").to_dict("records")).startswith("Cannot be said")


def test_every_row_of_every_table_says_how_it_was_made() -> None:
    rows = rows_of(STUDY, values(), fake_engine.CATALOGUE)
    assert {row["method"] for row in rows} == {METHOD}
    assert {row["same_luck"] for row in rows} == {True}
    assert all(
        {"same_luck", "method"} <= set(schema.names) for schema in (COMPARISON, *SCHEMAS.values())
    )
