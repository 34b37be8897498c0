"""Answers that grow: first a few runs, then more, until the ensemble is complete; always over all strategies."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

import numpy as np

from cse_sim.indicators import catalogue
from cse_sim.scenario.model import Scenario
from cse_sim.study.comparison import rows_of
from cse_sim.study.headlines import HEADLINE, shown
from cse_sim.study.parts import sorted_quantiles
from cse_sim.study.plan import Study
from cse_sim.web.blocks import BLOCKS, MAPPED_RUNS, Block, Floats, cuts, shown_weeks, work_of
from cse_sim.web.workshop import FIRST, WORKSHOP

LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
READ_FIRST = {HEADLINE, *shown({k: each.harm for k, each in catalogue().items()}, False).names}
"""What the first page speaks of: the outcomes that are read first, and the harm ledger."""
PAUSE = 0.4
GROWTH = 1.3
"""Seconds between two answers at least, and how many times the runs of the one before: drawing slows down computing."""


@dataclass(frozen=True, eq=False)
class Answer:
    """All strategies of a study over the runs that are done; what is drawn of it is kept as long as it is the same object."""

    study: Study
    scenario: Scenario
    blocks: Mapping[str, tuple[Block, ...]]
    runs: int

    @property
    def complete(self) -> bool:
        return self.runs >= self.study.runs

    @property
    def baseline(self) -> str:
        return str(self.study.baseline)

    @property
    def weeks(self) -> list[int]:
        """The weeks that are shown."""
        return shown_weeks(self.study.weeks or self.scenario.weeks)

    @property
    def failed(self) -> int:
        """Runs that failed, over all strategies."""
        return sum(block.failed for blocks in self.blocks.values() for block in blocks)

    @functools.cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the comparison, as the command line writes them."""
        return rows_of(self.study, self._values, catalogue())

    def row(self, strategy: str, indicator: str) -> dict[str, Any] | None:
        """One row of the comparison; None for the baseline itself and for what is not compared."""
        known = self._read_first if indicator in READ_FIRST else self._by_name
        return known.get((strategy, indicator))

    @functools.cached_property
    def _values(self) -> dict[tuple[str, int, str], Floats]:
        return {
            (strategy, 0, name): np.concatenate([block.overall[name] for block in blocks])
            for strategy, blocks in self.blocks.items()
            for name in blocks[0].overall
        }

    @functools.cached_property
    def _by_name(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["strategy"], row["indicator"]): row for row in self.rows}

    @functools.cached_property
    def _read_first(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The same of what is on the first page: a first answer waits for no other row."""
        wanted = {name: each for name, each in catalogue().items() if name in READ_FIRST}
        rows = rows_of(self.study, self._values, wanted)
        return {(row["strategy"], row["indicator"]): row for row in rows}

    def overall(self, strategy: str, indicator: str) -> Floats:
        """One number per run, NaN where it does not exist."""
        return np.concatenate([block.overall[indicator] for block in self.blocks[strategy]])

    def drawn(self) -> dict[str, Floats]:
        """What every run drew, the same in all strategies: parameters with their values, shape (runs,)."""
        blocks = self.blocks[self.baseline]
        names = [name for name, values in blocks[0].drawn.items() if np.ptp(values) > 0]
        return {name: np.concatenate([block.drawn[name] for block in blocks]) for name in names}

    def weekly(self, strategy: str, indicator: str) -> dict[str, Floats]:
        """Mean and quantiles over runs, each of shape (weeks shown,)."""
        return spread(self._weeks(strategy, indicator))

    def weekly_difference(self, strategy: str, indicator: str) -> dict[str, Floats]:
        """The same of strategy minus baseline, run by run."""
        return spread(self._weeks(strategy, indicator) - self._weeks(self.baseline, indicator))

    def single_runs(self, strategy: str, indicator: str, most: int) -> Floats:
        """The first runs themselves, shape (runs, weeks shown)."""
        return self._weeks(strategy, indicator)[:most]

    def single_differences(self, strategy: str, indicator: str, most: int) -> Floats:
        """The same of strategy minus baseline."""
        return self.single_runs(strategy, indicator, most) - self.single_runs(
            self.baseline, indicator, most
        )

    def areas(self, strategy: str, indicator: str) -> Floats:
        """Runs of the administrative units, shape (runs, weeks shown, units): the first runs only."""
        there = [block.areas[indicator] for block in self.blocks[strategy] if block.areas]
        return np.concatenate(there).astype(np.float64)[:MAPPED_RUNS]

    def _weeks(self, strategy: str, indicator: str) -> Floats:
        there = [block.weekly[indicator] for block in self.blocks[strategy]]
        return np.concatenate(there).astype(np.float64)


def spread(values: Floats) -> dict[str, Floats]:
    """Mean and quantiles of each column of (runs, weeks); NaN where no run has a value."""
    ordered = np.sort(values, axis=0)  # NaN comes last
    count = (~np.isnan(ordered)).sum(axis=0)
    rows = sorted_quantiles(ordered, count, list(LEVELS.values()))
    mean = np.where(count > 0, np.nansum(values, axis=0) / np.maximum(count, 1), np.nan)
    return {"mean": mean, **dict(zip(LEVELS, rows, strict=True))}


def answers(study: Study, stopped: Callable[[], bool] = lambda: False) -> Iterator[Answer]:
    """Answers over ever more runs; the last one is over all of them. Ends early when ``stopped`` says so."""
    scenario = Scenario.model_validate(json.loads(study.scenario))
    plan = list(cuts(study.runs, scenario))
    futures = {
        (strategy, cut): _asked(study, scenario, strategy, cut, place)
        for place, cut in enumerate(plan)
        for strategy in study.strategies
    }
    try:
        yield from _as_they_come(study, scenario, plan, futures, stopped)
    finally:
        for future in futures.values():
            future.cancel()


def _asked(
    study: Study, scenario: Scenario, strategy: str, cut: tuple[int, int], place: int
) -> Future[Block]:
    """A block that is there already, or one that is put in its place: first blocks of all visitors come first."""
    work = work_of(study, strategy, *cut)
    block = BLOCKS.known(work)
    if block is None:
        return WORKSHOP.submit(place, lambda: BLOCKS.computed(work, scenario))
    future: Future[Block] = Future()
    future.set_result(block)
    return future


def _as_they_come(
    study: Study,
    scenario: Scenario,
    plan: list[tuple[int, int]],
    futures: Mapping[tuple[str, tuple[int, int]], Future[Block]],
    stopped: Callable[[], bool],
) -> Iterator[Answer]:
    done: dict[str, list[Block]] = {strategy: [] for strategy in study.strategies}
    told, shown = 0.0, 0
    for place, cut in enumerate(plan):
        for strategy in study.strategies:
            block = _waited(futures[strategy, cut], stopped)
            if block is None:
                return
            done[strategy].append(block)
        last = cut is plan[-1]
        first = place == min(FIRST, len(plan)) - 1
        more = place >= FIRST and cut[1] >= GROWTH * shown and time.monotonic() - told > PAUSE
        if last or first or (more and not WORKSHOP.firsts):
            blocks = {strategy: tuple(there) for strategy, there in done.items()}
            yield Answer(study, scenario, blocks, cut[1])
            told, shown = time.monotonic(), cut[1]


def _waited(future: Future[Block], stopped: Callable[[], bool]) -> Block | None:
    while not future.done():
        if stopped():
            return None
        wait([future], timeout=0.05)
    return None if stopped() else future.result()
