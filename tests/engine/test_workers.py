"""Tables are the same bytes whoever computes them, in whatever portions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cse_sim as cse
from cse_sim import engine
from cse_sim.scenario import Scenario

RUNS, WEEKS = 9, 6
WAYS = (("serial", 1), ("local", 1), ("local", 2), ("local", 7), ("processes", 2), ("processes", 7))


def portions(monkeypatch: pytest.MonkeyPatch, runs: int) -> None:
    monkeypatch.setattr(engine, "chunk_runs", lambda scenario, weeks=None: runs)


def run_bytes(small: Scenario, folder: Path, **means: Any) -> dict[str, bytes]:
    saved = ("events", "communities")
    cse.run(small, "engaged", runs=RUNS, seed=3, weeks=WEEKS, save=saved, **means).save(folder)
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def compare_bytes(small: Scenario, folder: Path, **means: Any) -> dict[str, bytes]:
    asked = {"runs": RUNS, "seed": 3, "weeks": WEEKS}
    cse.compare(small, ["engaged", "nothing"], **asked, **means).save(folder)
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


@pytest.mark.slow
def test_bytes_do_not_depend_on_workers_threads_or_processes(
    small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portions(monkeypatch, 3)
    runs, compared = [], []
    for place, (executor, workers) in enumerate(WAYS):
        how = {"executor": executor, "workers": workers}
        runs.append(run_bytes(small, tmp_path / f"run{place}", **how))
        if (executor, workers) != ("processes", 7):
            compared.append(compare_bytes(small, tmp_path / f"compare{place}", **how))
    assert set(runs[0]) == {f"{n}.parquet" for n in ("runs", "weekly", "events", "communities")}
    assert set(compared[0]) >= {f"{n}.parquet" for n in ("runs", "weekly", "comparison")}
    assert all(tables == runs[0] for tables in runs)
    assert all(tables == compared[0] for tables in compared)


def test_numbers_do_not_depend_on_where_runs_are_cut_into_portions(
    small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for portion in (3, 4, RUNS):
        portions(monkeypatch, portion)
        found.append(compare_bytes(small, tmp_path / f"{portion}", executor="local", workers=2))
    assert found[0] == found[1] == found[2]
