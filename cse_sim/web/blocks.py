"""A few runs of one strategy, reduced to what a screen can show; the same block is never computed twice.

A block depends on the scenario without its other strategies, on the runs and on nothing else, so that the baseline
stays when a lever moves, and one visitor's default is another's. Nobody can see from a block who asked for it.
"""

from __future__ import annotations

import functools
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cse_sim.engine import run_chunk
from cse_sim.scenario.model import Scenario
from cse_sim.study.parts import COMMUNITIES, WEEKLY, profile
from cse_sim.study.plan import Study, canonical, sha256, without_boundaries

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

SECONDS_PER_COMMUNITY_WEEK = 6e-7
FIRST_BLOCK_SECONDS, LATER_BLOCK_SECONDS = 0.04, 0.16
"""Work in a block: the first answer waits for two of the first, and at worst for one later block of another question."""
POINTS = 130
"""About as many weeks are shown; the others are computed and not kept."""
MAPPED_RUNS = 40
"""The map shows means over the first runs only, because communities need much memory."""
PARAMETER = "param:"
MEMORY = 384 * 2**20


@dataclass(frozen=True, eq=False)
class Block:
    """Runs ``first`` to ``stop`` - 1: overall numbers, shown weeks, and shown weeks of the administrative units.

    ``drawn`` holds the parameters that every run drew. Shapes: overall and drawn (runs,), weekly (runs, weeks shown), areas (runs, weeks shown, units).
    """

    first: int
    stop: int
    failed: int
    overall: dict[str, Floats]
    weekly: dict[str, Singles]
    areas: dict[str, Singles]
    drawn: dict[str, Floats]

    @property
    def nbytes(self) -> int:
        return sum(
            array.nbytes
            for part in (self.overall, self.weekly, self.areas, self.drawn)
            for array in part.values()
        )


def cuts(runs: int, scenario: Scenario) -> Iterator[tuple[int, int]]:
    """First run and first run after of every block: small ones first, for a first answer at once."""
    work = SECONDS_PER_COMMUNITY_WEEK * len(scenario.communities) * scenario.weeks
    size = _runs_in(FIRST_BLOCK_SECONDS, work)
    longest = _runs_in(LATER_BLOCK_SECONDS, work)
    start = 0
    while start < runs:
        for _ in range(2):
            stop = min(start + size, runs)
            if start < stop:
                yield start, stop
            start = stop
        size = min(2 * size, longest)


def _runs_in(seconds: float, work: float) -> int:
    return max(2, min(int(seconds / work), 16))


def shown_weeks(weeks: int) -> list[int]:
    """The weeks that are kept, from 1, evenly spaced and with the last."""
    stride = max(1, round(weeks / POINTS))
    return list(range(weeks, 0, -stride))[::-1]


def work_of(study: Study, strategy: str, first: int, stop: int) -> dict[str, Any]:
    """What the engine is asked for a block; equal blocks ask the same."""
    return {
        "scenario": _alone(study.scenario, strategy),
        "strategy": strategy,
        "root_seed": study.seed,
        "first_run": first,
        "stop_run": stop,
        "weeks": study.weeks,
        "parameters": study.parameters,
        "overrides": dict(study.overrides),
        "budget_factor": study.budget_levels[0],
        "save": ["communities"] if first < MAPPED_RUNS else [],
    }


@functools.lru_cache(maxsize=64)
def _alone(text: str, strategy: str) -> str:
    """The scenario's text with one strategy only, and nothing that no run looks at."""
    scenario = without_boundaries(json.loads(text))
    kept = [each for each in scenario["strategies"] if each["name"] == strategy]
    return canonical({**scenario, "strategies": kept, "strategy": strategy})


class Blocks:
    """The blocks that were computed last, up to a limit of memory; safe for many threads."""

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        self._held: OrderedDict[str, Block] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def begun(self) -> bool:
        """Whether any block has been computed: before, the model may still have to be compiled."""
        with self._lock:
            return self._size > 0

    def known(self, work: dict[str, Any]) -> Block | None:
        """The block, if it is still there."""
        key = _key(work)
        with self._lock:
            block = self._held.get(key)
            if block is not None:
                self._held.move_to_end(key)
            return block

    def computed(self, work: dict[str, Any], scenario: Scenario) -> Block:
        """The block; computed unless it is still there."""
        block = self.known(work)
        if block is None:
            block = reduced(run_chunk(work), scenario)
            self._keep(_key(work), block)
        return block

    def _keep(self, key: str, block: Block) -> None:
        with self._lock:
            if key in self._held:
                return
            self._held[key] = block
            self._size += block.nbytes
            while self._size > self.memory and len(self._held) > 1:
                _, oldest = self._held.popitem(last=False)
                self._size -= oldest.nbytes


def reduced(table: pa.Table, scenario: Scenario) -> Block:
    """What is kept of the engine's table."""
    first = int(table["run"][0].as_py())
    overall, weekly, areas, drawn = {}, {}, {}, {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if name.startswith(WEEKLY):
            values, _ = profile(column)
            kept = np.array(shown_weeks(values.shape[1])) - 1
            weekly[name.removeprefix(WEEKLY)] = values[:, kept].astype(np.float32)
        elif name.startswith(COMMUNITIES):
            areas[name.removeprefix(COMMUNITIES)] = _by_area(profile(column)[0], scenario)
        elif name.startswith(PARAMETER):
            drawn[name.removeprefix(PARAMETER)] = column.to_numpy(zero_copy_only=False)
        elif pa.types.is_floating(column.type):
            overall[name] = column.to_numpy(zero_copy_only=False).astype(np.float64)
    failed = sum(status == "failed" for status in table["status"].to_pylist())
    return Block(first, first + table.num_rows, failed, overall, weekly, areas, drawn)


def _by_area(values: npt.NDArray[np.floating[Any]], scenario: Scenario) -> Singles:
    """Means of the communities of each unit, weighted by people at the start; (runs, weeks shown, units)."""
    cells = values.reshape(len(values), -1, len(scenario.communities))
    kept = cells[:, np.array(shown_weeks(cells.shape[1])) - 1]
    return (kept @ area_weights(scenario)).astype(np.float32)


def area_weights(scenario: Scenario) -> Floats:
    """Share of each community in the people of its unit, shape (communities, units); units sorted by name."""
    units = sorted({row.admin1 for row in scenario.communities})
    people = np.zeros((len(scenario.communities), len(units)))
    for place, row in enumerate(scenario.communities):
        people[place, units.index(row.admin1)] = row.population
    shares: Floats = people / people.sum(axis=0)
    return shares


def _key(work: dict[str, Any]) -> str:
    return canonical({**work, "scenario": _hash(work["scenario"])})


@functools.lru_cache(maxsize=128)
def _hash(text: str) -> str:
    """A scenario is long and asked for many blocks: it is hashed once."""
    return sha256(text.encode())


BLOCKS = Blocks()
