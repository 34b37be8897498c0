"""Random states for one week of the engine, and the same states as plain lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cse_sim.engine.layout import Layout
from cse_sim.engine.program import Program, State
from cse_sim.engine.timetable import SCHEDULE
from cse_sim.levers import catalogue as lever_catalogue
from cse_sim.levers.lever import DELIVERERS
from cse_sim.processes import Process, python_process
from cse_sim.state import INFINITY, KINDS, Field, fields

Floats = npt.NDArray[np.float64]
WEEKS = 60


@dataclass(frozen=True)
class Shape:
    """How many of each there are, and which extreme a world is put to."""

    communities: int = 12
    groups: int = 2
    armed: int = 2
    csos: int = 9
    admins: int = 3
    extreme: str = ""
    levers: tuple[str, ...] = ()


EXTREMES = ("", "", "", "nobody displaced", "one group", "no armed groups", "quiet", "heavy")


def shape_of(seed: int, levers: tuple[str, ...] = ()) -> Shape:
    """Every eighth seed the same extreme, with other numbers."""
    extreme = EXTREMES[seed % len(EXTREMES)]
    generator = np.random.default_rng(seed)
    return Shape(
        communities=int(generator.integers(6, 25)),
        groups=1 if extreme == "one group" else int(generator.integers(2, 5)),
        armed=0 if extreme == "no armed groups" else int(generator.integers(1, 4)),
        csos=int(generator.integers(1, 15)),
        admins=int(generator.integers(1, 4)),
        extreme=extreme,
        levers=levers,
    )


def layout_of(shape: Shape, generator: np.random.Generator) -> Layout:
    """A layout with every number drawn at random."""
    n = shape.communities
    neighbours = np.array(
        [generator.permutation([j for j in range(n) if j != i])[:5] for i in range(n)], np.uint32
    )
    admin_of = generator.integers(0, shape.admins, n).astype(np.uint32)
    members = np.argsort(admin_of, kind="stable").astype(np.uint32)
    each = 4
    links = np.concatenate([generator.permutation(n)[:each] for _ in range(shape.csos)])
    schedule = np.zeros((WEEKS, len(SCHEDULE)))
    exclusion = generator.uniform(0, 1, shape.groups) * (generator.random(shape.groups) < 0.6)
    structure: dict[str, npt.NDArray[np.generic]] = {
        "neighbours": neighbours,
        "admin_of": admin_of,
        "admin_start": np.searchsorted(admin_of[members], np.arange(shape.admins + 1)).astype(
            np.int32
        ),
        "admin_members": members,
        "link_start": (np.arange(shape.csos + 1) * each).astype(np.int32),
        "link_community": links.astype(np.uint32),
        "unit_kind": np.zeros(4, np.uint32),
        "unit_admin": np.zeros(4, np.uint32),
        "unit_rank": np.arange(4, dtype=np.uint32),
        "unit_size": np.array([150.0, 150.0, 50.0, 30.0, 15.0]),
        "home_group": generator.integers(0, shape.groups, shape.armed).astype(np.int32),
        "group_exclusion": exclusion,
        "strength": np.zeros((WEEKS, 5, shape.admins)),
        "schedule": schedule,
        "history": np.zeros(n),
        **_levers(shape.levers),
    }
    sizes: dict[str, tuple[int, ...]] = {
        "community": (n,),
        "community_group": (shape.groups, n),
        "cso": (shape.csos,),
        "unit": (4,),
        "armed_group": (shape.armed,),
        "armed_group_community": (shape.armed, n),
        "authority": (shape.admins + 1,),
        "organisation": (2,),
        "lever": (len(shape.levers),),
        "community_lever": (len(shape.levers), n),
        "nation": (),
    }
    initial = {
        kind: np.stack([_drawn(field, sizes[kind], generator) for field in declared])
        for kind, declared in KINDS.items()
    }
    made = Layout(WEEKS, structure, initial, shape.levers)
    _consistent(made, shape, generator)
    return made


def _levers(active: tuple[str, ...]) -> dict[str, npt.NDArray[np.generic]]:
    known = lever_catalogue()
    row = np.full(len(known), -1, dtype=np.int32)
    settings = np.zeros((7, len(active)))
    for i, name in enumerate(active):
        row[list(known).index(name)] = i
        deliverer = DELIVERERS.index(known[name].deliverer)
        settings[:, i] = (1.0 / len(active), 1.0, 0.0, WEEKS, 0.0, deliverer, 0.0)
    return {
        "lever_row": row,
        "lever_settings": settings,
        "lever_theta": np.zeros((3, len(active)), dtype=np.int32),
    }


def _drawn(field: Field, size: tuple[int, ...], generator: np.random.Generator) -> Floats:
    if field.high <= 1.0:
        value = generator.uniform(0.0, 1.0, size)
        return np.where(generator.random(size) < 0.1, np.round(value), value)
    if field.low == -INFINITY:
        return generator.normal(0.0, 1.0, size)
    value = generator.exponential(1.5, size) * (generator.random(size) < 0.7)
    return np.floor(value) if field.unit in ("count", "people") else value


def _consistent(made: Layout, shape: Shape, generator: np.random.Generator) -> None:
    n = shape.communities
    size = (shape.armed, n)
    people = generator.integers(300, 30_000, n).astype(float)
    away = np.floor(people * generator.uniform(0, 0.7, n) * (generator.random(n) < 0.5))
    put(made, "population", people)
    put(made, "displaced", np.zeros(n) if shape.extreme == "nobody displaced" else away)
    put(made, "group_share", generator.dirichlet(np.ones(shape.groups), n).T)
    put(made, "fighters", np.floor(people * generator.uniform(0, 0.02, size)))
    put(made, "idle_ex_combatants", np.floor(people * generator.uniform(0, 0.02, size)))
    put(made, "reintegrated", np.floor(people * generator.uniform(0, 0.01, size)))
    put(made, "posture", (generator.random(shape.armed) < 0.5).astype(float))
    put(made, "mandate", float(generator.random() < 0.8))
    put(made, "civil_affairs", float(generator.integers(0, 40)))
    put(made, "people", people.sum())
    put(made, "adult_share", generator.uniform(0.3, 0.8))
    put(made, "cso_alive", (generator.random(shape.csos) < 0.9).astype(float))
    links = np.arange(shape.csos) * 4 + generator.integers(0, 4, shape.csos)
    put(made, "cso_link", links.astype(float))
    activities = generator.integers(-1, len(shape.levers), shape.csos)
    put(made, "cso_activity", activities.astype(float))
    put(made, "cso_accepts", (generator.random(shape.csos) < 0.7).astype(float))
    if shape.levers:
        rich = generator.random(len(shape.levers)) < 0.7
        put(made, "lever_capacity", rich * generator.exponential(5.0, len(shape.levers)))
    put(made, "displaced_in", generator.exponential(0.02, n))
    put(made, "entry_weeks", np.floor(generator.uniform(0, 26, n)) * (generator.random(n) < 0.4))
    for name in ("council_work", "consultation"):
        put(made, name, generator.uniform(0, 1, n) * (generator.random(n) < 0.6))
    for kind in ("state_based", "rebel", "government"):
        put(made, f"rate_{kind}", generator.exponential(3.0))
    for name in fields():
        if f"{name}_logit" in fields():
            put(made, name, 1.0 / (1.0 + np.exp(-get(made, f"{name}_logit"))))
    if shape.extreme == "quiet":
        quiet = [f"rate_{kind}" for kind in ("state_based", "rebel", "government")]
        quiet += [f"recent_{kind}" for kind in ("state_based", "rebel", "government", "communal")]
        quiet += ["disputes_lethal", "posture", "campaign_rate", "recent_events", "entry_weeks"]
        for name in quiet:
            put(made, name, 0.0)
    if shape.extreme == "heavy":
        for kind in ("state_based", "rebel", "government"):
            put(made, f"rate_{kind}", generator.uniform(20.0, 200.0))
            put(made, f"recent_{kind}", generator.exponential(20.0, n))


def put(made: Layout, name: str, value: Any) -> None:
    """Set a field of the first week."""
    kind, row, _ = fields()[name]
    made.initial[kind][row] = value


def get(made: Layout, name: str) -> Floats:
    """A field before the week, weekly ones included."""
    kind, row, _ = fields()[name]
    return made.initial[kind][row]


def before_week(made: Layout, process: Process, theta: dict[str, float]) -> dict[str, Any]:
    """The same world as plain lists and numbers, parameters by short name under ``p``.

    Flows of the week that the process writes are zero, as at the start of a week.
    """
    plain: dict[str, Any] = {name: get(made, name).tolist() for name in fields()}
    for name in process.writes:
        if fields()[name][2].weekly:
            plain[name] = (0.0 * get(made, name)).tolist()
    plain.update({name: array.tolist() for name, array in made.structure.items()})
    plain["p"] = {name.split(".", 1)[1]: value for name, value in theta.items()}
    return plain


def theta_of(process: Process, generator: np.random.Generator) -> dict[str, float]:
    """Parameters of a process by full name: at default, within bounds or at a bound."""
    values: dict[str, float] = {}
    for group in process.params:
        for parameter in group.declared.values():
            low, high = parameter.bounds
            kind = generator.random()
            value = parameter.default if kind < 0.3 else float(generator.uniform(low, high))
            values[parameter.full_name] = low if kind > 0.97 else value
    return values


class Week:
    """One process for one week, in the engine."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.made: Layout | None = None

        def what_came_before(window: Any) -> None:
            assert self.made is not None
            for name, (_, _, field) in fields().items():
                if field.weekly and name not in process.writes:
                    window[name] = get(self.made, name)

        earlier = python_process(what_came_before, name="what came before")
        self.program = Program((process,) if process.start else (earlier, process))

    def run(
        self, made: Layout, run_key: int, week: int, theta: dict[str, float], events: int = 0
    ) -> State:
        """The state after that week. Weekly fields the process does not write start at the layout's values."""
        self.made = made
        row = [theta.get(p.full_name, p.default) for p in self.program.parameters]
        state = self.program.new_state(made, events=events)
        self.program.begin(state, made, run_key, np.array(row))
        if not self.process.start:
            state.week = week - 1
            self.program.advance(state, made, 1)
        return state
