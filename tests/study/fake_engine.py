"""A stand-in for the engine: the same table, made of a few draws, with faults that can be asked for.

Faults are overrides: ``fake.fail_run`` fails one run, ``fake.die_run`` kills the process in it, ``fake.raise_run`` raises
in it (-1: in every run), ``fake.sleep_s`` slows every run down, ``fake.undefined`` is the share of runs whose relapse
does not exist, ``fake.spends`` the share of the budget that is spent.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import cse_sim
from cse_sim.indicators.measure import Indicator
from cse_sim.study.comparison import budget_usd

RUNS_PER_CHUNK = 4
EFFECTS = {"none": 0.0, "security_only": 0.0, "twin": 0.0, "integrated": 6.0, "harmful": -6.0}
WEEKLY = ("deaths", "stability_index")

CATALOGUE = {
    indicator.name: indicator
    for indicator in (
        Indicator("stability_index", "points", "up", "mean", 2.0, "calm", "index"),
        Indicator("deaths", "persons", "down", "sum", 5.0, "people killed", "records"),
        Indicator("relapse", "share", "down", "last", 0.05, "war again", "records", "sometimes"),
        Indicator("events", "events", "down", "sum", 1.0, "violent events", "records"),
        Indicator("misconduct_true", "cases", "down", "sum", 1.0, "abuse", "surveys", harm=True),
        Indicator("spent_usd", "US$", "none", "sum", 0.0, "money spent", "accounts"),
    )
}


def stand_in(patch: pytest.MonkeyPatch) -> None:
    """Put this engine and its indicators in the place of the real ones."""
    engine: Any = types.ModuleType("cse_sim.engine")
    engine.__path__ = [str(Path(cse_sim.__file__).parent / "engine")]  # its other modules are real
    engine.run_chunk, engine.chunk_runs = run_chunk, chunk_runs
    patch.setitem(sys.modules, "cse_sim.engine", engine)
    patch.setattr("cse_sim.indicators.catalogue", lambda: CATALOGUE)


def allow_faults(patch: pytest.MonkeyPatch) -> None:
    """Let ``--set`` reach the faults, which are no parameters of the model."""
    anything = types.SimpleNamespace(check=lambda *_: None)
    patch.setattr("cse_sim.params.find", lambda name, where="": anything)


def chunk_runs(scenario: Any, weeks: int) -> int:
    return RUNS_PER_CHUNK


def run_key(root_seed: int, run: int) -> int:
    return 1000 * root_seed + run


def run_chunk(spec: dict[str, Any], extra: tuple[Any, ...] = ()) -> pa.Table:
    json.dumps(spec)  # the spec can be sent anywhere
    scenario = json.loads(spec["scenario"])
    weeks = spec["weeks"] or scenario["weeks"]
    asked = spec["overrides"]
    rows = []
    for point, run, values in _points(spec):
        time.sleep(asked.get("fake.sleep_s", 0.0))
        if asked.get("fake.die_run") == run:
            os._exit(7)
        if asked.get("fake.raise_run") in (run, -1.0):
            raise ValueError(f"no fuel in run {run}")
        row = _one_run(spec, run, weeks, len(scenario["communities"]), values)
        if "points" in spec:
            row |= {"point": point} | {_column(name): value for name, value in values.items()}
        rows.append(row)
    return _table(rows, weeks, spec, len(scenario["communities"]))


def _points(spec: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Point, run number and what the point sets, in the order of the rows."""
    replicates = range(spec["first_run"], spec["stop_run"])
    asked = spec.get("points")
    if asked is None:
        yield from ((0, run, {}) for run in replicates)
        return
    for number, luck, row in zip(asked["numbers"], asked["luck"], asked["rows"], strict=True):
        values = dict(zip(asked["names"], row, strict=True))
        yield from ((number, luck + run, values) for run in replicates)


def _column(name: str) -> str:
    if name == "budget_factor":
        return name
    return name.replace("dose.", "dose:") if name.startswith("dose.") else f"param:{name}"


