"""No process reads or writes beyond its arrays: the same week, compiled with checks of every index."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from cse_sim.engine.chunk import run_chunk
from cse_sim.scenario import read_scenario, scenario_json
for name, strategy, weeks in (
    ("training", "integrated", 60),
    ("training", "consult", 60),
    ("training", "security_only", 60),
    ("liberia", "partner", 40),
    ("liberia", "none", 40),
):
    spec = {"scenario": scenario_json(read_scenario(name)), "strategy": strategy, "root_seed": 1, "weeks": weeks}
    table = run_chunk({**spec, "first_run": 0, "stop_run": 2, "save": ["events", "communities"]})
    assert table["status"].to_pylist() == ["done", "done"], table["error"].to_pylist()
print("inside")
"""


@pytest.mark.slow
def test_every_index_of_the_week_is_inside_its_array(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "CSE_SIM_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "inside" in done.stdout
