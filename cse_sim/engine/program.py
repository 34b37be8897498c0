"""The only loop: processes in the order of the week, compiled into one function over weeks."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cse_sim.engine import build, warm
from cse_sim.engine.generate import (
    BLOCKS,
    CANONICAL,
    WEEK_LOOP,
    Text,
    new_week_text,
    process_text,
    theta_rows,
    week_text,
)
from cse_sim.engine.layout import STRUCTURE, Layout
from cse_sim.engine.one_run import State as State
from cse_sim.engine.one_run import Window
from cse_sim.engine.record import record_text, weekly_indicators
from cse_sim.levers import catalogue as lever_catalogue
from cse_sim.processes import Process
from cse_sim.state import fields

Floats = npt.NDArray[np.float64]

EVENT_COLUMNS = (
    "week",
    "community",
    "kind",
    "deaths",
    "deaths_civilians",
    "perpetrator",
    "victim_group",
    "triggered_by",
)
SCRATCH_ROWS = 4
"""Rows of ``scratch`` a kernel may rely on, each as long as there are communities, and as there are levers.

``quarters`` is the same memory as four times as many rows, each at least as long as a quarter of the communities.
"""
LANES = 8
"""Quarters are as long as a multiple of this, so that a loop to their end leaves nothing to be done one by one."""
SHORTEST_DRAWS = 64
"""Length a kernel may rely on in ``draws``, which it may also use to count in."""
QUARTERED = ("community", "cso", "unit")
"""Kinds of agent of which a kernel may draw for a quarter at a time into ``draws``."""
_NEW_WEEK = Process("new week", lambda: None, "kernel", ("people",))
_LOCK = threading.RLock()


@dataclass(frozen=True)
class _Segment:
    function: Any
    process: Process | None


class Program:
    """A week made of these processes, ready to run any layout.

    Parameters
    ----------
    processes
        every process in the order of the week, start processes included, levers in their place.
    """

    def __init__(self, processes: tuple[Process, ...]) -> None:
        names = [process.name for process in processes]
        if len(set(names)) != len(names):
            raise ValueError(
                f"two processes share a name: {sorted(n for n in names if names.count(n) > 1)}"
            )
        self.processes = processes
        levers = lever_catalogue()
        used = [group for process in processes for group in process.params]
        self.groups = tuple(dict.fromkeys([*used, *(lever.params for lever in levers.values())]))
        self.theta = theta_rows(self.groups)
        self.parameters = tuple(p for group in self.groups for p in group.declared.values())
        self.levers = {name: i for i, name in enumerate(levers)}
        self.indicators = weekly_indicators()
        self.compiled_only = all(process.form != "python" for process in processes)
        self._parts: list[tuple[Any, tuple[str, ...], int]] = []
        self._begin: Any = None
        self._segments: tuple[_Segment, ...] = ()

    def _texts(self, *, start: bool) -> list[tuple[Process, Text]]:
        return [
            (process, process_text(process, self.theta, self.levers))
            for process in self.processes
            if process.start == start and process.form != "python"
        ]

    @property
    def built_in(self) -> bool:
        """Whether every process is the package's own."""
        return all(process.function.__module__.startswith("cse_sim.") for process in self.processes)

    def parts(self) -> list[tuple[Any, tuple[str, ...], int]]:
        """Compiled function, arguments and size of the source of every process."""
        return self._parts

    @property
    def starting(self) -> int:
        """How many of the parts, the last ones, start a run."""
        return sum(process.start and process.form != "python" for process in self.processes)

    def loops(self) -> list[Any]:
        """The compiled functions that call the processes: the start of a run, then the weeks."""
        between = [segment.function for segment in self._segments if segment.process is None]
        return [self._begin, *between]

    def prepare(self) -> None:
        """Compile or load everything; safe to call from several threads."""
        with _LOCK:
            if self._begin is None:
                self.build()
                with warm.collected_rarely():
                    warm.together(self)
                    for loop in self.loops():
                        warm.link(loop)

    def build(self) -> None:
        """Generate the code of the week; it is compiled when it is first called."""
        with _LOCK:
            record, names = record_text()
            recorder = self._wrap(record, names)
            segments: list[_Segment] = []
            pending: list[tuple[Process, Text]] = []
            week = [process for process in self.processes if not process.start]
            texts = {process.name: text for process, text in self._texts(start=False)}
            for process in week:
                if process.form == "python":
                    segments.append(_Segment(self._loop(pending, clear=not segments), None))
                    segments.append(_Segment(None, process))
                    pending = []
                else:
                    pending.append((process, texts[process.name]))
            segments.append(
                _Segment(self._loop(pending, clear=not segments, record=(record, recorder)), None)
            )
            self._segments = tuple(segments)
            self._begin = self._loop(self._texts(start=True), clear=False)

    def _wrap(self, text: Text, functions: dict[str, Any]) -> tuple[Any, str]:
        depends = hashlib.sha256()
        for name in sorted(functions):
            depends.update(build.source_hash(functions[name]).encode())
        names: dict[str, Any] = {}
        for name, function in functions.items():
            if f"{name}(" in text.source:
                names[name] = build.inlined(function)
            else:
                names |= build.reachable(function)
        wrapped = build.compiled(text.source, "run", names, depends.hexdigest())
        if self._begin is None:
            self._parts.append((wrapped, text.arguments, len(text.source)))
        return wrapped, depends.hexdigest() + hashlib.sha256(text.source.encode()).hexdigest()

    def _loop(
        self,
        parts: list[tuple[Process, Text]],
        *,
        clear: bool,
        record: tuple[Text, tuple[Any, str]] | None = None,
    ) -> Any:
        names: dict[str, Any] = {}
        depends = hashlib.sha256()
        texts = [new_week_text()] if clear else []
        wrapped = [self._wrap(text, {}) for text in texts]
        for process, text in parts:
            texts.append(text)
            wrapped.append(self._wrap(text, {"function": process.function}))
        if record is not None:
            texts.append(record[0])
            wrapped.append(record[1])
        for i, (function, digest) in enumerate(wrapped):
            names[f"run_{i}"] = function
            depends.update(digest.encode())
        source = week_text(texts)
        return build.compiled(source, WEEK_LOOP, names, depends.hexdigest())

    def new_state(
        self, layout: Layout, *, events: int = 0, detail: tuple[int, ...] = (0, 0, 0)
    ) -> State:
        """Arrays for one run of a layout, to be used for any number of runs one after the other."""
        buffers, longest = self._buffers(layout)
        waiting = [process for process in self.processes if process.synchronous]
        held = max(
            layout.structure["lever_row"].size,
            *(layout.initial[kind][0].size for kind in ("community", *(p.each for p in waiting))),
        )
        updated = (len(process.writes) for process in waiting)
        rows = max(SCRATCH_ROWS, *updated, 0)
        return State(
            blocks={kind: block.copy() for kind, block in layout.initial.items()},
            theta=np.zeros(max(len(self.theta), 1)),
            record=np.zeros((layout.weeks, len(self.indicators))),
            detail=np.zeros(detail, dtype=np.float32),
            draws=np.zeros((buffers, 4, longest)),
            scratch=np.zeros((rows, 4 * LANES * -(-max(held, 1) // (4 * LANES)))),
            events=np.zeros((events, len(EVENT_COLUMNS))),
            event_count=np.zeros(1, dtype=np.int64),
        )

    def _buffers(self, layout: Layout) -> tuple[int, int]:
        """How many buffers of uniforms a process needs at once, and how long they are."""
        kinds = [list(process.draws.values()) for process in self.processes if process.draws]
        drawn = [
            p.each
            for p in self.processes
            if p.form == "rule" and {"u0", "u1", "u2", "u3"} & {*p.arguments}
        ]
        longest = max(
            (
                layout.initial[kind][0].size
                for kind in [*(kind for some in kinds for kind in some), *drawn]
            ),
            default=1,
        )
        quarter = max(-(-layout.initial[kind][0].size // 4) for kind in QUARTERED)
        return max((len(kind) for kind in kinds), default=1), max(longest, quarter, SHORTEST_DRAWS)

    def begin(self, state: State, layout: Layout, run_key: int, theta: Floats) -> None:
        """Put a state at the start of a run: the layout's values, then the processes that start a run."""
        self.prepare()
        for kind, block in layout.initial.items():
            state.blocks[kind][...] = block
        state.theta[: len(theta)] = theta
        state.run_key, state.week = run_key, 0
        state.event_count[0] = 0
        self._call(self._begin, state, layout, 0, 1)

    def advance(self, state: State, layout: Layout, weeks: int) -> None:
        """Run the next ``weeks`` weeks."""
        self.prepare()
        first = state.week + 1
        stop = min(first + weeks, layout.weeks + 1)
        if self.compiled_only:
            self._call(self._segments[0].function, state, layout, first, stop)
            state.week = stop - 1
            return
        for week in range(first, stop):
            state.week = week
            for segment in self._segments:
                if segment.process is None:
                    self._call(segment.function, state, layout, week, week + 1)
                else:
                    segment.process.function(Window(state, layout, segment.process))

    def _call(self, function: Any, state: State, layout: Layout, first: int, stop: int) -> None:
        function(
            first,
            stop,
            np.uint64(state.run_key),
            state.record,
            state.detail,
            *(state.blocks[kind] for kind in BLOCKS),
            *(layout.structure[name] for name in STRUCTURE),
            *(state.theta, state.draws, state.scratch, state.quarters, state.events),
            state.event_count,
        )

    def first_fault(self, layout: Layout, run_key: int, theta: Floats) -> str:
        """Replay a run process by process until a number is not finite; says week, process, field and agent."""
        state = self.new_state(layout)
        self.begin(state, layout, run_key, theta)
        for kind, block in layout.initial.items():
            state.blocks[kind][...] = block
        alone = self._alone()
        for week in range(layout.weeks + 1):
            state.week = week
            for process, loop in alone[min(week, 1)]:
                if loop is None:
                    process.function(Window(state, layout, process))
                else:
                    self._call(loop, state, layout, week, week + 1)
                place = _not_finite(state, process.writes or tuple(fields()))
                if place:
                    return f"week {week}: process {process.name}: {place} is not finite"
        return "a number is not finite"

    def _alone(self) -> list[list[tuple[Process, Any]]]:
        """Every process as a loop of its own: those that start a run, then those of the week."""
        with _LOCK:
            both: list[list[tuple[Process, Any]]] = []
            for start in (True, False):
                texts = {process.name: text for process, text in self._texts(start=start)}
                both.append([])
                if not start:
                    both[-1].append((_NEW_WEEK, self._loop([], clear=True)))
                for process in self.processes:
                    if process.start == start:
                        text = texts.get(process.name)
                        loop = text and self._loop([(process, text)], clear=False)
                        both[-1].append((process, loop))
            return both


def _not_finite(state: State, names: tuple[str, ...]) -> str:
    for name in names:
        bad = np.argwhere(~np.isfinite(state.field(name)))
        if len(bad):
            return name + "".join(f"[{i}]" for i in bad[0])
    return ""


assert len(CANONICAL) == len(BLOCKS) + len(STRUCTURE) + 6
