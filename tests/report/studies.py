"""Folders of finished studies with few, invented numbers, to make reports of."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cse_sim.scenario.model import Budget, Election, LeverUse, Mission, Scenario, Strategy
from cse_sim.study.headlines import HARMS, OUTCOMES
from cse_sim.study.plan import Study, sha256
from cse_sim.study.question import canonical_scenario
from cse_sim.study.store import Store, planned_manifest
from tests.study.cases import small_scenario

WEEKS = 104
RUNS = 20
HOSTILE = "<script>alert(1)</script> & \"'Ünion"
TITLES = {"none": "Doing nothing", "security_only": "More soldiers", "integrated": "Both hands"}
COUNCIL = (LeverUse(lever="council", share=1.0),)
SHIFT = {"none": 0.0, "security_only": 0.0, "integrated": 5.0}


def scenario(title: str = "A small invented place", strategy: str = "") -> Scenario:
    titles = TITLES | ({"integrated": strategy} if strategy else {})
    use = {"none": (), "security_only": (LeverUse(lever="additional_peacekeepers", share=1.0),)}
    changes = {
        "title": title,
        "weeks": WEEKS,
        "mission": Mission(name="Mission", end=datetime.date(2002, 7, 1)),
        "elections": (Election(date=datetime.date(2001, 11, 1)),),
        "budget": Budget(usd_per_year=1e6, because="a round figure"),
        "strategies": tuple(
            Strategy(name=name, title=titles[name], levers=use.get(name, COUNCIL))
            for name in TITLES
        ),
    }
    return small_scenario().model_copy(update=changes)


def study(verb: str = "compare", **changes: Any) -> Study:
    names = tuple(TITLES) if verb == "compare" else ("integrated",)
    facts: dict[str, Any] = {
        "verb": verb,
        "scenario": canonical_scenario(scenario()),
        "strategies": names,
        "baseline": "security_only" if verb == "compare" else None,
        "runs": RUNS,
        "seed": 3,
        "weeks": None,
        "parameters": "prior",
    }
    return Study(**(facts | changes))


def mapped(scenario_text: Scenario) -> Scenario:
    """The same place with two square units side by side, one community after the other in them."""
    squares = {"West": -10.0, "East": -9.0}
    features = [
        {
            "type": "Feature",
            "properties": {"admin1": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 6], [x + 1, 6], [x + 1, 7], [x, 7], [x, 6]]],
            },
        }
        for name, x in squares.items()
    ]
    communities = tuple(
        row.model_copy(
            update={"admin1": tuple(squares)[number % 2], "population": 1000 * (number + 1)}
        )
        for number, row in enumerate(scenario_text.communities)
    )
    boundaries = {"type": "FeatureCollection", "features": features}
    return scenario_text.model_copy(update={"boundaries": boundaries, "communities": communities})


def communities_table(asked: Study) -> pd.DataFrame:
    """Fear is the number of the place, in hundredths, in the last year; before, it is 1."""
    rows = [
        (strategy, 0, week, f"Place {number}", "fear", number / 100 if week > WEEKS - 52 else 1.0)
        for strategy in sorted(asked.strategies)
        for week in (1, WEEKS - 52, WEEKS - 51, WEEKS)
        for number in range(10)
    ]
    columns = ["strategy", "point", "week", "community", "indicator", "mean"]
    return pd.DataFrame(rows, columns=columns)


def runs_table(asked: Study, failed: int = 0) -> pd.DataFrame:
    """Equal luck in all strategies; ``integrated`` is calmer by five points and does more harm."""
    rows = []
    for strategy in sorted(asked.strategies):
        luck = np.random.default_rng(7)
        for run in range(asked.runs):
            shift = SHIFT[strategy]
            calm, noise = luck.normal(50, 10), luck.normal(0, 1, 4)
            bad = run < failed
            rows.append(
                {
                    "strategy": strategy,
                    "point": 0,
                    "run": run,
                    "seed": 1000 + run,
                    "status": "failed" if bad else "done",
                    "error": "week 3: NaN in fear <b>" if bad else None,
                    "budget_factor": 1.0,
                    "stability_index": None if bad else calm + shift + noise[0] * (shift > 0),
                    "deaths": None if bad else 100.0 + 30 * noise[1] + 5 * noise[2] * (shift > 0),
                    "trust_in_csos": None if bad else 0.5 - 0.01 * shift + 0.001 * noise[2],
                    "reprisals_against_csos": None if bad else 3.0 + shift + noise[3] / 4,
                    "spent_usd": None
                    if bad
                    else {"none": 0.0, "integrated": 1.2e6}.get(strategy, 2e6),
                    "param:trust.reach": luck.uniform(0.1, 0.9),
                }
            )
    return pd.DataFrame(rows)


def weekly_table(asked: Study) -> pd.DataFrame:
    rows = []
    for strategy in sorted(asked.strategies):
        for week in range(1, WEEKS + 1):
            middle = 50 + SHIFT[strategy] * week / WEEKS
            spread = {"q05": -9, "q25": -3, "q50": 0, "q75": 3, "q95": 9}
            rows.append(
                {
                    "strategy": strategy,
                    "point": 0,
                    "week": week,
                    "indicator": "stability_index",
                    "mean": middle,
                    "sd": 5.0,
                    **{name: middle + width for name, width in spread.items()},
                    "runs": RUNS,
                    "runs_in_quantiles": RUNS,
                }
            )
    return pd.DataFrame(rows)


def sensitivity_table() -> pd.DataFrame:
    """Total-order and first-order indices of two inputs that matter, one that does not, a dummy, and luck."""
    indices = {
        "trust.reach": (0.6, 0.5),
        "grievance.half_life_weeks": (0.3, 0.2),
        "fear.killing": (0.02, 0.0),
        "dummy": (0.01, 0.0),
    }
    rows = [
        ("stability_index", name, index, value, value - 0.05, value + 0.05)
        for name, values in indices.items()
        for index, value in zip(("ST", "S1"), values, strict=True)
    ]
    rows.append(("stability_index", "", "aleatory_share", 0.45, 0.4, 0.5))
    columns = ["indicator", "parameter", "index", "value", "low", "high"]
    facts = {"strategy": "integrated - security_only", "method": "sobol", "points": 640}
    more = {"replicates": 2, "dropped": 0, "unit": None, "note": None}
    return pd.DataFrame(rows, columns=columns).assign(**facts, **more)


def many_indices(inputs: int) -> pd.DataFrame:
    """Three inputs that matter, the others nearly nothing; every row with a note of ten thousand letters."""
    rows = [
        ("stability_index", f"group.input_{place}", "ST", value, value - 0.01, value + 0.01)
        for place in range(inputs)
        for value in [0.5 - 0.1 * place if place < 3 else 0.001]
    ]
    rows.append(("stability_index", "dummy", "ST", 0.0, -0.05, 0.05))
    columns = ["indicator", "parameter", "index", "value", "low", "high"]
    facts = {"strategy": "integrated", "method": "sobol", "points": 640, "replicates": 2}
    return pd.DataFrame(rows, columns=columns).assign(
        **facts, dropped=0, unit=None, note="n" * 10_000
    )


def sweep_table(asked: Study) -> pd.DataFrame:
    """Stability that falls with one input over five points."""
    base = runs_table(asked)
    blocks = [
        base.assign(
            point=point,
            stability_index=base["stability_index"] - 4 * point,
            reprisals_against_csos=base["reprisals_against_csos"] + point,
            **{"param:trust.reach": 0.1 + 0.2 * point},
        )
        for point in range(5)
    ]
    return pd.concat(blocks, ignore_index=True)


def written(folder: Path, asked: Study, failed: int = 0, **tables: pd.DataFrame) -> Path:
    """The folder of a finished study with these tables, and the comparison if it is one."""
    store = Store(folder)
    folder.mkdir(parents=True)
    runs = tables.pop("runs", None)
    tables = {"runs": runs_table(asked, failed) if runs is None else runs, **tables}
    for name, table in tables.items():
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), store.table(name))
    names = list(tables)
    if asked.verb == "compare":
        from cse_sim.indicators import catalogue
        from cse_sim.study.comparison import comparison_rows
        from cse_sim.study.decisions.tables import decision_tables

        there = decision_tables(asked, store, catalogue())
        for name, rows in {
            "comparison": comparison_rows(asked, store, catalogue()),
            **there,
        }.items():
            pq.write_table(rows, store.table(name))
            names.append(name)
    bad = failed * len(asked.strategies)
    manifest = planned_manifest(asked, ["cse-sim", asked.verb, "small.yaml", "--out", "a b"])
    facts = {
        "status": "done",
        "tables": {name: sha256(store.table(name).read_bytes()) for name in names},
        "counts": {"planned": asked.planned, "done": asked.planned - bad, "failed": bad},
        "platform": "A machine",
        "start": "2026-01-01T00:00:00+00:00",
        "end": "2026-01-02T00:00:00+00:00",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | facts, indent=1), encoding="utf-8")
    return folder


def comparison(folder: Path, failed: int = 0, **changes: Any) -> Path:
    asked = study(**changes)
    return written(folder, asked, failed, weekly=weekly_table(asked))


def with_map(folder: Path) -> Path:
    asked = study(scenario=canonical_scenario(mapped(scenario())))
    tables = {"weekly": weekly_table(asked), "communities": communities_table(asked)}
    return written(folder, asked, **tables)


def of_many(
    strategies: int, levels: tuple[float, ...], weeks: int
) -> tuple[Study, dict[str, pd.DataFrame]]:
    """A comparison of many strategies at these budget levels, with uneven numbers in all that a page shows."""
    names = (*(f"plan_{number}" for number in range(1, strategies)), "security_only")
    place = scenario().model_copy(
        update={
            "weeks": weeks,
            "mission": Mission(name="Mission", end=datetime.date(2001, 7, 1)),
            "strategies": tuple(
                Strategy(name=name, title=f"{name} with everybody", levers=COUNCIL)
                for name in names
            ),
        }
    )
    facts = {"strategies": names, "runs": 4, "budget_levels": levels}
    asked = study(scenario=canonical_scenario(place), **facts)
    rng = np.random.default_rng(1)
    shown = (*OUTCOMES, *HARMS)
    runs = pd.DataFrame(
        [
            {"strategy": name, "point": point, "run": run, "seed": run, "status": "done"}
            | {"error": None, "budget_factor": level, "spent_usd": rng.uniform(1e6, 2e6)}
            | dict(zip(shown, rng.normal(50, 10, len(shown)), strict=True))
            for name in names
            for point, level in enumerate(levels)
            for run in range(4)
        ]
    )
    keys = [
        (name, point, week, indicator)
        for name in names
        for point in range(len(levels))
        for indicator in ("fear", "stability_index", "trust_in_csos", "trust_in_peacekeepers")
        for week in range(1, weeks + 1)
    ]
    weekly = pd.DataFrame(keys, columns=["strategy", "point", "week", "indicator"])
    quantiles = np.sort(rng.uniform(0.1, 0.9, (len(keys), 5)), axis=1)
    weekly[["q05", "q25", "q50", "q75", "q95"]] = quantiles
    return asked, {"runs": runs, "weekly": weekly}


def alone(folder: Path) -> Path:
    asked = study("run")
    return written(folder, asked, weekly=weekly_table(asked))


def sensitivity(folder: Path) -> Path:
    asked = study("sensitivity", strategies=("integrated", "security_only"))
    return written(folder, asked, sensitivity=sensitivity_table())


def sweep(folder: Path) -> Path:
    asked = study("sweep")
    return written(folder, asked, runs=sweep_table(asked))
