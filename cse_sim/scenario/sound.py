"""What can still be checked of a scenario in which some parts are wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from cse_sim.scenario.checks import Problem, disagreements
from cse_sim.scenario.facts import MOST_WEEKS
from cse_sim.scenario.model import DeploymentRow, Group, Mission, Scenario
from cse_sim.scenario.node import Node, plain

SHARED = ("groups", "start", "weeks")


def group_names(root: Node) -> list[str]:
    """The names of the groups as far as they are written; empty if one is missing."""
    groups = root.value.get("groups")
    rows = groups.value if groups is not None and isinstance(groups.value, list) else []
    names = [
        row.value["name"].value
        for row in rows
        if isinstance(row.value, dict) and "name" in row.value
    ]
    return (
        names
        if len(names) == len(rows) and all(isinstance(name, str) and name for name in names)
        else []
    )


def sound_parts(root: Node) -> dict[str, Any]:
    """Those parts of the scenario that are right by themselves; groups if at least their names are.

    Without a number of weeks that can be used, it counts as the greatest that can: what lies outside lies outside.
    """
    parts = sound_fields(root, Scenario)
    names = group_names(root)
    if "groups" not in parts and names:
        parts["groups"] = tuple(Group(name=name) for name in names)
    return {"weeks": MOST_WEEKS} | parts


def sound_fields(node: Node, model: type[BaseModel]) -> dict[str, Any]:
    """Those fields of a model that are right by themselves; of a mapping, those items."""
    parts: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in node.value:
            if not field.is_required() and key not in node.keys:
                parts[name] = field.get_default(call_default_factory=True)
            continue
        kind: Any = field.annotation
        child = node.value[key]
        with suppress(ValidationError):
            parts[name] = _valid(
                Annotated[kind, *field.metadata] if field.metadata else kind, child
            )
        if name not in parts and get_origin(kind) is dict and isinstance(child.value, dict):
            parts[name] = _sound_items(get_args(kind)[1], child)
    return parts


def _sound_items(kind: Any, node: Node) -> dict[str, Any]:
    items = {}
    for key, child in node.value.items():
        with suppress(ValidationError):
            items[key] = _valid(kind, child)
    return items


def _valid(kind: Any, node: Node) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return adapter.validate_json(json.dumps(plain(node)), strict=True)


def whole_deployment(root: Node, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of the deployment as a part, if the mission has all that are written."""
    node = root.value.get("mission")
    lost = node is not None and "deployment" in node.keys and "deployment" not in node.value
    return {"deployment": parts["mission"].deployment} if "mission" in parts and not lost else {}


def row_problems(root: Node, parts: Mapping[str, Any]) -> Iterator[Problem]:
    """What the sound rows of a list get wrong, if other rows of it are wrong by themselves."""
    shared = {part: parts[part] for part in SHARED if part in parts}
    for name, field in Scenario.model_fields.items():
        node = root.value.get(name)
        kinds = get_args(field.annotation)
        if name in parts or node is None or not isinstance(node.value, list) or not kinds:
            continue
        if not (isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)):
            continue
        rows, numbers = _sound_rows(node, kinds[0])
        yield from _renumbered((name,), numbers, disagreements(shared | {name: rows}))
    node = root.value.get("mission")
    if "mission" not in parts and node is not None and isinstance(node.value, dict):
        deployment = node.value.get("deployment", node.like([]))
        rows, numbers = _sound_rows(deployment, DeploymentRow)
        mission = Mission.model_construct(**sound_fields(node, Mission) | {"deployment": rows})
        around = {part: parts[part] for part in ("communities",) if part in parts}
        found = disagreements(shared | around | {"mission": mission})
        yield from _renumbered(("mission", "deployment"), numbers, found)


def _sound_rows(node: Node, kind: type[BaseModel]) -> tuple[tuple[Any, ...], list[int]]:
    rows, numbers = [], []
    for number, row in enumerate(node.value if isinstance(node.value, list) else ()):
        with suppress(ValidationError):
            rows.append(_valid(kind, row))
            numbers.append(number)
    return tuple(rows), numbers


def _renumbered(
    place: tuple[str, ...], numbers: list[int], found: Iterator[Problem]
) -> Iterator[Problem]:
    """The problems of a part, its rows numbered as they are written."""
    depth = len(place)
    for problem in found:
        here = problem.location
        row = here[depth] if here[:depth] == place and len(here) > depth else None
        if isinstance(row, int):
            yield replace(problem, location=(*place, numbers[row], *here[depth + 1 :]))
        elif depth > 1 and here[0] == place[0]:
            yield problem
