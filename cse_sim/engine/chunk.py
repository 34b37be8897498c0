"""A chunk of runs: the only way the model is run for a study."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cse_sim.engine import layout as layouts
from cse_sim.engine.overall import Calendar, overall_values, weekly_series
from cse_sim.engine.points import Points, layouts_of
from cse_sim.engine.program import EVENT_COLUMNS, Program, State
from cse_sim.engine.record import detailed_indicators
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.errors import InputError, nearest
from cse_sim.indicators import catalogue as indicator_catalogue
from cse_sim.luck import run_key
from cse_sim.mechanisms import START, WEEK
from cse_sim.params import Parameter
from cse_sim.processes import Process
from cse_sim.scenario.model import LeverUse, Scenario

Floats = npt.NDArray[np.float64]

AGENT_WEEKS_PER_CHUNK = 3_000_000
MOST_RUNS_PER_CHUNK = 4096
MOST_EVENTS = 200_000
KINDS_OF_VIOLENCE = ("state_based", "rebel_one_sided", "government_one_sided", "communal")

_LOCK = threading.RLock()
_PROGRAMS: dict[tuple[Process, ...], Program] = {}
_WORLDS: OrderedDict[str, World] = OrderedDict()


@dataclass(frozen=True)
class World:
    """A scenario under a strategy, ready to run."""

    scenario: Scenario
    program: Program
    layout: layouts.Layout
    calendar: Calendar


def program_with(extra: Sequence[Process] = ()) -> Program:
    """The week, with a user's processes in their places.

    Raises
    ------
    InputError
        when an extra process names a place that does not exist, or a name that is taken.
    """
    key = tuple(extra)
    with _LOCK:
        if key not in _PROGRAMS:
            week = list(WEEK)
            for process in extra:
                names = [p.name for p in week]
                if process.name in names:
                    raise InputError(
                        f'a process called "{process.name}" exists already',
                        do="Choose another name",
                    )
                week.insert(_place_after(process, week), process)
            _PROGRAMS[key] = Program((*START, *week))
        return _PROGRAMS[key]


def _place_after(process: Process, week: Sequence[Process]) -> int:
    """Where a process goes: after the one it names, or after the last of the mechanism it names, else at the end."""
    if not process.after:
        return len(week)
    names = [each.name for each in week]
    mechanisms = [each.function.__module__.rpartition(".")[2] for each in week]
    for known in (names, mechanisms):
        if process.after in known:
            return len(known) - known[::-1].index(process.after)
    raise InputError(
        f'process "{process.name}" is to follow "{process.after}", which is not in the week',
        allowed=nearest(process.after, names) or f"The week: {', '.join(names)}",
    )


def levers_of(scenario: Scenario, strategy: str | None) -> tuple[LeverUse, ...]:
    """Levers of a strategy by name; None means the scenario's own choice, else none.

    Raises
    ------
    InputError
        when the scenario has no such strategy.
    """
    name = strategy if strategy is not None else scenario.strategy
    if name is None:
        return ()
    known = {s.name: s for s in scenario.strategies}
    if name not in known:
        raise InputError(
            f'no strategy "{name}"',
            allowed=nearest(name, known) or f"Allowed: {', '.join(sorted(known))}",
        )
    return known[name].levers


def world(
    scenario: Scenario,
    strategy: str | None,
    *,
    weeks: int | None = None,
    budget_factor: float = 1.0,
    extra: Sequence[Process] = (),
) -> World:
    """Everything a run of ``scenario`` under ``strategy`` needs; kept for the next chunk of the same."""
    program = program_with(extra)
    text = f"{strategy} {weeks} {budget_factor!r} {id(program)} {scenario.model_dump_json(exclude={'boundaries'})}"
    key = hashlib.sha256(text.encode()).hexdigest()
    with _LOCK:
        if key not in _WORLDS:
            layout = layouts.build(
                scenario,
                levers_of(scenario, strategy),
                program.theta,
                weeks=weeks,
                budget_factor=budget_factor,
            )
            _WORLDS[key] = World(scenario, program, layout, Calendar.of(scenario, layout))
            while len(_WORLDS) > 16:
                _WORLDS.popitem(last=False)
        return _WORLDS[key]


def chunk_runs(scenario: Scenario, weeks: int | None = None) -> int:
    """Runs in one chunk: about a second of work or two, whatever the number of workers."""
    work = (weeks or scenario.weeks) * max(2 * len(scenario.communities), 1)
    return int(min(max(AGENT_WEEKS_PER_CHUNK // work, 4), MOST_RUNS_PER_CHUNK))


_PARSED: OrderedDict[str, Scenario] = OrderedDict()


def _parsed(text: str) -> Scenario:
    with _LOCK:
        if text not in _PARSED:
            _PARSED[text] = Scenario.model_validate_json(text)
            while len(_PARSED) > 4:
                _PARSED.popitem(last=False)
        return _PARSED[text]


def run_chunk(spec: dict[str, Any], extra: Sequence[Process] = ()) -> pa.Table:
    """Run one chunk of an ensemble.

    Parameters
    ----------
    spec
        ``scenario`` (canonical JSON), ``strategy``, ``root_seed``, ``first_run``, ``stop_run``, and optionally ``weeks``,
        ``parameters`` ("prior" or "default"), ``overrides`` {full name: value}, ``budget_factor``, ``save``,
        ``weekly`` (False leaves the weeks out) and ``points``: see ``cse_sim.engine.points``; ``first_run`` and
        ``stop_run`` then count the replicates of each point.
    extra
        a user's own processes.

    Returns
    -------
    pyarrow.Table
        one row per run, or per point and replicate: run, seed, status, error, overall indicators, ``param:`` columns,
        ``weekly:`` lists, and with ``save`` the ``saved:events`` and ``communities:`` lists; with points also
        ``point`` and what the points set. What does not exist is null.
    """
    made = world(
        _parsed(spec["scenario"]),
        spec.get("strategy"),
        weeks=spec.get("weeks"),
        budget_factor=spec.get("budget_factor", 1.0),
        extra=extra,
    )
    points = Points.of(spec)
    keys = np.array([run_key(spec["root_seed"], int(run)) for run in points.runs], dtype=np.int64)
    fixed = {name: override.value for name, override in made.scenario.overrides.items()} | dict(
        spec.get("overrides") or {}
    )
    theta = drawn_parameters(made.program.parameters, keys, spec.get("parameters", "prior"), fixed)
    points.put(theta, made.program.parameters)
    save = tuple(spec.get("save") or ())
    state = _state(made, save)
    uses = levers_of(made.scenario, spec.get("strategy"))
    layouts = layouts_of(made.scenario, made.layout, points, uses)
    done = [
        _one_run(replace(made, layout=layout), int(key), (state, row), save)
        for layout, key, row in zip(layouts, keys, theta, strict=True)
    ]
    return _table(made, points, keys, theta, done, save, fixed, spec)


@dataclass(frozen=True)
class _Run:
    record: Floats
    error: str | None
    events: list[dict[str, Any]] | None
    detail: npt.NDArray[np.float32] | None


def _state(made: World, save: tuple[str, ...]) -> State:
    shape = (0, 0, 0)
    if "communities" in save:
        shape = (made.layout.weeks, len(detailed_indicators()), len(made.scenario.communities))
    return made.program.new_state(
        made.layout, events=MOST_EVENTS if "events" in save else 0, detail=shape
    )


def _one_run(made: World, key: int, prepared: tuple[State, Floats], save: tuple[str, ...]) -> _Run:
    state, theta = prepared
    state.record[...] = np.nan
    made.program.begin(state, made.layout, key, theta)
    made.program.advance(state, made.layout, made.layout.weeks)
    error = None
    finite = all(np.isfinite(block).all() for block in state.blocks.values())
    if not finite or np.isinf(state.record).any():
        error = made.program.first_fault(made.layout, key, theta)
    elif "events" in save and state.event_count[0] > MOST_EVENTS:
        error = f"more than {MOST_EVENTS} events in one run"
    events = _events(made, state) if "events" in save and error is None else None
    return _Run(
        state.record.copy(), error, events, state.detail.copy() if "communities" in save else None
    )


def _events(made: World, state: State) -> list[dict[str, Any]]:
    column = {name: i for i, name in enumerate(EVENT_COLUMNS)}
    groups = [group.name for group in made.scenario.groups]
    armed = [group.name for group in made.scenario.armed_groups]
    rows = []
    for number, event in enumerate(state.events[: int(state.event_count[0])]):
        community = made.scenario.communities[int(event[column["community"]])]
        code = int(event[column["perpetrator"]])
        parent = int(event[column["triggered_by"]])
        who = groups[code - 100] if code >= 100 else (armed[code] if code >= 0 else "government")
        if code < 0 and int(event[column["kind"]]) in (0, 1):
            who = "armed group"
        rows.append(
            {
                "event": number,
                "week": int(event[column["week"]]),
                "community": community.name,
                "admin1": community.admin1,
                "kind": KINDS_OF_VIOLENCE[int(event[column["kind"]])],
                "deaths": int(event[column["deaths"]]),
                "deaths_civilians": int(event[column["deaths_civilians"]]),
                "perpetrator": who,
                "victim_group": groups[int(event[column["victim_group"]])],
                "triggered_by": parent if parent >= 0 else None,
            }
        )
    return rows


EVENT_TYPE = pa.struct(
    [
        ("event", pa.int64()),
        ("week", pa.int64()),
        ("community", pa.string()),
        ("admin1", pa.string()),
        ("kind", pa.string()),
        ("deaths", pa.int64()),
        ("deaths_civilians", pa.int64()),
        ("perpetrator", pa.string()),
        ("victim_group", pa.string()),
        ("triggered_by", pa.int64()),
    ]
)


def _table(
    made: World,
    points: Points,
    keys: npt.NDArray[np.int64],
    theta: Floats,
    done: list[_Run],
    save: tuple[str, ...],
    fixed: dict[str, float],
    spec: dict[str, Any],
) -> pa.Table:
    failed = np.array([run.error is not None for run in done])
    series = weekly_series(np.stack([run.record for run in done]))
    columns: dict[str, Any] = {
        **({"point": pa.array(points.numbers, pa.int64())} if "points" in spec else {}),
        "run": pa.array(points.runs, pa.int64()),
        "seed": pa.array(keys, pa.int64()),
        "status": pa.array(["failed" if bad else "done" for bad in failed]),
        "error": pa.array([run.error for run in done], pa.string()),
    }
    for name, values in overall_values(series, made.calendar).items():
        columns[name] = _nullable(np.where(failed, np.nan, values))
    for column, parameter in enumerate(made.program.parameters):
        if parameter.full_name in points.names or _reported(parameter, spec, fixed):
            columns[f"param:{parameter.full_name}"] = pa.array(theta[:, column])
    columns |= {name: pa.array(values) for name, values in points.levers().items()}
    for name, indicator in indicator_catalogue().items():
        if indicator.weekly and spec.get("weekly", True):
            columns[f"weekly:{name}"] = _lists(np.where(failed[:, None], np.nan, series[name]))
    if "events" in save:
        columns["saved:events"] = pa.array([run.events for run in done], pa.list_(EVENT_TYPE))
    if "communities" in save:
        for k, indicator in enumerate(detailed_indicators()):
            kept = np.stack([run.detail[:, k].ravel() for run in done if run.detail is not None])
            kept[failed] = np.nan
            columns[f"communities:{indicator.name}"] = _lists(kept)
    return pa.table(columns)


def _reported(parameter: Parameter, spec: dict[str, Any], fixed: dict[str, float]) -> bool:
    drawn = (
        spec.get("parameters", "prior") == "prior" and parameter.prior.low < parameter.prior.high
    )
    return drawn or parameter.full_name in fixed


def _nullable(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def _lists(values: npt.NDArray[np.floating[Any]]) -> pa.Array:
    flat = values.ravel()
    kind = pa.float32() if flat.dtype == np.float32 else pa.float64()
    return pa.FixedSizeListArray.from_arrays(
        pa.array(flat, kind, mask=np.isnan(flat)), values.shape[1]
    )


RunChunk = Callable[[dict[str, Any]], pa.Table]
