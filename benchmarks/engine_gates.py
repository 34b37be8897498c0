"""What the engine costs, as ratios and nanoseconds measured in one run of this script.

    python benchmarks/engine_gates.py [--quick]

Each line: name, figure, gate, met or missed; figures without a gate are for reading. Ends with 1 when a gate is missed.
Timings on a shared machine wander; ratios are taken between things measured in turn, and each figure is the best of
several rounds (foreign load only ever adds time).
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cse_sim.engine.chunk import World, program_with, run_chunk, world
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.mesa_model import EngagementModel
from cse_sim.scenario import read_scenario, scenario_json
from cse_sim.scenario.model import Scenario
from cse_sim.state import weekly_rows

WEEKS = 520
"""Of every run, whatever its size: the first weeks of a run, and its start, are not those of a usual one."""
LEVERS = ("council", "dialogue", "dispute_resolution", "ddr_support", "core_funding")


def benchmark_scenario(folder: Path, communities: int, weeks: int) -> Scenario:
    """An invented country as dense in agents as Liberia: 25,000 people, one CSO and one unit per community."""
    path = folder / f"size_{communities}.yaml"
    people = communities * 25_000
    path.write_text(
        f"""schema: 1
title: Benchmark country of {communities} communities
start: 2003-10-01
weeks: {weeks}
groups: [{{name: north}}, {{name: south, excluded: 0.5}}]
communities: {{count: {communities}, seed: 4, admin1: {min(100, max(4, communities // 50))}, population: {people}, extent_km: 300}}
settlement: {{type: signed}}
armed_groups:
  - {{name: first, home_group: south, fighters: {people // 400}}}
  - {{name: second, home_group: north, fighters: {people // 400}}}
mission:
  deployment:
    - {{date: 2003-10-01, kind: infantry, strength: {people // 260}}}
    - {{date: 2003-10-01, kind: formed_police, strength: {people // 6000}}}
    - {{date: 2003-10-01, kind: un_police, strength: {people // 4500}}}
    - {{date: 2003-10-01, kind: observers, strength: {people // 14_000}}}
    - {{date: 2003-10-01, kind: civil_affairs, strength: {people // 15_000}}}
budget: {{usd_per_year: {people * 3}}}
csos: {{per_100k: 4, communities_each: 6}}
strategies:
  five:
    title: five levers
    levers: {{{", ".join(f"{name}: {{share: 0.2}}" for name in LEVERS)}}}
"""
    )
    return read_scenario(str(path))


def best(action: Callable[[], object], rounds: int) -> float:
    """Least seconds of several rounds."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def ready(made: World, seed: int = 1) -> tuple[object, np.ndarray]:
    """A state at the start of a run at default parameters."""
    theta = drawn_parameters(made.program.parameters, np.array([seed]), "default", {})[0]
    state = made.program.new_state(made.layout)
    made.program.begin(state, made.layout, seed, theta)
    return state, theta


def most(what: str, value: float, limit: float, figure: str, unit: str) -> bool:
    """One line; whether a value is at most its limit."""
    met = value <= limit
    gate = f"<= {limit:g} {unit}".strip()
    print(f"{what:<58} {figure:>16}   {gate:<34} {'met' if met else 'missed'}", flush=True)
    return met


def week_cost(made: World, weeks: int, rounds: int) -> float:
    """Nanoseconds per agent and week inside a long call."""
    state, theta = ready(made)
    made.program.advance(state, made.layout, 1)

    def run() -> None:
        made.program.begin(state, made.layout, 1, theta)
        made.program.advance(state, made.layout, weeks)

    return best(run, rounds) / weeks / made.layout.agents * 1e9


def per_mechanism(made: World, rounds: int) -> None:
    """Nanoseconds per agent-week of every process, called in its place in week 101 again and again."""
    program = made.program
    state, _ = ready(made)
    program.advance(state, made.layout, 100)
    for kind in state.blocks:
        rows = weekly_rows(kind)
        state.blocks[kind][rows.start : rows.stop] = 0.0
    for process, text in program._texts(start=False):
        loop = program._loop([(process, text)], clear=False)
        before = {kind: block.copy() for kind, block in state.blocks.items()}
        seconds = []
        for _ in range(10 * rounds):
            for kind, block in before.items():
                state.blocks[kind][...] = block
            start = time.perf_counter()
            program._call(loop, state, made.layout, 101, 102)
            seconds.append(time.perf_counter() - start)
        print(f"    {process.name:<54} {min(seconds) / made.layout.agents * 1e9:>13.1f} ns")


def compile_times() -> list[bool]:
    """A first week in a new process: cold cache, then warm; then a read-only cache folder."""
    code = (
        "import time; from cse_sim.mesa_model import EngagementModel as M; import numpy; "
        "t=time.perf_counter(); m=M('training', 'integrated', 1); m.step(); print(time.perf_counter()-t)"
    )
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "CSE_SIM_CACHE_DIR": folder}
        seconds = [
            float(
                subprocess.run(
                    [sys.executable, "-c", code],
                    env=env,
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout
            )
            for _ in range(3)
        ]
    warm = min(seconds[1:])
    return [
        most("compile, cold cache", seconds[0], 15, f"{seconds[0]:.1f} s", "s"),
        most("compile, from cache", warm, 0.6, f"{warm:.2f} s", "s"),
    ]


def main() -> int:
    """Measure and print; 1 if a gate is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--quick", action="store_true", help="fewer rounds, no 10,000 communities"
    )
    quick = arguments.parse_args().quick
    rounds = 3 if quick else 7
    met: list[bool] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        again = {60: 30, 500: 6} | ({} if quick else {10_000: 1})
        costs = {}
        for communities, times in again.items():
            made = world(benchmark_scenario(folder, communities, WEEKS), "five")
            costs[communities] = week_cost(made, WEEKS, times * rounds)
            what = f"week, {communities} communities, {made.layout.agents} agents, 5 levers"
            cost = costs[communities]
            met.append(most(what, cost, 100, f"{cost:.0f} ns", "ns per agent-week"))
            held = sum(b.nbytes for b in made.layout.initial.values())
            held += sum(
                a.nbytes
                for n, a in made.layout.structure.items()
                if n not in ("strength", "schedule")
            )
            state, _ = ready(made)
            held += state.draws.nbytes + state.scratch.nbytes
            each = held / made.layout.agents
            unit = "B per agent and worker"
            met.append(most("    state, structure and draws", each, 500, f"{each:.0f} B", unit))
            if communities == max(again):
                per_mechanism(made, rounds)
        grows = max(costs.values()) / costs[60]
        met.append(most("per agent, largest against smallest", grows, 1.3, f"{grows:.2f}", ""))
        small = benchmark_scenario(folder, 60, WEEKS)
        made = world(small, "five")
        state, theta = ready(made)
        whole = week_cost(made, WEEKS, rounds) * made.layout.agents * WEEKS / 1e9
        fixed = best(lambda: made.program.begin(state, made.layout, 1, theta), 50)
        draw = (
            best(lambda: drawn_parameters(made.program.parameters, np.arange(100), "prior", {}), 5)
            / 100
        )
        share = 100 * (fixed + draw) / whole
        what = "fixed cost per run (start and drawn parameters)"
        met.append(most(what, share, 2, f"{share:.2f} %", "%"))
        bare = _without_record(made, rounds)
        more = 100 * (whole / bare - 1)
        met.append(most("recording", more, 5, f"{more:.1f} %", "%"))
        model = EngagementModel(small, "five", 1)
        model.step()
        start = time.perf_counter()
        for _ in range(519):
            model.step()
        step = (time.perf_counter() - start) / 519
        ratio = step / (whole / WEEKS)
        what = "model.step() against the same week in the ensemble"
        met.append(most(what, ratio, 10, f"{ratio:.1f}", ""))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        run_chunk(
            {
                "scenario": scenario_json(small),
                "strategy": "five",
                "root_seed": 1,
                "first_run": 0,
                "stop_run": 128,
            }
        )
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        what = "memory grown by a further chunk of 128 runs, outputs only"
        print(f"{what:<58} {(after - before) / 1024:>13.0f} MB")
    met += compile_times()
    return 0 if all(met) else 1


def _without_record(made: World, rounds: int) -> float:
    program = program_with()
    state, theta = ready(made)
    parts = program._texts(start=False)
    loop = program._loop(parts, clear=True)
    program._call(loop, state, made.layout, 1, 2)

    def run() -> None:
        program.begin(state, made.layout, 1, theta)
        program._call(loop, state, made.layout, 1, 521)

    return best(run, rounds)


if __name__ == "__main__":
    sys.exit(main())
