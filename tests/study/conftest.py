from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cse_sim.cli import exit_code
from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.plan import Study
from cse_sim.study.store import Store
from tests.study import fake_engine
from tests.study.cases import small_study

Finished = Callable[..., Store]
CommandLine = Callable[..., tuple[int, str, str]]


@pytest.fixture
def finished(tmp_path: Path) -> Finished:
    """Runs a study with the stand-in engine in a folder of its own."""

    def run(study: Study | None = None, folder: str = "study", **means: Any) -> Store:
        asked = study or small_study()
        store = Store(tmp_path / folder)
        if store.state(asked) != "finished":
            store.begin(asked, ["test"])
            defaults: dict[str, Any] = {
                "chunk": fake_engine.run_chunk,
                "chunk_runs": fake_engine.RUNS_PER_CHUNK,
                "indicators": fake_engine.CATALOGUE,
                "executor": "serial",
            }
            run_study(asked, store, Means(**(defaults | means)))
        return store

    return run


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The stand-in engine, in a folder where nothing else is."""
    fake_engine.stand_in(monkeypatch)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fake_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets --set reach the stand-in's faults, which are no parameters of the model."""
    fake_engine.allow_faults(monkeypatch)


@pytest.fixture
def cli(stand_in: None, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Runs the command line here; returns exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = exit_code(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