@functools.cache
def budget(scenario: str, weeks: int, level: float) -> float:
    return budget_usd(json.loads(scenario), weeks, level)


def _one_run(
    spec: dict[str, Any], run: int, weeks: int, communities: int, values: dict[str, float]
) -> dict[str, Any]:
    luck = np.random.default_rng([spec["root_seed"], run])
    row: dict[str, Any] = {"run": run, "seed": run_key(spec["root_seed"], run)}
    rate = luck.uniform(0.01, 0.1) if spec["parameters"] == "prior" else 0.05
    row["param:fake.rate"] = rate
    if spec["overrides"].get("fake.fail_run") in (run, -1.0):
        return row | {"status": "failed", "error": f"run {run}, week 3: NaN in fear"}
    share = spec["overrides"].get("fake.fail_share", 0.0)
    if np.random.default_rng([spec["root_seed"], run, 1]).random() < share:
        return row | {"status": "failed", "error": f"run {run}, week 3: NaN in fear"}
    effect = EFFECTS.get(spec["strategy"], 0.0) * spec["budget_factor"]
    effect *= values.get("budget_factor", 1.0) * values.get("dose.council", 1.0)
    effect += 10 * values.get("trust.reach", 0.0)
    spends = spec["strategy"] not in ("none", "security_only")
    calm = 50 + 10 * luck.standard_normal() + effect + np.linspace(0, 1, weeks)
    deaths = np.floor(luck.lognormal(2, 1) * np.ones(weeks) - effect / 10).clip(0)
    row |= {
        "status": "done",
        "error": None,
        "stability_index": calm.mean(),
        "deaths": deaths.sum(),
        "relapse": None if luck.random() < spec["overrides"].get("fake.undefined", 0) else 0.0,
        "misconduct_true": luck.poisson(3) - effect,
        "spent_usd": spec["overrides"].get("fake.spends", 0.5)
        * budget(spec["scenario"], weeks, spec["budget_factor"])
        * spends,
        "weekly:stability_index": calm,
        "weekly:deaths": deaths,
        "communities:fear": luck.random(weeks * communities).astype(np.float32),
        "events": run % 3,
        "saved:events": [
            {
                "event": number,
                "week": 1 + number,
                "community": "Place 0",
                "admin1": "North",
                "kind": "communal",
                "deaths": 1.0,
                "deaths_civilians": 0.0,
                "perpetrator": None,
                "victim_group": "A",
                "triggered_by": None if number == 0 else number - 1,
            }
            for number in range(run % 3)
        ],
    }
    return row


EVENT = pa.struct(
    [
        ("event", pa.int64()),
        ("week", pa.int64()),
        ("community", pa.string()),
        ("admin1", pa.string()),
        ("kind", pa.string()),
        ("deaths", pa.float64()),
        ("deaths_civilians", pa.float64()),
        ("perpetrator", pa.string()),
        ("victim_group", pa.string()),
        ("triggered_by", pa.int64()),
    ]
)


def _table(
    rows: list[dict[str, Any]], weeks: int, spec: dict[str, Any], communities: int
) -> pa.Table:
    save = spec["save"]
    set_here = [_column(name) for name in spec.get("points", {"names": []})["names"]]
    types = {
        **({"point": pa.int64()} if "points" in spec else {}),
        "run": pa.int64(),
        "seed": pa.int64(),
        "status": pa.string(),
        "error": pa.string(),
        **{name: pa.float64() for name in CATALOGUE},
        "param:fake.rate": pa.float64(),
        **dict.fromkeys(set_here, pa.float64()),
        **{f"weekly:{name}": pa.list_(pa.float64(), weeks) for name in WEEKLY},
    }
    if not spec.get("weekly", True):
        types = {name: kind for name, kind in types.items() if not name.startswith("weekly:")}
    if "events" in save:
        types["saved:events"] = pa.list_(EVENT)
    if "communities" in save:
        types["communities:fear"] = pa.list_(pa.float32(), weeks * communities)
    return pa.table(
        {name: pa.array([row.get(name) for row in rows], kind) for name, kind in types.items()}
    )
