from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cse_sim.errors import InputError, RunFailed
from cse_sim.luck import run_key
from cse_sim.study.driver import Isolation
from cse_sim.study.store import Store
from cse_sim.study.survivors import NoSurvivor, survivors
from tests.study import fake_engine
from tests.study.cases import small_study

TWO = {"strategies": ("none", "twin"), "baseline": "none"}


class Stillborn(ThreadPoolExecutor):
    """Processes that die before they do anything, as those of a script without a guard do."""

    def submit(self, *_: Any, **__: Any) -> Any:
        raise BrokenExecutor


def test_where_no_process_can_be_started_no_run_is_called_guilty(monkeypatch) -> None:
    monkeypatch.setattr("cse_sim.study.driver.make_executor", lambda *_: Stillborn())
    with Isolation(fake_engine.run_chunk) as attempt, pytest.raises(RunFailed, match="__main__"):
        survivors(block(1, 4), attempt)


def rows_of(spec: dict[str, Any]) -> list[tuple[int, int]]:
    """Point and run of every row of a block, as the engine returns them."""
    runs = range(spec["first_run"], spec["stop_run"])
    points = spec.get("points") or {"numbers": [0], "luck": [0]}
    return [
        (number, luck + run)
        for number, luck in zip(points["numbers"], points["luck"], strict=True)
        for run in runs
    ]


def block(points: int, runs: int) -> dict[str, Any]:
    numbers = list(range(points))
    return {
        "root_seed": 3,
        "first_run": 0,
        "stop_run": runs,
        "points": {
            "numbers": numbers,
            "luck": [1000 * number for number in numbers],
            "names": ["trust.reach", "dose.council", "budget_factor"],
            "rows": [[0.5 + number, 2.0, 1.5] for number in numbers],
        },
    }


class Attempts:
    """Computes blocks whose guilty rows raise, or kill their process."""

    def __init__(self, guilty: set[tuple[int, int]], error: type[Exception] = ValueError) -> None:
        self.guilty = guilty
        self.error = error
        self.count = 0

    def __call__(self, spec: dict[str, Any]) -> pa.Table:
        self.count += 1
        rows = rows_of(spec)
        if self.guilty & set(rows):
            raise self.error("no fuel")
        return pa.table(
            {
                "point": pa.array([point for point, _ in rows]),
                "run": pa.array([run for _, run in rows]),
                "seed": pa.array([run_key(3, run) for _, run in rows]),
                "status": pa.array(["done"] * len(rows)),
                "error": pa.nulls(len(rows), pa.string()),
                "deaths": pa.array([float(point + run) for point, run in rows]),
                "param:trust.reach": pa.array([0.5 + point for point, _ in rows]),
                "dose:council": pa.array([2.0] * len(rows)),
                "budget_factor": pa.array([1.5] * len(rows)),
            }
        )


@given(
    points=st.integers(1, 9),
    runs=st.integers(1, 5),
    guilty=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 4)), max_size=5),
    error=st.sampled_from([ValueError, BrokenExecutor]),
)
def test_exactly_the_guilty_rows_of_a_block_fail_and_all_stay_in_order(
    points: int, runs: int, guilty: set[tuple[int, int]], error: type[Exception]
) -> None:
    spec = block(points, runs)
    bad = {(point, 1000 * point + run) for point, run in guilty} & set(rows_of(spec))
    attempts = Attempts(bad, error)
    known = Attempts(set())(block(1, 1)).schema
    rows = survivors(spec, attempts, known).to_pylist()
    assert [(row["point"], row["run"]) for row in rows] == rows_of(spec)
    whole = Attempts(set())(spec).to_pylist()
    reason = "the process died" if error is BrokenExecutor else "ValueError: no fuel"
    lost = {"status": "failed", "error": reason, "deaths": None}
    assert rows == [row | lost if (row["point"], row["run"]) in bad else row for row in whole]


def test_one_guilty_row_of_many_is_found_in_few_attempts() -> None:
    attempts = Attempts({(300, 300_001)})
    assert survivors(block(512, 2), attempts).num_rows == 1024
    assert attempts.count == 21  # the whole, and both halves ten times


def test_what_no_run_is_guilty_of_is_not_put_down_to_one() -> None:
    for error in (InputError, RunFailed, OSError):
        with pytest.raises(error):
            survivors(block(4, 2), Attempts({(2, 2000)}, error))


