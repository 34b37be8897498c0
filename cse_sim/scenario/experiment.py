"""Experiment files: a question put to a scenario, and everything needed to answer it again.

Ranges of parameters are not restated: they come from the catalogue. A parameter set to another value carries the
reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from cse_sim.errors import InputError, InputErrors, nearest
from cse_sim.scenario.document import read_document
from cse_sim.scenario.explain import keys_of, quoted, unknown_key, validated
from cse_sim.scenario.explored import (
    Place,
    Sensitivity,
    Sweep,
    explored_problems,
    in_full,
    inside,
)
from cse_sim.scenario.facts import MOST_WEEKS, Facts, Name, Override
from cse_sim.scenario.files import data_file, linked_file, named_file
from cse_sim.scenario.model import Scenario
from cse_sim.scenario.node import Node, place_of, raise_all
from cse_sim.scenario.reader import drop_empty, override_problems, scenario_of
from cse_sim.scenario.shipped import shipped_experiments, shipped_scenarios
from cse_sim.scenario.sound import sound_fields
from cse_sim.scenario.strategy_files import Linked
from cse_sim.scenario.units import mismatch

Factor = Annotated[float, Field(gt=0, le=1000)]


RUNS = {"compare": 100, "sensitivity": 2, "sweep": 50}
PARAMETERS = {"compare": "prior", "sensitivity": "default", "sweep": "prior"}


class Experiment(Facts):
    """A question: which strategies, in which scenario, how often, measured by what."""

    schema_: Literal[1] = Field(default=1, alias="schema", description="version of the file format")
    name: Name = Field(description="name of the file")
    title: Name = Field(description="the question")
    description: str = Field(default="", description="why it is asked and how to read the answer")
    kind: Literal["compare", "sensitivity", "sweep"] = Field(
        default="compare",
        description="kind; default: sensitivity or sweep if that key is given, else compare",
    )
    scenario: Name = Field(description="shipped name, or path that ends in .yaml")
    strategies: tuple[Name, ...] = Field(
        default=(), max_length=50, description="names of strategies, or paths that end in .yaml"
    )
    baseline: Name | None = Field(
        default=None,
        description="strategy the others are measured against; default: security_only, else the first",
    )
    runs: int = Field(
        default=100,
        ge=1,
        le=10_000_000,
        description="runs of each strategy, or of each point (default: 2 in sensitivity, 50 in sweep)",
    )
    seed: int = Field(default=0, ge=0, lt=2**53, description="root seed")
    weeks: int | None = Field(
        default=None, ge=1, le=MOST_WEEKS, description="weeks; default: all of the scenario"
    )
    indicators: tuple[Name, ...] = Field(
        default=(), description="names of indicators to report; default: all"
    )
    budget_levels: tuple[Factor, ...] = Field(
        default=(1.0,), min_length=1, max_length=20, description="factors on the budget"
    )
    parameters: Name = Field(
        default="prior",
        description="prior, default, or a file with a posterior; what is not varied, default in sensitivity",
    )
    overrides: dict[str, Override] = Field(
        default_factory=dict, description="parameters set by this experiment"
    )
    thresholds: dict[str, float] = Field(
        default_factory=dict,
        description="indicator -> value that is good enough, in its unit; only in compare",
    )
    sensitivity: Sensitivity | None = Field(default=None, description="how the inputs are explored")
    sweep: Sweep | None = Field(default=None, description="points that are tried")


WRITTEN_KEYS = [key for key in keys_of(Experiment) if key != "name"]


def read_experiment(source: str | Path) -> tuple[Experiment, Scenario]:
    """The experiment of a shipped name or of a path that ends in ``.yaml``, and the scenario it names.

    Raises
    ------
    InputError
        If either can not be used; ``InputErrors`` if there are several problems, one line each.
    """
    path, where = named_file(source, shipped_experiments(), "experiment")
    root = read_document(path, where)
    problems: list[InputError] = []
    for key in list(root.value):
        if key not in WRITTEN_KEYS:
            problems.append(unknown_key(root, key, WRITTEN_KEYS, ""))
            del root.value[key]
    drop_empty(root, "", problems)
    name = path.parent.name if path.name == "experiment.yaml" else path.stem
    root.value["name"] = root.like(name)
    if "kind" not in root.value:
        kind = next((key for key in ("sensitivity", "sweep") if key in root.value), "compare")
        root.value["kind"] = root.like(kind)
    linked = Linked(root, problems)
    in_full(root)
    problems.extend(explored_problems(root))
    _defaults_of_kind(root)
    experiment = validated(Experiment, root, problems)
    scenario = linked.put_into(_scenario(root, problems))
    problems.extend(_disagreements(sound_fields(root, Experiment), scenario, root, linked.lost))
    raise_all(sorted(problems, key=lambda e: (e.path, e.line or 0, e.column or 0)))
    assert experiment is not None
    assert scenario is not None
    return experiment, scenario


def _defaults_of_kind(root: Node) -> None:
    """How often and with what, where the file does not say; an unknown kind is said elsewhere."""
    kind = root.value["kind"].value
    for key, defaults in (("runs", RUNS), ("parameters", PARAMETERS)):
        if key not in root.value and kind in defaults:
            root.value[key] = root.like(defaults[kind])


def _scenario(root: Node, problems: list[InputError]) -> Scenario | None:
    link = root.value.get("scenario")
    if link is None:
        return None
    try:
        return scenario_of(*linked_file(link, shipped_scenarios(), "scenario", "scenario"))
    except InputError as error:
        problems.extend(error.errors if isinstance(error, InputErrors) else [error])
        return None


def _disagreements(
    parts: Mapping[str, Any], scenario: Scenario | None, root: Node, lost: set[str]
) -> Iterator[InputError]:
    """What does not fit together; ``parts`` are those right by themselves, and what is wrong hides nothing else.

    Strategies that are ``lost`` have a file that can not be used.
    """
    if "kind" in parts:
        yield from _of_kind(parts["kind"], root)
    for key in ("strategies", "indicators", "budget_levels"):
        yield from _once(root, key, _items(root, key))
    yield from _baseline(parts, root)
    if parts.get("parameters", "prior") not in ("prior", "default"):
        node = root.value["parameters"]
        try:
            data_file(node, "parameters", "experiment")
        except InputError as error:
            error.allowed = "Allowed: prior, default, or a file beside the experiment"
            yield error
    if scenario is not None:
        yield from _fit(parts, scenario, root, lost)
    yield from _catalogued(parts, root)


def _of_kind(kind: str, root: Node) -> Iterator[InputError]:
    """Keys that an experiment of this kind needs, or that do nothing in it."""
    does_nothing = f"the key does nothing in an experiment of kind {kind}"
    for part in ("sensitivity", "sweep"):
        given = part in root.value and root.value[part].value is not None
        if given and kind != part:
            yield root.key_error(part, does_nothing, where=part)
        if not given and kind == part and (part in root.value or part not in root.keys):
            yield root.error(f'"{part}" is missing', do=f"Add {part}: with its keys")
    if kind != "compare":
        if "thresholds" in root.value and root.value["thresholds"].value:
            yield root.key_error("thresholds", does_nothing, where="thresholds")
        return
    node = root.value.get("strategies")
    if node is None and "strategies" in root.keys:
        return  # it has no value, and that is said
    if node is None or node.value == []:
        yield root.error('"strategies" is missing', do="Add strategies: [none, security_only, ...]")
    elif isinstance(node.value, list) and len(node.value) == 1:
        yield node.error("a comparison needs two strategies", where="strategies", do="Add another")


def _baseline(parts: Mapping[str, Any], root: Node) -> Iterator[InputError]:
    baseline, names = parts.get("baseline"), _items(root, "strategies")
    if baseline is not None and baseline not in names and None not in names:
        yield _unknown(root, ("baseline",), "strategy of this experiment", baseline, names)


def _items(root: Node, key: str) -> list[Any]:
    """The items of a list as they count, None in the place of one that is wrong; empty without such a list."""
    node = root.value.get(key)
    if node is None or not isinstance(node.value, list):
        return [] if node is None else [None]
    numbers = key == "budget_levels"
    found: list[Any] = []
    for item in node.value:
        text = item.value.strip() if isinstance(item.value, str) else None
        number = item.value if isinstance(item.value, int | float) else None
        found.append((number if numbers else text) or None)
    return found


def _fit(
    parts: Mapping[str, Any], scenario: Scenario, root: Node, lost: set[str]
) -> Iterator[InputError]:
    known = [strategy.name for strategy in scenario.strategies]
    for k, name in enumerate(_items(root, "strategies")):
        if name is not None and name not in known and name not in lost:
            yield _unknown(root, ("strategies", k), "strategy", name, known)
    weeks = parts.get("weeks")
    if weeks is not None and weeks > scenario.weeks:
        yield root.value["weeks"].error(
            f"{weeks} is more than the scenario has",
            where="weeks",
            allowed=f"Allowed: 1 to {scenario.weeks}",
        )


def _catalogued(parts: Mapping[str, Any], root: Node) -> Iterator[InputError]:
    """Names of parameters and indicators that do not exist."""
    node = root.value.get("overrides")
    if node is not None and isinstance(node.value, dict):
        yield from override_problems(parts.get("overrides", {}), node)
    yield from _varied(root)
    asked: list[tuple[Place, str]] = [
        (("indicators", k), name)
        for k, name in enumerate(_items(root, "indicators"))
        if name is not None
    ]
    node = root.value.get("thresholds")
    if node is not None and isinstance(node.value, dict):
        asked += [(("thresholds", name), name) for name in node.value]
    if asked:
        from cse_sim.indicators import catalogue as indicators

        yield from _all_known(root, asked, "indicator", indicators)


def _varied(root: Node) -> Iterator[InputError]:
    """Inputs that do not exist, are named twice or are given in another unit."""
    asked: list[tuple[Place, str]] = []
    vary = inside(root, "sensitivity")
    if vary is not None and isinstance(vary.value, list):
        names = [_name_of(item) for item in vary.value]
        yield from _once(root.value["sensitivity"], "vary", names)
        asked += [(("sensitivity", "vary", k), name) for k, name in enumerate(names) if name]
        if not names:
            yield vary.error(
                "nothing is varied", where="sensitivity.vary", do="Leave vary out to vary all"
            )
    vary = inside(root, "sweep")
    if vary is not None and isinstance(vary.value, dict):
        asked += [(("sweep", "vary", name), name) for name in vary.value]
    if asked:
        yield from _all_known(root, asked, "parameter", _may_vary)
        yield from _in_their_units(root, asked)


def _name_of(item: Node) -> str | None:
    node = item.value.get("name") if isinstance(item.value, dict) else None
    return node.value if node is not None and isinstance(node.value, str) else None


def _in_their_units(root: Node, asked: Iterable[tuple[Place, str]]) -> Iterator[InputError]:
    for location, name in asked:
        item, where = place_of(root, location)
        unit = item.value.get("unit") if isinstance(item.value, dict) else None
        if unit is None or not isinstance(unit.value, str):
            continue
        from cse_sim.params import catalogue

        wrong = mismatch(name, unit.value, catalogue())
        if wrong is not None:
            yield unit.error(where=where, **wrong)


def _may_vary() -> Iterator[str]:
    from cse_sim.levers import catalogue as levers
    from cse_sim.params import catalogue

    known = catalogue()
    yield from known
    yield from ("budget_factor", "dose.*", "*")
    yield from (f"dose.{lever}" for lever in levers())
    yield from dict.fromkeys(f"{name.partition('.')[0]}.*" for name in known)


def _all_known(
    root: Node,
    asked: Iterable[tuple[Place, str]],
    kind: str,
    catalogue: Callable[[], Iterable[str]],
) -> Iterator[InputError]:
    known = list(catalogue())
    for location, name in asked:
        if name not in known:
            yield _unknown(root, location, kind, name, known)


def _unknown(root: Node, location: Place, kind: str, name: str, known: Sequence[str]) -> InputError:
    node, where = place_of(root, location)
    guess = nearest(name, known)
    some = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return node.error(
        f'there is no {kind} "{name}"',
        where=where,
        allowed="" if guess else f"Known: {some}",
        do=guess,
    )


def _once(root: Node, key: str, values: Sequence[object]) -> Iterator[InputError]:
    for k, value in enumerate(values):
        if value is not None and value in values[:k]:
            node, where = place_of(root, (key, k))
            yield node.error(f"{quoted(value)} is given twice", where=where, do="Keep one")
