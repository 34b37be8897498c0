from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cse_sim.engine import run_chunk
from cse_sim.errors import InputError
from cse_sim.indicators import catalogue
from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.executors import check_executor
from cse_sim.study.question import run_question
from cse_sim.study.store import Store
from tests.study.cases import COMPARE, small_study

pytestmark = pytest.mark.xdist_group("dask")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of its own, that talk over this machine's loopback alone."""
    import dask
    import distributed

    few = dask.config.set({"distributed.scheduler.allowed-failures": 0})  # three by default: slow
    with (
        few,
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
        ) as cluster,
    ):
        yield cluster


def tables_of(store: Store) -> dict[str, bytes]:
    return {name: store.table(name).read_bytes() for name in store.manifest()["tables"]}


@pytest.mark.slow
def test_a_cluster_computes_the_same_bytes(finished, cluster) -> None:
    serial = tables_of(finished())
    assert (
        tables_of(finished(folder="there", executor=f"dask:{cluster.scheduler_address}")) == serial
    )


@pytest.mark.slow
def test_a_cluster_runs_the_model_itself_to_the_same_bytes(tmp_path: Path, cluster) -> None:
    study = run_question("training", "integrated", 24, 1, 26, "prior", {}, ())

    def tables(folder: Path, executor: str) -> dict[str, bytes]:
        store = Store(folder)
        store.begin(study, ["test"])
        run_study(study, store, Means(run_chunk, 4, catalogue(), executor))
        return tables_of(store)

    serial = tables(tmp_path / "serial", "serial")
    assert {"runs", "weekly"} <= set(serial)
    assert tables(tmp_path / "there", f"dask:{cluster.scheduler_address}") == serial


@pytest.mark.slow
def test_an_executor_made_by_hand_computes_the_same_bytes(finished, cluster) -> None:
    from distributed import Client

    serial = tables_of(finished())
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        store = finished(folder="there", executor=client.get_executor(), workers=2)
    assert tables_of(store) == serial


@pytest.mark.slow
def test_a_run_that_kills_workers_is_found_and_the_others_stay(finished, cluster) -> None:
    one = {"strategies": ("none", "twin"), "baseline": "none", "runs": 6}
    study = small_study(overrides=(("fake.die_run", 5.0),), **one)
    store = finished(study, executor=f"dask:{cluster.scheduler_address}")
    runs = pq.read_table(store.table("runs")).to_pandas()
    assert runs[runs.status == "failed"].run.tolist() == [5, 5]
    assert len(runs) == 12


@pytest.mark.slow
def test_a_killed_worker_costs_no_run(finished, cluster) -> None:
    study = small_study(overrides=(("fake.sleep_s", 0.02),), runs=48)
    serial = tables_of(finished(study))

    def kill_one() -> None:
        while len(list(Path(finished_folder).glob("parts/*.parquet"))) < 4:
            time.sleep(0.01)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    finished_folder = finished(study).folder.parent / "there"
    killer = threading.Thread(target=kill_one)
    killer.start()
    store = finished(study, folder="there", executor=f"dask:{cluster.scheduler_address}")
    killer.join()
    assert tables_of(store) == serial


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:1", "tcp://127.0.0.1:1", "no such://", "x.json"]
)
def test_an_address_without_a_scheduler_is_one_clear_line(address: str, cli) -> None:
    code, out, err = cli(*COMPARE, "--out", "here", "--executor", f"dask:{address}")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert not Path("here").exists()


@pytest.mark.slow
@pytest.mark.parametrize("address", ["foo", "no such://"])
def test_nothing_more_is_said_when_the_program_ends(address: str, tmp_path: Path) -> None:
    words = ("run", "training", "--out", str(tmp_path / "here"), "--executor", f"dask:{address}")
    done = subprocess.run(
        [sys.executable, "-m", "cse_sim", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert "no Dask scheduler answers" in done.stderr


def test_something_that_listens_but_is_no_scheduler_is_one_clear_line(monkeypatch) -> None:
    monkeypatch.setattr("cse_sim.study.dask_executor.CONNECT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(InputError, match="no Dask scheduler answers"):
            check_executor(f"dask:127.0.0.1:{port}", None)


def test_without_the_library_it_is_named(cli, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, out, err = cli(*COMPARE, "--out", "here", "--executor", "dask:127.0.0.1:8786")
    assert (code, out) == (2, "")
    assert err == "--executor: Dask is not installed. pip install 'cse-sim[dask]'.\n"
