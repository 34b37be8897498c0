"""Runs a small study with the stand-in engine in a process that a test may kill: FOLDER CHANGES."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.store import Store
from tests.study import fake_engine
from tests.study.cases import small_study

if __name__ == "__main__":
    changes = json.loads(sys.argv[2])
    changes["overrides"] = tuple(tuple(pair) for pair in changes["overrides"])
    study = small_study(**changes)
    store = Store(Path(sys.argv[1]))
    assert store.state(study) in ("new", "unfinished")
    store.begin(study, ["test"])
    means = Means(
        fake_engine.run_chunk, fake_engine.RUNS_PER_CHUNK, fake_engine.CATALOGUE, "local", 2
    )
    run_study(study, store, means)
