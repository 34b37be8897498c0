"""What stands in the tables equals what a plain loop over the engine's rows says."""

from __future__ import annotations

import functools
import json
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cse_sim.study import parts as parts_module
from cse_sim.study.comparison import budget_usd
from cse_sim.study.moments import Moments
from cse_sim.study.parts import reduced, runs_kept, sorted_quantiles
from tests.study import fake_engine
from tests.study.cases import WEEKS, small_study


def all_runs(strategy: str, runs: int = 10, level: float = 1.0) -> pd.DataFrame:
    study = small_study()
    spec = {
        "scenario": study.scenario,
        "strategy": strategy,
        "root_seed": study.seed,
        "first_run": 0,
        "stop_run": runs,
        "weeks": None,
        "parameters": "prior",
        "overrides": {},
        "budget_factor": level,
        "save": ["events", "communities"],
    }
    return fake_engine.run_chunk(spec).to_pandas()


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=3, max_size=3), min_size=1
    ),
    st.integers(1, 5),
)
def test_merged_moments_are_those_of_all_runs(rows: list[list[float | None]], block: int) -> None:
    values = np.array([[np.nan if v is None else v for v in row] for row in rows])
    total = Moments.of(values[:block])
    for start in range(block, len(values), block):
        total = total.merged(Moments.of(values[start : start + block]))
    for cell in range(3):
        there = values[~np.isnan(values[:, cell]), cell]
        mean = there.mean() if len(there) else np.nan
        sd = there.std(ddof=1) if len(there) > 1 else np.nan
        assert total.count[cell] == len(there)
        assert total.means()[cell] == pytest.approx(mean, rel=1e-9, abs=1e-6, nan_ok=True)
        assert total.deviations()[cell] == pytest.approx(sd, rel=1e-6, abs=1e-3, nan_ok=True)


def test_variance_survives_a_large_mean() -> None:
    values = 1e9 + np.array([[1.0], [2.0], [3.0], [4.0]])
    total = Moments.of(values[:2]).merged(Moments.of(values[2:]))
    assert total.deviations()[0] == pytest.approx(np.std([1, 2, 3, 4], ddof=1), rel=1e-9)


def test_moments_survive_their_own_packing() -> None:
    total = Moments.of(np.random.default_rng(0).random((4, 3)))
    again = Moments.unpacked(total.packed())
    assert np.array_equal(again.means(), total.means())
    assert np.array_equal(again.deviations(), total.deviations())


@pytest.mark.parametrize("kind", ["doubles", "floats", "far apart", "nearly equal", "some missing"])
def test_moments_are_the_same_to_the_last_bit_however_runs_are_cut(kind: str) -> None:
    luck = np.random.default_rng(3)
    values = luck.lognormal(3, 2, (700, 300)) - 10
    if kind == "floats":
        values = values.astype(np.float32)
    if kind == "far apart":
        values *= 10.0 ** luck.integers(-6, 6, values.shape)
    if kind == "nearly equal":
        values = 1e6 + 1e-3 * values
    if kind == "some missing":
        values[luck.random(values.shape) < 0.3] = np.nan
    whole = Moments.of(values)
    for cuts in ([1, 2, 350], [511], list(range(16, 700, 16)), [699]):
        blocks = [Moments.of(block) for block in np.split(values, cuts)]
        total = functools.reduce(Moments.merged, blocks)
        assert np.array_equal(total.means(), whole.means(), equal_nan=True)
        assert np.array_equal(total.deviations(), whole.deviations(), equal_nan=True)


def test_a_mean_is_the_exactly_rounded_sum_over_the_number() -> None:
    values = np.array([[1e8], [1.0], [-1e8], [0.1], [1e-3]])
    assert Moments.of(values).means()[0] == math.fsum(values.ravel()) / 5


def test_equal_values_have_no_spread() -> None:
    assert Moments.of(np.full((97, 1), 0.1)).deviations()[0] == 0.0


