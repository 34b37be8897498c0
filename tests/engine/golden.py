"""Exact numbers of a short run, to notice when they move.

Refresh them with

.venv/bin/python -m tests.engine.golden
"""

from __future__ import annotations

import json
from pathlib import Path

from cse_sim.engine.chunk import run_chunk
from cse_sim.scenario import read_scenario, scenario_json

GOLDEN = Path(__file__).with_name("golden.json")
INDICATORS = (
    "stability_index",
    "deaths",
    "events",
    "extrajudicial_punishment",
    "open_disputes_per_1000",
    "fear",
    "cooperation",
    "trust_between_groups",
    "trust_in_peacekeepers",
    "trust_in_authorities",
    "trust_in_csos",
    "grievance",
    "wellbeing",
    "ownership",
    "displaced",
    "cso_capacity",
    "cso_independence",
)


def golden_weeks() -> dict[str, dict[str, list[float | None]]]:
    """Five weeks of the training country under the integrated strategy: run key -> indicator -> weeks."""
    table = run_chunk(
        {
            "scenario": scenario_json(read_scenario("training")),
            "strategy": "integrated",
            "root_seed": 2024,
            "first_run": 0,
            "stop_run": 2,
            "weeks": 5,
        }
    )
    return {
        str(key): {name: table[f"weekly:{name}"][run].as_py() for name in INDICATORS}
        for run, key in enumerate(table["seed"].to_pylist())
    }


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(golden_weeks(), indent=1) + "\n", encoding="utf-8")
    print(f"{GOLDEN}: written. Say in CHANGELOG.md, under Results changed, what moved and why.")
