"""The columns of the sensitivity table: in which unit an index is, and on which side of an indicator runs are bad."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cse_sim.study.sensitivity import METHODS
from cse_sim.study.sensitivity.analysis import Analysis, IndexRow
from cse_sim.study.sensitivity_table import NOT_GIVEN, _index_rows, unit_of

SMALL = ["--weeks", "13", "--vary", "trust.reach,dose.council"]
BOTH = ["--strategies", "security_only,integrated"]


def asked(cli: Any, method: str, samples: int, *more: str) -> Any:
    said = ["--method", method, "--samples", str(samples), *SMALL, *more, "--out", "here"]
    assert cli("sensitivity", "training", *said)[0] == 0
    return pq.read_table(Path("here/sensitivity.parquet")).to_pandas()


def test_runs_are_bad_on_the_side_that_the_indicator_says(cli) -> None:
    table = asked(cli, "regional", 64, *BOTH).set_index("indicator")
    assert table.loc["stability_index", "note"].str.contains("bad runs: at or below").all()
    assert table.loc["deaths", "note"].str.contains("bad runs: at or above").all()
    assert set(table.loc["deaths", "strategy"]) == {
        *("security_only", "integrated", "integrated - security_only"),
    }
    neither = table.loc["spent_usd"]
    assert set(neither["index"]) == {NOT_GIVEN}
    assert neither["note"].str.contains("no side of this indicator is bad").all()


def test_more_reach_lies_where_runs_are_good(cli) -> None:
    """The stand-in's reach adds stability and takes misconduct away: bad runs have little of it in both."""
    table = asked(cli, "regional", 256, "--runs", "8", "--strategies", "integrated")
    shift = table[table["index"] == "regional_shift"].set_index(["indicator", "parameter"])
    assert shift.loc[("stability_index", "trust.reach"), "high"] < 0
    assert shift.loc[("misconduct_true", "trust.reach"), "high"] < 0


def test_effects_have_the_unit_of_the_indicator_and_shares_are_pure_numbers(cli) -> None:
    table = asked(cli, "morris", 8, "--indicators", "deaths")
    units = table.groupby("index")["unit"].agg(set).to_dict()
    assert units["mu"] == units["mu_star"] == units["sigma"] == {"persons"}
    assert units["mean_square_effect"] == {"(persons)²"}


@pytest.mark.parametrize(
    ("method", "samples"), [("sobol", 16), ("delta", 64), ("pawn", 64), ("salib:ff", 1)]
)
def test_other_indices_are_pure_numbers_but_for_main_effects(cli, method, samples) -> None:
    table = asked(cli, method, samples, "--indicators", "deaths")
    effects = table["index"] == "ff_main_effect"
    assert set(table[effects]["unit"]) <= {"persons"}
    assert set(table[~effects]["unit"]) <= {"1"}
    assert effects.any() == (method == "salib:ff")


def test_only_the_methods_that_look_at_one_side_are_told_of_it() -> None:
    assert [name for name, method in METHODS.items() if method.one_sided] == ["regional"]
    assert unit_of("ST", "US$") == "1"
    assert unit_of("mean_square_effect", "US$") == "(US$)²"


@pytest.mark.parametrize(
    ("method", "samples"),
    [("regional", 64), ("salib:discrepancy", 64), ("salib:enhanced_hdmr", 320), ("salib:ff", 1)],
)
def test_no_page_says_that_indices_are_missing_that_are_in_the_table(cli, method, samples) -> None:
    said = ["--method", method, "--samples", str(samples), "--indicators", "stability_index"]
    code, page, _ = cli("sensitivity", "training", *said, *SMALL, "--out", "here")
    assert code == 0
    assert "No index" not in page
    table = pq.read_table(Path("here/sensitivity.parquet")).to_pandas()
    assert table[table["parameter"] == "trust.reach"]["value"].notna().any()


def test_a_share_that_does_not_exist_is_null_and_never_nan() -> None:
    """Replicates that agree, and no variance between the means either."""
    nothing = [IndexRow("", "aleatory_share", float("nan"), float("nan"), float("inf"))]
    (row,) = _index_rows(Analysis(nothing), "deaths")
    assert (row["value"], row["low"], row["high"]) == (None, None, None)