def test_quantiles_are_numpys_and_leave_out_what_is_undefined() -> None:
    values = np.random.default_rng(0).random((50, 4))
    values[:20, 1] = np.nan
    values[:, 2] = np.nan
    values[1:, 3] = np.nan
    values.sort(axis=0)
    count = (~np.isnan(values)).sum(axis=0)
    found = sorted_quantiles(values, count, [0.05, 0.5, 0.95])
    for cell in (0, 1, 3):
        there = values[: count[cell], cell]
        assert found[:, cell] == pytest.approx(np.quantile(there, [0.05, 0.5, 0.95]), rel=1e-12)
    assert np.isnan(found[:, 2]).all()


def test_weekly_is_mean_spread_and_quantiles_over_runs(finished) -> None:
    weekly = pq.read_table(finished().table("weekly")).to_pandas()
    rows = weekly[(weekly.strategy == "integrated") & (weekly.indicator == "stability_index")]
    values = np.stack(all_runs("integrated")["weekly:stability_index"].to_list())
    assert rows.week.tolist() == list(range(1, WEEKS + 1))
    assert rows["mean"].to_numpy() == pytest.approx(values.mean(axis=0), rel=1e-12)
    assert rows.sd.to_numpy() == pytest.approx(values.std(axis=0, ddof=1), rel=1e-12)
    for level in (5, 25, 50, 75, 95):
        quantile = np.quantile(values, level / 100, axis=0)
        assert rows[f"q{level:02d}"].to_numpy() == pytest.approx(quantile, rel=1e-12)
    assert (rows.runs == 10).all()
    assert (rows.runs_in_quantiles == 10).all()
    assert list(weekly.columns)[:3] == ["strategy", "point", "week"]


def test_quantiles_use_the_first_runs_only_and_means_use_all(finished, monkeypatch) -> None:
    monkeypatch.setattr(parts_module, "QUANTILE_RUNS", 6)
    weekly = pq.read_table(finished().table("weekly")).to_pandas()
    rows = weekly[(weekly.strategy == "integrated") & (weekly.indicator == "deaths")]
    values = np.stack(all_runs("integrated")["weekly:deaths"].to_list())
    assert rows.q50.to_numpy() == pytest.approx(np.median(values[:6], axis=0), rel=1e-12)
    assert rows["mean"].to_numpy() == pytest.approx(values.mean(axis=0), rel=1e-12)
    assert (rows.runs_in_quantiles == 6).all()
    assert (rows.runs == 10).all()


def test_beyond_the_first_runs_a_part_holds_no_weeks() -> None:
    table = pa.table(
        {
            "run": [5000, 5001],
            "weekly:deaths": pa.array([[1.0, 2.0], [3.0, 5.0]], pa.list_(pa.float64(), 2)),
        }
    )
    part = reduced(table, 5000)
    assert part.column_names == ["run", "moments:weekly:deaths"]
    assert part["moments:weekly:deaths"].to_pylist() == [
        [2.0, 2.0, 4.0, 7.0, 0.0, 0.0, 10.0, 29.0, 0.0, 0.0],
        None,
    ]


def test_very_large_runs_keep_fewer_of_them() -> None:
    assert runs_kept(520) == 1000
    assert 10 < runs_kept(520 * 10_000) < 100
    assert runs_kept(10**12) == 1


def test_communities_are_summed_over_runs_cell_by_cell(finished) -> None:
    table = pq.read_table(finished().table("communities")).to_pandas()
    rows = table[(table.strategy == "twin") & (table.week == 3) & (table.community == "Place 4")]
    cell = np.stack(all_runs("twin")["communities:fear"].to_list())[:, 2 * 10 + 4]
    assert len(rows) == 1
    assert rows["mean"].item() == pytest.approx(cell.astype(float).mean(), rel=1e-6)
    assert rows.q50.item() == pytest.approx(np.median(cell), rel=1e-6)
    assert len(table) == 3 * WEEKS * 10


def test_events_carry_their_run_and_their_parent(finished) -> None:
    events = pq.read_table(finished().table("events")).to_pandas()
    one = events[(events.strategy == "twin") & (events.run == 2)]
    assert one.event.tolist() == [0, 1]
    assert np.isnan(one.triggered_by.iloc[0])
    assert one.triggered_by.iloc[1] == 0
    assert events.perpetrator.isna().all()
    assert len(events) == 3 * sum(run % 3 for run in range(10))


