"""``cse-sim export``: what is written is what the study holds, to the last bit."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray
from pyarrow.csv import read_csv

import cse_sim as cse
from cse_sim.adapters import write_netcdf, xarray_of
from cse_sim.adapters.ema import workbench
from cse_sim.cli import exit_code
from cse_sim.errors import InputError
from cse_sim.study.results import Results

SMALL = ["--weeks", "13", "--quiet"]
OF_RUNS = ("strategy", "point", "run")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two strategies at two budget levels; in so few weeks some indicators have no number."""
    folder = tmp_path_factory.mktemp("compared") / "study"
    asked = ["--strategies", "none,integrated", "--runs", "6", "--budget-levels", "1,5"]
    assert exit_code(["compare", "training", *asked, *SMALL, "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explored") / "study"
    asked = ["--method", "pawn", "--samples", "64", "--vary", "trust.reach,dose.council"]
    both = ["--strategies", "none,integrated", "--indicators", "fear"]
    assert exit_code(["sensitivity", "training", *asked, *both, *SMALL, "--out", str(folder)]) == 0
    return folder


def test_runs_and_weeks_lie_where_their_names_say(compared: Path) -> None:
    results = Results.opened(compared)
    dataset = xarray_of(results)
    sizes = {"strategy": 2, "point": 2, "run": 6, "week": 13, "statistic": 7}
    assert {name: size for name, size in dataset.sizes.items() if name != "input"} == sizes
    row = results.runs.query("strategy == 'none' and point == 1 and run == 3").iloc[0]
    there = dataset.sel(strategy="none", point=1, run=3)
    for name in ("stability_index", "deaths", "spent_usd"):
        assert float(there[name]) == row[name]
        assert dataset[name].dims == OF_RUNS
    assert float(there["inputs"].sel(input="trust.reach")) == row["param:trust.reach"]
    assert list(dataset["inputs"].sel(input="budget_factor").values[0, :, 0]) == [1.0, 5.0]
    assert int(there["seed"]) == row["seed"]
    week = results.weekly.query(
        "strategy == 'integrated' and point == 0 and week == 7 and indicator == 'fear'"
    ).iloc[0]
    seen = dataset["fear_weekly"].sel(strategy="integrated", point=0, week=7)
    assert float(seen.sel(statistic="q95")) == week["q95"]
    assert str(dataset["date"].values[7])[:10] == "2000-08-19"


def test_what_does_not_exist_is_not_a_number(compared: Path) -> None:
    results = Results.opened(compared)
    dataset = xarray_of(results)
    for name in dataset.data_vars:
        if name in results.runs:
            missing = int(results.runs[name].isna().sum())
            assert int(dataset[name].isnull().sum()) == missing, name
    assert results.runs["recovery_weeks"].isna().any(), "the case without a number is there"
    assert not dataset["failed"].any()


def test_units_and_meanings_are_attributes(compared: Path) -> None:
    dataset = xarray_of(Results.opened(compared))
    assert dataset["deaths"].attrs["units"] == "people"
    assert dataset["deaths"].attrs["direction"] == "down"
    assert dataset["deaths"].attrs["of_weeks"] == "sum"
    assert dataset["deaths_weekly"].attrs["units"] == "people"
    units = dataset["input_unit"].sel(input="trust.remembered_weeks")
    assert str(units.values) == "weeks"
    assert dataset.attrs["scenario"] == "training"


def test_a_design_has_its_points_and_run_numbers(explored: Path) -> None:
    results = Results.opened(explored)
    dataset = xarray_of(results)
    assert (dataset.sizes["point"], dataset.sizes["run"]) == (64, 2)
    row = results.runs.query("strategy == 'integrated' and point == 5").iloc[1]
    there = dataset.sel(strategy="integrated", point=5, run=1)
    assert int(there["run_number"]) == row["run"] > 1000
    assert float(there["inputs"].sel(input="dose.council")) == row["dose:council"]
    assert "week" not in dataset.dims


@pytest.mark.parametrize("study", ["compared", "explored"])
def test_a_netcdf_file_gives_everything_back(study: str, request, tmp_path: Path) -> None:
    folder = request.getfixturevalue(study)
    results = Results.opened(folder)
    one, two = (write_netcdf(results, tmp_path / name).read_bytes() for name in ("a.nc", "b.nc"))
    assert one == two
    with xarray.open_dataset(tmp_path / "a.nc", engine="scipy") as read:
        told = xarray_of(results)
        xarray.testing.assert_identical(read.drop_vars(told.coords), told.drop_vars(told.coords))
        for name in told.coords:
            assert (read[name].values == told[name].values).all(), name


def test_csv_and_json_hold_the_table_to_the_last_bit(compared: Path, tmp_path: Path) -> None:
    table = Results.opened(compared).runs
    for kind in ("csv", "json"):
        place = tmp_path / f"runs.{kind}"
        asked = ["--to", kind, "--table", "runs", "--out", str(place), "--quiet"]
        assert exit_code(["export", str(compared), *asked]) == 0
    read = read_csv(tmp_path / "runs.csv").to_pandas()
    rows = json.loads((tmp_path / "runs.json").read_text(encoding="utf-8"))
    for found in (read, pd.DataFrame(rows)):
        assert list(found.columns) == list(table.columns)
        for name in table.select_dtypes("number"):
            numbers = found[name].astype("float64")
            assert np.array_equal(numbers, table[name], equal_nan=True), name
    assert rows[0]["recovery_weeks"] is None


@pytest.mark.parametrize("kind", ["csv", "json", "netcdf"])
def test_a_file_that_is_there_is_replaced_only_when_asked(
    kind: str, compared: Path, tmp_path: Path, capsys
) -> None:
    place = tmp_path / "letter"
    place.write_text("mine")
    asked = ["export", str(compared), "--to", kind, "--out", str(place)]
    assert exit_code(asked) == 2
    assert place.read_text() == "mine"
    err = capsys.readouterr().err
    assert "this file is there already. Add --overwrite to replace it" in err
    assert err.count("\n") == 1
    assert exit_code([*asked, "--overwrite"]) == 0
    assert place.read_bytes() != b"mine"


def test_without_a_file_the_answer_goes_to_stdout(compared: Path, capfdbinary) -> None:
    assert exit_code(["export", str(compared), "--to", "csv"]) == 0
    first = capfdbinary.readouterr().out.splitlines()[0]
    assert first.startswith(b'"baseline","strategy","indicator","mean_difference"')


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--to", "netcdf"], "--out: NetCDF needs a file"),
        (["--to", "netcdf", "--table", "runs", "--out", "x.nc"], "--table: NetCDF holds all runs"),
        (["--to", "csv", "--table", "events"], 'this study has no table "events"'),
        (["--to", "csv", "--out", "STUDY/runs.parquet"], "the study itself would be lost"),
        (["--to", "csv", "--overwrite", "--out", "STUDY/runs.parquet"], "the study itself would"),
        (["--to", "csv", "--out", "STUDY/runs.parquet/x"], "this is a file, not a folder"),
        (["--to", "csv", "--out", "STUDY"], "this is a folder"),
    ],
)
def test_what_cannot_be_written_is_one_line(compared: Path, capsys, asked, said) -> None:
    before = (compared / "runs.parquet").read_bytes()
    asked = [word.replace("STUDY", str(compared)) for word in asked]
    assert exit_code(["export", str(compared), *asked]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert (compared / "runs.parquet").read_bytes() == before


def test_what_is_not_installed_is_named_with_the_way_to_get_it(compared, monkeypatch) -> None:
    for library, call in (
        ("xarray", lambda: xarray_of(Results.opened(compared))),
        ("ema_workbench", workbench.__wrapped__),
    ):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(InputError, match=r"is not installed\. pip install 'cse-sim\["):
            call()


def test_results_of_a_notebook_need_no_folder() -> None:
    dataset = xarray_of(cse.run("training", "none", runs=2, weeks=4, parameters="default"))
    assert dict(dataset["deaths"].sizes) == {"strategy": 1, "point": 1, "run": 2}
    assert dataset.sizes["input"] == 1
