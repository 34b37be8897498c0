"""How many times faster the engine runs eight mechanisms than the same eight as a plain Mesa model.

    python benchmarks/speed_ratio.py [--quick]

Both run violence, trust, council feedback, disputes, CSO choice, fear, grievance and combatants, with two identity
groups, two armed groups and half a CSO per community, in one process, in turn, and are compared round by round: foreign
load slows both. Neither keeps a record of its weeks; the engine also runs a process that keeps councils at work. Gate: 60 times at every size; aim: 100 times.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

import mesa_reference
import numpy as np

from cse_sim.engine import layout as layouts
from cse_sim.engine.program import Program, State
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.mechanisms import START, WEEK
from cse_sim.processes import process, rule
from cse_sim.scenario import read_scenario
from cse_sim.scenario.model import LeverUse
from cse_sim.state import fields

GATE, AIM = 60.0, 100.0
EIGHT = (
    *("combatants", "disputes", "hotspots", "violence", "dispute institution"),
    *("council feedback", "grievance", "trust in peacekeepers", "trust in authorities"),
    *("trust in CSOs", "cooperation", "trust between groups", "fear", "choice of CSOs"),
)
WEEKS = 1040


@rule
def council_at_work(council_capture):
    """A dose where the scenario below has councils, marked by their capture."""
    return 0.7 if council_capture > 0.0 else 0.0


COUNCILS = process(
    council_at_work, name="councils at work", each="community", writes=("council_work",)
)


def engine(communities: int) -> tuple[Program, layouts.Layout, State]:
    """A state of the engine like that of the Mesa model, at its start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "size.yaml"
        people = communities * 25_000
        path.write_text(
            f"""schema: 1
title: Benchmark country of {communities} communities
start: 2003-10-01
weeks: {WEEKS}
groups: [{{name: north}}, {{name: south, excluded: 0.5}}]
communities: {{count: {communities}, seed: 4, admin1: 4, population: {people}, extent_km: 300}}
settlement: {{type: signed}}
armed_groups:
  - {{name: first, home_group: south, fighters: {people // 800}, idle_ex_combatants: {people // 800}}}
  - {{name: second, home_group: north, fighters: {people // 800}, idle_ex_combatants: {people // 800}}}
budget: {{usd_per_year: {people}}}
csos: {{count: {communities // 2}, communities_each: 5}}
"""
        )
        scenario = read_scenario(str(path))
    week = {each.name: each for each in WEEK}
    program = Program((*START, COUNCILS, *(week[name] for name in EIGHT)))
    uses = tuple(LeverUse(lever=name, share=0.5) for name in ("dialogue", "reconciliation"))
    layout = layouts.build(scenario, uses, program.theta)
    state = program.new_state(layout)
    begin(program, layout, state, communities)
    return program, layout, state


def begin(program: Program, layout: layouts.Layout, state: State, communities: int) -> None:
    """Start a run and set what the other mechanisms of the week would have set."""
    theta = drawn_parameters(program.parameters, np.array([1]), "default", {})[0]
    program.begin(state, layout, 1, theta)
    held = {
        "rate_state_based": 0.02 * communities,
        "rate_rebel": 0.008 * communities,
        "rate_government": 0.004 * communities,
        "mission_factor": 0.8,
        "deterred": 0.1,
        "displaced_in": 0.0,
        "mandate": 1.0,
        "consent": 1.0,
        "civil_affairs": communities * 25_000 / 15_000,
        "responsiveness": 0.5,
        "civic_space": 0.5,
        "posture": np.array([1.0, 0.0]),
        "campaign_rate": 1.0,
        "predation": 0.3,
        "lever_capacity": 5.0,
        "lever_target": 0.5,
        "lever_supply": 0.5,
        "insecurity": 0.2,
        "reported_recent": 1.0,
        "council_capture": 0.2 * (np.arange(communities) // 4 % 2 == 0),
    }
    for name, value in held.items():
        kind, row, _ = fields()[name]
        state.blocks[kind][row] = value


def seconds_per_week(advance, weeks: int) -> float:
    """Processor time: what others do on the machine does not count."""
    start = time.process_time()
    advance(weeks)
    return (time.process_time() - start) / weeks


def compared(agents: int, rounds: int, seconds: float) -> tuple[float, float, float]:
    """Milliseconds a week of Mesa and of the engine, and the median of the rounds' ratios."""
    communities = round((agents - 2) / 1.5)
    model = mesa_reference.build(communities, 1)
    program, layout, state = engine(communities)

    def run_mesa(weeks: int) -> None:
        for _ in range(weeks):
            model.step()

    loop = program._loop(program._texts(start=False), clear=True)

    def run_engine(weeks: int) -> None:
        if state.week + weeks > layout.weeks:
            begin(program, layout, state, communities)
        program._call(loop, state, layout, state.week + 1, state.week + weeks + 1)
        state.week += weeks

    run_mesa(4)
    run_engine(4)  # compiles on the first call
    mesa_weeks = max(4, int(seconds / seconds_per_week(run_mesa, 8)))
    engine_weeks = min(max(4, int(seconds / seconds_per_week(run_engine, 52))), WEEKS)
    pairs = []
    for _ in range(rounds):
        begin(program, layout, state, communities)
        pairs.append(
            (seconds_per_week(run_mesa, mesa_weeks), seconds_per_week(run_engine, engine_weeks))
        )
    slow, fast = (1e3 * statistics.median(side) for side in zip(*pairs, strict=True))
    return slow, fast, statistics.median(a / b for a, b in pairs)


def main() -> int:
    """Measure and print; 1 if the gate is missed at a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    quick = parser.parse_args().quick
    rounds, seconds = (3, 0.2) if quick else (7, 1.0)
    least = math.inf
    for agents in (60, 500, 10_000):
        slow, fast, ratio = compared(agents, rounds, seconds)
        least = min(least, ratio)
        took = f"Mesa {slow:.3f}, engine {fast:.5f} ms a week"
        verdict = "met" if ratio >= GATE else "missed"
        print(
            f"{agents} agents, {took}  {ratio:.0f} times  >= {GATE:g} (aim {AIM:g})  {verdict}",
            flush=True,
        )
    return 0 if least >= GATE else 1


if __name__ == "__main__":
    sys.exit(main())
