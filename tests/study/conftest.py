from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.plan import Study
from cse_sim.study.store import Store
from tests.study import fake_engine
from tests.study.cases import small_study

Finished = Callable[..., Store]


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
