"""Results as an xarray Dataset, and as a NetCDF file.

    <indicator>          (strategy, point, run)                overall number of a run; NaN where there is none
    <indicator>_weekly   (strategy, point, week, statistic)    over runs; only of ``run`` and ``compare``
    inputs               (strategy, point, run, input)         what was drawn or varied; in the input's own unit
    failed               (strategy, point, run)                whether a run failed
    seed, run_number     (point, run)                          run keys, and numbers as in ``runs.parquet``

A point is a budget level, or a point of the design of ``sensitivity`` and ``sweep``; ``run`` counts the runs of a point
from 0. Every indicator has ``units``, ``long_name`` and ``direction`` as attributes. NetCDF is version 3 with 64-bit
offsets, which SciPy writes and everything reads; it has no 64-bit integers, so there ``seed`` is a float, which holds
whole numbers below 2^53 exactly.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cse_sim.errors import InputError
from cse_sim.scenario.calendar import date_of
from cse_sim.study.plan import Study
from cse_sim.study.results import Results
from cse_sim.study.store import whole

if TYPE_CHECKING:
    import xarray

INPUTS = ("param:", "dose:", "budget_factor")
STATISTICS = ("mean", "sd", "q05", "q25", "q50", "q75", "q95")

Variable = tuple[tuple[str, ...], Any] | tuple[tuple[str, ...], Any, dict[str, Any]]
OF_RUNS = ("strategy", "point", "run")


def xarray_of(results: Results) -> xarray.Dataset:
    """The runs and weeks of a finished study.

    Raises
    ------
    InputError
        when xarray is not installed.
    """
    library = _xarray()
    study = Study.from_inputs(results.manifest["inputs"])
    variables, coordinates = _of_runs(results.runs, study)
    if "weekly" in results.manifest["tables"]:
        weekly, weeks = _of_weeks(results.weekly, study)
        variables |= weekly
        coordinates |= weeks
    made: xarray.Dataset = library.Dataset(variables, coordinates, _about(results.manifest, study))
    return made


def write_netcdf(results: Results, path: Path | str) -> Path:
    """Write what ``xarray_of`` gives to a NetCDF file, whole or not at all; equal results give equal bytes.

    Raises
    ------
    InputError
        when xarray is not installed.
    RunFailed
        when the file cannot be written.
    """
    dataset = xarray_of(results)
    dataset = dataset.assign_coords(seed=dataset["seed"].astype("float64"))
    dataset = dataset.assign_coords(run_number=dataset["run_number"].astype("float64"))
    place = Path(path)
    with whole(place) as beside:
        dataset.to_netcdf(beside, engine="scipy", format="NETCDF3_64BIT")
    return place


def _xarray() -> Any:
    try:
        import xarray
    except ImportError:
        raise InputError("xarray is not installed", do="pip install 'cse-sim[xarray]'") from None
    return xarray


def _of_runs(runs: pd.DataFrame, study: Study) -> tuple[dict[str, Variable], dict[str, Variable]]:
    """Variables and coordinates of the runs, which are sorted by strategy, point and run, and all there."""
    from cse_sim.indicators import catalogue
    from cse_sim.params import catalogue as parameters

    shape = (len(study.strategies), study.points, study.runs)
    known, of_input = catalogue(), parameters()
    variables: dict[str, Variable] = {
        name: (OF_RUNS, _floats(runs[name], shape), _told(known[name]))
        for name in runs.columns
        if name in known
    }
    variables["failed"] = (OF_RUNS, (runs["status"] != "done").to_numpy().reshape(shape))
    columns = [name for name in runs.columns if name.startswith(INPUTS)]
    names = [name.removeprefix("param:").replace("dose:", "dose.") for name in columns]
    values = np.stack([_floats(runs[name], shape) for name in columns], axis=-1)
    variables["inputs"] = ((*OF_RUNS, "input"), values)
    units = [of_input[name].unit if name in of_input else "1" for name in names]
    first = slice(0, study.points * study.runs)
    coordinates: dict[str, Variable] = {
        "strategy": (("strategy",), sorted(study.strategies)),
        "point": (("point",), np.arange(study.points)),
        "run": (("run",), np.arange(study.runs)),
        "input": (("input",), names),
        "input_unit": (("input",), units),
        **{
            name: (("point", "run"), runs[column].to_numpy()[first].reshape(shape[1:]))
            for name, column in (("seed", "seed"), ("run_number", "run"))
        },
    }
    return variables, coordinates


def _of_weeks(
    weekly: pd.DataFrame, study: Study
) -> tuple[dict[str, Variable], dict[str, Variable]]:
    from cse_sim.indicators import catalogue

    known, weeks = catalogue(), sorted(set(weekly["week"]))
    names = sorted(set(weekly["indicator"]))
    shape = (len(study.strategies), study.points, len(weeks), len(names), len(STATISTICS))
    values = weekly[list(STATISTICS)].to_numpy(np.float64).reshape(shape)
    dimensions = ("strategy", "point", "week", "statistic")
    start = datetime.date.fromisoformat(_scenario(study)["start"])
    dates = np.array([date_of(week - 1, start) for week in weeks], dtype="datetime64[ns]")
    variables: dict[str, Variable] = {
        f"{name}_weekly": (dimensions, values[:, :, :, place], _told(known[name], weekly=True))
        for place, name in enumerate(names)
        if name in known
    }
    return variables, {
        "week": (("week",), np.array(weeks)),
        "date": (("week",), dates, {"long_name": "first day of the week"}),
        "statistic": (("statistic",), list(STATISTICS)),
    }


def _told(indicator: Any, *, weekly: bool = False) -> dict[str, Any]:
    told = {
        "units": indicator.unit,
        "long_name": indicator.meaning,
        "direction": indicator.direction,
    }
    return told if weekly else {**told, "of_weeks": indicator.overall}


def _floats(column: pd.Series[Any], shape: tuple[int, ...]) -> Any:
    return column.to_numpy(np.float64).reshape(shape)


def _scenario(study: Study) -> dict[str, Any]:
    import json

    scenario: dict[str, Any] = json.loads(study.scenario)
    return scenario


def _about(manifest: dict[str, Any], study: Study) -> dict[str, Any]:
    """What the numbers are of, without time, place or path."""
    scenario = _scenario(study)
    return {
        "title": study.title or f"{study.verb} of {scenario['title']}",
        "source": f"cse-sim {manifest['package']['cse-sim']}",
        "comment": "Simulated under stated assumptions; no forecast.",
        "scenario": scenario["name"],
        "verb": study.verb,
        "root_seed": float(study.seed),
        "inputs_sha256": manifest["inputs_sha256"],
    }
