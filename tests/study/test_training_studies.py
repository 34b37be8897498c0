"""Studies of the training case with the model itself, a few weeks of it: changes are seen, luck is shared, deaths cost nothing."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import cse_sim as cse
from cse_sim.cli import exit_code
from cse_sim.engine import run_chunk
from cse_sim.indicators import catalogue
from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.plan import Study
from cse_sim.study.question import run_question
from cse_sim.study.store import Store


def asked(runs: int, weeks: int) -> Study:
    return run_question("training", "integrated", runs, 1, weeks, "prior", {}, ())


def stored(folder: Path, study: Study, **means) -> tuple[Store, dict[str, bytes]]:
    """A study in parts of eight runs, and the bytes of its tables."""
    store = Store(folder)
    store.begin(study, ["test"])
    names = run_study(study, store, Means(run_chunk, 8, catalogue(), **means))
    return store, {name: store.table(name).read_bytes() for name in names}


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_an_edited_number_is_another_study_and_an_edited_comment_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert exit_code(["init", "case", "--quiet"]) == 0
    scenario, folder = Path("case/training.yaml"), Path("out")
    compare = ["compare", str(scenario), "--strategies", "none,integrated", "--weeks", "4"]
    compare += ["--runs", "2", "--out", str(folder)]
    assert exit_code([*compare, "--quiet"]) == 0
    made, text = contents(folder), scenario.read_text(encoding="utf-8")

    scenario.write_text(text.replace("fighters: 600", "fighters: 601"), encoding="utf-8")
    assert scenario.read_text(encoding="utf-8") != text
    capsys.readouterr()
    assert exit_code(compare) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "holds another study" in said.err
    assert contents(folder) == made

    scenario.write_text(f"# Another comment.\n{text}", encoding="utf-8")
    assert exit_code(compare) == 0
    assert "finished; nothing is computed again" in capsys.readouterr().err
    assert contents(folder) == made


def test_strategies_share_their_luck_and_so_need_fewer_runs() -> None:
    names = ["none", "integrated"]
    compared = cse.compare("training", names, runs=48, weeks=260, parameters="default")
    found = compared.set_index("indicator").loc["stability_index"]
    assert found["correlation"] > 0.8
    assert found["variance_ratio"] > 5
    runs = compared.results.runs.pivot_table("stability_index", "run", "strategy")
    others = np.corrcoef(runs["none"], np.roll(runs["integrated"], 1))[0, 1]
    assert abs(others) < 0.5, "another run is other luck"


@pytest.mark.slow
def test_a_worker_killed_from_outside_costs_and_doubles_nothing_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("cse_sim"), "propagate", True)
    study = asked(runs=240, weeks=52)
    _, serial = stored(tmp_path / "serial", study, executor="serial")
    killed: list[int] = []

    def kill() -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            workers = multiprocessing.active_children()
            if len(workers) == 2 and len(list((tmp_path / "here/parts").glob("*.parquet"))) > 2:
                os.kill(int(workers[0].pid or 0), signal.SIGKILL)
                killed.append(1)
                return
            time.sleep(0.001)

    killer = threading.Thread(target=kill)
    killer.start()
    with caplog.at_level(logging.WARNING):
        store, tables = stored(tmp_path / "here", study, executor="processes", workers=2)
    killer.join()
    assert killed
    assert caplog.text.count("A worker died") == 1
    assert tables == serial
    manifest = store.manifest()
    assert manifest["counts"] == {"planned": 240, "done": 240, "failed": 0, "reused": 0}
    assert len(list(store.parts.glob("*.parquet"))) == 30
