"""Gates of the study layer: what storing runs costs when running them costs nothing, and what the driver holds.

    python benchmarks/gates_studies.py [runs]

Each line: name, figure, gate, met or missed.
"""

from __future__ import annotations

import functools
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.indicators.measure import Indicator
from cse_sim.scenario import read_scenario
from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.parquet import read_parquet
from cse_sim.study.plan import Study
from cse_sim.study.point_question import sweep_question
from cse_sim.study.store import Store

COLUMNS = 10
INDICATORS = {
    f"number_{n}": Indicator(f"number_{n}", "1", "none", "mean", 0.0, "nothing", "nowhere")
    for n in range(COLUMNS)
}
RUNS_PER_CHUNK = 4096


def nothing(spec: dict[str, Any]) -> pa.Table:
    """A model that does nothing: a row per run, ten numbers each."""
    luck = np.asarray(spec["points"]["luck"])
    replicates = np.arange(spec["first_run"], spec["stop_run"])
    runs = (luck[:, None] + replicates).ravel()
    rows = len(runs)
    numbers = np.random.default_rng(spec["points"]["numbers"][0]).random((COLUMNS, rows))
    return pa.table(
        {
            "point": np.repeat(spec["points"]["numbers"], len(replicates)),
            "run": runs,
            "seed": runs,
            "status": pa.array(["done"] * rows),
            "error": pa.nulls(rows, pa.string()),
            **dict(zip(INDICATORS, numbers, strict=True)),
        }
    )


@functools.cache
def question(points: int) -> Study:
    """So many points of three inputs, one run each."""
    vary = dict.fromkeys(("trust.reach", "trust.half_life_weeks", "trust.repair_factor"), "prior")
    return sweep_question(
        read_scenario("training"), vary, "lhs", points, 1, 1, strategies=["none"], indicators=None
    )


def stored(runs: int, executor: str) -> tuple[float, float, float]:
    """Runs stored in a second, seconds to read a column of them, and megabytes held at most."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        study = question(runs)
        store.begin(study, [])
        start = time.perf_counter()
        run_study(study, store, Means(nothing, RUNS_PER_CHUNK, INDICATORS, executor, 2))
        speed = runs / (time.perf_counter() - start)
        start = time.perf_counter()
        for name in INDICATORS:
            np.mean(read_parquet(store.table("runs"), {name}.__contains__)[name].to_numpy())
        reading = time.perf_counter() - start
    return speed, reading, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(name: str, figure: str, gate: str, met: bool) -> bool:
    """One line; whether the gate is met."""
    print(f"{name:<44}{figure:>16}   {gate:<18} {'met' if met else 'missed'}", flush=True)
    return met


def main() -> int:
    """Run the gates; 1 if one is missed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    _, _, before = stored(10_000, "processes")
    speed, reading, held = stored(runs, "processes")
    more = held - before
    met = [
        say(f"{runs:,} runs stored", f"{speed:,.0f} runs/s", ">= 15,000 runs/s", speed >= 15_000),
        say("ten columns of them read", f"{reading:.2f} s", "< 2 s", reading < 2),
        say("memory beyond that of 10,000", f"{more:.0f} MB", "<= 200 MB", more <= 200),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