def test_runs_have_the_fixed_columns_first_and_what_was_drawn(finished) -> None:
    runs = pq.read_table(finished().table("runs")).to_pandas()
    assert list(runs.columns)[:5] == ["strategy", "point", "run", "seed", "status"]
    assert "param:fake.rate" in runs
    assert not any(name.startswith(("weekly:", "moments:", "saved:")) for name in runs)
    assert (runs.events == runs.run % 3).all(), "the number of events, beside the list of them"
    drawn = runs.pivot_table(index="run", columns="strategy", values="param:fake.rate")
    assert (drawn.nunique(axis=1) == 1).all()


def test_row_groups_have_a_fixed_size(finished, monkeypatch) -> None:
    monkeypatch.setattr("cse_sim.study.gather.ROW_GROUP", 7)
    metadata = pq.read_metadata(finished().table("runs"))
    sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    assert sizes == [7, 7, 7, 7, 2]


def test_the_comparison_of_a_lever_without_effect_is_exactly_zero(finished) -> None:
    rows = (
        pq.read_table(finished().table("comparison"))
        .to_pandas()
        .set_index(["strategy", "indicator"])
    )
    twin = rows.loc[("twin", "stability_index")]
    assert (twin.mean_difference, twin.low, twin.high, twin.p_better) == (0, 0, 0, 0.5)
    assert twin.verdict == "indistinguishable"
    better = rows.loc[("integrated", "stability_index")]
    assert better.mean_difference == pytest.approx(6.0)
    assert better.verdict == "better"
    assert rows.loc[("integrated", "spent_usd")].verdict == "indistinguishable"
    assert np.isnan(rows.loc[("integrated", "spent_usd")].p_better)


def test_unspent_money_is_named_beside_every_difference(finished) -> None:
    rows = pq.read_table(finished().table("comparison")).to_pandas()
    integrated = rows[rows.strategy == "integrated"]
    assert (integrated.spent_usd == 0.5e6).all()
    assert (integrated.budget_usd == 1e6).all()
    assert integrated.note.str.contains("the strategy spent 50 % of its budget").all()


def test_a_strategy_without_levers_is_not_blamed_for_spending_nothing(finished) -> None:
    study = small_study(strategies=("none", "integrated"), baseline="none")
    rows = pq.read_table(finished(study).table("comparison")).to_pandas()
    assert not rows.note.str.contains("baseline spent").any()


def test_few_pairs_give_two_shares_and_no_difference(finished) -> None:
    study = small_study(overrides=(("fake.undefined", 0.5),), runs=40)
    rows = pq.read_table(finished(study).table("comparison")).to_pandas()
    relapse = rows[(rows.indicator == "relapse") & (rows.strategy == "twin")].iloc[0]
    assert np.isnan(relapse.mean_difference)
    assert relapse.pairs < 36
    share = round(100 * relapse.pairs / 40)
    assert (
        f"defined in {share} % of the strategy's runs and {share} % of the baseline's"
        in relapse.note
    )


def test_budget_levels_are_points_compared_each_on_its_own(finished) -> None:
    rows = pq.read_table(
        finished(small_study(budget_levels=(1.0, 5.0))).table("comparison")
    ).to_pandas()
    found = rows[(rows.indicator == "stability_index") & (rows.strategy == "integrated")]
    assert found.point.tolist() == [0, 1]
    assert found.budget_factor.tolist() == [1.0, 5.0]
    assert found.mean_difference.tolist() == pytest.approx([6.0, 30.0])
    assert found.budget_usd.tolist() == [1e6, 5e6]


def test_only_the_indicators_asked_for_are_compared(finished) -> None:
    store = finished(small_study(indicators=("deaths",)))
    rows = pq.read_table(store.table("comparison")).to_pandas()
    assert set(rows.indicator) == {"deaths"}


def test_the_budget_counts_the_weeks_in_which_it_runs() -> None:
    scenario = json.loads(small_study().scenario)
    assert budget_usd(scenario, 52, 1.0) == 1e6
    assert budget_usd(scenario, 26, 2.0) == 1e6
    later = {**scenario, "weeks": 104}
    later["budget"] = {**scenario["budget"], "start": "2001-07-02", "end": "2002-07-02"}
    assert budget_usd(later, 104, 1.0) == pytest.approx(1e6)
    assert budget_usd(later, 52, 1.0) == pytest.approx(0.5e6)
