"""Compiles the week ahead of its first use, for images and read-only installs.

python -m cse_sim.engine.ahead

With names of generated files as arguments it compiles those processes only: the part of a second Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cse_sim.engine import warm
from cse_sim.engine.chunk import program_with, run_chunk
from cse_sim.scenario import read_scenario, scenario_json


def main(named: Sequence[str]) -> None:
    """Fill the cache: with the named processes, or with all that a first run needs, by a run of one week."""
    if not named:
        scenario = scenario_json(read_scenario("training"))
        spec = {"scenario": scenario, "strategy": None, "root_seed": 0, "weeks": 1}
        run_chunk({**spec, "first_run": 0, "stop_run": 1})
        return
    os.environ["CSE_SIM_WARMING"] = "1"
    program = program_with()
    program.build()
    with warm.collected_rarely(), warm.one_version():
        for function, arguments, _ in program.parts():
            if warm.name_of(function) in named:
                warm.compile_process(function, arguments)
    for loop in program.loops():
        if warm.name_of(loop) in named:
            warm.link(loop)


if __name__ == "__main__":
    main(sys.argv[1:])
