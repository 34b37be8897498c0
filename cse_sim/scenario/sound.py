"""What can still be checked of a scenario in which some parts are wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from cse_sim.scenario.checks import Problem, disagreements
from cse_sim.scenario.model import Group, Scenario
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
    """Those parts of the scenario that are right by themselves; groups if at least their names are."""
    parts: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        key = field.alias or name
        if key not in root.value:
            if not field.is_required() and key not in root.keys:
                parts[name] = field.get_default(call_default_factory=True)
            continue
        kind: Any = field.annotation
        whole: TypeAdapter[Any] = TypeAdapter(
            Annotated[kind, *field.metadata] if field.metadata else kind
        )
        try:
            parts[name] = whole.validate_json(json.dumps(plain(root.value[key])), strict=True)
        except ValidationError:
            continue
    names = group_names(root)
    if "groups" not in parts and names:
        parts["groups"] = tuple(Group(name=name) for name in names)
    return parts


def row_problems(root: Node, parts: Mapping[str, Any]) -> Iterator[Problem]:
    """What the sound rows of a list get wrong, if other rows of it are wrong by themselves."""
    for name, field in Scenario.model_fields.items():
        node = root.value.get(name)
        kinds = get_args(field.annotation)
        if name in parts or node is None or not isinstance(node.value, list) or not kinds:
            continue
        if not (isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)):
            continue
        rows, numbers = [], []
        for number, row in enumerate(node.value):
            try:
                rows.append(kinds[0].model_validate_json(json.dumps(plain(row)), strict=True))
                numbers.append(number)
            except ValidationError:
                continue
        alone = {part: parts[part] for part in SHARED if part in parts} | {name: tuple(rows)}
        for problem in disagreements(alone):
            if problem.location[0] == name and isinstance(problem.location[1], int):
                number = numbers[problem.location[1]]
                yield replace(problem, location=(name, number, *problem.location[2:]))