def test_a_fault_of_all_runs_is_told_after_a_few() -> None:
    attempts = Attempts(set(rows_of(block(512, 2))))
    with pytest.raises(NoSurvivor, match="the first one: ValueError: no fuel") as told:
        survivors(block(512, 2), attempts)
    assert isinstance(told.value.__cause__, ValueError)
    assert attempts.count < 40


def test_a_run_killed_by_hand_is_forgiven_once() -> None:
    attempts = Attempts({(0, 0)}, BrokenExecutor)

    def forgiving(spec: dict[str, Any]) -> pa.Table:
        if attempts.count == 1:
            attempts.guilty = set()
        return attempts(spec)

    assert survivors(block(1, 1), forgiving)["status"].to_pylist() == ["done"]


@pytest.mark.parametrize("executor", ["serial", "local", "processes"])
def test_a_run_that_raises_is_a_row_and_the_others_stay(finished, executor: str) -> None:
    study = small_study(overrides=(("fake.raise_run", 5.0),))
    store = finished(study, executor=executor, workers=2)
    runs = pq.read_table(store.table("runs")).to_pandas()
    failed = runs[runs.status == "failed"]
    assert failed.run.tolist() == [5, 5, 5]
    assert set(failed.error) == {"ValueError: no fuel in run 5"}
    assert failed.seed.tolist() == [run_key(1, 5)] * 3
    clean = pq.read_table(finished(folder="clean").table("runs")).to_pandas()
    others, same = runs[runs.run != 5], clean[clean.run != 5]
    assert others.deaths.tolist() == same.deaths.tolist()
    assert store.manifest()["counts"]["failed"] == 3


def test_where_every_run_raises_it_is_said_at_once_with_the_cause(finished, tmp_path: Path) -> None:
    calls = []

    def counted(spec: dict[str, Any]) -> pa.Table:
        calls.append(spec)
        return fake_engine.run_chunk(spec)

    study = small_study(overrides=(("fake.raise_run", -1.0),), runs=400)
    with pytest.raises(RunFailed, match="the first one: ValueError: no fuel in run ") as told:
        finished(study, chunk=counted, workers=2)
    assert isinstance(told.value.__cause__, ValueError)
    assert len(calls) < 20  # of 300 parts
    assert Store(tmp_path / "study").manifest()["status"] == "failed"


def test_a_dying_run_alone_in_its_part_takes_its_columns_from_another(finished) -> None:
    study = small_study(overrides=(("fake.die_run", 8.0),), runs=9, **TWO)
    store = finished(study, executor="processes", workers=2)
    runs = pq.read_table(store.table("runs")).to_pandas()
    assert runs[runs.status == "failed"].run.tolist() == [8, 8]
    assert runs.run.tolist() == [*range(9)] * 2


def process_of(spec: dict[str, Any]) -> pa.Table:
    if spec["run"] == 1:
        os._exit(3)
    return pa.table({"process": [os.getpid()]})


def test_suspects_share_one_process_until_it_dies() -> None:
    with Isolation(process_of) as attempt:
        first, second = (attempt({"run": 0})["process"][0].as_py() for _ in range(2))
        with pytest.raises(BrokenExecutor):
            attempt({"run": 1})
        third = attempt({"run": 0})["process"][0].as_py()
    assert first == second
    assert len({first, third, os.getpid()}) == 3


def test_whoever_hands_an_executor_in_need_not_share_the_folder(finished, monkeypatch) -> None:
    whole = finished(folder="whole")
    before = [whole.table(name).read_bytes() for name in whole.manifest()["tables"]]
    monkeypatch.setattr(
        "cse_sim.study.driver.make_part", None
    )  # what a worker with the folder does
    with ThreadPoolExecutor(3) as pool:
        store = finished(executor=pool)
    assert [store.table(name).read_bytes() for name in store.manifest()["tables"]] == before


def test_workers_with_another_program_are_refused(finished, monkeypatch) -> None:
    versions = iter(("here", "there", *["here"] * 99))
    monkeypatch.setattr("cse_sim.study.driver.code_digest", lambda: next(versions))
    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(RunFailed, match="another version of the program"),
    ):
        finished(executor=pool, workers=1)
