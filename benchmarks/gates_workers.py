"""What a second core brings: two threads, and two workers of a study, against one.

    python benchmarks/gates_workers.py [--quick]

Each line: name, figure, gate, met or missed. Beside every round runs a control that needs nothing but two cores. The best
round counts, since foreign load only takes away; where it does not reach the gate and no control has shown that two cores
were free, nothing can be said, and the line says that instead.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from engine_gates import benchmark_scenario

from cse_sim.engine import chunk_runs, run_chunk
from cse_sim.scenario import scenario_json
from cse_sim.scenario.model import Scenario
from cse_sim.study.question import run_question
from cse_sim.study.results import in_memory

ROUNDS = 5
WORKERS = 2
FREE = 1.9
"""A control at least so much faster on two cores than on one has had two cores."""
LARGER = 240
"""Communities at which a part of a study takes more than a second, as the gate asks."""
CONTROL = [sys.executable, "-c", "x=0\nfor i in range(20000000): x+=i"]


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def control(pool: ThreadPoolExecutor) -> float:
    """How many times faster two cores are than one at something that shares nothing."""

    def alone(_: int = 0) -> None:
        subprocess.run(CONTROL, check=True)

    return seconds(lambda: [alone(), alone()]) / seconds(lambda: list(pool.map(alone, range(2))))


def judged(
    name: str, gate: float, one: Callable[[], object], two: Callable[[], object], rounds: int
) -> bool:
    """How many times faster two are than one, round by round beside the control; False if that misses the gate."""
    with ThreadPoolExecutor(2) as pool:
        pairs = [(seconds(one) / seconds(two), control(pool)) for _ in range(rounds)]
    best = max(ratio for ratio, _ in pairs)
    free = max(other for _, other in pairs) >= FREE
    verdict = "met" if best >= gate else "missed" if free else "not judged: no two free cores"
    rest = ", ".join(f"{ratio:.2f}/{other:.2f}" for ratio, other in pairs)
    print(f"{name} / control: {rest}   {best:.2f}   >= {gate:g}   {verdict}", flush=True)
    return best >= gate or not free


def threads(scenario: Scenario, runs: int, rounds: int) -> bool:
    """Two chunks, one after the other and in two threads."""
    specs: list[dict[str, Any]] = [
        {
            "scenario": scenario_json(scenario),
            "strategy": "five",
            "root_seed": 1,
            "first_run": number * runs,
            "stop_run": (number + 1) * runs,
        }
        for number in range(WORKERS)
    ]
    run_chunk(specs[0])
    with ThreadPoolExecutor(WORKERS) as pool:
        return judged(
            "two threads against one",
            1.85,
            lambda: [run_chunk(spec) for spec in specs],
            lambda: list(pool.map(run_chunk, specs)),
            rounds,
        )


def study(scenario: Scenario, chunks: int, rounds: int) -> bool:
    """A whole study, its tables and files included, with one worker and with two."""
    runs = chunks * chunk_runs(scenario)
    asked = run_question(scenario, "five", runs, 1, None, "prior", {}, ())

    def with_workers(workers: int) -> object:
        return in_memory(asked, workers, "local", ())

    return judged(
        f"two workers of a study of {runs} runs against one",
        0.9 * WORKERS,
        lambda: with_workers(1),
        lambda: with_workers(WORKERS),
        rounds,
    )


def main() -> int:
    """Run the gates; 1 if one is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="fewer runs and rounds")
    quick = arguments.parse_args().quick
    rounds = 2 if quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        small = benchmark_scenario(Path(folder), 60, 520)
        met = [
            threads(small, 8 if quick else 40, rounds),
            study(
                benchmark_scenario(Path(folder), LARGER, 520), 8 if quick else 32, min(rounds, 3)
            ),
        ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
