"""Without a compiler the model gives the same bits: for debugging, and as a second reading of what was compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cse_sim.engine.chunk import run_chunk
from cse_sim.scenario import Scenario, scenario_json

ROOT = Path(__file__).resolve().parents[2]
INTERPRETED = """
import json, sys
import pyarrow.parquet as pq
from cse_sim.engine.chunk import program_with, run_chunk
pq.write_table(run_chunk(json.load(open(sys.argv[1]))), sys.argv[2])
assert not hasattr(program_with()._segments[0].function, "signatures")
"""


@pytest.mark.slow
def test_an_interpreted_run_gives_the_same_bits(small: Scenario, tmp_path: Path) -> None:
    import json

    asked = {"scenario": scenario_json(small), "strategy": "engaged", "root_seed": 5, "weeks": 12}
    spec = {**asked, "first_run": 0, "stop_run": 2, "save": ["events", "communities"]}
    (tmp_path / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    subprocess.run(
        [
            *(sys.executable, "-W", "error", "-c", INTERPRETED),
            *(tmp_path / "spec.json", tmp_path / "table.parquet"),
        ],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "CSE_SIM_CACHE_DIR": str(tmp_path / "cache")},
        check=True,
    )
    interpreted, compiled = pq.read_table(tmp_path / "table.parquet"), run_chunk(spec)
    assert interpreted.column_names == compiled.column_names
    assert sum(name.startswith("weekly:") for name in compiled.column_names) > 30
    for name in compiled.column_names:
        assert interpreted[name].equals(compiled[name]), name
